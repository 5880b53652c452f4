//! A long job that goes through a company's people, after single sign-on was activated or has let them go.

use serde::{Deserialize, Serialize};

/// A job. Invariant: nobody's name or address is in it, but the admin's who paused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleJob {
    /// Identifier.
    pub id: String,
    /// What the job does.
    pub kind: PeopleJobKind,
    /// The email domain that it is about; none: all of the company's.
    #[serde(default)]
    pub domain: Option<String>,
    /// Its state.
    pub state: PeopleJobState,
    /// People in all, counted when it began.
    pub total: i64,
    /// People done, at most `total`.
    pub done: i64,
    /// For how many more seconds it will work; none where that cannot be guessed, or nothing is left.
    #[serde(default)]
    pub seconds_left: Option<i64>,
    /// When it was queued (RFC 3339).
    pub began_at: String,
    /// When it had done everything (RFC 3339).
    #[serde(default)]
    pub ended_at: Option<String>,
    /// The address of the admin who paused it.
    #[serde(default)]
    pub paused_by: Option<String>,
}

/// What a job does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PeopleJobKind {
    /// Passwords are removed: people sign in by single sign-on.
    RemovePasswords,
    /// People are mailed that they sign in by single sign-on from now on.
    MailSsoNotices,
    /// Links to set a password are mailed: single sign-on has let people go.
    MailPasswordLinks,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PeopleJobState {
    /// It has not begun.
    Waiting,
    /// The job is running.
    Running,
    /// An admin has paused it.
    Paused,
    /// The operator of the platform has paused all jobs of its kind.
    Held,
    /// Its last attempt failed; it is tried again by itself.
    Failing,
    /// Everything is done.
    Done,
}

impl PeopleJobState {
    /// Nothing changes any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done)
    }
}
