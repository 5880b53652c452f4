//! Scenes in which the company's identity provider gets its people, or says that their sessions are over.

use latchkey_fake_idp::{FakeIdp, FakeIdpConfig};
use serde_json::json;

use super::people::{contractor, grace};
use super::prepared::Prepared;
use crate::scene::{ADA, acme_with_the_app};
use crate::support::{GLOBEX, ORIGIN, Platform, acme};

pub(super) const SCENES: &[&str] = &[
    "an identity is linked to the account",
    "an identity is linked to the account in a pilot",
    "SSO is activated",
    "another identity provider takes the place of the active one",
    "a domain with people of the company is proven while SSO is active",
    "the identity provider has all sessions of the person ended",
];

/// Plays the scene with this name.
pub(super) async fn play(name: &str) -> Prepared {
    match name {
        "an identity is linked to the account" => linked(false).await,
        "an identity is linked to the account in a pilot" => linked(true).await,
        "SSO is activated" => {
            let prepared = grace().await;
            activate(&prepared, "https://one.example").await;
            prepared
        }
        "another identity provider takes the place of the active one" => replaced().await,
        "a domain with people of the company is proven while SSO is active" => {
            let prepared = contractor().await;
            activate(&prepared, "https://one.example").await;
            assert_eq!(
                prepared.left().await[0],
                "stays",
                "people from elsewhere keep theirs"
            );
            let proven = GLOBEX.replace("[\"globex", "[\"new.example\", \"globex");
            prepared.platform.import(&proven).await;
            prepared.platform.run_jobs("sso_takeover").await;
            prepared
        }
        "the identity provider has all sessions of the person ended" => revoked_by_idp().await,
        other => panic!("no scene for {other:?}"),
    }
}

/// An SSO configuration for the company before it in the file.
fn configuration(issuer: &str) -> String {
    let file = acme(issuer);
    let at = file
        .find("  [[company.sso_configuration]]")
        .expect("a configuration");
    file[at..].to_owned()
}

/// Activates SSO of Globex at this issuer, and runs the job that follows.
pub(super) async fn activate(prepared: &Prepared, issuer: &str) {
    let file = format!("{GLOBEX}{}", configuration(issuer));
    prepared.platform.import(&file).await;
    prepared.platform.run_jobs("sso_takeover").await;
}

/// Everything came from the first identity provider; then a second one takes its place.
async fn replaced() -> Prepared {
    let prepared = grace().await;
    prepared.came_from("https://one.example/").await;
    activate(&prepared, "https://one.example").await;
    let left = prepared.left().await;
    assert_eq!(
        left[1], "stay",
        "sessions at the active identity provider go on: {left:?}"
    );
    assert_eq!(left[3], "stay", "and so do tokens that came of them: {left:?}");
    prepared.platform.clock.advance(1000);
    activate(&prepared, "https://two.example").await;
    prepared
}

/// Ada, who had a password, comes from Acme's identity provider for the first time. `is_pilot`: in a pilot with her alone.
async fn linked(is_pilot: bool) -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        redirect_uris: vec![format!("{ORIGIN}/sso/callback/acme")],
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    if is_pilot {
        let pilot = "UPDATE sso_configurations SET active = 1, pilot_since_ms = 1";
        prepared.platform.execute(pilot).await;
        let ada = "INSERT INTO sso_pilot_people (company_id, email_key, email, added_at_ms)
                   SELECT company_id, email_key, email, 1 FROM accounts WHERE email = 'ada@acme.example'";
        prepared.platform.execute(ada).await;
    } else {
        prepared.platform.import(&file).await;
    }
    let mut browser = prepared.platform.browser();
    let url = browser.start_sso(ADA).await;
    let callback = idp.complete_login(&url, ADA).expect("signs in there");
    browser.follow(&callback).await;
    assert!(browser.is_signed_in().await);
    prepared
}

/// Ada, who has a password that no job has come to yet, is signed out by Acme's identity provider.
async fn revoked_by_idp() -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    prepared
        .platform
        .execute("UPDATE sso_configurations SET active = 1")
        .await;
    let path = "/sso/universal-logout/acme";
    let token = idp.revocation_token(&format!("{ORIGIN}{path}"));
    let mut server = prepared.platform.browser();
    server.headers = vec![
        ("sec-fetch-site", String::new()),
        ("authorization", format!("Bearer {token}")),
    ];
    let subject = json!({ "subject": { "format": "email", "email": ADA } });
    let done = server.post(path, &subject).await;
    assert_eq!(done.status, 204, "{done:?}");
    prepared
}
