//! "Remember this browser": in which the second step is skipped, for whom, and what ends it.

use std::collections::BTreeSet;

use latchkey_server::secrets::token_hash;
use serde_json::json;

use super::app_settings::{admin, platform, who};
use super::two_step::{GRACE, MINUTE_MS, TWO_STEP};
use crate::support::authenticator::Authenticator;
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const LIST: &str = "/api/profile/remembered-browsers";
const RULE: &str = "/api/company/second-factor-rule";
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;
const NEW_PASSWORD: &str = "seven purple kettles under the bridge";

/// Where a right password leads.
async fn next_of(browser: &mut Browser, email: &str, password: &str) -> String {
    let answer = browser.sign_in(email, password).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["next"].as_str().expect("a place").to_owned()
}

fn is_step(next: &str) -> bool {
    next.starts_with("/sign-in/second-step/")
}

/// Signs in with password and code; the browser is remembered.
async fn remembered(platform: &Platform, secret: &str) -> Browser {
    platform.clock.advance(30_000);
    let mut browser = platform.browser();
    remember_in(platform, &mut browser, secret).await;
    browser
}

async fn remember_in(platform: &Platform, browser: &mut Browser, secret: &str) {
    let step = next_of(browser, GRACE, PASSWORD).await;
    let page = browser.get(&step).await;
    assert!(page.text().contains("name=\"remember\""), "{}", page.text());
    let fields = [("code", platform.totp(secret)), ("remember", "yes".to_owned())];
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let done = browser.submit(&step, &fields).await;
    assert_eq!(done.status, 303, "{done:?}");
}

/// What is left when somebody has signed out.
async fn signed_out(browser: &mut Browser) {
    assert_eq!(browser.delete("/api/session").await.status, 200);
}

/// Whether a right password alone signs in here.
async fn is_known(browser: &mut Browser) -> bool {
    signed_out(browser).await;
    !is_step(&next_of(browser, GRACE, PASSWORD).await)
}

async fn count(browser: &mut Browser) -> usize {
    let answer = browser.get(LIST).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").len()
}

#[tokio::test]
async fn for_thirty_days_the_password_alone_signs_in_there_and_nowhere_else() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = remembered(&platform, &secret).await;
    assert!(is_known(&mut browser).await);
    let token = browser
        .cookies
        .iter()
        .find(|(name, _)| name.starts_with("latchkey-remembered-"))
        .expect("a cookie")
        .1
        .clone();
    let mut connection = platform.app.store.read().await.expect("a connection");
    let kept: String = sqlx::query_scalar("SELECT token_hash FROM remembered_browsers")
        .fetch_one(&mut *connection)
        .await
        .expect("one");
    drop(connection);
    assert_eq!(kept, token_hash(&token), "hashes alone");
    let own = browser.get(LIST).await.json();
    let item = &own["items"][0];
    assert_eq!(item["is_this"], true, "{own}");
    assert!(
        item["last_used_at"].is_string() && !own.to_string().contains(&token),
        "{own}"
    );
    let sql =
        "SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in' AND detail LIKE '%remembered_browser%'";
    assert_eq!(
        platform.count(sql).await,
        1,
        "the trail says why nobody was asked"
    );
    assert!(!is_known(&mut platform.browser()).await);
    platform.clock.advance(30 * DAY_MS - 60_000);
    assert!(is_known(&mut browser).await);
    platform.clock.advance(60_000);
    assert!(!is_known(&mut browser).await, "its time is over");
    latchkey_server::housekeeping::purge(&platform.app)
        .await
        .expect("purges");
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM remembered_browsers").await,
        0
    );
}

#[tokio::test]
async fn nobody_is_remembered_who_does_not_ask_or_needed_a_recovery_code() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, codes) = platform.add_totp(&mut platform.grace().await).await;
    for fields in [
        [("code", platform.totp(&secret)), ("other", String::new())],
        [
            ("recovery_code", codes[0].clone()),
            ("remember", "yes".to_owned()),
        ],
    ] {
        platform.clock.advance(30_000);
        let code = match fields[0].0 {
            "code" => platform.totp(&secret),
            _ => fields[0].1.clone(),
        };
        let mut browser = platform.browser();
        let step = next_of(&mut browser, GRACE, PASSWORD).await;
        let fields = [(fields[0].0, code.as_str()), (fields[1].0, fields[1].1.as_str())];
        browser.submit(&step, &fields).await;
        assert!(browser.is_signed_in().await, "{}", fields[0].0);
        assert!(!is_known(&mut browser).await, "{}", fields[0].0);
    }
}

