//! One folder for each thing that people do here. Invariant: features do not import each other.

#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub mod choose_password;
#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub mod consent;
#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub mod onboarding;
#[cfg(any(feature = "ssr", feature = "hydrate", feature = "gallery"))]
pub mod sign_in;

#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod address_change;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod app_problem;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod ask_for_link;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod check_mail;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod choose_account;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod confirm_sign_out;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod cookies_needed;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod error_page;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod going_on;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod invitation;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod language_choice;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod leaving;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod link_failed;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod mismatch;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod no_access;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod not_set_up;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod portal_fallback;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod recovery;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod second_account;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod second_step;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod signed_out;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod sso_failed;
#[cfg(any(feature = "ssr", feature = "gallery"))]
pub mod sso_set_up;

#[cfg(feature = "csr")]
pub mod app_settings;
#[cfg(feature = "csr")]
pub mod branding;
#[cfg(feature = "csr")]
pub mod email_domains;
#[cfg(feature = "csr")]
pub mod groups;
#[cfg(any(feature = "csr", test))]
pub mod identity_conflicts;
#[cfg(feature = "csr")]
pub mod managed_apps;
#[cfg(feature = "csr")]
pub mod members;
#[cfg(feature = "csr")]
pub mod my_apps;
#[cfg(feature = "csr")]
pub mod profile;
#[cfg(feature = "csr")]
pub mod second_accounts;
#[cfg(feature = "csr")]
pub mod second_factor_rule;
#[cfg(any(feature = "csr", test))]
pub mod security_history;
#[cfg(any(feature = "csr", test))]
pub mod single_sign_on;
#[cfg(feature = "csr")]
pub mod tokens;
#[cfg(feature = "csr")]
pub mod two_step;
