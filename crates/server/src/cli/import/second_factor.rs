//! What a company asks of whoever signs in by password. Invariant: what an admin has decided since the file said it stays.

use serde_json::json;

use super::memory::Memory;
use super::outcome::ImportError;
use crate::cli::import_file::SecondFactorEntry;
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::rfc3339::parse_day;
use crate::store::companies::{self, Company};
use crate::store::{Connection, second_factor_rules};

/// The name of the field in the trail and in the memory.
const FIELD: &str = "second_factor";

/// Sets it where the file says something else than the file before. Returns whether that changed anything.
pub(super) async fn import(
    connection: &mut Connection,
    company: &Company,
    file: &SecondFactorEntry,
    memory: &mut Memory,
) -> Result<Option<String>, ImportError> {
    let rule = rule_of(company, file)?;
    let remembers = file.remembers_browsers.unwrap_or(rule.remembers_browsers());
    let (text, from_ms) = rule.as_stored();
    if !memory.takes(FIELD, Some(json!([text, from_ms, remembers]))) {
        return Ok(None);
    }
    companies::lock_for_update(connection, &company.id).await?;
    let before = second_factor_rules::of_company(connection, &company.id).await?;
    let remembered = second_factor_rules::remembers_browsers(connection, &company.id).await?;
    if (before, remembered) == (rule, remembers) {
        return Ok(None);
    }
    second_factor_rules::set(connection, &company.id, rule, remembers).await?;
    Ok(Some(FIELD.to_owned()))
}

fn rule_of(company: &Company, file: &SecondFactorEntry) -> Result<SecondFactorRule, ImportError> {
    let refused = |why: String| {
        Err(ImportError::Value(format!(
            "the second_factor of the company {:?}: {why}",
            company.slug
        )))
    };
    match (file.rule.as_str(), file.required_from.as_deref()) {
        ("off", None) => Ok(SecondFactorRule::Off),
        ("offered", None) => Ok(SecondFactorRule::Offered),
        ("required", Some(day)) => match parse_day(day).filter(|from_ms| *from_ms >= 0) {
            Some(from_ms) => Ok(SecondFactorRule::Required { from_ms }),
            None => refused(format!("required_from {day:?} must be a day like \"2027-01-31\"")),
        },
        ("required", None) => {
            refused("rule = \"required\" needs required_from, a day like \"2027-01-31\"".into())
        }
        ("off" | "offered", Some(_)) => refused("required_from goes with rule = \"required\" alone".into()),
        (other, _) => refused(format!("the rule {other:?} must be off, offered or required")),
    }
}
