//! `latchkey import` of a file that was imported before: what was decided since stays.

use serde_json::json;

use crate::import::refused;
use crate::support::{GLOBEX, PASSWORD, Platform};

const APP: &str = r#"
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    client_secret = "the first secret"
    redirect_uris = ["https://expenses.example/callback"]
"#;

/// The environment has this secret, and no other.
async fn only_secret(platform: &Platform, secret: &str) -> bool {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let sql = "SELECT COUNT(*) FROM app_environments WHERE client_secret_hash = $1 AND previous_secret_hash IS NULL";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(latchkey_server::secrets::token_hash(secret))
        .fetch_one(&mut *connection)
        .await
        .expect("a number");
    count == 1
}

/// As the portal does where a secret is rotated and the one before is ended.
async fn replace_secret(platform: &Platform, secret: &str) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let sql = "UPDATE app_environments SET client_secret_hash = $1, previous_secret_hash = NULL";
    sqlx::query(sql)
        .bind(latchkey_server::secrets::token_hash(secret))
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
}

#[tokio::test]
async fn a_secret_that_was_ended_does_not_come_back_by_the_same_file() {
    let file = format!("{GLOBEX}{APP}");
    let platform = Platform::with(&file).await;
    replace_secret(&platform, "the second secret").await;
    platform.import(&file).await;
    assert!(only_secret(&platform, "the second secret").await);
    let without = file.replace("    client_secret = \"the first secret\"\n", "");
    platform.import(&without).await;
    assert!(
        only_secret(&platform, "the second secret").await,
        "left out: as it is"
    );
    platform.import(&file).await;
    assert!(
        only_secret(&platform, "the second secret").await,
        "the file has not changed"
    );
    platform
        .import(&file.replace("the first secret", "the third secret"))
        .await;
    assert!(
        only_secret(&platform, "the third secret").await,
        "the file's own change"
    );
}

#[tokio::test]
async fn a_password_of_ones_own_is_not_overwritten_by_the_same_file() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let own = "seven purple kettles under the bridge";
    let body = json!({ "current_password": PASSWORD, "password": own });
    assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
    platform.import(GLOBEX).await;
    assert!(grace.is_signed_in().await, "nothing changed, nothing ends");
    let signs_in = async |password: &str| {
        let answer = platform.browser().sign_in("grace@globex.example", password).await;
        answer.status == 200
    };
    assert!(signs_in(own).await && !signs_in(PASSWORD).await);
    platform
        .import(&GLOBEX.replace(PASSWORD, "another battery of horses entirely"))
        .await;
    assert!(
        signs_in("another battery of horses entirely").await,
        "the file's own change"
    );
    assert!(!grace.is_signed_in().await);
}

#[tokio::test]
async fn rights_that_a_file_does_not_speak_of_stay_and_a_company_keeps_an_admin() {
    let admin = |says: &str| {
        GLOBEX.replace(
            "last_name = \"Hopper\"",
            &format!("last_name = \"Hopper\"\n  {says}"),
        )
    };
    let platform = Platform::with(&admin("company_admin = true")).await;
    let admins = "SELECT COUNT(*) FROM accounts WHERE company_admin = 1";
    platform.import(GLOBEX).await;
    assert_eq!(platform.count(admins).await, 1, "left out: as it is");
    let said = refused(&platform, &admin("company_admin = false")).await;
    assert!(
        said.contains("last admin") && said.contains("grace@globex.example"),
        "{said}"
    );
    assert_eq!(platform.count(admins).await, 1);
}
