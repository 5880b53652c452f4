//! What a value of the file must look like. Invariant: each refusal is one line that names the value, and no secret.

use std::collections::HashMap;

use super::ImportError;
use crate::cli::import_file::{self, ImportFile};
use crate::domain::email_address::EmailAddress;
use crate::domain::name_text::is_plain;
use crate::domain::registration::{self, Misfit, Wanted};
use crate::domain::slug::is_slug;

/// A company has one active configuration at most, also where the file speaks of the company twice: with two, each
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

/// The rules of Settings > General. The line names the entry and says why.
pub(super) fn check_environment(file: &import_file::Environment) -> Result<(), ImportError> {
    // RFC 6749 appendix A.1: characters that are seen.
    if file.client_id.is_empty() || !is_plain(&file.client_id) {
        return Err(ImportError::Value(format!(
            "the environment {:?}: client_id {:?} must have characters, none of them invisible",
            file.name, file.client_id
        )));
    }
    let wanted = Wanted {
        name: &file.name,
        url: &file.url,
        is_public: file.client_secret.is_none(),
        redirect_uris: &file.redirect_uris,
        post_logout_redirect_uris: &file.post_logout_redirect_uris,
        backchannel_logout_uri: file.backchannel_logout_uri.as_deref(),
        id_token_signed_response_alg: file.id_token_signed_response_alg.as_deref(),
        roles: &file.roles,
        refresh_token_reuse_seconds: file.refresh_token_reuse_seconds,
        support_contact: file.support_contact.as_deref(),
    };
    registration::check(&wanted).map_err(|misfit| {
        let Misfit { field, entry, why } = misfit;
        let value = match (field, entry) {
            ("redirect_uris", Some(entry)) => file.redirect_uris.get(entry),
            ("post_logout_redirect_uris", Some(entry)) => file.post_logout_redirect_uris.get(entry),
            ("roles", Some(entry)) => file.roles.get(entry),
            ("url", _) => Some(&file.url),
            ("backchannel_logout_uri", _) => file.backchannel_logout_uri.as_ref(),
            ("support_contact", _) => file.support_contact.as_ref(),
            ("id_token_signed_response_alg", _) => file.id_token_signed_response_alg.as_ref(),
            _ => None,
        };
        let value = value.map(|value| format!(" {value:?}")).unwrap_or_default();
        let entry = entry
            .map(|entry| format!(", entry {}", entry + 1))
            .unwrap_or_default();
        ImportError::Value(format!(
            "the environment {:?} of client id {:?}: {field}{entry}{value} {why}",
            file.name, file.client_id
        ))
    })
}

pub(super) fn check_client_auth_method(method: Option<&str>) -> Result<(), ImportError> {
    match method {
        None | Some("client_secret_post" | "client_secret_basic") => Ok(()),
        Some(other) => Err(ImportError::Value(format!(
            "client_auth_method {other:?} must be client_secret_post or client_secret_basic"
        ))),
    }
}
