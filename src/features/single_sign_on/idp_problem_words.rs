//! What the wizard says for an error of the identity provider itself. The repair names the places of the identity provider's own
//! console where these are known.

use latchkey_contract::sso_configurations::{IdpKind, IdpProblem};

use super::problem_words::{ProblemWords, words};
use crate::i18n::*;

/// The cause, and the repair at this kind of identity provider.
pub fn idp_problem(locale: Locale, problem: IdpProblem, kind: IdpKind) -> ProblemWords {
    let general = general(locale, problem);
    ProblemWords {
        repair: repair_at(locale, problem, kind).unwrap_or(general.repair),
        ..general
    }
}

fn general(locale: Locale, problem: IdpProblem) -> ProblemWords {
    use IdpProblem as P;
    match problem {
        P::RedirectNotRegistered => words!(
            locale,
            sso_idp_error.redirect_not_registered,
            redirect_not_registered_repair
        ),
        P::ClientUnknown => words!(locale, sso_idp_error.client_unknown, client_unknown_repair),
        P::TenantUnknown => words!(locale, sso_idp_error.tenant_unknown, tenant_unknown_repair),
        P::WrongCloud => words!(locale, sso_idp_error.wrong_cloud, wrong_cloud_repair),
        P::SharedEndpoint => words!(locale, sso_idp_error.shared_endpoint, shared_endpoint_repair),
        P::SecretWrong => words!(locale, sso_idp_error.secret_wrong, secret_wrong_repair),
        P::SecretExpired => words!(locale, sso_idp_error.secret_expired, secret_expired_repair),
        P::SecretMissing => words!(locale, sso_idp_error.secret_missing, secret_missing_repair),
        P::ClientIsPublic => words!(locale, sso_idp_error.client_is_public, client_is_public_repair),
        P::ClientRefused => words!(locale, sso_idp_error.client_refused, client_refused_repair),
        P::ClientDisabled => words!(locale, sso_idp_error.client_disabled, client_disabled_repair),
        P::PersonNotAssigned => words!(
            locale,
            sso_idp_error.person_not_assigned,
            person_not_assigned_repair
        ),
        P::ConsentNeeded => words!(locale, sso_idp_error.consent_needed, consent_needed_repair),
        P::Declined => words!(locale, sso_idp_error.declined, declined_repair),
        P::ScopeRefused => words!(locale, sso_idp_error.scope_refused, scope_refused_repair),
        P::PersonOfAnotherTenant => words!(
            locale,
            sso_idp_error.person_of_another_tenant,
            person_of_another_tenant_repair
        ),
        P::AccountKindRefused => words!(
            locale,
            sso_idp_error.account_kind_refused,
            account_kind_refused_repair
        ),
        P::PolicyBlocked => words!(locale, sso_idp_error.policy_blocked, policy_blocked_repair),
        P::AccessPolicyMissing => words!(
            locale,
            sso_idp_error.access_policy_missing,
            access_policy_missing_repair
        ),
        P::DeviceRefused => words!(locale, sso_idp_error.device_refused, device_refused_repair),
        P::SecondFactorNeeded => words!(
            locale,
            sso_idp_error.second_factor_needed,
            second_factor_needed_repair
        ),
        P::AccountUnusable => words!(locale, sso_idp_error.account_unusable, account_unusable_repair),
        P::SignInNeeded => words!(locale, sso_idp_error.sign_in_needed, sign_in_needed_repair),
        P::CodeExpired => words!(locale, sso_idp_error.code_expired, code_expired_repair),
        P::PkceRefused => words!(locale, sso_idp_error.pkce_refused, pkce_refused_repair),
        P::ServersMixed => words!(locale, sso_idp_error.servers_mixed, servers_mixed_repair),
        P::LoopStopped => words!(locale, sso_idp_error.loop_stopped, loop_stopped_repair),
        P::FlowNotAllowed => words!(locale, sso_idp_error.flow_not_allowed, flow_not_allowed_repair),
        P::ManifestIncomplete => words!(
            locale,
            sso_idp_error.manifest_incomplete,
            manifest_incomplete_repair
        ),
        P::SeveralCredentials => words!(
            locale,
            sso_idp_error.several_credentials,
            several_credentials_repair
        ),
        P::ClaimsFailed => words!(locale, sso_idp_error.claims_failed, claims_failed_repair),
        P::SignOutNotRegistered => words!(
            locale,
            sso_idp_error.sign_out_not_registered,
            sign_out_not_registered_repair
        ),
        P::ResourceNotPermitted => words!(
            locale,
            sso_idp_error.resource_not_permitted,
            resource_not_permitted_repair
        ),
        P::UserInfoRefused => words!(locale, sso_idp_error.userinfo_refused, userinfo_refused_repair),
        P::AdminPolicy => words!(locale, sso_idp_error.admin_policy, admin_policy_repair),
        P::AppNotPublished => words!(locale, sso_idp_error.app_not_published, app_not_published_repair),
        P::ConnectionDisabled => words!(
            locale,
            sso_idp_error.connection_disabled,
            connection_disabled_repair
        ),
        P::IdpBusy => words!(locale, sso_idp_error.idp_busy, idp_busy_repair),
    }
}

