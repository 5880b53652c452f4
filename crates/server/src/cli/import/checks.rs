//! What a value of the file must look like. Invariant: each refusal is one line that names the value, and no secret.

use std::collections::HashMap;

use super::outcome::ImportError;
use crate::cli::import_file::{ImportFile, SsoConfigurationEntry};
use crate::domain::email_address::EmailAddress;
use crate::domain::name_text::is_plain;
use crate::domain::slug::is_slug;

/// A company has one active configuration at most, also where the file has the company twice: with two, each
/// import would void the links of the one before.
pub(super) fn check_one_active(file: &ImportFile) -> Result<(), ImportError> {
    let mut active = HashMap::new();
    for company in &file.company {
        for configuration in &company.sso_configuration {
            if configuration.active != Some(true) {
                continue;
            }
            if let Some(other) = active.insert(&company.slug, &configuration.name) {
                return Err(ImportError::Value(format!(
                    "the company {:?} has two SSO configurations with active = true, {other:?} and {:?}; one at most can be",
                    company.slug, configuration.name
                )));
            }
        }
    }
    Ok(())
}

pub(super) fn address(spelling: &str) -> Result<EmailAddress, ImportError> {
    EmailAddress::parse(spelling)
        .ok_or_else(|| ImportError::Value(format!("{spelling:?} is not an email address")))
}

pub(super) fn check_slug(slug: &str) -> Result<(), ImportError> {
    is_slug(slug).then_some(()).ok_or_else(|| {
        ImportError::Value(format!(
            "the slug {slug:?} must be 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit"
        ))
    })
}

pub(super) fn check_name(what: &str, name: &str) -> Result<(), ImportError> {
    let fits = !name.trim().is_empty() && name.chars().count() <= 100 && is_plain(name);
    fits.then_some(()).ok_or_else(|| {
        ImportError::Value(format!(
            "the name {name:?} of the {what} must have 1 to 100 characters, none of them invisible"
        ))
    })
}

pub(super) fn check_client_authentication(file: &SsoConfigurationEntry) -> Result<(), ImportError> {
    let name = &file.name;
    match (file.client_auth_method.as_deref(), &file.client_secret) {
        (Some("private_key_jwt"), None)
        | (None | Some("client_secret_post" | "client_secret_basic"), Some(_)) => Ok(()),
        (Some("private_key_jwt"), Some(_)) => Err(ImportError::Value(format!(
            "the SSO configuration {name:?} has a client_secret, and a key takes its place: leave it out"
        ))),
        (None | Some("client_secret_post" | "client_secret_basic"), None) => Err(ImportError::Value(
            format!("the SSO configuration {name:?} has no client_secret"),
        )),
        (Some(other), _) => Err(ImportError::Value(format!(
            "client_auth_method {other:?} must be client_secret_post, client_secret_basic or private_key_jwt"
        ))),
    }
}
