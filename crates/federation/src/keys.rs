//! Fetches an issuer's signing keys (RFC 7517).

use latchkey_oidc_checks::SigningKeys;
use url::Url;

use super::{
    discovery::get_json_object,
    egress::Egress,
    error::{FederationError, FederationStep},
};

/// Fetches and sorts out the keys. Only a set without any usable key is an error.
pub(super) async fn fetch(egress: &Egress, jwks_uri: &Url) -> Result<SigningKeys, FederationError> {
    let refused = |reason| FederationError::misconfigured(FederationStep::Keys, reason);
    let document = get_json_object(egress, jwks_uri, FederationStep::Keys).await?;
    match SigningKeys::read(&document) {
        None => Err(refused("the answer is no key set")),
        Some(keys) if keys.is_empty() => Err(refused("the key set has no key for signatures")),
        Some(keys) => Ok(keys),
    }
}
