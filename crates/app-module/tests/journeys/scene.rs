//! An app with two pages, its users, and the provider behind it.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering},
};

use axum::{
    Router,
    routing::{get, post},
};
use latchkey_app::{
    Identity, InMemorySessions, Latchkey, LocalUser, PlatformSettings, Refusal, Settings, SignedIn, Users,
};
use latchkey_fake_idp::{FakeIdp, FakeIdpConfig};
use tokio::sync::Notify;
use url::Url;

use latchkey_test_browser::{Answer, Browser};

pub(crate) const APP_URL: &str = "http://localhost:8082/";
pub(crate) const CLIENT_ID: &str = "expenses";
const SECRET: &str = "a secret & a half: 100%";

/// What the app was told, in order.
pub(crate) type Log = Arc<Mutex<Vec<String>>>;

/// The app's users: nobody but whom the platform sends.
#[derive(Clone, Default)]
pub(crate) struct Employees(pub(crate) Log, pub(crate) Arc<Pause>);

/// A place where a sign-in waits, if it is asked to.
#[derive(Default)]
pub(crate) struct Pause {
    is_wanted: AtomicBool,
    reached: Notify,
    over: Notify,
}

impl Pause {
    async fn pass(&self) {
        if self.is_wanted.swap(false, Ordering::SeqCst) {
            self.reached.notify_one();
            self.over.notified().await;
        }
    }
}

impl Users for Employees {
    async fn find(&self, identity: &Identity) -> Result<Option<String>, Refusal> {
        self.1.pass().await;
        let made = format!("first login of {}", identity.subject);
        let log = self.0.lock().unwrap();
        Ok(log.contains(&made).then(|| format!("user-{}", identity.subject)))
    }

    async fn on_first_login(&self, identity: &Identity) -> Result<String, Refusal> {
        if identity.email.as_deref() == Some("alan@acme.example") {
            return Err(Refusal::new("Alan <Turing> has left."));
        }
        assert!(!identity.is_local_user);
        self.0
            .lock()
            .unwrap()
            .push(format!("first login of {}", identity.subject));
        Ok(format!("user-{}", identity.subject))
    }

    async fn on_login(&self, user: &str, identity: &Identity) -> Result<(), Refusal> {
        self.0
            .lock()
            .unwrap()
            .push(format!("{user} has {:?}", identity.roles));
        Ok(())
    }
}

/// App and provider.
pub(crate) struct Scene {
    pub(crate) idp: FakeIdp,
    pub(crate) latchkey: Latchkey,
    sessions: InMemorySessions,
    pub(crate) log: Log,
    pause: Arc<Pause>,
    pub(crate) app: Router,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// With other settings.
    pub(crate) async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let idp = FakeIdp::start(FakeIdpConfig {
            client_id: CLIENT_ID.to_owned(),
            client_secret: SECRET.to_owned(),
            redirect_uris: vec![format!("{APP_URL}openid/callback")],
            ..FakeIdpConfig::default()
        })
        .await
        .unwrap();
        let mut settings = settings(idp.issuer());
        change(&mut settings);
        let users = Employees::default();
        let (log, pause) = (Arc::clone(&users.0), Arc::clone(&users.1));
        let sessions = InMemorySessions::default();
        let latchkey = Latchkey::with_sessions(settings, users, sessions.clone());
        latchkey.start().await;
        let app = app(&latchkey);
        Self {
            idp,
            latchkey,
            sessions,
            log,
            pause,
            app,
        }
    }

    /// Does something while the app is busy with the next sign-in: it knows who it is, and there is no session yet.
    pub(crate) async fn at_next_login<T>(&self, meanwhile: impl AsyncFnOnce(&Self) -> T) -> T {
        self.pause.is_wanted.store(true, Ordering::SeqCst);
        self.pause.reached.notified().await;
        let done = meanwhile(self).await;
        self.pause.over.notify_one();
        done
    }

    /// Another node of the same app, which keeps its sessions in the same place.
    pub(crate) async fn other_node(&self) -> Router {
        let users = Employees(Arc::clone(&self.log), Arc::clone(&self.pause));
        let latchkey = Latchkey::with_sessions(settings(self.idp.issuer()), users, self.sessions.clone());
        latchkey.start().await;
        app(&latchkey)
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser::at_app(self.app.clone())
    }

    /// Begins at `path` of the app and lets the provider answer for `email`. Answers with the callback's URL.
    pub(crate) async fn to_callback(&self, browser: &mut Browser, path: &str, email: &str) -> String {
        let url = browser.get(path).await.leads_to();
        self.idp.complete_login(&url, email).unwrap()
    }

    /// The whole way, to the answer of the callback.
    pub(crate) async fn sign_in(&self, browser: &mut Browser, email: &str) -> Answer {
        let callback = self.to_callback(browser, "/openid/login", email).await;
        browser.get(&callback).await
    }
}

pub(crate) fn settings(issuer: &str) -> Settings {
    let app_url = Url::parse(APP_URL).unwrap();
    let mut platform = PlatformSettings::new(&app_url, issuer, CLIENT_ID);
    platform.client_secret = Some(SECRET.to_owned());
    let mut settings = Settings::new(app_url);
    settings.app_name = "Company Expenses".to_owned();
    settings.platform = Some(platform);
    settings
}

pub(crate) fn app(latchkey: &Latchkey) -> Router {
    let own = Router::new()
        .route("/", get(home))
        .route("/expenses/{id}", get(home))
        .route("/public", get(public))
        .route("/save", post(home))
        .route("/local", post(local));
    latchkey.attach(latchkey.same_origin_only(own))
}

async fn home(person: SignedIn) -> String {
    let local = if person.is_local_user { "local" } else { "platform" };
    format!(
        "{} {} {local} {}",
        person.user,
        person.name,
        person.roles.join("+")
    )
}

async fn public(person: Option<SignedIn>) -> String {
    person.map_or_else(|| "nobody".to_owned(), |person| person.name.clone())
}

async fn local(
    latchkey: Latchkey,
    headers: axum::http::HeaderMap,
    return_to: String,
) -> axum::response::Response {
    let user = LocalUser {
        user: "local-7".to_owned(),
        name: "Local Lou".to_owned(),
        email: None,
        roles: vec!["User".to_owned()],
    };
    latchkey.sign_in_locally(&headers, user, Some(&return_to)).await
}
