//! `latchkey import` of a file that was imported before: what was decided since stays.

use serde_json::json;

use crate::import::refused;
use crate::support::{GLOBEX, PASSWORD, Platform, acme};

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

const EVENTS: &str = "SELECT COUNT(*) FROM audit_events";
const FULL: &str = r#"
    post_logout_redirect_uris = ["https://expenses.example/bye"]
    roles = ["User", "Clerk"]
    backchannel_logout_uri = "https://expenses.example/logout"
    jwks_uri = "https://expenses.example/jwks"
    id_token_signed_response_alg = "ES256"
    require_pkce = true
    optional_scopes = ["email"]
    refresh_token_reuse_seconds = 10
    support_contact = "help@globex.example"

      [[company.app.environment.access]]
      email = "grace@globex.example"
      roles = ["Clerk"]
"#;

/// All that a file can say of a company with an app and an identity provider that is not active.
fn everything() -> String {
    let configuration = acme("https://one.example")
        .split_once("  [[company.sso_configuration]]")
        .map(|(_, configuration)| format!("  [[company.sso_configuration]]{configuration}"))
        .expect("a configuration")
        .replace("active = true", "active = false");
    let app = APP.replace(
        "slug = \"company-expenses\"",
        "slug = \"company-expenses\"\n  team = [\"grace@globex.example\"]",
    );
    format!("{GLOBEX}{app}{FULL}{configuration}")
}

/// Decided by people since.
async fn decide(platform: &Platform, statements: &[&'static str]) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    for sql in statements {
        let done = sqlx::query(*sql).execute(&mut *transaction).await.expect("runs");
        assert!(done.rows_affected() > 0, "{sql}");
    }
    transaction.commit().await.expect("commits");
}

const DECISIONS: &[&str] = &[
    "UPDATE accounts SET first_name = 'G.', last_name = 'H.'",
    "UPDATE apps SET name = 'Money'",
    "DELETE FROM app_team_members",
    "DELETE FROM access_grants",
    "UPDATE app_environments SET name = 'Acc', url = 'https://new.example/', registration =
       '{\"redirect_uris\":[],\"post_logout_redirect_uris\":[],\"roles\":[\"Boss\"],\"backchannel_logout_uri\":null,\"jwks_uri\":null,
         \"id_token_signed_response_alg\":\"RS256\",\"require_pkce\":false,\"optional_scopes\":[],\"refresh_token_reuse_seconds\":20,\"support_contact\":null}'",
    "UPDATE sso_configurations SET endpoint_url = 'https://two.example', client_id = 'two', client_secret_sealed = 'two', scopes = 'openid',
       claim_mapping = REPLACE(claim_mapping, 'given_name', 'name')",
];

#[tokio::test]
async fn what_people_decided_stays_under_the_same_file() {
    let platform = Platform::with(&everything()).await;
    decide(&platform, DECISIONS).await;
    let (rows, events) = (platform.rows().await, platform.count(EVENTS).await);
    platform.import(&everything()).await;
    assert_eq!(platform.count(EVENTS).await, events, "nothing changed");
    assert_eq!(platform.rows().await, rows);
    for (stands, what) in [
        (
            "SELECT COUNT(*) FROM accounts WHERE first_name = 'G.' AND last_name = 'H.'",
            "names",
        ),
        ("SELECT COUNT(*) FROM apps WHERE name = 'Money'", "the app's name"),
        (
            "SELECT COUNT(*) FROM app_environments WHERE name = 'Acc' AND url = 'https://new.example/'
             AND registration LIKE '%\"redirect_uris\":[]%' AND registration LIKE '%\"post_logout_redirect_uris\":[]%' AND registration LIKE '%\"roles\":[\"Boss\"]%'
             AND registration LIKE '%RS256%' AND registration LIKE '%\"require_pkce\":false%' AND registration LIKE '%\"optional_scopes\":[]%'
             AND registration LIKE '%_seconds\":20%' AND registration NOT LIKE '%help@%'",
            "the registration",
        ),
        (
            "SELECT COUNT(*) FROM sso_configurations WHERE endpoint_url = 'https://two.example' AND client_id = 'two'
             AND client_secret_sealed = 'two' AND scopes = 'openid' AND claim_mapping NOT LIKE '%given_name%'",
            "the identity provider",
        ),
        (
            "SELECT 1 - COUNT(*) FROM app_team_members",
            "the team without Grace",
        ),
        ("SELECT 1 - COUNT(*) FROM access_grants", "nobody's access"),
    ] {
        assert_eq!(platform.count(stands).await, 1, "{what}");
    }
}

