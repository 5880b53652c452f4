//! The security history of a company: its audit events and failed sign-ins, for its admins. Invariant: an admin sees events of the own company
//! alone; everybody else sees none.

mod description;
pub mod export;
pub mod failures;

use latchkey_contract::security_history::SecurityEvent;

use crate::app_state::AppState;
use crate::store::audit_history::{self, HistoryFilter};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, StoreError, app_settings};

/// The company whose admin this is.
pub(crate) async fn company_of_admin(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<String>, StoreError> {
    let membership = app_settings::membership_of(connection, account_id).await?;
    Ok(membership.and_then(|(company_id, is_admin)| company_id.filter(|_| is_admin)))
}

/// A page of the events of the admin's company; `None` if the account is no admin.
pub async fn list(
    app: &AppState,
    account_id: &str,
    filter: HistoryFilter,
    part: Part,
) -> Result<Option<Rows<SecurityEvent>>, StoreError> {
    let mut connection = app.store.read().await?;
    let Some(company_id) = company_of_admin(&mut connection, account_id).await? else {
        return Ok(None);
    };
    if part.search.is_none() && filter == HistoryFilter::default() {
        return read(&mut connection, &company_id, &filter, &part).await.map(Some);
    }
    drop(connection);
    let search = async move |connection: &mut Connection| read(connection, &company_id, &filter, &part).await;
    app.store.read_long(search).await.map(Some)
}

async fn read(
    connection: &mut Connection,
    company_id: &str,
    filter: &HistoryFilter,
    part: &Part,
) -> Result<Rows<SecurityEvent>, StoreError> {
    let rows = audit_history::of_company(connection, company_id, filter, part).await?;
    let events: Vec<_> = rows
        .items
        .into_iter()
        .map(description::ParsedEvent::from)
        .collect();
    let ids = description::ids(&events);
    let names = audit_history::names(connection, &ids).await?;
    let items = events.iter().map(|event| event.describe(&names)).collect();
    Ok(Rows {
        items,
        next: rows.next,
    })
}
