//! A domain of a company, as its admins see it.

use serde::{Deserialize, Serialize};

/// A domain of the company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EmailDomain {
    /// Its name: small letters, A-labels.
    pub domain: String,
    /// The same in its own letters, where it has any and none of them resembles another script's.
    #[serde(default)]
    pub in_letters: Option<String>,
    /// How far its proof is.
    pub state: DomainState,
    /// Since when it is proven (RFC 3339).
    #[serde(default)]
    pub proven_at: Option<String>,
    /// What proves it; none where an operator entered it.
    #[serde(default)]
    pub record: Option<TxtRecord>,
    /// The outcome of the last check.
    #[serde(default)]
    pub last_check: Option<DomainCheck>,
    /// When it is checked by itself (RFC 3339).
    #[serde(default)]
    pub next_check_at: Option<String>,
    /// Since when the record of a proven domain is not found any more (RFC 3339). The domain stays the company's.
    #[serde(default)]
    pub missing_since: Option<String>,
}

impl EmailDomain {
    /// What people call it: in its own letters, where these resemble no others.
    pub fn shown_name(&self) -> &str {
        self.in_letters.as_deref().unwrap_or(&self.domain)
    }
}

/// How far the proof of a domain is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum DomainState {
    /// The record was found.
    Proven,
    /// An operator of the platform vouches for it.
    ProvenByOperator,
    /// The record was not found yet; it is looked for by itself.
    Waiting,
    /// The record was not found for a week; nobody looks for it by himself any more.
    GivenUp,
}

/// The TXT record that proves a domain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TxtRecord {
    /// Its full name.
    pub name: String,
    /// Its name for DNS panels that add the zone themselves.
    pub name_in_zone: String,
    /// Value of the record.
    pub value: String,
}

/// A look at the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DomainCheck {
    /// When it was made (RFC 3339).
    pub at: String,
    /// The outcome.
    pub outcome: LookupOutcome,
    /// What stood there instead: a few texts, shortened.
    pub records: Vec<String>,
}

/// The outcome of a look at the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LookupOutcome {
    /// The record was found.
    Found,
    /// There is no such record, or it says something else.
    NotFound,
    /// The domain's name servers did not respond, or with an error.
    NoResponse,
}

impl LookupOutcome {
    /// The word for it in JSON and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::NotFound => "not_found",
            Self::NoResponse => "no_response",
        }
    }

    /// The outcome with this word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Found, Self::NotFound, Self::NoResponse]
            .into_iter()
            .find(|outcome| outcome.as_str() == word)
    }
}