#[tokio::test]
async fn it_is_of_one_account_and_needs_the_password() {
    let linus = "linus@globex.example";
    let file = format!(
        "{GLOBEX}\n[[company.account]]\nemail = \"{linus}\"\nfirst_name = \"L\"\npassword = \"{PASSWORD}\"\n"
    );
    let platform = Platform::with(&file).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    platform.add_totp(&mut who(&platform, linus).await).await;
    let mut browser = remembered(&platform, &secret).await;
    signed_out(&mut browser).await;
    assert!(
        is_step(&next_of(&mut browser, linus, PASSWORD).await),
        "another account"
    );
    assert_eq!(
        browser.sign_in(GRACE, "not the password at all").await.status,
        401
    );
    assert!(!is_step(&next_of(&mut browser, GRACE, PASSWORD).await));
}

#[tokio::test]
async fn what_is_grave_asks_for_the_factor_all_the_same() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = remembered(&platform, &secret).await;
    assert!(is_known(&mut browser).await);
    let remove = "/api/profile/two-step/app";
    let refused = browser.delete(remove).await;
    assert_eq!(
        (refused.status, refused.code()),
        (403, "sign_in_again".to_owned())
    );
    // As the button of that message does.
    assert_eq!(browser.delete("/api/session?to_prove=true").await.status, 200);
    let step = next_of(&mut browser, GRACE, PASSWORD).await;
    assert!(is_step(&step), "else nobody would ever get any further");
    platform.clock.advance(30_000);
    assert_eq!(
        browser
            .submit(&step, &[("code", &platform.totp(&secret))])
            .await
            .status,
        303
    );
    assert_eq!(browser.delete(remove).await.status, 200);
}

#[tokio::test]
async fn by_passkey_it_is_the_same() {
    let platform = Platform::with(GLOBEX).await;
    let mut key = Authenticator::new();
    key.add_to(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let step = next_of(&mut browser, GRACE, PASSWORD).await;
    let begun = browser
        .post(&format!("/api{step}/passkey/challenge"), &json!({}))
        .await
        .json();
    let assertion = key.signed(begun["challenge"].as_str().expect("a challenge"));
    let body = json!({ "assertion": assertion, "remember": true });
    assert_eq!(
        browser.post(&format!("/api{step}/passkey"), &body).await.status,
        200
    );
    assert!(is_known(&mut browser).await);
}

#[tokio::test]
async fn its_person_ends_it_and_nobody_elses() {
    let platform = platform().await;
    let (secret, _) = platform.add_totp(&mut who(&platform, GRACE).await).await;
    let mut browser = remembered(&platform, &secret).await;
    let mut second = remembered(&platform, &secret).await;
    assert_eq!(count(&mut browser).await, 2);
    let list = browser.get(LIST).await.json();
    let items = list["items"].as_array().expect("a list");
    let own = items
        .iter()
        .find(|item| item["is_this"] == true)
        .expect("this one");
    let path = format!("{LIST}/{}", own["id"].as_str().expect("an identifier"));
    let mut other = admin(&platform).await;
    assert_eq!(other.get(LIST).await.json()["items"], json!([]));
    assert_eq!(other.delete(&path).await.status, 200, "tells nothing");
    assert_eq!(count(&mut browser).await, 2, "and does nothing");
    assert_eq!(platform.browser().get(LIST).await.status, 401);
    assert_eq!(platform.browser().delete(&path).await.status, 401);
    for bad in ["x", "%00"] {
        assert!([200, 400, 404].contains(&browser.delete(&format!("{LIST}/{bad}")).await.status));
    }
    assert_eq!(browser.delete(&path).await.status, 200);
    assert!(!is_known(&mut browser).await);
    assert!(is_known(&mut second).await);
    assert_eq!(second.delete("/api/profile/sessions").await.status, 200);
    assert!(!is_known(&mut second).await, "with all sessions that end");
}

#[tokio::test]
async fn the_rule_of_the_company_forbids_it_and_ends_what_there_was() {
    let platform = platform().await;
    let (secret, _) = platform.add_totp(&mut who(&platform, GRACE).await).await;
    let mut browser = remembered(&platform, &secret).await;
    let mut admin = admin(&platform).await;
    let required = json!({ "rule": "required", "required_from": "2020-01-01" });
    assert_eq!(admin.post(RULE, &required).await.status, 200);
    assert_eq!(
        admin.get(RULE).await.json()["remembers_browsers"],
        false,
        "where one is required, only if an admin says so"
    );
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM remembered_browsers").await,
        0
    );
    assert!(!is_known(&mut browser).await);
    platform.clock.advance(30_000);
    let step = next_of(&mut browser, GRACE, PASSWORD).await;
    assert!(!browser.get(&step).await.text().contains("name=\"remember\""));
    let code = platform.totp(&secret);
    let sent = browser
        .submit(&step, &[("code", &code), ("remember", "yes")])
        .await;
    assert_eq!(sent.status, 303);
    assert!(!is_known(&mut browser).await, "whatever is sent");
    let mut allowed = required.clone();
    allowed["remembers_browsers"] = json!(true);
    assert_eq!(admin.post(RULE, &allowed).await.status, 200);
    let mut browser = remembered(&platform, &secret).await;
    assert!(is_known(&mut browser).await);
    // One that is there although the rule does not allow it, as after an import that was interrupted.
    platform
        .execute("UPDATE companies SET remembers_browsers = 0")
        .await;
    assert!(!is_known(&mut browser).await);
}

