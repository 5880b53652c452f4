//! Signing in by passkey, alone and behind the password: who gets in, and who does not.

use serde_json::{Value, json};

use super::two_step::{GRACE, MINUTE_MS};
use crate::support::authenticator::{ALONE, Authenticator, BACKUP_ELIGIBLE, PASSKEYS, PRESENT, challenge};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const LINUS: &str = "linus@globex.example";
const NEW_PASSWORD: &str = "seven purple kettles under the bridge";

/// Grace has a passkey that counts, beginning with 1.
async fn grace_with_key() -> (Platform, Authenticator, Vec<String>) {
    let linus = format!(
        "{GLOBEX}\n[[company.account]]\nemail = \"{LINUS}\"\nfirst_name = \"L\"\npassword = \"{PASSWORD}\"\n"
    );
    let platform = Platform::with(&linus).await;
    let mut key = Authenticator::new();
    key.count = 1;
    let codes = key.add_to(&mut platform.grace().await).await;
    (platform, key, codes)
}

async fn send(browser: &mut Browser, assertion: &Value) -> (u16, String) {
    let answer = browser.post(ALONE, &json!({ "assertion": assertion })).await;
    match answer.status {
        200 => (200, answer.json()["next"].as_str().unwrap_or_default().to_owned()),
        status => (status, answer.code()),
    }
}

fn refused() -> (u16, String) {
    (422, "passkey_refused".to_owned())
}

/// The password is right; returns the place of the second step.
async fn step_of(browser: &mut Browser, email: &str) -> String {
    let next = browser.sign_in(email, PASSWORD).await.json()["next"].clone();
    let next = next.as_str().expect("a place").to_owned();
    assert!(next.starts_with("/sign-in/second-step/"), "{next}");
    next
}

async fn step_challenge(browser: &mut Browser, step: &str) -> String {
    let begun = browser
        .post(&format!("/api{step}/passkey/challenge"), &json!({}))
        .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.json()["challenge"]
        .as_str()
        .expect("a challenge")
        .to_owned()
}

#[tokio::test]
async fn a_passkey_alone_signs_in_once_per_challenge() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut browser = platform.browser();
    let asked = challenge(&mut browser).await;
    let assertion = key.signed(&asked);
    let body = json!({ "assertion": assertion, "return_to": "/profile" });
    let answer = browser.post(ALONE, &body).await;
    assert_eq!(
        (answer.status, &answer.json()["next"]),
        (200, &json!("/profile")),
        "{answer:?}"
    );
    assert!(browser.is_signed_in().await);
    let session = browser.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], GRACE);
    assert_eq!(send(&mut browser, &assertion).await, refused(), "a replay");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM sessions WHERE signed_in_by = 'passkey'")
            .await,
        1
    );
    let outside =
        json!({ "assertion": key.signed(&challenge(&mut browser).await), "return_to": "//evil.example" });
    assert_eq!(browser.post(ALONE, &outside).await.json()["next"], "/");
}

#[tokio::test]
async fn whatever_does_not_fit_is_refused_alike_and_uses_the_challenge_up() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut browser = platform.browser();
    for lie in [
        "origin",
        "rp",
        "unverified",
        "absent",
        "may be copied",
        "handle",
        "no handle",
        "signature",
        "unknown",
    ] {
        let asked = challenge(&mut browser).await;
        let (origin, rp_id, flags) = (key.origin.clone(), key.rp_id.clone(), key.flags);
        let (handle, id) = (key.user_handle.clone(), key.credential_id.clone());
        match lie {
            "origin" => key.origin = "http://localhost:9999".to_owned(),
            "rp" => key.rp_id = "evil.example".to_owned(),
            "unverified" => key.flags = PRESENT,
            "absent" => key.flags = 0,
            "may be copied" => key.flags |= BACKUP_ELIGIBLE,
            "handle" => key.user_handle = Some("AAAA".to_owned()),
            "no handle" => key.user_handle = None,
            "unknown" => key.credential_id = vec![1; 32],
            _ => {}
        }
        let mut assertion = key.signed(&asked);
        if lie == "signature" {
            assertion["client_data"] = key.signed(&asked)["signature"].clone();
        }
        (key.origin, key.rp_id, key.flags) = (origin, rp_id, flags);
        (key.user_handle, key.credential_id) = (handle, id);
        let answer = browser.post(ALONE, &json!({ "assertion": assertion })).await;
        let mut said = answer.json();
        said["request_id"] = json!("");
        let same = json!({ "code": "passkey_refused", "detail": "The passkey does not fit, or is not known here.", "request_id": "" });
        assert_eq!((answer.status, said), (422, same), "{lie}");
        let honest = key.signed(&asked);
        assert_eq!(
            send(&mut browser, &honest).await,
            refused(),
            "{lie}: the challenge is used up"
        );
    }
    assert!(!browser.is_signed_in().await);
    assert_eq!(key.sign_in(&mut browser).await.status, 200);
}

