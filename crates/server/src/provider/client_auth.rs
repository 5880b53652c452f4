//! Which client it is, and whether it proved it (RFC 6749 §2.3): `client_secret_basic`, `client_secret_post`, or `none` for
//! public clients.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use subtle::{Choice, ConstantTimeEq as _};

use super::parameters::Parameters;
use super::{OAuthCode, OAuthError};
use crate::app::App;
use crate::domain::client_secrets::ClientSecrets;
use crate::domain::throttle::{Scope, Verdict};
use crate::secrets::token_hash;
use crate::store::clients::{self, Client};
use crate::store::{new_id, throttle};

const REFUSED: OAuthError = OAuthError::new(
    OAuthCode::InvalidClient,
    "The client is not known here, or did not prove who it is.",
);
const MALFORMED: OAuthError = OAuthError::new(
    OAuthCode::InvalidRequest,
    "The client must authenticate in one way only, and as itself.",
);

const TOO_MANY: OAuthError = OAuthError::new(
    OAuthCode::TooManyAttempts,
    "Too many wrong secrets of this client came from this address. Retry-After says when to come back.",
);

/// What a client says of itself.
#[derive(Clone, PartialEq, Eq)]
struct Credentials {
    client_id: String,
    secret: Option<String>,
}

/// The client that sent this request. Only so many wrong secrets of one client are looked at from one client address
/// (`address_key`); what is right is never counted.
///
/// # Errors
/// `invalid_client`, `invalid_request` where it says two things at once, and `temporarily_unavailable` (429) after too many
/// wrong secrets.
pub async fn authenticate(
    app: &App,
    address_key: &str,
    authorization: Option<&str>,
    parameters: &Parameters,
) -> Result<Client, OAuthError> {
    let credentials = credentials(authorization, parameters)?;
    let secret = credentials.secret.as_deref();
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let client = clients::by_client_id(&mut connection, &credentials.client_id).await?;
    let client = client.ok_or(REFUSED)?;
    if secret.is_none() || client.secrets.is_public() {
        // Nothing is guessed.
        return if is_proven(&client.secrets, secret, now) {
            Ok(client)
        } else {
            Err(REFUSED)
        };
    }
    let key = format!("{address_key} {}", client.environment_id);
    let scope = [(Scope::ClientSecret, key.as_str())];
    admitted(throttle::look(&mut connection, &scope, now).await?)?;
    if is_proven(&client.secrets, secret, now) {
        return Ok(client);
    }
    drop(connection);
    let mut transaction = app.store.begin().await?;
    admitted(throttle::reserve(&mut transaction, &new_id(), &scope, now).await?)?;
    transaction.commit().await?;
    Err(REFUSED)
}

const fn admitted(verdict: Verdict) -> Result<(), OAuthError> {
    match verdict {
        Verdict::Admitted => Ok(()),
        Verdict::Refused { retry_after_seconds } => Err(OAuthError {
            retry_after_seconds: Some(retry_after_seconds),
            ..TOO_MANY
        }),
    }
}

/// A public client has no secret, and must not be taken for one that has. Each secret that works is compared, in constant time,
/// whether or not one before it fits.
fn is_proven(known: &ClientSecrets, secret: Option<&str>, now_ms: i64) -> bool {
    match secret {
        Some(secret) => {
            let hash = token_hash(secret);
            let fits = |known: &str| hash.as_bytes().ct_eq(known.as_bytes());
            known
                .working(now_ms)
                .fold(Choice::from(0), |proven, known| proven | fits(known))
                .into()
        }
        None => known.is_public(),
    }
}

fn credentials(authorization: Option<&str>, parameters: &Parameters) -> Result<Credentials, OAuthError> {
    let (client_id, secret) = (parameters.get("client_id")?, parameters.get("client_secret")?);
    let Some(header) = authorization else {
        return Ok(Credentials {
            client_id: client_id.ok_or(REFUSED)?.to_owned(),
            secret: secret.map(str::to_owned),
        });
    };
    let basic = from_basic(header).ok_or(REFUSED)?;
    if secret.is_some() || client_id.is_some_and(|client_id| client_id != basic.client_id) {
        return Err(MALFORMED);
    }
    Ok(basic)
}

