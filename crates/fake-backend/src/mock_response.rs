//! The response that a rule gives to a request, and its faults on the wire.

use latchkey_contract::{ErrorBody, ErrorCode, FieldError};
use serde::Serialize;

/// The request id of every error that is made here.
pub const REQUEST_ID: &str = "01939f2e-7c1a-7b6e-9a55-3d1f0c2b4a68";

/// What a rule says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MockResponse<T> {
    /// Success.
    Success(T),
    /// An error in the contract's shape.
    Refused(MockError),
    /// No answer: no network, no server.
    Unreachable,
    /// An answer that is not the contract's: a proxy's error page.
    Foreign,
}

/// An error in the contract's shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MockError {
    /// The contract's code of the error.
    pub code: ErrorCode,
    /// The fields to blame, each with its reason.
    pub fields: &'static [(&'static str, ErrorCode)],
    /// The field to blame, where it is one.
    pub field: Option<&'static str>,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
}

impl MockError {
    fn blamed(self) -> Vec<FieldError> {
        let one = self.field.filter(|_| self.fields.is_empty());
        let one = one.map(|field| (field, self.code));
        let all = self.fields.iter().copied().chain(one);
        all.map(|(field, code)| FieldError {
            field: field.to_owned(),
            code,
        })
        .collect()
    }
}

impl<T> MockResponse<T> {
    /// Refused for `code`, with nothing else to say.
    pub const fn refused(code: ErrorCode) -> Self {
        Self::Refused(MockError {
            code,
            fields: &[],
            field: None,
            retry_after: None,
        })
    }

    /// Refused for `code`, which is the fault of `field`.
    pub const fn refused_at(code: ErrorCode, field: &'static str) -> Self {
        Self::Refused(MockError {
            code,
            fields: &[],
            field: Some(field),
            retry_after: None,
        })
    }

    /// Refused for several fields, each with its reason; the first reason stands for the whole.
    ///
    /// # Panics
    /// Without fields.
    pub const fn refused_fields(fields: &'static [(&'static str, ErrorCode)]) -> Self {
        let (field, code) = fields[0];
        Self::Refused(MockError {
            code,
            fields,
            field: Some(field),
            retry_after: None,
        })
    }

    /// Refused for `code` for the next so many seconds.
    pub const fn refused_for(code: ErrorCode, seconds: u32) -> Self {
        Self::Refused(MockError {
            code,
            fields: &[],
            field: None,
            retry_after: Some(seconds),
        })
    }
}

/// What comes back over the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The header `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body.
    pub body: String,
}

/// Nothing comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unreachable;

/// A reply, or none.
pub type Outcome = Result<Reply, Unreachable>;

impl<T> MockResponse<T> {
    /// The same with another success.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> MockResponse<U> {
        match self {
            Self::Success(value) => MockResponse::Success(change(value)),
            Self::Refused(fault) => MockResponse::Refused(fault),
            Self::Unreachable => MockResponse::Unreachable,
            Self::Foreign => MockResponse::Foreign,
        }
    }
}

impl<T: Serialize> MockResponse<T> {
    /// The answer as it goes over the wire.
    pub(crate) fn into_outcome(self) -> Outcome {
        match self {
            Self::Success(value) => Ok(Reply {
                status: 200,
                retry_after: None,
                body: json(&value),
            }),
            Self::Refused(fault) => Ok(Reply {
                status: fault.code.status(),
                retry_after: fault.retry_after,
                body: json(&ErrorBody {
                    code: fault.code,
                    detail: "refused by the fake backend".to_owned(),
                    field: fault.field.map(str::to_owned),
                    fields: fault.blamed(),
                    request_id: REQUEST_ID.to_owned(),
                }),
            }),
            Self::Foreign => Ok(Reply {
                status: 502,
                retry_after: None,
                body: "<html>Bad Gateway</html>".to_owned(),
            }),
            Self::Unreachable => Err(Unreachable),
        }
    }
}

fn json<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).expect("the contract's types are JSON")
}
