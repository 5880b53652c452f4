//! Rotation of the client secret of the active configuration in its place. Invariant: no secret is among this.

use serde::{Deserialize, Serialize};

use super::{IdpKind, SecretStatus, TestRun};

/// How far a rotation is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecretRotation {
    /// What the admins call the configuration.
    pub name: String,
    /// Which identity provider it is.
    pub idp: IdpKind,
    /// Stands for all this, the configuration among it: another text as soon as anybody changes it.
    pub version: String,
    /// What is known of the secret that people sign in with.
    pub secret: SecretStatus,
    /// It is a key (`private_key_jwt`): the platform makes the next one by itself.
    #[serde(default)]
    pub is_key: bool,
    /// The new secret, where one waits.
    #[serde(default)]
    pub pending: Option<PendingSecret>,
    /// The old secret, as long as it can be taken back.
    #[serde(default)]
    pub previous: Option<PreviousSecret>,
}

/// A new secret that waits beside the one that people sign in with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingSecret {
    /// The address of who entered it; none where there is no such account any more.
    #[serde(default)]
    pub entered_by: Option<String>,
    /// When it was entered (RFC 3339).
    pub entered_at: String,
    /// When it is erased, if it was not used (RFC 3339).
    pub kept_until: String,
    /// The last day on which it works (`YYYY-MM-DD`), where an admin said one.
    #[serde(default)]
    pub expires_on: Option<String>,
    /// Before then it does not take the other's place (RFC 3339): a key is published for a while first.
    #[serde(default)]
    pub usable_from: Option<String>,
    /// What everybody may see of it, where it is a key.
    #[serde(default)]
    pub key: Option<super::ClientKey>,
    /// A test with it has passed.
    pub is_tested: bool,
    /// The last finished test with it.
    #[serde(default)]
    pub last_test: Option<TestRun>,
    /// The test with it that whoever asks has begun and that is not over.
    #[serde(default)]
    pub running_test: Option<TestRun>,
}

/// The secret whose place another one took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviousSecret {
    /// The address of who swapped them; none where there is no such account any more.
    #[serde(default)]
    pub swapped_by: Option<String>,
    /// When the secrets were swapped (RFC 3339).
    pub swapped_at: String,
    /// Until when it can be taken back; then it is erased (RFC 3339).
    pub kept_until: String,
    /// The last day on which it works (`YYYY-MM-DD`), where an admin said one.
    #[serde(default)]
    pub expires_on: Option<String>,
}
