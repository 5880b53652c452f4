//! The environments of an app, and who may enter them. Invariants: a field is written where its value in the file is another one than
//! a file said last; what was deleted stays so.

use latchkey_contract::app_settings::{ClientKind, EnvironmentSettings};
use serde_json::{Map, Value, json};

use super::accounts::account_id;
use super::memory::Memory;
use super::outcome::{Change, ImportError, Imported, record};
use super::tally::Outcome;
use crate::cli::import_file;
use crate::domain::name_text::is_plain;
use crate::domain::registration::{self, ValidationError};
use crate::secrets::token_hash;
use crate::store::app_settings::{self, Environment};
use crate::store::companies::Company;
use crate::store::registration::by_name;
use crate::store::{Connection, StoreError, access, apps};

/// What files are remembered by for environments.
const KIND: &str = "environment";

/// What an environment is to be, but for its secret.
pub(super) struct CheckedEnvironment {
    pub(super) client_id: String,
    pub(super) settings: EnvironmentSettings,
    jwks_uri: Option<String>,
}

/// Imports an environment of an app that is held.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    app_id: &str,
    file: &import_file::EnvironmentEntry,
    imported: &mut Imported,
    now_ms: i64,
) -> Result<(), ImportError> {
    if apps::is_deleted_client(connection, &file.client_id).await? {
        imported.skipped.push(format!(
            "the environment {:?} of client id {:?} was deleted in Settings > General and is not brought back: take it out of the file, or give it another client id",
            file.settings.name, file.client_id
        ));
        return Ok(());
    }
    let before = present(connection, app_id, file).await?;
    let mut memory = Memory::of(connection, KIND, before.as_ref().map_or("", |before| &before.id)).await?;
    imported.baselines += usize::from(memory.is_baseline());
    let checked = checked(before.as_ref(), file, &mut memory)?;
    check_environment(&checked)?;
    let after = store(connection, app_id, before.as_ref(), &checked, file, now_ms).await?;
    let mut fields = changed(before.as_ref(), &after)?;
    for access in &file.access {
        fields.extend(grant(connection, &after, access, &mut memory, now_ms).await?);
    }
    memory.save_as(connection, &after.id).await?;
    let outcome = Outcome::of(before.is_none(), !fields.is_empty());
    let change = Change {
        object: KIND,
        id: &after.id,
        fields,
    };
    record(connection, company, change, now_ms).await?;
    imported.environments.count(outcome);
    Ok(())
}

/// The environment in the file: the one with its client ID, or, if the file changes that, with its name.
async fn present(
    connection: &mut Connection,
    app_id: &str,
    file: &import_file::EnvironmentEntry,
) -> Result<Option<Environment>, StoreError> {
    let mut all = app_settings::environments_of(connection, app_id).await?;
    let at = all.iter().position(|known| known.client_id == file.client_id);
    let at = at.or_else(|| all.iter().position(|known| known.name == file.settings.name));
    Ok(at.map(|at| all.swap_remove(at)))
}

/// The environment as it is, with what is the file's own change.
fn checked(
    before: Option<&Environment>,
    file: &import_file::EnvironmentEntry,
    memory: &mut Memory,
) -> Result<CheckedEnvironment, StoreError> {
    let mut text = |field, says: &String, present: Option<&String>| {
        let is_taken = memory.takes(field, Some(json!(says)));
        present.filter(|_| !is_taken).unwrap_or(says).clone()
    };
    let said = &file.settings;
    let name = text("name", &said.name, before.map(|before| &before.name));
    let url = text("url", &said.url, before.map(|before| &before.url));
    let client_id = text(
        "client_id",
        &file.client_id,
        before.map(|before| &before.client_id),
    );
    let new = apps::Registration::default();
    let mut registration = fields_of(before.map_or(&new, |before| &before.registration))?;
    for (field, says) in &said.rest {
        if memory.takes(field, Some(says.clone())) {
            registration.insert(field.clone(), says.clone());
        }
    }
    // An empty text takes away what was said before.
    let jwks_uri = file.jwks_uri.clone().map(|text| match text.is_empty() {
        true => Value::Null,
        false => Value::from(text),
    });
    if memory.takes("jwks_uri", jwks_uri.clone()) {
        registration.insert("jwks_uri".to_owned(), jwks_uri.unwrap_or_default());
    }
    let registration = Value::Object(registration).to_string();
    let apps::Registration { settings, jwks_uri } =
        apps::Registration::from_json(&registration).map_err(|_| StoreError::Corrupt("registration"))?;
    let is_public = file.client_secret.is_none() && before.is_none_or(|before| before.secrets.is_public());
    Ok(CheckedEnvironment {
        client_id,
        settings: EnvironmentSettings {
            name,
            url,
            kind: match is_public {
                true => ClientKind::Public,
                false => ClientKind::Confidential,
            },
            ..settings
        },
        jwks_uri,
    })
}

