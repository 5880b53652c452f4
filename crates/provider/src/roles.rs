//! An app publishes its roles (`PUT /oauth/roles`, an endpoint of ours). Invariant: only the environment itself can, with its
//! client secret; who holds which role does not change.

use latchkey_domain::app_roles::published;
use latchkey_store::audit::{self, Origin};
use latchkey_store::{apps, clients};
use serde::Deserialize;
use serde_json::json;

use crate::Provider;
use crate::client_auth::authenticate;
use crate::parameters::Parameters;
use crate::{OAuthCode, OAuthError};

/// What an app sends. Members that are not known are ignored, as everywhere in the protocol.
#[derive(Deserialize)]
struct Body {
    roles: Vec<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

const MALFORMED: OAuthError = OAuthError::new(
    OAuthCode::InvalidRequest,
    "Send JSON with a list of names: roles.",
);
const NOT_CONFIDENTIAL: OAuthError = OAuthError::new(
    OAuthCode::UnauthorizedClient,
    "Only a client with a secret may publish roles.",
);

/// Takes the roles. Returns them as they are kept.
pub async fn publish(
    provider: &Provider,
    address_key: &str,
    authorization: Option<&str>,
    body: &[u8],
    origin: &Origin,
) -> Result<Vec<String>, OAuthError> {
    let body: Body = serde_json::from_slice(body).map_err(|_| MALFORMED)?;
    let own = [
        ("client_id", body.client_id),
        ("client_secret", body.client_secret),
    ];
    let credentials = Parameters::of(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
    let now = provider.clock.now_ms();
    // Whoever does not prove to be an app is not in the way of those who write.
    let client = authenticate(provider, address_key, authorization, &credentials).await?;
    if client.secrets.is_public() {
        return Err(NOT_CONFIDENTIAL);
    }
    let roles =
        published(&body.roles).map_err(|fault| OAuthError::new(OAuthCode::InvalidRequest, fault.as_str()))?;
    let mut transaction = provider.store.begin().await?;
    apps::lock_environment(&mut transaction, &client.environment_id).await?;
    // Again, now that nobody else can change it meanwhile.
    let client = clients::by_environment(&mut transaction, &client.environment_id).await?;
    let mut client = client.ok_or(OAuthError::INVALID_CLIENT)?;
    if client.registration.settings.roles == roles {
        return Ok(roles);
    }
    let before = std::mem::replace(&mut client.registration.settings.roles, roles.clone());
    let environment = &client.environment_id;
    apps::set_registration(&mut transaction, environment, &client.registration).await?;
    let event = audit::Event {
        action: "app_roles_published",
        company_id: Some(&client.company_id),
        actor_account_id: None,
        subject: Some(environment),
        detail: json!({ "client_id": client.client_id, "roles": roles, "before": before }),
    };
    audit::append(&mut transaction, &event, origin, now).await?;
    transaction.commit().await?;
    tracing::info!(
        client_id = client.client_id,
        count = roles.len(),
        "an app has published its roles"
    );
    Ok(roles)
}
