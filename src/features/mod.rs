//! One folder for each thing that people do here. Invariant: features do not import each other.

pub mod onboarding;
pub mod sign_in;

#[cfg(feature = "ssr")]
pub mod fault;
#[cfg(feature = "ssr")]
pub mod leaving;
#[cfg(feature = "ssr")]
pub mod signed_out;
#[cfg(feature = "ssr")]
pub mod sso_failed;

#[cfg(feature = "csr")]
pub mod my_apps;
#[cfg(feature = "csr")]
pub mod profile;
