//! Codes and sentences as pages and responses of identity providers have them.

use super::{IdpProblem as P, *};
use proptest::prelude::*;

fn read(text: &str) -> Option<IdpProblem> {
    read_idp_error(text)?.problem
}

#[test]
fn what_the_pages_say_is_understood() {
    for (text, problem) in [
        (
            "AADSTS50011: The redirect URI 'https://x' specified in the request does not match the redirect URIs configured",
            P::RedirectNotRegistered,
        ),
        ("aadsts7000215", P::SecretWrong),
        (
            "Sorry, but we're having trouble signing you in. AADSTS50105: Your administrator has configured",
            P::PersonNotAssigned,
        ),
        (
            "invalid_client (AADSTS7000222: The provided client secret keys are expired.)",
            P::SecretExpired,
        ),
        (
            "MSIS9224: Received invalid OAuth authorization request.",
            P::RedirectNotRegistered,
        ),
        ("Invalid parameter: redirect_uri", P::RedirectNotRegistered),
        (
            "unauthorized_client: Invalid client or Invalid client credentials",
            P::ClientRefused,
        ),
        ("Error 400: redirect_uri_mismatch", P::RedirectNotRegistered),
        (
            "Error 401: invalid_client The OAuth client was not found.",
            P::ClientUnknown,
        ),
        (
            "access_denied: User is not assigned to the client application.",
            P::PersonNotAssigned,
        ),
        (
            "access_denied Policy evaluation failed for this request",
            P::AccessPolicyMissing,
        ),
        ("access_denied", P::Declined),
        ("Callback URL mismatch.", P::RedirectNotRegistered),
        ("Need admin approval", P::ConsentNeeded),
    ] {
        assert_eq!(read(text), Some(problem), "{text}");
    }
}

/// What is known of codes and sentences, by maker. Sentences that were only described stand in the words of the description.
#[test]
fn every_sample_that_is_known_has_its_reading() {
    let entra: [(P, &[u32]); 27] = [
        (P::RedirectNotRegistered, &[50_011, 900_971, 70_004]),
        (P::ClientUnknown, &[700_016, 700_011]),
        (P::TenantUnknown, &[90_002]),
        (P::WrongCloud, &[90_038, 900_382, 900_432]),
        (P::SharedEndpoint, &[50_194, 9_002_332, 90_130]),
        (P::SecretWrong, &[7_000_215, 70_002]),
        (P::SecretExpired, &[7_000_222]),
        (P::SecretMissing, &[7_000_218]),
        (P::ClientIsPublic, &[700_025, 9_002_327]),
        (P::ClientRefused, &[700_027]),
        (P::ClientDisabled, &[7_000_112, 70_001, 1_000_031]),
        (P::PersonNotAssigned, &[50_105]),
        (P::ConsentNeeded, &[65_001, 90_094, 90_095, 650_056]),
        (P::Declined, &[65_004]),
        (
            P::ScopeRefused,
            &[70_011, 28_002, 28_003, 650_053, 500_011, 50_001],
        ),
        (
            P::PersonOfAnotherTenant,
            &[50_020, 50_034, 51_004, 16_000, 50_014],
        ),
        (P::AccountKindRefused, &[500_208]),
        (P::PolicyBlocked, &[53_003, 530_032, 50_131, 530_035]),
        (P::DeviceRefused, &[53_000, 53_001, 50_097, 50_129, 50_005]),
        (P::SecondFactorNeeded, &[50_072, 50_074, 50_076, 50_079, 50_078]),
        (P::AccountUnusable, &[50_053, 50_057, 50_055, 50_144]),
        (P::SignInNeeded, &[50_058, 16_002, 160_021, 50_143]),
        (P::CodeExpired, &[54_005, 70_008, 50_089]),
        (P::PkceRefused, &[501_481]),
        (P::LoopStopped, &[50_196]),
        (P::ManifestIncomplete, &[50_146, 501_461]),
        (P::IdpBusy, &[90_033, 90_006, 90_012, 90_024, 50_033, 90_055]),
    ];
    for (problem, numbers) in entra {
        for number in numbers {
            assert_eq!(read(&format!("AADSTS{number}: …")), Some(problem), "{number}");
        }
    }
    for (text, problem) in SENTENCES {
        assert_eq!(read(text), Some(*problem), "{text}");
    }
}

