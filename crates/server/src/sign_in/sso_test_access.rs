//! Which configuration is tried by a Test Email Domain or a Test Link. Invariant: only one that is not active, and only while its
//! settings are the ones that the domain or link was made for.

use latchkey_contract::username::domain_to_discover;

use crate::app_state::AppState;
use crate::store::sign_in_attempts::SignInAttempt;
use crate::store::sso_configurations::{self, SsoConfiguration};
use crate::store::sso_test_access::{self, TEST_DOMAIN_ENDING, TestAccessRow};
use crate::store::{Connection, StoreError};

/// The configuration whose Test Email Domain this is, alone or behind an `@`, while it works.
pub async fn tried_configuration(
    app: &AppState,
    username: &str,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let Some(domain) = domain_to_discover(username).map(str::to_lowercase) else {
        return Ok(None);
    };
    if !domain.ends_with(TEST_DOMAIN_ENDING) {
        return Ok(None);
    }
    let mut connection = app.store.read().await?;
    let access = sso_test_access::by_email_domain(&mut connection, &domain).await?;
    working(app, &mut connection, access).await
}

/// The Test Email Domain that belongs to this Test Link, while it works.
pub async fn domain_of_link(app: &AppState, token: &str) -> Result<Option<String>, StoreError> {
    let mut connection = app.store.read().await?;
    let access = sso_test_access::by_link_token(&mut connection, token).await?;
    let domain = access.as_ref().map(|access| access.email_domain.clone());
    let works = working(app, &mut connection, access).await?.is_some();
    Ok(domain.filter(|_| works))
}

async fn working(
    app: &AppState,
    connection: &mut Connection,
    access: Option<TestAccessRow>,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let Some(access) = access.filter(|access| access.expires_at_ms > app.clock.now_ms()) else {
        return Ok(None);
    };
    let configuration = sso_configurations::with_id(connection, &access.sso_configuration_id).await?;
    Ok(configuration.filter(|configuration| {
        !configuration.active && configuration.settings_fingerprint() == access.settings_fingerprint
    }))
}

/// The configuration that an attempt tries, while its Test Email Domain works.
pub(super) async fn configuration_of(
    app: &AppState,
    attempt: &SignInAttempt,
) -> Result<Option<SsoConfiguration>, StoreError> {
    let mut connection = app.store.read().await?;
    let id = &attempt.sso_configuration_id;
    let access = sso_test_access::of_configuration(&mut connection, id).await?;
    working(app, &mut connection, access).await
}
