//! Signing in to the platform: which way a domain goes, by password, through the company's identity provider.

pub mod discover_sign_in;
pub mod sign_in_with_password;
pub mod sso_failure;
pub mod start_sso;

pub use discover_sign_in::{DiscoverSignIn, SignInMethod};
pub use sign_in_with_password::SignInWithPassword;
pub use sso_failure::SsoFailure;
pub use start_sso::StartSso;
