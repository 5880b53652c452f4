//! Addresses of pages to which mails and printed links lead: the screens have a page at each, and the server writes them into links.
//!
//! Invariant: each is a path of the platform, without query. They are in mails that were sent long ago, so they stay.

/// The sign-in form; it posts to the same address.
pub const SIGN_IN: &str = "/sign-in";
/// Where somebody asks for an account; the form posts to the same address.
pub const SIGN_UP: &str = "/sign-up";
/// Where somebody asks for a new password; the form posts to the same address.
pub const RESET_PASSWORD: &str = "/reset-password";
/// Where the printed link of the first start leads.
pub const SET_UP: &str = "/set-up";
/// Where a set-up link of single sign-on leads.
pub const SSO_SET_UP: &str = "/sso/set-up";
/// Where a mailed link confirms an account's new address.
pub const CONFIRM_ADDRESS: &str = "/confirm-address";
/// Where a mailed invitation into an app leads.
pub const INVITATIONS: &str = "/invitations";
/// Where a mailed link lets another identity open an account.
pub const SECOND_ACCOUNT: &str = "/second-account";
/// The access tokens of whoever is signed in.
pub const TOKENS: &str = "/profile/tokens";
/// The second factor of whoever is signed in.
pub const TWO_STEP: &str = "/profile/two-step";
/// The email domains of the company.
pub const EMAIL_DOMAINS: &str = "/control-center/company/email-domains";
/// The SSO configurations of the company.
pub const SINGLE_SIGN_ON: &str = "/control-center/security/single-sign-on";
/// Where an admin gets back in with a recovery code; the form posts to the same address, and mailed links lead below it.
pub const RECOVER: &str = "/recover";
/// Where a mailed link stops the change of an account's address.
pub const KEEP_ADDRESS: &str = "/keep-address";
