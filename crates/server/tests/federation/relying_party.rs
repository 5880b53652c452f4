//! A relying party and its provider, as the tests use them, and that all is well when nothing is wrong.

use std::{
    sync::Arc,
    time::{SystemTime, UNIX_EPOCH},
};

use latchkey_contract::claim_mapping::NeededClaims;
use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, Fault, Person, SigningAlgorithm, Trouble, demo_people};
use latchkey_server::{
    clock::{Clock as _, ManualClock},
    federation::{
        AuthorizationParameters, Check, ClientAuthMethod, CodeResponse, Egress, EgressPolicy, Expected,
        Federation, FederationError, FederationStep, RequestedPrompt, SsoSettings, VerifiedIdentity,
    },
};
use serde_json::json;
use url::Url;

pub(crate) const REDIRECT_URI: &str = "http://localhost:8080/sso/callback/acme";
const STATE: &str = "state-of-this-attempt";
const NONCE: &str = "nonce-of-this-attempt";
const CODE_VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

/// Everything that takes part in a sign-in, except the browser.
pub(crate) struct RelyingParty {
    pub(crate) idp: FakeIdp,
    pub(crate) federation: Federation,
    pub(crate) clock: ManualClock,
    pub(crate) settings: SsoSettings,
}

impl RelyingParty {
    pub(crate) async fn start() -> Self {
        Self::start_with(FakeIdpConfig::default()).await
    }

    pub(crate) async fn start_with(config: FakeIdpConfig) -> Self {
        let config = FakeIdpConfig {
            redirect_uris: vec![REDIRECT_URI.to_owned()],
            ..config
        };
        let idp = FakeIdp::start(config).await.unwrap();
        let clock = ManualClock::at(machine_ms());
        let policy = EgressPolicy {
            allow: vec!["127.0.0.1/32".parse().unwrap()],
            ..EgressPolicy::default()
        };
        let federation = Federation::new(Egress::new(policy).unwrap(), Arc::new(clock.clone()));
        let settings = settings_for(&idp);
        Self {
            idp,
            federation,
            clock,
            settings,
        }
    }

    pub(crate) async fn authorization_url(&self) -> Result<String, FederationError> {
        self.authorization_url_with(None).await
    }

    pub(crate) async fn authorization_url_with(
        &self,
        prompt: Option<RequestedPrompt>,
    ) -> Result<String, FederationError> {
        let parameters = AuthorizationParameters {
            state: STATE,
            nonce: NONCE,
            code_verifier: CODE_VERIFIER,
            login_hint: Some("ada@acme.example"),
            prompt,
            must_be_new: false,
        };
        self.federation
            .authorization_url(&self.settings, &parameters)
            .await
    }

    /// What comes back to the callback when Ada signs in.
    pub(crate) async fn callback(&self) -> Callback {
        let url = self.authorization_url().await.unwrap();
        Callback::read(&self.idp.complete_login(&url, "ada@acme.example").unwrap())
    }

    /// The whole way, with the claims that every mapping needs.
    pub(crate) async fn sign_in(&self) -> Result<VerifiedIdentity, FederationError> {
        self.sign_in_needing(&["sub", "email"], &["given_name", "family_name"])
            .await
    }

    pub(crate) async fn sign_in_needing(
        &self,
        required: &[&str],
        optional: &[&str],
    ) -> Result<VerifiedIdentity, FederationError> {
        let url = self.authorization_url().await?;
        let callback = Callback::read(&self.idp.complete_login(&url, "ada@acme.example").unwrap());
        self.redeem_needing(&callback, required, optional).await
    }

    /// Redeems an answer from which nothing but `sub` is needed.
    pub(crate) async fn redeem(&self, callback: &Callback) -> Result<VerifiedIdentity, FederationError> {
        self.redeem_needing(callback, &["sub"], &[]).await
    }

