//! Making, changing, duplicating and deleting drafts.

use latchkey_contract::ErrorCode;
use latchkey_contract::claim_mapping::ClaimMapping;
use latchkey_contract::sso_configurations::{ClientAuthMethod, ConnectionSettings};
use serde_json::{Value, json};

use super::{
    Actor, FieldRefusal, MOST, Result, SsoConfigurationError, append_audit, checks, client_keys, locked,
    locked_company, version,
};
use crate::app_state::AppState;
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::{Connection, companies, kept_secrets, new_id, sso_secret_watch, sso_test_access};

/// Makes a draft. Returns its identifier.
pub async fn create(
    app: &AppState,
    actor: Actor<'_>,
    settings: ConnectionSettings,
    secret: &str,
) -> Result<String> {
    let (settings, secret) = (checks::trimmed(settings), secret.trim());
    let now_ms = app.clock.now_ms();
    let secret = with_key_made(app, actor, &settings, Some(secret)).await?;
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    let mut refusals = checks::connection(&settings, secret);
    refuse_taken_name(&mut transaction, &company_id, None, &settings.name, &mut refusals).await?;
    refuse(refusals)?;
    let id = new_id();
    let sealed = match secret {
        Some(secret) => app.secret_key.seal(&store::client_secret_purpose(&id), secret)?,
        None => client_keys::sealed_for(&app.secret_key, &mut transaction, &company_id, &id).await?,
    };
    let draft = draft(&mut transaction, &company_id, id, actor).await?;
    let draft = SsoConfiguration {
        client_secret_sealed: sealed,
        claim_mapping: settings.idp.recommended_mapping(),
        ..with_settings(draft, &settings)
    };
    store::upsert(&mut transaction, &draft, now_ms).await?;
    let detail = json!({ "after": shown(&draft) });
    append_audit(
        &mut transaction,
        actor,
        "sso_configuration_created",
        &company_id,
        &draft.id,
        detail,
        now_ms,
    )
    .await?;
    transaction.commit().await?;
    Ok(draft.id)
}

/// Changes how the identity provider is reached. Returns the version that is stored now.
pub async fn update_connection(
    app: &AppState,
    actor: Actor<'_>,
    (id, seen_version): (&str, &str),
    settings: ConnectionSettings,
    secret: Option<&str>,
) -> Result<String> {
    let settings = checks::trimmed(settings);
    let secret = secret.map(str::trim).filter(|secret| !secret.is_empty());
    let secret = with_key_made(app, actor, &settings, secret).await?;
    let mut transaction = app.store.begin().await?;
    let before = locked(&mut transaction, actor, id).await?;
    if version(&before) != seen_version {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    }
    let mut after = with_settings(before.clone(), &settings);
    let needs_secret =
        !after.uses_key() && (reaches_another(&before, &after) || before.client_secret_sealed.is_empty());
    let mut refusals = checks::connection(&settings, secret.or(needs_secret.then_some("")));
    refuse_taken_name(
        &mut transaction,
        &before.company_id,
        Some(id),
        &settings.name,
        &mut refusals,
    )
    .await?;
    refuse(refusals)?;
    if before.active && (secret.is_some() || !differs_in_name_alone(&before, &after)) {
        return Err(SsoConfigurationError::IsActive);
    }
    if let Some(secret) = secret {
        after.client_secret_sealed = app.secret_key.seal(&store::client_secret_purpose(id), secret)?;
    }
    let takes_key = after.uses_key() && !before.uses_key();
    if takes_key {
        let company_id = &before.company_id;
        after.client_secret_sealed =
            client_keys::sealed_for(&app.secret_key, &mut transaction, company_id, id).await?;
    }
    let has_new_secret = secret.is_some() || takes_key;
    save(app, &mut transaction, actor, &before, after, has_new_secret).await?;
    let stored = locked(&mut transaction, actor, id).await?;
    transaction.commit().await?;
    Ok(version(&stored))
}

/// Changes what is read from the claims. Returns the version that is stored now.
pub async fn update_mapping(
    app: &AppState,
    actor: Actor<'_>,
    (id, seen_version): (&str, &str),
    mapping: ClaimMapping,
) -> Result<String> {
    let mut transaction = app.store.begin().await?;
    let before = locked(&mut transaction, actor, id).await?;
    if version(&before) != seen_version {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    }
    let mapping = trimmed_mapping(mapping);
    refuse(checks::mapping(&mapping))?;
    if before.active && before.claim_mapping != mapping {
        return Err(SsoConfigurationError::IsActive);
    }
    let after = SsoConfiguration {
        claim_mapping: mapping,
        is_mapped: true,
        ..before.clone()
    };
    save(app, &mut transaction, actor, &before, after, false).await?;
    let stored = locked(&mut transaction, actor, id).await?;
    transaction.commit().await?;
    Ok(version(&stored))
}

