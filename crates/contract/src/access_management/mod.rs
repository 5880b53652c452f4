//! Access Management of an app: who may enter its environments, as what, and why.

pub mod accept_access_request;
pub mod bulk_change;
pub mod check_invitees;
pub mod create_invitations;
pub mod decline_access_request;
pub mod get_bulk_change;
pub mod list_access_requests;
pub mod list_bulk_change_people;
pub mod list_bulk_changes;
pub mod list_environment_people;
pub mod list_invitations;
pub mod preview_bulk_change;
pub mod resend_invitation;
pub mod revoke_access;
pub mod start_bulk_change;
pub mod steer_bulk_change;
pub mod update_access;
pub mod withdraw_invitation;

pub use accept_access_request::AcceptAccessRequest;
pub use bulk_change::{BulkAct, BulkChange, BulkCounts, BulkOutcome, BulkSelection, BulkState, MOST_NAMED};
pub use check_invitees::{CheckInvitees, Invitee, InviteeOutcome, MOST_INVITEES};
pub use create_invitations::CreateInvitations;
pub use decline_access_request::DeclineAccessRequest;
pub use get_bulk_change::GetBulkChange;
pub use list_access_requests::{AccessRequest, ListAccessRequests};
pub use list_bulk_change_people::{BulkPeopleQuery, BulkPerson, ListBulkChangePeople};
pub use list_bulk_changes::ListBulkChanges;
pub use list_environment_people::{AccessByGroup, ListEnvironmentPeople, PersonSort, PersonWithAccess};
pub use list_invitations::{Invitation, InvitationSort, InvitationStatus, ListInvitations};
pub use preview_bulk_change::{BulkExample, PreviewBulkChange, RoleChange};
pub use resend_invitation::ResendInvitation;
pub use revoke_access::RevokeAccess;
pub use start_bulk_change::StartBulkChange;
pub use steer_bulk_change::{BulkStep, SteerBulkChange};
pub use update_access::UpdateAccess;
pub use withdraw_invitation::WithdrawInvitation;