/// Both halves are form-encoded before they are joined (§2.3.1).
fn from_basic(header: &str) -> Option<Credentials> {
    let (scheme, text) = header.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(text.trim()).ok()?).ok()?;
    let (client_id, secret) = text.split_once(':')?;
    Some(Credentials {
        client_id: form_decoded(client_id)?,
        // Without a secret, as some libraries send public clients.
        secret: Some(form_decoded(secret)?).filter(|secret| !secret.is_empty()),
    })
}

fn form_decoded(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        // Not form-encoded: taken as it stands, as it cannot mean anything else.
        return Some(text.to_owned());
    }
    let (value, rest) = url::form_urlencoded::parse(text.as_bytes())
        .next()
        .unwrap_or_default();
    rest.is_empty().then(|| value.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client_secrets::OVERLAP_MS;

    fn read(header: Option<&str>, form: &str) -> Result<(String, Option<String>), OAuthCode> {
        credentials(header, &Parameters::parse(form.as_bytes()))
            .map(|credentials| (credentials.client_id, credentials.secret))
            .map_err(|error| error.code)
    }

    fn basic(text: &str) -> String {
        format!("Basic {}", STANDARD.encode(text))
    }

    #[test]
    fn each_way_to_say_who_one_is() {
        let pair = |id: &str, secret: Option<&str>| Ok((id.to_owned(), secret.map(str::to_owned)));
        assert_eq!(read(None, "client_id=a&client_secret=s"), pair("a", Some("s")));
        assert_eq!(read(None, "client_id=a"), pair("a", None));
        assert_eq!(read(Some(&basic("a:s")), ""), pair("a", Some("s")));
        assert_eq!(
            read(Some(&basic("a%3Ab:s+%2B%26=")), ""),
            pair("a:b", Some("s+%2B%26="))
        );
        assert_eq!(
            read(Some(&basic("a%3Ab:s+%2B%26")), ""),
            pair("a:b", Some("s +&"))
        );
        assert_eq!(read(Some(&basic("a:s")), "client_id=a"), pair("a", Some("s")));
    }

    #[test]
    fn two_ways_at_once_are_none() {
        assert_eq!(read(None, ""), Err(OAuthCode::InvalidClient));
        assert_eq!(
            read(Some("Bearer x"), "client_id=a"),
            Err(OAuthCode::InvalidClient)
        );
        assert_eq!(
            read(Some("Basic !"), "client_id=a"),
            Err(OAuthCode::InvalidClient)
        );
        assert_eq!(
            read(Some(&basic("a:s")), "client_secret=s"),
            Err(OAuthCode::InvalidRequest)
        );
        assert_eq!(
            read(Some(&basic("a:s")), "client_id=b"),
            Err(OAuthCode::InvalidRequest)
        );
        assert_eq!(
            read(None, "client_id=a&client_id=a"),
            Err(OAuthCode::InvalidRequest)
        );
    }

    #[test]
    fn a_secret_proves_the_client_that_has_it() {
        let known = ClientSecrets {
            current: Some(token_hash("s")),
            previous: None,
        };
        let public = ClientSecrets::default();
        assert!(is_proven(&known, Some("s"), 0));
        assert!(is_proven(&public, None, 0));
        assert!(!is_proven(&known, None, 0));
        assert!(!is_proven(&known, Some(""), 0));
        assert!(!is_proven(&known, Some("t"), 0));
        assert!(!is_proven(&public, Some("s"), 0));
    }

    #[test]
    fn the_secret_before_proves_it_too_while_it_works() {
        let known = ClientSecrets {
            current: Some(token_hash("one")),
            previous: None,
        };
        let known = known.rotated(token_hash("two"), 0);
        for secret in ["one", "two"] {
            assert!(is_proven(&known, Some(secret), OVERLAP_MS - 1), "{secret}");
        }
        assert!(!is_proven(&known, Some("one"), OVERLAP_MS));
        assert!(is_proven(&known, Some("two"), OVERLAP_MS));
        assert!(!is_proven(&known, None, 0) && !is_proven(&known, Some("three"), 0));
    }
}
