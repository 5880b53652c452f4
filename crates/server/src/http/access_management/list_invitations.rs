//! Handles [`ListInvitations`].

use axum::Json;
use axum::extract::State;
use latchkey_contract::access_management::{Invitation, InvitationSort, InvitationStatus, ListInvitations};
use latchkey_contract::{ErrorBody, ErrorCode, Operation as _, Page, PageRequest};

use crate::access_management::invitations;
use crate::app_state::AppState;
use crate::domain::invitation::InvitationState;
use crate::http::api_error::ApiError;
use crate::http::current_session::CurrentSession;
use crate::http::paging::Paging;
use crate::http::path_text::PathText;
use crate::http::query::Query;
use crate::rfc3339::rfc3339;
use crate::store::app_invitations as store;

/// Who was invited into an environment and what became of it, a page of them.
#[utoipa::path(
    get, path = ListInvitations::PATH, operation_id = ListInvitations::ID, tag = "access management",
    params(
        ("environment" = String, Path, description = "Its identifier"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "The most items; 100 where nothing is said"),
        ("after" = Option<String>, Query, description = "`next` of the page before"),
        ("search" = Option<String>, Query, description = "What the address begins with, whatever the case"),
        ("sort" = Option<String>, Query, description = "`email`; with `-` before it from the last to the first"),
    ),
    responses((status = 200, body = Page<Invitation>), (status = "default", description = "An error", body = ErrorBody))
)]
pub async fn handle(
    State(app): State<AppState>,
    CurrentSession(session): CurrentSession,
    PathText(environment): PathText,
    Query(query): Query<PageRequest<InvitationSort>>,
) -> Result<Json<Page<Invitation>>, ApiError> {
    let paging = Paging::read(&app, ListInvitations::ID, &session.account_id, &query)?;
    let rows = invitations::list(&app, &session.account_id, &environment, &paging.part).await?;
    let now = app.clock.now_ms();
    let items = rows.items.into_iter().map(|row| shown(row, now));
    Ok(Json(Page {
        next: paging.cursor(&app, rows.next.as_ref())?,
        items: items.collect::<Result<_, _>>()?,
    }))
}

fn shown(row: store::Invitation, now_ms: i64) -> Result<Invitation, ErrorCode> {
    let state = match row.life.state(now_ms) {
        InvitationState::Pending => InvitationStatus::Pending,
        InvitationState::Bounced => InvitationStatus::Bounced,
        InvitationState::Accepted => InvitationStatus::Accepted,
        InvitationState::Declined => InvitationStatus::Declined,
        InvitationState::Expired => InvitationStatus::Expired,
        InvitationState::Withdrawn => InvitationStatus::Withdrawn,
    };
    Ok(Invitation {
        id: row.id,
        email: row.email,
        roles: row.roles,
        state,
        invited_by: row.invited_by,
        sent_at: rfc3339(row.life.sent_at_ms).ok_or(ErrorCode::Internal)?,
        expires_at: rfc3339(row.life.expires_at_ms).ok_or(ErrorCode::Internal)?,
    })
}
