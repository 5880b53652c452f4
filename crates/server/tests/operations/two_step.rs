//! "My Account" > Two-step sign-in: added, changed and taken away by whoever has just signed in, and by nobody else.

use latchkey_server::mail::{self, Message, TwoStepChange};
use latchkey_server::store::mails;
use serde_json::{Value, json};

use super::app_settings::{platform, who};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

pub(crate) const TWO_STEP: &str = "/api/profile/two-step";
pub(crate) const APP: &str = "/api/profile/two-step/app";
pub(crate) const CONFIRMATION: &str = "/api/profile/two-step/app/confirmation";
pub(crate) const CODES: &str = "/api/profile/two-step/recovery-codes";
pub(crate) const GRACE: &str = "grace@globex.example";
pub(crate) const MINUTE_MS: i64 = 60_000;

/// What was mailed to this address about its second factor.
pub(crate) async fn mailed(platform: &Platform, to: &str) -> Vec<TwoStepChange> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let opened = waiting
        .iter()
        .map(|waiting| mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed).expect("opens"));
    let of_person = opened.filter(|mail| mail.to == to).map(|mail| mail.message);
    of_person
        .filter_map(|message| match message {
            Message::TwoStepChanged { change, page } => {
                assert!(page.ends_with("/profile/two-step"));
                Some(change)
            }
            _ => None,
        })
        .collect()
}

/// What somebody sees who has no second factor.
fn nothing() -> Value {
    json!({ "is_offered": true, "can_have_passkeys": true })
}

async fn present(browser: &mut Browser) -> Value {
    let answer = browser.get(TWO_STEP).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn an_app_is_added_with_its_first_code_and_shown_once() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    assert_eq!(present(&mut grace).await, nothing(), "nothing at first");
    let begun = grace.post(APP, &json!({})).await.json();
    let secret = begun["secret"].as_str().expect("a secret");
    assert_eq!(secret.len(), 32, "160 bits");
    let uri = begun["uri"].as_str().expect("an address");
    assert!(uri.starts_with("otpauth://totp/Latchkey:grace@globex.example?secret=") && uri.contains(secret));
    assert!(begun["qr_code"]["size"].as_u64().is_some_and(|size| size > 20));
    assert_eq!(
        present(&mut grace).await,
        nothing(),
        "until its first code it is nothing"
    );
    let code = platform.totp(secret);
    let added = grace.post(CONFIRMATION, &json!({ "code": code })).await;
    assert_eq!(
        added.json()["recovery_codes"].as_array().map(Vec::len),
        Some(10),
        "{added:?}"
    );
    let there = grace.get(TWO_STEP).await;
    assert!(!there.text().contains(secret), "never again");
    assert_eq!(there.json()["recovery_codes"]["left"], 10);
    assert!(there.json()["app"]["added_at"].is_string());
    let again = grace.post(CONFIRMATION, &json!({ "code": code })).await;
    assert_eq!((again.status, again.code()), (422, "code_wrong".to_owned()));
    assert!(mailed(&platform, GRACE).await == [TwoStepChange::Added]);
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_added'";
    assert_eq!(platform.count(sql).await, 1);
}

#[tokio::test]
async fn the_store_holds_neither_the_secret_nor_a_code() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (secret, codes) = platform.add_totp(&mut grace).await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let sealed: String = sqlx::query_scalar("SELECT secret_sealed FROM totp_factors")
        .fetch_one(&mut *connection)
        .await
        .expect("a row");
    let hashes: Vec<String> = sqlx::query_scalar("SELECT code_hash FROM account_recovery_codes")
        .fetch_all(&mut *connection)
        .await
        .expect("rows");
    assert!(!sealed.contains(&secret) && sealed.len() > secret.len());
    for code in codes {
        let bare = code.replace('-', "");
        assert!(
            hashes
                .iter()
                .all(|hash| hash.len() == 64 && !hash.contains(&bare))
        );
    }
}

