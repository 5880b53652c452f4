//! Reads what an identity provider says on its own page, or in `error` and `error_description`, into a cause. Invariant: a reading
//! is a hint for people. Makers may change codes and sentences at any time, and no decision rests on them.

use serde::{Deserialize, Serialize};

use super::IdpKind;

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)+) => {
        /// What is wrong at the identity provider. The screens have a cause and a repair for each.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum IdpProblem {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl IdpProblem {
            /// Every problem, for tests that each one has its words.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As it stands in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }
        }
    };
}

problems! {
    /// Our redirect URL is not registered, or not exactly.
    RedirectNotRegistered = "redirect_not_registered";
    /// There is no application with this client ID.
    ClientUnknown = "client_unknown";
    /// There is no such tenant.
    TenantUnknown = "tenant_unknown";
    /// The tenant is in another cloud (national clouds).
    WrongCloud = "wrong_cloud";
    /// The address for many tenants was used for an application of one.
    SharedEndpoint = "shared_endpoint";
    /// The client secret is another one; often its ID was pasted.
    SecretWrong = "secret_wrong";
    /// The client secret has expired.
    SecretExpired = "secret_expired";
    /// No client secret arrived: it is sent by another method than the identity provider reads.
    SecretMissing = "secret_missing";
    /// The application is a public or native one, which has no secret.
    ClientIsPublic = "client_is_public";
    /// The client is not let in: its ID, its secret, or the way in which the secret is sent.
    ClientRefused = "client_refused";
    /// The application is switched off.
    ClientDisabled = "client_disabled";
    /// The person has no access to the application.
    PersonNotAssigned = "person_not_assigned";
    /// Somebody has to agree that the application may read profiles; often an administrator.
    ConsentNeeded = "consent_needed";
    /// The person cancelled or did not agree.
    Declined = "declined";
    /// A scope does not exist, or may not be asked for.
    ScopeRefused = "scope_refused";
    /// The account is of another tenant.
    PersonOfAnotherTenant = "person_of_another_tenant";
    /// This kind of account (say a personal one) may not sign in.
    AccountKindRefused = "account_kind_refused";
    /// A policy (conditional access, network zone, sign-on policy) stops the sign-in.
    PolicyBlocked = "policy_blocked";
    /// The authorization server has no access policy that fits the application.
    AccessPolicyMissing = "access_policy_missing";
    /// The device or the program is not one that the company trusts.
    DeviceRefused = "device_refused";
    /// A second factor is asked for, or has to be set up first.
    SecondFactorNeeded = "second_factor_needed";
    /// The account is locked, switched off, or its password has expired.
    AccountUnusable = "account_unusable";
    /// Nobody is signed in at the identity provider, and it was not allowed to ask.
    SignInNeeded = "sign_in_needed";
    /// The code was used before or has expired.
    CodeExpired = "code_expired";
    /// The proof of PKCE was not accepted.
    PkceRefused = "pkce_refused";
    /// Parts of two authorization servers or tenants were mixed.
    ServersMixed = "servers_mixed";
    /// The identity provider stopped a loop of sign-ins.
    LoopStopped = "loop_stopped";
    /// The application may not use the authorization code flow.
    FlowNotAllowed = "flow_not_allowed";
    /// The application's manifest lacks what its custom claims need.
    ManifestIncomplete = "manifest_incomplete";
    /// Two ways of client authentication were used at once.
    SeveralCredentials = "several_credentials";
    /// More groups match than fit, or an expression of a claim fails.
    ClaimsFailed = "claims_failed";
    /// The address after a sign-out is not registered.
    SignOutNotRegistered = "sign_out_not_registered";
    /// The application has no permission to the resource (AD FS).
    ResourceNotPermitted = "resource_not_permitted";
    /// Userinfo takes only tokens of its own audience (AD FS).
    UserInfoRefused = "userinfo_refused";
    /// An administrator of the identity provider has to allow the application first.
    AdminPolicy = "admin_policy";
    /// The application is not published, or only for other people.
    AppNotPublished = "app_not_published";
    /// The source of accounts is not switched on for the application.
    ConnectionDisabled = "connection_disabled";
    /// The identity provider is busy or down.
    IdpBusy = "idp_busy";
}