    async fn redeem_needing(
        &self,
        callback: &Callback,
        required: &[&str],
        optional: &[&str],
    ) -> Result<VerifiedIdentity, FederationError> {
        let answer = CodeResponse {
            code: callback.code.as_deref().expect("an answer with a code"),
            iss: callback.iss.as_deref(),
        };
        let expected = Expected {
            nonce: NONCE,
            code_verifier: CODE_VERIFIER,
        };
        let needed = NeededClaims {
            required: required.to_vec(),
            optional: optional.to_vec(),
        };
        self.federation
            .redeem(&self.settings, &answer, &expected, &needed)
            .await
    }

    pub(crate) fn clock_ms(&self) -> i64 {
        self.clock.now_ms()
    }

    /// Signs in and asserts that exactly this check of the ID token refuses.
    pub(crate) async fn assert_refused_by(&self, check: Check, why: &str) {
        let error = self.sign_in().await.expect_err(why);
        assert_eq!(error.step(), FederationStep::IdToken(check), "{why}: {error}");
        assert!(
            matches!(error, FederationError::ResponseRefused { .. }),
            "{why}: {error}"
        );
        assert_no_leak(&error);
    }
}

/// The parameters of an authorization answer.
#[derive(Debug)]
pub(crate) struct Callback {
    pub(crate) code: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) iss: Option<String>,
    pub(crate) error: Option<String>,
}

impl Callback {
    pub(crate) fn read(url: &str) -> Self {
        assert!(url.starts_with(&format!("{REDIRECT_URI}?")), "{url}");
        let url = Url::parse(url).unwrap();
        let parameter = |name: &str| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
        };
        Self {
            code: parameter("code"),
            state: parameter("state"),
            iss: parameter("iss"),
            error: parameter("error"),
        }
    }
}

pub(crate) fn settings_for(idp: &FakeIdp) -> SsoSettings {
    SsoSettings {
        company_slug: "acme".to_owned(),
        endpoint_url: idp.issuer().to_owned(),
        client_id: idp.config().client_id.clone(),
        client_secret: idp.config().client_secret.clone(),
        client_key: None,
        scopes: vec!["openid".to_owned(), "profile".to_owned(), "email".to_owned()],
        client_auth_method: None,
        redirect_uri: REDIRECT_URI.to_owned(),
    }
}

pub(crate) fn machine_ms() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap()
}

