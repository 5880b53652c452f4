//! Building blocks that know no feature. Invariant: they take words and values, never operations or error codes.

pub mod alert;
#[cfg(feature = "csr")]
pub mod copy_button;
#[cfg(feature = "csr")]
pub mod dialog;
#[cfg(feature = "csr")]
pub mod failure;
pub mod field_error;
#[cfg(feature = "csr")]
pub mod loading;
#[cfg(feature = "csr")]
pub mod question;
pub mod submit_button;
#[cfg(any(feature = "ssr", feature = "csr"))]
pub mod support_line;
pub mod words;

pub use alert::{Alert, Notice};
#[cfg(feature = "csr")]
pub use copy_button::CopyButton;
#[cfg(feature = "csr")]
pub use dialog::Dialog;
#[cfg(feature = "csr")]
pub use failure::FailureNotice;
pub use field_error::FieldError;
#[cfg(feature = "csr")]
pub use loading::Loading;
#[cfg(feature = "csr")]
pub use question::Question;
pub use submit_button::{SubmitButton, idle_again_on_return};
#[cfg(any(feature = "ssr", feature = "csr"))]
pub use support_line::SupportLine;
pub use words::words;