use IdpProblem as P;

impl IdpProblem {
    /// What people most often see on the identity provider's page, to pick from.
    pub const PICKS: [Self; 5] = [
        Self::RedirectNotRegistered,
        Self::PersonNotAssigned,
        Self::ConsentNeeded,
        Self::ClientUnknown,
        Self::PolicyBlocked,
    ];
}

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdpErrorReading {
    /// The cause; none where the code is not in the table.
    pub problem: Option<IdpProblem>,
    /// The identity provider's code, where the text holds one: `AADSTS50011`, `MSIS9224`.
    pub code: Option<String>,
    /// Whose error it is, where that is certain.
    pub kind: Option<IdpKind>,
}

/// Numbers of Microsoft Entra ID (`AADSTS…`), from Microsoft's reference of error codes.
const ENTRA: &[(u32, IdpProblem)] = &[
    (50_011, P::RedirectNotRegistered),
    (900_971, P::RedirectNotRegistered),
    (70_004, P::RedirectNotRegistered),
    (700_016, P::ClientUnknown),
    (700_011, P::ClientUnknown),
    (90_002, P::TenantUnknown),
    (90_038, P::WrongCloud),
    (900_382, P::WrongCloud),
    (900_432, P::WrongCloud),
    (50_194, P::SharedEndpoint),
    (9_002_332, P::SharedEndpoint),
    (90_130, P::SharedEndpoint),
    (7_000_215, P::SecretWrong),
    (70_002, P::SecretWrong),
    (7_000_222, P::SecretExpired),
    (7_000_218, P::SecretMissing),
    (700_025, P::ClientIsPublic),
    (9_002_327, P::ClientIsPublic),
    (7_000_112, P::ClientDisabled),
    (70_001, P::ClientDisabled),
    (1_000_031, P::ClientDisabled),
    (50_105, P::PersonNotAssigned),
    (65_001, P::ConsentNeeded),
    (90_094, P::ConsentNeeded),
    (90_095, P::ConsentNeeded),
    (650_056, P::ConsentNeeded),
    (65_004, P::Declined),
    (70_011, P::ScopeRefused),
    (28_002, P::ScopeRefused),
    (28_003, P::ScopeRefused),
    (650_053, P::ScopeRefused),
    (500_011, P::ScopeRefused),
    (50_001, P::ScopeRefused),
    (50_020, P::PersonOfAnotherTenant),
    (50_034, P::PersonOfAnotherTenant),
    (51_004, P::PersonOfAnotherTenant),
    (16_000, P::PersonOfAnotherTenant),
    (50_014, P::PersonOfAnotherTenant),
    (500_208, P::AccountKindRefused),
    (53_003, P::PolicyBlocked),
    (530_032, P::PolicyBlocked),
    (53_000, P::DeviceRefused),
    (53_001, P::DeviceRefused),
    (50_097, P::DeviceRefused),
    (50_129, P::DeviceRefused),
    (50_131, P::PolicyBlocked),
    (50_005, P::DeviceRefused),
    (530_035, P::PolicyBlocked),
    (50_072, P::SecondFactorNeeded),
    (50_074, P::SecondFactorNeeded),
    (50_076, P::SecondFactorNeeded),
    (50_078, P::SecondFactorNeeded),
    (50_079, P::SecondFactorNeeded),
    (50_053, P::AccountUnusable),
    (50_057, P::AccountUnusable),
    (50_055, P::AccountUnusable),
    (50_144, P::AccountUnusable),
    (50_058, P::SignInNeeded),
    (16_002, P::SignInNeeded),
    (160_021, P::SignInNeeded),
    (50_143, P::SignInNeeded),
    (54_005, P::CodeExpired),
    (70_008, P::CodeExpired),
    (50_089, P::CodeExpired),
    (501_481, P::PkceRefused),
    (700_005, P::ServersMixed),
    (50_196, P::LoopStopped),
    (700_054, P::FlowNotAllowed),
    (50_146, P::ManifestIncomplete),
    (501_461, P::ManifestIncomplete),
    (90_033, P::IdpBusy),
    (90_006, P::IdpBusy),
    (90_012, P::IdpBusy),
    (90_024, P::IdpBusy),
    (50_033, P::IdpBusy),
    (90_055, P::IdpBusy),
];

