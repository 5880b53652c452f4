//! Back-channel logout (OpenID Connect Back-Channel Logout 1.0).

use latchkey_fake_idp::{Fault, Signing};
use latchkey_test_browser::{Answer, Browser};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::scene::{APP_URL, CLIENT_ID, Scene};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A token signed by the provider that says what a logout token says, with these changes.
async fn logout_token(scene: &Scene, changes: &[Fault]) -> String {
    let claim = |claim: &'static str, value: Value| Fault::IdTokenClaim { claim, value };
    let events = json!({ "http://schemas.openid.net/event/backchannel-logout": {} });
    let mut faults = vec![
        claim("events", events),
        claim("jti", json!(format!("{:?}", std::time::Instant::now()))),
        claim("nonce", Value::Null),
        Fault::IdTokenHeader {
            field: "typ",
            value: json!("logout+jwt"),
        },
    ];
    faults.extend_from_slice(changes);
    scene.idp.clear_faults();
    faults.into_iter().for_each(|fault| scene.idp.set_fault(fault));
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", CLIENT_ID),
            ("redirect_uri", &format!("{APP_URL}openid/callback")),
            ("response_type", "code"),
            ("scope", "openid"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    let callback = scene
        .idp
        .complete_login(
            &format!("{}/authorize?{query}", scene.idp.issuer()),
            "ada@acme.example",
        )
        .unwrap();
    let code = callback.split("code=").nth(1).unwrap().split('&').next().unwrap();
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &format!("{APP_URL}openid/callback")),
            ("code_verifier", VERIFIER),
            ("client_id", CLIENT_ID),
            ("client_secret", &scene.idp.config().client_secret),
        ])
        .finish();
    let answer = post(scene, &form).await;
    scene.idp.clear_faults();
    let answer: Value = serde_json::from_str(&answer[answer.find('{').unwrap()..]).unwrap();
    answer["id_token"].as_str().unwrap().to_owned()
}

