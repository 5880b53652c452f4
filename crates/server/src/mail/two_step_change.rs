//! What a mail says of a second factor. Stored with the mail, and named in its template: a variant is never renamed.

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
