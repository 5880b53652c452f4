//! The rows about single sign-on, of the table "Where an app's or a provider's trust changes hands": what an admin of a company changes of its active
//! configuration.

use latchkey_server::housekeeping;
use latchkey_server::sso_configurations::client_keys;
use latchkey_server::store::kept_secrets::{self, KeptSecrets};
use latchkey_server::store::new_id;
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::sso_test_runs::{self, TestRunRow};
use serde_json::{Value, json};

use crate::support::{Browser, PASSWORD, Platform, acme};

const LIST: &str = "/api/company/sso-configurations";
const NEW: &str = "the-new-secret";
const DAY_MS: i64 = 24 * 3_600_000;

/// The scenes.
pub(crate) const SCENES: &[&str] = &[
    "an admin puts a tested client secret in the place of the active configuration's",
    "an admin takes the client secret of before back",
    "an admin uses the key that was published ahead, in the place of the active configuration's",
    "an admin de-activates single sign-on",
];

/// Plays one of them, and returns its platform.
pub(crate) async fn play(name: &str) -> Platform {
    let file = acme("https://idp.example").replace("active = true", "active = false");
    let platform = Platform::with(&file).await;
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'")
        .await;
    let mut ada = platform.browser();
    assert_eq!(ada.sign_in("ada@acme.example", PASSWORD).await.status, 200);
    // What takes her password away has not come to her.
    platform.execute("UPDATE sso_configurations SET active = 1").await;
    let id = active(&platform).await.id;
    match name {
        "an admin de-activates single sign-on" => deactivated(&platform, &mut ada, &id).await,
        name if name.contains("the key") => key_used(&platform, &mut ada, &id).await,
        _ => swapped(&platform, &mut ada, &id, name.contains("takes")).await,
    }
    platform
}

async fn deactivated(platform: &Platform, ada: &mut Browser, id: &str) {
    let without = "UPDATE accounts SET password_hash = NULL WHERE email = 'ada@acme.example'";
    platform.execute(without).await;
    let preview = ada.get(&format!("{LIST}/{id}/activation")).await.json();
    let body = json!({ "version": preview["version"] });
    let done = ada.post(&format!("{LIST}/{id}/deactivate"), &body).await;
    assert_eq!(done.status, 200, "{done:?}");
    let takeovers = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'";
    assert_eq!(platform.count(takeovers).await, 0);
    assert!(ada.is_signed_in().await);
    platform.run_jobs("password_links").await;
    let links = "SELECT COUNT(*) FROM mailed_links WHERE kind = 'set_password' AND used_at_ms IS NULL";
    assert_eq!(platform.count(links).await, 1);
}

async fn swapped(platform: &Platform, ada: &mut Browser, id: &str, takes_back: bool) {
    let version = rotation(ada, id).await;
    let body = json!({ "version": version, "client_secret": NEW });
    let entered = ada.post(&format!("{LIST}/{id}/secret-rotation"), &body).await;
    assert_eq!(entered.status, 200, "{entered:?}");
    has_passed(platform, id).await;
    act(ada, id, "swap").await;
    assert_eq!(secret(platform).await, NEW);
    assert!(ada.is_signed_in().await);
    if takes_back {
        act(ada, id, "take-back").await;
        assert_eq!(secret(platform).await, "secret");
        assert_eq!(kept(platform, id).await, KeptSecrets::default());
        return;
    }
    let previous = kept(platform, id).await.previous.expect("it can be taken back");
    assert_eq!(opened(platform, id, &previous.secret_sealed), "secret");
    platform.clock.advance(DAY_MS);
    housekeeping::purge(&platform.app).await.expect("purges");
    assert_eq!(kept(platform, id).await, KeptSecrets::default());
    // Her session is over with the day.
    platform
        .execute("UPDATE sessions SET expires_at_ms = expires_at_ms + 90000000")
        .await;
}