/// Numbers of AD FS (`MSIS…`), from logs.
const ADFS: &[(u32, IdpProblem)] = &[
    (9223, P::ClientUnknown),
    (9224, P::RedirectNotRegistered),
    (9221, P::RedirectNotRegistered),
    (9321, P::ResourceNotPermitted),
    (9622, P::ClientRefused),
    (9623, P::ClientIsPublic),
    (9921, P::UserInfoRefused),
];

/// Sentences and words, in small letters; the first that a text holds counts. What is more exact stands before what is less.
const PHRASES: &[(&str, Option<IdpKind>, IdpProblem)] = &[
    // Google.
    (
        "redirect_uri_mismatch",
        Some(IdpKind::Google),
        P::RedirectNotRegistered,
    ),
    ("admin_policy_enforced", Some(IdpKind::Google), P::AdminPolicy),
    ("access_not_configured", Some(IdpKind::Google), P::AdminPolicy),
    ("org_internal", Some(IdpKind::Google), P::AppNotPublished),
    ("deleted_client", Some(IdpKind::Google), P::ClientUnknown),
    (
        "the oauth client was not found",
        Some(IdpKind::Google),
        P::ClientUnknown,
    ),
    // Auth0.
    (
        "callback url mismatch",
        Some(IdpKind::Auth0),
        P::RedirectNotRegistered,
    ),
    (
        "no connections enabled",
        Some(IdpKind::Auth0),
        P::ConnectionDisabled,
    ),
    (
        "the connection is not enabled",
        Some(IdpKind::Auth0),
        P::ConnectionDisabled,
    ),
    // Keycloak.
    (
        "invalid parameter: redirect_uri",
        Some(IdpKind::Keycloak),
        P::RedirectNotRegistered,
    ),
    (
        "invalid client or invalid client credentials",
        Some(IdpKind::Keycloak),
        P::ClientRefused,
    ),
    (
        "client not enabled to retrieve",
        Some(IdpKind::Keycloak),
        P::ClientIsPublic,
    ),
    (
        "client is not allowed to initiate browser login",
        Some(IdpKind::Keycloak),
        P::FlowNotAllowed,
    ),
    ("client not found", None, P::ClientUnknown),
    ("client disabled", None, P::ClientDisabled),
    ("account is disabled", None, P::AccountUnusable),
    ("account disabled", None, P::AccountUnusable),
    // Okta.
    (
        "user is not assigned to the client application",
        Some(IdpKind::Okta),
        P::PersonNotAssigned,
    ),
    (
        "policy evaluation failed",
        Some(IdpKind::Okta),
        P::AccessPolicyMissing,
    ),
    ("network zone", Some(IdpKind::Okta), P::PolicyBlocked),
    (
        "'redirect_uri' parameter must be a login redirect uri",
        Some(IdpKind::Okta),
        P::RedirectNotRegistered,
    ),
    (
        "login redirect uri in the client app settings",
        Some(IdpKind::Okta),
        P::RedirectNotRegistered,
    ),
    (
        "logout redirect uri",
        Some(IdpKind::Okta),
        P::SignOutNotRegistered,
    ),
    ("post_logout_redirect_uri", None, P::SignOutNotRegistered),
    ("scopes are not configured", Some(IdpKind::Okta), P::ScopeRefused),
    ("requested scopes", Some(IdpKind::Okta), P::ScopeRefused),
    (
        "grant was issued for another authorization server",
        Some(IdpKind::Okta),
        P::ServersMixed,
    ),
    (
        "authorization server id is invalid",
        Some(IdpKind::Okta),
        P::ServersMixed,
    ),
    ("too many groups", Some(IdpKind::Okta), P::ClaimsFailed),
    (
        "claim could not be evaluated",
        Some(IdpKind::Okta),
        P::ClaimsFailed,
    ),
    ("multiple client credentials", None, P::SeveralCredentials),
    ("several client credentials", None, P::SeveralCredentials),
    ("pkce", None, P::PkceRefused),
    ("code_verifier", None, P::PkceRefused),
    ("code verifier", None, P::PkceRefused),
    ("password expired", None, P::AccountUnusable),
    ("password has expired", None, P::AccountUnusable),
    // Any.
    ("redirect_uri", None, P::RedirectNotRegistered),
    ("redirect uri", None, P::RedirectNotRegistered),
    ("reply url", None, P::RedirectNotRegistered),
    ("reply address", None, P::RedirectNotRegistered),
    ("not assigned", None, P::PersonNotAssigned),
    ("need admin approval", None, P::ConsentNeeded),
    ("admin consent", None, P::ConsentNeeded),
    ("conditional access", None, P::PolicyBlocked),
    ("blocked by policy", None, P::PolicyBlocked),
    // The codes of the specifications (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect Core §3.1.2.6).
    ("invalid_client", None, P::ClientRefused),
    ("unauthorized_client", None, P::FlowNotAllowed),
    ("unsupported_response_type", None, P::FlowNotAllowed),
    ("invalid_scope", None, P::ScopeRefused),
    ("invalid_grant", None, P::CodeExpired),
    ("consent_required", None, P::ConsentNeeded),
    ("login_required", None, P::SignInNeeded),
    ("account_selection_required", None, P::SignInNeeded),
    ("interaction_required", None, P::SecondFactorNeeded),
    ("temporarily_unavailable", None, P::IdpBusy),
    ("server_error", None, P::IdpBusy),
    ("access_denied", None, P::Declined),
];

