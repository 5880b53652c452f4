//! Checks a logout token in full (OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6). Invariant: what leaves this module was
//! said by the issuer, to us, a short while ago, and about a logout; whether it was said before is for the store to know.

use openidconnect::{JsonWebKey, core::CoreJwsSigningAlgorithm};
use serde_json::{Map, Value};

use super::{
    discovery::SIGNING_ALGORITHMS,
    error::{FederationError, LogoutTokenCheck as Check},
    id_token::{decoded_part, is_identifier, object_in, seconds_as_ms},
    keys::SigningKeys,
};

/// How far two clocks may be apart.
const LEEWAY_MS: i64 = 60_000;
/// A logout token is sent when the logout happens, and maybe again a few times: an older one is somebody's leftover.
const OLDEST_MS: i64 = 10 * 60_000;
/// The one event (§2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

type Object = Map<String, Value>;

/// What the token must say.
pub(super) struct Expectation<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) now_ms: i64,
}

/// What a good token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutToken {
    /// `iss`
    pub issuer: String,
    /// `sub`; this or `sid` is there.
    pub subject: Option<String>,
    /// `sid`
    pub sid: Option<String>,
    /// `jti`: it must not have come before.
    pub jti: String,
    /// From then on it is too old, by the machine's clock, in milliseconds.
    pub dies_in_ms: i64,
}

/// Why a token is not good.
#[derive(Debug)]
pub(super) struct Rejection {
    pub(super) error: FederationError,
    /// Newer keys might have fitted.
    pub(super) may_be_a_new_key: bool,
}

impl From<FederationError> for Rejection {
    fn from(error: FederationError) -> Self {
        Self {
            error,
            may_be_a_new_key: false,
        }
    }
}

/// What can be seen without keys: the form, and who it says that it is from. Nobody is asked for keys on behalf of a token
/// that is refused anyway.
pub(super) fn look(raw: &str, expected: &Expectation<'_>) -> Result<(), FederationError> {
    let (header, claims) = parts(raw)?;
    check_header(&header)?;
    check_claims(&claims, expected).map(drop)
}

/// Checks everything.
pub(super) fn verify(
    raw: &str,
    keys: &SigningKeys,
    expected: &Expectation<'_>,
) -> Result<LogoutToken, Rejection> {
    let (header, claims) = parts(raw)?;
    let algorithm = check_header(&header)?;
    check_signature(raw, &header, &algorithm, keys)?;
    Ok(check_claims(&claims, expected)?)
}

const fn refused(check: Check, reason: &'static str) -> FederationError {
    FederationError::logout_token(check, reason)
}

fn parts(raw: &str) -> Result<(Object, Object), FederationError> {
    // Three parts: encrypted tokens (five) were not asked for.
    let parts = object_in(raw, 0).zip(object_in(raw, 1));
    parts
        .filter(|_| raw.split('.').count() == 3)
        .ok_or_else(|| refused(Check::Format, "the logout token is not a signed JWT"))
}

fn check_header(header: &Object) -> Result<CoreJwsSigningAlgorithm, FederationError> {
    if let Some(kind) = header.get("typ") {
        let kind = kind.as_str().unwrap_or_default().to_ascii_lowercase();
        let kind = kind.strip_prefix("application/").unwrap_or(&kind);
        // `JWT` where the issuer is older than the recommendation of a type of its own (§2.4).
        if !matches!(kind, "logout+jwt" | "jwt") {
            return Err(refused(Check::Format, "`typ` is of another kind of token"));
        }
    }
    if header.contains_key("crit") {
        return Err(refused(
            Check::Format,
            "`crit` wants something that is not known here",
        ));
    }
    header
        .get("alg")
        .and_then(Value::as_str)
        .filter(|name| SIGNING_ALGORITHMS.contains(name))
        .and_then(|name| serde_json::from_value(Value::String(name.to_owned())).ok())
        .ok_or_else(|| {
            refused(
                Check::Algorithm,
                "the logout token is not signed with an accepted algorithm",
            )
        })
}

