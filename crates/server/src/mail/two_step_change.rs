//! What a mail says of a second factor. Stored with the mail: a variant is never renamed.

use serde::{Deserialize, Serialize};

/// What happened to a second factor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum TwoStepChange {
    /// The account has one.
    Added,
    /// It has one more passkey.
    PasskeyAdded {
        /// What its owner calls it.
        name: String,
    },
    /// It has one passkey less: its owner took it away.
    PasskeyRemoved {
        /// What its owner called it.
        name: String,
    },
    /// It has none any more: its owner took it away.
    Removed,
    /// It has none any more: an admin or the operator took it away.
    Reset {
        /// Address of the admin; empty where that was the operator.
        by: String,
    },
    /// There are new recovery codes.
    CodesMade,
    /// A recovery code was used.
    CodeUsed {
        /// How many are left.
        left: i64,
    },
}

impl TwoStepChange {
    /// Its name in the words of the mail.
    pub(super) const fn name(&self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::PasskeyAdded { .. } => "passkey_added",
            Self::PasskeyRemoved { .. } => "passkey_removed",
            Self::Removed => "removed",
            Self::Reset { .. } => "reset",
            Self::CodesMade => "codes_made",
            Self::CodeUsed { .. } => "code_used",
        }
    }
}
