//! What the sentences of a mail call the platform. Invariant: each mail uses one name.

use super::letter::MailLook;
use super::message::Message;

/// The platform's name in this mail. Where its words tell of a company as well, the brand would be a second name of that company, and
/// what it does with the platform could not be understood.
pub fn platform_name_in<'look>(look: &'look MailLook, message: &Message) -> &'look str {
    match tells_of_company(message) {
        true => &look.platform_name,
        false => &look.name,
    }
}

/// Whether its words tell of a company, by its name or as "your company".
const fn tells_of_company(message: &Message) -> bool {
    match message {
        Message::UseSso { .. }
        | Message::SetPassword { .. }
        | Message::PasswordAfterSso { .. }
        | Message::SsoStarted { .. }
        | Message::SecondAccountAsked { .. }
        | Message::SecondAccountAttached { .. }
        | Message::SetUpLink { .. }
        | Message::SsoActivated { .. }
        | Message::SsoDeactivated { .. }
        | Message::SsoSecretChanged { .. }
        | Message::SsoSecretSwapped { .. }
        | Message::SsoSecretTakenBack { .. }
        | Message::SsoSecretExpires { .. }
        | Message::SsoSecretRefused { .. }
        | Message::RecoveryByOperator { .. }
        | Message::RecoveryByCode { .. }
        | Message::RecoveryLinkMade { .. }
        | Message::RecoveryCodesMade { .. }
        | Message::RecoveryCodeUsed { .. }
        | Message::Invitation { .. }
        | Message::DomainRecordMissing { .. }
        | Message::TokenRevoked { .. }
        | Message::SecondFactorRequired { .. }
        | Message::TwoStepChanged { .. } => true,
        Message::SignUp { .. }
        | Message::AlreadyHasAccount { .. }
        | Message::ResetPassword { .. }
        | Message::ConfirmAddress { .. }
        | Message::AddressChangeAsked { .. }
        | Message::AddressInUse { .. }
        | Message::AddressChanged { .. }
        | Message::AccessRequested { .. }
        | Message::AccessGiven { .. }
        | Message::AccessDeclined { .. }
        | Message::PasswordChanged { .. }
        | Message::TokenMade { .. } => false,
    }
}
