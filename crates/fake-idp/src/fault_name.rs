//! Faults by a name, for the command line and the page of switches: what identity providers do that were met in the field, and what
//! can go wrong in each step of a sign-in, to be shown in the demo.

use clap::ValueEnum;
use serde_json::{Value, json};

use crate::fault::{Endpoint, Fault, Signing, Trouble};

/// A way to be odd that a name is enough for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum FaultName {
    // Metadata and keys.
    /// The discovery document comes after a minute. It counts as not reachable
    SlowDiscovery,
    /// The discovery document names another issuer. Refused; the log shows both
    OtherIssuer,
    /// The discovery document has no `jwks_uri`. Refused: no signature could be checked
    NoJwksUri,
    /// The keys cannot be read. Refused
    KeysDown,
    /// The key is published twice, once without `alg`. Everybody is signed in
    KeyTwice,
    /// Two keys have one name. Everybody is signed in
    KeysOfOneName,
    /// The published key has no name, though tokens name it. Everybody is signed in
    KeyWithoutName,
    // Signing in.
    /// The sign-in page comes after a minute, later than a test waits
    SlowSignIn,
    /// Alan comes back, whoever signs in
    OtherPerson,
    /// The response has no code. Refused
    NoCode,
    /// The response names another issuer (RFC 9207). Refused
    OtherIssuerAnswers,
    /// The person is sent back with `access_denied`, not assigned in the words of Okta
    AccessDenied,
    /// The person is sent back with `invalid_scope`
    InvalidScope,
    /// The person is sent back with `server_error`
    ServerError,
    /// The person is sent back with `temporarily_unavailable`
    TemporarilyUnavailable,
    /// The person is sent back with `login_required`
    LoginRequired,
    /// The person is sent back with `consent_required`
    ConsentRequired,
    /// The person is sent back with `interaction_required`
    InteractionRequired,
    /// The person is sent back with `unauthorized_client`
    UnauthorizedClient,
    /// Silent renewal is answered with an error of no specification. The sign-in screen comes
    SilentError,
    // Pages from which nobody comes back.
    /// An error page as Entra ID has it: the redirect URL is not registered
    EntraRedirectPage,
    /// An error page as Entra ID has it: the person is not assigned
    EntraNotAssignedPage,
    /// An error page as Entra ID has it: conditional access
    EntraPolicyPage,
    /// An error page as Okta has it: the redirect URL is not registered
    OktaRedirectPage,
    /// An error page as Keycloak has it: the client is not known
    KeycloakClientPage,
    /// An error page with a code that no table has
    UnknownCodePage,
    // The token endpoint.
    /// The client secret is refused
    WrongSecret,
    /// The client secret is taken in the header alone, though the metadata offers the body, too
    WrongMethod,
    /// The key with which the client proves who it is was not uploaded. Refused
    UnknownKey,
    /// Client assertions are for the token endpoint alone. Everybody is signed in
    AssertionForTokenEndpoint,
    /// The code is refused
    CodeRefused,
    /// The token endpoint answers after a minute
    SlowToken,
    /// The token endpoint answers with status 503
    TokenDown,
    /// The token response has no ID token. Refused
    NoIdToken,
    /// The token response has no access token. Everybody is signed in
    NoAccessToken,
    /// The same, and the claims are in userinfo alone. Refused; the log names the member and what to do
    NoAccessTokenNoClaims,
    // The ID token.
    /// It is signed with a new key that is not published. Refused
    RotatedKey,
    /// It is not signed (`alg: none`). Refused
    Unsigned,
    /// It is of another issuer. Refused
    TokenOfOtherIssuer,
    /// It is for another client. Refused
    WrongAudience,
    /// It answers another request. Refused
    WrongNonce,
    /// The token does not say when the person signed in
    NoAuthTime,
    /// The clock is two minutes ahead. Everybody is signed in; the log has the seconds
    ClockAhead,
    /// The clock is ten minutes ahead. Refused; the log has the seconds
    ClockFarAhead,
    // Claims.
    /// There is no address, neither in the ID token nor in userinfo
    NoEmail,
    /// Name and address are in userinfo alone. Everybody is signed in
    ClaimsInUserinfo,
    /// Userinfo refuses the access token. With all claims in the ID token, everybody is signed in
    UserinfoRefuses,
    /// Userinfo is about somebody else. Refused
    UserinfoOfOther,
    /// Userinfo answers after a minute. With all claims in the ID token, everybody is signed in after a few seconds
    SlowUserinfo,
    /// There are so many groups that the ID token only says where they are
    TooManyGroups,
    /// Claims that nobody needs are of odd types. Everybody is signed in
    OddClaims,
    /// `email_verified` is a text, "True". Everybody is signed in
    EmailVerifiedText,
    /// `email_verified` is false. Who is new is refused over the address
    EmailVerifiedFalse,
    /// `email_verified` is false in userinfo alone. Who is new is refused over the address
    UserinfoDenies,
    /// `email_verified` is "maybe". Who is new is refused over the address
    EmailVerifiedUnclear,
}

