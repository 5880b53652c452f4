//! A test run: somebody goes to the identity provider and back, and each step leaves a trace. Invariant: no secret, code or token is
//! among the evidence; a run signs nobody in.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{IdpProblem, MetadataProblem};

/// A test run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestRun {
    /// Identifier.
    pub id: String,
    /// How far it is.
    pub state: TestRunState,
    /// Seconds until the deadline. 0 when it is over.
    pub seconds_left: u32,
    /// More time was asked for, which is given once.
    pub is_extended: bool,
    /// The seven steps in their order.
    pub trace: Vec<TraceStep>,
    /// What came back, where the claims were reached: by name.
    #[serde(default)]
    pub claims: Vec<ReturnedClaim>,
    /// When it began (RFC 3339).
    pub began_at: String,
    /// Finds the run in the log; the identity provider's admin may need it.
    pub request_id: String,
}

impl TestRun {
    /// The step that failed.
    pub fn failed_step(&self) -> Option<&TraceStep> {
        self.trace.iter().find(|step| step.outcome == StepOutcome::Failed)
    }
}

/// How far a test run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestRunState {
    /// The new tab has not left for the identity provider yet.
    Started,
    /// The new tab is at the identity provider.
    AtIdp,
    /// Somebody came back and all steps passed.
    Passed,
    /// A step failed.
    Failed,
    /// Nothing came back in time.
    Expired,
}

impl TestRunState {
    /// Nothing changes any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Passed | Self::Failed | Self::Expired)
    }
}

/// The steps of a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestStep {
    /// The metadata is read.
    Discovery,
    /// The keys are read.
    Keys,
    /// The person signs in, and the identity provider sends a code.
    Authorization,
    /// The platform proves who it is at the token endpoint.
    ClientAuthentication,
    /// The code yields an ID token, and its times and audience are right.
    Token,
    /// The signature of the ID token is right.
    Signature,
    /// The claims of the ID token and of userinfo are read.
    Claims,
}

impl TestStep {
    /// All steps, in their order.
    pub const ALL: [Self; 7] = [
        Self::Discovery,
        Self::Keys,
        Self::Authorization,
        Self::ClientAuthentication,
        Self::Token,
        Self::Signature,
        Self::Claims,
    ];
}

/// The outcome of a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum StepOutcome {
    /// The step has passed.
    Passed,
    /// The step has passed, with something that an admin should know.
    Noted,
    /// The step has failed.
    Failed,
    /// The step was not reached.
    NotReached,
}

/// A step with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceStep {
    /// The step.
    pub step: TestStep,
    /// The outcome.
    pub outcome: StepOutcome,
    /// What is wrong, or worth a note.
    #[serde(default)]
    pub problem: Option<TestProblem>,
    /// What the identity provider's own error means, where it is in the table.
    #[serde(default)]
    pub idp_problem: Option<IdpProblem>,
    /// What is wrong with the metadata, at the step of discovery.
    #[serde(default)]
    pub metadata_problem: Option<MetadataProblem>,
    /// What was seen. Values are shortened.
    #[serde(default)]
    pub evidence: Vec<TraceEvidence>,
}

/// Something that was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TraceEvidence {
    /// The name of the value.
    pub name: EvidenceName,
    /// As it was seen, shortened to 200 characters.
    pub value: String,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum EvidenceName {
    /// The issuer.
    Issuer,
    /// How many keys there are.
    SigningKeys,
    /// How the client secret was sent.
    AuthMethod,
    /// OAuth's `error`.
    Error,
    /// OAuth's `error_description`, in the identity provider's words.
    ErrorDescription,
    /// The claim, member or parameter that is to blame.
    Member,
    /// By how many seconds a time is off.
    Seconds,
    /// How many claims came.
    Claims,
    /// Who came back: the address or name among the claims.
    Person,
    /// Our own words for what was refused, for support.
    Reason,
    /// When userinfo was asked, and did not answer as it should.
    UserInfo,
}

/// What is wrong with a step, in words of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TestProblem {
    /// The metadata cannot be worked with; `metadata_problem` says why.
    Metadata,
    /// The keys could not be read.
    KeysUnreadable,
    /// Nothing came back in time.
    NothingCameBack,
    /// The identity provider sent the person back with an error.
    AuthorizationError,
    /// The answer came from another issuer than the one that was asked (RFC 9207).
    AnotherIssuerAnswered,
    /// The response has neither code nor error.
    NoCode,
    /// The identity provider does not accept the client ID or the client secret.
    ClientRefused,
    /// The token endpoint refused the code.
    CodeRefused,
    /// The token endpoint answered with an error.
    TokenError,
    /// The token endpoint did not answer in time, or not at all.
    TokenEndpointUnavailable,
    /// There is no ID token in the response.
    NoIdToken,
    /// The ID token is of another issuer.
    WrongIssuer,
    /// The ID token is for another client.
    WrongAudience,
    /// The ID token has expired, or is from the future: a clock is wrong.
    WrongTime,
    /// The ID token answers another request.
    WrongNonce,
    /// The ID token is signed with an algorithm that is not accepted.
    WrongAlgorithm,
    /// No key of the identity provider made the signature.
    WrongSignature,
    /// The ID token does not pass another check; the evidence says which member.
    TokenRefused,
    /// Userinfo is about another person than the ID token.
    UserInfoOfAnother,
    /// Userinfo refused or did not answer. The sign-in goes on with the claims of the ID token.
    UserInfoFailed,
    /// Groups do not come as a list, because there are too many of them.
    TooManyGroups,
    /// A scope was asked for that the identity provider does not list.
    ScopeNotOffered,
}

impl TestProblem {
    /// Every problem, for tests that each one has a phrase.
    pub const ALL: &[Self] = &[
        Self::Metadata,
        Self::KeysUnreadable,
        Self::NothingCameBack,
        Self::AuthorizationError,
        Self::AnotherIssuerAnswered,
        Self::NoCode,
        Self::ClientRefused,
        Self::CodeRefused,
        Self::TokenError,
        Self::TokenEndpointUnavailable,
        Self::NoIdToken,
        Self::WrongIssuer,
        Self::WrongAudience,
        Self::WrongTime,
        Self::WrongNonce,
        Self::WrongAlgorithm,
        Self::WrongSignature,
        Self::TokenRefused,
        Self::UserInfoOfAnother,
        Self::UserInfoFailed,
        Self::TooManyGroups,
        Self::ScopeNotOffered,
    ];
}

/// A claim that came back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnedClaim {
    /// Its name.
    pub name: String,
    /// As it came; long texts and lists are shortened.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub value: Value,
    /// Where it came from.
    pub source: ClaimSource,
}

/// Where a claim came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ClaimSource {
    /// The ID token, whether or not userinfo has it too: the ID token counts.
    IdToken,
    /// Userinfo alone.
    UserInfo,
}
