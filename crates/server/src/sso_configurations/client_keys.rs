//! The keys with which the platform proves to a company's identity provider who it is (`private_key_jwt`). Invariants: a private half never leaves
//! the server; what a company publishes is every key that one of its configurations uses, is to use, or used within the last day.

use latchkey_contract::sso_configurations::ClientKey as ShownKey;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::{Actor, Result, SsoConfigurationError, append_audit, company_of, locked_company};
use crate::app_state::AppState;
use crate::federation::{ClientKey, KeyFault, PublicKey};
use crate::secrets::SecretKey;
use crate::store::client_keys::{self as store, purpose};
use crate::store::sso_configurations::{self, OtherSecret, client_secret_purpose};
use crate::store::{Connection, StoreError, companies, new_id};

/// The company's public key, for whoever sets its identity provider up. It is made where there is none.
pub async fn make(app: &AppState, actor: Actor<'_>) -> Result<ShownKey> {
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, actor.editor).await?;
    let company = companies::by_id(&mut connection, &company_id).await?;
    let slug = company.ok_or(SsoConfigurationError::NotFound)?.slug;
    let present = store::of_company(&mut connection, &company_id).await?;
    drop(connection);
    let text = match present {
        Some(sealed) => app.secret_key.open(&purpose(&company_id), &sealed)?,
        None => first(app, actor, &slug).await?,
    };
    Ok(shown(app, &slug, &PublicKey::of(&text)?))
}

/// The company's first key. Of two who make it at once, both get the one that was written down.
async fn first(app: &AppState, actor: Actor<'_>, slug: &str) -> Result<Zeroizing<String>> {
    let text = generate(app, slug).await?;
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    let sealed = app.secret_key.seal(&purpose(&company_id), &text)?;
    if store::insert(&mut transaction, &company_id, &sealed, now_ms).await? {
        let detail = json!({ "kids": PublicKey::of(&text)?.key_ids().collect::<Vec<_>>() });
        let action = "sso_client_key_made";
        append_audit(
            &mut transaction,
            actor,
            action,
            &company_id,
            &company_id,
            detail,
            now_ms,
        )
        .await?;
        transaction.commit().await?;
        return Ok(text);
    }
    let other = store::of_company(&mut transaction, &company_id).await?;
    let other = other.ok_or(StoreError::Corrupt("client_keys"))?;
    Ok(app.secret_key.open(&purpose(&company_id), &other)?)
}

/// A new key, off the request threads. Its certificate is named after the platform's host and the company.
pub(super) async fn generate(app: &AppState, slug: &str) -> Result<Zeroizing<String>> {
    let name = format!("{} {slug}", app.config.public_url.host());
    let now_ms = app.clock.now_ms();
    let made = tokio::task::spawn_blocking(move || ClientKey::generate(&name, now_ms)).await;
    Ok(made.map_err(|_| KeyFault)??)
}

/// The company's key, sealed for one of its configurations.
///
/// # Errors
/// [`SsoConfigurationError::ChangedMeanwhile`] where it has none: [`make`] comes first.
pub async fn sealed_for(
    key: &SecretKey,
    connection: &mut Connection,
    company_id: &str,
    configuration_id: &str,
) -> Result<String> {
    let sealed = store::of_company(connection, company_id).await?;
    let sealed = sealed.ok_or(SsoConfigurationError::ChangedMeanwhile)?;
    let text = key.open(&purpose(company_id), &sealed)?;
    Ok(key.seal(&client_secret_purpose(configuration_id), &text)?)
}

/// Makes a key, sealed for the configuration that uses it from now on, the company's: new configurations begin with it, and so do drafts, which
/// want another test then.
pub(super) async fn follow(
    app: &AppState,
    connection: &mut Connection,
    actor: Actor<'_>,
    (company_id, configuration_id): (&str, &str),
    sealed: &str,
) -> Result<()> {
    let text = app
        .secret_key
        .open(&client_secret_purpose(configuration_id), sealed)?;
    let of_company = app.secret_key.seal(&purpose(company_id), &text)?;
    store::replace(connection, company_id, &of_company).await?;
    for draft in store::drafts_with_key(connection, company_id).await? {
        let sealed = app.secret_key.seal(&client_secret_purpose(&draft), &text)?;
        let secret = OtherSecret {
            sealed: &sealed,
            secret_id: &new_id(),
        };
        let by = actor.editor.answerable_account();
        sso_configurations::replace_secret(connection, &draft, secret, by, app.clock.now_ms()).await?;
    }
    Ok(())
}

/// What everybody may see of a key that a configuration uses.
pub(super) fn shown_of(app: &AppState, slug: &str, configuration_id: &str, sealed: &str) -> Result<ShownKey> {
    let text = app
        .secret_key
        .open(&client_secret_purpose(configuration_id), sealed)?;
    Ok(shown(app, slug, &PublicKey::of(&text)?))
}

fn shown(app: &AppState, slug: &str, key: &PublicKey) -> ShownKey {
    ShownKey {
        keys_url: address(app, slug),
        certificate: key.certificate_pem(),
        thumbprint: key.thumbprint(),
    }
}

/// Where the company's public keys are.
pub fn address(app: &AppState, slug: &str) -> String {
    app.config.public_url.join(&format!("/sso/keys/{slug}"))
}

/// The public keys of a company, each once; none where there is no such company.
pub async fn published(app: &AppState, slug: &str) -> Result<Vec<Value>> {
    let mut connection = app.store.read().await?;
    let Some(company) = companies::by_slug(&mut connection, slug).await? else {
        return Ok(Vec::new());
    };
    let own = store::of_company(&mut connection, &company.id).await?;
    let used = store::used(&mut connection, &company.id, app.clock.now_ms()).await?;
    drop(connection);
    let own = own.map(|sealed| (purpose(&company.id), sealed));
    let used = used
        .into_iter()
        .map(|key| (client_secret_purpose(&key.configuration_id), key.key_sealed));
    let mut keys: Vec<Value> = Vec::new();
    for (purpose, sealed) in own.into_iter().chain(used) {
        for jwk in PublicKey::of(&app.secret_key.open(&purpose, &sealed)?)?.jwks {
            if !keys.contains(&jwk) {
                keys.push(jwk);
            }
        }
    }
    Ok(keys)
}
