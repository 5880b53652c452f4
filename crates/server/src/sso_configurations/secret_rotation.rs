//! Rotation of the client secret of the active configuration in its place: a new one is entered beside it, tested, and takes its place in one
//! transaction. Invariants: until then people sign in with the present one alone; what decides is read and locked in the transaction that acts; a
//! secret goes in and never comes out.

use latchkey_contract::paths;
use latchkey_contract::sso_configurations::SecretRotation;
use latchkey_contract::sso_configurations::enter_pending_secret::Request as EnterRequest;
use serde_json::json;
use zeroize::Zeroizing;

use super::activation::Admin;
use super::secret_rotation_view::{present, shown, version_of, with_secret};
use super::{
    Actor, Editor, FieldRefusal, Result, SsoConfigurationError, append_audit, checks, client_keys, found,
    locked, secret_expiry,
};
use crate::app_state::AppState;
use crate::domain::secret_rotation::{ANNOUNCED_FOR_MS, Refusal};
use crate::mail::Message;
use crate::store::kept_secrets::{self as store, KeptSecretRow, KeptSecrets, NewKeptSecret, Role};
use crate::store::sso_configurations::{self, OtherSecret, SsoConfiguration, client_secret_purpose};
use crate::store::{Connection, Transaction, new_id, sso_secret_watch, sso_test_runs};

/// How far it is, for an admin of the company.
pub async fn read(app: &AppState, editor: &Editor, id: &str) -> Result<SecretRotation> {
    let mut connection = app.store.read().await?;
    let configuration = found(&mut connection, editor, id).await?;
    shown(app, &mut connection, editor, configuration).await
}

/// Puts a new secret beside the present one.
pub async fn enter(
    app: &AppState,
    actor: Actor<'_>,
    id: &str,
    request: &EnterRequest,
) -> Result<SecretRotation> {
    let now_ms = app.clock.now_ms();
    let Entered { secret, expires_on } = entered(app, actor, id, request).await?;
    let mut transaction = app.store.begin().await?;
    let (configuration, kept) = seen(&mut transaction, actor, id, &request.version).await?;
    let settings = configuration.settings_fingerprint();
    let present = present(&configuration, &settings, now_ms);
    let ahead_ms = match configuration.uses_key() {
        true => ANNOUNCED_FOR_MS,
        false => 0,
    };
    let decided = kept
        .rotation(configuration.uses_key())
        .with_pending(new_id(), present, ahead_ms);
    let after = decided.map_err(refused)?;
    let pending = after.pending.ok_or(SsoConfigurationError::ChangedMeanwhile)?;
    let sealed = app.secret_key.seal(&client_secret_purpose(id), &secret)?;
    let new = NewKeptSecret {
        role: Role::Pending,
        secret_sealed: &sealed,
        kept: &pending,
        expires_on: expires_on.as_deref(),
        account_id: actor.editor.answerable_account(),
    };
    store::put(&mut transaction, id, new, now_ms).await?;
    let detail = json!({ "expires_on": expires_on, "replaces_pending": kept.pending.is_some(), "is_key": configuration.uses_key() });
    append_rotation_audit(
        &mut transaction,
        actor,
        "sso_secret_entered",
        &configuration,
        detail,
        now_ms,
    )
    .await?;
    let shown = shown(app, &mut transaction, actor.editor, configuration).await?;
    transaction.commit().await?;
    Ok(shown)
}

/// A new secret, checked, or a new key.
struct Entered {
    secret: Zeroizing<String>,
    expires_on: Option<String>,
}

/// What is put beside the present one: of a key, the platform makes the next by itself, and it does not expire.
async fn entered(app: &AppState, actor: Actor<'_>, id: &str, request: &EnterRequest) -> Result<Entered> {
    let configuration = found(&mut *app.store.read().await?, actor.editor, id).await?;
    if configuration.uses_key() {
        return Ok(Entered {
            secret: client_keys::generate(app, &configuration.company_slug).await?,
            expires_on: None,
        });
    }
    let secret = request.client_secret.trim();
    let expires_on = secret_expiry::last_day(request.expires_on.as_deref());
    let of_secret = checks::client_secret(secret).map(|code| FieldRefusal {
        field: "client_secret",
        entry: None,
        code,
    });
    let refusals: Vec<_> = of_secret
        .into_iter()
        .chain(secret_expiry::refusal(expires_on, app.clock.now_ms()))
        .collect();
    match refusals.is_empty() {
        true => Ok(Entered {
            secret: Zeroizing::new(secret.to_owned()),
            expires_on: expires_on.map(str::to_owned),
        }),
        false => Err(SsoConfigurationError::Fields(refusals)),
    }
}

