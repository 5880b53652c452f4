//! What the screens say for each code of the contract: what happened, then what to do; and for each scope.
//!
//! Invariant: every code has a phrase; the matches below are exhaustive, so a new code does not compile without one.

use latchkey_contract::{ErrorCode, apps::AppScope};

use crate::{
    api::{ApiError, Refusal},
    i18n::*,
    ui::Notice,
};

/// The phrase for a call that failed.
pub fn problem_phrase(locale: Locale, error: &ApiError) -> String {
    match error {
        ApiError::Refused(Refusal {
            code: ErrorCode::TooManyAttempts,
            retry_after: Some(seconds),
            ..
        }) => match seconds.div_ceil(60) {
            0 | 1 => td_string!(locale, errors.too_many_attempts_minute).to_owned(),
            minutes => td_string!(locale, errors.too_many_attempts_minutes, minutes = minutes),
        },
        ApiError::Refused(refusal) => error_phrase(locale, refusal.code).to_owned(),
        ApiError::Offline => td_string!(locale, errors.offline).to_owned(),
        ApiError::Unreadable => td_string!(locale, errors.unreadable).to_owned(),
    }
}

/// The notice above a form for a call that failed. Support is mentioned only for what the person cannot mend.
pub fn notice(locale: Locale, error: &ApiError) -> Notice {
    let request_id = match error {
        ApiError::Refused(refusal) if refusal.code.status() >= 500 => Some(refusal.request_id.clone()),
        _ => None,
    };
    Notice {
        message: problem_phrase(locale, error),
        request_id,
    }
}

