//! What the wizard says for whatever can be wrong with an identity provider: the cause, then the repair; and what the steps of a test
//! and the pieces of its evidence are called.
//!
//! Invariant: each problem of the contract has its words; the matches are exhaustive, so a new one does not compile without.

use latchkey_contract::sso_configurations::{
    EvidenceName, MappingWarning, MetadataProblem, TestProblem, TestStep,
};

use crate::i18n::*;

/// What is said about a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProblemWords {
    /// The sentence about what happened.
    pub cause: &'static str,
    /// What to do about it.
    pub repair: &'static str,
}

macro_rules! words {
    ($locale:ident, $group:ident.$cause:ident, $repair:ident) => {
        ProblemWords {
            cause: td_string!($locale, $group.$cause),
            repair: td_string!($locale, $group.$repair),
        }
    };
}
pub(super) use words;

/// Why the metadata cannot be worked with.
pub fn metadata_problem(locale: Locale, problem: MetadataProblem) -> ProblemWords {
    use MetadataProblem as P;
    match problem {
        P::NotAnAddress => words!(locale, sso_metadata.not_an_address, not_an_address_repair),
        P::NotSecure => words!(locale, sso_metadata.not_secure, not_secure_repair),
        P::Unreachable => words!(locale, sso_metadata.unreachable, unreachable_repair),
        P::NotOpenIdConnect => words!(
            locale,
            sso_metadata.not_open_id_connect,
            not_open_id_connect_repair
        ),
        P::Redirected => words!(locale, sso_metadata.redirected, redirected_repair),
        P::IssuerMismatch => words!(locale, sso_metadata.issuer_mismatch, issuer_mismatch_repair),
        P::ManyTenants => words!(locale, sso_metadata.many_tenants, many_tenants_repair),
        P::EntraVersionOne => words!(locale, sso_metadata.entra_version_one, entra_version_one_repair),
        P::NoJwksUri => words!(locale, sso_metadata.no_jwks_uri, no_jwks_uri_repair),
        P::NoUsableKeys => words!(locale, sso_metadata.no_usable_keys, no_usable_keys_repair),
        P::EndpointMissing => words!(locale, sso_metadata.endpoint_missing, endpoint_missing_repair),
        P::EndpointNotSecure => words!(
            locale,
            sso_metadata.endpoint_not_secure,
            endpoint_not_secure_repair
        ),
        P::NoCodeFlow => words!(locale, sso_metadata.no_code_flow, no_code_flow_repair),
        P::NoUsableAuthMethod => words!(
            locale,
            sso_metadata.no_usable_auth_method,
            no_usable_auth_method_repair
        ),
        P::NoUsableAlgorithm => words!(
            locale,
            sso_metadata.no_usable_algorithm,
            no_usable_algorithm_repair
        ),
    }
}

/// What is wrong with a step of a test.
pub fn test_problem(locale: Locale, problem: TestProblem) -> ProblemWords {
    use TestProblem as P;
    match problem {
        P::Metadata => words!(locale, sso_test.metadata, metadata_repair),
        P::KeysUnreadable => words!(locale, sso_test.keys_unreadable, keys_unreadable_repair),
        P::NothingCameBack => words!(locale, sso_test.nothing_came_back, nothing_came_back_repair),
        P::AuthorizationError => words!(locale, sso_test.authorization_error, authorization_error_repair),
        P::AnotherIssuerAnswered => words!(
            locale,
            sso_test.another_issuer_answered,
            another_issuer_answered_repair
        ),
        P::NoCode => words!(locale, sso_test.no_code, no_code_repair),
        P::ClientRefused => words!(locale, sso_test.client_refused, client_refused_repair),
        P::CodeRefused => words!(locale, sso_test.code_refused, code_refused_repair),
        P::TokenError => words!(locale, sso_test.token_error, token_error_repair),
        P::TokenEndpointUnavailable => words!(
            locale,
            sso_test.token_endpoint_unavailable,
            token_endpoint_unavailable_repair
        ),
        P::NoIdToken => words!(locale, sso_test.no_id_token, no_id_token_repair),
        P::WrongIssuer => words!(locale, sso_test.wrong_issuer, wrong_issuer_repair),
        P::WrongAudience => words!(locale, sso_test.wrong_audience, wrong_audience_repair),
        P::WrongTime => words!(locale, sso_test.wrong_time, wrong_time_repair),
        P::WrongNonce => words!(locale, sso_test.wrong_nonce, wrong_nonce_repair),
        P::WrongAlgorithm => words!(locale, sso_test.wrong_algorithm, wrong_algorithm_repair),
        P::WrongSignature => words!(locale, sso_test.wrong_signature, wrong_signature_repair),
        P::TokenRefused => words!(locale, sso_test.token_refused, token_refused_repair),
        P::UserInfoOfAnother => words!(locale, sso_test.user_info_of_another, user_info_of_another_repair),
        P::UserInfoFailed => words!(locale, sso_test.user_info_failed, user_info_failed_repair),
        P::TooManyGroups => words!(locale, sso_test.too_many_groups, too_many_groups_repair),
        P::ScopeNotOffered => words!(locale, sso_test.scope_not_offered, scope_not_offered_repair),
    }
}