impl FaultName {
    /// Where it happens; names that follow each other in their order have it in common.
    pub const fn place(self) -> &'static str {
        match self as u8 {
            at if at < Self::SlowSignIn as u8 => "Metadata and keys",
            at if at < Self::EntraRedirectPage as u8 => "Signing in",
            at if at < Self::WrongSecret as u8 => "Pages from which nobody comes back",
            at if at < Self::RotatedKey as u8 => "Token endpoint",
            at if at < Self::NoEmail as u8 => "ID token",
            _ => "Claims",
        }
    }

    /// What it is made of.
    pub fn faults(self) -> Vec<Fault> {
        self.of_metadata()
            .or_else(|| self.of_sign_in())
            .or_else(|| self.of_error_page())
            .or_else(|| self.of_token_endpoint())
            .or_else(|| self.of_id_token())
            .or_else(|| self.of_claims())
            .unwrap_or_default()
    }

    /// By how many seconds it puts the clock ahead.
    pub(crate) const fn clock_offset(self) -> i64 {
        match self {
            Self::ClockAhead => 120,
            Self::ClockFarAhead => 600,
            _ => 0,
        }
    }

    fn of_metadata(self) -> Option<Vec<Fault>> {
        Some(match self {
            Self::SlowDiscovery => vec![Fault::Endpoint(Endpoint::Discovery, Trouble::Slow)],
            Self::OtherIssuer => vec![metadata("issuer", json!("https://login.example/{tenantid}/v2.0"))],
            Self::NoJwksUri => vec![metadata("jwks_uri", Value::Null)],
            Self::KeysDown => vec![Fault::Endpoint(Endpoint::Keys, Trouble::Status(503))],
            Self::KeyTwice => vec![Fault::KeyPublishedTwice],
            Self::KeysOfOneName => vec![Fault::ForeignKeysOfTheSameName(1)],
            Self::KeyWithoutName => vec![Fault::PublishedKey {
                member: "kid",
                value: Value::Null,
            }],
            _ => return None,
        })
    }

    fn of_sign_in(self) -> Option<Vec<Fault>> {
        let error = |code| Fault::AuthorizationError {
            code,
            description: "",
        };
        Some(vec![match self {
            Self::SlowSignIn => Fault::Endpoint(Endpoint::Authorize, Trouble::Slow),
            Self::OtherPerson => Fault::ComesBackAs("idp-alan"),
            Self::NoCode => callback("code", None),
            Self::OtherIssuerAnswers => callback("iss", Some("https://another.example")),
            Self::AccessDenied => Fault::AuthorizationError {
                code: "access_denied",
                description: "User is not assigned to the client application.",
            },
            Self::InvalidScope => error("invalid_scope"),
            Self::ServerError => error("server_error"),
            Self::TemporarilyUnavailable => error("temporarily_unavailable"),
            Self::LoginRequired => error("login_required"),
            Self::ConsentRequired => error("consent_required"),
            Self::InteractionRequired => error("interaction_required"),
            Self::UnauthorizedClient => error("unauthorized_client"),
            Self::SilentError => Fault::SilentAnswer("user_interaction_required"),
            _ => return None,
        }])
    }

    fn of_error_page(self) -> Option<Vec<Fault>> {
        Some(vec![Fault::ErrorPage(match self {
            Self::EntraRedirectPage => {
                "AADSTS50011: The redirect URI in the request is not one of the application."
            }
            Self::EntraNotAssignedPage => "AADSTS50105: Your administrator has let in assigned people only.",
            Self::EntraPolicyPage => "AADSTS53003: Access has been blocked by Conditional Access policies.",
            Self::OktaRedirectPage => {
                "400 Bad Request. The 'redirect_uri' parameter must be a Login redirect URI in the client app settings."
            }
            Self::KeycloakClientPage => "We are sorry... Client not found.",
            Self::UnknownCodePage => {
                "AADSTS999999: Something new. Trace ID: 0f8fad5b-d9cb-469f-a165-70867728950e. Correlation ID: 7c9e6679-7425-40de-944b-e07fc1f90ae7."
            }
            _ => return None,
        })])
    }

    fn of_token_endpoint(self) -> Option<Vec<Fault>> {
        Some(match self {
            Self::WrongSecret => vec![Fault::TokenError("invalid_client")],
            Self::WrongMethod => vec![Fault::OnlyBasicAuthentication],
            Self::UnknownKey => vec![Fault::AssertionRefused],
            Self::AssertionForTokenEndpoint => vec![Fault::AssertionForTokenEndpointAlone],
            Self::CodeRefused => vec![Fault::TokenError("invalid_grant")],
            Self::SlowToken => vec![Fault::Endpoint(Endpoint::Token, Trouble::Slow)],
            Self::TokenDown => vec![Fault::Endpoint(Endpoint::Token, Trouble::Status(503))],
            Self::NoIdToken => vec![Fault::NoIdToken],
            Self::NoAccessToken => vec![no_access_token()],
            Self::NoAccessTokenNoClaims => vec![no_access_token(), Fault::ClaimsOnlyInUserInfo],
            _ => return None,
        })
    }

    fn of_id_token(self) -> Option<Vec<Fault>> {
        Some(vec![match self {
            Self::RotatedKey => Fault::IdTokenSigning(Signing::ForeignKey),
            Self::Unsigned => Fault::IdTokenSigning(Signing::None),
            Self::TokenOfOtherIssuer => claim("iss", json!("https://another.example")),
            Self::WrongAudience => claim("aud", json!("another-client")),
            Self::WrongNonce => claim("nonce", json!("another-nonce")),
            Self::NoAuthTime => claim("auth_time", Value::Null),
            _ => return None,
        }])
    }

    fn of_claims(self) -> Option<Vec<Fault>> {
        Some(match self {
            Self::NoEmail => vec![claim("email", Value::Null), of_userinfo("email", Value::Null)],
            Self::ClaimsInUserinfo => vec![Fault::ClaimsOnlyInUserInfo],
            Self::UserinfoRefuses => vec![Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(401))],
            Self::SlowUserinfo => vec![Fault::Endpoint(Endpoint::UserInfo, Trouble::Slow)],
            Self::UserinfoOfOther => vec![
                Fault::ClaimsOnlyInUserInfo,
                of_userinfo("sub", json!("somebody-else")),
            ],
            Self::TooManyGroups => vec![
                claim("groups", Value::Null),
                of_userinfo("groups", Value::Null),
                claim("_claim_names", json!({ "groups": "src1" })),
                claim(
                    "_claim_sources",
                    json!({ "src1": { "endpoint": "https://graph.example/groups" } }),
                ),
            ],
            Self::OddClaims => vec![
                claim("address", json!(["1 Street"])),
                claim("amr", json!("pwd")),
                claim("acr", json!(1)),
                claim("locale", json!({ "lang": "en" })),
                claim("phone_number", json!(4_915_112_345_i64)),
                claim("updated_at", json!("yesterday")),
            ],
            Self::EmailVerifiedText => vec![claim("email_verified", json!("True"))],
            Self::EmailVerifiedFalse => vec![claim("email_verified", json!(false))],
            Self::UserinfoDenies => vec![of_userinfo("email_verified", json!(false))],
            Self::EmailVerifiedUnclear => vec![claim("email_verified", json!("maybe"))],
            _ => return None,
        })
    }
}

const fn metadata(field: &'static str, value: Value) -> Fault {
    Fault::Metadata { field, value }
}

const fn claim(claim: &'static str, value: Value) -> Fault {
    Fault::IdTokenClaim { claim, value }
}

const fn of_userinfo(claim: &'static str, value: Value) -> Fault {
    Fault::UserInfoClaim { claim, value }
}

fn callback(parameter: &'static str, value: Option<&str>) -> Fault {
    let value = value.map(str::to_owned);
    Fault::Callback { parameter, value }
}

const fn no_access_token() -> Fault {
    Fault::TokenResponse {
        member: "access_token",
        value: Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_does_something_of_its_own() {
        let mut seen: Vec<(Vec<Fault>, i64)> = Vec::new();
        for &name in FaultName::value_variants() {
            let done = (name.faults(), name.clock_offset());
            assert!(!done.0.is_empty() || done.1 != 0, "{name:?} does nothing");
            assert!(!seen.contains(&done), "{name:?} is there under another name");
            seen.push(done);
        }
    }
}
