//! The SSO configurations of a company.

pub mod activate_sso_configuration;
pub mod begin_set_up;
pub mod begin_sso_pilot;
pub mod change_sso_pilot;
pub mod check_client_secret;
pub mod check_sso_configuration;
pub mod create_recovery_codes;
pub mod create_set_up_link;
pub mod create_sso_configuration;
pub mod create_test_access;
pub mod current_editor;
pub mod deactivate_sso_configuration;
pub mod delete_sso_configuration;
pub mod discard_pending_secret;
pub mod duplicate_sso_configuration;
pub mod end_set_up;
pub mod enter_pending_secret;
pub mod extend_sso_test;
pub mod follow_sso_test;
pub mod get_recovery_codes;
pub mod get_secret_rotation;
pub mod get_set_up;
pub mod get_sso_configuration;
pub mod get_sso_pilot;
pub mod get_sso_test;
pub mod list_people_jobs;
pub mod list_set_up_links;
pub mod list_sso_configurations;
pub mod make_client_key;
pub mod pause_people_job;
pub mod preview_sso_activation;
pub mod read_idp_metadata;
pub mod resume_people_job;
pub mod revoke_set_up_link;
pub mod set_secret_expiry;
pub mod start_sso_test;
pub mod swap_client_secret;
pub mod take_client_secret_back;
pub mod update_claim_mapping;
pub mod update_sso_connection;

use latchkey_contract::sso_configurations::{
    ActivateSsoConfiguration, BeginSetUp, BeginSsoPilot, ChangeSsoPilot, CheckClientSecret,
    CheckSsoConfiguration, CreateRecoveryCodes, CreateSetUpLink, CreateSsoConfiguration, CreateTestAccess,
    DeactivateSsoConfiguration, DeleteSsoConfiguration, DiscardPendingSecret, DuplicateSsoConfiguration,
    EndSetUp, EnterPendingSecret, ExtendSsoTest, GetRecoveryCodes, GetSecretRotation, GetSetUp,
    GetSsoConfiguration, GetSsoPilot, GetSsoTest, ListPeopleJobs, ListSetUpLinks, ListSsoConfigurations,
    MakeClientKey, PausePeopleJob, PreviewSsoActivation, ReadIdpMetadata, ResumePeopleJob, RevokeSetUpLink,
    SetSecretExpiry, StartSsoTest, SwapClientSecret, TakeClientSecretBack, UpdateClaimMapping,
    UpdateSsoConnection,
};

use super::route_table::Operations;

/// The operations.
pub(super) fn operations() -> Operations {
    Operations::default()
        .with::<ListSsoConfigurations, _>(list_sso_configurations::handle)
        .with::<GetSsoConfiguration, _>(get_sso_configuration::handle)
        .with::<CreateSsoConfiguration, _>(create_sso_configuration::handle)
        .with::<UpdateSsoConnection, _>(update_sso_connection::handle)
        .with::<UpdateClaimMapping, _>(update_claim_mapping::handle)
        .with::<DuplicateSsoConfiguration, _>(duplicate_sso_configuration::handle)
        .with::<PreviewSsoActivation, _>(preview_sso_activation::handle)
        .with::<ActivateSsoConfiguration, _>(activate_sso_configuration::handle)
        .with::<DeactivateSsoConfiguration, _>(deactivate_sso_configuration::handle)
        .with::<GetSsoPilot, _>(get_sso_pilot::handle)
        .with::<ChangeSsoPilot, _>(change_sso_pilot::handle)
        .with::<BeginSsoPilot, _>(begin_sso_pilot::handle)
        .with::<SetSecretExpiry, _>(set_secret_expiry::handle)
        .with::<DeleteSsoConfiguration, _>(delete_sso_configuration::handle)
        .with::<MakeClientKey, _>(make_client_key::handle)
        .with::<ReadIdpMetadata, _>(read_idp_metadata::handle)
        .with::<CheckSsoConfiguration, _>(check_sso_configuration::handle)
        .with::<StartSsoTest, _>(start_sso_test::handle)
        .with::<GetSsoTest, _>(get_sso_test::handle)
        .with::<ExtendSsoTest, _>(extend_sso_test::handle)
        .with::<CreateTestAccess, _>(create_test_access::handle)
        .with::<CreateSetUpLink, _>(create_set_up_link::handle)
        .with::<ListSetUpLinks, _>(list_set_up_links::handle)
        .with::<RevokeSetUpLink, _>(revoke_set_up_link::handle)
        .with::<GetRecoveryCodes, _>(get_recovery_codes::handle)
        .with::<CreateRecoveryCodes, _>(create_recovery_codes::handle)
        .with::<GetSecretRotation, _>(get_secret_rotation::handle)
        .with::<EnterPendingSecret, _>(enter_pending_secret::handle)
        .with::<DiscardPendingSecret, _>(discard_pending_secret::handle)
        .with::<SwapClientSecret, _>(swap_client_secret::handle)
        .with::<TakeClientSecretBack, _>(take_client_secret_back::handle)
        .with::<CheckClientSecret, _>(check_client_secret::handle)
        .with::<ListPeopleJobs, _>(list_people_jobs::handle)
        .with::<PausePeopleJob, _>(pause_people_job::handle)
        .with::<ResumePeopleJob, _>(resume_people_job::handle)
        .with::<BeginSetUp, _>(begin_set_up::handle)
        .with::<GetSetUp, _>(get_set_up::handle)
        .with::<EndSetUp, _>(end_set_up::handle)
}