/// Makes a draft with the settings of another configuration, its client secret and its mapping. Returns its identifier.
pub async fn duplicate(app: &AppState, actor: Actor<'_>, id: &str, name: &str) -> Result<String> {
    let name = name.trim();
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let original = locked(&mut transaction, actor, id).await?;
    let mut refusals = Vec::new();
    if let Some(code) = checks::name(name) {
        refusals.push(refusal("name", code));
    }
    refuse_taken_name(&mut transaction, &original.company_id, None, name, &mut refusals).await?;
    refuse(refusals)?;
    let copy = draft(&mut transaction, &original.company_id, new_id(), actor).await?;
    let secret = app
        .secret_key
        .open(&store::client_secret_purpose(id), &original.client_secret_sealed)?;
    let copy = SsoConfiguration {
        client_secret_sealed: app
            .secret_key
            .seal(&store::client_secret_purpose(&copy.id), &secret)?,
        id: copy.id,
        name: name.to_owned(),
        active: false,
        pilot_since_ms: None,
        changed_by_account_id: Some(actor.editor.answerable_account().to_owned()),
        ..original
    };
    store::upsert(&mut transaction, &copy, now_ms).await?;
    // The secret is the same, and so is the day on which it expires.
    let watched = sso_secret_watch::of_configuration(&mut transaction, id).await?;
    if let Some(expires_on) = watched.expires_on {
        sso_secret_watch::set_expiry(&mut transaction, &copy.id, Some(&expires_on)).await?;
    }
    let detail = json!({ "duplicate_of": id, "after": shown(&copy) });
    let company_id = &copy.company_id;
    append_audit(
        &mut transaction,
        actor,
        "sso_configuration_created",
        company_id,
        &copy.id,
        detail,
        now_ms,
    )
    .await?;
    transaction.commit().await?;
    Ok(copy.id)
}

/// Deletes a draft with its tests.
pub async fn delete(app: &AppState, actor: Actor<'_>, id: &str) -> Result<()> {
    let mut transaction = app.store.begin().await?;
    let configuration = locked(&mut transaction, actor, id).await?;
    if configuration.active {
        return Err(SsoConfigurationError::IsActive);
    }
    store::delete(&mut transaction, id).await?;
    let (company_id, now_ms) = (&configuration.company_id, app.clock.now_ms());
    let detail = json!({ "before": shown(&configuration) });
    append_audit(
        &mut transaction,
        actor,
        "sso_configuration_deleted",
        company_id,
        id,
        detail,
        now_ms,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// The client secret that counts: none where a key takes its place, which is made first where the company has none.
async fn with_key_made<'a>(
    app: &AppState,
    actor: Actor<'_>,
    settings: &ConnectionSettings,
    secret: Option<&'a str>,
) -> Result<Option<&'a str>> {
    if settings.client_auth_method != Some(ClientAuthMethod::PrivateKeyJwt) {
        return Ok(secret);
    }
    client_keys::make(app, actor).await?;
    Ok(None)
}

/// Writes what differs. Test Link and Test Email Domain stop working with it, but for a new name: whoever has them tries what was
/// looked at.
async fn save(
    app: &AppState,
    connection: &mut Connection,
    actor: Actor<'_>,
    before: &SsoConfiguration,
    after: SsoConfiguration,
    has_new_secret: bool,
) -> Result<()> {
    let now_ms = app.clock.now_ms();
    let after = SsoConfiguration {
        changed_by_account_id: Some(actor.editor.answerable_account().to_owned()),
        ..after
    };
    let (was, is) = (shown(before), shown(&after));
    if was == is && !has_new_secret {
        return Ok(());
    }
    store::upsert(connection, &after, now_ms).await?;
    if has_new_secret || !differs_in_name_alone(before, &after) {
        sso_test_access::delete(connection, &after.id).await?;
        kept_secrets::erase_all(connection, &after.id).await?;
    }
    let detail = json!({ "before": was, "after": is, "client_secret_replaced": has_new_secret });
    append_audit(
        connection,
        actor,
        "sso_configuration_changed",
        &after.company_id,
        &after.id,
        detail,
        now_ms,
    )
    .await
}

