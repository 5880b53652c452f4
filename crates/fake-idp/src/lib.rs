//! A small real OpenID provider: discovery, sign-in page, code flow with PKCE, keys, userinfo. For the demo it is a
//! company's identity provider; for the tests it can misbehave in every way that a relying party must withstand.
//! Invariant: without a fault it follows the specifications, so that a test that passes says something.

mod authorize;
mod client_assertion;
mod config;
mod fault;
mod fault_name;
mod keys;
mod metadata;
mod pages;
mod provider;
mod server;
mod signals;
mod start;
mod switches;
mod token;
mod trouble;
mod userinfo;

pub use authorize::LoginError;
pub use config::{DEMO_PASSWORD, FINANCE, FakeIdpConfig, Person, STAFF, SigningAlgorithm, demo_people};
pub use fault::{Endpoint, Fault, RequestCounts, Signing, Trouble};
pub use fault_name::FaultName;
pub use server::FakeIdp;
