//! Why a company's identity provider could not be worked with. Invariant: no error holds a secret, a token, a claim or a
//! part of a body: every reason is a phrase of ours, with a number or with the name of an issuer at most, so that errors can be
//! logged as they are.

use std::fmt;

use http::StatusCode;
use latchkey_contract::sso_configurations::MetadataProblem;
use latchkey_oidc_checks::{Check, Refusal};

use super::egress::EgressError;

/// Where it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FederationStep {
    /// Reading `/.well-known/openid-configuration`.
    Discovery,
    /// Reading the signing keys.
    Keys,
    /// Making the authorization request, or its response (`iss`, RFC 9207).
    Authorization,
    /// Redeeming the code.
    Token,
    /// A check of the ID token.
    IdToken(Check),
    /// Asking for the claims that the ID token lacks.
    UserInfo,
    /// A check of a logout token.
    LogoutToken(Check),
}

impl FederationStep {
    /// What is at fault where nothing more exact is said: a claim, a parameter, or a whole response.
    fn member(self) -> &'static str {
        match self {
            Self::Discovery => "metadata",
            Self::Keys => "keys",
            Self::Authorization => "iss",
            Self::Token => "token_response",
            Self::IdToken(check) => check.member().unwrap_or("id_token"),
            Self::UserInfo => "userinfo_response",
            Self::LogoutToken(check) => check.member().unwrap_or("logout_token"),
        }
    }
}

impl fmt::Display for FederationStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Discovery => f.write_str("discovery"),
            Self::Keys => f.write_str("keys"),
            Self::Authorization => f.write_str("authorization"),
            Self::Token => f.write_str("token"),
            Self::IdToken(check) => write!(f, "id_token.{check}"),
            Self::UserInfo => f.write_str("userinfo"),
            Self::LogoutToken(check) => write!(f, "logout_token.{check}"),
        }
    }
}

/// Most characters of a foreign value that are shown.
const LONGEST_SHOWN: usize = 200;

/// What is wrong, in words of ours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    phrase: &'static str,
    member: Option<&'static str>,
    seconds: Option<i64>,
    /// Why the metadata cannot be worked with, for the wizard.
    metadata_problem: Option<MetadataProblem>,
    /// As an administrator typed it and as the identity provider publishes it: neither is a secret.
    issuers: Option<Box<[String; 2]>>,
}

impl Reason {
    const fn new(phrase: &'static str) -> Self {
        Self {
            phrase,
            member: None,
            seconds: None,
            metadata_problem: None,
            issuers: None,
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.phrase)?;
        if let Some(seconds) = self.seconds {
            write!(f, " by {seconds} s")?;
        }
        if let Some([typed, published]) = self.issuers.as_deref() {
            write!(f, ": typed {typed}, published {published}")?;
        }
        Ok(())
    }
}

