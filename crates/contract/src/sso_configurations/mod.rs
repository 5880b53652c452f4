//! The SSO configurations of a company: how its identity provider is reached, whether a test passed, and what is read from the claims.

pub mod activate_sso_configuration;
pub mod begin_set_up;
pub mod check_sso_configuration;
pub mod configuration;
pub mod create_recovery_codes;
pub mod create_set_up_link;
pub mod create_sso_configuration;
pub mod create_test_access;
pub mod deactivate_sso_configuration;
pub mod delete_sso_configuration;
pub mod duplicate_sso_configuration;
pub mod end_set_up;
pub mod extend_sso_test;
pub mod get_recovery_codes;
pub mod get_set_up;
pub mod get_sso_configuration;
pub mod get_sso_test;
pub mod idp_error;
mod idp_error_table;
pub mod idp_kind;
mod idp_problem;
pub mod list_people_jobs;
pub mod list_set_up_links;
pub mod list_sso_configurations;
pub mod mapping_preview;
pub mod metadata_report;
pub mod pause_people_job;
pub mod people_job;
pub mod preflight;
pub mod preview_sso_activation;
pub mod read_idp_metadata;
pub mod resume_people_job;
pub mod revoke_set_up_link;
pub mod secret_status;
pub mod set_secret_expiry;
pub mod set_up_link;
pub mod start_sso_test;
pub mod test_run;
pub mod update_claim_mapping;
pub mod update_sso_connection;

pub use activate_sso_configuration::ActivateSsoConfiguration;
pub use begin_set_up::BeginSetUp;
pub use check_sso_configuration::CheckSsoConfiguration;
pub use configuration::{
    ClientAuthMethod, ConfigurationStatus, ConnectionSettings, ListedSsoConfiguration, PlatformAddresses,
    SsoConfiguration, TestAccess,
};
pub use create_recovery_codes::CreateRecoveryCodes;
pub use create_set_up_link::CreateSetUpLink;
pub use create_sso_configuration::CreateSsoConfiguration;
pub use create_test_access::CreateTestAccess;
pub use deactivate_sso_configuration::DeactivateSsoConfiguration;
pub use delete_sso_configuration::DeleteSsoConfiguration;
pub use duplicate_sso_configuration::DuplicateSsoConfiguration;
pub use end_set_up::EndSetUp;
pub use extend_sso_test::ExtendSsoTest;
pub use get_recovery_codes::{GetRecoveryCodes, RecoveryCodes};
pub use get_set_up::GetSetUp;
pub use get_sso_configuration::GetSsoConfiguration;
pub use get_sso_test::GetSsoTest;
pub use idp_error::{IdpErrorReading, read_idp_error};
pub use idp_kind::{AddressPart, IdpKind};
pub use idp_problem::IdpProblem;
pub use list_people_jobs::ListPeopleJobs;
pub use list_set_up_links::ListSetUpLinks;
pub use list_sso_configurations::ListSsoConfigurations;
pub use mapping_preview::{EmailVerified, MappingPreview, MappingWarning};
pub use metadata_report::{MetadataProblem, MetadataReport, ProviderMetadata};
pub use pause_people_job::PausePeopleJob;
pub use people_job::{PeopleJob, PeopleJobKind, PeopleJobState};
pub use preflight::{CheckOutcome, CheckReport, PreflightCheck};
pub use preview_sso_activation::{ActivationObstacle, DomainImpact, PreviewSsoActivation};
pub use read_idp_metadata::ReadIdpMetadata;
pub use resume_people_job::ResumePeopleJob;
pub use revoke_set_up_link::RevokeSetUpLink;
pub use secret_status::{SecretCheck, SecretStatus};
pub use set_secret_expiry::SetSecretExpiry;
pub use set_up_link::{SetUpLink, SetUpLinkState};
pub use start_sso_test::StartSsoTest;
pub use test_run::{
    ClaimSource, EvidenceName, ReturnedClaim, StepOutcome, TestProblem, TestRun, TestRunState, TestStep,
    TraceEvidence, TraceStep,
};
pub use update_claim_mapping::UpdateClaimMapping;
pub use update_sso_connection::UpdateSsoConnection;
