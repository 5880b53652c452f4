//! The rows about the way back in, of the table "Where an app's or a provider's trust changes hands": Acme's identity provider answers nobody, and
//! what an admin with a code, or an operator, changes then.

use latchkey_server::cli::recover_admin::{self, RecoverAdmin};
use latchkey_server::cli::sso::Operator;
use latchkey_server::config::DatabaseOptions;
use latchkey_server::mail::{self, Message};
use latchkey_server::store::{mails, sso_configurations};
use serde_json::json;

use crate::support::{Browser, ORIGIN, Platform, acme};

const ADA: &str = "ada@acme.example";
const CODES: &str = "/api/company/recovery-codes";
const ACTIVE: &str = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
const LEFT: &str = "SELECT COUNT(*) FROM recovery_codes WHERE used_at_ms IS NULL";

/// The scenes.
pub(crate) const SCENES: &[&str] = &[
    "an admin makes new recovery codes",
    "a recovery code is used",
    "an operator lets an admin in past the identity provider",
    "an operator replaces the client secret of the active configuration",
    "an operator de-activates single sign-on",
];

/// Plays one of them, and returns its platform.
pub(crate) async fn play(name: &str) -> Platform {
    let file = acme("https://idp.example");
    let platform = Platform::with(&file).await;
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'")
        .await;
    let mut ada = recovered(&platform).await;
    let codes = codes(&mut ada).await;
    match name {
        "an admin makes new recovery codes" => new_codes(&platform, &mut ada, &codes).await,
        "a recovery code is used" => used(&platform, &codes).await,
        "an operator lets an admin in past the identity provider" => {
            let (first, second) = (link(&platform).await, link(&platform).await);
            assert_eq!(press(&mut platform.browser(), &first).await, 410);
            assert_eq!(press(&mut platform.browser(), &second).await, 303);
            assert_eq!(platform.count(LEFT).await, 10);
        }
        "an operator replaces the client secret of the active configuration" => {
            with_operator(&platform, async |operator| {
                operator.set_secret("acme", "rotated").await
            })
            .await;
            platform.import(&file).await;
            assert_eq!(
                secret(&platform).await,
                "rotated",
                "the file of before takes nothing back"
            );
        }
        _ => {
            with_operator(&platform, async |operator| {
                operator.deactivate("acme").await.map(|_| ())
            })
            .await;
            assert_eq!(platform.count(ACTIVE).await, 0);
            let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'";
            assert_eq!(platform.count(jobs).await, 0);
            let passwords = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
            assert_eq!(platform.count(passwords).await, 1);
        }
    }
    assert!(ada.is_signed_in().await, "{name}");
    assert_eq!(
        platform.count(ACTIVE).await,
        i64::from(!name.contains("de-activates"))
    );
    platform
}

async fn new_codes(platform: &Platform, ada: &mut Browser, old: &[String]) {
    let mut browser = platform.browser();
    typed(platform, &mut browser, &old[0]).await;
    let mailed = mailed(platform).await.pop().expect("a link");
    let new = codes(ada).await;
    typed(platform, &mut browser, &old[1]).await;
    assert_eq!(platform.count(LEFT).await, 10, "the old ones are void");
    assert_eq!(press(&mut browser, &mailed).await, 303);
    typed(platform, &mut browser, &new[1]).await;
    assert_eq!(platform.count(LEFT).await, 9);
}

async fn used(platform: &Platform, codes: &[String]) {
    let mut browser = platform.browser();
    typed(platform, &mut browser, &codes[0]).await;
    typed(platform, &mut browser, &codes[0]).await;
    typed(platform, &mut browser, &codes[1]).await;
    let links = mailed(platform).await;
    assert_eq!((links.len(), platform.count(LEFT).await), (2, 8));
    assert_eq!(press(&mut browser, &links[0]).await, 410);
    assert_eq!(press(&mut browser, &links[1]).await, 303);
}

/// Ada, let in by the operator.
async fn recovered(platform: &Platform) -> Browser {
    let mut ada = platform.browser();
    let link = link(platform).await;
    assert_eq!(press(&mut ada, &link).await, 303);
    ada
}

async fn link(platform: &Platform) -> String {
    let app = &platform.app;
    let command = RecoverAdmin {
        email: ADA.to_owned(),
        print: true,
        public_url: ORIGIN.to_owned(),
        database: DatabaseOptions {
            database_url: String::new(),
            secret_key: None,
        },
    };
    let made = recover_admin::make(&app.store, &app.secret_key, app.clock.as_ref(), &command).await;
    let link = made.expect("a link").printed.expect("is printed");
    link.strip_prefix(ORIGIN).expect("ours").to_owned()
}

async fn press(browser: &mut Browser, link: &str) -> u16 {
    let page = browser.get(link).await.location().to_owned();
    browser.submit(&page, &[]).await.status
}

async fn codes(ada: &mut Browser) -> Vec<String> {
    let made = ada.post(CODES, &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    serde_json::from_value(made.json()["codes"].clone()).expect("texts")
}

async fn typed(platform: &Platform, browser: &mut Browser, code: &str) {
    let fields = [("username", ADA), ("code", code)];
    assert_eq!(browser.submit("/recover", &fields).await.status, 200);
    let waiting = "SELECT COUNT(*) FROM jobs WHERE kind = 'recovery'";
    while platform.count(waiting).await > 0 {
        tokio::task::yield_now().await;
    }
}

/// The links that codes have mailed, oldest first.
async fn mailed(platform: &Platform) -> Vec<String> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let open = |mail: mails::WaitingMail| mail::open(&platform.app.secret_key, &mail.id, &mail.sealed);
    let links = waiting
        .into_iter()
        .filter_map(|mail| match open(mail).expect("opens").message {
            Message::RecoveryByCode { link, .. } => Some(link.strip_prefix(ORIGIN)?.to_owned()),
            _ => None,
        });
    links.collect()
}

async fn with_operator<E: std::fmt::Debug>(
    platform: &Platform,
    act: impl AsyncFnOnce(&Operator<'_>) -> Result<(), E>,
) {
    let app = &platform.app;
    let operator = Operator {
        store: &app.store,
        secret_key: &app.secret_key,
        public_url: &app.config.public_url,
        clock: app.clock.as_ref(),
    };
    act(&operator).await.expect("is done");
}

async fn secret(platform: &Platform) -> String {
    let company = "SELECT id FROM companies WHERE slug = 'acme'";
    let mut connection = platform.app.store.read().await.expect("a connection");
    let company: String = sqlx::query_scalar(company)
        .fetch_one(&mut *connection)
        .await
        .expect("Acme");
    let active = sso_configurations::active_of_company(&mut connection, &company).await;
    let active = active.expect("reads").expect("is active");
    let purpose = sso_configurations::client_secret_purpose(&active.id);
    let opened = platform
        .app
        .secret_key
        .open(&purpose, &active.client_secret_sealed);
    opened.expect("opens").to_string()
}
