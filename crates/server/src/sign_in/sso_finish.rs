//! Coming back from the company's identity provider. Before the identity provider is called: the answer belongs to an
//! attempt of this browser, at this company, not used, not expired, and the configuration is still the active one.

use latchkey_contract::sign_in::SsoFailure;
use serde_json::json;

use super::SignInError;
use super::identity::{Identity, decide_account, failure_of};
use super::session::{Beginning, begin};
use super::sso_start::{CODE_VERIFIER, NONCE, fingerprint, settings};
use crate::app::App;
use crate::domain::account_linking::Decision;
use crate::domain::session_lifetime::{SignedInBy, of_sso};
use crate::domain::sign_in_attempt::{Event, State, failure_text, is_expired};
use crate::federation::{AuthorizationAnswer, Expected, FederationError, SsoSettings, VerifiedIdentity};
use crate::secrets::token_hash;
use crate::store::audit::{self, Origin};
use crate::store::sign_in_attempts::{self, SignInAttempt};
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::{Connection, StoreError, account_links, accounts, companies, sessions};

/// What came back.
#[derive(Clone, Copy)]
pub struct Answer<'a> {
    /// The company whose callback was called.
    pub company_slug: &'a str,
    /// `state`
    pub state: Option<&'a str>,
    /// `code`
    pub code: Option<&'a str>,
    /// `error`
    pub error: Option<&'a str>,
    /// `iss`
    pub iss: Option<&'a str>,
    /// The secret in this browser's cookie.
    pub browser_token: Option<&'a str>,
    /// The token of the session that this browser had before.
    pub replaces: Option<&'a str>,
}

/// Where the browser lands.
pub enum Landing {
    /// Signed in.
    SignedIn {
        /// For the cookie.
        token: String,
        /// Path to go to.
        next: String,
    },
    /// New here.
    Onboarding {
        /// The attempt that onboarding goes on with.
        attempt_id: String,
    },
    /// The attempt has failed, and says why.
    Failed {
        /// Which.
        attempt_id: String,
    },
    /// The answer belongs to no attempt of this browser that could still be finished.
    Refused(SsoFailure),
}

/// Takes the answer.
pub async fn finish(app: &App, answer: Answer<'_>, origin: &Origin) -> Result<Landing, SignInError> {
    let attempt = match claim_attempt(app, &answer, origin).await? {
        Ok(attempt) => attempt,
        Err(failure) => return Ok(Landing::Refused(failure)),
    };
    match identify(app, &attempt, &answer).await? {
        Ok((identity, configuration)) => {
            settle(app, &attempt, &identity, &configuration, answer.replaces, origin).await
        }
        Err(failure) => fail(app, &attempt, failure, origin).await,
    }
}

/// Finds the attempt and takes it out of circulation, so that it works once. An answer in another browser does not use
/// it up: whoever forges answers must not be able to spoil other people's attempts.
async fn claim_attempt(
    app: &App,
    answer: &Answer<'_>,
    origin: &Origin,
) -> Result<Result<SignInAttempt, SsoFailure>, SignInError> {
    let (Some(state), Some(browser_token)) = (answer.state, answer.browser_token) else {
        return Ok(Err(SsoFailure::UnknownAttempt));
    };
    let mut transaction = app.store.begin().await?;
    let Some(attempt) = sign_in_attempts::by_state_hash(&mut transaction, &token_hash(state)).await? else {
        return Ok(Err(SsoFailure::UnknownAttempt));
    };
    let company = companies::by_slug(&mut transaction, answer.company_slug).await?;
    let of_company = company.is_some_and(|company| company.id == attempt.company_id);
    if attempt.browser_hash != token_hash(browser_token) || !of_company {
        return Ok(Err(SsoFailure::UnknownAttempt));
    }
    let Ok(returned) = attempt.status.after(Event::Return) else {
        return Ok(Err(SsoFailure::Expired));
    };
    if is_expired(attempt.created_at_ms, app.clock.now_ms()) {
        return Ok(Err(SsoFailure::Expired));
    }
    if !sign_in_attempts::advance(
        &mut transaction,
        &attempt.id,
        attempt.status,
        returned,
        &origin.request_id,
        None,
    )
    .await?
    {
        return Ok(Err(SsoFailure::Expired));
    }
    transaction.commit().await?;
    Ok(Ok(SignInAttempt {
        status: returned,
        ..attempt
    }))
}

