//! What can be known of a client before anybody is sent to the identity provider. Invariant: what the identity provider's response
//! does not show is unknown; nothing is guessed.

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

/// A code that no identity provider has given out.
const NO_CODE: &str = "latchkey-checks-the-client-with-a-code-that-cannot-exist";
/// A PKCE verifier and state that belong to nobody.
const NOBODYS: &str = "latchkey-checks-this-client-and-nobody-signs-in";

const fn report(outcome: CheckOutcome) -> CheckReport {
    CheckReport {
        outcome,
        problem: None,
        metadata: None,
        error: None,
    }
}

impl Federation {
    /// Whether the token endpoint lets this client in: it is asked with a code that cannot exist, and an identity provider that
    /// complains about the code has accepted the client.
    pub async fn probe_client(&self, settings: &SsoSettings) -> CheckReport {
        let Ok((_, metadata)) = self.issuer(settings).await else {
            return report(CheckOutcome::Unknown);
        };
        let statement = Mutex::default();
        let expected = Expected {
            nonce: NOBODYS,
            code_verifier: NOBODYS,
        };
        let redemption = self.redemption(settings, &metadata, NO_CODE, &expected);
        let redeemed = redemption.redeem_and_listen(&statement).await;
        let statement = statement.into_inner().unwrap_or_else(PoisonError::into_inner);
        let outcome = match redeemed {
            Err(FederationError::ClientRefused) => CheckOutcome::Failed,
            Err(FederationError::AnswerRefused { .. }) => CheckOutcome::Passed,
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

    /// Why the client is refused. Few say more than that it is; where the same client secret is accepted when it is sent by the other
    /// method, the method is to blame.
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
            nonce: NOBODYS,
            code_verifier: NOBODYS,
        };
        let redeemed = self
            .redemption(&settings, metadata, NO_CODE, &expected)
            .redeem()
            .await;
        matches!(redeemed, Err(FederationError::AnswerRefused { .. }))
    }

    /// Whether the authorization address refuses this client or the redirect URL at once, as some do before anybody signs in (AD FS,
    /// Keycloak, Google). A page to sign in proves nothing.
    pub async fn probe_authorization(&self, settings: &SsoSettings) -> CheckReport {
        let parameters = AuthorizationParameters {
            state: NOBODYS,
            nonce: NOBODYS,
            code_verifier: NOBODYS,
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

fn read(statement: &IdpStatement) -> Option<IdpProblem> {
    let read = |text: &Option<String>| read_idp_error(text.as_deref()?)?.problem;
    read(&statement.description).or_else(|| read(&statement.error))
}
