//! The only place that talks to the backend: a [`Transport`] below JSON and above `fetch`, and a [`Client`] that knows
//! the operations of the contract.
//!
//! Invariant: screens see [`ApiError`], never a status or a body.

mod client;
mod error;
mod fetch;
pub mod json;
#[cfg(feature = "csr")]
mod phrases;
mod transport;

pub use client::{Client, provide_transport, use_client};
pub use error::{ApiError, Refusal};
pub use fetch::Fetch;
#[cfg(feature = "csr")]
pub use phrases::load_phrases;
pub use transport::{HttpResponse, Offline, PendingResponse, Request, Transport};
