//! The states in which each screen is looked at and tested. Invariant: whatever fails, somebody is signed in, except in
//! [`State::SessionEnded`]: a page's own failure is to be seen, not that of the frame around it.

use latchkey_contract::{
    Empty, ErrorCode, Method, Operation,
    session::{GetPermissions, GetSession, get_permissions},
    sign_in::{DiscoverSignIn, SignInWithPassword, StartSso},
};

use crate::{FakeBackend, MockResponse, canned, canned_access, canned_domains, canned_groups, canned_tokens};

/// What the platform is like while a screen is shown.
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
    /// Everything can be read; what changes something ends in a fault of the server.
    SavingFails,
    /// Everything can be read; what changes something is refused for a minute and a half.
    Throttled,
    /// Lists without a row.
    Empty,
    /// Lists of many pages.
    Many,
}

/// What the frame around the pages reads.
const FRAME: [&str; 2] = [GetSession::PATH, GetPermissions::PATH];
/// What somebody needs who signs in again.
const SIGN_IN: [&str; 3] = [DiscoverSignIn::PATH, SignInWithPassword::PATH, StartSso::PATH];

impl State {
    /// Every state.
    pub const ALL: [Self; 11] = [
        Self::Usual,
        Self::Slow,
        Self::Offline,
        Self::ServerError,
        Self::Forbidden,
        Self::NotFound,
        Self::SessionEnded,
        Self::SavingFails,
        Self::Throttled,
        Self::Empty,
        Self::Many,
    ];

    /// The states that a screen of the front door can be in: it reads nothing before somebody does something.
    pub const FRONT_DOOR: [Self; 5] = [
        Self::Usual,
        Self::Slow,
        Self::Offline,
        Self::ServerError,
        Self::Throttled,
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
            Self::SavingFails => "saving-fails",
            Self::Throttled => "throttled",
            Self::Empty => "empty",
            Self::Many => "many",
        }
    }

    /// The state with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// How long the answer to a request for `path` takes, in milliseconds. Who mounts the screen makes it wait.
    pub fn delay(self, path: &str) -> u32 {
        let is_slow = self == Self::Slow && !FRAME.contains(&path);
        if is_slow { 3000 } else { 0 }
    }

    /// A platform in this state: Ada is signed in, and administers her company.
    pub fn backend(self) -> FakeBackend {
        let backend = match self {
            Self::Empty => canned::nothing_yet(),
            _ => canned::admin(vec![canned::acceptance()]),
        };
        canned::answers_front_door(&backend);
        let is_page = |_: &str, path: &str| !FRAME.contains(&path);
        let is_change = |method: &str, _: &str| method != Method::Get.as_str();
        let needs_session = |_: &str, path: &str| !SIGN_IN.contains(&path);
        match self {
            Self::Usual | Self::Slow | Self::Empty => {}
            Self::Offline => backend.fail(&MockResponse::Unreachable, is_page),
            Self::ServerError => backend.fail(&refused(ErrorCode::Internal), is_page),
            Self::Forbidden => backend.fail(&refused(ErrorCode::CrossSiteRequest), is_page),
            Self::NotFound => backend.fail(&refused(ErrorCode::NotFound), is_page),
            Self::SessionEnded => backend.fail(&refused(ErrorCode::NotSignedIn), needs_session),
            Self::SavingFails => backend.fail(&refused(ErrorCode::Internal), is_change),
            Self::Throttled => backend.fail(
                &MockResponse::refused_for(ErrorCode::TooManyAttempts, 90),
                is_change,
            ),
            Self::Many => {
                canned::manages(&backend, canned::managed_apps(400));
                canned::has_members(&backend, canned::members(2000));
                let tokens = canned_tokens::company_tokens(&canned::members(2000));
                canned_tokens::has_company_tokens(&backend, tokens);
                canned_access::kept_people(&backend, canned_access::people(canned::members(2000)), true);
                canned_domains::kept_domains(&backend, canned_domains::many_domains(200));
                let people = canned::members(2000);
                let groups = canned_groups::many_groups(300, &people);
                canned_groups::kept_groups(&backend, groups, people);
            }
        }
        if self != Self::SessionEnded {
            let company = Some("Acme".to_owned());
            backend.on::<GetPermissions>(move |Empty {}| {
                MockResponse::Success(get_permissions::Response {
                    company: company.clone(),
                    is_company_admin: true,
                    manages_apps: true,
                    open_identity_conflicts: 5,
                    ..get_permissions::Response::default()
                })
            });
        }
        backend
    }
}

fn refused(code: ErrorCode) -> MockResponse<Empty> {
    MockResponse::refused(code)
}