#[tokio::test]
async fn one_change_of_a_file_is_taken_alone_and_told_once() {
    let platform = Platform::with(&everything()).await;
    decide(&platform, DECISIONS).await;
    for (says, now_says, fields, stands) in [
        (
            "\"Grace\"",
            "\"Amazing\"",
            "[\"first_name\"]",
            "SELECT COUNT(*) FROM accounts WHERE first_name = 'Amazing' AND last_name = 'H.'",
        ),
        (
            "https://expenses.example/bye",
            "https://expenses.example/gone",
            "[\"post_logout_redirect_uris\"]",
            "SELECT COUNT(*) FROM app_environments WHERE registration LIKE '%/gone%' AND registration LIKE '%Boss%' AND name = 'Acc'",
        ),
        (
            "client_secret = \"the first secret\"",
            "client_secret = \"the next secret\"",
            "[\"client_secret\"]",
            "SELECT COUNT(*) FROM app_environments WHERE name = 'Acc'",
        ),
        (
            "client_secret = \"secret\"",
            "client_secret = \"rotated\"",
            "[\"client_secret\"]",
            "SELECT COUNT(*) FROM sso_configurations WHERE client_secret_sealed <> 'two' AND client_id = 'two'",
        ),
    ] {
        let file = everything().replacen(says, now_says, 1);
        let before = platform.count(EVENTS).await;
        let summary = platform.import(&file).await.summary("x");
        assert!(
            summary.starts_with("Imported x: 0 added, 1 changed, 4 left as they were.\n"),
            "{summary}"
        );
        assert_eq!(platform.count(EVENTS).await, before + 1, "{now_says}");
        assert_eq!(platform.count(stands).await, 1, "{now_says}");
        let mut connection = platform.app.store.read().await.expect("a connection");
        let sql = "SELECT detail FROM audit_events WHERE action = 'imported' ORDER BY id DESC LIMIT 1";
        let detail: String = sqlx::query_scalar(sql)
            .fetch_one(&mut *connection)
            .await
            .expect("a detail");
        assert!(detail.contains(&format!("\"fields\":{fields}")), "{detail}");
        assert!(
            !detail.contains("secret\":") && !detail.contains("rotated"),
            "{detail}"
        );
        drop(connection);
        platform.import(&file).await;
        assert_eq!(platform.count(EVENTS).await, before + 1, "twice is once");
        // Back again is a change of the file, too.
        platform.import(&everything()).await;
        assert_eq!(platform.count(EVENTS).await, before + 2, "{says}");
    }
}

#[tokio::test]
async fn an_import_says_how_much_it_has_added_changed_and_left() {
    let platform = Platform::with(GLOBEX).await;
    let mut file = acme("http://127.0.0.1:9").replace("active = true", "");
    let summary = platform.import(&format!("{GLOBEX}{file}")).await.summary("x");
    let expected = [
        "Imported x: 3 added, 0 changed, 2 left as they were.",
        "  companies: 1 added, 0 changed, 1 left as they were",
        "  accounts: 1 added, 0 changed, 1 left as they were",
        "  SSO configurations: 1 added, 0 changed, 0 left as they were",
    ];
    assert_eq!(summary.lines().collect::<Vec<_>>(), expected);
    // Of the company, Ada and the configuration one is changed each time.
    for (says, now_says) in [
        ("[\"acme.example\"]", "[\"acme.example\", \"acme.test\"]"),
        ("\"Lovelace\"", "\"Byron\""),
        ("\"Byron\"", "\"Byron\"\n  company_admin = true"),
        (PASSWORD, "another horse battery staple"),
        ("\"latchkey\"", "\"latchkey\"\n  active = true"),
    ] {
        file = file.replacen(says, now_says, 1);
        for expected in [
            "Imported x: 0 added, 1 changed, 2 left as they were.\n",
            "Imported x: 0 added, 0 changed, 3 left as they were.\n",
        ] {
            let summary = platform.import(&file).await.summary("x");
            assert!(summary.starts_with(expected), "{now_says}: {summary}");
        }
    }
}

