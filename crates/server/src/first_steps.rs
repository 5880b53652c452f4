//! The steps that are left to set up a new company. Invariant: only the company's admins see them.

use crate::app_state::AppState;
use crate::store::first_steps::{self, FirstSteps};
use crate::store::{Connection, StoreError, app_settings};

/// How far the company of the admin who asks is; `None` where the account is no admin of a company.
pub async fn read(app: &AppState, account_id: &str) -> Result<Option<FirstSteps>, StoreError> {
    let mut connection = app.store.read().await?;
    let Some(company_id) = administered_by(&mut connection, account_id).await? else {
        return Ok(None);
    };
    Ok(Some(
        first_steps::read(&mut connection, &company_id, account_id).await?,
    ))
}

/// This admin does not want to see the steps any more; whether it is one. Nobody's trust rests on that: the audit trail is not told.
pub async fn dismiss(app: &AppState, account_id: &str) -> Result<bool, StoreError> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    if administered_by(&mut transaction, account_id).await?.is_none() {
        return Ok(false);
    }
    first_steps::dismiss(&mut transaction, account_id, now_ms).await?;
    transaction.commit().await?;
    Ok(true)
}

async fn administered_by(
    connection: &mut Connection,
    account_id: &str,
) -> Result<Option<String>, StoreError> {
    let place = app_settings::membership_of(connection, account_id).await?;
    Ok(match place {
        Some((Some(company_id), true)) => Some(company_id),
        _ => None,
    })
}
