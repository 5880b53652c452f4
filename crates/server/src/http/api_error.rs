//! Errors of handlers, by the contract's error codes. `error_page.rs` turns one into a response: JSON below `/api/`, a page
//! elsewhere, with the same code and request id.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use latchkey_contract::{ErrorCode, FieldError};
use latchkey_spa::front::form_problem::FormProblem;

use crate::access_groups::GroupError;
use crate::app_settings::AppSettingsError;
use crate::domain::address_change::AddressRefusal;
use crate::domain::email_domain_claim::ClaimRefusal;
use crate::domain::redirect_uri::AddressFault;
use crate::domain::registration::ValidationReason;
use crate::email_domains::EmailDomainError;
use crate::federation::FederationError;
use crate::jobs::JobError;
use crate::personal_tokens::TokenError;
use crate::profile::ProfileError;
use crate::sign_in::{PasswordRefusal, SignInError};
use crate::sso_configurations::SsoConfigurationError;
use crate::store::StoreError;

/// An error on its way out. It says nothing beyond its code; what happened is in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    /// The code.
    pub code: ErrorCode,
    /// The field to blame.
    pub field: Option<&'static str>,
    /// Which entry of that field, where it is a list, from 0.
    pub entry: Option<usize>,
    /// For `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// What else is wrong, each with its field.
    pub others: Vec<Self>,
}

impl From<ErrorCode> for ApiError {
    fn from(code: ErrorCode) -> Self {
        let retry_after = matches!(
            code,
            ErrorCode::Busy | ErrorCode::Unavailable | ErrorCode::IdentityProviderUnavailable
        )
        .then_some(5);
        Self {
            code,
            field: None,
            entry: None,
            retry_after,
            others: Vec::new(),
        }
    }
}

impl From<StoreError> for ApiError {
    fn from(error: StoreError) -> Self {
        tracing::error!(error = %error, "the store failed");
        match error {
            StoreError::Unavailable(_) | StoreError::Busy | StoreError::TooLong => {
                ErrorCode::Unavailable.into()
            }
            _ => ErrorCode::Internal.into(),
        }
    }
}

impl ApiError {
    /// The first of these, with the others behind it.
    pub(super) fn with_others(mut errors: impl Iterator<Item = Self>) -> Self {
        let first = errors.next().unwrap_or_else(|| ErrorCode::Internal.into());
        Self {
            others: errors.collect(),
            ..first
        }
    }

    /// Everything that is wrong with a form, in the order of its fields.
    pub fn all_of(error: SignInError) -> Vec<Self> {
        match error {
            SignInError::Fields(errors) => errors.into_iter().map(Self::from).collect(),
            error => vec![error.into()],
        }
    }
}

