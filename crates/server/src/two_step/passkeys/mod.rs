//! Passkeys of the person who is signed in. Invariants: the public key is all that is kept; whoever adds or removes one has signed in within the
//! last ten minutes, with a second factor where there is one, and gets a mail; a challenge is answered once.
//!
//! The few rules that a relying party has are here and in `domain/webauthn.rs`, over the cryptography that the house has already. The libraries for
//! it were looked at: `webauthn-rs` wants OpenSSL; `webauthn_rp` brings a second P-256, P-384, Ed25519 and RSA, is developed no further (its fork
//! asks for a newer compiler), and most of its 37,000 lines read attestations, which are not asked for here.

pub mod add;
pub mod challenge;
pub mod signature;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_contract::two_step::{Passkey as Shown, PasskeyAssertion, PasskeyName, begin_passkey};

use super::{Result, TwoStepActor, TwoStepError, fresh, held};
use crate::app_state::AppState;
use crate::config::PublicUrl;
use crate::domain::passkey::{self, ALGORITHMS, MOST};
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::domain::webauthn::{self, AuthenticatorData, Ceremony, CeremonyRefusal, Expected};
use crate::rfc3339::rfc3339;
use crate::secrets::random_bytes;
use crate::store::accounts::Account;
use crate::store::passkeys::{self as store, Passkey, Use};
use crate::store::{Connection, StoreError, second_factor_rules};
use challenge::ChallengeUse;

/// What an authenticator knows an account by has so many bytes, which say nothing (Web Authentication §14.6.1).
const USER_HANDLE_BYTES: usize = 32;

/// The relying party of this platform; `None` where its address is one of numbers.
pub fn relying_party_id(public_url: &PublicUrl) -> Option<&str> {
    passkey::relying_party_id(public_url.host())
}

/// As its owner sees it.
pub(super) fn shown(passkey: Passkey) -> Shown {
    Shown {
        id: passkey.id,
        name: passkey.name,
        added_at: rfc3339(passkey.added_at_ms).unwrap_or_default(),
        last_used_at: passkey.last_used_at_ms.and_then(rfc3339),
        is_backed_up: passkey.backed_up == 1,
        opens_alone: passkey.opens_alone == 1,
    }
}

/// As a browser looks for it.
pub fn named(passkeys: &[Passkey]) -> Vec<PasskeyName> {
    let name = |passkey: &Passkey| PasskeyName {
        id: passkey.credential_id.clone(),
        transports: passkey.transports.split_whitespace().map(str::to_owned).collect(),
    };
    passkeys.iter().map(name).collect()
}

/// Begins to add one.
///
/// # Errors
/// [`TwoStepError::NotFresh`], [`TwoStepError::ManagedByCompany`], [`TwoStepError::NotOffered`], [`TwoStepError::TooMany`].
pub async fn begin(app: &AppState, actor: TwoStepActor<'_>) -> Result<begin_passkey::Response> {
    let rp_id = relying_party_id(&app.config.public_url).ok_or(TwoStepError::NotOffered)?;
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account = fresh(&mut transaction, actor, now).await?;
    if second_factor_rules::of_company(&mut transaction, &account.company_id).await? == SecondFactorRule::Off
    {
        return Err(TwoStepError::NotOffered);
    }
    let present = store::of_account(&mut transaction, &account.id).await?;
    transaction.commit().await?;
    if present.len() as i64 >= MOST {
        return Err(TwoStepError::TooMany);
    }
    let user_handle = match present.first() {
        Some(passkey) => passkey.user_handle.clone(),
        None => URL_SAFE_NO_PAD.encode(random_bytes::<USER_HANDLE_BYTES>()?),
    };
    let purpose = ChallengeUse::Add {
        session_id: &actor.session.id,
    };
    asked(app, rp_id, purpose, &account, (user_handle, &present))
}

/// What the browser of somebody is asked who has no factor and adds one in the middle of a sign-in; `None` where this platform's address allows
/// no passkeys. Writes nothing.
///
/// # Errors
/// The machine has no randomness.
pub fn begin_in_step(
    app: &AppState,
    step_id: &str,
    account: &Account,
) -> Result<Option<begin_passkey::Response>> {
    let Some(rp_id) = relying_party_id(&app.config.public_url) else {
        return Ok(None);
    };
    let user_handle = URL_SAFE_NO_PAD.encode(random_bytes::<USER_HANDLE_BYTES>()?);
    let purpose = ChallengeUse::AddInStep { step_id };
    asked(app, rp_id, purpose, account, (user_handle, &[])).map(Some)
}

