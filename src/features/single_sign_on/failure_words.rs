//! The sentences in which admins read why a sign-in through the identity provider failed, and what to do about it. Where the platform knows
//! the step that failed, as a test run shows its steps, the sentences are about that step; otherwise they are about the reason that the
//! person was told.
//!
//! Invariant: each reason of the contract has its sentences; the match is exhaustive, so a new reason does not compile without them.

use latchkey_contract::{
    sign_in::SsoFailure,
    sso_configurations::{IdpKind, TraceStep},
};

use super::{
    idp_problem_words::idp_problem,
    problem_words::{ProblemWords, metadata_problem, test_problem, words},
};
use crate::i18n::*;

/// The sentences about a step that failed; `None` where it says no problem. The identity provider's own error comes before the platform's
/// finding, because it is more exact.
pub fn step_words(locale: Locale, step: &TraceStep, idp: IdpKind) -> Option<ProblemWords> {
    step.idp_problem
        .map(|problem| idp_problem(locale, problem, idp))
        .or_else(|| {
            step.metadata_problem
                .map(|problem| metadata_problem(locale, problem))
        })
        .or_else(|| step.problem.map(|problem| test_problem(locale, problem)))
}

/// Why a sign-in failed, and what an admin can do about it. `step` is the step that failed, where the platform knows it.
pub fn failure_words(
    locale: Locale,
    reason: SsoFailure,
    step: Option<&TraceStep>,
    idp: IdpKind,
) -> ProblemWords {
    step.and_then(|step| step_words(locale, step, idp))
        .unwrap_or_else(|| reason_words(locale, reason))
}

/// The reason in a few words, without a full stop: for the filter of the list.
pub fn reason_name(locale: Locale, reason: SsoFailure) -> &'static str {
    match reason {
        SsoFailure::Cancelled => td_string!(locale, sign_in_failures.cancelled_name),
        SsoFailure::Unavailable => td_string!(locale, sign_in_failures.unavailable_name),
        SsoFailure::Misconfigured => td_string!(locale, sign_in_failures.misconfigured_name),
        SsoFailure::AnswerRefused => td_string!(locale, sign_in_failures.answer_refused_name),
        SsoFailure::Expired => td_string!(locale, sign_in_failures.expired_name),
        SsoFailure::UnknownAttempt => td_string!(locale, sign_in_failures.unknown_attempt_name),
        SsoFailure::SwitchedOff => td_string!(locale, sign_in_failures.switched_off_name),
        SsoFailure::ClaimsMissing => td_string!(locale, sign_in_failures.claims_missing_name),
        SsoFailure::AddressNotVerified => td_string!(locale, sign_in_failures.address_not_verified_name),
        SsoFailure::ForeignDomain => td_string!(locale, sign_in_failures.foreign_domain_name),
        SsoFailure::AccountConflict => td_string!(locale, sign_in_failures.account_conflict_name),
        SsoFailure::AccountDeactivated => td_string!(locale, sign_in_failures.account_deactivated_name),
        SsoFailure::AnotherPerson => td_string!(locale, sign_in_failures.another_person_name),
        SsoFailure::NoAccountToTest => td_string!(locale, sign_in_failures.no_account_to_test_name),
    }
}

fn reason_words(locale: Locale, reason: SsoFailure) -> ProblemWords {
    use SsoFailure as F;
    match reason {
        F::Cancelled => words!(locale, sign_in_failures.cancelled, cancelled_repair),
        F::Unavailable => words!(locale, sign_in_failures.unavailable, unavailable_repair),
        F::Misconfigured => words!(locale, sign_in_failures.misconfigured, misconfigured_repair),
        F::AnswerRefused => words!(locale, sign_in_failures.answer_refused, answer_refused_repair),
        F::Expired => words!(locale, sign_in_failures.expired, expired_repair),
        F::UnknownAttempt => words!(locale, sign_in_failures.unknown_attempt, unknown_attempt_repair),
        F::SwitchedOff => words!(locale, sign_in_failures.switched_off, switched_off_repair),
        F::ClaimsMissing => words!(locale, sign_in_failures.claims_missing, claims_missing_repair),
        F::AddressNotVerified => words!(
            locale,
            sign_in_failures.address_not_verified,
            address_not_verified_repair
        ),
        F::ForeignDomain => words!(locale, sign_in_failures.foreign_domain, foreign_domain_repair),
        F::AccountConflict => words!(locale, sign_in_failures.account_conflict, account_conflict_repair),
        F::AccountDeactivated => words!(
            locale,
            sign_in_failures.account_deactivated,
            account_deactivated_repair
        ),
        F::AnotherPerson => words!(locale, sign_in_failures.another_person, another_person_repair),
        F::NoAccountToTest => words!(
            locale,
            sign_in_failures.no_account_to_test,
            no_account_to_test_repair
        ),
    }
}

#[cfg(test)]
mod tests {
    use latchkey_contract::sso_configurations::{IdpProblem, StepOutcome, TestProblem, TestStep};

    use super::*;

    #[test]
    fn each_reason_has_sentences_of_its_own_in_each_language() {
        for &locale in Locale::ALL {
            let mut causes = Vec::new();
            for &reason in SsoFailure::ALL {
                let ProblemWords { cause, repair } = failure_words(locale, reason, None, IdpKind::Other);
                assert!(
                    cause.ends_with(['.', '。']) && repair.ends_with(['.', '。']),
                    "{cause} {repair}"
                );
                assert!(!causes.contains(&cause), "{cause}");
                assert!(!reason_name(locale, reason).ends_with(['.', '。']));
                causes.push(cause);
            }
        }
        for &reason in SsoFailure::ALL {
            let [en, de] = [Locale::en, Locale::de].map(|locale| reason_words(locale, reason));
            assert!(en.cause != de.cause && en.repair != de.repair, "{en:?}");
        }
    }

    #[test]
    fn what_the_identity_provider_said_comes_before_what_the_person_was_told() {
        let step = TraceStep {
            step: TestStep::ClientAuthentication,
            outcome: StepOutcome::Failed,
            problem: Some(TestProblem::ClientRefused),
            idp_problem: Some(IdpProblem::SecretExpired),
            metadata_problem: None,
            evidence: Vec::new(),
        };
        let words = failure_words(
            Locale::en,
            SsoFailure::Misconfigured,
            Some(&step),
            IdpKind::EntraId,
        );
        let expected = idp_problem(Locale::en, IdpProblem::SecretExpired, IdpKind::EntraId);
        assert_eq!(words, expected);
    }
}
