//! The trace of a test sign-in: each step with its outcome and evidence, and the returned claims. Invariant: evidence holds our own phrases and
//! shortened texts of the identity provider's that an admin may see.

use latchkey_contract::claim_sources::{TOKEN_CLAIMS, add_user_info};
use latchkey_contract::sso_configurations::{
    ClaimSource, EvidenceName, IdpProblem, ReturnedClaim, StepOutcome, TestProblem, TestStep, TraceEvidence,
    TraceStep, read_idp_error,
};
use latchkey_oidc_checks::{Check, Refusal};
use serde_json::{Map, Value};

use super::{
    error::{FederationError, FederationStep, shown},
    token_endpoint::IdpStatement,
};

/// Longest text that is kept of a claim, in characters: a longer one counts as missing in any mapping.
const LONGEST_CLAIM_CHARS: usize = 300;
/// Greatest number of claims that are kept, and of entries of a list or an object among them.
const MOST_ENTRIES: usize = 500;
/// How deeply a kept claim may be nested; what is deeper becomes `null`.
const DEEPEST: usize = 6;
/// Claims that Entra ID sends in the place of groups that are too many for a token.
const OVERAGE: [&str; 2] = ["_claim_names", "hasgroups"];

/// A piece of evidence with its name.
pub(super) type Evidence = (EvidenceName, String);

/// The steps recorded so far.
#[derive(Default)]
pub(super) struct Trace(Vec<TraceStep>);

impl Trace {
    fn push(
        &mut self,
        step: TestStep,
        outcome: StepOutcome,
        problem: Option<TestProblem>,
        evidence: impl IntoIterator<Item = Evidence>,
    ) -> &mut TraceStep {
        let evidence = evidence
            .into_iter()
            .map(|(name, value)| TraceEvidence { name, value });
        self.0.push(TraceStep {
            step,
            outcome,
            problem,
            idp_problem: None,
            metadata_problem: None,
            evidence: evidence.collect(),
        });
        let last = self.0.len() - 1;
        &mut self.0[last]
    }

    pub(super) fn pass(&mut self, step: TestStep, evidence: impl IntoIterator<Item = Evidence>) {
        self.push(step, StepOutcome::Passed, None, evidence);
    }

    pub(super) fn fail(
        &mut self,
        step: TestStep,
        problem: TestProblem,
        evidence: impl IntoIterator<Item = Evidence>,
    ) {
        self.push(step, StepOutcome::Failed, Some(problem), evidence);
    }

    /// Records a failed step with the identity provider's own error, in which known problems are recognised.
    pub(super) fn fail_as_said(&mut self, step: TestStep, problem: TestProblem, statement: &IdpStatement) {
        let evidence = [
            (EvidenceName::Error, statement.error.clone()),
            (EvidenceName::ErrorDescription, statement.description.clone()),
        ];
        let evidence = evidence
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let read = |text: &Option<String>| read_idp_error(text.as_deref()?)?.problem;
        let failed = self.push(step, StepOutcome::Failed, Some(problem), evidence);
        failed.idp_problem = read(&statement.description).or_else(|| read(&statement.error));
    }

    /// Records that the platform could not send the request of this step. Returns `None`, to end the test.
    pub(super) fn refuse<T>(&mut self, step: TestStep, error: &FederationError) -> Option<T> {
        let problem = match step {
            TestStep::Keys => TestProblem::KeysUnreadable,
            _ => TestProblem::Metadata,
        };
        let evidence = [(EvidenceName::Reason, error.phrase().to_owned())];
        let failed = self.push(step, StepOutcome::Failed, Some(problem), evidence);
        failed.metadata_problem = error.metadata_problem();
        None
    }

    /// Records why the token endpoint refused the code. `method`: evidence of how the client authenticated.
    pub(super) fn refuse_redemption(
        &mut self,
        error: &FederationError,
        statement: &IdpStatement,
        method: Vec<Evidence>,
    ) {
        let client = TestStep::ClientAuthentication;
        match error {
            FederationError::ClientRefused => {
                self.fail_as_said(client, TestProblem::ClientRefused, statement);
                if let Some(failed) = self.0.last_mut() {
                    let evidence = method.into_iter();
                    failed
                        .evidence
                        .extend(evidence.map(|(name, value)| TraceEvidence { name, value }));
                }
            }
            FederationError::Unavailable { detail, .. } => {
                let status = detail.as_status();
                let status = status.map(|status| (EvidenceName::Error, format!("HTTP {status}")));
                self.fail(client, TestProblem::TokenEndpointUnavailable, status);
            }
            FederationError::ResponseRefused {
                step: FederationStep::Token,
                ..
            } => {
                self.pass(client, method);
                self.fail_as_said(TestStep::Token, TestProblem::CodeRefused, statement);
            }
            FederationError::ResponseRefused {
                step: FederationStep::IdToken(_),
                ..
            } => {
                self.pass(client, method);
                self.fail(TestStep::Token, TestProblem::NoIdToken, []);
            }
            FederationError::Misconfigured {
                step: FederationStep::Discovery,
                ..
            } => {
                self.refuse::<()>(client, error);
            }
            _ => self.fail_as_said(client, TestProblem::TokenError, statement),
        }
    }

    /// Adds what is wrong at the identity provider to the last step.
    pub(super) fn blame(&mut self, problem: IdpProblem) {
        if let Some(last) = self.0.last_mut() {
            last.idp_problem = Some(problem);
        }
    }

