//! The groups of a company, with their people, rules, and what they may enter. Invariants: what was renamed, deleted or taken away in the
//! Control Center is not brought back by the same file; a group lets its people into environments of its own company only.

use latchkey_contract::groups::GroupRule;
use latchkey_contract::groups::group_rule::{MOST_CLAIMS, MOST_RULES};
use serde_json::json;

use super::checks::{address, check_name};
use super::memory::Memory;
use super::outcome::{Change, ImportError, Imported, record};
use super::tally::Outcome;
use crate::cli::import_file;
use crate::domain::access::MemberSource;
use crate::store::access_groups::{self as store, Group};
use crate::store::companies::Company;
use crate::store::list_keys::group_key;
use crate::store::{Connection, accounts, app_settings, group_rules, new_id};

/// What files are remembered by for groups.
const KIND: &str = "group";

/// Imports a group with its people and its access. `company_memory` knows which groups files have named.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    company_memory: &mut Memory,
    file: &import_file::GroupEntry,
    imported: &mut Imported,
    now_ms: i64,
) -> Result<(), ImportError> {
    check_name("group", &file.name)?;
    let field = format!("group:{}", group_key(&file.name));
    let is_new = company_memory.takes(&field, Some(json!(true)));
    let present = store::by_name(connection, &company.id, &file.name).await?;
    let is_there = present.is_some();
    let mut fields = Vec::new();
    let group = match present {
        Some(group) => group,
        None if is_new => {
            fields.push("name".to_owned());
            insert(connection, company, &file.name, now_ms).await?
        }
        None => {
            imported.skipped.push(format!(
                "the group {:?} was renamed or deleted under People > Groups and is not brought back: take it out of the file, or give it another name",
                file.name
            ));
            return Ok(());
        }
    };
    store::lock(connection, &group.id).await?;
    let mut memory = Memory::of(connection, KIND, &group.id).await?;
    for email in &file.members {
        fields.extend(add(connection, company, &group, email, &mut memory, now_ms).await?);
    }
    for access in &file.access {
        fields.extend(grant(connection, company, &group, access, &mut memory, now_ms).await?);
    }
    fields.extend(feed(connection, company, &group, &file.rule, &mut memory).await?);
    memory.save(connection).await?;
    let outcome = Outcome::of(!is_there, !fields.is_empty());
    let change = Change {
        object: KIND,
        id: &group.id,
        fields,
    };
    record(connection, company, change, now_ms).await?;
    imported.groups.count(outcome);
    Ok(())
}

async fn insert(
    connection: &mut Connection,
    company: &Company,
    name: &str,
    now_ms: i64,
) -> Result<Group, ImportError> {
    let group = Group {
        id: new_id(),
        name: name.trim().to_owned(),
    };
    store::insert(connection, &group.id, &company.id, &group.name, now_ms).await?;
    Ok(group)
}

/// Adds somebody, unless a file did so before. Returns what that changed.
async fn add(
    connection: &mut Connection,
    company: &Company,
    group: &Group,
    email: &str,
    memory: &mut Memory,
    now_ms: i64,
) -> Result<Option<String>, ImportError> {
    let account = accounts::by_email(connection, &address(email)?).await?;
    let account = account.ok_or_else(|| ImportError::Value(format!("{email:?} has no account")))?;
    if account.company_id != company.id {
        return Err(ImportError::Value(format!(
            "{email} cannot be in the group {:?}: the account is not of the company {:?}",
            group.name, company.slug
        )));
    }
    let account_id = account.id;
    let field = format!("member:{account_id}");
    if !memory.takes(&field, Some(json!(true))) {
        return Ok(None);
    }
    let by_hand = MemberSource::Hand;
    let added = store::add_member(connection, &group.id, &account_id, by_hand, now_ms).await?;
    Ok(added.then_some(field))
}

/// Adds the rules that no file brought before. They count from the next sign-ins. Returns what that changed.
async fn feed(
    connection: &mut Connection,
    company: &Company,
    group: &Group,
    given: &[GroupRule],
    memory: &mut Memory,
) -> Result<Vec<String>, ImportError> {
    let refused = |why: &str| ImportError::Value(format!("the group {:?}: {why}", group.name));
    let mut rules = group_rules::of_group(connection, &group.id).await?;
    let mut fields = Vec::new();
    for rule in given {
        let odd = || {
            refused(&format!(
                "{:?} contains {:?} cannot be a rule",
                rule.claim, rule.value
            ))
        };
        let rule = rule.checked().map_err(|_| odd())?;
        let field = format!("rule:{}:{}", rule.claim, rule.value);
        let is_there = rules.iter().any(|known| known.is_same(&rule));
        if memory.takes(&field, Some(json!(true))) && !is_there {
            rules.push(rule);
            fields.push(field);
        }
    }
    if fields.is_empty() {
        return Ok(fields);
    }
    if rules.len() > MOST_RULES {
        return Err(refused(&format!("it has more than {MOST_RULES} rules")));
    }
    group_rules::replace(connection, &group.id, &rules).await?;
    let claims = group_rules::claims_of_company(connection, &company.id).await?;
    match claims.len() > MOST_CLAIMS {
        true => Err(refused(&format!(
            "the rules of the company read more than {MOST_CLAIMS} different claims"
        ))),
        false => Ok(fields),
    }
}

/// Lets the group into an environment, unless a file did so before. Returns what that changed.
async fn grant(
    connection: &mut Connection,
    company: &Company,
    group: &Group,
    access: &import_file::GroupAccess,
    memory: &mut Memory,
    now_ms: i64,
) -> Result<Option<String>, ImportError> {
    let app = app_settings::by_slug(connection, &access.app, "").await?;
    let app = app.filter(|app| app.company_id == company.id);
    let environments = match &app {
        Some(app) => app_settings::environments_of(connection, &app.id).await?,
        None => Vec::new(),
    };
    let environment = environments
        .into_iter()
        .find(|environment| environment.name == access.environment);
    let environment = environment.ok_or_else(|| {
        ImportError::Value(format!(
            "the group {:?}: the company {:?} has no app {:?} with an environment {:?}",
            group.name, company.slug, access.app, access.environment
        ))
    })?;
    let field = format!("access:{}", environment.id);
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
    let granted = store::grant(connection, &group.id, &environment.id, &access.roles, now_ms).await?;
    Ok(granted.map(|_| field))
}
