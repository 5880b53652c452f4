//! Reads and sets a company's rule about second factors, for its admins. Invariant: everybody else sees nothing.

use latchkey_contract::company::{SecondFactorDemand, SecondFactorRule as Said};
use serde_json::json;

use super::{Result, TwoStepActor, TwoStepError};
use crate::app_state::AppState;
use crate::domain::second_factor_rule::SecondFactorRule;
use crate::rfc3339::{day_of, parse_day};
use crate::store::audit;
use crate::store::second_factor_rules as store;
use crate::store::{Connection, accounts, app_settings, companies};

/// The farthest day on which a rule may begin, from now, in milliseconds.
const MOST_AHEAD_MS: i64 = 366 * 24 * 60 * 60 * 1000;

/// The rule, for an admin of the company.
///
/// # Errors
/// [`TwoStepError::NoFactor`] for everybody else.
pub async fn read(app: &AppState, account_id: &str) -> Result<Said> {
    let mut connection = app.store.read().await?;
    let company_id = administered_by(&mut connection, account_id).await?;
    let rule = store::of_company(&mut connection, &company_id).await?;
    let remembers = store::remembers_browsers(&mut connection, &company_id).await?;
    Ok(said(rule, remembers))
}

/// Sets it.
///
/// # Errors
/// [`TwoStepError::DayInvalid`], [`TwoStepError::NotFresh`]; [`TwoStepError::NoFactor`] for everybody but admins.
pub async fn set(app: &AppState, actor: TwoStepActor<'_>, wanted: &Said) -> Result<()> {
    let now = app.clock.now_ms();
    let account_id = &actor.session.account_id;
    let mut transaction = app.store.begin().await?;
    let company_id = administered_by(&mut transaction, account_id).await?;
    companies::lock_for_update(&mut transaction, &company_id).await?;
    if !accounts::lock_active(&mut transaction, account_id).await?
        || administered_by(&mut transaction, account_id).await? != company_id
    {
        return Err(TwoStepError::NoFactor);
    }
    actor.require_fresh(&mut transaction, now).await?;
    let rule = rule_of(wanted, now)?;
    let remembers = wanted.remembers_browsers.unwrap_or(rule.remembers_browsers());
    let before = store::of_company(&mut transaction, &company_id).await?;
    let remembered = store::remembers_browsers(&mut transaction, &company_id).await?;
    if (before, remembered) == (rule, remembers) {
        return Ok(());
    }
    let forgotten = store::set(&mut transaction, &company_id, rule, remembers).await?;
    let event = audit::Event {
        action: "second_factor_rule_set",
        company_id: Some(&company_id),
        actor_account_id: Some(account_id),
        subject: Some(&company_id),
        detail: json!({ "before": said(before, remembered), "after": said(rule, remembers), "browsers_forgotten": forgotten }),
    };
    audit::append(&mut transaction, &event, actor.origin, now).await?;
    Ok(transaction.commit().await?)
}

fn rule_of(wanted: &Said, now_ms: i64) -> Result<SecondFactorRule> {
    match (wanted.rule, &wanted.required_from) {
        (SecondFactorDemand::Off, None) => Ok(SecondFactorRule::Off),
        (SecondFactorDemand::Offered, None) => Ok(SecondFactorRule::Offered),
        (SecondFactorDemand::Required, Some(day)) => {
            let from_ms = parse_day(day).ok_or(TwoStepError::DayInvalid)?;
            // A day that has passed is as good as now.
            match from_ms <= now_ms + MOST_AHEAD_MS && from_ms >= 0 {
                true => Ok(SecondFactorRule::Required { from_ms }),
                false => Err(TwoStepError::DayInvalid),
            }
        }
        _ => Err(TwoStepError::DayInvalid),
    }
}

fn said(rule: SecondFactorRule, remembers_browsers: bool) -> Said {
    let (rule, required_from) = match rule {
        SecondFactorRule::Off => (SecondFactorDemand::Off, None),
        SecondFactorRule::Offered => (SecondFactorDemand::Offered, None),
        SecondFactorRule::Required { from_ms } => (SecondFactorDemand::Required, day_of(from_ms)),
    };
    Said {
        rule,
        required_from,
        remembers_browsers: Some(remembers_browsers),
    }
}

pub(super) async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(TwoStepError::NoFactor),
    }
}
