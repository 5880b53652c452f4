//! The app's own users: what the app does when somebody of the platform comes. Invariant: nobody is signed in unless the
//! app has answered with its user.

use std::{fmt, pin::Pin};

use crate::identity::Identity;

/// The app's side of a sign-in. Users are whatever the app keeps; the module knows them by the text that the app answers.
pub trait Users: Send + Sync + 'static {
    /// The app's user for this person (by issuer and subject, never by address), if there is one yet.
    fn find(&self, identity: &Identity) -> impl Future<Output = Result<Option<String>, Refusal>> + Send;

    /// On the first login: makes the app's own record, with `is_local_user: false`, and answers with its identifier.
    fn on_first_login(&self, identity: &Identity) -> impl Future<Output = Result<String, Refusal>> + Send;

    /// On every later login: takes over what the platform says now (name, address, roles). Nothing, unless implemented.
    fn on_login(&self, user: &str, identity: &Identity) -> impl Future<Output = Result<(), Refusal>> + Send {
        let _ = (user, identity);
        async { Ok(()) }
    }
}

/// Why the app does not let somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal(String);

impl Refusal {
    /// With a sentence for the person: it is shown as it is (escaped).
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

/// Somebody whose password the app has checked itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalUser {
    /// The app's identifier of the user.
    pub user: String,
    /// Something to call them by.
    pub name: String,
    /// Their address.
    pub email: Option<String>,
    /// Their roles, as the app gives them.
    pub roles: Vec<String>,
}

type UsersFuture<'a, T> = Pin<Box<dyn Future<Output = Result<T, Refusal>> + Send + 'a>>;

/// [`Users`] behind a pointer.
pub(crate) trait AnyUsers: Send + Sync {
    /// The app's user, made if need be, and up to date.
    fn admit<'a>(&'a self, identity: &'a Identity) -> UsersFuture<'a, String>;
}

impl<U: Users> AnyUsers for U {
    fn admit<'a>(&'a self, identity: &'a Identity) -> UsersFuture<'a, String> {
        Box::pin(async move {
            match self.find(identity).await? {
                Some(user) => self.on_login(&user, identity).await.map(|()| user),
                None => self.on_first_login(identity).await,
            }
        })
    }
}
