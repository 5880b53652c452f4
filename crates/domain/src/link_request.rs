//! Which mail answers a request for a link. It depends on the account; the page says the same to everybody.

use serde::{Deserialize, Serialize};

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestedLink {
    /// An account.
    SignUp,
    /// A new password.
    ResetPassword,
}

impl RequestedLink {
    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ResetPassword => "reset_password",
        }
    }
}

/// What is known of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressStatus {
    /// Nobody has it.
    NoAccount,
    /// Somebody has it.
    Account,
    /// Somebody had it, whose account was switched off.
    Deactivated,
}

/// The mail that answers a request for a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkMail {
    /// A link that makes an account.
    SignUpLink,
    /// A link that sets a new password.
    ResetLink,
    /// Word that there is an account already, and how to get into it.
    AlreadyHasAccount,
    /// Word that the company's account page is the way in.
    UseSso,
    /// Nothing.
    Silence,
}

/// Decides which mail answers a request for a link. `federated`: people of the address's domain sign in with their company.
pub const fn reply(asked: RequestedLink, standing: AddressStatus, federated: bool) -> LinkMail {
    match (standing, asked) {
        (AddressStatus::Deactivated, _) => LinkMail::Silence,
        _ if federated => LinkMail::UseSso,
        (AddressStatus::NoAccount, RequestedLink::SignUp) => LinkMail::SignUpLink,
        (AddressStatus::NoAccount, RequestedLink::ResetPassword) => LinkMail::Silence,
        (AddressStatus::Account, RequestedLink::SignUp) => LinkMail::AlreadyHasAccount,
        (AddressStatus::Account, RequestedLink::ResetPassword) => LinkMail::ResetLink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked() -> impl Strategy<Value = RequestedLink> {
        prop::sample::select(vec![RequestedLink::SignUp, RequestedLink::ResetPassword])
    }

    fn standing() -> impl Strategy<Value = AddressStatus> {
        prop::sample::select(vec![
            AddressStatus::NoAccount,
            AddressStatus::Account,
            AddressStatus::Deactivated,
        ])
    }

    proptest! {
        #[test]
        fn a_password_is_never_offered_where_sso_is_the_way(asked in asked(), standing in standing()) {
            prop_assert!(matches!(reply(asked, standing, true), LinkMail::UseSso | LinkMail::Silence));
        }

        #[test]
        fn a_switched_off_account_hears_nothing(asked in asked(), federated in any::<bool>()) {
            prop_assert_eq!(reply(asked, AddressStatus::Deactivated, federated), LinkMail::Silence);
        }

        #[test]
        fn links_go_only_to_whom_they_serve(asked in asked(), standing in standing(), federated in any::<bool>()) {
            match reply(asked, standing, federated) {
                LinkMail::SignUpLink => prop_assert_eq!((asked, standing), (RequestedLink::SignUp, AddressStatus::NoAccount)),
                LinkMail::ResetLink => prop_assert_eq!((asked, standing), (RequestedLink::ResetPassword, AddressStatus::Account)),
                LinkMail::AlreadyHasAccount | LinkMail::UseSso | LinkMail::Silence => {}
            }
        }
    }

    #[test]
    fn what_was_asked_is_stored_as_it_is_written() {
        for asked in [RequestedLink::SignUp, RequestedLink::ResetPassword] {
            let stored = serde_json::to_value(asked).expect("JSON");
            assert_eq!(stored, asked.as_str());
        }
    }
}
