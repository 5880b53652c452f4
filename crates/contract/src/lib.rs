//! What the screens and the server agree on: one file per operation, the closed list of error codes, and the pure
//! rules that both sides need.
//!
//! Invariant: nothing here does I/O, and nothing here depends on more than serde (utoipa only behind `openapi`), so
//! that the front door can afford it.

pub mod access_management;
pub mod address_entries;
pub mod app_settings;
pub mod apps;
pub mod brand;
pub mod claim_mapping;
pub mod claim_sources;
pub mod colour;
pub mod company;
pub mod email_domains;
pub mod error;
pub mod groups;
pub mod identity_conflicts;
pub mod language;
pub mod link_problem;
pub mod members;
pub mod operation;
pub mod page;
pub mod password;
pub mod paths;
pub mod percent;
pub mod personal_tokens;
pub mod profile;
pub mod second_accounts;
pub mod security_history;
pub mod session;
pub mod sign_in;
pub mod slug;
pub mod sso_configurations;
pub mod theme;
pub mod two_step;
pub mod username;

pub use error::{ErrorBody, ErrorCode, FieldError};
pub use language::Language;
pub use link_problem::LinkProblem;
pub use operation::{Empty, Method, Operation};
pub use page::{Cursor, Page, PageRequest, Sort, SortKey};
pub use theme::Theme;