type Identified = (Identity, SsoConfiguration);

async fn identify(
    app: &App,
    attempt: &SignInAttempt,
    answer: &Answer<'_>,
) -> Result<Result<Identified, SsoFailure>, SignInError> {
    let configuration =
        sso_configurations::active_of_company(&mut *app.store.read().await?, &attempt.company_id).await?;
    let Some(configuration) =
        configuration.filter(|active| fingerprint(active) == attempt.settings_fingerprint)
    else {
        return Ok(Err(SsoFailure::SwitchedOff));
    };
    let settings = settings(app, &configuration)?;
    let verified = match ask(app, &settings, &configuration, answer).await {
        Ok(verified) => verified,
        Err(failure) => return Ok(Err(failure)),
    };
    Ok(
        Identity::from_verified(&verified, &configuration, app.clock.now_ms())
            .map(|identity| (identity, configuration)),
    )
}

async fn ask(
    app: &App,
    settings: &SsoSettings,
    configuration: &SsoConfiguration,
    answer: &Answer<'_>,
) -> Result<VerifiedIdentity, SsoFailure> {
    if let Some(error) = answer.error {
        app.federation
            .check_callback_issuer(settings, answer.iss)
            .await
            .map_err(|error| told(settings, &error))?;
        tracing::warn!(
            company = settings.company_slug,
            error = known_error(error),
            "the identity provider answered with an error"
        );
        return Err(failure_of_answer(error));
    }
    let (Some(code), Some(state)) = (answer.code, answer.state) else {
        return Err(SsoFailure::AnswerRefused);
    };
    let nonce = app.secret_key.derive(NONCE, state);
    let code_verifier = app.secret_key.derive(CODE_VERIFIER, state);
    let expected = Expected {
        nonce: &nonce,
        code_verifier: &code_verifier,
    };
    let needed = configuration.claim_mapping.claims();
    let answer = AuthorizationAnswer {
        code,
        iss: answer.iss,
    };
    app.federation
        .redeem(settings, &answer, &expected, &needed)
        .await
        .map_err(|error| told(settings, &error))
}

/// Tells the operator; what is left is what the person may know.
fn told(settings: &SsoSettings, error: &FederationError) -> SsoFailure {
    tracing::warn!(company = settings.company_slug, step = %error.step(), error = %error, "sign-in through the identity provider failed");
    metrics::counter!("latchkey_sso_failures_total", "step" => error.step().to_string()).increment(1);
    failure_of_federation(error)
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
        "invalid_scope",
        "login_required",
        "server_error",
        "temporarily_unavailable",
        "unauthorized_client",
        "unsupported_response_type",
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
        FederationError::AnswerRefused { .. } => SsoFailure::AnswerRefused,
    }
}

/// Settles, once more where somebody else made the account or the link in between: what is there now decides.
async fn settle(
    app: &App,
    attempt: &SignInAttempt,
    identity: &Identity,
    configuration: &SsoConfiguration,
    replaces: Option<&str>,
    origin: &Origin,
) -> Result<Landing, SignInError> {
    match settle_once(app, attempt, identity, configuration, replaces, origin).await {
        Err(SignInError::Store(StoreError::AlreadyExists)) => {
            settle_once(app, attempt, identity, configuration, replaces, origin).await
        }
        settled => settled,
    }
}

/// Decides whose account it is, and does what was decided, all in one transaction.
async fn settle_once(
    app: &App,
    attempt: &SignInAttempt,
    identity: &Identity,
    configuration: &SsoConfiguration,
    replaces: Option<&str>,
    origin: &Origin,
) -> Result<Landing, SignInError> {
    let mut transaction = app.store.begin().await?;
    let landing = match decide_account(&mut transaction, identity, &configuration.company_id).await? {
        Decision::SignIn { account_id } => {
            complete(
                app,
                &mut transaction,
                attempt,
                identity,
                &account_id,
                replaces,
                origin,
            )
            .await?
        }
        Decision::Link { account_id } => {
            link(
                app,
                &mut transaction,
                identity,
                &attempt.company_id,
                &account_id,
                origin,
            )
            .await?;
            complete(
                app,
                &mut transaction,
                attempt,
                identity,
                &account_id,
                replaces,
                origin,
            )
            .await?
        }
        Decision::Onboard => {
            let kept = serde_json::to_string(identity).map_err(|_| StoreError::Corrupt("identity"))?;
            move_on(&mut transaction, attempt, Event::Onboard, origin, Some(&kept)).await?;
            Landing::Onboarding {
                attempt_id: attempt.id.clone(),
            }
        }
        Decision::Conflict(conflict) => {
            drop(transaction);
            tracing::warn!(
                company = configuration.company_slug,
                conflict = conflict.as_str(),
                "account conflict"
            );
            return fail(app, attempt, failure_of(conflict), origin).await;
        }
    };
    transaction.commit().await?;
    Ok(landing)
}

