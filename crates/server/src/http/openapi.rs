//! `GET /api/openapi.json`: the JSON API, described by its own code.

use axum::Json;
use utoipa::OpenApi as _;

use super::{
    access_management, app_settings, apps, company, email_domains, groups, members, password,
    personal_tokens, profile, security_history, session, sign_in, sso_configurations,
};

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Latchkey",
        description = "The JSON API behind Latchkey's screens. Requests that change something must be same-origin."
    ),
    paths(
        sign_in::discover_sign_in::handle,
        sign_in::sign_in_with_password::handle,
        sign_in::start_sso::handle,
        password::estimate_password::handle,
        session::get_session::handle,
        session::get_permissions::handle,
        session::end_session::handle,
        profile::get_profile::handle,
        profile::update_profile::handle,
        profile::set_language::handle,
        profile::set_theme::handle,
        profile::change_address::handle,
        profile::keep_address::handle,
        profile::change_password::handle,
        session::list_sessions::handle,
        session::end_session_of::handle,
        session::end_other_sessions::handle,
        personal_tokens::list_my_tokens::handle,
        personal_tokens::create_my_token::handle,
        personal_tokens::revoke_my_token::handle,
        personal_tokens::list_company_tokens::handle,
        personal_tokens::revoke_company_token::handle,
        apps::list_my_apps::handle,
        apps::list_authorized_apps::handle,
        apps::revoke_authorized_app::handle,
        company::get_first_steps::handle,
        company::dismiss_first_steps::handle,
        email_domains::list_email_domains::handle,
        email_domains::create_email_domain::handle,
        email_domains::check_email_domain::handle,
        email_domains::get_email_domain_deletion::handle,
        email_domains::delete_email_domain::handle,
        members::list_members::handle,
        members::update_member::handle,
        security_history::list_security_events::handle,
        groups::list_groups::handle,
        groups::create_group::handle,
        groups::get_group::handle,
        groups::rename_group::handle,
        groups::get_group_deletion::handle,
        groups::delete_group::handle,
        groups::list_group_members::handle,
        groups::add_group_members::handle,
        groups::remove_group_member::handle,
        groups::set_group_access::handle,
        groups::revoke_group_access::handle,
        groups::set_group_rules::handle,
        groups::preview_group_rules::handle,
        app_settings::list_apps::handle,
        app_settings::create_app::handle,
        app_settings::get_app_settings::handle,
        app_settings::get_app_deletion::handle,
        app_settings::delete_app::handle,
        app_settings::rename_app::handle,
        app_settings::create_environment::handle,
        app_settings::update_environment::handle,
        app_settings::rotate_client_secret::handle,
        app_settings::end_previous_secret::handle,
        app_settings::get_environment_deletion::handle,
        app_settings::delete_environment::handle,
        access_management::list_environment_people::handle,
        access_management::update_access::handle,
        access_management::revoke_access::handle,
        access_management::check_invitees::handle,
        access_management::create_invitations::handle,
        access_management::list_invitations::handle,
        access_management::resend_invitation::handle,
        access_management::withdraw_invitation::handle,
        access_management::list_access_requests::handle,
        access_management::accept_access_request::handle,
        access_management::decline_access_request::handle,
        sso_configurations::list_sso_configurations::handle,
        sso_configurations::get_sso_configuration::handle,
        sso_configurations::create_sso_configuration::handle,
        sso_configurations::update_sso_connection::handle,
        sso_configurations::update_claim_mapping::handle,
        sso_configurations::duplicate_sso_configuration::handle,
        sso_configurations::preview_sso_activation::handle,
        sso_configurations::activate_sso_configuration::handle,
        sso_configurations::deactivate_sso_configuration::handle,
        sso_configurations::delete_sso_configuration::handle,
        sso_configurations::read_idp_metadata::handle,
        sso_configurations::check_sso_configuration::handle,
        sso_configurations::set_secret_expiry::handle,
        sso_configurations::start_sso_test::handle,
        sso_configurations::get_sso_test::handle,
        sso_configurations::extend_sso_test::handle,
        sso_configurations::create_test_access::handle,
        sso_configurations::create_set_up_link::handle,
        sso_configurations::list_set_up_links::handle,
        sso_configurations::revoke_set_up_link::handle,
        sso_configurations::get_recovery_codes::handle,
        sso_configurations::create_recovery_codes::handle,
        sso_configurations::list_people_jobs::handle,
        sso_configurations::pause_people_job::handle,
        sso_configurations::resume_people_job::handle,
        sso_configurations::begin_set_up::handle,
        sso_configurations::get_set_up::handle,
        sso_configurations::end_set_up::handle,
    )
)]
struct Api;

/// The description.
pub fn document() -> utoipa::openapi::OpenApi {
    Api::openapi()
}

/// `GET /api/openapi.json`
pub async fn get_openapi() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
