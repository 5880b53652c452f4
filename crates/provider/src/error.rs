//! The errors of the protocol, as RFC 6749 §5.2 and its extensions name them.

use latchkey_store::StoreError;
use latchkey_system::secrets::NoRandomness;

use crate::key_ring::KeyRingError;

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal;)+) => {
        /// The code of an error.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum OAuthCode {
            $($(#[$doc])* $variant,)+
        }

        impl OAuthCode {
            /// As it stands in responses.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status where the error is answered directly.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

codes! {
    /// A parameter is missing, repeated or malformed.
    InvalidRequest = "invalid_request", 400;
    /// The client did not prove who it is.
    InvalidClient = "invalid_client", 401;
    /// Code or refresh token are worth nothing (any more), or another client's.
    InvalidGrant = "invalid_grant", 400;
    /// This client may not do that.
    UnauthorizedClient = "unauthorized_client", 400;
    /// There is no such grant type here.
    UnsupportedGrantType = "unsupported_grant_type", 400;
    /// There is no such response type here.
    UnsupportedResponseType = "unsupported_response_type", 400;
    /// The scope is not what is needed.
    InvalidScope = "invalid_scope", 400;
    /// The person cancelled, or may not enter.
    AccessDenied = "access_denied", 400;
    /// Somebody would have to sign in (OpenID Connect Core §3.1.2.6).
    LoginRequired = "login_required", 400;
    /// Somebody would have to show more than the session has.
    InteractionRequired = "interaction_required", 400;
    /// Somebody would have to agree.
    ConsentRequired = "consent_required", 400;
    /// `request` is not understood here.
    RequestNotSupported = "request_not_supported", 400;
    /// `request_uri` is not understood here.
    RequestUriNotSupported = "request_uri_not_supported", 400;
    /// The access token is worth nothing (RFC 6750 §3.1).
    InvalidToken = "invalid_token", 401;
    /// The access token was not given for that (RFC 6750 §3.1).
    InsufficientScope = "insufficient_scope", 403;
    /// Later, perhaps.
    TemporarilyUnavailable = "temporarily_unavailable", 503;
    /// As the one before, because of too many wrong attempts.
    TooManyAttempts = "temporarily_unavailable", 429;
    /// A fault of ours.
    ServerError = "server_error", 500;
}

/// After how many seconds an app may ask again where the store is not available (`Retry-After`).
const RETRY_AFTER_SECONDS: u32 = 5;

/// An error for an app, with a sentence for its developer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {description}", code.as_str())]
pub struct OAuthError {
    /// `error`: the specifications' word for what went wrong (RFC 6749 §5.2).
    pub code: OAuthCode,
    /// `error_description`: printable ASCII without quotes and backslashes (RFC 6749 §5.2), never anything that came in.
    pub description: &'static str,
    /// For `Retry-After`, where it is answered directly.
    pub retry_after_seconds: Option<u32>,
}

impl OAuthError {
    /// The same for every reason, so that nobody learns which clients there are.
    pub const INVALID_CLIENT: Self = Self::new(
        OAuthCode::InvalidClient,
        "The client is not known here, or did not prove who it is.",
    );

    /// An error.
    pub const fn new(code: OAuthCode, description: &'static str) -> Self {
        Self {
            code,
            description,
            retry_after_seconds: None,
        }
    }
}

impl From<StoreError> for OAuthError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "the store failed");
        match error {
            StoreError::Unavailable(_) | StoreError::Busy => Self {
                retry_after_seconds: Some(RETRY_AFTER_SECONDS),
                ..Self::new(
                    OAuthCode::TemporarilyUnavailable,
                    "The platform cannot do this at the moment. Nothing was changed.",
                )
            },
            _ => Self::new(OAuthCode::ServerError, "Something went wrong here."),
        }
    }
}

impl From<KeyRingError> for OAuthError {
    fn from(error: KeyRingError) -> Self {
        match error {
            KeyRingError::Store(error) => error.into(),
            error => {
                tracing::error!(error = %error, "there is no signing key");
                Self::new(OAuthCode::ServerError, "Something went wrong here.")
            }
        }
    }
}

impl From<NoRandomness> for OAuthError {
    fn from(error: NoRandomness) -> Self {
        tracing::error!(error = %error, "no randomness");
        Self::new(OAuthCode::ServerError, "Something went wrong here.")
    }
}
