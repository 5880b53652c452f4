//! The one shape of every error, and the closed list of codes. The screens map each code to a phrase, exhaustively.

use serde::{Deserialize, Serialize};

/// Body of every answer of the JSON API that is not a success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// What went wrong, for programs.
    pub code: ErrorCode,
    /// What went wrong, for a developer who reads the answer (English; the screens have their own phrases).
    pub detail: String,
    /// The field of the request that is to blame, if one is; of a list, with the number of the entry from 0: `roles.2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Every field that is to blame, the one in `field` first. Absent where none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Finds the request in the logs; also in the header `x-request-id`.
    pub request_id: String,
}

/// What is wrong with one field of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field; of a list, with the number of the entry from 0: `roles.2`.
    pub field: String,
    /// Why it was refused.
    pub code: ErrorCode,
}

macro_rules! error_codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal;)+) => {
        /// Why a request was refused or failed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum ErrorCode {
            $($(#[$doc])* #[serde(rename = $name)] $variant,)+
        }

        impl ErrorCode {
            /// Every code, for tests that each one has a phrase.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The code as it stands in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The HTTP status that goes with the code.
            pub const fn status(self) -> u16 {
                match self { $(Self::$variant => $status),+ }
            }
        }
    };
}

error_codes! {
    /// The body is not JSON of the expected shape (unknown fields and wrong types included).
    MalformedRequest = "malformed_request", 400;
    /// The body is larger than the limit.
    PayloadTooLarge = "payload_too_large", 413;
    /// The `Content-Type` is not one that the operation reads.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// There is nothing at this address, or nothing that this person may know of.
    NotFound = "not_found", 404;
    /// The address exists, the method does not.
    MethodNotAllowed = "method_not_allowed", 405;
    /// The request was not sent by a page of this platform.
    CrossSiteRequest = "cross_site_request", 403;
    /// There is no session, or it has ended.
    NotSignedIn = "not_signed_in", 401;
    /// Username and password do not match. Never says which.
    WrongCredentials = "wrong_credentials", 401;
    /// The code of the second step is wrong, or was used before.
    CodeWrong = "code_wrong", 422;
    /// The passkey does not fit, or is none that is known here. Never says why.
    PasskeyRefused = "passkey_refused", 422;
    /// The password has changed since the passkey was used last: it comes behind the password once.
    PasskeyAfterPassword = "passkey_after_password", 422;
    /// It is the last second factor, and the company requires one.
    SecondFactorRequired = "second_factor_required", 409;
    /// The email domain signs in with its company's identity provider; passwords are refused unread.
    SsoRequired = "sso_required", 401;
    /// SSO was asked for and the email domain is not federated.
    SsoNotConfigured = "sso_not_configured", 422;
    /// The username is missing.
    UsernameMissing = "username_missing", 422;
    /// The username is not an email address.
    UsernameNotAnAddress = "username_not_an_address", 422;
    /// The password is missing.
    PasswordMissing = "password_missing", 422;
    /// The new password has too few characters.
    PasswordTooShort = "password_too_short", 422;
    /// The new password has too many characters.
    PasswordTooLong = "password_too_long", 422;
    /// The new password is common, a pattern, or made of what is known of the person.
    PasswordGuessable = "password_guessable", 422;
    /// The address has an account already. Said only to those who may know.
    AddressTaken = "address_taken", 422;
    /// The password that was given as the present one is not.
    CurrentPasswordWrong = "current_password_wrong", 422;
    /// The account signs in through its company, which alone changes its address and password.
    ManagedByCompany = "managed_by_company", 409;
    /// The new address is of a company that signs its people in itself.
    AddressFederated = "address_federated", 422;
    /// The account is a company's, and the new address is outside that company's domains.
    AddressOutsideCompany = "address_outside_company", 422;
    /// The new address is the one that the account has.
    AddressUnchanged = "address_unchanged", 422;
    /// The company's name is missing or too long.
    CompanyNameInvalid = "company_name_invalid", 422;
    /// A name is missing or too long.
    NameInvalid = "name_invalid", 422;
    /// Something else of the same kind has this name already.
    NameTaken = "name_taken", 422;
    /// The word for addresses is not 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.
    SlugInvalid = "slug_invalid", 422;
    /// Another app has this word in its address, or had it before it was deleted.
    SlugTaken = "slug_taken", 422;
    /// The company would have no active admin any more.
    LastCompanyAdmin = "last_company_admin", 409;
    /// It was changed by somebody else since it was looked at; nothing was changed now.
    ChangedMeanwhile = "changed_meanwhile", 409;
    /// What was chosen cannot be done as things stand; what was read says why.
    ChoiceNotPossible = "choice_not_possible", 409;
    /// Nobody of the company has this address. Whether somebody else has is not said.
    MemberUnknown = "member_unknown", 422;
    /// The member has not signed in through the identity provider yet.
    IdentityMissing = "identity_missing", 422;
    /// The account has an identity of its own, is attached to one, is switched off, or is the member's own.
    AccountNotAttachable = "account_not_attachable", 422;
    /// Another change of many people's access goes on.
    BulkChangeRunning = "bulk_change_running", 409;
    /// Nobody enters the environment: it is archived.
    EnvironmentArchived = "environment_archived", 409;
    /// Not a whole address, or one of more than 2048 bytes.
    AddressMalformed = "address_malformed", 422;
    /// The address is neither https nor on this machine.
    AddressNotSecure = "address_not_secure", 422;
    /// The address has a part behind `#`.
    AddressHasFragment = "address_has_fragment", 422;
    /// The address holds a `*`: it would be compared as it stands.
    AddressHasWildcard = "address_has_wildcard", 422;
    /// The address names a user or a password.
    AddressHasUser = "address_has_user", 422;
    /// Nothing can be answered at an address with this scheme.
    AddressSchemeRefused = "address_scheme_refused", 422;
    /// Only a single-page or native app can have an address with a scheme of its own.
    AddressSchemeNative = "address_scheme_native", 422;
    /// The same entry is there twice.
    EntryRepeated = "entry_repeated", 422;
    /// There are more entries than there may be.
    TooManyEntries = "too_many_entries", 422;
    /// A role's name is empty, too long, or begins or ends with a space.
    RoleInvalid = "role_invalid", 422;
    /// A time is longer than it may be.
    SecondsOutOfRange = "seconds_out_of_range", 422;
    /// A day that has passed, that is too far away, or that is none.
    DateOutOfRange = "date_out_of_range", 422;
    /// Neither an email address nor one that begins with https.
    ContactInvalid = "contact_invalid", 422;
    /// Something is needed here.
    ValueMissing = "value_missing", 422;
    /// It is longer than it may be, or holds what cannot be in it.
    ValueInvalid = "value_invalid", 422;
    /// The file has too many bytes, or the picture in it too many pixels.
    LogoTooLarge = "logo_too_large", 422;
    /// The file is an SVG, which may hold programs.
    LogoIsSvg = "logo_is_svg", 422;
    /// The file is neither PNG, JPEG nor WebP, or is broken.
    LogoUnreadable = "logo_unreadable", 422;
    /// It is active: people sign in with it, and it cannot be changed or deleted.
    ConfigurationActive = "configuration_active", 409;
    /// Something stands in the way of activating it; `preview_sso_activation` says what.
    ConfigurationNotReady = "configuration_not_ready", 409;
    /// No test with the new client secret has passed.
    SecretNotTested = "secret_not_tested", 409;
    /// A new key has not been published for long enough to be used.
    KeyTooNew = "key_too_new", 409;
    /// It needs a sign-in of the last ten minutes.
    SignInAgain = "sign_in_again", 403;
    /// Not the name of a domain with two labels or more.
    EmailDomainMalformed = "email_domain_malformed", 422;
    /// Below this domain, anybody can register a name.
    EmailDomainPublicSuffix = "email_domain_public_suffix", 422;
    /// Anybody can get a mailbox in this domain.
    EmailDomainPublicMail = "email_domain_public_mail", 422;
    /// The company has the domain already.
    EmailDomainPresent = "email_domain_present", 422;
    /// Another company has the domain, or claims it. Which one is not said.
    EmailDomainTaken = "email_domain_taken", 422;
    /// The last proven domain of a company whose SSO is active.
    EmailDomainNeeded = "email_domain_needed", 409;
    /// Too many wrong attempts; `Retry-After` says when to come back.
    TooManyAttempts = "too_many_attempts", 429;
    /// More work is waiting than the server takes on; `Retry-After` says when to come back.
    Busy = "busy", 503;
    /// The company's identity provider did not answer in time, or not at all.
    IdentityProviderUnavailable = "identity_provider_unavailable", 503;
    /// The company's identity provider answered something that cannot be worked with.
    IdentityProviderMisconfigured = "identity_provider_misconfigured", 502;
    /// The store is not available at the moment. Nothing was changed.
    Unavailable = "unavailable", 503;
    /// A fault of ours.
    Internal = "internal", 500;
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
