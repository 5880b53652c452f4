//! Why the screens cannot be served.

/// The screens are not there, or not as they should be.
#[derive(Debug, thiserror::Error)]
pub enum AssetsError {
    /// A folder or file cannot be read.
    #[error("cannot read the built screens at {path}: {source} (cargo xtask build makes them)")]
    Read {
        /// Path of the folder or file.
        path: String,
        /// The system's error.
        source: std::io::Error,
    },
    /// An entry page is missing or lacks a place for what the server puts in.
    #[error("the built screens are incomplete: {0} (cargo xtask build makes them)")]
    Incomplete(String),
}