/// The repair in the words of one console, where the general one is not enough.
fn repair_at(locale: Locale, problem: IdpProblem, kind: IdpKind) -> Option<&'static str> {
    use IdpKind as K;
    use IdpProblem as P;
    let repair = match (problem, kind) {
        (P::RedirectNotRegistered, K::EntraId) => {
            td_string!(locale, sso_idp_error.redirect_not_registered_entra_id)
        }
        (P::RedirectNotRegistered, K::Okta) => td_string!(locale, sso_idp_error.redirect_not_registered_okta),
        (P::RedirectNotRegistered, K::Auth0) => {
            td_string!(locale, sso_idp_error.redirect_not_registered_auth0)
        }
        (P::RedirectNotRegistered, K::Keycloak) => {
            td_string!(locale, sso_idp_error.redirect_not_registered_keycloak)
        }
        (P::RedirectNotRegistered, K::Google) => {
            td_string!(locale, sso_idp_error.redirect_not_registered_google)
        }
        (P::RedirectNotRegistered, K::Adfs) => td_string!(locale, sso_idp_error.redirect_not_registered_adfs),
        (P::ClientUnknown, K::EntraId) => td_string!(locale, sso_idp_error.client_unknown_entra_id),
        (P::ClientUnknown, K::Okta) => td_string!(locale, sso_idp_error.client_unknown_okta),
        (P::ClientUnknown, K::Auth0) => td_string!(locale, sso_idp_error.client_unknown_auth0),
        (P::ClientUnknown, K::Keycloak) => td_string!(locale, sso_idp_error.client_unknown_keycloak),
        (P::ClientUnknown, K::Google) => td_string!(locale, sso_idp_error.client_unknown_google),
        (P::ClientUnknown, K::Adfs) => td_string!(locale, sso_idp_error.client_unknown_adfs),
        (P::SecretWrong, K::EntraId) => td_string!(locale, sso_idp_error.secret_wrong_entra_id),
        (P::SecretExpired, K::EntraId) => td_string!(locale, sso_idp_error.secret_expired_entra_id),
        (P::ClientIsPublic, K::EntraId) => td_string!(locale, sso_idp_error.client_is_public_entra_id),
        (P::ClientIsPublic, K::Keycloak) => td_string!(locale, sso_idp_error.client_is_public_keycloak),
        (P::ClientIsPublic, K::Adfs) => td_string!(locale, sso_idp_error.client_is_public_adfs),
        (P::ClientRefused, K::EntraId) => td_string!(locale, sso_idp_error.client_refused_entra_id),
        (P::ClientRefused, K::Okta) => td_string!(locale, sso_idp_error.client_refused_okta),
        (P::ClientRefused, K::Auth0) => td_string!(locale, sso_idp_error.client_refused_auth0),
        (P::ClientRefused, K::Keycloak) => td_string!(locale, sso_idp_error.client_refused_keycloak),
        (P::ClientRefused, K::Google) => td_string!(locale, sso_idp_error.client_refused_google),
        (P::ClientRefused, K::Adfs) => td_string!(locale, sso_idp_error.client_refused_adfs),
        (P::ClientDisabled, K::EntraId) => td_string!(locale, sso_idp_error.client_disabled_entra_id),
        (P::ClientDisabled, K::Keycloak) => td_string!(locale, sso_idp_error.client_disabled_keycloak),
        (P::PersonNotAssigned, K::EntraId) => td_string!(locale, sso_idp_error.person_not_assigned_entra_id),
        (P::PersonNotAssigned, K::Okta) => td_string!(locale, sso_idp_error.person_not_assigned_okta),
        (P::ConsentNeeded, K::EntraId) => td_string!(locale, sso_idp_error.consent_needed_entra_id),
        (P::ScopeRefused, K::EntraId) => td_string!(locale, sso_idp_error.scope_refused_entra_id),
        (P::ScopeRefused, K::Okta) => td_string!(locale, sso_idp_error.scope_refused_okta),
        (P::PolicyBlocked, K::EntraId) => td_string!(locale, sso_idp_error.policy_blocked_entra_id),
        (P::PolicyBlocked, K::Okta) => td_string!(locale, sso_idp_error.policy_blocked_okta),
        (P::DeviceRefused, K::EntraId) => td_string!(locale, sso_idp_error.device_refused_entra_id),
        (P::ServersMixed, K::Okta) => td_string!(locale, sso_idp_error.servers_mixed_okta),
        (P::FlowNotAllowed, K::Okta) => td_string!(locale, sso_idp_error.flow_not_allowed_okta),
        (P::FlowNotAllowed, K::Auth0) => td_string!(locale, sso_idp_error.flow_not_allowed_auth0),
        (P::FlowNotAllowed, K::Keycloak) => td_string!(locale, sso_idp_error.flow_not_allowed_keycloak),
        (P::SignOutNotRegistered, K::Okta) => td_string!(locale, sso_idp_error.sign_out_not_registered_okta),
        (P::SignOutNotRegistered, K::Keycloak) => {
            td_string!(locale, sso_idp_error.sign_out_not_registered_keycloak)
        }
        _ => return None,
    };
    Some(repair)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_has_sentences_of_its_own_at_each_identity_provider() {
        for &locale in Locale::ALL {
            for kind in IdpKind::ALL {
                let mut causes = Vec::new();
                for &problem in IdpProblem::ALL {
                    let ProblemWords { cause, repair } = idp_problem(locale, problem, kind);
                    assert!(
                        cause.ends_with(['.', '。']) && repair.ends_with(['.', '。']),
                        "{cause} {repair}"
                    );
                    assert!(!causes.contains(&cause), "{cause}");
                    causes.push(cause);
                }
            }
        }
    }

    #[test]
    fn no_repair_is_left_in_the_other_language() {
        for kind in IdpKind::ALL {
            for &problem in IdpProblem::ALL {
                let [en, de] = [Locale::en, Locale::de].map(|locale| idp_problem(locale, problem, kind));
                assert!(en.cause != de.cause && en.repair != de.repair, "{en:?}");
            }
        }
    }

    #[test]
    fn what_admins_see_most_often_is_repaired_in_the_words_of_each_console() {
        let general = idp_problem(Locale::en, IdpProblem::RedirectNotRegistered, IdpKind::Other);
        for (kind, place) in [
            (IdpKind::EntraId, "Authentication"),
            (IdpKind::Okta, "Sign-in redirect URIs"),
            (IdpKind::Auth0, "Allowed Callback URLs"),
            (IdpKind::Keycloak, "Valid redirect URIs"),
            (IdpKind::Google, "Authorized redirect URIs"),
            (IdpKind::Adfs, "Redirect URI"),
        ] {
            for &locale in Locale::ALL {
                let words = idp_problem(locale, IdpProblem::RedirectNotRegistered, kind);
                assert!(words.repair.contains(place), "{words:?}");
            }
            let words = idp_problem(Locale::en, IdpProblem::RedirectNotRegistered, kind);
            assert!(words.cause == general.cause && words.repair != general.repair);
        }
    }
}