    /// Records why the ID token was refused. Returns `None`, to end the test.
    pub(super) fn refuse_token<T>(&mut self, refusal: &Refusal) -> Option<T> {
        let member = refusal.member.or(refusal.check.member());
        self.refuse_check(refusal.check, member, refusal.seconds, refusal.reason);
        None
    }

    /// Records why the ID token was refused, from the parts of a refusal. The signature is checked before the claims, so where a claim is wrong
    /// the signature has passed.
    pub(super) fn refuse_check(
        &mut self,
        check: Check,
        member: Option<&str>,
        seconds: Option<i64>,
        reason: &str,
    ) {
        let (step, problem) = match check {
            Check::Algorithm => (TestStep::Signature, TestProblem::WrongAlgorithm),
            Check::KeyId | Check::Signature => (TestStep::Signature, TestProblem::WrongSignature),
            Check::Issuer => (TestStep::Token, TestProblem::WrongIssuer),
            Check::Audience | Check::AuthorizedParty => (TestStep::Token, TestProblem::WrongAudience),
            Check::Nonce => (TestStep::Token, TestProblem::WrongNonce),
            Check::Expiry | Check::IssuedAt => (TestStep::Token, TestProblem::WrongTime),
            _ => (TestStep::Token, TestProblem::TokenRefused),
        };
        let evidence = [
            (EvidenceName::Member, member.map(str::to_owned)),
            (EvidenceName::Seconds, seconds.map(|seconds| seconds.to_string())),
            (EvidenceName::Reason, Some(reason.to_owned())),
        ];
        let evidence = evidence
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        if step == TestStep::Signature {
            self.pass(TestStep::Token, []);
        }
        self.fail(step, problem, evidence);
        if step == TestStep::Token && check != Check::Format {
            self.pass(TestStep::Signature, []);
        }
    }

    /// Merges the claims of the ID token and of userinfo. If userinfo fails, the step passes with a note; if it is about another subject, the
    /// step fails.
    pub(super) fn claims(
        &mut self,
        id_token: &Map<String, Value>,
        userinfo: Result<Map<String, Value>, FederationError>,
    ) -> Option<Vec<ReturnedClaim>> {
        let (userinfo, failure) = match userinfo {
            Ok(claims) => (claims, None),
            Err(error @ FederationError::ResponseRefused { .. }) => {
                let evidence = [(EvidenceName::Reason, error.phrase().to_owned())];
                self.fail(TestStep::Claims, TestProblem::UserInfoOfAnother, evidence);
                return None;
            }
            Err(error) => (Map::new(), Some(error)),
        };
        let mut merged = id_token.clone();
        add_user_info(&mut merged, userinfo);
        let has_overage = OVERAGE.iter().any(|name| merged.contains_key(*name));
        let claims = returned(&merged, id_token);
        let evidence = [
            (EvidenceName::Claims, Some(claims.len().to_string())),
            (EvidenceName::Person, person(&merged)),
            (
                EvidenceName::UserInfo,
                failure.as_ref().map(|error| error.phrase().to_owned()),
            ),
        ];
        let evidence = evidence
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let note = match (failure, has_overage) {
            (Some(_), _) => Some(TestProblem::UserInfoFailed),
            (None, true) => Some(TestProblem::TooManyGroups),
            (None, false) => None,
        };
        let outcome = match note {
            Some(_) => StepOutcome::Noted,
            None => StepOutcome::Passed,
        };
        self.push(TestStep::Claims, outcome, note, evidence);
        Some(claims)
    }

    /// All steps in their order, with those that were not reached.
    pub(super) fn into_steps(self) -> Vec<TraceStep> {
        let mut seen = self.0;
        let trace =
            TestStep::ALL
                .into_iter()
                .map(|step| match seen.iter().position(|seen| seen.step == step) {
                    Some(at) => seen.swap_remove(at),
                    None => TraceStep {
                        step,
                        outcome: StepOutcome::NotReached,
                        problem: None,
                        idp_problem: None,
                        metadata_problem: None,
                        evidence: Vec::new(),
                    },
                });
        trace.collect()
    }
}

/// The claim by which a person recognises whose sign-in this was.
fn person(claims: &Map<String, Value>) -> Option<String> {
    ["email", "preferred_username", "upn", "name", "sub"]
        .iter()
        .find_map(|name| claims.get(*name).and_then(Value::as_str))
        .map(shown)
}

fn returned(merged: &Map<String, Value>, id_token: &Map<String, Value>) -> Vec<ReturnedClaim> {
    let of_person = merged
        .iter()
        .filter(|(name, _)| !TOKEN_CLAIMS.contains(&name.as_str()));
    of_person
        .take(MOST_ENTRIES)
        .map(|(name, value)| ReturnedClaim {
            name: name.chars().take(LONGEST_CLAIM_CHARS).collect(),
            value: shortened(value, DEEPEST),
            source: match id_token.get(name) {
                Some(own) if own == value => ClaimSource::IdToken,
                _ => ClaimSource::UserInfo,
            },
        })
        .collect()
}

fn shortened(value: &Value, depth: usize) -> Value {
    match value {
        Value::String(text) => Value::String(text.chars().take(LONGEST_CLAIM_CHARS).collect()),
        Value::Array(_) | Value::Object(_) if depth == 0 => Value::Null,
        Value::Array(entries) => {
            let entries = entries.iter().take(MOST_ENTRIES);
            Value::Array(entries.map(|entry| shortened(entry, depth - 1)).collect())
        }
        Value::Object(members) => {
            let members = members.iter().take(MOST_ENTRIES);
            Value::Object(
                members
                    .map(|(name, value)| (name.clone(), shortened(value, depth - 1)))
                    .collect(),
            )
        }
        plain => plain.clone(),
    }
}