fn check_signature(
    raw: &str,
    header: &Object,
    algorithm: &CoreJwsSigningAlgorithm,
    keys: &SigningKeys,
) -> Result<(), Rejection> {
    let key_id = match header.get("kid") {
        None => None,
        Some(Value::String(key_id)) => Some(key_id.as_str()),
        Some(_) => return Err(refused(Check::KeyId, "`kid` is no text").into()),
    };
    let named = keys
        .0
        .keys()
        .iter()
        .filter(|key| key_id.is_none_or(|wanted| key.key_id().is_some_and(|id| id.as_str() == wanted)))
        .collect::<Vec<_>>();
    let (message, _) = raw
        .rsplit_once('.')
        .ok_or_else(|| refused(Check::Format, "the logout token is not a signed JWT"))?;
    let signature =
        decoded_part(raw, 2).ok_or_else(|| refused(Check::Format, "the signature cannot be read"))?;
    // The key sees to it that the algorithm is one of its own.
    let fits = named.iter().any(|key| {
        key.verify_signature(algorithm, message.as_bytes(), &signature)
            .is_ok()
    });
    if fits {
        return Ok(());
    }
    let (check, reason) = if named.is_empty() {
        (Check::KeyId, "the issuer has no such key")
    } else {
        (Check::Signature, "the signature does not fit")
    };
    Err(Rejection {
        error: refused(check, reason),
        may_be_a_new_key: named.is_empty() || key_id.is_none(),
    })
}

fn check_claims(claims: &Object, expected: &Expectation<'_>) -> Result<LogoutToken, FederationError> {
    if claims.get("iss").and_then(Value::as_str) != Some(expected.issuer) {
        return Err(refused(Check::Issuer, "`iss` is another issuer"));
    }
    check_audience(claims.get("aud"), expected.client_id)?;
    let dies_in_ms = check_times(claims, expected.now_ms)?;
    let is_logout = claims
        .get("events")
        .and_then(|events| events.get(EVENT))
        .is_some_and(Value::is_object);
    if !is_logout {
        return Err(refused(Check::Event, "`events` does not speak of a logout"));
    }
    // So that no ID token can pass for a logout token (§2.4).
    if claims.contains_key("nonce") {
        return Err(refused(
            Check::Nonce,
            "there is a `nonce`, which only ID tokens have",
        ));
    }
    let subject = identifier(claims, "sub", Check::Subject)?;
    let sid = identifier(claims, "sid", Check::Subject)?;
    if subject.is_none() && sid.is_none() {
        return Err(refused(Check::Subject, "neither `sub` nor `sid` is there"));
    }
    let jti = identifier(claims, "jti", Check::TokenId)?;
    Ok(LogoutToken {
        issuer: expected.issuer.to_owned(),
        subject,
        sid,
        jti: jti.ok_or_else(|| refused(Check::TokenId, "`jti` is missing"))?,
        dies_in_ms,
    })
}

/// We, and nobody beside us.
fn check_audience(audience: Option<&Value>, client_id: &str) -> Result<(), FederationError> {
    let is_ours = match audience {
        Some(Value::String(one)) => one == client_id,
        Some(Value::Array(all)) => !all.is_empty() && all.iter().all(|one| one == client_id),
        _ => false,
    };
    if is_ours {
        Ok(())
    } else {
        Err(refused(Check::Audience, "`aud` is not this client alone"))
    }
}

/// Returns for how long the token can still be believed.
fn check_times(claims: &Object, now_ms: i64) -> Result<i64, FederationError> {
    let moment = |name: &str| claims.get(name).and_then(seconds_as_ms);
    let Some(issued_at_ms) = moment("iat") else {
        return Err(refused(Check::IssuedAt, "`iat` is missing"));
    };
    if issued_at_ms > now_ms.saturating_add(LEEWAY_MS) {
        return Err(refused(Check::IssuedAt, "`iat` is in the future"));
    }
    if issued_at_ms < now_ms.saturating_sub(OLDEST_MS) {
        return Err(refused(Check::IssuedAt, "`iat` is more than 10 minutes ago"));
    }
    let Some(expires_at_ms) = moment("exp") else {
        return Err(refused(Check::Expiry, "`exp` is missing"));
    };
    let dies_at_ms = expires_at_ms
        .saturating_add(LEEWAY_MS)
        .min(issued_at_ms.saturating_add(OLDEST_MS + 1));
    if dies_at_ms <= now_ms {
        return Err(refused(Check::Expiry, "the logout token has expired"));
    }
    Ok(dies_at_ms - now_ms)
}

fn identifier(claims: &Object, name: &str, check: Check) -> Result<Option<String>, FederationError> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if is_identifier(text) => Ok(Some(text.clone())),
        Some(_) => Err(refused(check, "an identifier is empty, too long, or no text")),
    }
}
