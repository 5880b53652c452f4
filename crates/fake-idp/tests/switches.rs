//! Faults with a name, as the demo has them: by the page of switches, and what each does to a sign-in.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use clap::ValueEnum;
use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, FaultName, Trouble};

const REDIRECT_URI: &str = "http://localhost:8080/sso/callback/acme";

async fn start() -> FakeIdp {
    FakeIdp::start(FakeIdpConfig::default())
        .await
        .expect("a free port")
}

fn authorization_url(idp: &FakeIdp) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("client_id", "latchkey"),
            ("redirect_uri", REDIRECT_URI),
            ("response_type", "code"),
            ("scope", "openid email"),
            ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
            ("code_challenge_method", "S256"),
        ])
        .finish();
    format!("{}/authorize?{query}", idp.issuer())
}

/// The whole response to a form, or to a GET where there is none.
async fn call(idp: &FakeIdp, path: &str, form: Option<&str>) -> String {
    let address = idp.address();
    let request = match form {
        None => format!("GET {path} HTTP/1.1\r\nHost: idp\r\nConnection: close\r\n\r\n"),
        Some(form) => format!(
            "POST {path} HTTP/1.1\r\nHost: idp\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        ),
    };
    let calling = tokio::task::spawn_blocking(move || exchange(address, &request));
    calling.await.expect("the call ends").expect("a response")
}

fn exchange(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    stream.write_all(request.as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[tokio::test]
async fn the_start_page_says_all_that_connecting_needs() {
    let idp = start().await;
    let page = call(&idp, "/", None).await;
    for needed in [
        idp.issuer(),
        "<code translate=\"no\">latchkey</code>",
        "a secret &amp; a half",
        REDIRECT_URI,
        "ada@acme.example",
        "analytical engine",
        "/switches",
    ] {
        assert!(page.contains(needed), "{needed} is not in {page}");
    }
}

#[tokio::test]
async fn one_click_turns_a_fault_on_and_the_next_one_off() {
    let idp = start().await;
    let page = call(&idp, "/switches", None).await;
    for name in FaultName::value_variants() {
        let name = name.to_possible_value().expect("a name");
        assert!(
            page.contains(&format!("<code>{}</code>: off", name.get_name())),
            "{name:?}"
        );
    }
    let turned = call(&idp, "/switches", Some("name=no-jwks-uri")).await;
    assert!(turned.contains("location: /switches"), "{turned}");
    let page = call(&idp, "/switches", None).await;
    assert!(page.contains("<code>no-jwks-uri</code>: on") && page.matches(": on<").count() == 1);
    let metadata = call(&idp, "/.well-known/openid-configuration", None).await;
    assert!(!metadata.contains("jwks_uri"), "{metadata}");
    call(&idp, "/switches", Some("name=no-jwks-uri")).await;
    let metadata = call(&idp, "/.well-known/openid-configuration", None).await;
    assert!(metadata.contains("jwks_uri"), "{metadata}");
}

#[tokio::test]
async fn all_are_turned_off_at_once() {
    let idp = start().await;
    let right = idp.now();
    idp.switch(FaultName::ClockFarAhead, true);
    idp.switch(FaultName::NoIdToken, true);
    assert!(idp.now() >= right + 600);
    call(&idp, "/switches", Some("")).await;
    assert!(idp.now() < right + 600);
    let page = call(&idp, "/switches", None).await;
    assert!(!page.contains(": on<"), "{page}");
}

#[tokio::test]
async fn each_error_goes_back_to_the_client() {
    let idp = start().await;
    for (name, error) in [
        (FaultName::AccessDenied, "access_denied"),
        (FaultName::InvalidScope, "invalid_scope"),
        (FaultName::ServerError, "server_error"),
        (FaultName::TemporarilyUnavailable, "temporarily_unavailable"),
        (FaultName::LoginRequired, "login_required"),
        (FaultName::ConsentRequired, "consent_required"),
        (FaultName::InteractionRequired, "interaction_required"),
        (FaultName::UnauthorizedClient, "unauthorized_client"),
    ] {
        idp.switch(name, true);
        let answer = idp
            .complete_login(&authorization_url(&idp), "ada@acme.example")
            .expect("an answer");
        assert!(
            answer.contains(&format!("error={error}&")) && !answer.contains("code="),
            "{answer}"
        );
        let has_words = answer.contains("error_description=User+is+not+assigned");
        assert_eq!(has_words, name == FaultName::AccessDenied, "{answer}");
        idp.switch(name, false);
    }
    let answer = idp.complete_login(&authorization_url(&idp), "ada@acme.example");
    assert!(answer.expect("an answer").contains("code="));
}

#[tokio::test]
async fn nobody_comes_back_from_an_error_page() {
    let idp = start().await;
    for (name, sentence) in [
        (FaultName::EntraRedirectPage, "AADSTS50011"),
        (FaultName::EntraNotAssignedPage, "AADSTS50105"),
        (FaultName::EntraPolicyPage, "AADSTS53003"),
        (FaultName::OktaRedirectPage, "must be a Login redirect URI"),
        (FaultName::KeycloakClientPage, "Client not found."),
        (FaultName::UnknownCodePage, "Correlation ID"),
    ] {
        idp.switch(name, true);
        let url = authorization_url(&idp);
        let page = call(&idp, url.trim_start_matches(idp.issuer()), None).await;
        assert!(
            page.starts_with("HTTP/1.1 400") && page.contains(sentence),
            "{page}"
        );
        assert!(idp.complete_login(&url, "ada@acme.example").is_err());
        idp.switch(name, false);
    }
}

/// What the token endpoint says to a sign-in of Ada.
async fn tokens(idp: &FakeIdp, authentication: &str) -> String {
    let answer = idp
        .complete_login(&authorization_url(idp), "ada@acme.example")
        .expect("an answer");
    let answer = url::Url::parse(&answer).expect("a URL");
    let (_, code) = answer
        .query_pairs()
        .find(|(name, _)| name == "code")
        .expect("a code");
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("redirect_uri", REDIRECT_URI),
            ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ])
        .finish();
    call(idp, "/token", Some(&format!("{form}&{authentication}"))).await
}

const IN_THE_BODY: &str = "client_id=latchkey&client_secret=a+secret+%26+a+half%3A+100%25";

#[tokio::test]
async fn the_client_is_refused_by_its_secret_or_by_the_method() {
    let idp = start().await;
    assert!(tokens(&idp, IN_THE_BODY).await.contains("id_token"));
    for name in [FaultName::WrongSecret, FaultName::WrongMethod] {
        idp.switch(name, true);
        let response = tokens(&idp, IN_THE_BODY).await;
        assert!(
            response.starts_with("HTTP/1.1 401") && response.contains("invalid_client"),
            "{response}"
        );
        idp.switch(name, false);
    }
    idp.switch(FaultName::CodeRefused, true);
    assert!(tokens(&idp, IN_THE_BODY).await.contains("invalid_grant"));
}

#[tokio::test]
async fn another_person_comes_back() {
    let idp = start().await;
    idp.switch(FaultName::OtherPerson, true);
    tokens(&idp, IN_THE_BODY).await;
    let token = idp.last_id_token().expect("a token");
    let claims = token.split('.').nth(1).expect("three parts");
    let claims = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, claims).expect("Base64");
    let claims = String::from_utf8(claims).expect("text");
    assert!(
        claims.contains("alan@acme.example") && !claims.contains("ada@"),
        "{claims}"
    );
}

#[tokio::test]
async fn userinfo_refuses_a_token_that_is_right() {
    let idp = start().await;
    idp.switch(FaultName::UserinfoRefuses, true);
    let response = call(&idp, "/userinfo", None).await;
    assert!(
        response.starts_with("HTTP/1.1 401") && response.contains(Trouble::GIVEAWAY),
        "{response}"
    );
}
