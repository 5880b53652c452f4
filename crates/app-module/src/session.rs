//! Sessions of people who are signed in to the app. Invariants: an expired session opens nothing; of the cookie's value only a hash is
//! stored.

use std::pin::Pin;

use serde::{Deserialize, Serialize};

use crate::identity::OtherApp;

/// The session of somebody who is signed in to the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The app's identifier of the user.
    pub user: String,
    /// The person's display name.
    pub name: String,
    /// The person's email address.
    pub email: Option<String>,
    /// The person's company on the platform.
    pub company: Option<String>,
    /// From the platform, as of this sign-in; for local users from the app.
    pub roles: Vec<String>,
    /// Whether the app checked a password of its own.
    pub is_local_user: bool,
    /// The other apps that this person may open.
    pub apps: Vec<OtherApp>,
    /// When the session expires, in milliseconds since the Unix epoch.
    pub expires_at_ms: i64,
    /// The platform's session behind it; `None` for local users.
    pub platform: Option<PlatformSession>,
}

/// The platform's side of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlatformSession {
    /// The claim `sub`.
    pub subject: String,
    /// The claim `sid`: the platform's session.
    pub sid: Option<String>,
    /// Sent to the platform as `id_token_hint` when the person signs out there, too. A secret as long as it is valid.
    pub id_token: String,
}

impl Session {
    /// Whether the person has this role.
    pub fn has_role(&self, role: &str) -> bool {
        self.roles.iter().any(|each| each == role)
    }
}

/// Selects the sessions to end: those that match every field that is set.
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
    /// Whether this session ends. An ending without any field ends nothing. A session for which the platform never sent a `sid` ends
    /// with its subject.
    pub fn means(&self, session: &Session) -> bool {
        let subject = session.platform.as_ref().map(|platform| &platform.subject);
        let sid = session
            .platform
            .as_ref()
            .and_then(|platform| platform.sid.as_ref());
        let fits = |wanted: &Option<String>, actual| wanted.is_none() || wanted.as_ref() == actual;
        let fits_sid = match sid {
            None if self.subject.is_some() => true,
            sid => fits(&self.sid, sid),
        };
        *self != Self::default()
            && fits(&self.user, Some(&session.user))
            && fits(&self.subject, subject)
            && fits_sid
    }
}

/// What went wrong in a store.
pub type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// A store for sessions. The default is memory; an app with several nodes, or one whose sessions survive a restart, brings its own.
pub trait Sessions: Send + Sync + 'static {
    /// Stores a session under a key (base64url, 43 characters).
    fn put(&self, key: &str, session: Session) -> impl Future<Output = Result<(), StoreError>> + Send;
    /// The session under this key, expired or not.
    fn get(&self, key: &str) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Removes the session under this key and returns it.
    fn remove(&self, key: &str) -> impl Future<Output = Result<Option<Session>, StoreError>> + Send;
    /// Removes all sessions that end ([`Ending::means`]) and returns their number.
    fn end(&self, ending: &Ending) -> impl Future<Output = Result<usize, StoreError>> + Send;

    /// How many endings have been remembered so far, which is also the number of the last one; read when a sign-in begins. See [`Sessions::remember`].
    fn remembered(&self) -> impl Future<Output = Result<u64, StoreError>> + Send {
        async { Ok(0) }
    }
    /// Remembers an ending for at least ten minutes. A logout may reach one node while another node has received the platform's response
    /// for the same person but not yet stored the session; [`Sessions::ended_since`] finds it there. Without these three methods, each
    /// node knows its own endings alone.
    ///
    /// The numbers of endings must grow in the order in which endings become visible to [`Sessions::remembered`]. In SQL: count up
    /// a row of its own (`UPDATE … RETURNING`) in the transaction that inserts the ending, and do not use a sequence.
    fn remember(&self, ending: &Ending) -> impl Future<Output = Result<(), StoreError>> + Send {
        let _ = ending;
        async { Ok(()) }
    }
    /// Whether one of the endings after number `remembered` ends this session. Return `true` if some of them are forgotten by now.
    fn ended_since(
        &self,
        remembered: u64,
        session: &Session,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send {
        let _ = (remembered, session);
        async { Ok(false) }
    }
}

type StoreFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// [`Sessions`] as a trait object: its futures are boxed.
pub(crate) trait AnySessions: Send + Sync {
    fn put<'a>(&'a self, key: &'a str, session: Session) -> StoreFuture<'a, ()>;
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<Session>>;
    fn remove<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<Session>>;
    fn end<'a>(&'a self, ending: &'a Ending) -> StoreFuture<'a, usize>;
    fn remembered(&self) -> StoreFuture<'_, u64>;
    fn remember<'a>(&'a self, ending: &'a Ending) -> StoreFuture<'a, ()>;
    fn ended_since<'a>(&'a self, remembered: u64, session: &'a Session) -> StoreFuture<'a, bool>;
}

impl<S: Sessions> AnySessions for S {
    fn put<'a>(&'a self, key: &'a str, session: Session) -> StoreFuture<'a, ()> {
        Box::pin(Sessions::put(self, key, session))
    }
    fn get<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<Session>> {
        Box::pin(Sessions::get(self, key))
    }
    fn remove<'a>(&'a self, key: &'a str) -> StoreFuture<'a, Option<Session>> {
        Box::pin(Sessions::remove(self, key))
    }
    fn end<'a>(&'a self, ending: &'a Ending) -> StoreFuture<'a, usize> {
        Box::pin(Sessions::end(self, ending))
    }
    fn remembered(&self) -> StoreFuture<'_, u64> {
        Box::pin(Sessions::remembered(self))
    }
    fn remember<'a>(&'a self, ending: &'a Ending) -> StoreFuture<'a, ()> {
        Box::pin(Sessions::remember(self, ending))
    }
    fn ended_since<'a>(&'a self, remembered: u64, session: &'a Session) -> StoreFuture<'a, bool> {
        Box::pin(Sessions::ended_since(self, remembered, session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::in_memory_sessions::InMemorySessions;

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
        let mut unnamed = session("1", Some(("ada", "s1")));
        unnamed.platform.as_mut().unwrap().sid = None;
        assert!(
            ending(None, Some("ada"), Some("s2")).means(&unnamed),
            "which of hers it is was never said"
        );
        assert!(!ending(None, None, Some("s2")).means(&unnamed));
        assert!(!ending(None, Some("alan"), Some("s2")).means(&unnamed));
    }

    /// Stores written before endings existed keep working.
    #[tokio::test]
    async fn a_store_needs_not_remember_endings() {
        struct Plain(InMemorySessions);
        impl Sessions for Plain {
            async fn put(&self, key: &str, session: Session) -> Result<(), StoreError> {
                Sessions::put(&self.0, key, session).await
            }
            async fn get(&self, key: &str) -> Result<Option<Session>, StoreError> {
                Sessions::get(&self.0, key).await
            }
            async fn remove(&self, key: &str) -> Result<Option<Session>, StoreError> {
                Sessions::remove(&self.0, key).await
            }
            async fn end(&self, ending: &Ending) -> Result<usize, StoreError> {
                Sessions::end(&self.0, ending).await
            }
        }
        let store: Box<dyn AnySessions> = Box::new(Plain(InMemorySessions::default()));
        let ada = session("1", Some(("ada", "s1")));
        let ending = Ending {
            subject: Some("ada".into()),
            ..Ending::default()
        };
        store.remember(&ending).await.unwrap();
        assert_eq!(store.remembered().await.unwrap(), 0);
        assert!(!store.ended_since(0, &ada).await.unwrap());
    }
}
