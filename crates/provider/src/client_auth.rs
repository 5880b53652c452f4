//! Client authentication (RFC 6749 §2.3). Invariant: a wrong secret counts once towards the limit of wrong secrets, a right one
//! never.

use latchkey_domain::client_secrets::ClientSecrets;
use latchkey_domain::throttle::{Admission, RateLimit};
use latchkey_store::clients::{self, Client};
use latchkey_store::{Connection, StoreError, new_id, throttle};
use latchkey_system::secrets::token_hash;
use subtle::{Choice, ConstantTimeEq as _};

use crate::Provider;
use crate::credentials::{CredentialSpellings, credentials};
use crate::parameters::Parameters;
use crate::{OAuthCode, OAuthError};

const TOO_MANY: OAuthError = OAuthError::new(
    OAuthCode::TooManyAttempts,
    "Too many wrong secrets of this client came from this address. Retry-After says when to come back.",
);

/// The client that sent this request. Only so many wrong secrets of one client are looked at from one client address
/// (`address_key`); what is right is never counted.
///
/// # Errors
/// `invalid_client`, `invalid_request` where it says two things at once, and `temporarily_unavailable` (429) after too many
/// wrong secrets.
pub async fn authenticate(
    provider: &Provider,
    address_key: &str,
    authorization: Option<&str>,
    parameters: &Parameters,
) -> Result<Client, OAuthError> {
    let credentials = credentials(authorization, parameters)?;
    let secret = credentials.secret.as_ref();
    let now = provider.clock.now_ms();
    let mut connection = provider.store.read().await?;
    let client = named(&mut connection, &credentials.client_id)
        .await?
        .ok_or(OAuthError::INVALID_CLIENT)?;
    if secret.is_none() || client.secrets.is_public() {
        // Nothing is guessed.
        return if is_proven(&client.secrets, secret, now) {
            Ok(client)
        } else {
            Err(OAuthError::INVALID_CLIENT)
        };
    }
    let key = format!("{address_key} {}", client.environment_id);
    let scope = [(RateLimit::ClientSecret, key.as_str())];
    admitted(throttle::look(&mut connection, &scope, now).await?)?;
    if is_proven(&client.secrets, secret, now) {
        return Ok(client);
    }
    drop(connection);
    let mut transaction = provider.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &new_id(), &scope, now).await?)?;
    transaction.commit().await?;
    Err(OAuthError::INVALID_CLIENT)
}

/// The client with this `client_id`. The form-decoded spelling is tried first and the raw one second, so that a raw value never shadows another
/// client's decoded one.
async fn named(
    connection: &mut Connection,
    client_id: &CredentialSpellings,
) -> Result<Option<Client>, StoreError> {
    for client_id in client_id.all() {
        if let Some(client) = clients::by_client_id(connection, client_id).await? {
            return Ok(Some(client));
        }
    }
    Ok(None)
}

const fn admitted(verdict: Admission) -> Result<(), OAuthError> {
    match verdict {
        Admission::Admitted => Ok(()),
        Admission::Refused { retry_after_seconds } => Err(OAuthError {
            retry_after_seconds: Some(retry_after_seconds),
            ..TOO_MANY
        }),
    }
}

/// A public client has no secret, and must not be taken for one that has. Each reading is compared with each secret that works,
/// in constant time, whether or not one before it fits.
fn is_proven(known: &ClientSecrets, secret: Option<&CredentialSpellings>, now_ms: i64) -> bool {
    let Some(secret) = secret else {
        return known.is_public();
    };
    let hashes = secret.all().map(token_hash).collect::<Vec<_>>();
    let fits = |known: &str| {
        let known = known.as_bytes();
        hashes.iter().fold(Choice::from(0), |proven, hash| {
            proven | hash.as_bytes().ct_eq(known)
        })
    };
    known
        .working(now_ms)
        .fold(Choice::from(0), |proven, known| proven | fits(known))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credentials::from_basic;
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use latchkey_domain::client_secrets::OVERLAP_MS;
    use proptest::prelude::*;

    fn proven(known: &ClientSecrets, secret: Option<&str>, now_ms: i64) -> bool {
        is_proven(known, secret.map(CredentialSpellings::plain).as_ref(), now_ms)
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    proptest! {
        #[test]
        fn a_secret_is_read_as_it_was_meant_encoded_or_not(secret in "[ -~äß€]{1,20}", id in "[a-z0-9-]{1,8}") {
            let known = ClientSecrets { current: Some(token_hash(&secret)), previous: None };
            let encoded = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect::<String>();
            for sent in [&secret, &encoded] {
                let read = from_basic(&basic(&format!("{id}:{sent}"))).expect("credentials");
                prop_assert!(is_proven(&known, read.secret.as_ref(), 0), "{sent}");
                prop_assert_eq!(read.client_id.all().collect::<Vec<_>>(), [id.as_str()]);
            }
            let twice = url::form_urlencoded::byte_serialize(encoded.as_bytes()).collect::<String>();
            let read = from_basic(&basic(&format!("{id}:{twice}"))).expect("credentials");
            prop_assert_eq!(is_proven(&known, read.secret.as_ref(), 0), twice == encoded, "decoded once");
        }
    }

    #[test]
    fn a_secret_proves_the_client_that_has_it() {
        let known = ClientSecrets {
            current: Some(token_hash("s")),
            previous: None,
        };
        let public = ClientSecrets::default();
        assert!(proven(&known, Some("s"), 0));
        assert!(proven(&public, None, 0));
        assert!(!proven(&known, None, 0));
        assert!(!proven(&known, Some(""), 0));
        assert!(!proven(&known, Some("t"), 0));
        assert!(!proven(&public, Some("s"), 0));
    }

    #[test]
    fn the_secret_before_proves_it_too_while_it_works() {
        let known = ClientSecrets {
            current: Some(token_hash("one")),
            previous: None,
        };
        let known = known.rotated(token_hash("two"), 0);
        for secret in ["one", "two"] {
            assert!(proven(&known, Some(secret), OVERLAP_MS - 1), "{secret}");
        }
        assert!(!proven(&known, Some("one"), OVERLAP_MS));
        assert!(proven(&known, Some("two"), OVERLAP_MS));
        assert!(!proven(&known, None, 0) && !proven(&known, Some("three"), 0));
    }
}
