//! Who is signed in to the app. Invariant: a session that has run out opens nothing, and the cookie's value is kept as a
//! hash alone.

use std::{
    collections::HashMap,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde::{Deserialize, Serialize};

use crate::{clock, identity::OtherApp};

/// Somebody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The app's identifier of the user.
    pub user: String,
    /// Something to call them by.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their company on the platform.
    pub company: Option<String>,
    /// From the platform, as of this sign-in; for local users from the app.
    pub roles: Vec<String>,
    /// Whether the app checked a password of its own.
    pub is_local_user: bool,
    /// The other apps that this person may open.
    pub apps: Vec<OtherApp>,
    /// Milliseconds since the epoch.
    pub expires_at_ms: i64,
    /// Where the platform vouches for it; `None` for local users.
    pub platform: Option<PlatformSession>,
}

/// The platform's side of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformSession {
    /// The claim `sub`.
    pub subject: String,
    /// The claim `sid`: the platform's session.
    pub sid: Option<String>,
    /// Shown to the platform when somebody signs out there too. A secret as long as it is valid.
    pub id_token: String,
}

impl Session {
    /// Whether the person has this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|each| each == role)
    }
}

/// Which sessions end: those that fit everything that is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ending {
    /// The app's identifier of the user.
    pub user: Option<String>,
    /// The platform's subject.
    pub subject: Option<String>,
    /// The platform's session.
    pub sid: Option<String>,
}

impl Ending {
    /// Whether this session ends. An ending that says nothing ends nothing.
    pub fn means(&self, session: &Session) -> bool {
        let subject = session.platform.as_ref().map(|platform| &platform.subject);
        let sid = session
            .platform
            .as_ref()
            .and_then(|platform| platform.sid.as_ref());
        let fits = |wanted: &Option<String>, actual| wanted.is_none() || wanted.as_ref() == actual;
        *self != Self::default()
            && fits(&self.user, Some(&session.user))
            && fits(&self.subject, subject)
            && fits(&self.sid, sid)
    }
}

/// What went wrong in a store.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Where sessions are kept: in memory, unless the app has a better place (several nodes, restarts).
pub trait Sessions: Send + Sync + 'static {
    /// Keeps a session under a key (base64url, 43 characters).
    fn put(&self, key: &str, session: Session) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The session under this key, run out or not.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Removes the session under this key and answers with it.
    fn remove(&self, key: &str) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Removes all that are meant, and answers how many these were.
    fn end(&self, ending: &Ending) -> impl Future<Output = Result<usize, StoreError>> + Send;
}

/// Sessions that end with the process. Cheap to clone: clones share the sessions.
#[derive(Debug, Clone, Default)]
pub struct InMemorySessions(Arc<Mutex<HashMap<String, Session>>>);

impl InMemorySessions {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sessions for InMemorySessions {
    async fn put(&self, key: &str, session: Session) -> Result<(), StoreError> {
        let mut all = self.all();
        // Once in a while, so that what has run out does not pile up: whenever the map would have to grow.
        if all.len() == all.capacity() {
            let now_ms = clock::now_ms();
            all.retain(|_, session| session.expires_at_ms > now_ms);
        }
        all.insert(key.to_owned(), session);
        Ok(())
    }
    async fn get(&self, key: &str) -> Result<Option<Session>, StoreError> {
        Ok(self.all().get(key).cloned())
    }
    async fn remove(&self, key: &str) -> Result<Option<Session>, StoreError> {
        Ok(self.all().remove(key))
    }
    async fn end(&self, ending: &Ending) -> Result<usize, StoreError> {
        let mut all = self.all();
        let before = all.len();
        all.retain(|_, session| !ending.means(session));
        Ok(before - all.len())
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`Sessions`] behind a pointer.
pub(crate) trait AnySessions: Send + Sync {
    fn put<'a>(&'a self, key: &'a str, session: Session) -> Answer<'a, ()>;
    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Session>>;
    fn remove<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Session>>;
    fn end<'a>(&'a self, ending: &'a Ending) -> Answer<'a, usize>;
}

impl<S: Sessions> AnySessions for S {
    fn put<'a>(&'a self, key: &'a str, session: Session) -> Answer<'a, ()> {
        Box::pin(Sessions::put(self, key, session))
    }
    fn get<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Session>> {
        Box::pin(Sessions::get(self, key))
    }
    fn remove<'a>(&'a self, key: &'a str) -> Answer<'a, Option<Session>> {
        Box::pin(Sessions::remove(self, key))
    }
    fn end<'a>(&'a self, ending: &'a Ending) -> Answer<'a, usize> {
        Box::pin(Sessions::end(self, ending))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(user: &str, platform: Option<(&str, &str)>) -> Session {
        Session {
            user: user.into(),
            name: user.into(),
            email: None,
            company: None,
            roles: vec!["User".into()],
            is_local_user: platform.is_none(),
            apps: Vec::new(),
            expires_at_ms: i64::MAX,
            platform: platform.map(|(subject, sid)| PlatformSession {
                subject: subject.into(),
                sid: Some(sid.into()),
                id_token: String::new(),
            }),
        }
    }

    #[test]
    fn an_ending_means_whom_it_names_and_nobody_else() {
        let here = session("1", Some(("ada", "s1")));
        let elsewhere = session("1", Some(("ada", "s2")));
        let local = session("2", None);
        let ending = |user: Option<&str>, subject: Option<&str>, sid: Option<&str>| Ending {
            user: user.map(str::to_owned),
            subject: subject.map(str::to_owned),
            sid: sid.map(str::to_owned),
        };
        for (ending, expected) in [
            (ending(None, None, None), [false, false, false]),
            (ending(None, Some("ada"), None), [true, true, false]),
            (ending(None, None, Some("s1")), [true, false, false]),
            (ending(None, Some("ada"), Some("s2")), [false, true, false]),
            (ending(None, Some("alan"), Some("s1")), [false, false, false]),
            (ending(Some("2"), None, None), [false, false, true]),
        ] {
            assert_eq!(
                [&here, &elsewhere, &local].map(|each| ending.means(each)),
                expected,
                "{ending:?}"
            );
        }
    }
}
