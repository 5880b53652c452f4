//! The tokens of a company's people, for its admins. Invariant: to everybody else there are none.

use super::{Result, SeenToken, TokenActor, TokenError, end, notify_owner, page};
use crate::app_state::AppState;
use crate::mail::Message;
use crate::store::page::{Part, Rows};
use crate::store::personal_tokens::{self as store, PersonalToken, TokensSortedBy};
use crate::store::{Connection, StoreError, accounts, app_settings, token_owners};

/// Some of the tokens of the company whose admin asks; where `of_service_accounts` is given, of service accounts alone or of all others.
pub async fn list(
    app: &AppState,
    account_id: &str,
    of_service_accounts: Option<bool>,
    sorted_by: TokensSortedBy,
    part: &Part,
) -> Result<Rows<SeenToken>> {
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    if part.search.is_none() && of_service_accounts.is_none() {
        let rows = store::of_company(&mut connection, &company_id, None, sorted_by, part).await?;
        return Ok(with_owners(&mut connection, rows, now).await?);
    }
    // Where many begin with what is searched for, or few of many are meant, that takes its time.
    drop(connection);
    let part = part.clone();
    let search = async move |connection: &mut Connection| {
        let rows = store::of_company(connection, &company_id, of_service_accounts, sorted_by, &part).await?;
        with_owners(connection, rows, now).await
    };
    Ok(app.store.read_long(search).await?)
}

async fn with_owners(
    connection: &mut Connection,
    rows: Rows<PersonalToken>,
    now_ms: i64,
) -> std::result::Result<Rows<SeenToken>, StoreError> {
    let mut ids: Vec<&str> = rows.items.iter().map(|token| token.account_id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let owners = token_owners::of_accounts(connection, &ids).await?;
    let seen = |token: PersonalToken| {
        let owner = owners.iter().find(|owner| owner.account_id == token.account_id)?;
        Some(SeenToken::new(token, owner.clone(), now_ms))
    };
    Ok(Rows {
        items: rows.items.into_iter().filter_map(seen).collect(),
        next: rows.next,
    })
}

/// Ends a token of somebody of the company at once, and tells its owner.
pub async fn revoke(app: &AppState, admin: TokenActor<'_>, id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account_id = &admin.session.account_id;
    if !accounts::lock_active(&mut transaction, account_id).await? {
        return Err(TokenError::NotFound);
    }
    let company_id = administered_by(&mut transaction, account_id).await?;
    let token = store::of_company_by_id(&mut transaction, &company_id, id).await?;
    let token = token.ok_or(TokenError::NotFound)?;
    let owner = end(&mut transaction, &token, "admin", admin, now).await?;
    if owner.id != *account_id {
        let message = Message::TokenRevoked {
            name: token.name,
            by: admin.session.email.clone(),
            page: page(app),
        };
        notify_owner(app, &mut transaction, &owner, admin, &message, now).await?;
    }
    Ok(transaction.commit().await?)
}

/// The company that this person administers.
async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(TokenError::NotFound),
    }
}
