//! One folder for each thing that people do here. Invariant: features do not import each other.

pub mod choose_password;
pub mod consent;
pub mod onboarding;
pub mod sign_in;

#[cfg(feature = "ssr")]
pub mod address_change;
#[cfg(feature = "ssr")]
pub mod app_problem;
#[cfg(feature = "ssr")]
pub mod ask_for_link;
#[cfg(feature = "ssr")]
pub mod check_mail;
#[cfg(feature = "ssr")]
pub mod confirm_sign_out;
#[cfg(feature = "ssr")]
pub mod cookies_needed;
#[cfg(feature = "ssr")]
pub mod fault;
#[cfg(feature = "ssr")]
pub mod going_on;
#[cfg(feature = "ssr")]
pub mod leaving;
#[cfg(feature = "ssr")]
pub mod link_failed;
#[cfg(feature = "ssr")]
pub mod mismatch;
#[cfg(feature = "ssr")]
pub mod no_access;
#[cfg(feature = "ssr")]
pub mod not_set_up;
#[cfg(feature = "ssr")]
pub mod portal_fallback;
#[cfg(feature = "ssr")]
pub mod signed_out;
#[cfg(feature = "ssr")]
pub mod sso_failed;

#[cfg(feature = "csr")]
pub mod app_settings;
#[cfg(feature = "csr")]
pub mod my_apps;
#[cfg(feature = "csr")]
pub mod profile;
