//! What can be made to go wrong. Invariant: each fault changes one thing and leaves the rest right, so that a test that
//! sees a refusal knows why.

use serde_json::Value;

/// The endpoints, as far as they are counted and can be troubled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `/.well-known/openid-configuration`
    Discovery,
    /// `/jwks`
    Keys,
    /// `/authorize`
    Authorize,
    /// `/token`
    Token,
    /// `/userinfo`
    UserInfo,
}

/// How often each endpoint was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequestCounts {
    /// `/.well-known/openid-configuration`
    pub discovery: usize,
    /// `/jwks`
    pub keys: usize,
    /// `/authorize`
    pub authorize: usize,
    /// `/token`
    pub token: usize,
    /// `/userinfo`
    pub userinfo: usize,
}

impl RequestCounts {
    pub(crate) const fn count(&mut self, endpoint: Endpoint) {
        let counter = match endpoint {
            Endpoint::Discovery => &mut self.discovery,
            Endpoint::Keys => &mut self.keys,
            Endpoint::Authorize => &mut self.authorize,
            Endpoint::Token => &mut self.token,
            Endpoint::UserInfo => &mut self.userinfo,
        };
        *counter += 1;
    }
}

/// How an endpoint answers when it does not answer well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing for a minute, then the right answer.
    Slow,
    /// A right answer after so many milliseconds, within what anybody puts up with.
    Late(u64),
    /// The right headers, then a space every 200 ms for ever.
    Drip,
    /// The right answer with 2 MB of spaces before it.
    Huge,
    /// Spaces without end, as fast as they are taken.
    Endless,
    /// The right answer with 10 MB of spaces before it, compressed to almost nothing, though nobody asked for that.
    GzipBomb,
    /// A redirect to this URL.
    RedirectTo(String),
    /// This status, with a body full of words that must not be shown to anybody: see [`Trouble::GIVEAWAY`].
    Status(u16),
    /// 200 and an HTML page, with the same words.
    Html,
}

impl Trouble {
    /// Stands in bodies of troubled answers. If it turns up anywhere, a body has leaked.
    pub const GIVEAWAY: &'static str = "internal-body-giveaway";
}

/// How the ID token is signed, if not well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signing {
    /// `alg: none`, no signature.
    None,
    /// `alg: HS256`, with the public key as published for a key.
    HmacWithPublicKey,
    /// `alg: HS256`, with the client secret for a key.
    HmacWithClientSecret,
    /// By somebody else's key, under our key's id.
    ForeignKey,
    /// The last byte of the signature is another.
    Broken,
    /// The claims were changed after signing.
    ChangedAfterwards,
}

/// A way to misbehave.
#[derive(Debug, Clone, PartialEq)]
pub enum Fault {
    /// A field of the metadata has this value (`Null`: is missing).
    Metadata {
        /// Its name.
        field: &'static str,
        /// Its value.
        value: Value,
    },
    /// A parameter of the authorization answer has this value (`None`: is missing).
    Callback {
        /// Its name.
        parameter: &'static str,
        /// Its value.
        value: Option<String>,
    },
    /// A claim of the ID token has this value (`Null`: is missing).
    IdTokenClaim {
        /// Its name.
        claim: &'static str,
        /// Its value.
        value: Value,
    },
    /// A field of the ID token's header has this value (`Null`: is missing).
    IdTokenHeader {
        /// Its name.
        field: &'static str,
        /// Its value.
        value: Value,
    },
    /// The ID token is signed wrongly.
    IdTokenSigning(Signing),
    /// A claim of logout tokens has this value (`Null`: is missing).
    LogoutTokenClaim {
        /// Its name.
        claim: &'static str,
        /// Its value.
        value: Value,
    },
    /// A field of the header of logout tokens has this value (`Null`: is missing).
    LogoutTokenHeader {
        /// Its name.
        field: &'static str,
        /// Its value.
        value: Value,
    },
    /// Logout tokens are signed wrongly.
    LogoutTokenSigning(Signing),
    /// The token answer has no ID token.
    NoIdToken,
    /// The token answer has the ID token of the sign-in before.
    ReplayedIdToken,
    /// Name and address are left to userinfo.
    ClaimsOnlyInUserInfo,
    /// A claim of userinfo has this value (`Null`: is missing).
    UserInfoClaim {
        /// Its name.
        claim: &'static str,
        /// Its value.
        value: Value,
    },
    /// A second key of the same kind is published.
    AnotherPublishedKey,
    /// The key is published a second time, without `alg`.
    KeyPublishedTwice,
    /// Publishes this number of foreign keys of the same kind before the right one, under the same `kid`.
    ForeignKeysOfTheSameName(usize),
    /// A member of the published key has this value (`Null`: is missing).
    PublishedKey {
        /// Its name.
        member: &'static str,
        /// Its value.
        value: Value,
    },
    /// A member of the token response has this value (`Null`: is missing).
    TokenResponse {
        /// Its name.
        member: &'static str,
        /// Its value.
        value: Value,
    },
    /// Who asks with `prompt=none` gets this error.
    SilentAnswer(&'static str),
    /// Nobody is let through: the person is sent back with this error.
    AuthorizationError {
        /// OAuth's `error`.
        code: &'static str,
        /// `error_description`; empty leaves it out.
        description: &'static str,
    },
    /// The authorization endpoint shows this sentence on a page of its own, and nobody comes back.
    ErrorPage(&'static str),
    /// Whoever signs in, this subject comes back.
    ComesBackAs(&'static str),
    /// Client secrets are taken in the header `Authorization` alone, whatever the metadata offers.
    OnlyBasicAuthentication,
    /// Client assertions are for the token endpoint, and no other audience is taken.
    AssertionForTokenEndpointAlone,
    /// No client assertion is taken, as where the key was not uploaded.
    AssertionRefused,
    /// The token endpoint answers with this OAuth error, described with [`Trouble::GIVEAWAY`].
    TokenError(&'static str),
    /// An endpoint does not answer well.
    Endpoint(Endpoint, Trouble),
}
