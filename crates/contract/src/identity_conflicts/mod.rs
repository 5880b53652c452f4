//! Identity conflicts: sign-ins in which the identity provider and the accounts of a company did not agree on who somebody is. An admin decides.

pub mod conflict;
pub mod decide_identity_conflict;
pub mod get_identity_conflict;
pub mod list_identity_conflicts;
pub mod undo_identity_conflict;

pub use conflict::{
    ConflictChoice, ConflictEffect, ConflictEffectKind, ConflictKind, ConflictOffer, ConflictParty,
    ConflictRefusal, ConflictState, ConflictUndo, IdentityConflict, IdentityConflictDetail,
};
pub use decide_identity_conflict::DecideIdentityConflict;
pub use get_identity_conflict::GetIdentityConflict;
pub use list_identity_conflicts::{ConflictQuery, ConflictStanding, ListIdentityConflicts};
pub use undo_identity_conflict::UndoIdentityConflict;
