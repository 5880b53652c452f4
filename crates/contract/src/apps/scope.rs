//! What an app can ask to know, as people are asked for it.

use serde::{Deserialize, Serialize};

/// One scope. Its JSON is the word that apps use in their requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum AppScope {
    /// That it is this person, and the roles in the app.
    #[serde(rename = "openid")]
    Identity,
    /// Name and company.
    #[serde(rename = "profile")]
    Profile,
    /// Email address.
    #[serde(rename = "email")]
    Email,
    /// The apps and environments that this person may open, the one that asks among them.
    #[serde(rename = "apps")]
    Apps,
    /// To go on while nobody is signed in.
    #[serde(rename = "offline_access")]
    Offline,
}

impl AppScope {
    /// Every scope.
    pub const ALL: &[Self] = &[
        Self::Identity,
        Self::Profile,
        Self::Email,
        Self::Apps,
        Self::Offline,
    ];

    /// As it stands in requests.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Identity => "openid",
            Self::Profile => "profile",
            Self::Email => "email",
            Self::Apps => "apps",
            Self::Offline => "offline_access",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::AppScope;

    #[test]
    fn its_json_is_the_word_of_requests() {
        for &scope in AppScope::ALL {
            let json = serde_json::to_value(scope).expect("JSON");
            assert_eq!(json, scope.as_str());
        }
    }
}
