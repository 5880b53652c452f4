//! A sign-in that failed, as a step of a test would tell of it: what admins see of failures of every day. Invariant: it says what a
//! test says of the same fault, by the same functions.

use latchkey_contract::sso_configurations::{EvidenceName, StepOutcome, TestProblem, TestStep, TraceStep};

use super::{
    client::NO_ID_TOKEN,
    error::{FederationError, FederationStep},
    test_trace::Trace,
    token_endpoint::IdpStatement,
};

/// The step at which it failed. `statement`: what the token endpoint said.
pub fn failed_step(error: &FederationError, statement: &IdpStatement) -> Option<TraceStep> {
    let mut trace = Trace::default();
    let reason = [(EvidenceName::Reason, error.phrase().to_owned())];
    match error.step() {
        FederationStep::Discovery => drop(trace.refuse::<()>(TestStep::Discovery, error)),
        FederationStep::Keys => drop(trace.refuse::<()>(TestStep::Keys, error)),
        FederationStep::Authorization => {
            trace.fail(
                TestStep::Authorization,
                TestProblem::AnotherIssuerAnswered,
                reason,
            );
        }
        FederationStep::Token => trace.refuse_redemption(error, statement, Vec::new()),
        FederationStep::IdToken(_) if error.phrase() == NO_ID_TOKEN => {
            trace.refuse_redemption(error, statement, Vec::new());
        }
        FederationStep::IdToken(check) | FederationStep::LogoutToken(check) => {
            trace.refuse_check(check, Some(error.member()), error.seconds(), error.phrase());
        }
        FederationStep::UserInfo => {
            let problem = match error {
                FederationError::ResponseRefused { .. } => TestProblem::UserInfoOfAnother,
                _ => TestProblem::UserInfoFailed,
            };
            trace.fail(TestStep::Claims, problem, reason);
        }
    }
    failed(trace)
}

/// The identity provider sent the person back with an error.
pub fn refused_authorization(statement: &IdpStatement) -> Option<TraceStep> {
    let mut trace = Trace::default();
    match statement.error {
        Some(_) => trace.fail_as_said(
            TestStep::Authorization,
            TestProblem::AuthorizationError,
            statement,
        ),
        None => trace.fail(TestStep::Authorization, TestProblem::NoCode, []),
    }
    failed(trace)
}

fn failed(trace: Trace) -> Option<TraceStep> {
    let steps = trace.into_steps();
    steps.into_iter().find(|step| step.outcome == StepOutcome::Failed)
}

#[cfg(test)]
mod tests {
    use latchkey_contract::sso_configurations::{IdpProblem, MetadataProblem};
    use latchkey_oidc_checks::Check;

    use super::*;

    #[test]
    fn each_fault_is_told_at_its_step() {
        let nothing = IdpStatement::default();
        let refused = |step| FederationError::refused(step, "x");
        for (error, step, problem) in [
            (
                FederationError::of_metadata(MetadataProblem::NoJwksUri, "x"),
                TestStep::Discovery,
                TestProblem::Metadata,
            ),
            (
                FederationError::misconfigured(FederationStep::Keys, "x"),
                TestStep::Keys,
                TestProblem::KeysUnreadable,
            ),
            (
                refused(FederationStep::Authorization),
                TestStep::Authorization,
                TestProblem::AnotherIssuerAnswered,
            ),
            (
                FederationError::ClientRefused,
                TestStep::ClientAuthentication,
                TestProblem::ClientRefused,
            ),
            (
                refused(FederationStep::Token),
                TestStep::Token,
                TestProblem::CodeRefused,
            ),
            (
                FederationError::refused(FederationStep::IdToken(Check::Format), NO_ID_TOKEN),
                TestStep::Token,
                TestProblem::NoIdToken,
            ),
            (
                refused(FederationStep::IdToken(Check::Nonce)),
                TestStep::Token,
                TestProblem::WrongNonce,
            ),
            (
                refused(FederationStep::IdToken(Check::Signature)),
                TestStep::Signature,
                TestProblem::WrongSignature,
            ),
            (
                refused(FederationStep::UserInfo),
                TestStep::Claims,
                TestProblem::UserInfoOfAnother,
            ),
        ] {
            let failed = failed_step(&error, &nothing).expect("a step");
            assert_eq!((failed.step, failed.problem), (step, Some(problem)), "{error}");
        }
    }

    #[test]
    fn what_the_identity_provider_says_is_read_and_kept_short() {
        let said = IdpStatement {
            error: Some("invalid_client".into()),
            description: Some(format!("AADSTS7000222: expired\u{202e}{}", "x".repeat(900))),
        };
        let failed = failed_step(&FederationError::ClientRefused, &said.harmless()).expect("a step");
        assert_eq!(failed.idp_problem, Some(IdpProblem::SecretExpired));
        let words = failed
            .evidence
            .iter()
            .find(|piece| piece.name == EvidenceName::ErrorDescription);
        let words = &words.expect("its words").value;
        assert!(
            words.chars().count() < 250 && !words.contains('\u{202e}'),
            "{words}"
        );
        let denied = IdpStatement {
            error: Some("access_denied".into()),
            description: None,
        };
        let failed = refused_authorization(&denied).expect("a step");
        assert_eq!(failed.problem, Some(TestProblem::AuthorizationError));
        let nothing = refused_authorization(&IdpStatement::default()).expect("a step");
        assert_eq!(nothing.problem, Some(TestProblem::NoCode));
    }
}
