//! A pilot: the people of a list sign in through the identity provider, and everybody else goes on as before. Invariants: whoever is on the list is
//! decided by one statement of the store, at each sign-in; passwords sleep meanwhile and are there when it ends; it begins as an activation does,
//! by a sign-in of the last minutes and with nothing in the way.

use latchkey_contract::ErrorCode;
use latchkey_contract::sso_configurations::{PilotPerson, PilotRefusal, SsoPilot};
use serde_json::json;

use super::activation::Admin;
use super::activation_preview::{obstacles, shown as shown_obstacle, version_of};
use super::{Actor, Editor, FieldRefusal, Result, SsoConfigurationError, append_audit, found, locked};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::invitee_list::{Meaning, parse};
use crate::rfc3339::rfc3339;
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::sso_pilot;
use crate::store::{Connection, companies, sso_test_access};

/// Most people of a pilot.
const MOST: i64 = 1000;

/// The pilot of a configuration, for an admin of its company.
pub async fn read(app: &AppState, editor: &Editor, id: &str) -> Result<SsoPilot> {
    let mut connection = app.store.read().await?;
    let configuration = found(&mut connection, editor, id).await?;
    shown(app, &mut connection, configuration).await
}

/// Adds people, and takes people out.
///
/// # Errors
/// [`SsoConfigurationError::Fields`] where there are too many.
pub async fn change(
    app: &AppState,
    actor: Actor<'_>,
    id: &str,
    add: &str,
    remove: &[String],
) -> Result<SsoPilot> {
    let entries = parse(add).map_err(|_| too_many())?;
    let now_ms = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let configuration = locked(&mut transaction, actor, id).await?;
    let company_id = &configuration.company_id;
    let domains = companies::proven_domains(&mut transaction, company_id).await?;
    let (mut added, mut removed, mut refused) = (Vec::new(), Vec::new(), Vec::new());
    for address in remove.iter().filter_map(|typed| EmailAddress::parse(typed)) {
        if sso_pilot::remove(&mut transaction, company_id, &address).await? {
            removed.push(address.to_string());
        }
    }
    for entry in entries {
        match entry.meaning {
            Meaning::Address(address) if domains.contains(address.domain()) => {
                if sso_pilot::add(&mut transaction, company_id, &address, now_ms).await? {
                    added.push(address.to_string());
                }
            }
            Meaning::Address(_) => refused.push(refusal(entry.typed, true)),
            Meaning::NoAddress => refused.push(refusal(entry.typed, false)),
            Meaning::Repeated(_) => {}
        }
    }
    if sso_pilot::count(&mut transaction, company_id).await? > MOST {
        return Err(too_many());
    }
    if !(added.is_empty() && removed.is_empty()) {
        let detail = json!({ "name": configuration.name, "added": added, "removed": removed });
        let action = "sso_pilot_changed";
        append_audit(&mut transaction, actor, action, company_id, id, detail, now_ms).await?;
    }
    let shown = shown(app, &mut transaction, configuration).await?;
    transaction.commit().await?;
    Ok(SsoPilot { refused, ..shown })
}

/// Begins the pilot of a configuration.
///
/// # Errors
/// [`SsoConfigurationError::NotReady`] where something stands in the way, or nobody is on the list; [`SsoConfigurationError::IsActive`] where a
/// configuration is active; [`SsoConfigurationError::NotFresh`] where the sign-in is too old.
pub async fn begin(app: &AppState, admin: Admin<'_>, id: &str, seen_version: &str) -> Result<SsoPilot> {
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let mut transaction = app.store.begin().await?;
    let draft = locked(&mut transaction, actor, id).await?;
    let company_id = draft.company_id.clone();
    let active = store::active_of_company(&mut transaction, &company_id).await?;
    if version_of(&draft, active.as_ref()) != seen_version {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    }
    if active.is_some() {
        return Err(SsoConfigurationError::IsActive);
    }
    admin.require_fresh(&mut transaction, now_ms).await?;
    let people = sso_pilot::count(&mut transaction, &company_id).await?;
    if people == 0 || !obstacles(app, &mut transaction, &draft).await?.is_empty() {
        return Err(SsoConfigurationError::NotReady);
    }
    sso_pilot::set(&mut transaction, id, Some(now_ms)).await?;
    store::set_active(&mut transaction, &company_id, Some(id), now_ms).await?;
    sso_test_access::delete(&mut transaction, id).await?;
    let detail = json!({ "name": draft.name, "people": people });
    append_audit(
        &mut transaction,
        actor,
        "sso_pilot_begun",
        &company_id,
        id,
        detail,
        now_ms,
    )
    .await?;
    let begun = locked(&mut transaction, actor, id).await?;
    let shown = shown(app, &mut transaction, begun).await?;
    transaction.commit().await?;
    Ok(shown)
}

async fn shown(
    app: &AppState,
    connection: &mut Connection,
    configuration: SsoConfiguration,
) -> Result<SsoPilot> {
    let active = store::active_of_company(connection, &configuration.company_id).await?;
    let obstacles = match configuration.active {
        true => Vec::new(),
        false => obstacles(app, connection, &configuration).await?,
    };
    let people = sso_pilot::people(connection, &configuration.company_id).await?;
    let people = people.into_iter().map(|person| PilotPerson {
        email: person.email,
        has_account: person.accounts > 0,
        has_come: person.links > 0,
    });
    Ok(SsoPilot {
        version: version_of(&configuration, active.as_ref()),
        since: configuration.pilot_since_ms.and_then(rfc3339),
        is_for_everybody: active.is_some_and(|active| active.is_for_everybody()),
        obstacles: obstacles.into_iter().map(shown_obstacle).collect(),
        people: people.collect(),
        refused: Vec::new(),
        name: configuration.name,
    })
}

const fn refusal(typed: String, is_of_other_domain: bool) -> PilotRefusal {
    PilotRefusal {
        typed,
        is_of_other_domain,
    }
}

fn too_many() -> SsoConfigurationError {
    SsoConfigurationError::Fields(vec![FieldRefusal {
        field: "add",
        entry: None,
        code: ErrorCode::TooManyEntries,
    }])
}
