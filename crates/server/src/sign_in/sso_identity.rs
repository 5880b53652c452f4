//! From the parameters of an SSO callback to a verified identity, or to a reason that the person may be shown.

use std::sync::{Mutex, PoisonError};

use latchkey_contract::sign_in::SsoFailure;

use super::SignInError;
use super::identity::Identity;
use super::sso_callback::SsoCallback;
use super::sso_failures::Refused;
use super::sso_start::{CODE_VERIFIER, NONCE, fingerprint, settings};
use super::sso_test_access::configuration_of;
use crate::app_state::AppState;
use crate::federation::{
    CodeResponse, Expected, FederationError, IdpStatement, SsoSettings, VerifiedIdentity, failed_step,
    refused_authorization,
};
use crate::store::group_rules;
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::sso_configurations::{self, SsoConfiguration};

/// Who it was, and by which configuration.
pub(super) type Identified = (Identity, SsoConfiguration);

/// Why it is not known who it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NotIdentified {
    /// Something went wrong.
    Failure(Refused),
    /// The identity provider was asked not to ask anybody anything, and did not answer with a person: most often a session that has
    /// ended there, too.
    PersonIsNeeded,
}

/// Asks the identity provider who it was, unless the response itself says that nobody was.
pub(super) async fn identify(
    app: &AppState,
    attempt: &SignInAttempt,
    answer: &SsoCallback,
) -> Result<Result<Identified, NotIdentified>, SignInError> {
    let is_renewal = attempt.renews_account_id.is_some();
    let configuration = match attempt.is_test {
        true => configuration_of(app, attempt).await?,
        false => {
            sso_configurations::active_of_company(&mut *app.store.read().await?, &attempt.company_id).await?
        }
    };
    let Some(configuration) =
        configuration.filter(|active| fingerprint(active) == attempt.settings_fingerprint)
    else {
        return Ok(Err(unidentified(SsoFailure::SwitchedOff.into(), is_renewal)));
    };
    let settings = settings(app, &configuration)?;
    let verified = match ask(app, &settings, &configuration, answer).await {
        Ok(verified) => verified,
        Err(refused) => return Ok(Err(unidentified(refused, is_renewal))),
    };
    let rule_claims =
        group_rules::claims_of_company(&mut *app.store.read().await?, &configuration.company_id).await?;
    let now_ms = app.clock.now_ms();
    let identity = Identity::from_verified(&verified, &configuration, &rule_claims, now_ms);
    Ok(identity
        .map(|identity| (identity, configuration))
        .map_err(|failure| unidentified(failure.into(), is_renewal)))
}

/// Who is renewed silently has pressed nothing: whatever the response is, no fault is shown that nobody asked for. The person signs in
/// again, and then sees a fault that is still there.
fn unidentified(refused: Refused, is_renewal: bool) -> NotIdentified {
    if is_renewal {
        NotIdentified::PersonIsNeeded
    } else {
        NotIdentified::Failure(refused)
    }
}

async fn ask(
    app: &AppState,
    settings: &SsoSettings,
    configuration: &SsoConfiguration,
    answer: &SsoCallback,
) -> Result<VerifiedIdentity, Refused> {
    let nothing = IdpStatement::default();
    let iss = answer.iss.as_deref();
    if let Some(error) = &answer.error {
        app.federation
            .check_callback_issuer(settings, iss)
            .await
            .map_err(|error| report_failure(settings, &error, &nothing))?;
        tracing::warn!(
            company = settings.company_slug,
            step = "authorization",
            member = "error",
            error = known_error(error),
            "the identity provider answered with an error"
        );
        let statement = IdpStatement {
            error: Some(error.clone()),
            description: answer.error_description.clone(),
        };
        return Err(Refused {
            failure: failure_of_answer(error),
            step: refused_authorization(&statement.harmless()),
        });
    }
    let (Some(code), Some(state)) = (&answer.code, &answer.state) else {
        tracing::warn!(
            company = settings.company_slug,
            step = "authorization",
            member = "code",
            "the identity provider answered with neither a code nor an error"
        );
        return Err(Refused {
            failure: SsoFailure::AnswerRefused,
            step: refused_authorization(&nothing),
        });
    };
    let nonce = app.secret_key.derive(NONCE, state);
    let code_verifier = app.secret_key.derive(CODE_VERIFIER, state);
    let expected = Expected {
        nonce: &nonce,
        code_verifier: &code_verifier,
    };
    let needed = configuration.claim_mapping.needed_claims();
    let answer = CodeResponse { code, iss };
    let said = Mutex::default();
    let redeemed = app
        .federation
        .redeem_and_listen(settings, &answer, &expected, &needed, &said)
        .await;
    let said = said.into_inner().unwrap_or_else(PoisonError::into_inner);
    redeemed.map_err(|error| report_failure(settings, &error, &said))
}

/// Tells the operator; what is left is what the person and the company's admins may know. `said`: by the token endpoint.
fn report_failure(settings: &SsoSettings, error: &FederationError, said: &IdpStatement) -> Refused {
    tracing::warn!(
        company = settings.company_slug,
        step = %error.step(),
        member = error.member(),
        seconds = error.seconds(),
        error = %error,
        "sign-in through the identity provider failed"
    );
    metrics::counter!("latchkey_sso_failures_total", "step" => error.step().to_string()).increment(1);
    Refused {
        failure: failure_of_federation(error),
        step: failed_step(error, said),
    }
}

/// Errors of RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6, by what the person can do.
fn failure_of_answer(error: &str) -> SsoFailure {
    match error {
        "access_denied"
        | "login_required"
        | "interaction_required"
        | "consent_required"
        | "account_selection_required" => SsoFailure::Cancelled,
        "server_error" | "temporarily_unavailable" => SsoFailure::Unavailable,
        _ => SsoFailure::Misconfigured,
    }
}

/// The error if it is one of the specifications': a foreign text does not go into the log.
fn known_error(error: &str) -> &str {
    const KNOWN: &[&str] = &[
        "access_denied",
        "account_selection_required",
        "consent_required",
        "interaction_required",
        "invalid_request",
        "invalid_request_object",
        "invalid_request_uri",
        "invalid_scope",
        "login_required",
        "registration_not_supported",
        "request_not_supported",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unmet_authentication_requirements",
        "unsupported_response_type",
        "user_interaction_required",
    ];
    KNOWN
        .iter()
        .find(|known| **known == error)
        .copied()
        .unwrap_or("another")
}

const fn failure_of_federation(error: &FederationError) -> SsoFailure {
    match error {
        FederationError::Unavailable { .. } => SsoFailure::Unavailable,
        FederationError::Misconfigured { .. } | FederationError::ClientRefused => SsoFailure::Misconfigured,
        FederationError::ResponseRefused { .. } => SsoFailure::AnswerRefused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_with_errors_become_reasons() {
        assert_eq!(failure_of_answer("access_denied"), SsoFailure::Cancelled);
        assert_eq!(
            failure_of_answer("temporarily_unavailable"),
            SsoFailure::Unavailable
        );
        assert_eq!(
            failure_of_answer("unauthorized_client"),
            SsoFailure::Misconfigured
        );
        assert_eq!(known_error("<script>"), "another");
        assert_eq!(
            known_error("user_interaction_required"),
            "user_interaction_required"
        );
    }
}