/// Where a key changed, new configurations and drafts begin with it, too.
async fn keys_follow(
    app: &AppState,
    connection: &mut Connection,
    actor: Actor<'_>,
    after: &SsoConfiguration,
) -> Result<()> {
    match after.uses_key() {
        true => {
            let whose = (after.company_id.as_str(), after.id.as_str());
            client_keys::follow(app, connection, actor, whose, &after.client_secret_sealed).await
        }
        false => Ok(()),
    }
}

/// Erases the new secret that waits.
pub async fn discard(
    app: &AppState,
    actor: Actor<'_>,
    id: &str,
    seen_version: &str,
) -> Result<SecretRotation> {
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (configuration, _) = seen(&mut transaction, actor, id, seen_version).await?;
    store::erase(&mut transaction, id, Role::Pending).await?;
    append_rotation_audit(
        &mut transaction,
        actor,
        "sso_secret_discarded",
        &configuration,
        json!({}),
        now_ms,
    )
    .await?;
    let shown = shown(app, &mut transaction, actor.editor, configuration).await?;
    transaction.commit().await?;
    Ok(shown)
}

/// Puts the new secret in the place of the present one, once a test with it has passed.
///
/// # Errors
/// [`SsoConfigurationError::SecretNotTested`]; [`SsoConfigurationError::NotFresh`] where the sign-in is too old;
/// [`SsoConfigurationError::ChangedMeanwhile`] where the settings are others than those beside which it was put.
pub async fn swap(app: &AppState, admin: Admin<'_>, id: &str, seen_version: &str) -> Result<SecretRotation> {
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let mut transaction = app.store.begin().await?;
    let (before, kept) = seen(&mut transaction, actor, id, seen_version).await?;
    admin.require_fresh(&mut transaction, now_ms).await?;
    let Some(pending) = &kept.pending else {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    };
    let after = with_secret(before.clone(), pending);
    let (settings, settings_after) = (before.settings_fingerprint(), after.settings_fingerprint());
    let is_tested = sso_test_runs::has_passed(&mut transaction, id, &settings_after).await?;
    let decided = kept.rotation(before.uses_key()).swapped(
        present(&before, &settings, now_ms),
        &settings_after,
        is_tested,
    );
    let previous = decided.map_err(refused)?.previous;
    let watched = sso_secret_watch::of_configuration(&mut transaction, id).await?;
    put_in_place(&mut transaction, actor, id, pending, now_ms).await?;
    keys_follow(app, &mut transaction, actor, &after).await?;
    store::erase(&mut transaction, id, Role::Pending).await?;
    let back_until_ms = previous.as_ref().map_or(now_ms, |previous| previous.until_ms);
    if let Some(previous) = &previous {
        let old = NewKeptSecret {
            role: Role::Previous,
            secret_sealed: &before.client_secret_sealed,
            kept: previous,
            expires_on: watched.expires_on.as_deref(),
            account_id: editor.answerable_account(),
        };
        store::put(&mut transaction, id, old, now_ms).await?;
    }
    let detail = json!({ "expires_on": { "before": watched.expires_on, "after": pending.expires_on } });
    append_rotation_audit(
        &mut transaction,
        actor,
        "sso_secret_swapped",
        &before,
        detail,
        now_ms,
    )
    .await?;
    let message = Message::SsoSecretSwapped {
        configuration: before.name.clone(),
        by: admin.session.email.clone(),
        back_until_ms,
        page: app.config.public_url.join(paths::SINGLE_SIGN_ON),
    };
    finish(app, transaction, admin, &after, &message).await
}