fn asked(
    app: &AppState,
    rp_id: &str,
    purpose: ChallengeUse<'_>,
    account: &Account,
    (user_handle, present): (String, &[Passkey]),
) -> Result<begin_passkey::Response> {
    Ok(begin_passkey::Response {
        challenge: challenge::make(app, purpose, &user_handle, app.clock.now_ms())?,
        rp_id: rp_id.to_owned(),
        rp_name: app.config.platform_name.clone(),
        user_handle,
        display_name: account.email.clone(),
        user_name: account.email.clone(),
        algorithms: ALGORITHMS.into(),
        present: named(present),
    })
}

/// Gives one another name.
///
/// # Errors
/// [`TwoStepError::NameInvalid`], [`TwoStepError::NoFactor`].
pub async fn rename(app: &AppState, actor: TwoStepActor<'_>, id: &str, name: &str) -> Result<()> {
    let name = passkey::name(name).ok_or(TwoStepError::NameInvalid)?;
    let mut transaction = app.store.begin().await?;
    let account = held(&mut transaction, &actor.session.account_id).await?;
    if !is_id(id) || !store::rename(&mut transaction, &account.id, id, &name).await? {
        return Err(TwoStepError::NoFactor);
    }
    Ok(transaction.commit().await?)
}

/// Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
pub(super) fn is_id(id: &str) -> bool {
    uuid::Uuid::try_parse(id).is_ok()
}

/// Why a passkey that was shown is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// It does not fit; for the log.
    #[error("{0}")]
    Refused(&'static str),
    /// What the browser or the authenticator says does not.
    #[error(transparent)]
    Ceremony(#[from] CeremonyRefusal),
    /// Its counter went back.
    #[error("the counter went back")]
    CounterWentBack,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks at what an authenticator says; changes nothing. The challenge was looked at.
///
/// # Errors
/// [`NotTaken`].
pub fn judge(
    app: &AppState,
    passkey: &Passkey,
    assertion: &PasskeyAssertion,
    needs_user_verified: bool,
) -> std::result::Result<AuthenticatorData, NotTaken> {
    let client_data = bytes(&assertion.client_data)?;
    let authenticator_data = bytes(&assertion.authenticator_data)?;
    let expected = expected(
        app,
        Ceremony::Authentication,
        &assertion.challenge,
        needs_user_verified,
    )?;
    let said = webauthn::judge(&expected, &client_data, &authenticator_data)?;
    if assertion
        .user_handle
        .as_ref()
        .is_some_and(|handle| *handle != passkey.user_handle)
    {
        return Err(NotTaken::Refused("another user"));
    }
    // §7.2, step 18: a passkey cannot become one that can be copied.
    if said.backup_eligible != (passkey.backup_eligible == 1) {
        return Err(NotTaken::Refused("the backup eligibility changed"));
    }
    let key = bytes(&passkey.public_key)?;
    let signed = signature::signed(&authenticator_data, &client_data);
    if !signature::is_right(passkey.algorithm, &key, &signed, &bytes(&assertion.signature)?) {
        return Err(NotTaken::Refused("the signature is wrong"));
    }
    let before = u32::try_from(passkey.sign_count).unwrap_or(u32::MAX);
    match webauthn::counter_goes_on(before, said.sign_count) {
        true => Ok(said),
        false => Err(NotTaken::CounterWentBack),
    }
}

/// Writes down that it was used.
///
/// # Errors
/// [`NotTaken`] where somebody else used it at the same moment.
pub async fn use_it(
    connection: &mut Connection,
    passkey: &Passkey,
    said: AuthenticatorData,
    now_ms: i64,
) -> std::result::Result<(), NotTaken> {
    let used = Use {
        sign_count: i64::from(said.sign_count),
        backed_up: said.backed_up,
        at_ms: now_ms,
    };
    match store::use_it(connection, passkey, used).await? {
        true => Ok(()),
        false => Err(NotTaken::Refused("it was used by another request")),
    }
}

fn expected<'a>(
    app: &'a AppState,
    ceremony: Ceremony,
    challenge: &'a str,
    needs_user_verified: bool,
) -> std::result::Result<Expected<'a>, NotTaken> {
    let public_url = &app.config.public_url;
    let rp_id = relying_party_id(public_url).ok_or(NotTaken::Refused("no relying party"))?;
    Ok(Expected {
        ceremony,
        challenge,
        origin: public_url.origin(),
        rp_id_hash: signature::hash(rp_id.as_bytes()),
        needs_user_verified,
    })
}

fn bytes(text: &str) -> std::result::Result<Vec<u8>, NotTaken> {
    let read = URL_SAFE_NO_PAD.decode(text);
    read.map_err(|_| NotTaken::Refused("it is not base64url"))
}
