//! Passkeys under "My Account": added, named and removed by whoever has just signed in, and by nobody else.

use latchkey_server::mail::TwoStepChange;
use serde_json::{Value, json};

use super::app_settings::{platform, who};
use super::two_step::{APP, GRACE, MINUTE_MS, TWO_STEP, mailed};
use crate::support::authenticator::{Authenticator, PASSKEYS, PRESENT};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

async fn begin(browser: &mut Browser) -> Value {
    let begun = browser.post(&format!("{PASSKEYS}/challenge"), &json!({})).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.json()
}

async fn first_of(browser: &mut Browser) -> Value {
    browser.get(TWO_STEP).await.json()["passkeys"][0].clone()
}

#[tokio::test]
async fn a_passkey_is_added_named_shown_and_removed() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let begun = begin(&mut grace).await;
    assert_eq!(
        (&begun["rp_id"], &begun["user_name"]),
        (&json!("localhost"), &json!(GRACE))
    );
    assert_eq!(begun["algorithms"], json!([-7, -8, -257]));
    let mut key = Authenticator::new();
    assert_eq!(
        key.add_to(&mut grace).await.len(),
        10,
        "codes come with the first factor"
    );
    let mut other = Authenticator::new();
    let begun = begin(&mut grace).await;
    assert_eq!(begun["present"].as_array().map(Vec::len), Some(1));
    assert_eq!(
        begun["user_handle"].as_str(),
        key.user_handle.as_deref(),
        "one handle per account"
    );
    assert_eq!(other.add_to(&mut grace).await.len(), 0);
    let shown = first_of(&mut grace).await;
    assert_eq!(
        (&shown["name"], &shown["opens_alone"]),
        (&json!("Test key"), &json!(true))
    );
    assert!(shown.get("last_used_at").is_none());
    let id = shown["id"].as_str().expect("an identifier").to_owned();
    let name = json!({ "name": " Blue key " });
    assert_eq!(
        grace.post(&format!("{PASSKEYS}/{id}/name"), &name).await.status,
        200
    );
    assert_eq!(first_of(&mut grace).await["name"], "Blue key");
    for bad in ["", "  ", "a\u{0}b", &"x".repeat(61)] {
        let answer = grace
            .post(&format!("{PASSKEYS}/{id}/name"), &json!({ "name": bad }))
            .await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, "name_invalid".to_owned()),
            "{bad:?}"
        );
    }
    assert_eq!(grace.delete(&format!("{PASSKEYS}/{id}")).await.status, 200);
    assert_eq!(grace.delete(&format!("{PASSKEYS}/{id}")).await.status, 404);
    assert_eq!(grace.get(TWO_STEP).await.json()["recovery_codes"]["left"], 10);
    let id = first_of(&mut grace).await["id"]
        .as_str()
        .expect("the other one")
        .to_owned();
    assert_eq!(grace.delete(&format!("{PASSKEYS}/{id}")).await.status, 200);
    assert!(
        grace.get(TWO_STEP).await.json().get("recovery_codes").is_none(),
        "they go with the last factor"
    );
    let [added, removed] = ["Test key", "Blue key"].map(str::to_owned);
    let mails = mailed(&platform, GRACE).await;
    assert!(mails.contains(&TwoStepChange::PasskeyAdded { name: added }));
    assert!(mails.contains(&TwoStepChange::PasskeyRemoved { name: removed }));
    for sql in [
        "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_added'",
        "SELECT COUNT(*) FROM audit_events WHERE action = 'second_factor_removed'",
    ] {
        assert_eq!(platform.count(sql).await, 2, "{sql}");
    }
}

