//! Sessions that an identity provider has ended from its side: by a global token revocation (Universal Logout) and by security events (Shared Signals).
//! Invariant: a message that is refused ends nothing, and one that is taken ends what its person has, and nobody else's.

use bytes::Bytes;
use latchkey_fake_idp::{Fault, Signing, Trouble};
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene};
use crate::support::{Browser, ORIGIN};

const UNIVERSAL: &str = "/sso/universal-logout/acme";
const SIGNALS: &str = "/sso/shared-signals/acme";
const REVOKED: &str = "https://schemas.openid.net/secevent/caep/event-type/session-revoked";
const VERIFICATION: &str = "https://schemas.openid.net/secevent/ssf/event-type/verification";

fn address(path: &str) -> String {
    format!("{ORIGIN}{path}")
}

/// What another server sends: nothing that a browser would add.
async fn send(
    scene: &Scene,
    path: &str,
    authorization: Option<String>,
    kind: &'static str,
    body: String,
) -> Answer {
    let mut server = scene.platform.browser();
    server.headers = vec![("sec-fetch-site", String::new())];
    server
        .headers
        .extend(authorization.map(|value| ("authorization", value)));
    server
        .send(http::Method::POST, path, Some(kind), Bytes::from(body))
        .await
}

async fn revoke(scene: &Scene, token: &str, subject: &Value) -> Answer {
    let body = json!({ "subject": subject }).to_string();
    send(
        scene,
        UNIVERSAL,
        Some(format!("Bearer {token}")),
        "application/json",
        body,
    )
    .await
}

async fn push(scene: &Scene, token: &str) -> Answer {
    send(scene, SIGNALS, None, "application/secevent+jwt", token.to_owned()).await
}

fn ada() -> Value {
    json!({ "format": "email", "email": ADA })
}

fn event(scene: &Scene, subject: &Value) -> String {
    scene.idp.event_token(&address(SIGNALS), REVOKED, Some(subject))
}

async fn signed_in(scene: &Scene, sid: Option<&str>) -> Browser {
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
async fn universal_logout_ends_all_sessions_of_the_person_and_of_nobody_else() {
    let scene = Scene::new().await;
    let by_subject = json!({ "format": "iss_sub", "iss": scene.idp.issuer(), "sub": "idp-ada" });
    for subject in [ada(), by_subject] {
        let (mut one, mut two) = (signed_in(&scene, None).await, signed_in(&scene, Some("s2")).await);
        let mut grace = scene.platform.grace().await;
        let token = scene.idp.revocation_token(&address(UNIVERSAL));
        let answer = revoke(&scene, &token, &subject).await;
        assert_eq!((answer.status, answer.text()), (204, ""), "{subject} {answer:?}");
        assert!(
            !one.is_signed_in().await && !two.is_signed_in().await,
            "{subject}"
        );
        assert!(grace.is_signed_in().await, "others stay");
    }
    let told = "SELECT count(*) FROM audit_events WHERE action = 'sessions_revoked_by_identity_provider'";
    assert_eq!(scene.platform.count(told).await, 2);
    assert!(
        signed_in(&scene, None).await.is_signed_in().await,
        "and may sign in again"
    );
}

#[tokio::test]
async fn a_revocation_works_once() {
    let scene = Scene::new().await;
    let token = scene.idp.revocation_token(&address(UNIVERSAL));
    let alan = json!({ "format": "email", "email": "alan@acme.example" });
    let told = (0..6).map(|_| revoke(&scene, &token, &alan));
    let answers = futures_util::future::join_all(told).await;
    let refused = answers.iter().filter(|answer| answer.status == 401).count();
    assert_eq!(refused, 5, "{answers:?}");
    let mut browser = signed_in(&scene, None).await;
    assert_eq!(revoke(&scene, &token, &ada()).await.status, 401);
    assert!(browser.is_signed_in().await, "a replay ends no later session");
}

#[tokio::test]
async fn nobody_else_has_sessions_ended() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene, None).await;
    let mut grace = scene.platform.grace().await;
    let body = json!({ "subject": ada() }).to_string();
    let id_token = scene.idp.last_id_token().expect("one");
    let elsewhere = scene
        .idp
        .revocation_token("https://evil.example/sso/universal-logout/acme");
    let other_company = scene
        .idp
        .revocation_token(&address("/sso/universal-logout/globex"));
    for authorization in [
        None,
        Some("Basic YTpi".to_owned()),
        Some("Bearer ".to_owned()),
        Some("Bearer x.y.z".to_owned()),
        Some(format!("Bearer {id_token}")),
        Some(format!("Bearer {elsewhere}")),
        Some(format!("Bearer {other_company}")),
        Some(format!(
            "Bearer {}",
            scene.idp.logout_token(Some("idp-ada"), None)
        )),
        Some(format!("Bearer {}", event(&scene, &ada()))),
    ] {
        let answer = send(
            &scene,
            UNIVERSAL,
            authorization.clone(),
            "application/json",
            body.clone(),
        )
        .await;
        assert_eq!(answer.status, 401, "{authorization:?} {answer:?}");
        assert!(!answer.text().contains(Trouble::GIVEAWAY));
    }
    for signing in [
        Signing::None,
        Signing::HmacWithPublicKey,
        Signing::ForeignKey,
        Signing::Broken,
    ] {
        scene.idp.set_fault(Fault::LogoutTokenSigning(signing));
        let token = scene.idp.revocation_token(&address(UNIVERSAL));
        assert_eq!(revoke(&scene, &token, &ada()).await.status, 401, "{signing:?}");
        assert_eq!(
            push(&scene, &event(&scene, &ada())).await.status,
            400,
            "{signing:?}"
        );
        scene.idp.clear_faults();
    }
    // Good tokens about people whom this identity provider does not vouch for, and requests that say nothing.
    for (subject, status) in [
        (json!({ "format": "email", "email": "grace@globex.example" }), 404),
        (json!({ "format": "email", "email": "nobody@acme.example" }), 404),
        (
            json!({ "format": "iss_sub", "iss": "https://other.example", "sub": "idp-ada" }),
            404,
        ),
        (json!({ "format": "opaque", "id": "ada" }), 400),
        (json!({}), 400),
        (json!([ada()]), 400),
    ] {
        let token = scene.idp.revocation_token(&address(UNIVERSAL));
        assert_eq!(revoke(&scene, &token, &subject).await.status, status, "{subject}");
    }
    assert!(browser.is_signed_in().await && grace.is_signed_in().await);
}

