//! Until when client secrets work: what admins say of it, and the warnings before it ends. Invariant: nothing ends because a date has passed;
//! only the identity provider ends a secret.

use latchkey_contract::ErrorCode;
use latchkey_contract::paths::SINGLE_SIGN_ON;
use latchkey_contract::sso_configurations::{SecretCheck, SecretStatus};
use serde_json::json;
use time::macros::format_description;
use time::{Date, Duration, OffsetDateTime};

use super::admin_notifier::AdminNotifier;
use super::{Actor, FieldRefusal, SsoConfigurationError, append_audit, locked};
use crate::app_state::AppState;
use crate::domain::secret_check::SecretStanding;
use crate::domain::secret_expiry::{WARNED_DAYS, warning_due};
use crate::jobs::JobError;
use crate::mail::Message;
use crate::rfc3339::rfc3339;
use crate::store::sso_secret_watch::{self as store, ExpiringSecret};
use crate::store::{Connection, StoreError};

/// The furthest date that is taken, in days from today: further ones are mistyped years.
const FURTHEST_DAYS: i64 = 10 * 366;

/// Says until when the secret of a configuration works.
pub async fn set(
    app: &AppState,
    actor: Actor<'_>,
    id: &str,
    expires_on: Option<&str>,
) -> Result<SecretStatus, SsoConfigurationError> {
    let now_ms = app.clock.now_ms();
    let expires_on = last_day(expires_on);
    if let Some(refusal) = refusal(expires_on, now_ms) {
        return Err(SsoConfigurationError::Fields(vec![refusal]));
    }
    let mut transaction = app.store.begin().await?;
    let configuration = locked(&mut transaction, actor, id).await?;
    if configuration.uses_key() && expires_on.is_some() {
        let code = ErrorCode::ValueInvalid;
        let never = FieldRefusal {
            field: "expires_on",
            entry: None,
            code,
        };
        return Err(SsoConfigurationError::Fields(vec![never]));
    }
    let before = store::of_configuration(&mut transaction, id).await?.expires_on;
    store::set_expiry(&mut transaction, id, expires_on).await?;
    let detail = json!({ "before": before, "after": expires_on });
    let company_id = &configuration.company_id;
    append_audit(
        &mut transaction,
        actor,
        "sso_secret_expiry_changed",
        company_id,
        id,
        detail,
        now_ms,
    )
    .await?;
    let status = status(&mut transaction, id, now_ms).await?;
    transaction.commit().await?;
    Ok(status)
}

/// The day that was typed, if any was.
pub(super) fn last_day(typed: Option<&str>) -> Option<&str> {
    typed.map(str::trim).filter(|text| !text.is_empty())
}

/// Why it cannot be the last day of a secret.
pub(super) fn refusal(last_day: Option<&str>, now_ms: i64) -> Option<FieldRefusal> {
    let days_left = days_left(last_day?, now_ms);
    let can_be = days_left.is_some_and(|days| (0..=FURTHEST_DAYS).contains(&days));
    (!can_be).then_some(FieldRefusal {
        field: "expires_on",
        entry: None,
        code: ErrorCode::DateOutOfRange,
    })
}

/// What is known of the secret of a configuration.
pub(super) async fn status(
    connection: &mut Connection,
    id: &str,
    now_ms: i64,
) -> Result<SecretStatus, SsoConfigurationError> {
    let watched = store::of_configuration(connection, id).await?;
    let days_left = watched
        .expires_on
        .as_deref()
        .and_then(|day| days_left(day, now_ms));
    Ok(SecretStatus {
        days_left: days_left.and_then(|days| i32::try_from(days).ok()),
        expires_on: watched.expires_on,
        check: watched.check.map(|(_, standing)| match standing {
            SecretStanding::Accepted => SecretCheck::Accepted,
            SecretStanding::Refused => SecretCheck::Refused,
            SecretStanding::Untold => SecretCheck::Untold,
            SecretStanding::NoResponse => SecretCheck::NoResponse,
        }),
        checked_at: watched.check.and_then(|(at_ms, _)| rfc3339(at_ms)),
        last_sign_in_at: watched.signed_in_at_ms.and_then(rfc3339),
    })
}

/// Mails the admins of all companies of whose secret a warning is due.
pub async fn warn_due(app: &AppState) -> Result<(), StoreError> {
    let now_ms = app.clock.now_ms();
    let Some(today) = today(now_ms) else {
        return Ok(());
    };
    let days = WARNED_DAYS.map(|days| written(today.saturating_add(Duration::days(days))));
    let due = store::expiring(&mut *app.store.read().await?, &days).await?;
    for secret in due {
        let days_left = days_left(&secret.expires_on, now_ms).unwrap_or(0);
        if let Some(warned_days) = warning_due(days_left, secret.warned_days) {
            warn(app, &secret, warned_days).await?;
        }
    }
    Ok(())
}

async fn warn(app: &AppState, secret: &ExpiringSecret, warned_days: i64) -> Result<(), StoreError> {
    let mut transaction = app.store.begin().await?;
    if !store::record_warning(&mut transaction, secret, warned_days).await? {
        // Another node did it, or an admin changed the date.
        return Ok(());
    }
    let message = Message::SsoSecretExpires {
        configuration: secret.name.clone(),
        expires_on: secret.expires_on.clone(),
        page: app.config.public_url.join(SINGLE_SIGN_ON),
    };
    let company_id = &secret.company_id;
    AdminNotifier::without_request(app)
        .admins(&mut transaction, company_id, &message)
        .await
        .map_err(JobError::into_store_error)?;
    transaction.commit().await
}

/// Whole days until a day (`YYYY-MM-DD`), in UTC; none where it is no day.
fn days_left(day: &str, now_ms: i64) -> Option<i64> {
    let day = Date::parse(day, format_description!("[year]-[month]-[day]")).ok()?;
    Some((day - today(now_ms)?).whole_days())
}

fn today(now_ms: i64) -> Option<Date> {
    let now = OffsetDateTime::from_unix_timestamp(now_ms.div_euclid(1000)).ok()?;
    Some(now.date())
}

fn written(day: Date) -> String {
    day.format(format_description!("[year]-[month]-[day]"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-29, 23:00 UTC.
    const NOW_MS: i64 = 1_795_993_200_000;

    #[test]
    fn days_are_those_of_the_calendar() {
        for (day, left) in [
            ("2026-11-29", Some(0)),
            ("2026-11-30", Some(1)),
            ("2026-11-28", Some(-1)),
            ("2028-02-29", Some(457)),
            ("2027-02-29", None),
            ("29.11.2026", None),
            ("2026-11-29T00:00", None),
        ] {
            assert_eq!(days_left(day, NOW_MS), left, "{day}");
        }
        assert_eq!(written(today(NOW_MS).expect("a day")), "2026-11-29");
    }
}
