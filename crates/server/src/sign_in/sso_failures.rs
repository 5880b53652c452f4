//! Sign-ins that failed, written down for the company's admins. Invariant: what strangers can add is bounded by the limits of sign-ins.

use latchkey_contract::sign_in::SsoFailure;
use latchkey_contract::sso_configurations::TraceStep;

use super::SignInError;
use crate::app_state::AppState;
use crate::domain::sign_in_attempt::failure_text;
use crate::domain::sort_key::sort_key;
use crate::domain::throttle::RateLimit;
use crate::federation::{FederationError, IdpStatement, failed_step};
use crate::store::audit::Origin;
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::sso_sign_in_failures::{self, NewFailure};
use crate::store::{Connection, StoreError, new_id, throttle};

/// Longest address that is kept, in characters.
const LONGEST_PERSON: usize = 254;

/// Why a sign-in failed: what the person is told, and what its admins see of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refused {
    /// The failure, as the person is shown it.
    pub(super) failure: SsoFailure,
    /// The step at which it failed, where it was one of the identity provider's.
    pub(super) step: Option<TraceStep>,
}

impl From<SsoFailure> for Refused {
    fn from(failure: SsoFailure) -> Self {
        Self { failure, step: None }
    }
}

/// Whose sign-in it was.
#[derive(Debug, Clone, Copy)]
pub(super) struct FailedSignIn<'a> {
    /// The company.
    pub(super) company_id: &'a str,
    /// The configuration.
    pub(super) sso_configuration_id: &'a str,
    /// The address that came back, or else the one that was typed.
    pub(super) person: &'a str,
}

impl<'a> FailedSignIn<'a> {
    /// The sign-in of an attempt, by whoever came back.
    pub(super) fn of(attempt: &'a SignInAttempt, person: Option<&'a str>) -> Self {
        Self {
            company_id: &attempt.company_id,
            sso_configuration_id: &attempt.sso_configuration_id,
            person: person.unwrap_or(&attempt.username),
        }
    }
}

/// Writes it down.
pub(super) async fn write_down(
    connection: &mut Connection,
    failed: FailedSignIn<'_>,
    refused: &Refused,
    origin: &Origin,
    now_ms: i64,
) -> Result<(), StoreError> {
    let step = refused.step.as_ref().map(serde_json::to_string).transpose();
    let step = step.map_err(|_| StoreError::Corrupt("sso_sign_in_failures.step"))?;
    let person: String = failed.person.chars().take(LONGEST_PERSON).collect();
    let failure = NewFailure {
        id: &new_id(),
        company_id: failed.company_id,
        sso_configuration_id: failed.sso_configuration_id,
        reason: &failure_text(refused.failure),
        step: step.as_deref(),
        person: &person,
        person_key: &sort_key(&person),
        client_address: &origin.client_address,
        request_id: &origin.request_id,
    };
    sso_sign_in_failures::insert(connection, &failure, now_ms).await
}

/// Writes down that nobody could even be sent there. `address_key`: of whoever asked, for the limits.
pub(super) async fn write_down_start(
    app: &AppState,
    failed: FailedSignIn<'_>,
    address_key: &str,
    error: &FederationError,
    origin: &Origin,
) -> Result<(), SignInError> {
    metrics::counter!("latchkey_sso_failures_total", "step" => error.step().to_string()).increment(1);
    let refused = Refused {
        failure: match error {
            FederationError::Unavailable { .. } => SsoFailure::Unavailable,
            _ => SsoFailure::Misconfigured,
        },
        step: failed_step(error, &IdpStatement::default()),
    };
    let now_ms = app.clock.now_ms();
    let scopes = [(RateLimit::SsoStart, address_key)];
    let mut transaction = app.store.begin().await?;
    // Counted like a sign-in that was begun: those who ask too often are not written down.
    throttle::reserve(&mut transaction, &new_id(), &scopes, now_ms).await?;
    write_down(&mut transaction, failed, &refused, origin, now_ms).await?;
    transaction.commit().await?;
    Ok(())
}