async fn post(scene: &Scene, form: &str) -> String {
    let mut connection = TcpStream::connect(scene.idp.address()).await.unwrap();
    let request = format!(
        "POST /token HTTP/1.0\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
        form.len()
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer
}

/// The platform's call: no cookies, no browser.
async fn notify(scene: &Scene, token: &str) -> Answer {
    notify_node(scene.app.clone(), token).await
}

async fn notify_node(app: axum::Router, token: &str) -> Answer {
    Browser::at_app(app)
        .submit_from(
            "/openid/backchannel-logout",
            &format!("logout_token={token}"),
            &[],
        )
        .await
}

async fn signed_in(scene: &Scene, email: &str) -> Browser {
    let mut browser = scene.browser();
    scene.sign_in(&mut browser, email).await;
    assert_ne!(browser.get("/public").await.text(), "nobody");
    browser
}

#[tokio::test]
async fn the_platform_ends_the_sessions_of_one_person() {
    let scene = Scene::new().await;
    let mut ada = signed_in(&scene, "ada@acme.example").await;
    let mut ada_elsewhere = signed_in(&scene, "ada@acme.example").await;
    let mut grace = signed_in(&scene, "grace@elsewhere.example").await;
    let token = logout_token(&scene, &[]).await;
    let answer = notify(&scene, &token).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(ada.get("/public").await.text(), "nobody");
    assert_eq!(ada_elsewhere.get("/public").await.text(), "nobody");
    assert_eq!(grace.get("/public").await.text(), "Grace Hopper");
    assert_eq!(
        notify(&scene, &token).await.status,
        400,
        "a logout token counts once"
    );
}

#[tokio::test]
async fn or_one_session_alone() {
    let scene = Scene::new().await;
    let sid = |value: &str| Fault::IdTokenClaim {
        claim: "sid",
        value: json!(value),
    };
    scene.idp.set_fault(sid("phone"));
    let mut phone = signed_in(&scene, "ada@acme.example").await;
    scene.idp.clear_faults();
    scene.idp.set_fault(sid("desk"));
    let mut desk = signed_in(&scene, "ada@acme.example").await;
    let token = logout_token(&scene, &[sid("phone")]).await;
    assert_eq!(notify(&scene, &token).await.status, 200);
    assert_eq!(phone.get("/public").await.text(), "nobody");
    assert_eq!(desk.get("/public").await.text(), "Ada Lovelace");
}

#[tokio::test]
async fn a_wrong_logout_token_ends_nothing() {
    let scene = Scene::new().await;
    let mut ada = signed_in(&scene, "ada@acme.example").await;
    let claim = |claim: &'static str, value: Value| Fault::IdTokenClaim { claim, value };
    let now = scene.idp.now();
    let event = "http://schemas.openid.net/event/backchannel-logout";
    for fault in [
        claim("iss", json!("https://evil.example")),
        claim("aud", json!("another")),
        claim("exp", json!(now - 120)),
        claim("iat", json!(now + 600)),
        claim("iat", json!(now - 1_200)),
        claim("events", Value::Null),
        claim("events", json!({})),
        claim("events", json!({ event: true })),
        claim("jti", Value::Null),
        claim("nonce", json!("a nonce")),
        claim("sub", Value::Null),
        Fault::IdTokenHeader {
            field: "typ",
            value: json!("at+jwt"),
        },
        Fault::IdTokenSigning(Signing::None),
        Fault::IdTokenSigning(Signing::HmacWithPublicKey),
        Fault::IdTokenSigning(Signing::HmacWithClientSecret),
        Fault::IdTokenSigning(Signing::ForeignKey),
        Fault::IdTokenSigning(Signing::ChangedAfterwards),
    ] {
        let token = logout_token(&scene, std::slice::from_ref(&fault)).await;
        let answer = notify(&scene, &token).await;
        assert_eq!(answer.status, 400, "{fault:?}");
        assert_eq!(answer.text(), r#"{"error":"invalid_request"}"#);
        assert_eq!(ada.get("/public").await.text(), "Ada Lovelace", "{fault:?}");
    }
    for odd in ["", "a", "a.b", "a.b.c", "..", "%00"] {
        assert_eq!(notify(&scene, odd).await.status, 400, "{odd}");
    }
}

/// The platform has changed its key, and here it is too early to look: it shall come again with the token.
#[tokio::test]
async fn a_token_by_a_key_that_is_not_known_yet_is_not_refused_for_good() {
    let scene = Scene::new().await;
    let mut ada = signed_in(&scene, "ada@acme.example").await;
    let kid = Fault::IdTokenHeader {
        field: "kid",
        value: json!("another"),
    };
    let token = logout_token(&scene, &[kid]).await;
    for _ in 0..2 {
        assert_eq!(notify(&scene, &token).await.status, 503);
        assert_eq!(ada.get("/public").await.text(), "Ada Lovelace");
    }
}

/// The token comes while the app is still busy with the sign-in: there is no session yet that it could end, and there never is.
#[tokio::test]
async fn a_sign_in_that_is_ended_on_its_way_does_not_arrive() {
    let scene = Scene::new().await;
    let token = logout_token(&scene, &[]).await;
    let mut ada = scene.browser();
    let callback = scene
        .to_callback(&mut ada, "/openid/login", "ada@acme.example")
        .await;
    let told = scene.at_next_login(async |scene| notify(scene, &token).await.status);
    let (told, answer) = tokio::join!(told, ada.get(&callback));
    assert_eq!(told, 200);
    assert!(
        answer.text().contains("/openid/login"),
        "it can be tried again: {}",
        answer.text()
    );
    assert_eq!(ada.get("/public").await.text(), "nobody");
    scene.sign_in(&mut ada, "ada@acme.example").await;
    assert_eq!(
        ada.get("/public").await.text(),
        "Ada Lovelace",
        "a later one does"
    );
}

/// The same with the token at another node than the sign-in: they share the place where sessions are kept.
#[tokio::test]
async fn a_sign_in_that_is_ended_at_another_node_does_not_arrive() {
    let sid = |value: &str| Fault::IdTokenClaim {
        claim: "sid",
        value: json!(value),
    };
    for (of_the_token, of_the_session, arrives) in [
        (vec![], None, false),
        (vec![sid("desk")], Some("desk"), false),
        (vec![sid("phone")], Some("desk"), true),
        (vec![sid("desk")], None, false),
    ] {
        let scene = Scene::new().await;
        let other = scene.other_node().await;
        let token = logout_token(&scene, &of_the_token).await;
        of_the_session
            .map(sid)
            .into_iter()
            .for_each(|fault| scene.idp.set_fault(fault));
        let mut ada = scene.browser();
        let callback = scene
            .to_callback(&mut ada, "/openid/login", "ada@acme.example")
            .await;
        let told = scene.at_next_login(async |_| notify_node(other, &token).await.status);
        let (told, _) = tokio::join!(told, ada.get(&callback));
        assert_eq!(told, 200);
        let expected = if arrives { "Ada Lovelace" } else { "nobody" };
        assert_eq!(ada.get("/public").await.text(), expected, "{of_the_session:?}");
        scene.sign_in(&mut ada, "ada@acme.example").await;
        assert_eq!(
            ada.get("/public").await.text(),
            "Ada Lovelace",
            "a later one does"
        );
    }
}

#[tokio::test]
async fn an_id_token_is_no_logout_token() {
    let scene = Scene::new().await;
    let mut ada = signed_in(&scene, "ada@acme.example").await;
    let answer = ada.submit_text("/openid/logout", "everywhere=yes").await;
    let id_token = answer
        .text()
        .split("id_token_hint=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    assert_eq!(notify(&scene, id_token).await.status, 400);
}
