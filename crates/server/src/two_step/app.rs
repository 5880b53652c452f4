//! The authenticator app: shown, confirmed by a code, taken away. Invariant: until the first code was right, the secret that was shown opens
//! nothing, and what was there before goes on.

use latchkey_contract::Language;
use latchkey_contract::two_step::{begin_totp, confirm_totp};
use serde_json::json;
use zeroize::Zeroizing;

use super::{
    Result, TwoStepActor, TwoStepError, append_audit, codes_where_none, fresh, keeps_one_where_required,
    notify, qr,
};
use crate::app_state::AppState;
use crate::domain::second_factor::SecondFactor;
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::domain::totp::{self, ENROLMENT_MS, NO_STEP, SECRET_BYTES};
use crate::mail::{Asking, TwoStepChange};
use crate::secrets::random_bytes;
use crate::store::account_security::{self, Cause};
use crate::store::accounts::Account;
use crate::store::audit::Origin;
use crate::store::second_factors::{self as store, OneFactor, totp_purpose};
use crate::store::{Connection, remembered_browsers, second_factor_rules, sessions};

/// Makes a secret and shows it, this once.
///
/// # Errors
/// [`TwoStepError::NotFresh`], [`TwoStepError::ManagedByCompany`].
pub async fn begin(app: &AppState, actor: TwoStepActor<'_>) -> Result<begin_totp::Response> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    let rule = second_factor_rules::of_company(&mut transaction, &account.company_id).await?;
    if rule == SecondFactorRule::Off {
        return Err(TwoStepError::NotOffered);
    }
    let shown = show(app, &mut transaction, &account, now).await?;
    transaction.commit().await?;
    Ok(shown)
}

/// Makes a secret for the account.
pub(crate) async fn show(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    now_ms: i64,
) -> Result<begin_totp::Response> {
    let random = Zeroizing::new(random_bytes::<SECRET_BYTES>()?);
    let secret = totp::spelled(*random);
    let sealed = app.secret_key.seal(&totp_purpose(&account.id), &secret)?;
    store::begin_enrolment(connection, &account.id, &sealed, now_ms).await?;
    Ok(drawn(app, account, &secret))
}

/// Shows the secret that waits for its first code once more; `None` where there is none.
pub(crate) async fn show_again(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
) -> Result<Option<begin_totp::Response>> {
    let Some(enrolment) = store::enrolment_of(connection, &account.id).await? else {
        return Ok(None);
    };
    let purpose = totp_purpose(&account.id);
    let secret = app.secret_key.open(&purpose, &enrolment.secret_sealed)?;
    Ok(Some(drawn(app, account, &secret)))
}

fn drawn(app: &AppState, account: &Account, secret: &str) -> begin_totp::Response {
    let uri = totp::uri(secret, &app.config.platform_name, &account.email);
    begin_totp::Response {
        qr_code: qr::draw(&uri),
        uri: uri.as_str().to_owned(),
        secret: secret.to_owned(),
    }
}

/// Adds the app whose secret was shown, with its first code. The session of whoever did it has shown the factor by that. Recovery codes come
/// with it, where there were none.
///
/// # Errors
/// [`TwoStepError::CodeWrong`], [`TwoStepError::NotFresh`], [`TwoStepError::ManagedByCompany`].
pub async fn confirm(
    app: &AppState,
    actor: TwoStepActor<'_>,
    request: &confirm_totp::Request,
) -> Result<confirm_totp::Response> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    let recovery_codes = add(app, &mut transaction, &account, &request.code, actor.adder(), now).await?;
    sessions::set_second_factor(&mut transaction, &actor.session.id, SecondFactor::Totp).await?;
    transaction.commit().await?;
    Ok(confirm_totp::Response { recovery_codes })
}

/// Who adds an app, for the trail and the mail.
#[derive(Clone, Copy)]
pub(crate) struct Adder<'a> {
    /// Where it comes from.
    pub(crate) origin: &'a Origin,
    /// The language of the mail to somebody who chose none.
    pub(crate) language: Language,
}

/// Makes the secret that was shown the account's factor, if the code is its; returns the recovery codes that come with it.
pub(crate) async fn add(
    app: &AppState,
    connection: &mut Connection,
    account: &Account,
    code: &str,
    adder: Adder<'_>,
    now_ms: i64,
) -> Result<Vec<String>> {
    let enrolment = store::enrolment_of(connection, &account.id).await?;
    let enrolment = enrolment
        .filter(|enrolment| now_ms < enrolment.begun_at_ms + ENROLMENT_MS)
        .ok_or(TwoStepError::CodeWrong)?;
    let secret = app
        .secret_key
        .open(&totp_purpose(&account.id), &enrolment.secret_sealed)?;
    let step = totp::step_of(&secret, code, NO_STEP, now_ms).ok_or(TwoStepError::CodeWrong)?;
    store::confirm_enrolment(connection, &account.id, &enrolment, step, now_ms).await?;
    remembered_browsers::forget_all_of(connection, &account.id).await?;
    let detail = json!({ "kind": SecondFactor::Totp.as_str() });
    let action = "second_factor_added";
    append_audit(connection, action, account, adder.origin, detail, now_ms).await?;
    let asking = Some(Asking::new(now_ms, &adder.origin.user_agent));
    let change = TwoStepChange::Added;
    notify(app, connection, account, change, adder.language, asking, now_ms).await?;
    codes_where_none(connection, &account.id, now_ms).await
}

impl<'a> TwoStepActor<'a> {
    pub(super) const fn adder(self) -> Adder<'a> {
        Adder {
            origin: self.origin,
            language: self.language,
        }
    }
}

/// Takes the app away; with the last factor the recovery codes go.
///
/// # Errors
/// [`TwoStepError::NotFresh`], [`TwoStepError::NoFactor`], [`TwoStepError::Required`].
pub async fn remove(app: &AppState, actor: TwoStepActor<'_>) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    if store::totp_of(&mut transaction, &account.id).await?.is_none() {
        return Err(TwoStepError::NoFactor);
    }
    keeps_one_where_required(&mut transaction, &account, now).await?;
    let cause = Cause {
        action: "second_factor_removed",
        actor_account_id: Some(&account.id),
        detail: json!({ "by": "owner", "kind": SecondFactor::Totp.as_str() }),
        origin: actor.origin,
    };
    account_security::remove_factor(&mut transaction, &account.id, OneFactor::Totp, &cause, now).await?;
    let asking = Some(Asking::new(now, &actor.origin.user_agent));
    let change = TwoStepChange::Removed;
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
