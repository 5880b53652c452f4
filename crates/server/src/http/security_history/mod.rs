//! What happened in a company, for its admins.

pub mod export_security_events;
pub mod export_sign_in_failures;
pub mod list_security_events;
pub mod list_sign_in_failures;

use latchkey_contract::security_history::{EventQuery, EventSort, ListSecurityEvents, ListSignInFailures};

use super::api_error::ApiError;
use super::paging::Paging;
use super::route_table::Operations;
use crate::app_state::AppState;
use crate::store::audit_history::HistoryFilter;
use crate::store::sessions::Session;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListSecurityEvents, _>(list_security_events::handle)
        .with::<ListSignInFailures, _>(list_sign_in_failures::handle)
}

/// The part of the history that is asked for, and its filter.
fn asked(
    app: &AppState,
    id: &'static str,
    session: &Session,
    query: &EventQuery,
) -> Result<(Paging<EventSort>, HistoryFilter), ApiError> {
    let paging = Paging::read_filtered(app, id, &session.account_id, &query.page(), &query.filters())?;
    let now_ms = app.clock.now_ms();
    let filter = HistoryFilter {
        actions: query.kind.map(|kind| kind.actions()).unwrap_or_default(),
        since_ms: query.within.map(|period| now_ms - period.milliseconds()),
    };
    Ok((paging, filter))
}
