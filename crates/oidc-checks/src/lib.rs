//! Checks of what an OpenID provider signs, for relying parties: ID tokens ([`id_token`]), logout tokens ([`logout_token`]) and other messages by which
//! it has sessions ended ([`security_event`]).
//! Invariants: no I/O, no clock, no state; and no claim leaves this crate before every check of its token.
//!
//! ```
//! use latchkey_oidc_checks::{Check, SigningKeys, Tolerance, logout_token};
//!
//! let jwks = serde_json::json!({ "keys": [] });
//! let keys = SigningKeys::read(jwks.as_object().expect("an object")).expect("a key set");
//! let expected = logout_token::LogoutTokenExpectation {
//!     issuer: "https://idp.example",
//!     client_id: "expenses",
//!     may_have_other_audiences: false,
//!     tolerance: Tolerance::default(),
//!     now_ms: 1_800_000_000_000,
//! };
//! let refusal = logout_token::verify("not a token", &keys, &expected).expect_err("is refused");
//! assert_eq!(refusal.check, Check::Format);
//! ```

mod algorithm;
pub mod id_token;
mod jws;
mod keys;
pub mod logout_token;
pub mod object;
mod refusal;
pub mod security_event;
#[cfg(test)]
mod signer;
mod subject;
mod times;

pub use self::{
    algorithm::is_accepted_algorithm,
    keys::SigningKeys,
    refusal::{Check, Refusal},
    subject::Subject,
    times::{Ahead, Tolerance},
};

/// Longest `sub`, in bytes (OpenID Connect Core §2).
const LONGEST_IDENTIFIER: usize = 255;

/// Whether a text can be kept and compared as the name of a person or a session. Control characters never belong into
/// one, and NUL is what PostgreSQL cannot store.
pub fn is_identifier(text: &str) -> bool {
    !text.trim().is_empty() && text.len() <= LONGEST_IDENTIFIER && !text.contains(char::is_control)
}