/// What an admin should know of a mapping.
pub fn mapping_warning(locale: Locale, warning: MappingWarning) -> ProblemWords {
    use MappingWarning as W;
    match warning {
        W::NobodyWouldSignIn => words!(
            locale,
            sso_mapping.nobody_would_sign_in,
            nobody_would_sign_in_repair
        ),
        W::UsernameNotAnAddress => words!(
            locale,
            sso_mapping.username_not_an_address,
            username_not_an_address_repair
        ),
        W::OutsideDomains => words!(locale, sso_mapping.outside_domains, outside_domains_repair),
        W::AddressDenied => words!(locale, sso_mapping.address_denied, address_denied_repair),
        W::ForeignIdFollowsClientId => words!(
            locale,
            sso_mapping.foreign_id_follows_client_id,
            foreign_id_follows_client_id_repair
        ),
        W::ForeignIdIsAnAddress => words!(
            locale,
            sso_mapping.foreign_id_is_an_address,
            foreign_id_is_an_address_repair
        ),
        W::NoName => words!(locale, sso_mapping.no_name, no_name_repair),
    }
}

/// What a step is called.
pub fn test_step(locale: Locale, step: TestStep) -> &'static str {
    match step {
        TestStep::Discovery => td_string!(locale, sso_test.step_discovery),
        TestStep::Keys => td_string!(locale, sso_test.step_keys),
        TestStep::Authorization => td_string!(locale, sso_test.step_authorization),
        TestStep::ClientAuthentication => td_string!(locale, sso_test.step_client_authentication),
        TestStep::Token => td_string!(locale, sso_test.step_token),
        TestStep::Signature => td_string!(locale, sso_test.step_signature),
        TestStep::Claims => td_string!(locale, sso_test.step_claims),
    }
}

/// What a piece of evidence is called.
pub fn evidence_name(locale: Locale, name: EvidenceName) -> &'static str {
    match name {
        EvidenceName::Issuer => td_string!(locale, sso_test.evidence_issuer),
        EvidenceName::SigningKeys => td_string!(locale, sso_test.evidence_signing_keys),
        EvidenceName::AuthMethod => td_string!(locale, sso_test.evidence_auth_method),
        EvidenceName::Error => td_string!(locale, sso_test.evidence_error),
        EvidenceName::ErrorDescription => td_string!(locale, sso_test.evidence_error_description),
        EvidenceName::Member => td_string!(locale, sso_test.evidence_member),
        EvidenceName::Seconds => td_string!(locale, sso_test.evidence_seconds),
        EvidenceName::Claims => td_string!(locale, sso_test.evidence_claims_count),
        EvidenceName::Person => td_string!(locale, sso_test.evidence_person),
        EvidenceName::Reason => td_string!(locale, sso_test.evidence_reason),
        EvidenceName::UserInfo => td_string!(locale, sso_test.evidence_user_info),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCALES: &[Locale] = Locale::ALL;

    fn all(locale: Locale) -> Vec<ProblemWords> {
        let metadata = MetadataProblem::ALL
            .iter()
            .map(|&problem| metadata_problem(locale, problem));
        let test = TestProblem::ALL
            .iter()
            .map(|&problem| test_problem(locale, problem));
        let mapping = MappingWarning::ALL
            .iter()
            .map(|&warning| mapping_warning(locale, warning));
        metadata.chain(test).chain(mapping).collect()
    }

    #[test]
    fn each_problem_has_sentences_of_its_own() {
        for &locale in LOCALES {
            let words = all(locale);
            for ProblemWords { cause, repair } in &words {
                assert!(
                    cause.ends_with(['.', '。']) && repair.ends_with(['.', '。']),
                    "{cause} {repair}"
                );
            }
            for (index, one) in words.iter().enumerate() {
                let again = words[..index].iter().find(|other| other.cause == one.cause);
                assert_eq!(again, None, "two problems have one cause");
            }
        }
    }

    #[test]
    fn no_problem_is_left_in_the_other_language() {
        for (en, de) in all(Locale::en).into_iter().zip(all(Locale::de)) {
            assert!(en.cause != de.cause && en.repair != de.repair, "{en:?}");
        }
    }

    #[test]
    fn steps_are_told_apart_by_their_names() {
        for &locale in LOCALES {
            let mut names: Vec<_> = TestStep::ALL
                .iter()
                .map(|&step| test_step(locale, step))
                .collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), TestStep::ALL.len());
        }
    }
}