/// Puts the old secret in its place again, and erases the newer one.
///
/// # Errors
/// [`SsoConfigurationError::ChangedMeanwhile`] where it is not kept any more; [`SsoConfigurationError::NotFresh`] where the sign-in is too old.
pub async fn take_back(
    app: &AppState,
    admin: Admin<'_>,
    id: &str,
    seen_version: &str,
) -> Result<SecretRotation> {
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let mut transaction = app.store.begin().await?;
    let (before, kept) = seen(&mut transaction, actor, id, seen_version).await?;
    admin.require_fresh(&mut transaction, now_ms).await?;
    let settings = before.settings_fingerprint();
    kept.rotation(before.uses_key())
        .taken_back(present(&before, &settings, now_ms))
        .map_err(refused)?;
    let previous = kept.previous.ok_or(SsoConfigurationError::ChangedMeanwhile)?;
    put_in_place(&mut transaction, actor, id, &previous, now_ms).await?;
    store::erase_all(&mut transaction, id).await?;
    let detail = json!({ "expires_on": previous.expires_on });
    append_rotation_audit(
        &mut transaction,
        actor,
        "sso_secret_taken_back",
        &before,
        detail,
        now_ms,
    )
    .await?;
    let message = Message::SsoSecretTakenBack {
        configuration: before.name.clone(),
        by: admin.session.email.clone(),
        page: app.config.public_url.join(paths::SINGLE_SIGN_ON),
    };
    let after = with_secret(before, &previous);
    keys_follow(app, &mut transaction, actor, &after).await?;
    finish(app, transaction, admin, &after, &message).await
}

/// The configuration as it would be with the secret that waits; none where none does, or it does not hold any more.
pub(super) async fn with_pending(
    connection: &mut Connection,
    configuration: SsoConfiguration,
    now_ms: i64,
) -> Result<Option<SsoConfiguration>> {
    let kept = store::of_configuration(connection, &configuration.id).await?;
    let settings = configuration.settings_fingerprint();
    let holding = kept
        .rotation(configuration.uses_key())
        .holding(present(&configuration, &settings, now_ms));
    let pending = kept.pending.filter(|_| holding.pending.is_some());
    Ok(pending.map(|pending| with_secret(configuration, &pending)))
}

/// Mails the admins, commits, and says how far it is now.
async fn finish(
    app: &AppState,
    mut transaction: Transaction,
    admin: Admin<'_>,
    after: &SsoConfiguration,
    message: &Message,
) -> Result<SecretRotation> {
    admin
        .admin_notifier(app)
        .admins(&mut transaction, &after.company_id, message)
        .await?;
    let editor = Editor::signed_in(admin.session);
    let shown = shown(app, &mut transaction, &editor, after.clone()).await?;
    transaction.commit().await?;
    Ok(shown)
}

/// The configuration and what is kept beside it, locked, if they are what was looked at.
async fn seen(
    connection: &mut Connection,
    actor: Actor<'_>,
    id: &str,
    seen_version: &str,
) -> Result<(SsoConfiguration, KeptSecrets)> {
    let configuration = locked(connection, actor, id).await?;
    let kept = store::of_configuration(connection, id).await?;
    match version_of(&configuration, &kept) == seen_version {
        true => Ok((configuration, kept)),
        false => Err(SsoConfigurationError::ChangedMeanwhile),
    }
}

const fn refused(refusal: Refusal) -> SsoConfigurationError {
    match refusal {
        // There is nothing to rotate: the secret of a draft is changed in the wizard.
        Refusal::NotActive => SsoConfigurationError::NotFound,
        Refusal::NothingKept => SsoConfigurationError::ChangedMeanwhile,
        Refusal::NotTested => SsoConfigurationError::SecretNotTested,
        Refusal::TooEarly => SsoConfigurationError::KeyTooNew,
    }
}

/// Makes a kept secret the present one; its date follows it.
async fn put_in_place(
    connection: &mut Connection,
    actor: Actor<'_>,
    id: &str,
    kept: &KeptSecretRow,
    now_ms: i64,
) -> Result<()> {
    let secret = OtherSecret {
        sealed: &kept.secret_sealed,
        secret_id: &kept.secret_id,
    };
    let by = actor.editor.answerable_account();
    sso_configurations::replace_secret(connection, id, secret, by, now_ms).await?;
    Ok(sso_secret_watch::set_expiry(connection, id, kept.expires_on.as_deref()).await?)
}

async fn append_rotation_audit(
    connection: &mut Connection,
    actor: Actor<'_>,
    action: &'static str,
    configuration: &SsoConfiguration,
    mut detail: serde_json::Value,
    now_ms: i64,
) -> Result<()> {
    detail["name"] = json!(configuration.name);
    let (company_id, id) = (&configuration.company_id, &configuration.id);
    append_audit(connection, actor, action, company_id, id, detail, now_ms).await
}
