//! The provider keeps to the specifications when no fault is set: what a relying party gets wrong is refused.

use latchkey_fake_idp::{Endpoint, FakeIdp, FakeIdpConfig, Fault, RequestCounts, Trouble};

const REDIRECT_URI: &str = "http://localhost:8080/sso/callback/acme";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn authorization_url(idp: &FakeIdp, changes: &[(&str, &str)]) -> String {
    let mut parameters = vec![
        ("client_id", "latchkey"),
        ("redirect_uri", REDIRECT_URI),
        ("response_type", "code"),
        ("scope", "openid email"),
        ("state", "a state"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    for (name, value) in changes {
        parameters.retain(|(each, _)| each != name);
        parameters.push((name, value));
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{}/authorize?{query}", idp.issuer())
}

async fn start() -> FakeIdp {
    FakeIdp::start(FakeIdpConfig::default())
        .await
        .expect("a free port")
}

#[tokio::test]
async fn an_answer_goes_back_with_state_and_issuer() {
    let idp = start().await;
    let answer = idp
        .complete_login(&authorization_url(&idp, &[]), "Ada@Acme.example")
        .expect("an answer");
    let answer = url::Url::parse(&answer).expect("a URL");
    let names: Vec<_> = answer.query_pairs().map(|(name, _)| name.into_owned()).collect();
    assert_eq!(names, ["code", "state", "iss"]);
    assert!(
        answer
            .query_pairs()
            .any(|(name, value)| name == "iss" && value == idp.issuer())
    );
    assert!(
        answer
            .query_pairs()
            .any(|(name, value)| name == "state" && value == "a state")
    );
    assert_eq!(
        idp.requests(),
        RequestCounts {
            authorize: 1,
            ..RequestCounts::default()
        }
    );
}

#[tokio::test]
async fn unknown_clients_and_addresses_get_no_answer() {
    let idp = start().await;
    for change in [
        ("client_id", "another"),
        ("redirect_uri", "http://localhost:8080/sso/callback/acme/"),
        ("redirect_uri", "http://localhost:8080/sso/callback/acme?x"),
        ("redirect_uri", ""),
    ] {
        assert!(
            idp.complete_login(&authorization_url(&idp, &[change]), "ada@acme.example")
                .is_err(),
            "{change:?}"
        );
    }
    let other = start().await;
    assert!(
        idp.complete_login(&authorization_url(&other, &[]), "ada@acme.example")
            .is_err()
    );
    assert!(
        idp.complete_login(&authorization_url(&idp, &[]), "nobody@acme.example")
            .is_err()
    );
}

#[tokio::test]
async fn requests_without_proper_pkce_are_refused() {
    let idp = start().await;
    for (change, code) in [
        (("code_challenge", ""), "invalid_request"),
        (("code_challenge_method", "plain"), "invalid_request"),
        (("response_type", "token"), "unsupported_response_type"),
        (("scope", "email"), "invalid_scope"),
    ] {
        let answer = idp
            .complete_login(&authorization_url(&idp, &[change]), "ada@acme.example")
            .expect("an answer");
        assert!(
            answer.contains(&format!("error={code}&")) && !answer.contains("code="),
            "{change:?}: {answer}"
        );
    }
    let cancelled = idp
        .cancel_login(&authorization_url(&idp, &[]))
        .expect("an answer");
    assert!(cancelled.contains("error=access_denied&"), "{cancelled}");
}

#[tokio::test]
async fn faults_come_and_go() {
    let idp = start().await;
    idp.set_fault(Fault::Callback {
        parameter: "iss",
        value: None,
    });
    idp.set_fault(Fault::Endpoint(Endpoint::Token, Trouble::Status(500)));
    let url = authorization_url(&idp, &[]);
    assert!(
        !idp.complete_login(&url, "ada@acme.example")
            .expect("an answer")
            .contains("iss=")
    );
    idp.clear_faults();
    assert!(
        idp.complete_login(&url, "ada@acme.example")
            .expect("an answer")
            .contains("iss=")
    );
}