fn fields_of(registration: &apps::Registration) -> Result<Map<String, Value>, StoreError> {
    match serde_json::to_value(registration) {
        Ok(Value::Object(fields)) => Ok(fields),
        _ => Err(StoreError::Corrupt("registration")),
    }
}

async fn store(
    connection: &mut Connection,
    app_id: &str,
    before: Option<&Environment>,
    checked: &CheckedEnvironment,
    file: &import_file::EnvironmentEntry,
    now_ms: i64,
) -> Result<Environment, ImportError> {
    let taken = |error| match error {
        StoreError::AlreadyExists => ImportError::Value(format!(
            "the name {:?} or the client id {:?} belongs to another environment",
            checked.settings.name, checked.client_id
        )),
        other => other.into(),
    };
    let registration = &apps::Registration::of(&checked.settings, checked.jwks_uri.clone());
    let EnvironmentSettings { name, url, .. } = &checked.settings;
    // Its name is what it is found by below.
    if let Some(before) = before.filter(|before| before.name != *name) {
        app_settings::update_environment(connection, &before.id, name, url, registration)
            .await
            .map_err(taken)?;
    }
    let client_secret_hash = file.client_secret.as_deref().map(token_hash);
    let environment = apps::NewEnvironment {
        app_id,
        name,
        url,
        client_id: &checked.client_id,
        client_secret_hash: client_secret_hash.as_deref(),
        registration,
    };
    let id = apps::upsert_environment(connection, &environment, now_ms)
        .await
        .map_err(taken)?;
    let stored = app_settings::environment(connection, &id).await?;
    Ok(stored.ok_or(StoreError::Corrupt("app_environments"))?)
}

/// The names of what is another than before; of the secret, only that it is.
fn changed(before: Option<&Environment>, after: &Environment) -> Result<Vec<String>, StoreError> {
    let then = before.map(|before| &before.registration);
    let then = then.map(fields_of).transpose()?.unwrap_or_default();
    let mut changed = Vec::new();
    for (field, is_same) in [
        ("name", before.is_some_and(|before| before.name == after.name)),
        ("url", before.is_some_and(|before| before.url == after.url)),
        (
            "client_id",
            before.is_some_and(|before| before.client_id == after.client_id),
        ),
        (
            "client_secret",
            before
                .map(|before| &before.secrets)
                .unwrap_or(&Default::default())
                == &after.secrets,
        ),
    ] {
        if !is_same {
            changed.push(field.to_owned());
        }
    }
    let now = fields_of(&after.registration)?;
    let differs = now
        .into_iter()
        .filter(|(field, value)| then.get(field) != Some(value));
    changed.extend(differs.map(|(field, _)| field));
    Ok(changed)
}

/// Lets somebody in, unless a file did so before. Returns what that changed.
async fn grant(
    connection: &mut Connection,
    environment: &Environment,
    access: &import_file::Access,
    memory: &mut Memory,
    now_ms: i64,
) -> Result<Option<String>, ImportError> {
    let account_id = account_id(connection, &access.email).await?;
    let field = format!("access:{account_id}");
    if !memory.takes(&field, Some(json!(access.roles))) {
        return Ok(None);
    }
    let known = &environment.registration.settings.roles;
    if let Some(unknown) = access.roles.iter().find(|role| !known.contains(role)) {
        return Err(ImportError::Value(format!(
            "the environment {:?} has no role {unknown:?}",
            environment.name
        )));
    }
    let granted = access::grant(connection, &environment.id, &account_id, &access.roles, now_ms).await?;
    Ok(granted.map(|_| field))
}

/// The rules of Settings > General. The line names the first entry that is wrong and says reason.
fn check_environment(checked: &CheckedEnvironment) -> Result<(), ImportError> {
    let name = &checked.settings.name;
    // RFC 6749 appendix A.1: characters that are seen.
    if checked.client_id.is_empty() || !is_plain(&checked.client_id) {
        return Err(ImportError::Value(format!(
            "the environment {name:?}: client_id {:?} must have characters, none of them invisible",
            checked.client_id
        )));
    }
    let Some(ValidationError { field, entry, reason }) =
        registration::check(&checked.settings).into_iter().next()
    else {
        return Ok(());
    };
    let settings = by_name(&checked.settings);
    let value = settings.get(field).and_then(|value| match entry {
        Some(entry) => value.get(entry)?.as_str(),
        None => value.as_str(),
    });
    let value = value.filter(|_| field != "name");
    let value = value.map(|value| format!(" {value:?}")).unwrap_or_default();
    let entry = entry
        .map(|entry| format!(", entry {}", entry + 1))
        .unwrap_or_default();
    Err(ImportError::Value(format!(
        "the environment {name:?} of client id {:?}: {field}{entry}{value} {reason}",
        checked.client_id
    )))
}