#[tokio::test]
async fn a_security_event_ends_the_sessions_of_its_person_or_the_one_that_it_names() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene, None).await;
    let answer = push(&scene, &event(&scene, &ada())).await;
    assert_eq!(
        (answer.status, answer.header("cache-control")),
        (202, "no-store"),
        "{answer:?}"
    );
    assert!(!browser.is_signed_in().await);

    let (mut one, mut two) = (
        signed_in(&scene, Some("s1")).await,
        signed_in(&scene, Some("s2")).await,
    );
    let session =
        json!({ "format": "complex", "user": ada(), "session": { "format": "opaque", "id": "s1" } });
    assert_eq!(push(&scene, &event(&scene, &session)).await.status, 202);
    assert!(
        !one.is_signed_in().await && two.is_signed_in().await,
        "that one alone"
    );
    let told = "SELECT count(*) FROM audit_events WHERE action = 'signed_out_by_identity_provider'";
    assert_eq!(scene.platform.count(told).await, 1);
}

#[tokio::test]
async fn an_event_that_comes_again_is_acknowledged_and_changes_nothing() {
    let scene = Scene::new().await;
    let token = event(&scene, &ada());
    assert_eq!(push(&scene, &token).await.status, 202);
    let mut browser = signed_in(&scene, None).await;
    assert_eq!(push(&scene, &token).await.status, 202);
    assert!(browser.is_signed_in().await, "a replay ends no later session");
}

#[tokio::test]
async fn events_of_other_kinds_are_acknowledged_and_wrong_ones_told_why() {
    let scene = Scene::new().await;
    let mut browser = signed_in(&scene, None).await;
    let verification = scene.idp.event_token(&address(SIGNALS), VERIFICATION, None);
    assert_eq!(push(&scene, &verification).await.status, 202);
    let verified = "SELECT count(*) FROM audit_events WHERE action = 'shared_signals_verified'";
    assert_eq!(scene.platform.count(verified).await, 1);
    let other = scene
        .idp
        .event_token(&address(SIGNALS), "https://schemas.example/other", Some(&ada()));
    assert_eq!(push(&scene, &other).await.status, 202);
    let claim = |claim, value| Fault::LogoutTokenClaim { claim, value };
    for (fault, code) in [
        (claim("iss", json!("https://evil.example")), "invalid_issuer"),
        (claim("aud", json!("another")), "invalid_audience"),
        (claim("jti", Value::Null), "invalid_request"),
        (claim("iat", json!(1)), "invalid_request"),
        (claim("events", json!({})), "invalid_request"),
        (Fault::LogoutTokenSigning(Signing::ForeignKey), "invalid_key"),
        (
            Fault::LogoutTokenHeader {
                field: "typ",
                value: json!("JWT"),
            },
            "invalid_request",
        ),
    ] {
        scene.idp.set_fault(fault.clone());
        let answer = push(&scene, &event(&scene, &ada())).await;
        assert_eq!(
            (answer.status, &answer.json()["err"]),
            (400, &json!(code)),
            "{fault:?}"
        );
        scene.idp.clear_faults();
    }
    let as_form = send(&scene, SIGNALS, None, "application/json", event(&scene, &ada())).await;
    assert_eq!(as_form.status, 400);
    let nobodys = send(
        &scene,
        "/sso/shared-signals/nobody",
        None,
        "application/secevent+jwt",
        event(&scene, &ada()),
    )
    .await;
    assert_eq!(nobodys.json()["err"], "access_denied");
    assert!(browser.is_signed_in().await);
}