/// No body, no secret and no token in what goes to the log.
pub(crate) fn assert_no_leak(error: &FederationError) {
    let printed = format!("{error} {error:?}");
    for secret in [Trouble::GIVEAWAY, "a secret", "ada@", CODE_VERIFIER, NONCE, "eyJ"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[tokio::test]
async fn a_person_signs_in_with_either_algorithm_and_either_way_to_authenticate() {
    for algorithm in [SigningAlgorithm::Es256, SigningAlgorithm::Rs256] {
        for auth_methods in [None, Some("client_secret_basic"), Some("client_secret_post")] {
            let auth_methods = auth_methods.map(|name| vec![name.to_owned()]);
            let config = FakeIdpConfig {
                algorithm,
                auth_methods,
                ..FakeIdpConfig::default()
            };
            let party = RelyingParty::start_with(config).await;
            let identity = party.sign_in().await.unwrap();
            assert_eq!(
                (identity.issuer.as_str(), identity.subject.as_str()),
                (party.idp.issuer(), "idp-ada")
            );
            assert_eq!(identity.claims["email"], "ada@acme.example");
            assert_eq!(identity.claims["family_name"], "Lovelace");
            assert!((0..5_000).contains(&identity.age_ms));
            assert_eq!((identity.session_expires_at_ms, identity.sid), (None, None));
        }
    }
}

#[tokio::test]
async fn a_method_chosen_by_an_administrator_is_used() {
    for method in [ClientAuthMethod::Basic, ClientAuthMethod::Post] {
        let mut party = RelyingParty::start().await;
        party.settings.client_auth_method = Some(method);
        party.sign_in().await.unwrap();
    }
}

#[tokio::test]
async fn metadata_and_keys_are_fetched_once_and_userinfo_at_each_sign_in() {
    let party = RelyingParty::start().await;
    for _ in 0..3 {
        party.sign_in().await.unwrap();
    }
    let requests = party.idp.requests();
    assert_eq!(
        (
            requests.discovery,
            requests.keys,
            requests.token,
            requests.userinfo
        ),
        (1, 1, 3, 3)
    );
}

#[tokio::test]
async fn what_the_provider_says_of_its_session_is_handed_on() {
    let mut people = demo_people();
    people[0].extra.insert("sid".to_owned(), json!("session-7"));
    people[0]
        .extra
        .insert("session_expiry".to_owned(), json!(1_900_000_000));
    let party = RelyingParty::start_with(FakeIdpConfig {
        people,
        ..FakeIdpConfig::default()
    })
    .await;
    let identity = party.sign_in().await.unwrap();
    assert_eq!(identity.sid.as_deref(), Some("session-7"));
    assert_eq!(identity.session_expires_at_ms, Some(1_900_000_000_000));
}

#[tokio::test]
async fn a_session_name_that_cannot_be_kept_counts_as_absent() {
    let longest = "s".repeat(255);
    for (sid, kept) in [
        (json!("a\u{0}b"), None),
        (json!("a\nb"), None),
        (json!(""), None),
        (json!("s".repeat(256)), None),
        (json!(longest), Some(longest.as_str())),
    ] {
        let party = RelyingParty::start().await;
        party.idp.set_fault(Fault::IdTokenClaim {
            claim: "sid",
            value: sid.clone(),
        });
        let identity = party.sign_in().await.unwrap();
        assert_eq!(identity.sid.as_deref(), kept, "{sid}");
    }
}

#[tokio::test]
async fn claims_of_unusual_types_do_not_shut_anybody_out() {
    let mut ada = Person::new("idp-ada", "ada@acme.example", "Ada", "Lovelace");
    ada.email_verified = Some(json!("true"));
    ada.extra
        .insert("updated_at".to_owned(), json!("2026-01-02T03:04:05.678Z"));
    ada.extra
        .insert("groups".to_owned(), json!(["a", { "b": [1, null] }]));
    let config = FakeIdpConfig {
        people: vec![ada],
        ..FakeIdpConfig::default()
    };
    let identity = RelyingParty::start_with(config).await.sign_in().await.unwrap();
    assert_eq!(identity.claims["email_verified"], "true");
    assert_eq!(identity.claims["groups"][1]["b"][0], 1);
}

#[tokio::test]
async fn an_unverified_address_reaches_the_decision_as_the_provider_put_it() {
    for doubt in [json!(false), json!("false")] {
        let mut ada = Person::new("idp-ada", "ada@acme.example", "Ada", "Lovelace");
        ada.email_verified = Some(doubt.clone());
        let config = FakeIdpConfig {
            people: vec![ada],
            ..FakeIdpConfig::default()
        };
        let identity = RelyingParty::start_with(config).await.sign_in().await.unwrap();
        assert_eq!(identity.claims["email_verified"], doubt);
    }
}

#[tokio::test]
async fn the_request_carries_what_the_attempt_says() {
    let party = RelyingParty::start().await;
    let url = Url::parse(
        &party
            .authorization_url_with(Some(RequestedPrompt::Login))
            .await
            .unwrap(),
    )
    .unwrap();
    let parameter = |name: &str| {
        url.query_pairs()
            .find(|(key, _)| key == name)
            .unwrap()
            .1
            .into_owned()
    };
    assert_eq!(
        (parameter("prompt"), parameter("login_hint")),
        ("login".to_owned(), "ada@acme.example".to_owned())
    );
    assert_eq!(parameter("code_challenge_method"), "S256");
    assert_eq!(
        party.federation.forced_prompt(&party.settings).await.unwrap(),
        RequestedPrompt::Login
    );
    assert_eq!(party.callback().await.state.as_deref(), Some(STATE));
}

#[tokio::test]
async fn settings_and_identities_do_not_print_what_is_secret() {
    let party = RelyingParty::start().await;
    let identity = party.sign_in().await.unwrap();
    let printed = format!("{:?} {identity:?} {:?}", party.settings, party.federation);
    for secret in ["a secret", "ada@acme.example", "Lovelace"] {
        assert!(!printed.contains(secret), "{printed}");
    }
}