#[tokio::test]
async fn what_is_not_the_answer_to_this_challenge_adds_nothing() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut refused = Vec::new();
    for lie in ["origin", "rp_id", "absent"] {
        let mut key = Authenticator::new();
        match lie {
            "origin" => key.origin = "https://evil.example".to_owned(),
            "rp_id" => key.rp_id = "evil.example".to_owned(),
            _ => key.flags = 0,
        }
        let made = key.made(&begin(&mut grace).await);
        refused.push((lie, grace.post(PASSKEYS, &made).await));
    }
    let mut key = Authenticator::new();
    let asked = begin(&mut grace).await;
    let mut made = key.made(&asked);
    made["algorithm"] = json!(-8);
    refused.push(("another algorithm", grace.post(PASSKEYS, &made).await));
    made["algorithm"] = json!(-7);
    refused.push(("the challenge was used up", grace.post(PASSKEYS, &made).await));
    // A challenge of another session of the same person, of a sign-in, and made up.
    let theirs = begin(&mut platform.grace().await).await;
    refused.push(("another session", grace.post(PASSKEYS, &key.made(&theirs)).await));
    let alone = grace
        .post("/api/sign-in/passkey/challenge", &json!({}))
        .await
        .json();
    refused.push(("another purpose", grace.post(PASSKEYS, &key.made(&alone)).await));
    refused.push((
        "made up",
        grace
            .post(PASSKEYS, &key.made(&json!({ "challenge": "AAAA" })))
            .await,
    ));
    let late = begin(&mut grace).await;
    platform.clock.advance(10 * MINUTE_MS);
    let mut again = platform.grace().await;
    refused.push(("too late", again.post(PASSKEYS, &key.made(&late)).await));
    for (why, answer) in refused {
        assert_eq!(
            (answer.status, answer.code()),
            (422, "passkey_refused".to_owned()),
            "{why}: {answer:?}"
        );
    }
    assert!(first_of(&mut again).await.is_null());
    key.add_to(&mut again).await;
    // Nobody else gets the same one.
    let made = key.made(&begin(&mut again).await);
    assert_eq!(again.post(PASSKEYS, &made).await.code(), "passkey_refused");
}

#[tokio::test]
async fn everything_needs_a_sign_in_of_the_last_ten_minutes_with_the_factor() {
    let platform = Platform::with(GLOBEX).await;
    let mut old = platform.grace().await;
    let mut grace = platform.grace().await;
    let mut key = Authenticator::new();
    key.add_to(&mut grace).await;
    let id = first_of(&mut grace).await["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    // Signed in at this moment, and by the password alone.
    for answer in [
        old.post(&format!("{PASSKEYS}/challenge"), &json!({})).await,
        old.delete(&format!("{PASSKEYS}/{id}")).await,
        old.post(APP, &json!({})).await,
    ] {
        assert_eq!(
            (answer.status, answer.code()),
            (403, "sign_in_again".to_owned()),
            "{answer:?}"
        );
    }
    platform.clock.advance(10 * MINUTE_MS + 1);
    let late = grace.post(&format!("{PASSKEYS}/challenge"), &json!({})).await;
    assert_eq!(late.code(), "sign_in_again");
    assert_eq!(
        grace.delete(&format!("{PASSKEYS}/{id}")).await.code(),
        "sign_in_again"
    );
    let mut by_key = platform.browser();
    assert_eq!(key.sign_in(&mut by_key).await.status, 200);
    assert_eq!(by_key.delete(&format!("{PASSKEYS}/{id}")).await.status, 200);
}

#[tokio::test]
async fn nobody_else_sees_or_changes_them() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    Authenticator::new().add_to(&mut grace).await;
    let id = first_of(&mut grace).await["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    let mut nobody = platform.browser();
    for answer in [
        nobody.post(&format!("{PASSKEYS}/challenge"), &json!({})).await,
        nobody.post(PASSKEYS, &json!({})).await,
        nobody
            .post(&format!("{PASSKEYS}/{id}/name"), &json!({ "name": "x" }))
            .await,
        nobody.delete(&format!("{PASSKEYS}/{id}")).await,
    ] {
        assert_eq!(answer.status, 401, "{answer:?}");
    }
    for email in ["admin@globex.example", "team@globex.example"] {
        let mut other = who(&platform, email).await;
        assert!(first_of(&mut other).await.is_null());
        for id in [id.as_str(), "x", "%00"] {
            let renamed = other
                .post(&format!("{PASSKEYS}/{id}/name"), &json!({ "name": "x" }))
                .await;
            let removed = other.delete(&format!("{PASSKEYS}/{id}")).await;
            assert!(
                [400, 404].contains(&renamed.status) && [400, 404].contains(&removed.status),
                "{id}"
            );
        }
    }
    assert_eq!(first_of(&mut grace).await["name"], "Test key");
}

#[tokio::test]
async fn a_rule_that_requires_a_factor_keeps_the_last_one() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    Authenticator::new().add_to(&mut grace).await;
    let (_, _) = platform.add_totp(&mut grace).await;
    let mut admin = who(&platform, "admin@globex.example").await;
    let rule = json!({ "rule": "required", "required_from": "2020-01-01" });
    assert_eq!(
        admin.post("/api/company/second-factor-rule", &rule).await.status,
        200
    );
    assert_eq!(grace.delete(APP).await.status, 200, "another one remains");
    let id = first_of(&mut grace).await["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    let answer = grace.delete(&format!("{PASSKEYS}/{id}")).await;
    assert_eq!(
        (answer.status, answer.code()),
        (409, "second_factor_required".to_owned())
    );
}

#[tokio::test]
async fn at_an_address_of_numbers_there_are_none() {
    let platform = Platform::at("http://127.0.0.1:8080", GLOBEX).await;
    let mut grace = platform.grace().await;
    assert_eq!(grace.get(TWO_STEP).await.json()["can_have_passkeys"], false);
    assert_eq!(
        grace
            .post(&format!("{PASSKEYS}/challenge"), &json!({}))
            .await
            .status,
        404
    );
    let alone = platform
        .browser()
        .post("/api/sign-in/passkey/challenge", &json!({}))
        .await;
    assert_eq!(alone.status, 404);
}

#[tokio::test]
async fn twenty_are_the_most() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for _ in 0..20 {
        Authenticator::new().add_to(&mut grace).await;
    }
    let answer = grace.post(&format!("{PASSKEYS}/challenge"), &json!({})).await;
    assert_eq!(answer.code(), "too_many_entries");
}

