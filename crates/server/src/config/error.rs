//! Why a setting is refused, and reading the files that settings name.

use std::path::Path;

/// A setting that cannot be worked with. The text is one line for the operator.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// What is in the file that the setting `name` names.
pub(super) fn read(name: &str, path: &Path) -> Result<Vec<u8>, ConfigError> {
    std::fs::read(path)
        .map_err(|error| ConfigError(format!("{name}: cannot read {}: {error}", path.display())))
}