#[tokio::test]
async fn a_challenge_is_of_its_browser_its_purpose_and_its_time() {
    let (platform, mut key, _) = grace_with_key().await;
    let theirs = challenge(&mut platform.browser()).await;
    let mut browser = platform.browser();
    challenge(&mut browser).await;
    assert_eq!(
        send(&mut browser, &key.signed(&theirs)).await,
        refused(),
        "another browser's"
    );
    assert_eq!(
        send(&mut browser, &key.signed("AAAA")).await,
        refused(),
        "made up"
    );
    let step = step_of(&mut browser, GRACE).await;
    let of_step = step_challenge(&mut browser, &step).await;
    assert_eq!(
        send(&mut browser, &key.signed(&of_step)).await,
        refused(),
        "of the second step"
    );
    let alone = challenge(&mut browser).await;
    let body = json!({ "assertion": key.signed(&alone) });
    assert_eq!(
        browser.post(&format!("/api{step}/passkey"), &body).await.code(),
        "code_wrong"
    );
    let old = challenge(&mut browser).await;
    platform.clock.advance(10 * MINUTE_MS);
    assert_eq!(send(&mut browser, &key.signed(&old)).await, refused(), "too old");
    let ahead = challenge(&mut browser).await;
    platform.clock.advance(-MINUTE_MS);
    assert_eq!(
        send(&mut browser, &key.signed(&ahead)).await,
        refused(),
        "of the future"
    );
}

#[tokio::test]
async fn a_counter_that_goes_back_is_refused_and_the_trail_says_whose() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut browser = platform.browser();
    key.count = 9;
    assert_eq!(key.sign_in(&mut browser).await.status, 200);
    for count in [8, 4] {
        key.count = count;
        assert_eq!(
            key.sign_in(&mut platform.browser()).await.code(),
            "passkey_refused"
        );
    }
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'passkey_counter_went_back'";
    assert_eq!(platform.count(sql).await, 2);
    key.count = 10;
    assert_eq!(key.sign_in(&mut platform.browser()).await.status, 200);
}

#[tokio::test]
async fn behind_the_password_it_is_the_account_s_own_and_the_step_s() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut linus = platform.browser();
    linus.sign_in(LINUS, PASSWORD).await;
    let mut other = Authenticator::new();
    other.add_to(&mut linus).await;
    let mut browser = platform.browser();
    let step = step_of(&mut browser, GRACE).await;
    let place = format!("/api{step}/passkey");
    let foreign = other.signed(&step_challenge(&mut browser, &step).await);
    assert_eq!(
        browser
            .post(&place, &json!({ "assertion": foreign }))
            .await
            .code(),
        "code_wrong"
    );
    let asked = step_challenge(&mut browser, &step).await;
    key.origin = "https://evil.example".to_owned();
    let lie = key.signed(&asked);
    assert_eq!(
        browser.post(&place, &json!({ "assertion": lie })).await.code(),
        "code_wrong"
    );
    key.origin = crate::support::ORIGIN.to_owned();
    let late = json!({ "assertion": key.signed(&asked) });
    assert_eq!(
        browser.post(&place, &late).await.code(),
        "code_wrong",
        "the challenge is used up"
    );
    let mut thief = platform.browser();
    thief.get("/sign-in").await;
    assert_eq!(
        thief.post(&format!("{place}/challenge"), &json!({})).await.status,
        404
    );
    let right = json!({ "assertion": key.signed(&step_challenge(&mut browser, &step).await) });
    assert_eq!(thief.post(&place, &right).await.status, 404, "another browser");
    assert_eq!(browser.post(&place, &right).await.status, 200);
    // And those two in which the passkeys were added.
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM sessions WHERE second_factor = 'passkey'")
            .await,
        3
    );
    assert_eq!(browser.post(&place, &right).await.status, 404, "the step is over");
}

