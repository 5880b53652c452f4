//! Checks a company's client settings at its identity provider before anybody signs in there. Invariant: an outcome that the response does
//! not prove is [`CheckOutcome::Unknown`].

use std::sync::{Mutex, PoisonError};

use http::{Request, StatusCode, header};
use latchkey_contract::sso_configurations::{CheckOutcome, CheckReport, IdpProblem, read_idp_error};

use super::{
    Federation,
    client::{self, AuthWay},
    discovery::Metadata,
    error::FederationError,
    settings::{AuthorizationParameters, ClientAuthMethod, Expected, SsoSettings},
    token_endpoint::IdpStatement,
};

/// An authorization code that no identity provider has issued.
const NO_CODE: &str = "latchkey-checks-the-client-with-a-code-that-cannot-exist";
/// A PKCE verifier, nonce and state of no sign-in.
const PLACEHOLDER: &str = "latchkey-checks-this-client-and-nobody-signs-in";

const fn report(outcome: CheckOutcome) -> CheckReport {
    CheckReport {
        outcome,
        problem: None,
        metadata: None,
        error: None,
    }
}

impl Federation {
    /// Whether the token endpoint authenticates this client: it is sent a code that cannot exist, and an identity provider that refuses
    /// the code has accepted the client.
    pub async fn probe_client(&self, settings: &SsoSettings) -> CheckReport {
        let Ok((_, metadata)) = self.issuer(settings).await else {
            return report(CheckOutcome::Unknown);
        };
        let statement = Mutex::default();
        let expected = Expected {
            nonce: PLACEHOLDER,
            code_verifier: PLACEHOLDER,
        };
        let redemption = self.redemption(settings, &metadata, NO_CODE, &expected);
        let redeemed = redemption.redeem_and_listen(&statement).await;
        let statement = statement.into_inner().unwrap_or_else(PoisonError::into_inner);
        let outcome = match redeemed {
            Err(FederationError::ClientRefused) => CheckOutcome::Failed,
            Err(FederationError::ResponseRefused { .. }) => CheckOutcome::Passed,
            _ => CheckOutcome::Unknown,
        };
        let problem = match outcome {
            CheckOutcome::Failed => Some(self.why_refused(settings, &metadata, &statement).await),
            CheckOutcome::Passed => None,
            CheckOutcome::Unknown => read(&statement).filter(|problem| *problem != IdpProblem::CodeExpired),
        };
        CheckReport {
            problem,
            error: statement.error,
            ..report(outcome)
        }
    }

    /// Why the client is refused. Few identity providers say, so the same client secret is tried with the other method (`client_secret_basic`
    /// or `client_secret_post`); if that is accepted, the method is wrong.
    pub(super) async fn why_refused(
        &self,
        settings: &SsoSettings,
        metadata: &Metadata,
        statement: &IdpStatement,
    ) -> IdpProblem {
        match read(statement) {
            Some(problem) if problem != IdpProblem::ClientRefused => problem,
            _ if self.is_accepted_by_other_method(settings, metadata).await => IdpProblem::SecretMissing,
            _ => IdpProblem::ClientRefused,
        }
    }

    async fn is_accepted_by_other_method(&self, settings: &SsoSettings, metadata: &Metadata) -> bool {
        let other = match client::auth_way(settings, metadata) {
            Ok(AuthWay::Basic) => ClientAuthMethod::Post,
            Ok(AuthWay::Post) => ClientAuthMethod::Basic,
            Ok(AuthWay::Key(_)) | Err(_) => return false,
        };
        if settings.client_secret.is_empty() {
            return false;
        }
        let settings = SsoSettings {
            client_auth_method: Some(other),
            ..settings.clone()
        };
        let expected = Expected {
            nonce: PLACEHOLDER,
            code_verifier: PLACEHOLDER,
        };
        let redeemed = self
            .redemption(&settings, metadata, NO_CODE, &expected)
            .redeem()
            .await;
        matches!(redeemed, Err(FederationError::ResponseRefused { .. }))
    }

    /// Whether the authorization endpoint refuses this client or the redirect URI at once, as some do before anybody signs in (AD FS,
    /// Keycloak, Google). A sign-in page proves nothing.
    pub async fn probe_authorization(&self, settings: &SsoSettings) -> CheckReport {
        let parameters = AuthorizationParameters {
            state: PLACEHOLDER,
            nonce: PLACEHOLDER,
            code_verifier: PLACEHOLDER,
            login_hint: None,
            prompt: None,
            must_be_new: false,
        };
        let Ok(address) = self.authorization_url(settings, &parameters).await else {
            return report(CheckOutcome::Unknown);
        };
        let Ok(request) = Request::get(address)
            .header(header::ACCEPT, "text/html")
            .body(Vec::new())
        else {
            return report(CheckOutcome::Unknown);
        };
        let Ok(response) = self.egress.send(request).await else {
            return report(CheckOutcome::Unknown);
        };
        let refused = matches!(
            response.status(),
            StatusCode::BAD_REQUEST
                | StatusCode::UNAUTHORIZED
                | StatusCode::FORBIDDEN
                | StatusCode::NOT_FOUND
        );
        if !refused {
            return report(CheckOutcome::Unknown);
        }
        let page = String::from_utf8_lossy(response.body());
        CheckReport {
            problem: read_idp_error(&page).and_then(|reading| reading.problem),
            ..report(CheckOutcome::Failed)
        }
    }
}

/// The known problem in an error response, from `error_description` before `error`.
fn read(statement: &IdpStatement) -> Option<IdpProblem> {
    let read = |text: &Option<String>| read_idp_error(text.as_deref()?)?.problem;
    read(&statement.description).or_else(|| read(&statement.error))
}
