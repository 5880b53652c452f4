//! A platform with a company whose people sign in at a misbehaving provider, for tests through the router.

use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, Person, Trouble, demo_people};
use latchkey_test_browser::Answer;

use crate::support::{Browser, GLOBEX, ORIGIN, Platform, acme};

pub(crate) const ADA: &str = "ada@acme.example";

/// Acme's and Globex's platform with Acme's identity provider.
pub(crate) struct Scene {
    pub(crate) platform: Platform,
    pub(crate) idp: FakeIdp,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with_people(demo_people()).await
    }

    pub(crate) async fn with_people(people: Vec<Person>) -> Self {
        let idp = idp_of("acme", people).await;
        let platform = Platform::with(&format!("{GLOBEX}{}", acme(idp.issuer()))).await;
        Self { platform, idp }
    }

    /// A browser that is at the identity provider, and where that sends it back to when Ada signs in there.
    pub(crate) async fn at_the_idp(&self) -> (Browser, String) {
        let mut browser = self.platform.browser();
        let url = browser.start_sso(ADA).await;
        let callback = self.idp.complete_login(&url, ADA).unwrap();
        (browser, callback)
    }

    /// The whole way for somebody at the identity provider, who types the address if it is one of Acme's.
    pub(crate) async fn sign_in_as(&self, email: &str) -> (Browser, Answer) {
        let typed = if email.ends_with("@acme.example") {
            email
        } else {
            ADA
        };
        let mut browser = self.platform.browser();
        let url = browser.start_sso(typed).await;
        let answer = browser
            .follow(&self.idp.complete_login(&url, email).unwrap())
            .await;
        (browser, answer)
    }

    pub(crate) async fn execute(&self, sql: &'static str) {
        let mut connection = self.platform.app.store.read().await.unwrap();
        sqlx::query(sql).execute(&mut *connection).await.unwrap();
    }

    /// The state in the store of the attempt that failed.
    pub(crate) async fn assert_failed(&self, browser: &mut Browser, answer: &Answer, failure: &str) {
        assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
        let page = browser.get(answer.location()).await;
        assert!(!page.text().contains(Trouble::GIVEAWAY), "{}", page.text());
        let attempt = answer.location().trim_start_matches("/sign-in/failed/");
        let back = format!("/sign-in?attempt={attempt}");
        assert!(
            page.text().contains(&back) || page.text().contains(ADA),
            "a way back: {}",
            page.text()
        );
        let form = browser.get(&back).await;
        assert!(
            form.text().contains(ADA),
            "the typed username is kept: {}",
            form.text()
        );
        assert!(!browser.is_signed_in().await);
        assert_eq!(self.status_of_the_newest().await, format!("failed:{failure}"));
    }

    /// The state in the store of the attempt that was begun last.
    pub(crate) async fn status_of_the_newest(&self) -> String {
        let mut connection = self.platform.app.store.read().await.unwrap();
        let newest = "SELECT status FROM sign_in_attempts ORDER BY created_at_ms DESC, id DESC LIMIT 1";
        sqlx::query_scalar(newest)
            .fetch_one(&mut *connection)
            .await
            .unwrap()
    }

    pub(crate) async fn links(&self) -> i64 {
        self.platform.count("SELECT count(*) FROM account_links").await
    }
}

pub(crate) async fn idp_of(company: &str, people: Vec<Person>) -> FakeIdp {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        redirect_uris: vec![format!("{ORIGIN}/sso/callback/{company}")],
        people,
        ..FakeIdpConfig::default()
    };
    FakeIdp::start(config).await.unwrap()
}

/// Refused without an attempt to blame: a page, no redirect, no session.
pub(crate) async fn assert_refused(browser: &mut Browser, answer: &Answer) {
    assert_eq!((answer.status, answer.location()), (400, ""), "{answer:?}");
    assert!(!browser.is_signed_in().await);
}

/// The answer counts for nothing; a sign-in of the browser's own begins.
pub(crate) async fn assert_begins_anew(browser: &mut Browser, answer: &Answer) {
    assert_eq!(answer.status, 303, "{answer:?}");
    assert!(
        answer.location().starts_with("/sso/start/acme?anew=1"),
        "{answer:?}"
    );
    assert!(!browser.is_signed_in().await);
}

pub(crate) fn without(url: &str, parameter: &str) -> String {
    let mut url = url::Url::parse(url).unwrap();
    let rest: Vec<(String, String)> = url
        .query_pairs()
        .into_owned()
        .filter(|(name, _)| name != parameter)
        .collect();
    url.query_pairs_mut().clear().extend_pairs(rest);
    url.into()
}

pub(crate) fn with(url: &str, parameter: &str, value: &str) -> String {
    let mut url = url::Url::parse(&without(url, parameter)).unwrap();
    url.query_pairs_mut().append_pair(parameter, value);
    url.into()
}

pub(crate) fn parameter(url: &str, name: &str) -> String {
    let url = url::Url::parse(url).unwrap();
    url.query_pairs()
        .find(|(key, _)| key == name)
        .unwrap()
        .1
        .into_owned()
}
