//! Every refusal of an identity provider's answer is a line in the log with the step and the member at fault, and with no token, no
//! secret and none of the other side's words in it.

use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble};
use latchkey_server::clock::Clock as _;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene, assert_begins_anew, parameter, with};
use crate::log::Log;

fn claim(claim: &'static str, value: Value) -> Fault {
    Fault::IdTokenClaim { claim, value }
}

fn header(field: &'static str, value: Value) -> Fault {
    Fault::IdTokenHeader { field, value }
}

fn callback(parameter: &'static str, value: Option<&str>) -> Fault {
    Fault::Callback {
        parameter,
        value: value.map(str::to_owned),
    }
}

/// Signs in with these faults, and returns the log without quotes.
async fn refused(log: &Log, faults: Vec<Fault>) -> String {
    let scene = Scene::new().await;
    let why = format!("{faults:?}");
    for fault in faults {
        scene.idp.set_fault(fault);
    }
    let mut browser = scene.platform.browser();
    let url = browser.start_sso(ADA).await;
    let back = scene.idp.complete_login(&url, ADA).unwrap();
    log.take();
    let answer = browser.follow(&back).await;
    let text = log.take();
    assert!(!browser.is_signed_in().await, "{why}");
    assert!(
        answer.location().starts_with("/sign-in/failed/"),
        "{why} {answer:?}"
    );
    let page = browser.get(answer.location()).await;
    for secret in [
        parameter(&url, "state"),
        parameter(&url, "nonce"),
        "eyJ".to_owned(),
        Trouble::GIVEAWAY.to_owned(),
        ADA.to_owned(),
    ] {
        assert!(!text.contains(&secret), "{why}: {text}");
    }
    assert!(
        !page.text().contains(Trouble::GIVEAWAY) && !page.text().contains("eyJ"),
        "{why}"
    );
    text.replace('"', "").replace('\n', " ")
}

