//! Building blocks that know no feature. Invariant: they take words and values, never operations or error codes.

pub mod alert;
pub mod field_error;
pub mod submit_button;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod support_line;

pub use alert::Alert;
pub use field_error::FieldError;
pub use submit_button::{SubmitButton, idle_again_on_return};
#[cfg(any(feature = "ssr", feature = "csr"))]
pub use support_line::SupportLine;
