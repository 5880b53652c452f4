//! What happened in a company, for its admins: the audit trail in words, and sign-ins that failed.

pub mod audit_action;
pub mod list_security_events;
pub mod list_sign_in_failures;

pub use audit_action::{AuditAction, EventKind};
pub use list_security_events::{
    EventDetail, EventPeriod, EventPerson, EventQuery, EventSort, ListSecurityEvents, SecurityEvent,
};
pub use list_sign_in_failures::{FailureQuery, KEPT_DAYS, ListSignInFailures, SignInFailure};
