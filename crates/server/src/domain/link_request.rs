//! Somebody asks for a link to make an account, or to get back into one. Which mail goes out depends on who it is; the page
//! says the same to everybody.

/// What was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Asked {
    /// An account.
    SignUp,
    /// A new password.
    ResetPassword,
}

impl Asked {
    /// The text in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignUp => "sign_up",
            Self::ResetPassword => "reset_password",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        [Self::SignUp, Self::ResetPassword]
            .into_iter()
            .find(|asked| asked.as_str() == text)
    }
}

/// What is known of the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Nobody has it.
    NoAccount,
    /// Somebody has it.
    Account,
    /// Somebody had it, whose account was switched off.
    Deactivated,
}

/// What goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
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

/// Decides. `federated`: people of the address's domain sign in with their company.
pub const fn reply(asked: Asked, standing: Standing, federated: bool) -> Reply {
    match (standing, asked) {
        (Standing::Deactivated, _) => Reply::Silence,
        _ if federated => Reply::UseSso,
        (Standing::NoAccount, Asked::SignUp) => Reply::SignUpLink,
        (Standing::NoAccount, Asked::ResetPassword) => Reply::Silence,
        (Standing::Account, Asked::SignUp) => Reply::AlreadyHasAccount,
        (Standing::Account, Asked::ResetPassword) => Reply::ResetLink,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn asked() -> impl Strategy<Value = Asked> {
        prop::sample::select(vec![Asked::SignUp, Asked::ResetPassword])
    }

    fn standing() -> impl Strategy<Value = Standing> {
        prop::sample::select(vec![
            Standing::NoAccount,
            Standing::Account,
            Standing::Deactivated,
        ])
    }

    proptest! {
        #[test]
        fn a_password_is_never_offered_where_sso_is_the_way(asked in asked(), standing in standing()) {
            prop_assert!(matches!(reply(asked, standing, true), Reply::UseSso | Reply::Silence));
        }

        #[test]
        fn a_switched_off_account_hears_nothing(asked in asked(), federated in any::<bool>()) {
            prop_assert_eq!(reply(asked, Standing::Deactivated, federated), Reply::Silence);
        }

        #[test]
        fn links_go_only_to_whom_they_serve(asked in asked(), standing in standing(), federated in any::<bool>()) {
            match reply(asked, standing, federated) {
                Reply::SignUpLink => prop_assert_eq!((asked, standing), (Asked::SignUp, Standing::NoAccount)),
                Reply::ResetLink => prop_assert_eq!((asked, standing), (Asked::ResetPassword, Standing::Account)),
                Reply::AlreadyHasAccount | Reply::UseSso | Reply::Silence => {}
            }
        }
    }

    #[test]
    fn what_was_asked_is_read_as_it_is_written() {
        for asked in [Asked::SignUp, Asked::ResetPassword] {
            assert_eq!(Asked::from_text(asked.as_str()), Some(asked));
        }
        assert_eq!(Asked::from_text(""), None);
    }
}
