//! The types that describe a personal access token. Invariant: only the response that creates a token holds its value.

use serde::{Deserialize, Serialize};

/// What a token opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenScope {
    /// Cloning and fetching.
    #[serde(rename = "repository:read")]
    RepositoryRead,
    /// Fetching from repositories and pushing to them.
    #[serde(rename = "repository:write")]
    RepositoryWrite,
}

impl TokenScope {
    /// Every scope, in the order in which people are shown them.
    pub const ALL: &[Self] = &[Self::RepositoryRead, Self::RepositoryWrite];

    /// The scope as it stands in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RepositoryRead => "repository:read",
            Self::RepositoryWrite => "repository:write",
        }
    }

    /// Reads [`Self::as_str`]; `None` for any other text.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|scope| scope.as_str() == text)
    }
}

/// How a token stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum TokenState {
    /// The token is valid.
    Active,
    /// It works again once its owner has signed in by single sign-on.
    Asleep,
    /// Its time is over.
    Expired,
    /// Somebody has ended it.
    Revoked,
    /// Its owner's account is switched off.
    OwnerDeactivated,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_read_as_they_are_written() {
        for scope in TokenScope::ALL {
            assert_eq!(TokenScope::from_text(scope.as_str()), Some(*scope));
            assert_eq!(
                serde_json::to_value(scope).unwrap(),
                serde_json::Value::from(scope.as_str())
            );
        }
        assert_eq!(TokenScope::from_text("repository:admin"), None);
    }
}