#[tokio::test]
async fn after_another_password_it_comes_behind_the_password_once() {
    let (platform, mut key, _) = grace_with_key().await;
    platform.import(&GLOBEX.replace(PASSWORD, NEW_PASSWORD)).await;
    let answer = key.sign_in(&mut platform.browser()).await;
    assert_eq!(
        (answer.status, answer.code()),
        (422, "passkey_after_password".to_owned())
    );
    let mut browser = platform.browser();
    let next = browser.sign_in(GRACE, NEW_PASSWORD).await.json()["next"].clone();
    let step = next.as_str().expect("a place").to_owned();
    let asked = step_challenge(&mut browser, &step).await;
    let body = json!({ "assertion": key.signed(&asked) });
    assert_eq!(
        browser.post(&format!("/api{step}/passkey"), &body).await.status,
        200
    );
    assert_eq!(key.sign_in(&mut platform.browser()).await.status, 200);
}

#[tokio::test]
async fn while_sso_is_active_it_sleeps_and_wakes_behind_the_password() {
    let file = acme("https://idp.example").replace("active = true", "active = false");
    let platform = Platform::with(&file).await;
    let mut ada = platform.browser();
    assert_eq!(ada.sign_in("ada@acme.example", PASSWORD).await.status, 200);
    let mut key = Authenticator::new();
    key.add_to(&mut ada).await;
    assert_eq!(key.sign_in(&mut platform.browser()).await.status, 200);
    platform.import(&acme("https://idp.example")).await;
    assert_eq!(key.sign_in(&mut platform.browser()).await.code(), "sso_required");
    platform.run_jobs("sso_takeover").await;
    assert_eq!(key.sign_in(&mut platform.browser()).await.code(), "sso_required");
    let by_passkey = "SELECT COUNT(*) FROM sessions WHERE signed_in_by = 'passkey'";
    assert_eq!(
        platform.count(by_passkey).await,
        0,
        "they end as those of passwords do"
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM passkeys WHERE opens_alone = 0")
            .await,
        1
    );
}

#[tokio::test]
async fn a_person_who_is_gone_and_a_passkey_that_is_gone_open_nothing() {
    let (platform, mut key, codes) = grace_with_key().await;
    let mut browser = platform.browser();
    let step = step_of(&mut browser, GRACE).await;
    assert_eq!(
        browser
            .submit(&step, &[("recovery_code", &codes[0])])
            .await
            .status,
        200,
        "lost, and back"
    );
    let list = browser.get("/api/profile/two-step").await.json();
    let id = list["passkeys"][0]["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    assert_eq!(browser.delete(&format!("{PASSKEYS}/{id}")).await.status, 200);
    assert_eq!(
        key.sign_in(&mut platform.browser()).await.code(),
        "passkey_refused"
    );
    let mut again = Authenticator::new();
    again.add_to(&mut browser).await;
    assert_eq!(again.sign_in(&mut platform.browser()).await.status, 200);
    let mut transaction = platform.app.store.begin().await.expect("begins");
    sqlx::query("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = $1")
        .bind(GRACE)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    assert_eq!(
        again.sign_in(&mut platform.browser()).await.code(),
        "passkey_refused"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_at_once_with_one_answer_one_gets_in() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut browser = platform.browser();
    let asked = challenge(&mut browser).await;
    let assertion = key.signed(&asked);
    let mut tries = Vec::new();
    for _ in 0..6 {
        let (mut tab, assertion) = (browser.tab(), assertion.clone());
        tries.push(tokio::spawn(async move { send(&mut tab, &assertion).await.0 }));
    }
    let mut statuses = Vec::new();
    for attempt in tries {
        statuses.push(attempt.await.expect("an answer"));
    }
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 422, 422, 422, 422, 422]);
}

#[tokio::test]
async fn a_challenge_says_the_same_whoever_has_a_passkey() {
    let (platform, ..) = grace_with_key().await;
    for form in [
        ("username", GRACE),
        ("username", LINUS),
        ("username", "nobody@globex.example"),
    ] {
        let mut browser = platform.browser();
        browser
            .submit("/sign-in", &[form, ("password", "wrong wrong wrong")])
            .await;
        let begun = browser
            .post(&format!("{ALONE}/challenge"), &json!({}))
            .await
            .json();
        let keys: Vec<_> = begun.as_object().expect("an object").keys().cloned().collect();
        assert_eq!(keys, ["challenge", "rp_id"]);
    }
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM used_passkey_challenges")
            .await,
        1,
        "asking writes nothing"
    );
}

#[tokio::test]
async fn floods_of_wrong_answers_are_turned_away_by_address() {
    let (platform, mut key, _) = grace_with_key().await;
    let mut browser = platform.browser();
    for _ in 0..200 {
        assert_eq!(send(&mut browser, &key.signed("AAAA")).await, refused());
    }
    let answer = key.sign_in(&mut browser).await;
    assert_eq!(
        (answer.status, answer.code()),
        (429, "too_many_attempts".to_owned())
    );
}
