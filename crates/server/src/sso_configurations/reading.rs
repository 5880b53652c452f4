//! Reads the configurations of a company, for its admins.

use latchkey_contract::paths;
use latchkey_contract::sso_configurations::{
    ClientAuthMethod, ConfigurationStatus, ConnectionSettings, ListedSsoConfiguration, PlatformAddresses,
    SsoConfiguration as Shown, TestAccess, list_sso_configurations,
};

use super::{
    Editor, Result, SsoConfigurationError, client_keys, company_of, found, secret_expiry, test_result,
    version,
};
use crate::app_state::AppState;
use crate::rfc3339::rfc3339;
use crate::security_history::failures::rising;
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::{Connection, accounts, companies, sso_test_access, sso_test_runs};

/// All of them.
pub async fn list(app: &AppState, editor: &Editor) -> Result<list_sso_configurations::Response> {
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, editor).await?;
    let company = companies::by_id(&mut connection, &company_id)
        .await?
        .ok_or(SsoConfigurationError::NotFound)?;
    let mut configurations = Vec::new();
    let visible = |configuration: &SsoConfiguration| !(editor.is_guest() && configuration.active);
    let all = store::of_company(&mut connection, &company_id).await?;
    for configuration in all.into_iter().filter(visible) {
        let listed = listed(app, &mut connection, configuration).await?;
        configurations.push(ListedSsoConfiguration {
            test_access: listed.test_access.filter(|_| !editor.is_guest()),
            ..listed
        });
    }
    let domains = companies::proven_domains(&mut connection, &company_id).await?;
    let rising_failures = match editor.is_guest() {
        true => None,
        false => rising(&mut connection, &company_id, app.clock.now_ms()).await?,
    };
    Ok(list_sso_configurations::Response {
        rising_failures,
        configurations,
        domain_proven: !domains.is_empty(),
        addresses: addresses(app, &company.slug),
    })
}

/// One of them.
pub async fn read(app: &AppState, editor: &Editor, id: &str) -> Result<Shown> {
    let mut connection = app.store.read().await?;
    let configuration = found(&mut connection, editor, id).await?;
    let domains = companies::proven_domains(&mut connection, &configuration.company_id).await?;
    let fingerprint = configuration.settings_fingerprint();
    let last = sso_test_runs::last_finished(&mut connection, id, &fingerprint).await?;
    let unfinished =
        sso_test_runs::last_unfinished(&mut connection, id, &fingerprint, editor.own_id()).await?;
    let running = unfinished.map(|run| test_result::shown(app, &run)).transpose()?;
    let listed = listed(app, &mut connection, configuration.clone()).await?;
    Ok(Shown {
        version: version(&configuration),
        has_secret: !configuration.client_secret_sealed.is_empty() && !configuration.uses_key(),
        status: listed.status,
        mapping: configuration
            .is_mapped
            .then(|| configuration.claim_mapping.clone()),
        last_test: match last {
            Some(run) => test_result::shown(app, &run).map(Some)?,
            None => None,
        },
        running_test: running.filter(|run| !run.state.is_over()),
        test_access: listed.test_access.filter(|_| !editor.is_guest()),
        changed_at: listed.changed_at,
        changed_by: listed.changed_by,
        proven_domains: domains.iter().map(|domain| domain.as_str().to_owned()).collect(),
        addresses: addresses(app, &configuration.company_slug),
        id: configuration.id.clone(),
        connection: settings_of(configuration),
    })
}

/// Addresses of this platform that are registered at a company's identity provider.
fn addresses(app: &AppState, company_slug: &str) -> PlatformAddresses {
    let public_url = &app.config.public_url;
    PlatformAddresses {
        redirect_url: public_url.join(&format!("/sso/callback/{company_slug}")),
        backchannel_logout_url: public_url.join(&format!("/sso/backchannel-logout/{company_slug}")),
        start_url: public_url.join(&format!("/sso/start/{company_slug}")),
        signed_out_url: public_url.join(paths::SIGN_IN),
        client_keys_url: client_keys::address(app, company_slug),
        universal_logout_url: public_url.join(&format!("/sso/universal-logout/{company_slug}")),
        shared_signals_url: public_url.join(&format!("/sso/shared-signals/{company_slug}")),
    }
}

async fn listed(
    app: &AppState,
    connection: &mut Connection,
    configuration: SsoConfiguration,
) -> Result<ListedSsoConfiguration> {
    let fingerprint = configuration.settings_fingerprint();
    let test_passed = sso_test_runs::has_passed(connection, &configuration.id, &fingerprint).await?;
    let changed_by = match configuration.changed_by_account_id.as_deref() {
        Some(id) => accounts::by_id(connection, id)
            .await?
            .map(|account| account.email),
        None => None,
    };
    Ok(ListedSsoConfiguration {
        test_access: access_of(app, connection, &configuration).await?,
        secret: secret_expiry::status(connection, &configuration.id, app.clock.now_ms()).await?,
        status: match (configuration.active, test_passed && configuration.is_mapped) {
            (true, _) => ConfigurationStatus::Active,
            (false, true) => ConfigurationStatus::Tested,
            (false, false) => ConfigurationStatus::Draft,
        },
        test_passed,
        uses_key: configuration.uses_key(),
        is_pilot: configuration.active && !configuration.is_for_everybody(),
        is_mapped: configuration.is_mapped,
        changed_at: rfc3339(configuration.updated_at_ms).unwrap_or_default(),
        changed_by,
        id: configuration.id,
        name: configuration.name,
        idp: configuration.idp,
        endpoint_url: configuration.endpoint_url,
    })
}

/// Test Link and Test Email Domain, while they work.
pub(super) async fn access_of(
    app: &AppState,
    connection: &mut Connection,
    configuration: &SsoConfiguration,
) -> Result<Option<TestAccess>> {
    let access = sso_test_access::of_configuration(connection, &configuration.id).await?;
    let works = |access: &sso_test_access::TestAccessRow| {
        access.expires_at_ms > app.clock.now_ms()
            && access.settings_fingerprint == configuration.settings_fingerprint()
            && !configuration.active
    };
    Ok(access.filter(works).map(|access| TestAccess {
        test_link: app
            .config
            .public_url
            .join(&format!("/sso/test-link/{}", access.link_token)),
        test_email_domain: access.email_domain,
        expires_at: rfc3339(access.expires_at_ms).unwrap_or_default(),
    }))
}

fn settings_of(configuration: SsoConfiguration) -> ConnectionSettings {
    ConnectionSettings {
        name: configuration.name,
        idp: configuration.idp,
        endpoint_url: configuration.endpoint_url,
        client_id: configuration.client_id,
        client_auth_method: configuration
            .client_auth_method
            .as_deref()
            .and_then(ClientAuthMethod::from_text),
        scopes: configuration.scopes,
    }
}
