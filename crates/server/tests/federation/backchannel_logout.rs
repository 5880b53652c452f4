//! Signed out at the identity provider, signed out here. Each check of a logout token has a token that nothing else is wrong
//! with. Invariant: a token that is refused ends nothing, and one that is taken ends its sessions alone.

use bytes::Bytes;
use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble};
use latchkey_server::clock::Clock as _;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene};
use crate::support::Browser;

const ACME: &str = "/sso/backchannel-logout/acme";
const IDP_ADA: &str = "idp-ada";
const FORM: &str = "application/x-www-form-urlencoded";

/// What an identity provider sends: a form, without anything that a browser would add.
async fn tell(scene: &Scene, path: &str, token: &str) -> Answer {
    tell_as(scene, path, FORM, format!("logout_token={token}")).await
}

async fn tell_as(scene: &Scene, path: &str, content_type: &'static str, body: String) -> Answer {
    let mut server = scene.platform.browser();
    server.headers = vec![("sec-fetch-site", String::new())];
    server
        .send(http::Method::POST, path, Some(content_type), Bytes::from(body))
        .await
}

fn assert_refused(answer: &Answer) {
    assert_eq!(answer.status, 400, "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["error"], "invalid_request");
    assert!(!answer.text().contains(Trouble::GIVEAWAY));
}

/// Ada is signed in, in the session `sid` at the identity provider.
async fn ada(scene: &Scene, sid: Option<&str>) -> Browser {
    scene.idp.clear_faults();
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "sid",
        value: json!(sid),
    });
    let (mut browser, _) = scene.sign_in_as(ADA).await;
    scene.idp.clear_faults();
    assert!(browser.is_signed_in().await);
    browser
}

#[tokio::test]
async fn the_person_is_out_everywhere_and_the_trail_says_so() {
    let scene = Scene::new().await;
    let (mut one, mut two) = (ada(&scene, None).await, ada(&scene, Some("s2")).await);
    let mut grace = scene.platform.grace().await;
    let answer = tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (200, "no-store"),
        "{answer:?}"
    );
    assert!(!one.is_signed_in().await && !two.is_signed_in().await);
    assert!(grace.is_signed_in().await, "others stay");
    let told = "SELECT count(*) FROM audit_events WHERE action = 'signed_out_by_identity_provider'";
    assert_eq!(scene.platform.count(told).await, 2);
    assert!(
        ada(&scene, None).await.is_signed_in().await,
        "and may sign in again"
    );
}

#[tokio::test]
async fn a_session_is_named_by_its_sid() {
    for subject in [Some(IDP_ADA), None] {
        let scene = Scene::new().await;
        let (mut one, mut two) = (ada(&scene, Some("s1")).await, ada(&scene, Some("s2")).await);
        let answer = tell(&scene, ACME, &scene.idp.logout_token(subject, Some("s1"))).await;
        assert_eq!(answer.status, 200);
        assert!(!one.is_signed_in().await);
        assert!(
            two.is_signed_in().await,
            "the other session at the provider lives"
        );
        let answer = tell(
            &scene,
            ACME,
            &scene.idp.logout_token(Some("idp-alan"), Some("s2")),
        )
        .await;
        assert_eq!(answer.status, 200);
        assert!(
            two.is_signed_in().await,
            "a sid of another person is another session"
        );
    }
    // Whose sid was never said ends with its person.
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), Some("s1"))).await;
    assert!(!browser.is_signed_in().await);
}

/// Else a sign-out at the identity provider would be undone by somebody else's session there.
#[tokio::test]
async fn what_has_run_out_cannot_be_renewed_any_more() {
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    scene.platform.clock.advance(3_600_000);
    scene.idp.set_clock_offset(3_600);
    assert!(!browser.is_signed_in().await);
    tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
    assert_eq!(browser.get("/sign-in").await.status, 200);
}

