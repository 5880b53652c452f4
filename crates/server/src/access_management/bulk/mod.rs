//! Changing the access of many people at once: looked at first, done by a job, and taken back within a day. Invariants: to everybody who
//! does not manage the app there is none of this; who may is decided again with each step of the job; one goes on at a time.

pub mod export;
pub mod job;
mod list;
mod preview;
mod start;
mod steer;

pub use list::{change, changes, people};
pub use preview::{Example, Preview, RoleNumbers, preview};
pub use start::start;
pub use steer::{Step, steer};

use latchkey_contract::access_management::{BulkAct as Act, BulkCounts, BulkOutcome};

use crate::domain::bulk_access::{BulkAct, BulkDecision, Outcome};
use crate::store::bulk_changes::Counts;

/// The outcome for one person, by the decision about them.
const fn outcome_of(decision: &BulkDecision) -> Outcome {
    match decision {
        BulkDecision::Change {
            stays_by_group: false,
            ..
        } => Outcome::Changed,
        BulkDecision::Change {
            stays_by_group: true, ..
        } => Outcome::Partly,
        BulkDecision::Unchanged => Outcome::Unchanged,
        BulkDecision::FromGroup => Outcome::FromGroup,
        BulkDecision::Gone => Outcome::Gone,
    }
}

/// Counts so many more of whom this became.
const fn count(counts: &mut Counts, outcome: Outcome, more: i64) {
    match outcome {
        Outcome::Waiting => {}
        Outcome::Changed => counts.changed += more,
        Outcome::Partly => counts.partly += more,
        Outcome::Unchanged => counts.unchanged += more,
        Outcome::FromGroup => counts.from_group += more,
        Outcome::Gone => counts.gone += more,
        Outcome::Restored => counts.restored += more,
        Outcome::Kept => counts.kept += more,
    }
}

/// An act, as it is asked for.
pub fn asked_act(act: Act) -> BulkAct {
    match act {
        Act::ChangeRoles { give, take } => BulkAct::ChangeRoles { give, take },
        Act::RemoveAccess => BulkAct::RemoveAccess,
    }
}

/// An act, as it is shown.
fn shown_act(act: BulkAct) -> Act {
    match act {
        BulkAct::ChangeRoles { give, take } => Act::ChangeRoles { give, take },
        BulkAct::RemoveAccess => Act::RemoveAccess,
    }
}

/// An outcome, as it is shown.
pub const fn shown_outcome(outcome: Outcome) -> BulkOutcome {
    match outcome {
        Outcome::Waiting => BulkOutcome::Waiting,
        Outcome::Changed => BulkOutcome::Changed,
        Outcome::Partly => BulkOutcome::Partly,
        Outcome::Unchanged => BulkOutcome::Unchanged,
        Outcome::FromGroup => BulkOutcome::FromGroup,
        Outcome::Gone => BulkOutcome::Gone,
        Outcome::Restored => BulkOutcome::Restored,
        Outcome::Kept => BulkOutcome::Kept,
    }
}

/// An outcome, as it is asked for.
pub const fn asked_outcome(outcome: BulkOutcome) -> Outcome {
    match outcome {
        BulkOutcome::Waiting => Outcome::Waiting,
        BulkOutcome::Changed => Outcome::Changed,
        BulkOutcome::Partly => Outcome::Partly,
        BulkOutcome::Unchanged => Outcome::Unchanged,
        BulkOutcome::FromGroup => Outcome::FromGroup,
        BulkOutcome::Gone => Outcome::Gone,
        BulkOutcome::Restored => Outcome::Restored,
        BulkOutcome::Kept => Outcome::Kept,
    }
}

/// Counts, as they are shown.
pub const fn shown_counts(counts: &Counts) -> BulkCounts {
    BulkCounts {
        changed: counts.changed,
        partly: counts.partly,
        unchanged: counts.unchanged,
        from_group: counts.from_group,
        gone: counts.gone,
        restored: counts.restored,
        kept: counts.kept,
    }
}