#[tokio::test]
async fn every_refusal_says_where_and_what() {
    let log = Log::listen();
    let now = latchkey_server::clock::SystemClock.now_ms() / 1_000;
    let of_id_token = [
        (claim("iss", json!("https://evil.example")), "issuer", "iss"),
        (claim("aud", json!("another")), "audience", "aud"),
        (claim("azp", json!("another")), "authorized_party", "azp"),
        (claim("nonce", json!("another")), "nonce", "nonce"),
        (claim("exp", json!(now - 500)), "expiry", "exp"),
        (claim("iat", json!(now + 600)), "issued_at", "iat"),
        (claim("iat", json!(now - 900)), "issued_at", "iat"),
        (claim("iat", json!("today")), "issued_at", "iat"),
        (claim("nbf", json!(now + 600)), "expiry", "nbf"),
        (claim("sub", json!(7)), "subject", "sub"),
        (claim("at_hash", json!("another")), "access_token_hash", "at_hash"),
        (header("alg", json!("HS256")), "algorithm", "alg"),
        (header("kid", json!("unknown")), "key_id", "kid"),
        (header("kid", json!(7)), "format", "kid"),
        (header("typ", json!("at+jwt")), "format", "typ"),
        (header("crit", json!(["b64"])), "format", "crit"),
        (
            Fault::IdTokenSigning(Signing::ForeignKey),
            "signature",
            "signature",
        ),
        (Fault::NoIdToken, "format", "id_token"),
    ];
    for (fault, check, member) in of_id_token {
        let why = format!("{fault:?}");
        let text = refused(&log, vec![fault]).await;
        assert!(
            text.contains(&format!("step=id_token.{check} ")) && text.contains(&format!("member={member} ")),
            "{why}: {text}"
        );
    }
    let only_there = Fault::ClaimsOnlyInUserInfo;
    let userinfo = |claim, value| Fault::UserInfoClaim { claim, value };
    for (faults, step, member) in [
        (
            vec![Fault::TokenError("invalid_client")],
            "token",
            "client_secret",
        ),
        (vec![Fault::TokenError("invalid_grant")], "token", "code"),
        (vec![Fault::TokenError("odd")], "token", "error"),
        (
            vec![Fault::Endpoint(Endpoint::Token, Trouble::Html)],
            "token",
            "token_response",
        ),
        (
            vec![Fault::Endpoint(Endpoint::Token, Trouble::Status(503))],
            "token",
            "token_response",
        ),
        (
            vec![
                Fault::TokenResponse {
                    member: "access_token",
                    value: Value::Null,
                },
                only_there.clone(),
            ],
            "token",
            "access_token",
        ),
        (
            vec![Fault::Endpoint(Endpoint::Keys, Trouble::Html)],
            "keys",
            "keys",
        ),
        (
            vec![only_there.clone(), userinfo("sub", json!("another"))],
            "userinfo",
            "sub",
        ),
        (
            vec![
                only_there.clone(),
                Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(403)),
            ],
            "userinfo",
            "userinfo_response",
        ),
        (
            vec![only_there, userinfo("email", Value::Null)],
            "claims",
            "email",
        ),
        (
            vec![claim("email", json!(["ada@acme.example"]))],
            "claims",
            "email",
        ),
        (vec![claim("email", json!("no address"))], "claims", "email"),
        (
            vec![claim("email_verified", json!("maybe"))],
            "account",
            "email_verified",
        ),
        (
            vec![claim("session_expiry", json!(now - 5))],
            "claims",
            "session_expiry",
        ),
        (
            vec![callback("code", None), callback("error", Some("access_denied"))],
            "authorization",
            "error",
        ),
        (vec![callback("code", None)], "authorization", "code"),
        (
            vec![callback("iss", Some("https://evil.example"))],
            "authorization",
            "iss",
        ),
        (vec![callback("iss", None)], "authorization", "iss"),
    ] {
        let why = format!("{faults:?}");
        let text = refused(&log, faults).await;
        assert!(
            text.contains(&format!("step={step} ")) && text.contains(&format!("member={member} ")),
            "{why}: {text}"
        );
    }
}

#[tokio::test]
async fn a_time_that_does_not_fit_is_a_number_in_the_log() {
    let log = Log::listen();
    let now = latchkey_server::clock::SystemClock.now_ms() / 1_000;
    for (name, offset) in [("iat", 600), ("iat", -900), ("exp", -500), ("nbf", 600)] {
        let text = refused(&log, vec![claim(name, json!(now + offset))]).await;
        let seconds = text
            .split("seconds=")
            .nth(1)
            .unwrap_or_else(|| panic!("{name}: {text}"));
        let seconds: i64 = seconds.split(' ').next().unwrap().parse().unwrap();
        assert!(
            (offset.abs() - 90..=offset.abs() + 90).contains(&seconds),
            "{name} {offset}: {text}"
        );
    }
}

#[tokio::test]
async fn an_answer_that_belongs_to_nothing_is_told_of_without_its_words() {
    let log = Log::listen();
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    log.take();
    let answer = browser.follow(&with(&callback, "state", "made-up-state")).await;
    assert_begins_anew(&mut browser, &answer).await;
    let text = log.take();
    assert!(
        text.contains("member=\"state\"") && !text.contains("made-up-state"),
        "{text}"
    );
}

/// Whoever makes states up takes no turn from those who write.
#[tokio::test]
async fn an_answer_that_belongs_to_nothing_does_not_wait_for_the_writer() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    let writer = scene.platform.app.store.begin().await.unwrap();
    for forged in [
        with(&callback, "state", "made-up"),
        callback.replace("/acme", "/globex"),
    ] {
        let answered =
            tokio::time::timeout(std::time::Duration::from_millis(1_500), browser.follow(&forged)).await;
        assert!([303, 400].contains(&answered.expect("it waits for the writer").status));
    }
    drop(writer);
    assert_eq!(browser.follow(&callback).await.location(), "/");
}