/// An empty draft, if the company may have one more.
async fn draft(
    connection: &mut Connection,
    company_id: &str,
    id: String,
    actor: Actor<'_>,
) -> Result<SsoConfiguration> {
    if store::ids_of_company(connection, company_id).await?.len() >= MOST {
        return Err(SsoConfigurationError::TooMany);
    }
    let company = companies::by_id(connection, company_id).await?;
    let company = company.ok_or(SsoConfigurationError::NotFound)?;
    Ok(SsoConfiguration {
        id,
        company_id: company.id,
        company_slug: company.slug,
        name: String::new(),
        endpoint_url: String::new(),
        client_id: String::new(),
        client_secret_sealed: String::new(),
        client_auth_method: None,
        scopes: Vec::new(),
        claim_mapping: latchkey_contract::sso_configurations::IdpKind::Other.recommended_mapping(),
        active: false,
        idp: latchkey_contract::sso_configurations::IdpKind::Other,
        secret_id: String::new(),
        is_mapped: false,
        changed_by_account_id: Some(actor.editor.answerable_account().to_owned()),
        updated_at_ms: 0,
        pilot_since_ms: None,
    })
}

/// The mapping that nobody chose follows the kind of the identity provider.
fn with_settings(configuration: SsoConfiguration, settings: &ConnectionSettings) -> SsoConfiguration {
    let claim_mapping = match configuration.is_mapped {
        true => configuration.claim_mapping,
        false => settings.idp.recommended_mapping(),
    };
    SsoConfiguration {
        name: settings.name.clone(),
        idp: settings.idp,
        endpoint_url: settings.endpoint_url.clone(),
        client_id: settings.client_id.clone(),
        client_auth_method: settings
            .client_auth_method
            .map(|method| method.as_str().to_owned()),
        scopes: settings.scopes.clone(),
        claim_mapping,
        ..configuration
    }
}

/// Whether the client secret would go to another identity provider, be another client's, or be sent in another way.
fn reaches_another(before: &SsoConfiguration, after: &SsoConfiguration) -> bool {
    before.endpoint_url != after.endpoint_url
        || before.client_id != after.client_id
        || before.client_auth_method != after.client_auth_method
}

fn differs_in_name_alone(before: &SsoConfiguration, after: &SsoConfiguration) -> bool {
    !reaches_another(before, after)
        && before.scopes == after.scopes
        && before.claim_mapping == after.claim_mapping
}

fn trimmed_mapping(mapping: ClaimMapping) -> ClaimMapping {
    let optional = |claim: Option<String>| {
        claim
            .map(|claim| claim.trim().to_owned())
            .filter(|claim| !claim.is_empty())
    };
    ClaimMapping {
        foreign_id: mapping.foreign_id.trim().to_owned(),
        username: mapping.username.trim().to_owned(),
        first_name: optional(mapping.first_name),
        last_name: optional(mapping.last_name),
    }
}

async fn refuse_taken_name(
    connection: &mut Connection,
    company_id: &str,
    own_id: Option<&str>,
    name: &str,
    refusals: &mut Vec<FieldRefusal>,
) -> Result<()> {
    let taken = store::by_name(connection, company_id, name).await?;
    if taken.is_some_and(|other| Some(other.id.as_str()) != own_id) {
        refusals.insert(0, refusal("name", ErrorCode::NameTaken));
    }
    Ok(())
}

const fn refusal(field: &'static str, code: ErrorCode) -> FieldRefusal {
    FieldRefusal {
        field,
        entry: None,
        code,
    }
}

fn refuse(refusals: Vec<FieldRefusal>) -> Result<()> {
    match refusals.is_empty() {
        true => Ok(()),
        false => Err(SsoConfigurationError::Fields(refusals)),
    }
}

/// What the trail shows of a configuration. The client secret is not among it.
fn shown(configuration: &SsoConfiguration) -> Value {
    json!({
        "name": configuration.name,
        "idp": configuration.idp.as_str(),
        "endpoint_url": configuration.endpoint_url,
        "client_id": configuration.client_id,
        "client_auth_method": configuration.client_auth_method,
        "scopes": configuration.scopes,
        "claims": configuration.claim_mapping,
        "is_mapped": configuration.is_mapped,
    })
}