#[tokio::test]
async fn an_authenticator_that_verifies_nobody_is_for_behind_the_password() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut key = Authenticator::new();
    key.flags = PRESENT;
    key.add_to(&mut grace).await;
    assert_eq!(
        key.sign_in(&mut platform.browser()).await.code(),
        "passkey_refused"
    );
    let mut browser = platform.browser();
    let step = browser.sign_in(GRACE, PASSWORD).await.json()["next"].clone();
    let step = step.as_str().expect("a place").to_owned();
    let page = browser.get(&step).await;
    assert!(
        page.text().contains("src=\"/assets/front/passkey.js?") && !page.text().contains("one-time-code")
    );
    let begun = browser
        .post(&format!("/api{step}/passkey/challenge"), &json!({}))
        .await
        .json();
    assert_eq!(begun["credentials"].as_array().map(Vec::len), Some(1), "{begun}");
    let assertion = key.signed(begun["challenge"].as_str().expect("a challenge"));
    let done = browser
        .post(&format!("/api{step}/passkey"), &json!({ "assertion": assertion }))
        .await;
    assert_eq!(
        (done.status, &done.json()["next"]),
        (200, &json!("/")),
        "{done:?}"
    );
    assert!(browser.is_signed_in().await);
}

/// Address, password, access tokens and files with people: all of them ask for a sign-in of the last ten minutes with the factor.
#[tokio::test]
async fn what_is_grave_wants_the_factor_in_a_sign_in_of_the_last_minutes() {
    let platform = platform().await;
    let mut old = who(&platform, "admin@globex.example").await;
    let mut admin = who(&platform, "admin@globex.example").await;
    let mut key = Authenticator::new();
    key.add_to(&mut admin).await;
    let password =
        json!({ "current_password": PASSWORD, "password": "seven purple kettles under the bridge" });
    let address = json!({ "email": "boss@globex.example", "current_password": PASSWORD });
    let token = json!({ "name": "Script", "scopes": ["repository:read"], "lifetime": { "days": 30 } });
    for is_late in [false, true] {
        if is_late {
            platform.clock.advance(10 * MINUTE_MS + 1);
            old = platform.browser();
            assert_eq!(key.sign_in(&mut old).await.status, 200);
            platform.clock.advance(10 * MINUTE_MS + 1);
        }
        for answer in [
            old.post("/api/profile/password", &password).await,
            old.post("/api/profile/address", &address).await,
            old.post("/api/profile/tokens", &token).await,
            old.get("/api/company/security-history.csv").await,
            old.get("/api/company/sign-in-attempts.csv").await,
        ] {
            assert_eq!(
                (answer.status, answer.code()),
                (403, "sign_in_again".to_owned()),
                "{is_late} {answer:?}"
            );
        }
        let recent = old.get("/api/session/recent-sign-in").await.json();
        assert_eq!(recent, json!({ "is_recent": false }));
    }
    let mut fresh = platform.browser();
    assert_eq!(key.sign_in(&mut fresh).await.status, 200);
    assert_eq!(
        fresh.get("/api/session/recent-sign-in").await.json(),
        json!({ "is_recent": true })
    );
    assert_eq!(fresh.get("/api/company/security-history.csv").await.status, 200);
    assert_eq!(fresh.post("/api/profile/password", &password).await.status, 200);
}
