//! A company whose people sign in at its identity provider, with an app of the platform that it tells of ends.

use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, Fault};
use latchkey_server::clock::{Clock as _, SystemClock};
use serde_json::Value;

use crate::app::{CALLBACK, SECRET, id_token};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, ORIGIN, Platform, acme};

pub(crate) const ADA: &str = "ada@acme.example";
pub(crate) const SESSION: &str = "latchkey-session";
pub(crate) const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";
pub(crate) const HOUR: i64 = 3_600_000;

pub(crate) struct Scene {
    pub(crate) platform: Platform,
    pub(crate) idp: FakeIdp,
    pub(crate) receiver: Receiver,
}

/// Acme with the app, which Ada may enter.
pub(crate) fn acme_with_the_app(issuer: &str, logout_address: &str) -> String {
    let app = format!(
        r#"
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    client_secret = "{SECRET}"
    redirect_uris = ["{CALLBACK}"]
    backchannel_logout_uri = "{logout_address}"
    roles = ["User"]

      [[company.app.environment.access]]
      email = "{ADA}"
      roles = ["User"]

  [[company.sso"#
    );
    acme(issuer).replacen("\n  [[company.sso", &app, 1)
}

impl Scene {
    pub(crate) async fn new() -> Self {
        let config = FakeIdpConfig {
            client_secret: "secret".to_owned(),
            redirect_uris: vec![format!("{ORIGIN}/sso/callback/acme")],
            ..FakeIdpConfig::default()
        };
        let idp = FakeIdp::start(config).await.expect("an identity provider");
        let receiver = Receiver::start(Manner::Status(200)).await;
        let platform = Platform::with(&acme_with_the_app(idp.issuer(), &receiver.address())).await;
        let scene = Self {
            platform,
            idp,
            receiver,
        };
        scene.says_when(Value::Null);
        scene
    }

    /// Time passes here and at the identity provider.
    pub(crate) fn pass(&self, by_ms: i64) {
        self.platform.clock.advance(by_ms);
        let ahead_ms = self.platform.clock.now_ms() - SystemClock.now_ms();
        self.idp.set_clock_offset(ahead_ms.div_euclid(1000));
    }

    /// What the identity provider says of when the person proved who it is.
    pub(crate) fn says_when(&self, auth_time: Value) {
        self.idp.clear_faults();
        self.idp.set_fault(Fault::IdTokenClaim {
            claim: "auth_time",
            value: auth_time,
        });
    }

    pub(crate) async fn ada(&self) -> Browser {
        let mut browser = self.platform.browser();
        let url = browser.start_sso(ADA).await;
        let callback = self.idp.complete_login(&url, ADA).expect("signs in there");
        browser.follow(&callback).await;
        assert!(browser.is_signed_in().await);
        browser
    }

    /// Off to the identity provider, without a question; answers with the way back.
    pub(crate) async fn leave(&self, browser: &mut Browser) -> String {
        let away = browser.get("/sign-in?return_to=%2Fprofile").await;
        assert!(away.location().contains("prompt=none"), "{away:?}");
        self.idp.complete_login(away.location(), ADA).expect("is there")
    }

    /// Off to the identity provider with a form that comes back to `return_to`; answers with where the browser is sent.
    pub(crate) async fn depart(&self, browser: &mut Browser, return_to: &str) -> String {
        let form = serde_json::json!({ "username": ADA, "return_to": return_to });
        let answer = browser.post("/api/sign-in/sso", &form).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()["redirect_to"]
            .as_str()
            .expect("an address")
            .to_owned()
    }

    pub(crate) async fn claims(&self, tokens: &Value) -> Value {
        id_token(&self.platform, &tokens["id_token"]).await.1
    }
}
