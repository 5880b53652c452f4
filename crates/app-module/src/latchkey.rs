//! The module itself. Invariant: it works once [`Latchkey::start`] has been called, and says so where that was forgotten.

use std::{
    fmt,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{http::HeaderMap, response::Response};

use crate::{
    clock,
    cookies::{Cookie, CookieNames},
    identity::Identity,
    in_memory_sessions::InMemorySessions,
    pages::Page,
    platform::Platform,
    recent_logouts::RecentLogouts,
    responses::see_other,
    return_to::{own_path, with_return_to},
    secrets::{hash, random_text},
    session::{AnySessions, Ending, PlatformSession, Session, Sessions, StoreError},
    settings::{PlatformSettings, Settings, SignOn},
    users::{AnyUsers, LocalUser, Users},
};

/// How many endings were known when a sign-in began: on this node, and where the sessions are kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Epoch {
    here: u64,
    shared: u64,
}

/// The module: made once, cheap to clone.
#[derive(Clone)]
pub struct Latchkey {
    inner: Arc<Inner>,
}

struct Inner {
    settings: Settings,
    cookies: CookieNames,
    users: Box<dyn AnyUsers>,
    sessions: Box<dyn AnySessions>,
    platform: Option<Platform>,
    endings: RecentLogouts,
    is_started: AtomicBool,
}

impl fmt::Debug for Latchkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Latchkey")
            .field("settings", &self.inner.settings)
            .finish_non_exhaustive()
    }
}

impl Latchkey {
    /// With sessions in memory.
    pub fn new(settings: Settings, users: impl Users) -> Self {
        Self::with_sessions(settings, users, InMemorySessions::default())
    }

