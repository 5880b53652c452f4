//! A sign-in that is looked at step by step: what a test run shows an admin. Invariant: the steps are those of a real sign-in, by the same
//! functions, and what leaves this module holds no code, token or secret.

use std::sync::{Mutex, PoisonError};

use latchkey_contract::sso_configurations::{
    EvidenceName, ReturnedClaim, StepOutcome, TestProblem, TestStep, TraceStep,
};
use latchkey_oidc_checks::{Refusal, SigningKeys, id_token};
use serde_json::Map;

use super::{
    Federation, Issuer, TOLERANCE, check_response_issuer,
    client::{self, auth_way},
    discovery::Metadata,
    error::{FederationError, FederationStep, shown},
    settings::{CodeResponse, Expected, SsoSettings},
    test_trace::{Evidence, Trace},
    token_endpoint::IdpStatement,
    user_info,
};

/// What came back to the callback.
#[derive(Clone, Copy)]
pub enum TestResponse<'a> {
    /// A code.
    Code(CodeResponse<'a>),
    /// An error, with its description.
    Error {
        /// The issuer that the response names (`iss`, RFC 9207), if it does.
        iss: Option<&'a str>,
        /// What the identity provider says.
        statement: &'a IdpStatement,
    },
    /// Neither.
    Nothing,
}

/// What a test shows.
#[derive(Debug, Clone, PartialEq)]
pub struct TestedSignIn {
    /// The steps in their order.
    pub trace: Vec<TraceStep>,
    /// The claims, where they were reached.
    pub claims: Vec<ReturnedClaim>,
}

impl TestedSignIn {
    /// Nothing has happened yet.
    pub fn not_begun() -> Self {
        of(Trace::default(), Vec::new())
    }

    /// Nothing came back in time, or the browser never left.
    pub fn without_answer() -> Self {
        let mut trace = Trace::default();
        trace.pass(TestStep::Discovery, []);
        trace.pass(TestStep::Keys, []);
        trace.fail(TestStep::Authorization, TestProblem::NothingCameBack, []);
        of(trace, Vec::new())
    }

    /// The identity provider could not be reached before the browser left.
    pub fn refused_before(error: &FederationError) -> Self {
        let mut trace = Trace::default();
        let step = match error.step() {
            FederationStep::Keys => TestStep::Keys,
            FederationStep::Authorization => TestStep::Authorization,
            _ => TestStep::Discovery,
        };
        if step != TestStep::Discovery {
            trace.pass(TestStep::Discovery, []);
        }
        trace.refuse::<()>(step, error);
        of(trace, Vec::new())
    }

    /// Whether every step passed.
    pub fn has_passed(&self) -> bool {
        self.trace
            .iter()
            .all(|step| matches!(step.outcome, StepOutcome::Passed | StepOutcome::Noted))
    }
}

impl Federation {
    /// Goes through a sign-in with what came back.
    pub async fn test_sign_in(
        &self,
        settings: &SsoSettings,
        answer: TestResponse<'_>,
        expected: &Expected<'_>,
    ) -> TestedSignIn {
        let mut trace = Trace::default();
        let claims = self.go_through(settings, answer, expected, &mut trace).await;
        of(trace, claims.unwrap_or_default())
    }

