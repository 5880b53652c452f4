//! What is wrong with a form that was sent.

use latchkey_contract::ErrorCode;
use serde::{Deserialize, Serialize};

/// Why a form that was sent is shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormProblem {
    /// The error code.
    pub code: ErrorCode,
    /// The field to blame, by its name in the form.
    pub field: Option<String>,
    /// Finds the request in the logs.
    pub request_id: String,
    /// After how many seconds it is worth trying again (429 and 503).
    pub retry_after: Option<u32>,
}