/// Links the account. Whoever set its password before may not be the person who stands at the identity provider: the
/// password and all sessions die.
pub(super) async fn link(
    app: &App,
    connection: &mut Connection,
    identity: &Identity,
    company_id: &str,
    account_id: &str,
    origin: &Origin,
) -> Result<(), SignInError> {
    let now = app.clock.now_ms();
    account_links::insert(connection, identity.foreign(company_id), account_id, now).await?;
    accounts::set_password_hash(connection, account_id, None).await?;
    let ended = sessions::delete_all_of(connection, account_id).await?;
    let event = audit::Event {
        action: "account_linked",
        company_id: Some(company_id),
        actor_account_id: Some(account_id),
        subject: Some(account_id),
        detail: json!({ "issuer": identity.issuer, "foreign_id_claim": identity.foreign_id_claim, "sessions_ended": ended }),
    };
    audit::append(connection, &event, origin, now).await?;
    Ok(())
}

/// Begins the session and closes the attempt.
pub(super) async fn complete(
    app: &App,
    connection: &mut Connection,
    attempt: &SignInAttempt,
    identity: &Identity,
    account_id: &str,
    replaces: Option<&str>,
    origin: &Origin,
) -> Result<Landing, SignInError> {
    let now = app.clock.now_ms();
    move_on(connection, attempt, Event::Complete, origin, None).await?;
    let lifetime = of_sso(
        now,
        identity.issued_at_ms,
        identity.session_expires_at_ms,
        app.config.session_ttl_ms,
    );
    let beginning = Beginning {
        account_id,
        company_id: &attempt.company_id,
        signed_in_by: SignedInBy::Sso,
        lifetime,
        idp: Some(identity.idp_session()),
        replaces,
    };
    let token = begin(connection, &beginning, origin, now).await?;
    metrics::counter!("latchkey_sign_ins_total", "by" => "sso", "outcome" => "signed_in").increment(1);
    Ok(Landing::SignedIn {
        token,
        next: attempt.return_to.clone().unwrap_or_else(|| "/".into()),
    })
}

/// Closes the attempt with a reason, and leaves a trace for the admin.
async fn fail(
    app: &App,
    attempt: &SignInAttempt,
    failure: SsoFailure,
    origin: &Origin,
) -> Result<Landing, SignInError> {
    let mut transaction = app.store.begin().await?;
    move_on(&mut transaction, attempt, Event::Fail(failure), origin, None).await?;
    let event = audit::Event {
        action: "sso_sign_in_failed",
        company_id: Some(&attempt.company_id),
        actor_account_id: None,
        subject: Some(&attempt.sso_configuration_id),
        detail: json!({ "reason": failure_text(failure) }),
    };
    audit::append(&mut transaction, &event, origin, app.clock.now_ms()).await?;
    transaction.commit().await?;
    metrics::counter!("latchkey_sign_ins_total", "by" => "sso", "outcome" => failure_text(failure))
        .increment(1);
    Ok(Landing::Failed {
        attempt_id: attempt.id.clone(),
    })
}

async fn move_on(
    connection: &mut Connection,
    attempt: &SignInAttempt,
    event: Event,
    origin: &Origin,
    identity: Option<&str>,
) -> Result<State, SignInError> {
    let out_of_order = StoreError::Corrupt("sign_in_attempts.status");
    let Ok(next) = attempt.status.after(event) else {
        return Err(out_of_order.into());
    };
    if sign_in_attempts::advance(
        connection,
        &attempt.id,
        attempt.status,
        next,
        &origin.request_id,
        identity,
    )
    .await?
    {
        Ok(next)
    } else {
        Err(out_of_order.into())
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
    }
}