async fn key_used(platform: &Platform, ada: &mut Browser, id: &str) {
    let made = ada.post("/api/company/client-key", &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let company_id = active(platform).await.company_id;
    let key = &platform.app.secret_key;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let sealed = client_keys::sealed_for(key, &mut connection, &company_id, id).await;
    drop(connection);
    let with_key = format!(
        "UPDATE sso_configurations SET client_auth_method = 'private_key_jwt', client_secret_sealed = '{}'",
        sealed.expect("sealed")
    );
    platform.execute(&with_key).await;
    let old = published(platform).await;
    let version = rotation(ada, id).await;
    let announced = ada
        .post(
            &format!("{LIST}/{id}/secret-rotation"),
            &json!({ "version": version }),
        )
        .await;
    assert_eq!(announced.status, 200, "{announced:?}");
    has_passed(platform, id).await;
    platform
        .execute("UPDATE kept_client_secrets SET at_ms = at_ms - 3600000")
        .await;
    act(ada, id, "swap").await;
    assert!(ada.is_signed_in().await);
    assert!(published(platform).await.contains(&old[0]), "for a day");
    platform.clock.advance(DAY_MS);
    housekeeping::purge(&platform.app).await.expect("purges");
    let left = published(platform).await;
    assert!(left.len() == 2 && !left.contains(&old[0]), "{left:?}");
    platform
        .execute("UPDATE sessions SET expires_at_ms = expires_at_ms + 90000000")
        .await;
}

async fn published(platform: &Platform) -> Vec<Value> {
    let keys = platform.browser().get("/sso/keys/acme").await.json();
    keys["keys"].as_array().expect("keys").clone()
}

async fn rotation(ada: &mut Browser, id: &str) -> Value {
    let read = ada.get(&format!("{LIST}/{id}/secret-rotation")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()["version"].clone()
}

async fn act(ada: &mut Browser, id: &str, what: &str) {
    let body = json!({ "version": rotation(ada, id).await });
    let done = ada
        .post(&format!("{LIST}/{id}/secret-rotation/{what}"), &body)
        .await;
    assert_eq!(done.status, 200, "{done:?}");
}

/// A test with the secret that waits.
async fn has_passed(platform: &Platform, id: &str) {
    let pending = kept(platform, id).await.pending.expect("one waits");
    let tested = SsoConfiguration {
        secret_id: pending.secret_id,
        ..active(platform).await
    };
    let run = TestRunRow {
        id: new_id(),
        company_id: tested.company_id.clone(),
        sso_configuration_id: id.to_owned(),
        account_id: pending.account_id,
        session_id: String::new(),
        state_hash: None,
        settings_fingerprint: tested.settings_fingerprint(),
        status: "passed".to_owned(),
        as_someone_else: 0,
        extended: 0,
        began_at_ms: platform.app.clock.now_ms(),
        deadline_at_ms: 0,
        result_sealed: None,
        request_id: String::new(),
    };
    let mut transaction = platform.app.store.begin().await.expect("begins");
    sso_test_runs::insert(&mut transaction, &run)
        .await
        .expect("a run");
    transaction.commit().await.expect("commits");
}

async fn active(platform: &Platform) -> SsoConfiguration {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let company = "SELECT id FROM companies WHERE slug = 'acme'";
    let company: String = sqlx::query_scalar(company)
        .fetch_one(&mut *connection)
        .await
        .expect("Acme");
    let active = sso_configurations::active_of_company(&mut connection, &company).await;
    active.expect("reads").expect("is active")
}

async fn kept(platform: &Platform, id: &str) -> KeptSecrets {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let kept = kept_secrets::of_configuration(&mut connection, id).await;
    kept.expect("reads")
}

async fn secret(platform: &Platform) -> String {
    let active = active(platform).await;
    opened(platform, &active.id, &active.client_secret_sealed)
}

fn opened(platform: &Platform, id: &str, sealed: &str) -> String {
    let purpose = sso_configurations::client_secret_purpose(id);
    let opened = platform.app.secret_key.open(&purpose, sealed);
    opened.expect("opens").to_string()
}