    /// `None` where a step failed; the trace says which.
    async fn go_through(
        &self,
        settings: &SsoSettings,
        answer: TestResponse<'_>,
        expected: &Expected<'_>,
        trace: &mut Trace,
    ) -> Option<Vec<ReturnedClaim>> {
        let (issuer, metadata) = match self.issuer(settings).await {
            Ok(found) => found,
            Err(error) => return trace.refuse(TestStep::Discovery, &error),
        };
        trace.pass(
            TestStep::Discovery,
            [(EvidenceName::Issuer, shown(&metadata.issuer))],
        );
        let keys = match self.keys(&issuer, &metadata).await {
            Ok(keys) => keys,
            Err(error) => return trace.refuse(TestStep::Keys, &error),
        };
        trace.pass(
            TestStep::Keys,
            [(EvidenceName::SigningKeys, keys.len().to_string())],
        );
        let code = authorized(&metadata, answer, trace)?;
        let (tokens, statement) = self.redeemed(settings, &metadata, code, expected).await;
        let tokens = match tokens {
            Ok(tokens) => tokens,
            Err(error) => {
                trace.refuse_redemption(&error, &statement, method(settings, &metadata));
                if error == FederationError::ClientRefused {
                    trace.blame(self.why_refused(settings, &metadata, &statement).await);
                }
                return None;
            }
        };
        trace.pass(TestStep::ClientAuthentication, method(settings, &metadata));
        let access_token = tokens.access_token.as_ref().ok();
        let expectation = id_token::IdTokenExpectation {
            issuer: &metadata.issuer,
            client_id: &settings.client_id,
            may_have_other_audiences: true,
            nonce: expected.nonce,
            access_token: access_token.map(|token| token.secret().as_str()),
            tolerance: TOLERANCE,
            now_ms: self.clock.now_ms(),
        };
        let token = match self
            .verified(&tokens.id_token, &issuer, &metadata, keys, &expectation)
            .await
        {
            Ok(token) => token,
            Err(refusal) => return trace.refuse_token(&refusal),
        };
        trace.pass(TestStep::Token, []);
        trace.pass(TestStep::Signature, []);
        let userinfo = match &metadata.userinfo_endpoint {
            None => Ok(Map::new()),
            Some(endpoint) => match &tokens.access_token {
                Ok(access_token) => {
                    user_info::fetch(&self.egress, endpoint, access_token, &token.subject).await
                }
                Err(error) => Err(error.clone()),
            },
        };
        trace.claims(&token.claims, userinfo)
    }

    async fn redeemed(
        &self,
        settings: &SsoSettings,
        metadata: &Metadata,
        code: &str,
        expected: &Expected<'_>,
    ) -> (Result<client::Tokens, FederationError>, IdpStatement) {
        let statement = Mutex::default();
        let redemption = self.redemption(settings, metadata, code, expected);
        let tokens = redemption.redeem_and_listen(&statement).await;
        (
            tokens,
            statement.into_inner().unwrap_or_else(PoisonError::into_inner),
        )
    }

    async fn verified(
        &self,
        raw: &str,
        issuer: &Issuer,
        metadata: &Metadata,
        keys: std::sync::Arc<SigningKeys>,
        expectation: &id_token::IdTokenExpectation<'_>,
    ) -> Result<id_token::IdToken, Refusal> {
        match id_token::verify(raw, &keys, expectation) {
            Err(refusal) if refusal.may_be_a_new_key => {
                match self.newer_keys(issuer, metadata, &keys).await {
                    Ok(Some(newer)) => id_token::verify(raw, &newer, expectation),
                    _ => Err(refusal),
                }
            }
            first => first,
        }
    }
}

/// The code, if there is one from the right issuer.
fn authorized<'a>(metadata: &Metadata, answer: TestResponse<'a>, trace: &mut Trace) -> Option<&'a str> {
    let iss = match answer {
        TestResponse::Code(CodeResponse { iss, .. }) | TestResponse::Error { iss, .. } => iss,
        TestResponse::Nothing => None,
    };
    let evidence = |error: &FederationError| [(EvidenceName::Reason, error.phrase().to_owned())];
    match answer {
        TestResponse::Nothing => trace.fail(TestStep::Authorization, TestProblem::NoCode, []),
        _ if let Err(error) = check_response_issuer(metadata, iss) => {
            let answerer = iss.map(|iss| (EvidenceName::Issuer, shown(iss)));
            trace.fail(
                TestStep::Authorization,
                TestProblem::AnotherIssuerAnswered,
                answerer.into_iter().chain(evidence(&error)),
            );
        }
        TestResponse::Error { statement, .. } => trace.fail_as_said(
            TestStep::Authorization,
            TestProblem::AuthorizationError,
            statement,
        ),
        TestResponse::Code(response) => {
            trace.pass(TestStep::Authorization, []);
            return Some(response.code);
        }
    }
    None
}

fn method(settings: &SsoSettings, metadata: &Metadata) -> Vec<Evidence> {
    let Ok(way) = auth_way(settings, metadata) else {
        return Vec::new();
    };
    vec![(EvidenceName::AuthMethod, way.as_str().to_owned())]
}

fn of(trace: Trace, claims: Vec<ReturnedClaim>) -> TestedSignIn {
    TestedSignIn {
        trace: trace.into_steps(),
        claims,
    }
}
