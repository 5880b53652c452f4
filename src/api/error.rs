//! Why a call did not give what was asked for.

use latchkey_contract::{ErrorCode, FieldError};

use crate::front::form_problem::FormProblem;

/// Why an operation failed, as the screens distinguish it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiError {
    /// The platform could not be reached.
    Offline,
    /// The platform said no.
    Refused(Refusal),
    /// Something answered, but not in the contract's words: a proxy, or a server of another version.
    Unreadable,
}

impl ApiError {
    /// The platform's reason, if it gave one.
    pub fn code(&self) -> Option<ErrorCode> {
        match self {
            Self::Refused(refusal) => Some(refusal.code),
            Self::Offline | Self::Unreadable => None,
        }
    }
}

/// An answer in the contract's error shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The error code.
    pub code: ErrorCode,
    /// The field to blame.
    pub field: Option<String>,
    /// Every field to blame, that one included.
    pub fields: Vec<FieldError>,
    /// Finds the request in the logs.
    pub request_id: String,
    /// After how many seconds it is worth trying again.
    pub retry_after: Option<u32>,
}

/// A form that was posted without WebAssembly was refused for the same reasons.
impl From<FormProblem> for ApiError {
    fn from(problem: FormProblem) -> Self {
        let FormProblem {
            code,
            field,
            request_id,
            retry_after,
        } = problem;
        Self::Refused(Refusal {
            code,
            field,
            fields: Vec::new(),
            request_id,
            retry_after,
        })
    }
}
