//! Canned answers of the contract, with faults on demand, for browser tests. It stands where the network stands: below
//! JSON, above `fetch`.
//!
//! Invariant: a request that no rule answers is remembered, and [`FakeBackend::assert_all_handled`] fails on it.

mod backend;
pub mod canned;
pub mod canned_access;
pub mod canned_brand;
pub mod canned_bulk;
pub mod canned_conflicts;
pub mod canned_domains;
pub mod canned_group_rules;
pub mod canned_groups;
pub mod canned_history;
mod canned_members;
pub mod canned_people_jobs;
pub mod canned_second_accounts;
pub mod canned_secret_rotation;
pub mod canned_sso;
pub mod canned_sso_pilot;
pub mod canned_team;
pub mod canned_tokens;
pub mod canned_two_step;
mod kept_app;
mod kept_group;
mod mock_response;
mod paging;
mod state;

pub use backend::{FakeBackend, Recorded};
pub use mock_response::{MockError, MockResponse, Outcome, REQUEST_ID, Reply, Unreachable};
pub use paging::page_of;
pub use state::State;
