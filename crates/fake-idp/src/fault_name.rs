//! Faults by a name, for the command line: what identity providers do that were met in the field, to be shown in the demo.

use clap::ValueEnum;
use serde_json::json;

use crate::{fault::Fault, server::FakeIdp};

/// A way to be odd that a name is enough for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FaultName {
    /// Claims that nobody needs are of odd types. Everybody is signed in
    OddClaims,
    /// `email_verified` is a text, "True". Everybody is signed in
    EmailVerifiedText,
    /// `email_verified` is "maybe". Who is new is refused over the address
    EmailVerifiedUnclear,
    /// The key is published twice, once without `alg`. Everybody is signed in
    KeyTwice,
    /// Two keys have one name. Everybody is signed in
    KeysOfOneName,
    /// The published key has no name, though tokens name it. Everybody is signed in
    KeyWithoutName,
    /// The token response has no access token. Everybody is signed in
    NoAccessToken,
    /// The same, and the claims are in userinfo alone. Refused; the log names the member and what to do
    NoAccessTokenNoClaims,
    /// The clock is two minutes ahead. Everybody is signed in; the log has the seconds
    ClockAhead,
    /// The clock is ten minutes ahead. Refused; the log has the seconds
    ClockFarAhead,
    /// The discovery document names another issuer. Refused; the log shows both
    OtherIssuer,
    /// Silent renewal is answered with an error of no specification. The sign-in screen comes
    SilentError,
    /// The token does not say when the person signed in
    NoAuthTime,
}

impl FaultName {
    /// Sets it, besides whatever was set before.
    pub fn set(self, idp: &FakeIdp) {
        let claim = |claim, value| Fault::IdTokenClaim { claim, value };
        let faults = match self {
            Self::OddClaims => vec![
                claim("address", json!(["1 Street"])),
                claim("amr", json!("pwd")),
                claim("acr", json!(1)),
                claim("locale", json!({ "lang": "en" })),
                claim("phone_number", json!(4_915_112_345_i64)),
                claim("updated_at", json!("yesterday")),
            ],
            Self::EmailVerifiedText => vec![claim("email_verified", json!("True"))],
            Self::EmailVerifiedUnclear => vec![claim("email_verified", json!("maybe"))],
            Self::KeyTwice => vec![Fault::KeyPublishedTwice],
            Self::KeysOfOneName => vec![Fault::ForeignKeysOfTheSameName(1)],
            Self::KeyWithoutName => vec![published_key_without("kid")],
            Self::NoAccessToken => vec![no_access_token()],
            Self::NoAccessTokenNoClaims => vec![no_access_token(), Fault::ClaimsOnlyInUserInfo],
            Self::OtherIssuer => vec![Fault::Metadata {
                field: "issuer",
                value: json!("https://login.example/{tenantid}/v2.0"),
            }],
            Self::SilentError => vec![Fault::SilentAnswer("user_interaction_required")],
            Self::NoAuthTime => vec![claim("auth_time", json!(null))],
            Self::ClockAhead | Self::ClockFarAhead => {
                idp.set_clock_offset(if self == Self::ClockAhead { 120 } else { 600 });
                Vec::new()
            }
        };
        for fault in faults {
            idp.set_fault(fault);
        }
    }
}

const fn published_key_without(member: &'static str) -> Fault {
    let value = serde_json::Value::Null;
    Fault::PublishedKey { member, value }
}

const fn no_access_token() -> Fault {
    Fault::TokenResponse {
        member: "access_token",
        value: serde_json::Value::Null,
    }
}
