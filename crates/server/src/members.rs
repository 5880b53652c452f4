//! What the admins of a company see of its people. Invariant: to everybody else there is nothing to see.

use crate::app_state::AppState;
use crate::store::members::{self, Member, SortedBy};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, StoreError, app_settings};

/// Some of the people of the company whose admin asks; `None` where whoever asks is none.
pub async fn list(
    app: &AppState,
    account_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Option<Rows<Member>>, StoreError> {
    let mut connection = app.store.read().await?;
    let Some((Some(company_id), true)) = app_settings::membership_of(&mut connection, account_id).await?
    else {
        return Ok(None);
    };
    if part.search.is_none() {
        let rows = members::of_company(&mut connection, &company_id, sorted_by, part).await?;
        return Ok(Some(rows));
    }
    // Where many begin with what is searched for, that takes its time.
    drop(connection);
    let part = part.clone();
    let search = async move |connection: &mut Connection| {
        members::of_company(connection, &company_id, sorted_by, &part).await
    };
    Ok(Some(app.store.read_long(search).await?))
}
