//! Signing in to the platform: which way a domain goes, by password, by passkey, through the company's identity provider.

pub mod begin_passkey_sign_in;
pub mod begin_passkey_step;
pub mod discover_sign_in;
pub mod finish_passkey_step;
pub mod sign_in_with_passkey;
pub mod sign_in_with_password;
pub mod sso_failure;
pub mod start_sso;

pub use begin_passkey_sign_in::BeginPasskeySignIn;
pub use begin_passkey_step::BeginPasskeyStep;
pub use discover_sign_in::{DiscoverSignIn, SignInMethod};
pub use finish_passkey_step::FinishPasskeyStep;
pub use sign_in_with_passkey::SignInWithPasskey;
pub use sign_in_with_password::SignInWithPassword;
pub use sso_failure::SsoFailure;
pub use start_sso::StartSso;
