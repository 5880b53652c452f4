//! The states in which each page of the portal is looked at and tested. Invariant: whatever fails, somebody is signed in, except in
//! [`State::SessionEnded`]: a page's own failure is to be seen, not that of the frame around it.

use latchkey_contract::{Empty, ErrorCode};

use crate::{Answer, FakeBackend, canned};

/// What the platform is like while a page is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Everything is there.
    #[default]
    Usual,
    /// The same, after some time.
    Slow,
    /// No network.
    Offline,
    /// A fault of the server.
    ServerError,
    /// Refused by status 403.
    Forbidden,
    /// What is asked for does not exist.
    NotFound,
    /// The person is no longer signed in.
    SessionEnded,
    /// Lists without a row.
    Empty,
    /// Lists of many pages.
    Many,
}

impl State {
    /// Every state.
    pub const ALL: [Self; 9] = [
        Self::Usual,
        Self::Slow,
        Self::Offline,
        Self::ServerError,
        Self::Forbidden,
        Self::NotFound,
        Self::SessionEnded,
        Self::Empty,
        Self::Many,
    ];

    /// The state's name in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Usual => "usual",
            Self::Slow => "slow",
            Self::Offline => "offline",
            Self::ServerError => "server-error",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not-found",
            Self::SessionEnded => "session-ended",
            Self::Empty => "empty",
            Self::Many => "many",
        }
    }

    /// The state with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// How long each answer takes, in milliseconds. Who mounts the page makes it wait.
    pub const fn delay(self) -> u32 {
        if matches!(self, Self::Slow) { 3000 } else { 0 }
    }

    /// A platform in this state: Ada is signed in, and administers her company.
    pub fn backend(self) -> FakeBackend {
        let backend = canned::admin(vec![canned::acceptance()]);
        match self {
            Self::Usual | Self::Slow => {}
            Self::Offline => backend.fail_pages(&Answer::Unreachable),
            Self::ServerError => backend.fail_pages(&Answer::refused(ErrorCode::Internal)),
            Self::Forbidden => backend.fail_pages(&Answer::refused(ErrorCode::CrossSiteRequest)),
            Self::NotFound => backend.fail_pages(&Answer::refused(ErrorCode::NotFound)),
            Self::SessionEnded => backend.fail_all(&Answer::refused(ErrorCode::NotSignedIn)),
            Self::Empty => return canned::nothing_yet(),
            Self::Many => {
                canned::manages(&backend, canned::managed_apps(400));
                canned::has_members(&backend, canned::members(2000));
            }
        }
        backend
    }
}

impl FakeBackend {
    /// From now on everything but who is signed in, and what they may do, ends like this.
    fn fail_pages(&self, failure: &Answer<Empty>) {
        self.fail(failure, &["/api/session", "/api/session/permissions"]);
    }

    /// From now on everything ends like this.
    fn fail_all(&self, failure: &Answer<Empty>) {
        self.fail(failure, &[]);
    }
}