/// The phrase for `code` alone.
pub fn error_phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MalformedRequest => td_string!(locale, errors.malformed_request),
        ErrorCode::PayloadTooLarge => td_string!(locale, errors.payload_too_large),
        ErrorCode::UnsupportedMediaType => td_string!(locale, errors.unsupported_media_type),
        ErrorCode::NotFound => td_string!(locale, errors.not_found),
        ErrorCode::MethodNotAllowed => td_string!(locale, errors.method_not_allowed),
        ErrorCode::CrossSiteRequest => td_string!(locale, errors.cross_site_request),
        ErrorCode::NotSignedIn => td_string!(locale, errors.not_signed_in),
        ErrorCode::WrongCredentials => td_string!(locale, errors.wrong_credentials),
        ErrorCode::SsoRequired => td_string!(locale, errors.sso_required),
        ErrorCode::SsoNotConfigured => td_string!(locale, errors.sso_not_configured),
        ErrorCode::UsernameMissing => td_string!(locale, errors.username_missing),
        ErrorCode::UsernameNotAnAddress => td_string!(locale, errors.username_not_an_address),
        ErrorCode::PasswordMissing => td_string!(locale, errors.password_missing),
        ErrorCode::PasswordTooShort => td_string!(locale, errors.password_too_short),
        ErrorCode::PasswordTooLong => td_string!(locale, errors.password_too_long),
        ErrorCode::PasswordGuessable => td_string!(locale, errors.password_guessable),
        ErrorCode::AddressTaken => td_string!(locale, errors.address_taken),
        ErrorCode::CurrentPasswordWrong => td_string!(locale, errors.current_password_wrong),
        ErrorCode::ManagedByCompany => td_string!(locale, errors.managed_by_company),
        ErrorCode::AddressOutsideCompany => td_string!(locale, errors.address_outside_company),
        ErrorCode::AddressFederated => td_string!(locale, errors.address_federated),
        ErrorCode::AddressUnchanged => td_string!(locale, errors.address_unchanged),
        ErrorCode::CompanyNameInvalid => td_string!(locale, errors.company_name_invalid),
        ErrorCode::NameInvalid => td_string!(locale, errors.name_invalid),
        ErrorCode::EmailDomainMalformed => td_string!(locale, errors.email_domain_malformed),
        ErrorCode::EmailDomainPublicSuffix => td_string!(locale, errors.email_domain_public_suffix),
        ErrorCode::EmailDomainPublicMail => td_string!(locale, errors.email_domain_public_mail),
        ErrorCode::EmailDomainPresent => td_string!(locale, errors.email_domain_present),
        ErrorCode::EmailDomainTaken => td_string!(locale, errors.email_domain_taken),
        ErrorCode::EmailDomainNeeded => td_string!(locale, errors.email_domain_needed),
        ErrorCode::TooManyAttempts => td_string!(locale, errors.too_many_attempts),
        ErrorCode::Busy => td_string!(locale, errors.busy),
        ErrorCode::IdentityProviderUnavailable => td_string!(locale, errors.identity_provider_unavailable),
        ErrorCode::IdentityProviderMisconfigured => {
            td_string!(locale, errors.identity_provider_misconfigured)
        }
        ErrorCode::Unavailable => td_string!(locale, errors.unavailable),
        ErrorCode::Internal => td_string!(locale, errors.internal),
        // The front door never meets these, and has no room for their words.
        #[cfg(not(feature = "csr"))]
        ErrorCode::NameTaken
        | ErrorCode::SlugInvalid
        | ErrorCode::SlugTaken
        | ErrorCode::LastCompanyAdmin
        | ErrorCode::ChangedMeanwhile
        | ErrorCode::ChoiceNotPossible
        | ErrorCode::MemberUnknown
        | ErrorCode::IdentityMissing
        | ErrorCode::AccountNotAttachable
        | ErrorCode::BulkChangeRunning
        | ErrorCode::EnvironmentArchived
        | ErrorCode::AddressMalformed
        | ErrorCode::AddressNotSecure
        | ErrorCode::AddressHasFragment
        | ErrorCode::AddressHasWildcard
        | ErrorCode::AddressHasUser
        | ErrorCode::AddressSchemeRefused
        | ErrorCode::AddressSchemeNative
        | ErrorCode::EntryRepeated
        | ErrorCode::TooManyEntries
        | ErrorCode::RoleInvalid
        | ErrorCode::SecondsOutOfRange
        | ErrorCode::DateOutOfRange
        | ErrorCode::ColourTooLight
        | ErrorCode::LogoTooLarge
        | ErrorCode::LogoIsSvg
        | ErrorCode::LogoUnreadable
        | ErrorCode::ContactInvalid
        | ErrorCode::ValueMissing
        | ErrorCode::ValueInvalid
        | ErrorCode::ConfigurationNotReady
        | ErrorCode::SecretNotTested
        | ErrorCode::KeyTooNew
        | ErrorCode::SignInAgain
        | ErrorCode::CodeWrong
        | ErrorCode::PasskeyRefused
        | ErrorCode::PasskeyAfterPassword
        | ErrorCode::SecondFactorRequired
        | ErrorCode::ConfigurationActive => td_string!(locale, errors.internal),
        #[cfg(feature = "csr")]
        ErrorCode::ValueMissing => td_string!(locale, errors.value_missing),
        #[cfg(feature = "csr")]
        ErrorCode::ValueInvalid => td_string!(locale, errors.value_invalid),
        #[cfg(feature = "csr")]
        ErrorCode::ConfigurationActive => td_string!(locale, errors.configuration_active),
        #[cfg(feature = "csr")]
        ErrorCode::SecretNotTested => td_string!(locale, errors.secret_not_tested),
        #[cfg(feature = "csr")]
        ErrorCode::KeyTooNew => td_string!(locale, errors.key_too_new),
        #[cfg(feature = "csr")]
        ErrorCode::ConfigurationNotReady => td_string!(locale, errors.configuration_not_ready),
        #[cfg(feature = "csr")]
        ErrorCode::SignInAgain => td_string!(locale, errors.sign_in_again),
        #[cfg(feature = "csr")]
        ErrorCode::CodeWrong => td_string!(locale, errors.code_wrong),
        #[cfg(feature = "csr")]
        ErrorCode::PasskeyRefused => td_string!(locale, errors.passkey_refused),
        #[cfg(feature = "csr")]
        ErrorCode::PasskeyAfterPassword => td_string!(locale, errors.passkey_after_password),
        #[cfg(feature = "csr")]
        ErrorCode::SecondFactorRequired => td_string!(locale, errors.second_factor_required),
        #[cfg(feature = "csr")]
        ErrorCode::NameTaken => td_string!(locale, errors.name_taken),
        #[cfg(feature = "csr")]
        ErrorCode::SlugInvalid => td_string!(locale, errors.slug_invalid),
        #[cfg(feature = "csr")]
        ErrorCode::SlugTaken => td_string!(locale, errors.slug_taken),
        #[cfg(feature = "csr")]
        ErrorCode::LastCompanyAdmin => td_string!(locale, errors.last_company_admin),
        #[cfg(feature = "csr")]
        ErrorCode::ChangedMeanwhile => td_string!(locale, errors.changed_meanwhile),
        #[cfg(feature = "csr")]
        ErrorCode::MemberUnknown => td_string!(locale, errors.member_unknown),
        #[cfg(feature = "csr")]
        ErrorCode::IdentityMissing => td_string!(locale, errors.identity_missing),
        #[cfg(feature = "csr")]
        ErrorCode::AccountNotAttachable => td_string!(locale, errors.account_not_attachable),
        #[cfg(feature = "csr")]
        ErrorCode::ChoiceNotPossible => td_string!(locale, errors.choice_not_possible),
        #[cfg(feature = "csr")]
        ErrorCode::BulkChangeRunning => td_string!(locale, errors.bulk_change_running),
        #[cfg(feature = "csr")]
        ErrorCode::EnvironmentArchived => td_string!(locale, errors.environment_archived),
        #[cfg(feature = "csr")]
        ErrorCode::AddressMalformed => td_string!(locale, errors.address_malformed),
        #[cfg(feature = "csr")]
        ErrorCode::AddressNotSecure => td_string!(locale, errors.address_not_secure),
        #[cfg(feature = "csr")]
        ErrorCode::AddressHasFragment => td_string!(locale, errors.address_has_fragment),
        #[cfg(feature = "csr")]
        ErrorCode::AddressHasWildcard => td_string!(locale, errors.address_has_wildcard),
        #[cfg(feature = "csr")]
        ErrorCode::AddressHasUser => td_string!(locale, errors.address_has_user),
        #[cfg(feature = "csr")]
        ErrorCode::AddressSchemeRefused => td_string!(locale, errors.address_scheme_refused),
        #[cfg(feature = "csr")]
        ErrorCode::AddressSchemeNative => td_string!(locale, errors.address_scheme_native),
        #[cfg(feature = "csr")]
        ErrorCode::EntryRepeated => td_string!(locale, errors.entry_repeated),
        #[cfg(feature = "csr")]
        ErrorCode::TooManyEntries => td_string!(locale, errors.too_many_entries),
        #[cfg(feature = "csr")]
        ErrorCode::RoleInvalid => td_string!(locale, errors.role_invalid),
        #[cfg(feature = "csr")]
        ErrorCode::SecondsOutOfRange => td_string!(locale, errors.seconds_out_of_range),
        #[cfg(feature = "csr")]
        ErrorCode::DateOutOfRange => td_string!(locale, errors.date_out_of_range),
        #[cfg(feature = "csr")]
        ErrorCode::ColourTooLight => td_string!(locale, errors.colour_too_light),
        #[cfg(feature = "csr")]
        ErrorCode::LogoTooLarge => td_string!(locale, errors.logo_too_large),
        #[cfg(feature = "csr")]
        ErrorCode::LogoIsSvg => td_string!(locale, errors.logo_is_svg),
        #[cfg(feature = "csr")]
        ErrorCode::LogoUnreadable => td_string!(locale, errors.logo_unreadable),
        #[cfg(feature = "csr")]
        ErrorCode::ContactInvalid => td_string!(locale, errors.contact_invalid),
    }
}

/// What an app asks to know, as a list shows it.
pub fn scope_phrase(locale: Locale, scope: AppScope) -> &'static str {
    match scope {
        AppScope::Identity => td_string!(locale, consent.identity),
        AppScope::Profile => td_string!(locale, consent.profile),
        AppScope::Email => td_string!(locale, consent.email),
        AppScope::Apps => td_string!(locale, consent.apps),
        AppScope::Offline => td_string!(locale, consent.offline),
    }
}
