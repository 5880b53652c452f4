//! The app's state, for its handlers.

use std::sync::Arc;

use crate::people::People;

/// What every handler may need.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    pub(crate) people: People,
    pub(crate) environment: Arc<str>,
}
