//! The apps of a company, and who looks after them. Invariants: an app never changes company; what was deleted stays so.

use serde_json::json;

use super::accounts::account_id;
use super::checks::{check_name, check_slug};
use super::environments;
use super::memory::Memory;
use super::outcome::{Change, ImportError, Imported, record};
use super::tally::Outcome;
use crate::cli::import_file;
use crate::store::companies::Company;
use crate::store::{Connection, app_settings, apps};

/// What files are remembered by for apps.
const KIND: &str = "app";

/// Imports an app with its team and its environments.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    file: &import_file::AppEntry,
    imported: &mut Imported,
    now_ms: i64,
) -> Result<(), ImportError> {
    check_slug(&file.slug)?;
    check_name("app", &file.name)?;
    let owner = apps::owner_by_slug(connection, &file.slug).await?;
    if owner.as_ref().is_some_and(|owner| *owner != company.id) {
        return Err(ImportError::Value(format!(
            "the app {:?} belongs to another company",
            file.slug
        )));
    }
    if owner.is_none() {
        apps::upsert(connection, &company.id, &file.slug, &file.name, now_ms).await?;
    }
    let Some(app) = held(connection, &file.slug).await? else {
        imported.skipped.push(format!(
            "the app {:?} was deleted in Settings > General and is not brought back: take it out of the file, or give it another slug",
            file.slug
        ));
        return Ok(());
    };
    let mut memory = Memory::of(connection, KIND, &app.id).await?;
    imported.baselines += usize::from(memory.is_baseline());
    let is_named = memory.takes("name", Some(json!(file.name)));
    let mut fields = Vec::new();
    if owner.is_none() || (is_named && app.name != file.name) {
        app_settings::rename(connection, &app.id, &file.name).await?;
        fields.push("name".to_owned());
    }
    for email in &file.team {
        let account_id = account_id(connection, email).await?;
        if memory.takes(&format!("team:{account_id}"), Some(json!(true)))
            && apps::add_team_member(connection, &app.id, &account_id).await?
        {
            fields.push(format!("team:{account_id}"));
        }
    }
    memory.save(connection).await?;
    imported
        .apps
        .count(Outcome::of(owner.is_none(), !fields.is_empty()));
    let change = Change {
        object: KIND,
        id: &app.id,
        fields,
    };
    record(connection, company, change, now_ms).await?;
    for environment in &file.environment {
        environments::import(connection, company, &app.id, environment, imported, now_ms).await?;
    }
    Ok(())
}

/// The app, unless it was deleted. Nobody changes or deletes it until the transaction ends.
async fn held(
    connection: &mut Connection,
    slug: &str,
) -> Result<Option<app_settings::StoredApp>, ImportError> {
    let Some(app) = app_settings::by_slug(connection, slug, "").await? else {
        return Ok(None);
    };
    app_settings::lock_for_update(connection, &app.id).await?;
    Ok(app_settings::by_slug(connection, slug, "").await?)
}
