//! The apps of the guide "Connect your app", run as they stand there, against a real OpenID provider. Invariant: each does the
//! same journey, whatever it is written in.
#![allow(clippy::unwrap_used, reason = "a helper that finds nothing fails its test")]

mod app;
mod visitor;

use latchkey_fake_idp::{Fault, Signing};
use serde_json::json;

use crate::app::{App, Language};

async fn signs_people_in(language: Language) {
    let app = App::start(language).await;
    let mut visitor = app.visitor();
    let callback = app.to_callback(&mut visitor, "ada@acme.example").await;
    assert_eq!(visitor.get(&callback).await.leads_to(), "/");
    let home = visitor.get("/").await;
    assert!(home.text().contains("Hello Ada Lovelace"), "{}", home.text());
    assert!(home.text().contains("Administrator"), "{}", home.text());
    // An answer counts once, and nobody else's counts at all.
    let again = visitor.get(&callback).await;
    assert!((400..500).contains(&again.status), "{again:?}");
    let stranger = app.visitor().get(&callback).await;
    assert!((400..500).contains(&stranger.status), "{stranger:?}");
    assert!(!app.visitor().get("/").await.text().contains("Hello Ada"));
}

async fn withstands_wrong_answers(language: Language) {
    let app = App::start(language).await;
    let mut visitor = app.visitor();
    let callback = app.to_callback(&mut visitor, "ada@acme.example").await;
    let forged = callback.replace("state=", "state=x");
    let answer = visitor.get(&forged).await;
    assert!((400..500).contains(&answer.status), "{answer:?}");
    for fault in [
        Fault::IdTokenClaim {
            claim: "nonce",
            value: json!("another"),
        },
        Fault::IdTokenClaim {
            claim: "aud",
            value: json!("another"),
        },
        Fault::IdTokenClaim {
            claim: "iss",
            value: json!("https://evil.example"),
        },
        Fault::IdTokenSigning(Signing::ForeignKey),
        Fault::IdTokenSigning(Signing::None),
        Fault::UserInfoClaim {
            claim: "sub",
            value: json!("idp-grace"),
        },
    ] {
        app.idp.clear_faults();
        app.idp.set_fault(fault.clone());
        let mut visitor = app.visitor();
        let callback = app.to_callback(&mut visitor, "ada@acme.example").await;
        let answer = visitor.get(&callback).await;
        assert!(answer.status >= 400, "{fault:?}: {answer:?}");
        assert!(!visitor.get("/").await.text().contains("Hello Ada"), "{fault:?}");
    }
}

async fn takes_no_for_an_answer(language: Language) {
    let app = App::start(language).await;
    let mut visitor = app.visitor();
    let url = visitor.get("/openid/login").await.leads_to();
    let answer = visitor.get(&app.idp.cancel_login(&url).unwrap()).await;
    assert_eq!(answer.status, 403, "{answer:?}");
    assert!(
        answer.text().contains("<h1>You did not sign in</h1>"),
        "{}",
        answer.text()
    );
}

async fn signs_out_of_the_platform_too(language: Language) {
    let app = App::start(language).await;
    let mut visitor = app.visitor();
    let callback = app.to_callback(&mut visitor, "ada@acme.example").await;
    visitor.get(&callback).await;
    let foreign = visitor
        .post("/openid/logout", "everywhere=yes", "cross-site")
        .await;
    assert_eq!(foreign.status, 403, "{foreign:?}");
    assert!(visitor.get("/").await.text().contains("Hello Ada"));
    let answer = visitor
        .post("/openid/logout", "everywhere=yes", "same-origin")
        .await;
    // By a redirect, or by a page that goes on.
    let target = answer
        .headers
        .get("location")
        .map_or(answer.text().to_owned(), |url| url.to_str().unwrap().to_owned());
    assert!(
        target.contains(&format!("{}/logout?", app.idp.issuer())),
        "{answer:?}"
    );
    assert!(
        target.contains("id_token_hint=ey") && target.contains("post_logout_redirect_uri="),
        "{answer:?}"
    );
    assert!(!visitor.get("/").await.text().contains("Hello Ada"));
}

/// The journey in each language, each part a test of its own.
macro_rules! journeys {
    ($($language:ident: $variant:ident),*) => {$(
        mod $language {
            use super::Language::$variant;

            #[tokio::test]
            async fn signs_people_in() {
                super::signs_people_in($variant).await;
            }
            #[tokio::test]
            async fn withstands_wrong_answers() {
                super::withstands_wrong_answers($variant).await;
            }
            #[tokio::test]
            async fn takes_no_for_an_answer() {
                super::takes_no_for_an_answer($variant).await;
            }
            #[tokio::test]
            async fn signs_out_of_the_platform_too() {
                super::signs_out_of_the_platform_too($variant).await;
            }
        }
    )*};
}

journeys!(rust: Rust, javascript: JavaScript, python: Python);
