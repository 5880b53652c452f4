//! Control Center > Security > **Security History**: who did what in the company, and when. The words need no browser, and are tested natively.

#[cfg(feature = "csr")]
pub mod event_dialog;
#[cfg(feature = "csr")]
pub mod event_row;
#[cfg(feature = "csr")]
pub mod live;
#[cfg(feature = "csr")]
pub mod page;
pub mod words;

#[cfg(feature = "csr")]
pub use page::SecurityHistoryPage;