#[tokio::test]
async fn a_wrong_code_adds_nothing_and_ends_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (old, _) = platform.add_totp(&mut grace).await;
    let begun = grace.post(APP, &json!({})).await.json();
    for code in [
        "",
        "000000",
        "12345",
        "1234567",
        "abcdef",
        "\u{0}",
        &platform.totp(&old),
    ] {
        let answer = grace.post(CONFIRMATION, &json!({ "code": code })).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "code_wrong".to_owned()),
            "{code}"
        );
    }
    // The one that was there is still asked for; the new one takes its place with its first code, and the recovery codes stay.
    let new = begun["secret"].as_str().expect("a secret");
    let added = grace
        .post(CONFIRMATION, &json!({ "code": platform.totp(new) }))
        .await;
    assert_eq!(added.json()["recovery_codes"], json!([]), "{added:?}");
    platform.clock.advance(31 * MINUTE_MS);
    let mut grace = platform.browser();
    let step = grace.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place");
    assert_eq!(
        grace.submit(step, &[("code", &platform.totp(&old))]).await.status,
        422
    );
    assert_eq!(
        grace.submit(step, &[("code", &platform.totp(new))]).await.status,
        303
    );
}

#[tokio::test]
async fn a_secret_that_nobody_confirmed_in_time_is_worth_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let begun = grace.post(APP, &json!({})).await.json();
    let secret = begun["secret"].as_str().expect("a secret");
    platform.clock.advance(30 * MINUTE_MS);
    let mut grace = platform.grace().await;
    let code = json!({ "code": platform.totp(secret) });
    assert_eq!(grace.post(CONFIRMATION, &code).await.code(), "code_wrong");
}

#[tokio::test]
async fn everything_needs_a_sign_in_of_the_last_ten_minutes() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    platform.add_totp(&mut grace).await;
    platform.clock.advance(10 * MINUTE_MS);
    let code = json!({ "code": "000000" });
    let refused = [
        grace.post(APP, &json!({})).await,
        grace.post(CONFIRMATION, &code).await,
        grace.delete(APP).await,
        grace.post(CODES, &json!({})).await,
    ];
    for answer in refused {
        assert_eq!((answer.status, answer.code()), (403, "sign_in_again".to_owned()));
    }
    assert_eq!(grace.get(TWO_STEP).await.status, 200, "looking needs none");
}

#[tokio::test]
async fn nobody_without_a_session_sees_or_changes_anything() {
    let platform = platform().await;
    let mut nobody = platform.browser();
    let refused = [
        nobody.get(TWO_STEP).await,
        nobody.post(APP, &json!({})).await,
        nobody.post(CONFIRMATION, &json!({ "code": "000000" })).await,
        nobody.delete(APP).await,
        nobody.post(CODES, &json!({})).await,
    ];
    assert!(refused.iter().all(|answer| answer.status == 401), "{refused:?}");
    // What one has is nobody else's to see.
    let mut grace = who(&platform, GRACE).await;
    platform.add_totp(&mut grace).await;
    let mut admin = who(&platform, "admin@globex.example").await;
    assert_eq!(present(&mut admin).await, nothing());
    assert_eq!(admin.delete(APP).await.status, 404);
    assert_eq!(
        admin.post(CODES, &json!({})).await.status,
        404,
        "no codes without an app"
    );
}

#[tokio::test]
async fn new_codes_take_the_place_of_all_and_go_with_the_app() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (_, old) = platform.add_totp(&mut grace).await;
    let made = grace.post(CODES, &json!({})).await.json();
    let new = made["codes"].as_array().expect("codes").clone();
    assert_eq!(new.len(), 10);
    let mut other = platform.browser();
    let step = other.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place");
    assert_eq!(
        other.submit(step, &[("recovery_code", &old[0])]).await.status,
        422
    );
    let code = new[3].as_str().expect("a code");
    assert_eq!(other.submit(step, &[("recovery_code", code)]).await.status, 200);
    assert!(other.is_signed_in().await);
    assert_eq!(present(&mut grace).await["recovery_codes"]["left"], 9);
    assert_eq!(grace.delete(APP).await.status, 200);
    assert_eq!(present(&mut grace).await, nothing());
    assert_eq!(grace.delete(APP).await.status, 404, "there is none any more");
    let answer = platform.browser().sign_in(GRACE, PASSWORD).await;
    assert_eq!(answer.json()["next"], "/", "the password alone");
    let changes = mailed(&platform, GRACE).await;
    assert!(
        changes
            == [
                TwoStepChange::Added,
                TwoStepChange::CodesMade,
                TwoStepChange::CodeUsed { left: 9 },
                TwoStepChange::Removed,
            ]
    );
}