/// Reads a code or a sentence, as somebody pasted it from the identity provider's page.
pub fn read_idp_error(text: &str) -> Option<IdpErrorReading> {
    let small = text.to_lowercase();
    numbered(&small, "aadsts", ENTRA, IdpKind::EntraId)
        .or_else(|| numbered(&small, "msis", ADFS, IdpKind::Adfs))
        .or_else(|| {
            let (_, kind, problem) = PHRASES.iter().find(|(phrase, ..)| small.contains(phrase))?;
            Some(IdpErrorReading {
                problem: Some(*problem),
                code: None,
                kind: *kind,
            })
        })
}

/// The first number behind `prefix` that is in the table; else the first at all.
fn numbered(text: &str, prefix: &str, table: &[(u32, IdpProblem)], kind: IdpKind) -> Option<IdpErrorReading> {
    let mut unknown = None;
    for (at, _) in text.match_indices(prefix) {
        let digits: String = text[at + prefix.len()..]
            .chars()
            .take_while(char::is_ascii_digit)
            .take(9)
            .collect();
        let Ok(number) = digits.parse::<u32>() else {
            continue;
        };
        let known = table.iter().find(|(known, _)| *known == number);
        let reading = IdpErrorReading {
            problem: known.map(|(_, problem)| *problem),
            code: Some(format!("{}{digits}", prefix.to_uppercase())),
            kind: Some(kind),
        };
        if reading.problem.is_some() {
            return Some(reading);
        }
        unknown.get_or_insert(reading);
    }
    unknown
}

#[cfg(test)]
mod tests {
    use super::*;
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
}
