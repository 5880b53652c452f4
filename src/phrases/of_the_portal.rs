//! What the portal says for the codes that the front door never meets. Invariant: the match is exhaustive, as the
//! one in `phrases.rs` is, so that a new code does not compile without its words.

use latchkey_contract::ErrorCode;

use crate::i18n::*;

/// The phrase for `code` alone.
pub(super) fn portal_error_phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ValueMissing => td_string!(locale, portal_errors.value_missing),
        ErrorCode::ValueInvalid => td_string!(locale, portal_errors.value_invalid),
        ErrorCode::ConfigurationActive => td_string!(locale, portal_errors.configuration_active),
        ErrorCode::SecretNotTested => td_string!(locale, portal_errors.secret_not_tested),
        ErrorCode::KeyTooNew => td_string!(locale, portal_errors.key_too_new),
        ErrorCode::ConfigurationNotReady => td_string!(locale, portal_errors.configuration_not_ready),
        ErrorCode::SignInAgain => td_string!(locale, portal_errors.sign_in_again),
        ErrorCode::CodeWrong => td_string!(locale, portal_errors.code_wrong),
        ErrorCode::PasskeyRefused => td_string!(locale, portal_errors.passkey_refused),
        ErrorCode::PasskeyAfterPassword => td_string!(locale, portal_errors.passkey_after_password),
        ErrorCode::SecondFactorRequired => td_string!(locale, portal_errors.second_factor_required),
        ErrorCode::NameTaken => td_string!(locale, portal_errors.name_taken),
        ErrorCode::SlugInvalid => td_string!(locale, portal_errors.slug_invalid),
        ErrorCode::SlugTaken => td_string!(locale, portal_errors.slug_taken),
        ErrorCode::LastCompanyAdmin => td_string!(locale, portal_errors.last_company_admin),
        ErrorCode::ChangedMeanwhile => td_string!(locale, portal_errors.changed_meanwhile),
        ErrorCode::MemberUnknown => td_string!(locale, portal_errors.member_unknown),
        ErrorCode::IdentityMissing => td_string!(locale, portal_errors.identity_missing),
        ErrorCode::AccountNotAttachable => td_string!(locale, portal_errors.account_not_attachable),
        ErrorCode::ChoiceNotPossible => td_string!(locale, portal_errors.choice_not_possible),
        ErrorCode::BulkChangeRunning => td_string!(locale, portal_errors.bulk_change_running),
        ErrorCode::EnvironmentArchived => td_string!(locale, portal_errors.environment_archived),
        ErrorCode::AddressMalformed => td_string!(locale, portal_errors.address_malformed),
        ErrorCode::AddressNotSecure => td_string!(locale, portal_errors.address_not_secure),
        ErrorCode::AddressHasFragment => td_string!(locale, portal_errors.address_has_fragment),
        ErrorCode::AddressHasWildcard => td_string!(locale, portal_errors.address_has_wildcard),
        ErrorCode::AddressHasUser => td_string!(locale, portal_errors.address_has_user),
        ErrorCode::AddressSchemeRefused => td_string!(locale, portal_errors.address_scheme_refused),
        ErrorCode::AddressSchemeNative => td_string!(locale, portal_errors.address_scheme_native),
        ErrorCode::EntryRepeated => td_string!(locale, portal_errors.entry_repeated),
        ErrorCode::TooManyEntries => td_string!(locale, portal_errors.too_many_entries),
        ErrorCode::RoleInvalid => td_string!(locale, portal_errors.role_invalid),
        ErrorCode::SecondsOutOfRange => td_string!(locale, portal_errors.seconds_out_of_range),
        ErrorCode::DateOutOfRange => td_string!(locale, portal_errors.date_out_of_range),
        ErrorCode::LogoTooLarge => td_string!(locale, portal_errors.logo_too_large),
        ErrorCode::LogoIsSvg => td_string!(locale, portal_errors.logo_is_svg),
        ErrorCode::LogoUnreadable => td_string!(locale, portal_errors.logo_unreadable),
        ErrorCode::EmailDomainMalformed => td_string!(locale, portal_errors.email_domain_malformed),
        ErrorCode::EmailDomainPublicSuffix => td_string!(locale, portal_errors.email_domain_public_suffix),
        ErrorCode::EmailDomainPublicMail => td_string!(locale, portal_errors.email_domain_public_mail),
        ErrorCode::EmailDomainPresent => td_string!(locale, portal_errors.email_domain_present),
        ErrorCode::EmailDomainTaken => td_string!(locale, portal_errors.email_domain_taken),
        ErrorCode::EmailDomainNeeded => td_string!(locale, portal_errors.email_domain_needed),
        ErrorCode::CurrentPasswordWrong => td_string!(locale, portal_errors.current_password_wrong),
        ErrorCode::ContactInvalid => td_string!(locale, portal_errors.contact_invalid),
        // `phrases.rs` has the words of these, and does not ask here.
        ErrorCode::MalformedRequest
        | ErrorCode::PayloadTooLarge
        | ErrorCode::UnsupportedMediaType
        | ErrorCode::NotFound
        | ErrorCode::MethodNotAllowed
        | ErrorCode::CrossSiteRequest
        | ErrorCode::NotSignedIn
        | ErrorCode::WrongCredentials
        | ErrorCode::SsoRequired
        | ErrorCode::SsoNotConfigured
        | ErrorCode::UsernameMissing
        | ErrorCode::UsernameNotAnAddress
        | ErrorCode::PasswordMissing
        | ErrorCode::PasswordTooShort
        | ErrorCode::PasswordTooLong
        | ErrorCode::PasswordGuessable
        | ErrorCode::AddressTaken
        | ErrorCode::ManagedByCompany
        | ErrorCode::AddressOutsideCompany
        | ErrorCode::AddressFederated
        | ErrorCode::AddressUnchanged
        | ErrorCode::CompanyNameInvalid
        | ErrorCode::NameInvalid
        | ErrorCode::TooManyAttempts
        | ErrorCode::Busy
        | ErrorCode::IdentityProviderUnavailable
        | ErrorCode::IdentityProviderMisconfigured
        | ErrorCode::Unavailable
        | ErrorCode::Internal => td_string!(locale, errors.internal),
    }
}