    /// With sessions where the app keeps them.
    pub fn with_sessions(settings: Settings, users: impl Users, sessions: impl Sessions) -> Self {
        let client_id = settings
            .platform
            .as_ref()
            .map(|platform| platform.client_id.as_str());
        let inner = Inner {
            cookies: CookieNames::new(client_id.unwrap_or("local"), settings.app_url.scheme() == "https"),
            platform: settings.platform.as_ref().map(|platform| {
                Platform::new(platform.clone(), settings.redirect_uri(), settings.roles.clone())
            }),
            settings,
            users: Box::new(users),
            sessions: Box::new(sessions),
            endings: RecentLogouts::default(),
            is_started: AtomicBool::new(false),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// The one call after start-up: looks whether the platform is there and knows this app, and publishes the app's roles
    /// there. What is not well yet is logged and tried again at a later sign-in; the app starts in any case.
    pub async fn start(&self) {
        self.inner.is_started.store(true, Ordering::Release);
        match &self.inner.platform {
            None => tracing::info!("signing in with the platform is switched off"),
            Some(platform) => match platform.ready(clock::now_ms()).await {
                Ok(()) => {
                    tracing::info!(issuer = platform.issuer(), "the platform knows this app");
                    self.publish_roles().await;
                }
                Err(error) => {
                    tracing::warn!(issuer = platform.issuer(), %error, "the platform cannot be used yet");
                }
            },
        }
    }

    /// Publishes the roles beside a sign-in, which does not wait for it, where the start could not.
    pub(crate) fn publish_roles_meanwhile(&self) {
        let platform = self.inner.platform.as_ref();
        if platform.is_some_and(|platform| platform.has_roles_to_publish(clock::now_ms())) {
            let latchkey = self.clone();
            tokio::spawn(async move { latchkey.publish_roles().await });
        }
    }

    async fn publish_roles(&self) {
        let Some(platform) = &self.inner.platform else {
            return;
        };
        match platform.publish_roles(clock::now_ms()).await {
            Ok(true) => tracing::info!("the platform knows the app's roles"),
            Ok(false) => {}
            Err(error) => tracing::warn!(%error, "the app's roles are not published yet"),
        }
    }

    /// Whether people can sign in with the platform: whether to show the button.
    pub fn is_on(&self) -> bool {
        self.inner.platform.is_some()
    }

    /// The platform, where it is switched on.
    pub fn platform_settings(&self) -> Option<&PlatformSettings> {
        self.inner.settings.platform.as_ref()
    }

    /// Who is signed in with the cookie in these headers.
    pub async fn session(&self, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
        let Some(token) = self.inner.cookies.read(Cookie::Session, headers) else {
            return Ok(None);
        };
        let found = self.inner.sessions.get(&hash(token)).await?;
        Ok(found.filter(|session| session.expires_at_ms > clock::now_ms()))
    }

    /// Signs in somebody whose password the app has checked, in a new session, and goes to `return_to` (a path of the
    /// app; else to `/`).
    pub async fn sign_in_locally(
        &self,
        headers: &HeaderMap,
        user: LocalUser,
        return_to: Option<&str>,
    ) -> Response {
        let since = match self.epoch().await {
            Ok(since) => since,
            Err(error) => return self.broken(&error),
        };
        let session = Session {
            user: user.user,
            name: user.name,
            email: user.email,
            company: None,
            roles: user.roles,
            is_local_user: true,
            apps: Vec::new(),
            expires_at_ms: self.expiry(),
            platform: None,
        };
        let return_to = own_path(return_to, &self.inner.settings.app_url);
        self.open(headers, session, &return_to, since).await
    }

    /// Ends sessions, e.g. those of a user that the app has removed. Returns their number.
    pub async fn end_sessions(&self, ending: &Ending) -> Result<usize, StoreError> {
        // Before the sessions that there are end by it, so that none is put down between the two.
        self.inner.endings.remember(ending, clock::now_ms());
        self.inner.sessions.remember(ending).await?;
        self.inner.sessions.end(ending).await
    }

    /// Where somebody without a session is sent from the page at `path`.
    pub(crate) fn way_in(&self, headers: &HeaderMap, path: &str) -> String {
        let return_to = own_path(Some(path), &self.inner.settings.app_url);
        let page = match &self.inner.settings.sign_on {
            SignOn::Page(page) => page,
            // Whoever signed out here is not signed in again without asking for it.
            SignOn::Platform if self.has(Cookie::SignedOut, headers) => "/openid/signed-out",
            SignOn::Platform => "/openid/login",
        };
        with_return_to(page, &return_to)
    }

    /// When a sign-in begins: what is ended from here on does not open.
    pub(crate) async fn epoch(&self) -> Result<Epoch, StoreError> {
        Ok(Epoch {
            here: self.inner.endings.count(),
            shared: self.inner.sessions.remembered().await?,
        })
    }

    /// A new session for somebody of the platform, whose sign-in began at `since`.
    pub(crate) async fn open_for(
        &self,
        headers: &HeaderMap,
        user: String,
        identity: Identity,
        platform: PlatformSession,
        return_to: &str,
        since: Epoch,
    ) -> Response {
        let session = Session {
            user,
            name: identity.name,
            email: identity.email,
            company: identity.company,
            roles: identity.roles,
            is_local_user: false,
            apps: identity.apps,
            expires_at_ms: self.expiry(),
            platform: Some(platform),
        };
        self.open(headers, session, return_to, since).await
    }

    /// Always under a new identifier; what this browser had before ends.
    async fn open(&self, headers: &HeaderMap, session: Session, return_to: &str, since: Epoch) -> Response {
        let token = random_text();
        match self.replace(headers, &hash(&token), session, since).await {
            Ok(true) => {}
            Ok(false) => {
                tracing::info!("a session was ended before it began");
                let again = with_return_to("/openid/login", return_to);
                return self.page(Page::Failed(again), headers);
            }
            Err(error) => return self.broken(&error),
        }
        let cookies = [
            self.inner.cookies.set(Cookie::Session, &token),
            self.inner.cookies.forget(Cookie::SignedOut),
        ];
        see_other(return_to, cookies)
    }

    /// Puts a session in the place of what this browser had. Whether it stays: an ending that came after `since` found nothing to
    /// end, or ends it by itself.
    async fn replace(
        &self,
        headers: &HeaderMap,
        key: &str,
        session: Session,
        since: Epoch,
    ) -> Result<bool, StoreError> {
        self.close(headers).await?;
        self.inner.sessions.put(key, session.clone()).await?;
        let is_over = self.inner.endings.affect_since(since.here, &session)
            || self.inner.sessions.ended_since(since.shared, &session).await?;
        if is_over {
            self.inner.sessions.remove(key).await?;
        }
        Ok(!is_over)
    }

    /// Ends the session of this browser and returns it.
    pub(crate) async fn close(&self, headers: &HeaderMap) -> Result<Option<Session>, StoreError> {
        match self.inner.cookies.read(Cookie::Session, headers) {
            Some(token) => self.inner.sessions.remove(&hash(token)).await,
            None => Ok(None),
        }
    }

    pub(crate) fn broken(&self, error: &StoreError) -> Response {
        tracing::error!(%error, "the store of sessions does not work");
        self.page(Page::Broken, &HeaderMap::new())
    }

    /// A page of the module's.
    pub(crate) fn page(&self, page: Page, headers: &HeaderMap) -> Response {
        page.render(&self.inner.settings, headers)
    }

    /// The platform, or the page that says why not.
    pub(crate) fn platform(&self) -> Result<&Platform, Page> {
        self.check_started()?;
        self.inner.platform.as_ref().ok_or(Page::SwitchedOff)
    }

    pub(crate) fn check_started(&self) -> Result<(), Page> {
        if self.inner.is_started.load(Ordering::Acquire) {
            Ok(())
        } else {
            tracing::error!("`Latchkey::start` was not called after start-up");
            Err(Page::NotStarted)
        }
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    pub(crate) fn cookies(&self) -> &CookieNames {
        &self.inner.cookies
    }

    pub(crate) fn users(&self) -> &dyn AnyUsers {
        &*self.inner.users
    }

    pub(crate) fn has(&self, cookie: Cookie, headers: &HeaderMap) -> bool {
        self.inner.cookies.read(cookie, headers).is_some()
    }

    fn expiry(&self) -> i64 {
        let ttl = i64::try_from(self.inner.settings.session_ttl.as_millis()).unwrap_or(i64::MAX);
        clock::now_ms().saturating_add(ttl)
    }
}
