//! What a mail is about. Invariant: links are absolute URLs of this platform, made by whoever queues the mail.

use latchkey_contract::Language;
use serde::{Deserialize, Serialize};

use super::asking::Asking;
use super::letter::Look;
use super::two_step_change::TwoStepChange;
use crate::domain::mailed_link::Kind;

/// A mail that waits, unsealed.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mail {
    /// Email address of who gets it.
    pub to: String,
    /// The language of the mail.
    pub language: Language,
    /// What it is about.
    pub message: Message,
    /// When and with what it was caused; none where nobody in front of a browser did, and in a mail that an earlier release queued.
    #[serde(default)]
    pub asking: Option<Asking>,
}

/// Everything that the platform mails. Times in milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Message {
    /// Somebody wants an account with this address, which has none.
    SignUp {
        /// Goes on with signing up.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
    },
    /// Somebody wanted an account with this address, which has one.
    AlreadyHasAccount {
        /// The sign-in screen.
        sign_in: String,
        /// The screen for a forgotten password.
        reset: String,
    },
    /// Somebody forgot the password.
    ResetPassword {
        /// Sets a new one.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
    },
    /// Somebody wanted an account or a new password where the company signs in with its own account page.
    UseSso {
        /// The sign-in screen.
        sign_in: String,
        /// Name of the company.
        company: String,
    },
    /// An operator made an account, which has no password yet.
    SetPassword {
        /// Sets it.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the company.
        company: String,
    },
    /// Single sign-on has let somebody go who has no password: the company has de-activated it, or has removed the email domain.
    PasswordAfterSso {
        /// Sets one.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the company.
        company: String,
        /// What an admin of it adds; empty for nothing.
        #[serde(default)]
        notice: String,
    },
    /// The company has activated single sign-on, by which this person signs in from now on.
    SsoStarted {
        /// The sign-in screen.
        sign_in: String,
        /// Name of the company.
        company: String,
        /// What an admin of it adds; empty for nothing.
        notice: String,
    },
    /// Goes to the new address of an account: is it theirs?
    ConfirmAddress {
        /// Confirms.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// The name of whose account it is; empty in a mail that an earlier release queued.
        #[serde(default)]
        name: String,
        /// The address that the account has; empty likewise.
        #[serde(default)]
        present_address: String,
    },
    /// Goes to the address that an account has: another one was asked for.
    AddressChangeAsked {
        /// Which address shall take its place.
        new_address: String,
        /// Stops it.
        stop: String,
        /// When the link stops working.
        expires_at_ms: i64,
    },
    /// Goes to the owner of an address that somebody else asked for.
    AddressInUse {
        /// The sign-in screen.
        sign_in: String,
    },
    /// Goes to both addresses: the account has the new one.
    AddressChanged {
        /// The one it had.
        old_address: String,
        /// The one it has.
        new_address: String,
    },
    /// An admin asks the owner of an account to let a member's identity open it.
    SecondAccountAsked {
        /// Leads to the page that asks for the owner's agreement.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// The address of the member.
        member: String,
        /// The address of the admin.
        by: String,
    },
    /// A member's identity opens an account from now on.
    SecondAccountAttached {
        /// The address of the member.
        member: String,
        /// The address of the account.
        account: String,
    },
    /// An admin wants somebody without an account to set SSO up.
    SetUpLink {
        /// Leads to where it begins.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the company.
        company: String,
        /// Address of the admin.
        made_by: String,
    },
    /// People of the company sign in with its identity provider from now on. Goes to its admins.
    SsoActivated {
        /// Name of the company.
        company: String,
        /// Address of the admin who did it.
        by: String,
        /// The sign-in screen.
        sign_in: String,
    },
    /// They sign in with passwords again. Goes to its admins.
    SsoDeactivated {
        /// Name of the company.
        company: String,
        /// Address of the admin who did it; empty where that was the operator.
        by: String,
        /// The sign-in screen. The link that sets a password comes in a mail of its own.
        sign_in: String,
    },
    /// The operator has put another client secret into the active configuration. Goes to the company's admins.
    SsoSecretChanged {
        /// Name of the company.
        company: String,
        /// Name of the configuration.
        configuration: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// A tested client secret has taken the place of the one of the active configuration. Goes to the company's admins.
    SsoSecretSwapped {
        /// Name of the configuration.
        configuration: String,
        /// Address of the admin who did it.
        by: String,
        /// Until when the old one can be taken back.
        back_until_ms: i64,
        /// The page of the company's configurations.
        page: String,
    },
    /// The old client secret has its place again. Goes to the company's admins.
    SsoSecretTakenBack {
        /// Name of the configuration.
        configuration: String,
        /// Address of the admin who did it.
        by: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// An operator lets an admin in past the identity provider.
    RecoveryByOperator {
        /// Signs in.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the company.
        company: String,
    },
    /// An admin has typed a recovery code.
    RecoveryByCode {
        /// Signs in, in the browser in which the code was typed.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the company.
        company: String,
    },
    /// An operator has made such a link. Goes to the company's admins.
    RecoveryLinkMade {
        /// Name of the company.
        company: String,
        /// Address of the admin whom it lets in.
        whom: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// The company has new recovery codes. Goes to its admins.
    RecoveryCodesMade {
        /// Name of the company.
        company: String,
        /// Address of the admin who made them.
        by: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// A recovery code was used. Goes to the company's admins.
    RecoveryCodeUsed {
        /// Name of the company.
        company: String,
        /// Address of the admin who used it.
        by: String,
        /// How many are left.
        left: i64,
        /// The page of the company's configurations.
        page: String,
    },
    /// Somebody is invited into an app.
    Invitation {
        /// Leads to the invitation.
        link: String,
        /// When the link stops working.
        expires_at_ms: i64,
        /// Name of the app.
        app: String,
        /// Name of the environment.
        environment: String,
        /// Name of the company that the app belongs to.
        company: String,
        /// Who invites: the name, or the address where none is known.
        inviter: String,
        /// SHA-256 of the link's token, hexadecimal: finds the invitation where the mail cannot be delivered.
        token_hash: String,
    },
    /// Goes to those who manage an app: somebody asks for access.
    AccessRequested {
        /// Where it is answered.
        link: String,
        /// Name of the app.
        app: String,
        /// Name of the environment.
        environment: String,
        /// Who asks: name and address, or the address alone.
        person: String,
    },
    /// Goes to who asked: there is access.
    AccessGiven {
        /// Where the app opens.
        link: String,
        /// Name of the app.
        app: String,
        /// Name of the environment.
        environment: String,
    },
    /// Goes to who asked: there is none.
    AccessDeclined {
        /// Name of the app.
        app: String,
        /// Name of the environment.
        environment: String,
    },
    /// Goes to a company's admins: the TXT record that proved an email domain is not found any more.
    DomainRecordMissing {
        /// The domain, in its own letters where it has any.
        domain: String,
        /// Name of the record.
        record_name: String,
        /// What it has to say.
        record_value: String,
        /// The page of the company's email domains.
        page: String,
    },
    /// Goes to a company's admins: the client secret of its identity provider expires soon, or has expired.
    SsoSecretExpires {
        /// What the admins call the configuration.
        configuration: String,
        /// The last day on which it works (`YYYY-MM-DD`).
        expires_on: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// Goes to a company's admins: its identity provider refuses the client secret.
    SsoSecretRefused {
        /// What the admins call the configuration.
        configuration: String,
        /// The page of the company's configurations.
        page: String,
    },
    /// The account has a new password.
    PasswordChanged {
        /// The screen for a forgotten password, for those who did not do that.
        reset: String,
        /// The page of the person's access tokens, which go on working; empty where there are none.
        #[serde(default)]
        tokens: String,
    },
    /// Goes to its owner: there is a new access token.
    TokenMade {
        /// What its owner calls it.
        name: String,
        /// The page of the person's access tokens.
        page: String,
        /// When it expires.
        ends_at_ms: i64,
    },
    /// Goes to its owner: an admin of the company has ended an access token.
    TokenRevoked {
        /// What its owner calls it.
        name: String,
        /// Address of the admin.
        by: String,
        /// The page of the person's access tokens.
        page: String,
    },
    /// Goes to somebody who has no second factor although the company requires one, now or soon.
    SecondFactorRequired {
        /// Name of the company.
        company: String,
        /// From which day on (`YYYY-MM-DD`); empty: since then already.
        required_from: String,
        /// The page of the person's second factor.
        page: String,
    },
    /// Goes to its owner: the second factor of the account has changed, or one of its recovery codes was used.
    TwoStepChanged {
        /// The change.
        change: TwoStepChange,
        /// The page of the person's second factor.
        page: String,
    },
}

impl Message {
    /// What kind it is, for logs and metrics: never anything that a person typed.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::SignUp { .. } => "sign_up",
            Self::AlreadyHasAccount { .. } => "already_has_account",
            Self::ResetPassword { .. } => "reset_password",
            Self::UseSso { .. } => "use_sso",
            Self::SetPassword { .. } => "set_password",
            Self::PasswordAfterSso { .. } => "password_after_sso",
            Self::SsoStarted { .. } => "sso_started",
            Self::ConfirmAddress { .. } => "confirm_address",
            Self::AddressChangeAsked { .. } => "address_change_asked",
            Self::AddressInUse { .. } => "address_in_use",
            Self::AddressChanged { .. } => "address_changed",
            Self::SecondAccountAsked { .. } => "second_account_asked",
            Self::SecondAccountAttached { .. } => "second_account_attached",
            Self::SetUpLink { .. } => "set_up_link",
            Self::SsoActivated { .. } => "sso_activated",
            Self::SsoDeactivated { .. } => "sso_deactivated",
            Self::SsoSecretChanged { .. } => "sso_secret_changed",
            Self::SsoSecretSwapped { .. } => "sso_secret_swapped",
            Self::SsoSecretTakenBack { .. } => "sso_secret_taken_back",
            Self::RecoveryByOperator { .. } => "recovery_by_operator",
            Self::RecoveryByCode { .. } => "recovery_by_code",
            Self::RecoveryLinkMade { .. } => "recovery_link_made",
            Self::RecoveryCodesMade { .. } => "recovery_codes_made",
            Self::RecoveryCodeUsed { .. } => "recovery_code_used",
            Self::Invitation { .. } => "invitation",
            Self::AccessRequested { .. } => "access_requested",
            Self::AccessGiven { .. } => "access_given",
            Self::AccessDeclined { .. } => "access_declined",
            Self::DomainRecordMissing { .. } => "domain_record_missing",
            Self::SsoSecretExpires { .. } => "sso_secret_expires",
            Self::SsoSecretRefused { .. } => "sso_secret_refused",
            Self::PasswordChanged { .. } => "password_changed",
            Self::TokenMade { .. } => "token_made",
            Self::TokenRevoked { .. } => "token_revoked",
            Self::SecondFactorRequired { .. } => "second_factor_required",
            Self::TwoStepChanged { .. } => "two_step_changed",
        }
    }

    /// Where its button leads, and how loud it is; `None` where it has none.
    pub(super) fn button(&self) -> Option<(&str, Look)> {
        match self {
            Self::SignUp { link, .. }
            | Self::ResetPassword { link, .. }
            | Self::SetPassword { link, .. }
            | Self::PasswordAfterSso { link, .. }
            | Self::SetUpLink { link, .. }
            | Self::RecoveryByOperator { link, .. }
            | Self::RecoveryByCode { link, .. }
            | Self::Invitation { link, .. }
            | Self::AccessRequested { link, .. }
            | Self::AccessGiven { link, .. }
            | Self::SecondAccountAsked { link, .. }
            | Self::ConfirmAddress { link, .. } => Some((link, Look::Main)),
            Self::AlreadyHasAccount { sign_in, .. }
            | Self::UseSso { sign_in, .. }
            | Self::SsoActivated { sign_in, .. }
            | Self::SsoDeactivated { sign_in, .. }
            | Self::SsoStarted { sign_in, .. }
            | Self::AddressInUse { sign_in } => Some((sign_in, Look::Main)),
            Self::DomainRecordMissing { page, .. }
            | Self::SsoSecretChanged { page, .. }
            | Self::SsoSecretSwapped { page, .. }
            | Self::SsoSecretTakenBack { page, .. }
            | Self::SsoSecretExpires { page, .. }
            | Self::SsoSecretRefused { page, .. }
            | Self::RecoveryLinkMade { page, .. }
            | Self::RecoveryCodesMade { page, .. }
            | Self::RecoveryCodeUsed { page, .. }
            | Self::TokenMade { page, .. }
            | Self::TokenRevoked { page, .. }
            | Self::SecondFactorRequired { page, .. }
            | Self::TwoStepChanged { page, .. } => Some((page, Look::Main)),
            Self::AddressChangeAsked { stop, .. } => Some((stop, Look::Warning)),
            Self::AddressChanged { .. }
            | Self::AccessDeclined { .. }
            | Self::SecondAccountAttached { .. }
            | Self::PasswordChanged { .. } => None,
        }
    }

    /// Of what kind its link is, which says for how long it works; `None` where its words do not say that.
    pub(super) const fn link_kind(&self) -> Option<Kind> {
        match self {
            Self::SignUp { .. } => Some(Kind::SignUp),
            Self::ResetPassword { .. } => Some(Kind::ResetPassword),
            Self::SetPassword { .. } | Self::PasswordAfterSso { .. } => Some(Kind::SetPassword),
            Self::ConfirmAddress { .. } => Some(Kind::ConfirmAddress),
            Self::SecondAccountAsked { .. } => Some(Kind::SecondAccount),
            Self::AddressChangeAsked { .. } => Some(Kind::StopAddressChange),
            Self::RecoveryByOperator { .. } => Some(Kind::Recovery),
            Self::RecoveryByCode { .. } => Some(Kind::RecoveryByCode),
            _ => None,
        }
    }

    /// When its link stops working, and the mail with it; `None` where it has no such link.
    pub const fn expires_at_ms(&self) -> Option<i64> {
        match self {
            Self::SignUp { expires_at_ms, .. }
            | Self::ResetPassword { expires_at_ms, .. }
            | Self::SetPassword { expires_at_ms, .. }
            | Self::PasswordAfterSso { expires_at_ms, .. }
            | Self::Invitation { expires_at_ms, .. }
            | Self::ConfirmAddress { expires_at_ms, .. }
            | Self::SecondAccountAsked { expires_at_ms, .. }
            | Self::SetUpLink { expires_at_ms, .. }
            | Self::RecoveryByOperator { expires_at_ms, .. }
            | Self::RecoveryByCode { expires_at_ms, .. }
            | Self::AddressChangeAsked { expires_at_ms, .. } => Some(*expires_at_ms),
            _ => None,
        }
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Links are secrets.
        write!(f, "Message({})", self.kind())
    }
}