#[tokio::test]
async fn nobody_to_sign_out_is_no_error() {
    let scene = Scene::new().await;
    let answer = tell(
        &scene,
        ACME,
        &scene.idp.logout_token(Some("idp-nobody"), Some("s9")),
    )
    .await;
    assert_eq!(answer.status, 200);
}

fn claim(claim: &'static str, value: Value) -> Fault {
    Fault::LogoutTokenClaim { claim, value }
}

fn header(field: &'static str, value: Value) -> Fault {
    Fault::LogoutTokenHeader { field, value }
}

#[tokio::test]
async fn a_token_that_is_wrong_in_one_thing_ends_nothing() {
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    let now = scene.platform.clock.now_ms() / 1000;
    let event = "http://schemas.openid.net/event/backchannel-logout";
    let mut taken = Vec::new();
    for fault in [
        Fault::LogoutTokenSigning(Signing::None),
        Fault::LogoutTokenSigning(Signing::HmacWithPublicKey),
        Fault::LogoutTokenSigning(Signing::HmacWithClientSecret),
        Fault::LogoutTokenSigning(Signing::ForeignKey),
        Fault::LogoutTokenSigning(Signing::Broken),
        Fault::LogoutTokenSigning(Signing::ChangedAfterwards),
        header("alg", json!("RS256")),
        header("alg", Value::Null),
        header("kid", json!("another")),
        header("kid", json!(7)),
        header("crit", json!(["exp"])),
        header("typ", json!("at+jwt")),
        header("typ", json!(7)),
        claim("iss", json!("https://evil.example")),
        claim("iss", Value::Null),
        claim("aud", json!("another")),
        claim("aud", json!(["latchkey", "another"])),
        claim("aud", json!([])),
        claim("aud", Value::Null),
        claim("iat", Value::Null),
        claim("iat", json!("today")),
        claim("iat", json!(now + 240)),
        claim("nbf", json!(now + 240)),
        claim("iat", json!(now - 700)),
        claim("exp", Value::Null),
        claim("exp", json!(now - 120)),
        claim("events", Value::Null),
        claim("events", json!(event)),
        claim("events", json!({ "another": {} })),
        claim("events", json!({ event: null })),
        claim("nonce", json!("n")),
        claim("jti", Value::Null),
        claim("jti", json!("")),
        claim("sub", Value::Null),
        claim("sub", json!(7)),
        claim("sid", json!("a\u{0}b")),
    ] {
        scene.idp.clear_faults();
        scene.idp.set_fault(fault.clone());
        let answer = tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
        if answer.status != 400 || !browser.is_signed_in().await {
            taken.push(fault);
            browser = ada(&scene, None).await;
        } else {
            assert_refused(&answer);
        }
    }
    assert!(taken.is_empty(), "taken: {taken:?}");
    for fault in [
        header("typ", json!("JWT")),
        header("typ", json!("application/logout+jwt")),
        header("typ", Value::Null),
        header("kid", Value::Null),
        claim("aud", json!(["latchkey"])),
        claim("iat", json!(now - 300)),
        claim("iat", json!(now + 170)),
        claim("acr", json!(1)),
        claim("sid", Value::Null),
        Fault::KeyPublishedTwice,
    ] {
        let mut browser = ada(&scene, None).await;
        scene.idp.set_fault(fault.clone());
        let answer = tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
        assert_eq!(answer.status, 200, "{fault:?}: {answer:?}");
        assert!(!browser.is_signed_in().await, "{fault:?}");
    }
}

#[tokio::test]
async fn a_token_works_once_also_when_it_comes_many_times_at_once() {
    let scene = Scene::new().await;
    let token = scene.idp.logout_token(Some(IDP_ADA), None);
    let told = (0..8).map(|_| tell(&scene, ACME, &token));
    let answers = futures_util::future::join_all(told).await;
    let taken = answers.iter().filter(|answer| answer.status == 200).count();
    assert_eq!(taken, 1, "{answers:?}");
    let mut browser = ada(&scene, None).await;
    assert_refused(&tell(&scene, ACME, &token).await);
    assert!(browser.is_signed_in().await, "a replay ends no later session");
}

