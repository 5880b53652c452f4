//! Access Management of an app.

pub mod accept_access_request;
pub mod check_invitees;
pub mod create_invitations;
pub mod decline_access_request;
pub mod export_bulk_change;
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

use axum::extract::DefaultBodyLimit;
use axum::handler::Handler as _;
use latchkey_contract::access_management::{
    AcceptAccessRequest, CheckInvitees, CreateInvitations, DeclineAccessRequest, GetBulkChange, Invitee,
    ListAccessRequests, ListBulkChangePeople, ListBulkChanges, ListEnvironmentPeople, ListInvitations,
    PreviewBulkChange, ResendInvitation, RevokeAccess, StartBulkChange, SteerBulkChange, UpdateAccess,
    WithdrawInvitation,
};

use super::route_table::Operations;
use crate::access_management::invitees::CheckedInvitee;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListEnvironmentPeople, _>(list_environment_people::handle)
        .with::<PreviewBulkChange, _>(preview_bulk_change::handle)
        .with::<StartBulkChange, _>(start_bulk_change::handle)
        .with::<ListBulkChanges, _>(list_bulk_changes::handle)
        .with::<GetBulkChange, _>(get_bulk_change::handle)
        .with::<SteerBulkChange, _>(steer_bulk_change::handle)
        .with::<ListBulkChangePeople, _>(list_bulk_change_people::handle)
        .with::<UpdateAccess, _>(update_access::handle)
        .with::<RevokeAccess, _>(revoke_access::handle)
        .with::<CheckInvitees, _>(
            check_invitees::handle.layer(DefaultBodyLimit::max(check_invitees::MAX_BODY_BYTES)),
        )
        .with::<CreateInvitations, _>(
            create_invitations::handle.layer(DefaultBodyLimit::max(check_invitees::MAX_BODY_BYTES)),
        )
        .with::<ListInvitations, _>(list_invitations::handle)
        .with::<ResendInvitation, _>(resend_invitation::handle)
        .with::<WithdrawInvitation, _>(withdraw_invitation::handle)
        .with::<ListAccessRequests, _>(list_access_requests::handle)
        .with::<AcceptAccessRequest, _>(accept_access_request::handle)
        .with::<DeclineAccessRequest, _>(decline_access_request::handle)
}

/// What is said of an address.
fn shown_invitee(one: CheckedInvitee) -> Invitee {
    Invitee {
        typed: one.typed,
        email: one.address.map(|address| address.to_string()),
        outcome: one.outcome,
        outside_company: one.is_outside,
    }
}
