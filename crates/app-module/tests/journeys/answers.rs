//! Answers that must not be believed (the classes of RFC 9700 §4 and OpenID Connect Core §3.1.3.7).

use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble};
use serde_json::{Value, json};

use crate::scene::Scene;

const FAILED: &str = "Signing in did not work";
const OVER: &str = "This sign-in is over";

#[tokio::test]
async fn a_state_that_is_missing_or_foreign_is_refused_before_the_token_call() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let callback = scene
        .to_callback(&mut browser, "/openid/login", "ada@acme.example")
        .await;
    let asked = scene.idp.requests().token;
    let state = callback
        .split("state=")
        .nth(1)
        .unwrap()
        .split('&')
        .next()
        .unwrap();
    browser
        .get(&callback.replace(state, "another"))
        .await
        .shows(400, OVER);
    browser
        .get(&callback.replace("state=", "x="))
        .await
        .shows(400, OVER);
    scene.browser().get(&callback).await.shows(400, OVER);
    assert_eq!(scene.idp.requests().token, asked);
    // None of that has used up the attempt of the person's own browser.
    assert_eq!(browser.get(&callback).await.leads_to(), "/");
}

#[tokio::test]
async fn an_answer_counts_once() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let callback = scene
        .to_callback(&mut browser, "/openid/login", "ada@acme.example")
        .await;
    assert_eq!(browser.get(&callback).await.leads_to(), "/");
    let asked = scene.idp.requests().token;
    browser.get(&callback).await.shows(400, OVER);
    assert_eq!(scene.idp.requests().token, asked);
    assert_eq!(
        browser.get("/public").await.text(),
        "Ada Lovelace",
        "who is in stays in"
    );
}

#[tokio::test]
async fn a_code_of_another_sign_in_is_refused() {
    let scene = Scene::new().await;
    let (mut mine, mut theirs) = (scene.browser(), scene.browser());
    let my_callback = scene
        .to_callback(&mut mine, "/openid/login", "ada@acme.example")
        .await;
    let their_callback = scene
        .to_callback(&mut theirs, "/openid/login", "grace@elsewhere.example")
        .await;
    let code = |url: &str| {
        url.split("code=")
            .nth(1)
            .unwrap()
            .split('&')
            .next()
            .unwrap()
            .to_owned()
    };
    let injected = my_callback.replace(&code(&my_callback), &code(&their_callback));
    mine.get(&injected).await.shows(400, FAILED);
    assert_eq!(mine.get("/public").await.text(), "nobody");
}

#[tokio::test]
async fn an_answer_of_another_issuer_is_refused_before_the_token_call() {
    for value in [Some("https://evil.example".to_owned()), None] {
        let scene = Scene::new().await;
        let mut browser = scene.browser();
        scene.idp.set_fault(Fault::Callback {
            parameter: "iss",
            value,
        });
        let asked = scene.idp.requests().token;
        scene
            .sign_in(&mut browser, "ada@acme.example")
            .await
            .shows(400, FAILED);
        assert_eq!(scene.idp.requests().token, asked);
    }
}