/// As long as it could be believed it is remembered, and then it is forgotten.
#[tokio::test]
async fn a_token_is_remembered_until_it_has_expired() {
    let scene = Scene::new().await;
    tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
    let known = "SELECT count(*) FROM logout_tokens";
    scene.platform.clock.advance(150_000);
    latchkey_server::housekeeping::purge(&scene.platform.app)
        .await
        .unwrap();
    assert_eq!(scene.platform.count(known).await, 1);
    scene.platform.clock.advance(40_000);
    latchkey_server::housekeeping::purge(&scene.platform.app)
        .await
        .unwrap();
    assert_eq!(scene.platform.count(known).await, 0);
}

#[tokio::test]
async fn an_id_token_is_no_logout_token() {
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    let id_token = scene.idp.last_id_token().expect("there was a sign-in");
    assert_refused(&tell(&scene, ACME, &id_token).await);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn what_is_no_form_with_one_token_is_refused() {
    let scene = Scene::new().await;
    let token = scene.idp.logout_token(Some(IDP_ADA), None);
    for (content_type, body) in [
        (FORM, String::new()),
        (FORM, "logout_token=".to_owned()),
        (FORM, "logout_token=a.b.c".to_owned()),
        (FORM, format!("logout_token={token}&logout_token={token}")),
        (FORM, format!("token={token}")),
        ("application/json", format!("{{\"logout_token\":\"{token}\"}}")),
        ("text/plain", format!("logout_token={token}")),
    ] {
        assert_refused(&tell_as(&scene, ACME, content_type, body).await);
    }
    let answer = tell_as(&scene, ACME, FORM, format!("x=1&logout_token={token}")).await;
    assert_eq!(answer.status, 200, "others are ignored");
    assert_eq!(tell_as(&scene, ACME, FORM, "x".repeat(70_000)).await.status, 413);
}

/// The address of another company takes no token of this one's identity provider.
#[tokio::test]
async fn at_another_address_it_is_refused() {
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    for company in ["globex", "nobody", "-", "%00"] {
        let path = format!("/sso/backchannel-logout/{company}");
        let answer = tell(&scene, &path, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
        assert!(matches!(answer.status, 400 | 404), "{company}: {answer:?}");
    }
    scene.execute("UPDATE sso_configurations SET active = 0").await;
    let answer = tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
    assert_refused(&answer);
    assert!(browser.is_signed_in().await);
}

#[tokio::test]
async fn a_new_key_is_fetched_and_a_flood_of_unknown_ones_fetches_none() {
    let scene = Scene::new().await;
    let mut browser = ada(&scene, None).await;
    scene.idp.rotate_keys();
    let answer = tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await;
    assert_eq!(answer.status, 200);
    assert!(!browser.is_signed_in().await);
    let before = scene.idp.requests().keys;
    scene.idp.set_fault(header("kid", json!("unknown")));
    for _ in 0..5 {
        assert_refused(&tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await);
    }
    assert_eq!(scene.idp.requests().keys, before);
}

/// Whoever knows the address only makes no work for the identity provider.
#[tokio::test]
async fn what_is_refused_anyway_asks_for_no_keys() {
    let scene = Scene::new().await;
    scene.idp.set_fault(claim("iss", json!("https://evil.example")));
    assert_refused(&tell(&scene, ACME, &scene.idp.logout_token(Some(IDP_ADA), None)).await);
    assert_eq!(scene.idp.requests().keys, 0);
}

/// The sender may try again later.
#[tokio::test]
async fn keys_that_do_not_come_are_no_fault_of_the_token() {
    let scene = Scene::new().await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Keys, Trouble::Status(503)));
    let token = scene.idp.logout_token(Some(IDP_ADA), None);
    let answer = tell(&scene, ACME, &token).await;
    assert_eq!(answer.status, 503, "{answer:?}");
    assert!(!answer.text().contains(Trouble::GIVEAWAY));
    scene.idp.clear_faults();
    assert_eq!(tell(&scene, ACME, &token).await.status, 200);
}
