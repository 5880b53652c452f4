//! The endpoints that companies' identity providers call, or redirect to.

pub mod backchannel_logout;
pub mod callback;
pub mod client_keys;
pub mod shared_signals;
pub mod start;
pub mod test_link;
pub mod test_run;
pub mod universal_logout;