impl From<SignInError> for ApiError {
    fn from(error: SignInError) -> Self {
        let on = |code: ErrorCode, field| Self {
            field: Some(field),
            ..code.into()
        };
        match error {
            SignInError::UsernameMissing => on(ErrorCode::UsernameMissing, "username"),
            SignInError::UsernameNotAnAddress => on(ErrorCode::UsernameNotAnAddress, "username"),
            SignInError::PasswordMissing => on(ErrorCode::PasswordMissing, "password"),
            SignInError::WrongCredentials => ErrorCode::WrongCredentials.into(),
            SignInError::CodeWrong => on(ErrorCode::CodeWrong, "code"),
            SignInError::PasskeyRefused => ErrorCode::PasskeyRefused.into(),
            SignInError::PasskeyAfterPassword => ErrorCode::PasskeyAfterPassword.into(),
            // Its page shows it in its own way; elsewhere there is none.
            SignInError::SecondStepOver => ErrorCode::NotFound.into(),
            SignInError::SsoRequired => on(ErrorCode::SsoRequired, "username"),
            SignInError::SsoNotConfigured => on(ErrorCode::SsoNotConfigured, "username"),
            SignInError::PasswordRefused(PasswordRefusal::TooShort) => {
                on(ErrorCode::PasswordTooShort, "password")
            }
            SignInError::PasswordRefused(PasswordRefusal::TooLong) => {
                on(ErrorCode::PasswordTooLong, "password")
            }
            SignInError::PasswordRefused(PasswordRefusal::Guessable) => {
                on(ErrorCode::PasswordGuessable, "password")
            }
            SignInError::AddressTaken => on(ErrorCode::AddressTaken, "username"),
            SignInError::CompanyNameInvalid => on(ErrorCode::CompanyNameInvalid, "company_name"),
            // Pages show all of them; elsewhere there are no such forms.
            SignInError::Fields(errors) => errors
                .into_iter()
                .next()
                .map_or_else(|| ErrorCode::Internal.into(), Self::from),
            // Pages show it in their own way; elsewhere there are no links.
            SignInError::Link(_) => ErrorCode::NotFound.into(),
            SignInError::NameInvalid { field } => on(ErrorCode::NameInvalid, field),
            SignInError::TooManyAttempts { retry_after_seconds } => Self {
                retry_after: Some(retry_after_seconds),
                ..ErrorCode::TooManyAttempts.into()
            },
            SignInError::Busy(_) => ErrorCode::Busy.into(),
            SignInError::IdentityProvider(error) => identity_provider(&error),
            SignInError::Store(error) | SignInError::Job(JobError::Store(error)) => error.into(),
            SignInError::Job(_)
            | SignInError::NoRandomness(_)
            | SignInError::CannotOpen(_)
            | SignInError::FinishedElsewhere
            | SignInError::NothingToRenew
            | SignInError::Interrupted => {
                tracing::error!(error = %error, "sign-in failed");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<ProfileError> for ApiError {
    fn from(error: ProfileError) -> Self {
        let on = |code: ErrorCode, field| Self {
            field: Some(field),
            ..code.into()
        };
        match error {
            ProfileError::CurrentPasswordWrong => on(ErrorCode::CurrentPasswordWrong, "current_password"),
            ProfileError::Address(AddressRefusal::ManagedByCompany) => ErrorCode::ManagedByCompany.into(),
            ProfileError::Address(AddressRefusal::Federated) => on(ErrorCode::AddressFederated, "email"),
            ProfileError::Address(AddressRefusal::OutsideCompany) => {
                on(ErrorCode::AddressOutsideCompany, "email")
            }
            ProfileError::Address(AddressRefusal::Unchanged) => on(ErrorCode::AddressUnchanged, "email"),
            // Switched off since the session was looked at.
            ProfileError::Gone => ErrorCode::NotSignedIn.into(),
            ProfileError::NotFresh => ErrorCode::SignInAgain.into(),
            ProfileError::Other(error) => error.into(),
        }
    }
}

impl From<GroupError> for ApiError {
    fn from(error: GroupError) -> Self {
        let on = |code: ErrorCode, field| Self {
            field: Some(field),
            ..code.into()
        };
        match error {
            GroupError::NotFound => ErrorCode::NotFound.into(),
            GroupError::NameInvalid => on(ErrorCode::NameInvalid, "name"),
            GroupError::NameTaken => on(ErrorCode::NameTaken, "name"),
            GroupError::TooManyGroups => on(ErrorCode::TooManyEntries, "name"),
            GroupError::TooManyAddresses => on(ErrorCode::TooManyEntries, "addresses"),
            GroupError::NoSuchEnvironment => on(ErrorCode::ValueInvalid, "environment"),
            GroupError::NoSuchRole(at) => Self {
                entry: Some(at),
                ..on(ErrorCode::ValueInvalid, "roles")
            },
            GroupError::RuleInvalid(at) => Self {
                entry: Some(at),
                ..on(ErrorCode::ValueInvalid, "rules")
            },
            GroupError::TooManyRules => on(ErrorCode::TooManyEntries, "rules"),
            GroupError::Store(error) => error.into(),
            GroupError::Unwritable(_) => {
                tracing::error!(error = %error, "a group was not exported");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<TokenError> for ApiError {
    fn from(error: TokenError) -> Self {
        match error {
            TokenError::NotFound => ErrorCode::NotFound.into(),
            TokenError::NotFresh => ErrorCode::SignInAgain.into(),
            TokenError::TooMany => Self {
                field: Some("name"),
                ..ErrorCode::TooManyEntries.into()
            },
            TokenError::Fields(wrong) => {
                let on = |(field, code): (_, ErrorCode)| Self {
                    field: Some(field),
                    ..code.into()
                };
                Self::with_others(wrong.into_iter().map(on))
            }
            TokenError::Store(error) | TokenError::Mail(JobError::Store(error)) => error.into(),
            TokenError::Mail(_) | TokenError::NoRandomness(_) => {
                tracing::error!(error = %error, "a token was not changed");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<EmailDomainError> for ApiError {
    fn from(error: EmailDomainError) -> Self {
        let on_domain = |code: ErrorCode| Self {
            field: Some("domain"),
            ..code.into()
        };
        match error {
            EmailDomainError::NotFound => ErrorCode::NotFound.into(),
            EmailDomainError::Refused(ClaimRefusal::Malformed) => on_domain(ErrorCode::EmailDomainMalformed),
            EmailDomainError::Refused(ClaimRefusal::PublicSuffix) => {
                on_domain(ErrorCode::EmailDomainPublicSuffix)
            }
            EmailDomainError::Refused(ClaimRefusal::PublicMail) => {
                on_domain(ErrorCode::EmailDomainPublicMail)
            }
            EmailDomainError::Present => on_domain(ErrorCode::EmailDomainPresent),
            EmailDomainError::Taken => on_domain(ErrorCode::EmailDomainTaken),
            EmailDomainError::TooMany => on_domain(ErrorCode::TooManyEntries),
            EmailDomainError::Needed => ErrorCode::EmailDomainNeeded.into(),
            EmailDomainError::TooManyAttempts { retry_after_seconds } => Self {
                retry_after: Some(retry_after_seconds),
                ..ErrorCode::TooManyAttempts.into()
            },
            EmailDomainError::Store(error) => error.into(),
            EmailDomainError::NoRandomness(_) => {
                tracing::error!(error = %error, "an email domain was not added");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<AppSettingsError> for ApiError {
    fn from(error: AppSettingsError) -> Self {
        let on = |code: ErrorCode, field| Self {
            field: Some(field),
            ..code.into()
        };
        match error {
            AppSettingsError::NotFound => ErrorCode::NotFound.into(),
            AppSettingsError::ChangedMeanwhile => ErrorCode::ChangedMeanwhile.into(),
            AppSettingsError::NameInvalid => on(ErrorCode::NameInvalid, "name"),
            AppSettingsError::NameTaken => on(ErrorCode::NameTaken, "name"),
            AppSettingsError::SlugInvalid => on(ErrorCode::SlugInvalid, "slug"),
            AppSettingsError::SlugTaken => on(ErrorCode::SlugTaken, "slug"),
            AppSettingsError::Invalid(error) => Self {
                entry: error.entry,
                ..on(code_of(error.reason), error.field)
            },
            AppSettingsError::Fields(errors) => Self::with_others(errors.into_iter().map(Self::from)),
            AppSettingsError::TooManyInvitees => on(ErrorCode::TooManyEntries, "emails"),
            AppSettingsError::TooManySelected => on(ErrorCode::TooManyEntries, "selection"),
            AppSettingsError::ActInvalid => on(ErrorCode::ValueInvalid, "act"),
            AppSettingsError::BulkChangeRunning => ErrorCode::BulkChangeRunning.into(),
            AppSettingsError::Archived => ErrorCode::EnvironmentArchived.into(),
            AppSettingsError::TooManyAttempts { retry_after_seconds } => Self {
                retry_after: Some(retry_after_seconds),
                ..ErrorCode::TooManyAttempts.into()
            },
            AppSettingsError::Store(error) => error.into(),
            AppSettingsError::Mail(_) | AppSettingsError::NoRandomness(_) => {
                tracing::error!(error = %error, "app settings were not changed");
                ErrorCode::Internal.into()
            }
        }
    }
}

impl From<SsoConfigurationError> for ApiError {
    fn from(error: SsoConfigurationError) -> Self {
        match error {
            SsoConfigurationError::NotFound => ErrorCode::NotFound.into(),
            SsoConfigurationError::ChangedMeanwhile => ErrorCode::ChangedMeanwhile.into(),
            SsoConfigurationError::IsActive => ErrorCode::ConfigurationActive.into(),
            SsoConfigurationError::NotReady => ErrorCode::ConfigurationNotReady.into(),
            SsoConfigurationError::SecretNotTested => ErrorCode::SecretNotTested.into(),
            SsoConfigurationError::KeyTooNew => ErrorCode::KeyTooNew.into(),
            SsoConfigurationError::KeyFault(_) => ErrorCode::Internal.into(),
            SsoConfigurationError::NotFresh => ErrorCode::SignInAgain.into(),
            SsoConfigurationError::TooMany => ErrorCode::TooManyEntries.into(),
            SsoConfigurationError::TooManyAttempts { retry_after_seconds } => Self {
                retry_after: Some(retry_after_seconds),
                ..ErrorCode::TooManyAttempts.into()
            },
            SsoConfigurationError::Fields(errors) => {
                Self::with_others(errors.into_iter().map(|error| Self {
                    field: Some(error.field),
                    entry: error.entry,
                    ..error.code.into()
                }))
            }
            SsoConfigurationError::Store(error) | SsoConfigurationError::Mail(JobError::Store(error)) => {
                error.into()
            }
            SsoConfigurationError::NoRandomness(_)
            | SsoConfigurationError::CannotOpen(_)
            | SsoConfigurationError::Mail(_) => {
                tracing::error!(error = %error, "an SSO configuration was not changed");
                ErrorCode::Internal.into()
            }
        }
    }
}

const fn code_of(reason: ValidationReason) -> ErrorCode {
    match reason {
        ValidationReason::Name => ErrorCode::NameInvalid,
        ValidationReason::Address(AddressFault::Malformed) => ErrorCode::AddressMalformed,
        ValidationReason::Address(AddressFault::NotSecure) => ErrorCode::AddressNotSecure,
        ValidationReason::Address(AddressFault::Fragment) => ErrorCode::AddressHasFragment,
        ValidationReason::Address(AddressFault::Wildcard) => ErrorCode::AddressHasWildcard,
        ValidationReason::Address(AddressFault::User) => ErrorCode::AddressHasUser,
        ValidationReason::Address(AddressFault::Scheme) => ErrorCode::AddressSchemeRefused,
        ValidationReason::Address(AddressFault::SchemeOfNativeApp) => ErrorCode::AddressSchemeNative,
        ValidationReason::Repeated => ErrorCode::EntryRepeated,
        ValidationReason::TooMany => ErrorCode::TooManyEntries,
        ValidationReason::Role => ErrorCode::RoleInvalid,
        ValidationReason::Seconds => ErrorCode::SecondsOutOfRange,
        ValidationReason::Contact => ErrorCode::ContactInvalid,
    }
}

fn identity_provider(error: &FederationError) -> ApiError {
    tracing::warn!(step = %error.step(), member = error.member(), error = %error, "the identity provider cannot be worked with");
    match error {
        FederationError::Unavailable { .. } => ErrorCode::IdentityProviderUnavailable.into(),
        _ => ErrorCode::IdentityProviderMisconfigured.into(),
    }
}

impl ApiError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The error as a form shows it.
    pub fn as_form_problem(&self, request_id: &str) -> FormProblem {
        FormProblem {
            code: self.code,
            field: self.field(),
            request_id: request_id.to_owned(),
            retry_after: self.retry_after,
        }
    }

    /// The field to blame; of a list, with the number of the entry.
    pub(super) fn field(&self) -> Option<String> {
        let field = self.field?;
        Some(match self.entry {
            Some(entry) => format!("{field}.{entry}"),
            None => field.to_owned(),
        })
    }

    /// Every field to blame, the first one first.
    pub(super) fn fields(&self) -> Vec<FieldError> {
        let all = std::iter::once(self).chain(&self.others);
        let blamed = all.filter_map(|error| {
            Some(FieldError {
                field: error.field()?,
                code: error.code,
            })
        });
        blamed.collect()
    }

    pub(super) fn detail(&self) -> &'static str {
        match self.code {
            ErrorCode::MalformedRequest => {
                "The request must be of the documented shape; see /api/openapi.json."
            }
            ErrorCode::PayloadTooLarge => "The body is larger than 64 KB.",
            ErrorCode::UnsupportedMediaType => "Send the body with Content-Type: application/json.",
            ErrorCode::NotFound => "There is nothing at this address.",
            ErrorCode::MethodNotAllowed => "This address does not know the method; see /api/openapi.json.",
            ErrorCode::CrossSiteRequest => {
                "Requests that change something must come from a page of this platform."
            }
            ErrorCode::NotSignedIn => "There is no session, or it has ended.",
            ErrorCode::WrongCredentials => "Username and password do not match.",
            ErrorCode::CodeWrong => "The code is wrong, or was used before.",
            ErrorCode::PasskeyRefused => "The passkey does not fit, or is not known here.",
            ErrorCode::PasskeyAfterPassword => "The password has changed: use the passkey behind it once.",
            ErrorCode::SecondFactorRequired => "It is the last second factor, and the company requires one.",
            ErrorCode::SsoRequired => "People of this email domain sign in with their company.",
            ErrorCode::SsoNotConfigured => "This email domain has no identity provider to sign in with.",
            ErrorCode::UsernameMissing => "The username is missing.",
            ErrorCode::UsernameNotAnAddress => "The username must be an email address.",
            ErrorCode::PasswordMissing => "The password is missing.",
            ErrorCode::CurrentPasswordWrong => "The current password is wrong.",
            ErrorCode::ManagedByCompany => "Address and password of this account are its company's matter.",
            ErrorCode::AddressFederated => "This email domain signs in with its company's identity provider.",
            ErrorCode::AddressOutsideCompany => {
                "The new address is outside the domains of the account's company."
            }
            ErrorCode::AddressUnchanged => "The account has this address already.",
            ErrorCode::PasswordTooShort => "A new password needs at least 15 characters.",
            ErrorCode::PasswordTooLong => "A new password has at most 256 characters.",
            ErrorCode::PasswordGuessable => {
                "The new password is common, a pattern, or made of what is known of the person."
            }
            ErrorCode::AddressTaken => "There is an account with this address already.",
            ErrorCode::SlugInvalid => {
                "A slug is 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit."
            }
            ErrorCode::SlugTaken => "Another app has this slug, or had it before it was deleted.",
            ErrorCode::CompanyNameInvalid => {
                "A company's name has 1 to 100 characters, none of them invisible."
            }
            ErrorCode::NameInvalid => "A name has 1 to 100 characters, none of them invisible.",
            ErrorCode::NameTaken => "Another one has this name already.",
            ErrorCode::LastCompanyAdmin => "The company would have no active admin any more.",
            ErrorCode::ChangedMeanwhile => "It was changed since it was looked at; nothing was changed now.",
            ErrorCode::EnvironmentArchived => "The environment is archived.",
            ErrorCode::BulkChangeRunning => "Another change of many people's access goes on here.",
            ErrorCode::AddressMalformed => "This is no whole address, or one of more than 2048 bytes.",
            ErrorCode::AddressNotSecure => "An address needs https, or http on loopback.",
            ErrorCode::AddressHasFragment => "An address has no fragment.",
            ErrorCode::AddressHasWildcard => "An address holds no *: addresses are compared exactly.",
            ErrorCode::AddressHasUser => "An address names no user and no password.",
            ErrorCode::AddressSchemeRefused => {
                "Nothing can be answered at this scheme; a private-use scheme holds a dot (RFC 8252, section 7.1)."
            }
            ErrorCode::AddressSchemeNative => "Only a public client can have a private-use scheme.",
            ErrorCode::EntryRepeated => "This entry is there twice.",
            ErrorCode::TooManyEntries => "There are more entries than there may be.",
            ErrorCode::RoleInvalid => {
                "A role has 1 to 64 characters and neither begins nor ends with a space."
            }
            ErrorCode::EmailDomainMalformed => "It must be a domain name with a dot, such as acme.example.",
            ErrorCode::EmailDomainPublicSuffix => "Below this domain, anybody can register a name.",
            ErrorCode::EmailDomainPublicMail => "Anybody can get a mailbox in this domain.",
            ErrorCode::EmailDomainPresent => "The company has this domain already.",
            ErrorCode::EmailDomainTaken => "This domain is not free.",
            ErrorCode::EmailDomainNeeded => {
                "It is the company's last proven domain, and people sign in by SSO."
            }
            ErrorCode::TooManyAttempts => "Too many wrong attempts; Retry-After says when to come back.",
            ErrorCode::SecondsOutOfRange => "It must be 0 to 60 seconds.",
            ErrorCode::DateOutOfRange => "It must be a day (YYYY-MM-DD) from today on, within ten years.",
            ErrorCode::LogoTooLarge => "It must have at most 1,000,000 bytes, and 4096 pixels on a side.",
            ErrorCode::LogoIsSvg => "SVG files are not taken; send a PNG, JPEG or WebP file.",
            ErrorCode::LogoUnreadable => "It must be a whole PNG, JPEG or WebP file in Base64.",
            ErrorCode::ContactInvalid => "It must be an email address, or an address that begins with https.",
            ErrorCode::ValueMissing => "A value is needed.",
            ErrorCode::ValueInvalid => "The value is too long, or holds what cannot be in it.",
            ErrorCode::ConfigurationActive => "People sign in with it: only its name can change.",
            ErrorCode::MemberUnknown => "Nobody of the company has this address.",
            ErrorCode::IdentityMissing => "The member has not signed in through the identity provider yet.",
            ErrorCode::ChoiceNotPossible => "What was chosen is not possible; the conflict says why.",
            ErrorCode::AccountNotAttachable => "The account cannot be attached.",
            ErrorCode::SecretNotTested => "No test with the new client secret has passed.",
            ErrorCode::KeyTooNew => "The new key has not been published for an hour.",
            ErrorCode::ConfigurationNotReady => "The configuration cannot be activated as it is.",
            ErrorCode::SignInAgain => "It needs a sign-in of the last ten minutes.",
            ErrorCode::Busy => "The server has too much to do; Retry-After says when to come back.",
            ErrorCode::IdentityProviderUnavailable => "The company's identity provider did not answer.",
            ErrorCode::IdentityProviderMisconfigured => {
                "The company's identity provider cannot be worked with; an admin has to look."
            }
            ErrorCode::Unavailable => "The store is not available at the moment; nothing was changed.",
            ErrorCode::Internal => "Something went wrong here.",
        }
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Some(seconds) = self.retry_after {
            let seconds = HeaderValue::from(seconds);
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response.extensions_mut().insert(self);
        response
    }
}
