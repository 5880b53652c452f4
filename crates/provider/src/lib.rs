//! Latchkey as OpenID provider. Invariants: nothing here depends on a web framework; what a token permits is looked up at each use;
//! a response goes to a registered redirect URI or nowhere.

pub mod access_token;
pub mod authorization_response;
pub mod authorize;
pub mod claims;
pub mod client_auth;
mod credentials;
pub mod error;
pub mod exchange;
mod jwk;
pub mod jwt;
pub mod key_ring;
pub mod logout_token;
pub mod parameters;
pub mod proceed;
mod provider;
pub mod refresh_token;
pub mod roles;
pub mod sign_out;
pub mod tokens;

pub use error::{OAuthCode, OAuthError};
pub use provider::Provider;
