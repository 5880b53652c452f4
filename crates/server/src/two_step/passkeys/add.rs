//! Adds a passkey that a browser has made, and takes one away. Invariant: the challenge is used up, whatever comes of it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_contract::two_step::add_passkey::{Request, Response};
use serde_json::json;

use super::challenge::{self, ChallengeUse};
use super::{NotTaken, bytes, expected, is_id, signature};
use crate::app_state::AppState;
use crate::domain::passkey::{self, ALGORITHMS, MOST};
use crate::domain::second_factor::SecondFactor;
use crate::domain::webauthn::{self, AuthenticatorData, Ceremony};
use crate::mail::{Asking, TwoStepChange};
use crate::store::account_security::{self, Cause};
use crate::store::accounts::Account;
use crate::store::passkeys::{self as store, Passkey};
use crate::store::second_factors::OneFactor;
use crate::store::{Connection, StoreError, new_id, remembered_browsers, sessions};
use crate::two_step::app::Adder;
use crate::two_step::{
    Result, TwoStepActor, TwoStepError, append_audit, codes_where_none, fresh, keeps_one_where_required,
    notify,
};

/// What is kept of a passkey that was made.
struct Made {
    credential_id: String,
    user_handle: String,
    said: AuthenticatorData,
}

/// Adds it. The session of whoever did it has shown the factor by that. Recovery codes come with it, where there were none.
///
/// # Errors
/// [`TwoStepError::PasskeyRefused`], [`TwoStepError::NameInvalid`], [`TwoStepError::NotFresh`].
pub async fn add(app: &AppState, actor: TwoStepActor<'_>, request: &Request) -> Result<Response> {
    let name = passkey::name(&request.name).ok_or(TwoStepError::NameInvalid)?;
    let now = app.clock.now_ms();
    use_up(app, &request.challenge, now).await?;
    let purpose = ChallengeUse::Add {
        session_id: &actor.session.id,
    };
    let made = judge(app, purpose, request, now).map_err(refused)?;
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    let adder = actor.adder();
    let recovery_codes = keep(app, &mut transaction, &account, (made, name, request), adder, now).await?;
    sessions::set_second_factor(&mut transaction, &actor.session.id, SecondFactor::Passkey).await?;
    transaction.commit().await?;
    Ok(Response { recovery_codes })
}

/// Adds it in the middle of a sign-in, and uses the challenge up; returns the recovery codes that come with it. The account is held.
///
/// # Errors
/// [`TwoStepError::PasskeyRefused`], [`TwoStepError::NameInvalid`].
pub(crate) async fn add_in_step(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    (step_id, request): (&str, &Request),
    adder: Adder<'_>,
    now_ms: i64,
) -> Result<Vec<String>> {
    let name = passkey::name(&request.name).ok_or(TwoStepError::NameInvalid)?;
    if !challenge::use_up(connection, &request.challenge, now_ms).await? {
        return Err(TwoStepError::PasskeyRefused);
    }
    let made = judge(app, ChallengeUse::AddInStep { step_id }, request, now_ms).map_err(refused)?;
    keep(app, connection, account, (made, name, request), adder, now_ms).await
}