const SENTENCES: &[(&str, P)] = &[
    ("AADSTS700005", P::ServersMixed),
    ("AADSTS700054", P::FlowNotAllowed),
    // Okta.
    (
        "access_denied: User is not assigned to the client application.",
        P::PersonNotAssigned,
    ),
    (
        "access_denied: Policy evaluation failed for this request, please check the policy configurations.",
        P::AccessPolicyMissing,
    ),
    ("access_denied: all requested scopes rejected", P::ScopeRefused),
    ("access_denied: some scopes denied", P::ScopeRefused),
    (
        "access_denied: request from outside permitted network zones",
        P::PolicyBlocked,
    ),
    ("access_denied: password expired", P::AccountUnusable),
    (
        "access_denied: MFA prompt needed but no factor configured",
        P::SecondFactorNeeded,
    ),
    ("access_denied: user cancelled", P::Declined),
    (
        "The 'redirect_uri' parameter must be a Login redirect URI in the client app settings",
        P::RedirectNotRegistered,
    ),
    (
        "invalid_request: post_logout_redirect_uri must be a Logout redirect URI",
        P::SignOutNotRegistered,
    ),
    ("invalid_request: PKCE code verifier required", P::PkceRefused),
    (
        "invalid_request: authorization server id invalid",
        P::ServersMixed,
    ),
    (
        "invalid_request: grant issued for another server",
        P::ServersMixed,
    ),
    (
        "invalid_request: several client credentials supplied",
        P::SeveralCredentials,
    ),
    (
        "invalid_request: Cannot supply multiple client credentials.",
        P::SeveralCredentials,
    ),
    ("invalid_client: client_id invalid", P::ClientUnknown),
    ("invalid_client: client secret invalid", P::SecretWrong),
    ("invalid_client: no client credentials found", P::SecretMissing),
    ("invalid_client: client authentication failed", P::ClientRefused),
    ("unauthorized_client: grant type not allowed", P::FlowNotAllowed),
    (
        "unauthorized_client: client cannot use a custom authorization server",
        P::ServersMixed,
    ),
    ("unsupported_response_type", P::FlowNotAllowed),
    (
        "invalid_scope: One or more scopes are not configured for the authorization server resource.",
        P::ScopeRefused,
    ),
    ("invalid_scope: openid required", P::ScopeRefused),
    (
        "invalid_grant: The authorization code is invalid or has expired.",
        P::CodeExpired,
    ),
    ("consent_required", P::ConsentNeeded),
    (
        "login_required: The client specified not to prompt, but the user is not logged in.",
        P::SignInNeeded,
    ),
    (
        "server_error: groups claim matched too many groups",
        P::ClaimsFailed,
    ),
    (
        "server_error: a user claim could not be evaluated",
        P::ClaimsFailed,
    ),
    // Keycloak.
    ("Invalid parameter: redirect_uri", P::RedirectNotRegistered),
    ("Ungültiger Parameter: redirect_uri", P::RedirectNotRegistered),
    (
        "unauthorized_client: Invalid client or Invalid client credentials",
        P::ClientRefused,
    ),
    ("invalid_request: Authentication failed.", P::ClientRefused),
    ("Client not found.", P::ClientUnknown),
    ("Client disabled.", P::ClientDisabled),
    (
        "Account is disabled, contact your administrator.",
        P::AccountUnusable,
    ),
    // Auth0.
    ("Callback URL mismatch.", P::RedirectNotRegistered),
    ("access_denied: user is blocked", P::AccountUnusable),
    ("access_denied", P::Declined),
    ("unauthorized_client", P::FlowNotAllowed),
    ("no connections enabled for the client", P::ConnectionDisabled),
    // Google.
    ("Error 400: redirect_uri_mismatch", P::RedirectNotRegistered),
    (
        "Error 401: invalid_client The OAuth client was not found.",
        P::ClientUnknown,
    ),
    ("Error 400: admin_policy_enforced", P::AdminPolicy),
    ("Error 400: access_not_configured", P::AdminPolicy),
    ("Error 403: org_internal", P::AppNotPublished),
    ("Error 401: deleted_client", P::ClientUnknown),
    (
        "Error 403: access_denied. The app has not completed the Google verification process",
        P::AppNotPublished,
    ),
    // AD FS.
    ("MSIS9223: …", P::ClientUnknown),
    ("MSIS9224: …", P::RedirectNotRegistered),
    ("MSIS9221: …", P::RedirectNotRegistered),
    ("MSIS9321: …", P::ResourceNotPermitted),
    ("invalid_client MSIS9622: …", P::ClientRefused),
    ("invalid_client MSIS9623: …", P::ClientIsPublic),
    ("invalid_token MSIS9921: …", P::UserInfoRefused),
    // The specifications' own codes.
    ("interaction_required", P::SecondFactorNeeded),
    ("temporarily_unavailable", P::IdpBusy),
    ("server_error", P::IdpBusy),
];

#[test]
fn an_unknown_code_is_kept_as_it_is() {
    let reading = read_idp_error("AADSTS99999999: something new").expect("a code");
    assert_eq!(
        (reading.problem, reading.code.as_deref(), reading.kind),
        (None, Some("AADSTS99999999"), Some(IdpKind::EntraId))
    );
    assert_eq!(read_idp_error("Something went wrong"), None);
    assert_eq!(read_idp_error(""), None);
}

#[test]
fn no_number_and_no_phrase_is_there_twice_or_out_of_reach() {
    for table in [ENTRA, ADFS] {
        let mut numbers: Vec<_> = table.iter().map(|(number, _)| number).collect();
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
    }
    for (index, (phrase, ..)) in PHRASES.iter().enumerate() {
        assert_eq!(*phrase, phrase.to_lowercase());
        let earlier = PHRASES[..index]
            .iter()
            .find(|(before, ..)| phrase.contains(before));
        assert_eq!(earlier, None, "{phrase} is never reached");
    }
}

proptest! {
    #[test]
    fn any_text_can_be_read(text in "\\PC{0,80}") {
        let _ = read_idp_error(&text);
    }

    #[test]
    fn a_code_is_found_anywhere(before in "[a-z :]{0,20}", index in 0..ENTRA.len(), after in "[ :.a-z]{0,20}") {
        let (number, problem) = ENTRA[index];
        prop_assert_eq!(read(&format!("{before}AADSTS{number}{after}")), Some(problem));
    }
}
