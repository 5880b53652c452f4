//! Changes of many people's access at once, as several operations speak of them.

use serde::{Deserialize, Serialize};

/// The most people that can be named in a request; whoever wants more selects all that match.
pub const MOST_NAMED: usize = 1000;

/// The people whose access is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkSelection {
    /// These people, 1000 at most.
    People {
        /// Identifiers of their accounts.
        accounts: Vec<String>,
    },
    /// All who may enter the environment.
    Matching {
        /// What a name or the address begins with, whatever the case and the accents; absent: everybody.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        search: Option<String>,
    },
}

/// What is done to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkAct {
    /// Roles that the environment publishes are given and taken directly; all others stay.
    ChangeRoles {
        /// Roles that everybody has afterwards.
        give: Vec<String>,
        /// Roles that nobody has directly afterwards.
        take: Vec<String>,
    },
    /// The access that was given directly is taken. Where no group gives access, tokens end and the app is told.
    RemoveAccess,
}

/// What becomes or became of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkOutcome {
    /// Nothing yet.
    Waiting,
    /// The access was changed.
    Changed,
    /// It was changed, and a group still gives some of what was taken.
    Partly,
    /// It was so already.
    Unchanged,
    /// All that would be taken comes from a group, which only an admin of the company changes.
    FromGroup,
    /// There was no access any more.
    Gone,
    /// What there was before was given back.
    Restored,
    /// It was not given back: somebody changed it since.
    Kept,
}

/// Numbers of people by what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkCounts {
    /// Number of people whose access was changed.
    pub changed: i64,
    /// It was changed, and a group still gives some of what was taken.
    pub partly: i64,
    /// It was so already.
    pub unchanged: i64,
    /// It comes from a group.
    pub from_group: i64,
    /// There was no access any more.
    pub gone: i64,
    /// What there was before was given back.
    pub restored: i64,
    /// It was not given back: somebody changed it since.
    pub kept: i64,
}

/// How a change stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum BulkState {
    /// It has not begun.
    Waiting,
    /// The job is running.
    Running,
    /// Somebody has paused it.
    Paused,
    /// The operator has paused it, and only the operator resumes it.
    Held,
    /// Its last attempt failed; it is tried again by itself.
    Failing,
    /// It has come to everybody.
    Done,
    /// It ended before it came to everybody.
    Stopped,
}

impl BulkState {
    /// Whether nothing more is done.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Stopped)
    }
}

/// A change of many people's access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BulkChange {
    /// Identifier.
    pub id: String,
    /// What is done to everybody.
    pub act: BulkAct,
    /// Its state.
    pub state: BulkState,
    /// Whether it is taken back, or was.
    pub is_undo: bool,
    /// People in all; while it is taken back, those whose access had been changed.
    pub total: i64,
    /// Number of people that are done.
    pub done: i64,
    /// Numbers of people by what became of them.
    pub counts: BulkCounts,
    /// For how many more seconds it will work, where that can be guessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds_left: Option<i64>,
    /// When it began (RFC 3339).
    pub began_at: String,
    /// Address of the person who began it.
    pub began_by: String,
    /// When it ended (RFC 3339).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<String>,
    /// Address of the person who has paused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_by: Option<String>,
    /// Until when it can be taken back (RFC 3339); absent where it cannot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_until: Option<String>,
}