#[tokio::test]
async fn cancelling_is_not_a_fault() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let url = browser
        .get("/openid/login?return_to=/expenses/7")
        .await
        .leads_to();
    let answer = browser.get(&scene.idp.cancel_login(&url).unwrap()).await;
    answer.shows(403, "You did not sign in");
    assert!(
        answer
            .text()
            .contains("href=\"/openid/login?return_to=%2Fexpenses%2F7\""),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn errors_of_the_platform_are_not_repeated() {
    let scene = Scene::new().await;
    let mut browser = scene.browser();
    let callback = scene
        .to_callback(&mut browser, "/openid/login", "ada@acme.example")
        .await;
    let bad = callback.replace("code=", "error=%3Cscript%3E&error_description=%3Cscript%3E&x=");
    let page = browser.get(&bad).await;
    page.shows(400, FAILED);
    assert!(!page.text().contains("script"), "{}", page.text());
}

#[tokio::test]
async fn a_wrong_id_token_signs_nobody_in() {
    let scene = Scene::new().await;
    let claim = |claim: &'static str, value: Value| Fault::IdTokenClaim { claim, value };
    let now = scene.idp.now();
    let faults = [
        claim("iss", json!("https://evil.example")),
        claim("aud", json!("another")),
        claim("aud", json!(["expenses", "another"])),
        claim("azp", json!("another")),
        claim("nonce", json!("another")),
        claim("nonce", Value::Null),
        claim("exp", json!(now - 120)),
        claim("iat", json!(now + 600)),
        claim("iat", json!(now - 1_200)),
        claim("sub", Value::Null),
        claim("at_hash", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        Fault::IdTokenHeader {
            field: "kid",
            value: json!("another"),
        },
        Fault::IdTokenHeader {
            field: "alg",
            value: json!("RS256"),
        },
        Fault::IdTokenSigning(Signing::None),
        Fault::IdTokenSigning(Signing::HmacWithPublicKey),
        Fault::IdTokenSigning(Signing::HmacWithClientSecret),
        Fault::IdTokenSigning(Signing::ForeignKey),
        Fault::IdTokenSigning(Signing::Broken),
        Fault::IdTokenSigning(Signing::ChangedAfterwards),
        Fault::NoIdToken,
        Fault::UserInfoClaim {
            claim: "sub",
            value: json!("idp-grace"),
        },
    ];
    for fault in faults {
        scene.idp.clear_faults();
        scene.idp.set_fault(fault.clone());
        let mut browser = scene.browser();
        let answer = scene.sign_in(&mut browser, "ada@acme.example").await;
        assert!(
            (400..500).contains(&answer.status) || answer.status == 503,
            "{fault:?}: {answer:?}"
        );
        assert_eq!(browser.get("/public").await.text(), "nobody", "{fault:?}");
    }
    assert!(
        scene.log.lock().unwrap().is_empty(),
        "the app was told of somebody"
    );
}

#[tokio::test]
async fn an_old_id_token_is_refused() {
    let scene = Scene::new().await;
    scene.sign_in(&mut scene.browser(), "ada@acme.example").await;
    scene.idp.set_fault(Fault::ReplayedIdToken);
    let mut browser = scene.browser();
    scene
        .sign_in(&mut browser, "grace@elsewhere.example")
        .await
        .shows(400, FAILED);
}

#[tokio::test]
async fn a_new_key_is_fetched_once_and_made_up_ones_are_not_chased() {
    let scene = Scene::new().await;
    scene.sign_in(&mut scene.browser(), "ada@acme.example").await;
    let before = scene.idp.requests().keys;
    scene.idp.rotate_keys();
    assert_eq!(
        scene
            .sign_in(&mut scene.browser(), "ada@acme.example")
            .await
            .leads_to(),
        "/"
    );
    assert_eq!(scene.idp.requests().keys, before + 1);
    scene.idp.set_fault(Fault::IdTokenHeader {
        field: "kid",
        value: json!("made up"),
    });
    for _ in 0..5 {
        scene
            .sign_in(&mut scene.browser(), "ada@acme.example")
            .await
            .shows(400, FAILED);
    }
    assert_eq!(scene.idp.requests().keys, before + 1);
}

#[tokio::test]
async fn a_platform_that_stumbles_at_the_token_is_told_from_a_fault() {
    let scene = Scene::new().await;
    for (fault, heading) in [
        (
            Fault::Endpoint(Endpoint::Token, Trouble::Status(502)),
            "Latchkey cannot be reached",
        ),
        (
            Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(502)),
            "Latchkey cannot be reached",
        ),
        (
            Fault::TokenError("invalid_client"),
            "Latchkey does not know Company Expenses yet",
        ),
    ] {
        scene.idp.clear_faults();
        let mut browser = scene.browser();
        let callback = scene
            .to_callback(&mut browser, "/openid/login", "ada@acme.example")
            .await;
        scene.idp.set_fault(fault);
        let page = browser.get(&callback).await;
        page.shows(503, heading);
        assert!(!page.text().contains(Trouble::GIVEAWAY));
    }
}
