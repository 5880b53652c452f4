//! Who can sign in, and for whom. Invariant: the built-in people are inventions; their password is public.

use std::net::SocketAddr;

use serde_json::{Map, Value};

/// The password of everybody in [`demo_people`].
pub const DEMO_PASSWORD: &str = "analytical engine";

/// A group of the demo: everybody of Acme.
pub const STAFF: &str = "3f1b7c62-0d7e-4a51-9c35-5f6f0f6f2a10";
/// A group of the demo: Acme's Finance.
pub const FINANCE: &str = "9a4e2b1d-6c08-4f7a-b0e3-7d21c58e4f92";

/// How ID tokens are signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SigningAlgorithm {
    /// ECDSA with P-256 and SHA-256.
    #[default]
    Es256,
    /// RSA PKCS #1 with SHA-256.
    Rs256,
    /// Ed25519, under its older name `EdDSA`.
    Ed25519,
}

/// Somebody who can sign in.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    /// The claim `sub`.
    pub subject: String,
    /// The claim `email`, and the name to sign in with.
    pub email: String,
    /// The claim `email_verified` in whatever type; `None` leaves it out.
    pub email_verified: Option<Value>,
    /// The claim `given_name`.
    pub given_name: String,
    /// The claim `family_name`.
    pub family_name: String,
    /// What to sign in with.
    pub password: String,
    /// More claims, whatever the scope.
    pub extra: Map<String, Value>,
}

impl Person {
    /// A person with a verified address, the demo password and nothing special.
    pub fn new(subject: &str, email: &str, given_name: &str, family_name: &str) -> Self {
        Self {
            subject: subject.to_owned(),
            email: email.to_owned(),
            email_verified: Some(Value::Bool(true)),
            given_name: given_name.to_owned(),
            family_name: family_name.to_owned(),
            password: DEMO_PASSWORD.to_owned(),
            extra: Map::new(),
        }
    }

    /// The same person, with a claim `groups`.
    #[must_use]
    pub fn in_groups(mut self, groups: &[&str]) -> Self {
        self.extra.insert("groups".to_owned(), groups.into());
        self
    }
}

/// Ada and Alan of `acme.example`, and two whose addresses are in other domains: one is nobody's, the other a second company's of the demo. Ada is in two groups, by the identifiers under which Entra ID
/// sends groups, and Alan in one of them.
pub fn demo_people() -> Vec<Person> {
    vec![
        Person::new("idp-ada", "ada@acme.example", "Ada", "Lovelace").in_groups(&[STAFF, FINANCE]),
        Person::new("idp-alan", "alan@acme.example", "Alan", "Turing").in_groups(&[STAFF]),
        Person::new("idp-grace", "grace@elsewhere.example", "Grace", "Hopper"),
        Person::new("idp-grace-globex", "grace@globex.example", "Grace", "Hopper"),
    ]
}

/// How the provider is set up.
#[derive(Debug, Clone)]
pub struct FakeIdpConfig {
    /// Where to listen; port 0 takes a free one.
    pub listen: SocketAddr,
    /// What it calls itself; `None`: `http://` and the address it listens on.
    pub issuer: Option<String>,
    /// The one client.
    pub client_id: String,
    /// Its secret.
    pub client_secret: String,
    /// Where answers may go, exactly.
    pub redirect_uris: Vec<String>,
    /// Who can sign in.
    pub people: Vec<Person>,
    /// How ID tokens are signed.
    pub algorithm: SigningAlgorithm,
    /// `token_endpoint_auth_methods_supported`; `None` leaves it out. Both methods with the secret work in any case.
    pub auth_methods: Option<Vec<String>>,
    /// Where the client's public keys are, over plain http: with them, `private_key_jwt` works, too, and is offered.
    pub client_keys_url: Option<String>,
    /// Where the platform has all sessions of a person ended (plain http).
    pub universal_logout_url: Option<String>,
    /// Where the platform takes security events (plain http).
    pub shared_signals_url: Option<String>,
    /// A line for the sign-in page.
    pub note: Option<String>,
}

impl Default for FakeIdpConfig {
    /// A free loopback port, the demo people, client `latchkey`.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            issuer: None,
            client_id: "latchkey".to_owned(),
            client_secret: "a secret & a half: 100%".to_owned(),
            redirect_uris: vec!["http://localhost:8080/sso/callback/acme".to_owned()],
            people: demo_people(),
            algorithm: SigningAlgorithm::default(),
            auth_methods: Some(vec![
                "client_secret_basic".to_owned(),
                "client_secret_post".to_owned(),
            ]),
            client_keys_url: None,
            universal_logout_url: None,
            shared_signals_url: None,
            note: None,
        }
    }
}