#[tokio::test]
async fn another_factor_or_password_ends_it() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (secret, _) = platform.add_totp(&mut grace).await;
    let mut browser = remembered(&platform, &secret).await;
    let (secret, _) = platform.add_totp(&mut grace).await;
    assert!(!is_known(&mut browser).await, "the app was replaced");
    let mut browser = remembered(&platform, &secret).await;
    Authenticator::new().add_to(&mut grace).await;
    assert!(!is_known(&mut browser).await, "one was added");
    let mut browser = remembered(&platform, &secret).await;
    let id = grace.get(TWO_STEP).await.json()["passkeys"][0]["id"].clone();
    let path = format!("/api/profile/two-step/passkeys/{}", id.as_str().expect("an id"));
    assert_eq!(grace.delete(&path).await.status, 200);
    assert!(!is_known(&mut browser).await, "one was removed");
    let mut browser = remembered(&platform, &secret).await;
    let body = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
    assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
    signed_out(&mut browser).await;
    assert!(is_step(&next_of(&mut browser, GRACE, NEW_PASSWORD).await));
}

#[tokio::test]
async fn activating_single_sign_on_ends_it() {
    let without = acme("https://idp.example").replace("active = true", "active = false");
    let platform = Platform::with(&without).await;
    let mut ada = platform.browser();
    assert_eq!(ada.sign_in("ada@acme.example", PASSWORD).await.status, 200);
    let (secret, _) = platform.add_totp(&mut ada).await;
    platform.clock.advance(30_000);
    let step = next_of(&mut ada, "ada@acme.example", PASSWORD).await;
    let code = platform.totp(&secret);
    let sent = ada.submit(&step, &[("code", &code), ("remember", "yes")]).await;
    assert_eq!(sent.status, 303);
    platform.import(&acme("https://idp.example")).await;
    platform.run_jobs("sso_takeover").await;
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM remembered_browsers").await,
        0
    );
}

/// A token that somebody else brought into this browser is not what it is remembered by.
#[tokio::test]
async fn each_time_it_is_another_token_and_there_is_an_end_to_their_number() {
    let platform = Platform::with(GLOBEX).await;
    let (secret, _) = platform.add_totp(&mut platform.grace().await).await;
    let mut browser = platform.browser();
    let mut tokens = BTreeSet::new();
    for _ in 0..21 {
        platform.clock.advance(30_000);
        assert_eq!(browser.delete("/api/session?to_prove=true").await.status, 200);
        remember_in(&platform, &mut browser, &secret).await;
        let kept = browser.cookies.iter();
        let kept = kept.filter(|(name, _)| name.starts_with("latchkey-remembered-"));
        let kept: Vec<_> = kept.map(|(_, token)| token.clone()).collect();
        assert!(kept.len() <= 10, "{}", kept.len());
        tokens.extend(kept);
    }
    assert_eq!(tokens.len(), 21);
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM remembered_browsers").await,
        20
    );
}
