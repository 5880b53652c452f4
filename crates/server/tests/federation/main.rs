//! The relying party against a provider that misbehaves: one test for each class of attack and fault. Invariant: every
//! refusal is asserted by the step that refuses, so that a test fails when its own defence is taken out.
#![allow(clippy::unwrap_used, reason = "a helper that finds nothing fails its test")]

#[path = "../support/mod.rs"]
mod support;

#[path = "../command/kills.rs"]
mod kills;
#[path = "../command/process.rs"]
#[allow(dead_code, reason = "the command's own tests use the rest")]
mod process;

mod at_port;
mod backchannel_logout;
mod callback;
mod departures;
mod discovery;
mod egress;
mod flow_accounts;
mod flow_answers;
mod flow_scene;
mod id_token;
mod identity_conflicts;
mod idp_revocations;
mod initiated;
mod key_rotation;
mod keys;
mod killed;
mod killed_scene;
mod log;
mod mismatch;
mod oddities;
mod onboarding;
mod recovery;
mod refusals;
mod relying_party;
mod renewal;
mod renewal_errors;
mod second_accounts;
mod sign_in_failures;
mod slow_metadata;
mod spellings;
mod sso_activation;
mod sso_client_key;
mod sso_faults;
mod sso_notices;
mod sso_people_jobs;
mod sso_pilot;
mod sso_secret_rotation;
mod sso_secrets;
mod sso_set_up;
mod sso_set_up_link;
mod sso_set_up_pages;
mod sso_set_up_scene;
mod sso_test_link;
mod sso_test_run;
mod tabs;
mod tls;
mod token;
mod user_info;
