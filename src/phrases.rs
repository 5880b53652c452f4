//! What the screens say for each code of the contract: what happened, then what to do; and for each scope.
//!
//! Invariant: every code has a phrase; the matches below are exhaustive, so a new code does not compile without one.

#[cfg(feature = "csr")]
mod of_the_portal;

use latchkey_contract::{ErrorCode, apps::AppScope};

#[cfg(feature = "csr")]
use self::of_the_portal::portal_error_phrase;

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
        ErrorCode::ManagedByCompany => td_string!(locale, errors.managed_by_company),
        ErrorCode::AddressOutsideCompany => td_string!(locale, errors.address_outside_company),
        ErrorCode::AddressFederated => td_string!(locale, errors.address_federated),
        ErrorCode::AddressUnchanged => td_string!(locale, errors.address_unchanged),
        ErrorCode::CompanyNameInvalid => td_string!(locale, errors.company_name_invalid),
        ErrorCode::NameInvalid => td_string!(locale, errors.name_invalid),
        ErrorCode::TooManyAttempts => td_string!(locale, errors.too_many_attempts),
        ErrorCode::Busy => td_string!(locale, errors.busy),
        ErrorCode::IdentityProviderUnavailable => td_string!(locale, errors.identity_provider_unavailable),
        ErrorCode::IdentityProviderMisconfigured => {
            td_string!(locale, errors.identity_provider_misconfigured)
        }
        ErrorCode::Unavailable => td_string!(locale, errors.unavailable),
        ErrorCode::Internal => td_string!(locale, errors.internal),
        ErrorCode::NameTaken
        | ErrorCode::CurrentPasswordWrong
        | ErrorCode::EmailDomainNeeded
        | ErrorCode::EmailDomainTaken
        | ErrorCode::EmailDomainPresent
        | ErrorCode::EmailDomainPublicMail
        | ErrorCode::EmailDomainPublicSuffix
        | ErrorCode::EmailDomainMalformed
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
        | ErrorCode::ConfigurationActive => portal_error_phrase(locale, code),
    }
}

/// The phrase for a code that the front door never meets, and whose words it has no room for.
#[cfg(not(feature = "csr"))]
fn portal_error_phrase(locale: Locale, _code: ErrorCode) -> &'static str {
    td_string!(locale, errors.internal)
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