#[tokio::test]
async fn an_admin_made_or_unmade_since_stays_so_under_the_same_file() {
    let rob = "\n  [[company.account]]\n  email = \"rob@globex.example\"\n  first_name = \"Rob\"\n  company_admin = false\n";
    let file = GLOBEX.replace(
        "last_name = \"Hopper\"",
        "last_name = \"Hopper\"\n  company_admin = true",
    ) + rob;
    let platform = Platform::with(&file).await;
    decide(
        &platform,
        &["UPDATE accounts SET company_admin = 1 - company_admin"],
    )
    .await;
    platform.import(&file).await;
    let rob_alone = "SELECT COUNT(*) FROM accounts WHERE company_admin = 1 AND first_name = 'Rob'
                     AND NOT EXISTS (SELECT 1 FROM accounts WHERE company_admin = 1 AND first_name <> 'Rob')";
    assert_eq!(platform.count(rob_alone).await, 1);
    platform
        .import(&file.replace("  company_admin = false\n", ""))
        .await;
    assert_eq!(platform.count(rob_alone).await, 1, "left out: as it is");
}

#[tokio::test]
async fn a_configuration_that_was_deactivated_is_not_activated_again() {
    let file = acme("https://one.example");
    let platform = Platform::with(&file).await;
    decide(&platform, &["UPDATE sso_configurations SET active = 0"]).await;
    platform.import(&file).await;
    let active = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
    assert_eq!(platform.count(active).await, 0);
}

/// A database of an earlier release does not know what files said.
#[tokio::test]
async fn what_is_older_than_the_memory_stays_and_the_file_is_remembered() {
    let platform = Platform::with(&everything()).await;
    decide(&platform, DECISIONS).await;
    decide(
        &platform,
        &[
            "UPDATE import_memory SET given = '{}', is_baseline = 1",
            "UPDATE sso_configurations SET imported_secret_sealed = NULL",
            "UPDATE accounts SET imported_password_hash = ''",
            "UPDATE app_environments SET imported_secret_hash = ''",
        ],
    )
    .await;
    let events = platform.count(EVENTS).await;
    let imported = platform.import(&everything()).await;
    assert_eq!(
        imported.baselines, 4,
        "an account, an app, an environment, a configuration"
    );
    assert_eq!(platform.count(EVENTS).await, events);
    platform
        .import(&everything().replacen("\"Grace\"", "\"Amazing\"", 1))
        .await;
    assert_eq!(platform.count(EVENTS).await, events + 1, "the file's own change");
}

/// An address that nobody answers at any more, or a contact that has left: leaving it out would leave it as it is.
#[tokio::test]
async fn an_empty_text_takes_away_what_a_file_said_before() {
    let platform = Platform::with(&everything()).await;
    for (says, empty, field) in [
        (
            "backchannel_logout_uri = \"https://expenses.example/logout\"",
            "backchannel_logout_uri = \"\"",
            "backchannel_logout_uri",
        ),
        (
            "jwks_uri = \"https://expenses.example/jwks\"",
            "jwks_uri = \"\"",
            "jwks_uri",
        ),
        (
            "support_contact = \"help@globex.example\"",
            "support_contact = \"\"",
            "support_contact",
        ),
        (
            "id_token_signed_response_alg = \"ES256\"",
            "id_token_signed_response_alg = \"\"",
            "id_token_signed_response_alg",
        ),
    ] {
        let registration = async || {
            let mut connection = platform.app.store.read().await.expect("a connection");
            let text: String = sqlx::query_scalar("SELECT registration FROM app_environments")
                .fetch_one(&mut *connection)
                .await
                .expect("a registration");
            serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
        };
        let file = everything();
        let before = registration().await;
        platform
            .import(&file.replacen(&format!("    {says}\n"), "", 1))
            .await;
        assert_eq!(registration().await, before, "{field} left out");
        platform.import(&file.replacen(says, empty, 1)).await;
        let now = registration().await;
        let nothing = match field {
            "id_token_signed_response_alg" => "RS256".into(),
            _ => serde_json::Value::Null,
        };
        assert_eq!(now[field], nothing, "{field}: {now}");
        let count = platform.count(EVENTS).await;
        platform.import(&file.replacen(says, empty, 1)).await;
        assert_eq!(platform.count(EVENTS).await, count, "{field}: twice is once");
        platform.import(&file).await;
        assert_eq!(registration().await, before, "{field}: and back");
    }
}
