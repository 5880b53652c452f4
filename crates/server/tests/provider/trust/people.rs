//! The people to whose accounts something happens.

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::store::account_security::{self, Cause, NewPassword};
use latchkey_server::store::{access, accounts, companies, new_id};
use serde_json::json;
use zeroize::Zeroizing;

use super::prepared::Prepared;
use crate::app::file;
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

pub(super) const GRACE: &str = "grace@globex.example";
pub(super) const NEW_PASSWORD: &str = "seven purple kettles under the bridge";
pub(super) const INITECH: &str =
    "[[company]]\nname = \"Initech\"\nslug = \"initech\"\ndomains = [\"initech.example\"]\n";

/// Grace of Globex, who may enter the app.
pub(super) async fn grace() -> Prepared {
    Prepared::new(Platform::with(&file()).await, GRACE).await
}

/// Somebody whose domain no company has proven, and who may enter the app.
pub(super) async fn unaffiliated(email: &str) -> Prepared {
    let platform = Platform::with(&file()).await;
    let hash = platform
        .app
        .passwords
        .hash(Zeroizing::new(PASSWORD.to_owned()))
        .await
        .expect("a hash");
    let id = new_id();
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let address = EmailAddress::parse(email).expect("an address");
    let account = accounts::NewAccount {
        id: &id,
        company_id: companies::UNAFFILIATED,
        email: &address,
        first_name: "Nora",
        last_name: "Newcomer",
    };
    accounts::insert(&mut transaction, &account, 1)
        .await
        .expect("an account");
    let password = NewPassword {
        account_id: &id,
        hash: Some(&hash),
        keeps_session: None,
    };
    let cause = Cause::of_operator("account_created", json!({}));
    account_security::set_password(&mut transaction, &password, &cause, 1)
        .await
        .expect("a password");
    transaction.commit().await.expect("commits");
    let_in(&platform, &address).await;
    Prepared::new(platform, email).await
}

/// Somebody of Globex whose address is in a domain that Globex has not proven.
pub(super) async fn contractor() -> Prepared {
    let email = "nora@new.example";
    let platform = Platform::with(&file().replace("rob@globex.example", email)).await;
    let_in(&platform, &EmailAddress::parse(email).expect("an address")).await;
    Prepared::new(platform, email).await
}

/// Another admin of Globex, who has just signed in.
pub(super) async fn rob(prepared: &Prepared) -> Browser {
    let company = GLOBEX.split("  [[company.account]]").next().expect("the company");
    let more = format!("password = \"{PASSWORD}\"\ncompany_admin = true");
    let file = with_account(company, "rob@globex.example", &more);
    prepared.platform.import(&file).await;
    let mut rob = prepared.platform.browser();
    assert_eq!(rob.sign_in("rob@globex.example", PASSWORD).await.status, 200);
    rob
}

/// Lets the account with this address into the app.
async fn let_in(platform: &Platform, address: &EmailAddress) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let account = accounts::by_email(&mut transaction, address)
        .await
        .expect("reads");
    let sql = "SELECT id FROM app_environments WHERE client_id = 'expenses'";
    let environment: String = sqlx::query_scalar(sql)
        .fetch_one(&mut *transaction)
        .await
        .expect("the app");
    let account = account.expect("an account");
    access::grant(
        &mut transaction,
        &environment,
        &account.id,
        &["User".to_owned()],
        1,
    )
    .await
    .expect("access");
    transaction.commit().await.expect("commits");
}

/// The company of an import file with another account in it.
pub(super) fn with_account(company: &str, email: &str, more: &str) -> String {
    format!("{company}\n[[company.account]]\nemail = \"{email}\"\nfirst_name = \"Nora\"\n{more}\n")
}