/// A foreign text for the log: of bounded length, and without characters that could look like something else.
pub(super) fn shown(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(LONGEST_SHOWN)
        .flat_map(char::escape_debug)
        .collect();
    if text.chars().nth(LONGEST_SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Why it went wrong, by what can be done about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FederationError {
    /// No usable response in time: down, slow, too large, or out of bounds for the egress guard. Trying again may help.
    #[error("{step}: unavailable ({detail})")]
    Unavailable {
        /// The step at which there was no response.
        step: FederationStep,
        /// Why, for the log alone.
        detail: EgressError,
    },
    /// An administrator has to change something, here or at the identity provider.
    #[error("{step}: misconfigured ({reason})")]
    Misconfigured {
        /// The step at which the fault showed.
        step: FederationStep,
        /// What is wrong with it.
        reason: Reason,
    },
    /// The token endpoint does not accept the client id and secret (`invalid_client`).
    #[error("token: the identity provider refused the client id or secret")]
    ClientRefused,
    /// A response did not pass a check. Nobody is signed in.
    #[error("{step}: refused ({reason})")]
    ResponseRefused {
        /// The step whose response was refused.
        step: FederationStep,
        /// What did not fit.
        reason: Reason,
    },
}

impl FederationError {
    /// Where it went wrong.
    pub const fn step(&self) -> FederationStep {
        match self {
            Self::Unavailable { step, .. }
            | Self::Misconfigured { step, .. }
            | Self::ResponseRefused { step, .. } => *step,
            Self::ClientRefused => FederationStep::Token,
        }
    }

    /// The member of a response, or the claim, that is at fault.
    pub fn member(&self) -> &'static str {
        match self {
            Self::Unavailable { step, .. } => step.member(),
            Self::Misconfigured { step, reason } | Self::ResponseRefused { step, reason } => {
                reason.member.unwrap_or(step.member())
            }
            Self::ClientRefused => "client_secret",
        }
    }

    /// By how many seconds a time is wrong, where that is the reason.
    pub const fn seconds(&self) -> Option<i64> {
        match self {
            Self::Misconfigured { reason, .. } | Self::ResponseRefused { reason, .. } => reason.seconds,
            Self::Unavailable { .. } | Self::ClientRefused => None,
        }
    }

    const fn reason_mut(&mut self) -> Option<&mut Reason> {
        match self {
            Self::Misconfigured { reason, .. } | Self::ResponseRefused { reason, .. } => Some(reason),
            Self::Unavailable { .. } | Self::ClientRefused => None,
        }
    }

    /// The same, with the member at fault.
    pub(super) fn about(mut self, member: &'static str) -> Self {
        if let Some(reason) = self.reason_mut() {
            reason.member = Some(member);
        }
        self
    }

    /// The same, with by how much.
    pub(super) fn by_seconds(mut self, seconds: Option<i64>) -> Self {
        if let Some(reason) = self.reason_mut() {
            reason.seconds = seconds;
        }
        self
    }

    /// The metadata cannot be worked with.
    pub(super) fn of_metadata(problem: MetadataProblem, reason: &'static str) -> Self {
        let mut error = Self::misconfigured(FederationStep::Discovery, reason);
        if let Some(reason) = error.reason_mut() {
            reason.metadata_problem = Some(problem);
        }
        error
    }

    /// Why the metadata cannot be worked with, where that is the fault.
    pub fn metadata_problem(&self) -> Option<MetadataProblem> {
        match self {
            Self::Unavailable {
                step: FederationStep::Discovery,
                ..
            } => Some(MetadataProblem::Unreachable),
            Self::Misconfigured {
                step: FederationStep::Discovery,
                reason,
            } => Some(
                reason
                    .metadata_problem
                    .unwrap_or(MetadataProblem::NotOpenIdConnect),
            ),
            Self::Unavailable {
                step: FederationStep::Keys,
                ..
            }
            | Self::Misconfigured {
                step: FederationStep::Keys,
                ..
            } => Some(MetadataProblem::NoUsableKeys),
            _ => None,
        }
    }

    /// The issuer that was published in place of the typed one, shortened.
    pub fn published_issuer(&self) -> Option<&str> {
        match self {
            Self::Misconfigured { reason, .. } => {
                reason.issuers.as_deref().map(|[_, published]| published.as_str())
            }
            _ => None,
        }
    }

    /// What was refused, in words of ours.
    pub fn phrase(&self) -> &'static str {
        match self {
            Self::Misconfigured { reason, .. } | Self::ResponseRefused { reason, .. } => reason.phrase,
            Self::Unavailable { .. } => "no usable answer in time",
            Self::ClientRefused => "the identity provider refused the client id or secret",
        }
    }

    /// The same, with the issuer that was typed and the one that was found.
    pub(super) fn between(mut self, typed: &str, published: &str) -> Self {
        if let Some(reason) = self.reason_mut() {
            reason.issuers = Some(Box::new([shown(typed), shown(published)]));
        }
        self
    }

    pub(super) const fn misconfigured(step: FederationStep, reason: &'static str) -> Self {
        Self::Misconfigured {
            step,
            reason: Reason::new(reason),
        }
    }

    pub(super) const fn refused(step: FederationStep, reason: &'static str) -> Self {
        Self::ResponseRefused {
            step,
            reason: Reason::new(reason),
        }
    }

    /// A token that did not pass a check; `step` is [`FederationStep::IdToken`] or [`FederationStep::LogoutToken`].
    pub(super) fn of_token(step: fn(Check) -> FederationStep, refusal: &Refusal) -> Self {
        let error = Self::refused(step(refusal.check), refusal.reason).by_seconds(refusal.seconds);
        match refusal.member {
            Some(member) => error.about(member),
            None => error,
        }
    }

    /// What a status other than 200 means at an endpoint that reads (discovery, keys, userinfo).
    pub(super) fn from_status(step: FederationStep, status: StatusCode) -> Self {
        if status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
            Self::Unavailable {
                step,
                detail: EgressError::status(status.as_u16()),
            }
        } else if status.is_redirection() {
            let reason = "the answer is a redirect, which is not followed";
            match step {
                FederationStep::Discovery => Self::of_metadata(MetadataProblem::Redirected, reason),
                _ => Self::misconfigured(step, reason),
            }
        } else {
            Self::misconfigured(step, "the answer is not 200 OK")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_value_is_shown_short_and_harmless() {
        let error =
            FederationError::misconfigured(FederationStep::Discovery, "the metadata is another issuer's")
                .about("issuer");
        let error = error.between(
            "https://idp.example",
            &format!("x\u{1b}[31m\n\u{202e}{}", "y".repeat(1_000)),
        );
        let line = error.to_string();
        assert!(
            line.contains("typed https://idp.example, published x\\u{1b}[31m\\n\\u{202e}yyy"),
            "{line}"
        );
        assert!(
            line.len() < 400 && !line.contains(char::is_control) && line.ends_with("…)"),
            "{line}"
        );
        assert_eq!((error.member(), error.seconds()), ("issuer", None));
    }
}
