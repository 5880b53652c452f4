//! What an app is called on the screens.

use serde::{Deserialize, Serialize};

/// An environment of an app, as people know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppName {
    /// Name of the app.
    pub app: String,
    /// Name of the environment.
    pub environment: String,
}
