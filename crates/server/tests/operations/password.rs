//! `sign_in_with_password`

use latchkey_server::passwords::PasswordHasher;
use serde_json::json;

use crate::support::{GLOBEX, PASSWORD, Platform, acme};

const ISSUER: &str = "http://127.0.0.1:9";

#[tokio::test]
async fn the_right_pair_opens_a_session_and_leads_on() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    let form =
        json!({ "username": " GRACE@Globex.example. ", "password": PASSWORD, "return_to": "/profile?x=1" });
    let answer = browser.post("/api/sign-in/password", &form).await;
    assert_eq!(
        (answer.status, answer.json()),
        (200, json!({ "next": "/profile?x=1" }))
    );
    let session = browser.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], "grace@globex.example");
    assert_eq!(session["account"]["first_name"], "Grace");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'signed_in'")
            .await,
        1
    );
}

#[tokio::test]
async fn known_and_unknown_users_get_the_same_bytes() {
    let platform = Platform::with(GLOBEX).await;
    let mut bodies = Vec::new();
    for username in [
        "grace@globex.example",
        "nobody@globex.example",
        "nobody@elsewhere.example",
    ] {
        let answer = platform.browser().sign_in(username, "wrong").await;
        assert_eq!(answer.status, 401);
        assert_eq!(answer.code(), "wrong_credentials");
        assert!(answer.headers.get("set-cookie").is_none());
        let mut body = answer.json();
        body["request_id"] = json!("");
        bodies.push(body);
    }
    assert!(bodies.windows(2).all(|pair| pair[0] == pair[1]), "{bodies:?}");
}

#[tokio::test]
async fn a_federated_domain_refuses_every_password_in_every_spelling() {
    let platform = Platform::with(&acme(ISSUER)).await;
    for username in [
        "ada@acme.example",
        "ADA@ACME.EXAMPLE",
        "ada@acme.example.",
        " ada@acme.example",
        "ada@ａｃｍｅ.example",
        "nobody@acme.example",
    ] {
        let mut browser = platform.browser();
        let answer = browser.sign_in(username, PASSWORD).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (401, "sso_required"),
            "{username}"
        );
        assert!(browser.cookies.is_empty(), "{username}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM sessions").await, 0);
    assert!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'")
            .await
            == 1,
        "the scrambling had not even begun"
    );
}

#[tokio::test]
async fn look_alikes_of_a_federated_domain_are_other_domains() {
    let platform = Platform::with(&acme(ISSUER)).await;
    for username in [
        "ada@acme.example.evil.example",
        "ada@evil-acme.example",
        "ada@аcme.example",
    ] {
        let answer = platform.browser().sign_in(username, PASSWORD).await;
        assert_eq!(answer.code(), "wrong_credentials", "{username}");
    }
    let answer = platform.browser().sign_in("x@y@acme.example", PASSWORD).await;
    assert_eq!(answer.code(), "username_not_an_address");
}

#[tokio::test]
async fn missing_parts_are_named() {
    let platform = Platform::with(GLOBEX).await;
    for (username, password, code, field) in [
        ("", PASSWORD, "username_missing", "username"),
        ("  ", PASSWORD, "username_missing", "username"),
        ("grace", PASSWORD, "username_not_an_address", "username"),
        ("grace@globex.example", "", "password_missing", "password"),
    ] {
        let answer = platform.browser().sign_in(username, password).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, code));
        assert_eq!(answer.json()["field"], field);
    }
}

#[tokio::test]
async fn a_switched_off_account_does_not_open() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    assert!(grace.is_signed_in().await);
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query("UPDATE accounts SET deactivated_at_ms = 1")
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    assert!(!grace.is_signed_in().await, "sessions die at the next request");
    let answer = platform.browser().sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!(answer.code(), "wrong_credentials");
}

#[tokio::test]
async fn each_sign_in_makes_a_new_session_and_ends_the_browsers_old_one() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    // An attacker's own value does not become the session.
    browser
        .cookies
        .insert("latchkey-session".into(), "fixed-by-an-attacker".into());
    browser.sign_in("grace@globex.example", PASSWORD).await;
    let first = browser.clone();
    assert_ne!(browser.cookies["latchkey-session"], "fixed-by-an-attacker");
    browser.sign_in("grace@globex.example", PASSWORD).await;
    assert_ne!(
        browser.cookies["latchkey-session"],
        first.cookies["latchkey-session"]
    );
    assert!(browser.is_signed_in().await);
    assert!(!first.clone().is_signed_in().await);
}

#[tokio::test]
async fn nowhere_but_here_is_gone_back_to() {
    let platform = Platform::with(GLOBEX).await;
    for target in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
    ] {
        let form = json!({ "username": "grace@globex.example", "password": PASSWORD, "return_to": target });
        let answer = platform.browser().post("/api/sign-in/password", &form).await;
        assert_eq!(answer.json(), json!({ "next": "/" }), "{target}");
    }
}

/// A platform whose hashes cost what they cost people.
async fn with_real_hashes() -> Platform {
    let platform = Platform::with("").await.with_passwords(PasswordHasher::new());
    platform.import(GLOBEX).await;
    platform
}

#[tokio::test]
async fn passwords_are_argon2id_and_the_token_is_not_stored() {
    let platform = with_real_hashes().await;
    let grace = platform.grace().await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let hash: String = sqlx::query_scalar("SELECT password_hash FROM accounts")
        .fetch_one(&mut *connection)
        .await
        .expect("a hash");
    assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
    let stored: String = sqlx::query_scalar("SELECT token_hash FROM sessions")
        .fetch_one(&mut *connection)
        .await
        .expect("a hash");
    assert!(!stored.contains(&grace.cookies["latchkey-session"]) && stored.len() == 64);
}

/// Without the work that is done for nobody, an unknown username answers some fifty times sooner. The bounds are wide: this
/// is no measurement.
#[tokio::test]
async fn known_and_unknown_users_cost_the_same_work() {
    let platform = with_real_hashes().await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..7 {
        for (user, times) in [
            "grace@globex.example".to_owned(),
            format!("nobody{round}@globex.example"),
        ]
        .iter()
        .zip(&mut times)
        {
            let started = std::time::Instant::now();
            platform.browser().sign_in(user, "wrong").await;
            times.push(started.elapsed());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort();
        times[3].as_secs_f64()
    });
    assert!(
        (0.4..2.5).contains(&(unknown / known)),
        "known {known} s, unknown {unknown} s"
    );
}

/// Both happen or neither: without its trace in the audit trail there is no session, and no claim that there is one.
#[tokio::test]
async fn a_sign_in_that_cannot_be_written_down_does_not_happen() {
    let platform = Platform::with(GLOBEX).await;
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    sqlx::query("ALTER TABLE audit_events RENAME TO audit_events_gone")
        .execute(&mut *transaction)
        .await
        .expect("renames");
    transaction.commit().await.expect("commits");
    let mut browser = platform.browser();
    let answer = browser.sign_in("grace@globex.example", PASSWORD).await;
    assert_eq!((answer.status, answer.code().as_str()), (500, "internal"));
    assert!(browser.cookies.is_empty());
    assert_eq!(platform.count("SELECT COUNT(*) FROM sessions").await, 0);
}
