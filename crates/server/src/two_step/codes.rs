//! The recovery codes of a person: ten at once, each for one sign-in. Invariant: they are there only where there is a second factor.

use latchkey_contract::two_step::create_account_recovery_codes::Response;
use serde_json::json;

use super::{Result, TwoStepActor, TwoStepError, append_audit, fresh, notify};
use crate::app_state::AppState;
use crate::domain::recovery::{CODE_BYTES, code_of, typed_code};
use crate::domain::second_factor::RECOVERY_CODES;
use crate::mail::{Asking, TwoStepChange};
use crate::secrets::{random_bytes, token_hash};
use crate::store::Connection;
use crate::store::second_factors as store;

/// Makes codes in the place of the earlier ones.
///
/// # Errors
/// [`TwoStepError::NotFresh`], [`TwoStepError::NoFactor`].
pub async fn create(app: &AppState, actor: TwoStepActor<'_>) -> Result<Response> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    if !store::has_any(&mut transaction, &account.id).await? {
        return Err(TwoStepError::NoFactor);
    }
    let voided = store::codes_of(&mut transaction, &account.id).await?;
    let codes = make(&mut transaction, &account.id, now).await?;
    let detail = json!({ "made": codes.len(), "voided": voided.map_or(0, |codes| codes.left) });
    let action = "account_recovery_codes_made";
    append_audit(&mut transaction, action, &account, actor.origin, detail, now).await?;
    let asking = Some(Asking::new(now, &actor.origin.user_agent));
    let change = TwoStepChange::CodesMade;
    notify(
        app,
        &mut transaction,
        &account,
        change,
        actor.language,
        asking,
        now,
    )
    .await?;
    transaction.commit().await?;
    Ok(Response { codes })
}

/// Makes codes of an account that is locked, and returns them.
pub(super) async fn make(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<Vec<String>> {
    let mut codes = Vec::new();
    for _ in 0..RECOVERY_CODES {
        codes.push(code_of(random_bytes::<CODE_BYTES>()?));
    }
    let hashes = codes.iter().filter_map(|code| typed_code(code));
    let hashes: Vec<String> = hashes.map(|code| token_hash(&code)).collect();
    store::replace_codes(connection, account_id, &hashes, now_ms).await?;
    Ok(codes)
}
