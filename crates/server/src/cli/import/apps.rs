//! The apps of a company, their environments, and who may enter them. Invariants: an app never changes company; what was deleted
//! stays so.

use super::ImportError;
use super::checks::{address, check_environment, check_name, check_slug};
use crate::cli::import_file;
use crate::secrets::token_hash;
use crate::store::companies::Company;
use crate::store::{Connection, StoreError, accounts, app_settings, apps};

/// Returns the number of environments.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::App,
    now_ms: i64,
) -> Result<usize, ImportError> {
    check_slug(&file.slug)?;
    check_name("app", &file.name)?;
    if apps::owner_by_slug(connection, &file.slug)
        .await?
        .is_some_and(|owner| owner != company.id)
    {
        return Err(ImportError::Value(format!(
            "the app {:?} belongs to another company",
            file.slug
        )));
    }
    let app_id = apps::upsert(connection, &company.id, &file.slug, &file.name, now_ms).await?;
    // Held by now: nobody deletes it meanwhile.
    if apps::is_deleted(connection, &app_id).await? {
        return Err(ImportError::Value(format!(
            "the app {:?} was deleted in Settings > General, and an import does not bring it back: take it out of the file, or give it another slug",
            file.slug
        )));
    }
    for email in &file.team {
        let account_id = account_id(connection, email).await?;
        apps::add_team_member(connection, &app_id, &account_id).await?;
    }
    for environment in &file.environment {
        import_environment(connection, &app_id, environment, now_ms).await?;
    }
    Ok(file.environment.len())
}

async fn import_environment(
    connection: &mut Connection,
    app_id: &str,
    file: &import_file::Environment,
    now_ms: i64,
) -> Result<(), ImportError> {
    check_environment(file)?;
    if apps::is_deleted_client(connection, &file.client_id).await? {
        return Err(ImportError::Value(format!(
            "the environment {:?} of client id {:?} was deleted in Settings > General, and an import does not bring it back: take it out of the file, or give it another client id",
            file.name, file.client_id
        )));
    }
    let known = app_settings::environments_of(connection, app_id).await?;
    let known = known.into_iter().find(|known| known.name == file.name);
    // What ID tokens are signed with stays where the file does not say: apps may be told to expect it.
    let algorithm = known.and_then(|known| known.registration.id_token_signed_response_alg);
    let registration = apps::Registration {
        redirect_uris: file.redirect_uris.clone(),
        post_logout_redirect_uris: file.post_logout_redirect_uris.clone(),
        roles: file.roles.clone(),
        backchannel_logout_uri: file.backchannel_logout_uri.clone(),
        jwks_uri: file.jwks_uri.clone(),
        id_token_signed_response_alg: file.id_token_signed_response_alg.clone().or(algorithm),
        require_pkce: file.require_pkce,
        optional_scopes: file.optional_scopes.clone(),
        refresh_token_reuse_seconds: file.refresh_token_reuse_seconds,
        support_contact: file.support_contact.clone(),
    };
    let client_secret_hash = file.client_secret.as_deref().map(token_hash);
    let environment = apps::NewEnvironment {
        app_id,
        name: &file.name,
        url: &file.url,
        client_id: &file.client_id,
        client_secret_hash: client_secret_hash.as_deref(),
        registration: &registration,
    };
    let environment_id = apps::upsert_environment(connection, &environment, now_ms)
        .await
        .map_err(|error| match error {
            StoreError::AlreadyExists => ImportError::Value(format!(
                "the client id {:?} belongs to another environment",
                file.client_id
            )),
            other => other.into(),
        })?;
    for access in &file.access {
        if let Some(unknown) = access.roles.iter().find(|role| !file.roles.contains(role)) {
            return Err(ImportError::Value(format!(
                "the environment {:?} has no role {unknown:?}",
                file.name
            )));
        }
        let account_id = account_id(connection, &access.email).await?;
        apps::grant(connection, &environment_id, &account_id, &access.roles, now_ms).await?;
    }
    Ok(())
}

async fn account_id(connection: &mut Connection, email: &str) -> Result<String, ImportError> {
    let account = accounts::by_email(connection, &address(email)?).await?;
    account
        .map(|account| account.id)
        .ok_or_else(|| ImportError::Value(format!("{email:?} has no account")))
}