/// Writes it down, with what follows from a factor that was added; returns the recovery codes.
async fn keep(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    (made, name, request): (Made, String, &Request),
    adder: Adder<'_>,
    now_ms: i64,
) -> Result<Vec<String>> {
    if store::of_account(connection, &account.id).await?.len() as i64 >= MOST {
        return Err(TwoStepError::TooMany);
    }
    let passkey = Passkey {
        id: new_id(),
        account_id: account.id.clone(),
        credential_id: made.credential_id,
        user_handle: made.user_handle,
        public_key: request.public_key.clone(),
        algorithm: request.algorithm,
        sign_count: i64::from(made.said.sign_count),
        backup_eligible: i64::from(made.said.backup_eligible),
        backed_up: i64::from(made.said.backed_up),
        transports: passkey::transports(&request.transports),
        name: name.clone(),
        added_at_ms: now_ms,
        last_used_at_ms: None,
        opens_alone: 1,
    };
    match store::insert(connection, &passkey).await {
        // Somebody has it already: a browser that was told so makes no such one.
        Err(StoreError::AlreadyExists) => return Err(TwoStepError::PasskeyRefused),
        inserted => inserted?,
    }
    remembered_browsers::forget_all_of(connection, &account.id).await?;
    let detail = json!({ "kind": SecondFactor::Passkey.as_str(), "name": name });
    let action = "second_factor_added";
    append_audit(connection, action, account, adder.origin, detail, now_ms).await?;
    let asking = Some(Asking::new(now_ms, &adder.origin.user_agent));
    let change = TwoStepChange::PasskeyAdded { name };
    notify(app, connection, account, change, adder.language, asking, now_ms).await?;
    codes_where_none(connection, &account.id, now_ms).await
}

/// In a transaction of its own: whatever comes of the rest, it is used.
async fn use_up(app: &AppState, challenge: &str, now_ms: i64) -> Result<()> {
    let mut transaction = app.store.begin().await?;
    let is_first = challenge::use_up(&mut transaction, challenge, now_ms).await?;
    transaction.commit().await?;
    is_first.then_some(()).ok_or(TwoStepError::PasskeyRefused)
}

/// Looks at what the browser made (Web Authentication §7.1).
fn judge(
    app: &AppState,
    purpose: ChallengeUse<'_>,
    request: &Request,
    now_ms: i64,
) -> std::result::Result<Made, NotTaken> {
    let user_handle = challenge::read(app, purpose, &request.challenge, now_ms);
    let user_handle = user_handle.ok_or(NotTaken::Refused("no challenge of this session or step"))?;
    let authenticator_data = bytes(&request.authenticator_data)?;
    let expected = expected(app, Ceremony::Registration, &request.challenge, false)?;
    let said = webauthn::judge(&expected, &bytes(&request.client_data)?, &authenticator_data)?;
    let id = webauthn::credential_id(&authenticator_data).ok_or(NotTaken::Refused("no credential"))?;
    let is_taken = ALGORITHMS.contains(&request.algorithm)
        && signature::is_key(request.algorithm, &bytes(&request.public_key)?);
    match is_taken {
        true => Ok(Made {
            credential_id: URL_SAFE_NO_PAD.encode(id),
            user_handle,
            said,
        }),
        false => Err(NotTaken::Refused("no key of a kind that is taken")),
    }
}

fn refused(reason: NotTaken) -> TwoStepError {
    match reason {
        NotTaken::Store(error) => error.into(),
        reason => {
            tracing::info!(reason = %reason, "a passkey was refused");
            TwoStepError::PasskeyRefused
        }
    }
}

/// Takes one away; with the last factor the recovery codes go.
///
/// # Errors
/// [`TwoStepError::NotFresh`], [`TwoStepError::NoFactor`], [`TwoStepError::Required`].
pub async fn remove(app: &AppState, actor: TwoStepActor<'_>, id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    let all = store::of_account(&mut transaction, &account.id).await?;
    let passkey = all.into_iter().find(|passkey| is_id(id) && passkey.id == id);
    let passkey = passkey.ok_or(TwoStepError::NoFactor)?;
    keeps_one_where_required(&mut transaction, &account, now).await?;
    let cause = Cause {
        action: "second_factor_removed",
        actor_account_id: Some(&account.id),
        detail: json!({ "by": "owner", "kind": SecondFactor::Passkey.as_str(), "name": passkey.name }),
        origin: actor.origin,
    };
    let factor = OneFactor::Passkey(&passkey.id);
    account_security::remove_factor(&mut transaction, &account.id, factor, &cause, now).await?;
    let asking = Some(Asking::new(now, &actor.origin.user_agent));
    let change = TwoStepChange::PasskeyRemoved { name: passkey.name };
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
    Ok(transaction.commit().await?)
}
