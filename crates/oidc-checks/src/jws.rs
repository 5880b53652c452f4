//! Reads and verifies signed tokens in the compact form (RFC 7515), for ID tokens and logout tokens alike. Invariant: the algorithm
//! is asymmetric and fits the type of the key, whatever the header says, and no token costs more than a few signature checks.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use openidconnect::{JsonWebKey, core::CoreJwsSigningAlgorithm};
use serde_json::{Map, Value};

use crate::algorithm::algorithm;
use crate::keys::{SigningKey, SigningKeys};
use crate::object::{self, text};
use crate::refusal::{Check, Refusal};

/// Most keys that are tried for one token.
const MOST_TRIED: usize = 8;

/// A token that has been read and not been verified.
pub(crate) struct SignedToken<'a> {
    pub(crate) claims: Map<String, Value>,
    pub(crate) algorithm: CoreJwsSigningAlgorithm,
    key_id: Option<String>,
    message: &'a str,
    signature: Vec<u8>,
}

impl<'a> SignedToken<'a> {
    /// Reads a token. `types` are the values of `typ` that it may have, in small letters and without `application/`; it may also
    /// have none.
    pub(crate) fn read(raw: &'a str, types: &[&str]) -> Result<Self, Refusal> {
        // Three parts: encrypted tokens (five) were not asked for.
        let no_jwt = || Refusal::new(Check::Format, "the token is not a signed JWT");
        let (message, signature) = raw.rsplit_once('.').ok_or_else(no_jwt)?;
        let (header, claims) = message.split_once('.').ok_or_else(no_jwt)?;
        if claims.contains('.') {
            return Err(no_jwt());
        }
        let header = part(header).ok_or_else(no_jwt)?;
        let algorithm = check_header(&header, types)?;
        let unreadable = || Refusal::new(Check::Format, "the token's claims are no JSON object");
        let claims = part(claims).ok_or_else(unreadable)?;
        let signature = BASE64_URL_SAFE_NO_PAD
            .decode(signature)
            .map_err(|_| Refusal::new(Check::Format, "the signature cannot be read"))?;
        let key_id = text(&header, "kid")
            .map_err(|_| Refusal::new(Check::Format, "`kid` is no text").about("kid"))?
            .map(str::to_owned);
        Ok(Self {
            claims,
            algorithm,
            key_id,
            message,
            signature,
        })
    }

    /// The same, of a token that has to say which kind it is.
    pub(crate) fn read_typed(raw: &'a str, types: &[&str]) -> Result<Self, Refusal> {
        let token = Self::read(raw, types)?;
        match raw.split('.').next().and_then(part) {
            Some(header) if header.contains_key("typ") => Ok(token),
            _ => Err(Refusal::new(Check::Format, "`typ` is missing").about("typ")),
        }
    }

    /// Verifies the signature, with each key that may be meant (RFC 7515 §6), and returns the one that fits.
    pub(crate) fn verify<'k>(&self, keys: &'k SigningKeys) -> Result<&'k SigningKey, Refusal> {
        let candidates = keys.candidates(self.key_id.as_deref(), &self.algorithm);
        let fits = |key: &&&SigningKey| {
            let (message, signature) = (self.message.as_bytes(), self.signature.as_slice());
            // The key sees to it that the algorithm is one of its own.
            key.public
                .verify_signature(&self.algorithm, message, signature)
                .is_ok()
        };
        if let Some(key) = candidates.iter().take(MOST_TRIED).find(fits) {
            return Ok(key);
        }
        let is_named = candidates
            .iter()
            .any(|key| key.id.is_some() && key.id == self.key_id);
        let refused = if candidates.is_empty() || (self.key_id.is_some() && !is_named) {
            Refusal::new(Check::KeyId, "the issuer has no such key").about("kid")
        } else if candidates.len() > MOST_TRIED {
            Refusal::new(
                Check::KeyId,
                "the token does not say which of many keys it is signed with",
            )
            .about("kid")
        } else {
            Refusal::new(Check::Signature, "the signature does not fit")
        };
        // Also under a known name: some give their next key the name of the one before.
        Err(Refusal {
            may_be_a_new_key: true,
            ..refused
        })
    }
}

fn part(encoded: &str) -> Option<Map<String, Value>> {
    object::read(&BASE64_URL_SAFE_NO_PAD.decode(encoded).ok()?)
}

/// Parameters that are not known here are ignored (RFC 7515 §4), but for those that say that they must not be.
fn check_header(header: &Map<String, Value>, types: &[&str]) -> Result<CoreJwsSigningAlgorithm, Refusal> {
    let known = header.get("alg").and_then(Value::as_str).and_then(algorithm);
    let algorithm = known.ok_or_else(|| {
        Refusal::new(
            Check::Algorithm,
            "the token is not signed with an accepted algorithm",
        )
    })?;
    let of_another_kind = || Refusal::new(Check::Format, "`typ` is of another kind of token").about("typ");
    if let Some(kind) = text(header, "typ").map_err(|_| of_another_kind())? {
        let kind = kind.to_ascii_lowercase();
        if !types.contains(&kind.strip_prefix("application/").unwrap_or(&kind)) {
            return Err(of_another_kind());
        }
    }
    if text(header, "cty").is_ok_and(|kind| kind.is_some_and(|kind| kind.eq_ignore_ascii_case("jwt"))) {
        return Err(
            Refusal::new(Check::Format, "`cty` says that there is a token in the token").about("cty"),
        );
    }
    if header.contains_key("crit") {
        return Err(
            Refusal::new(Check::Format, "`crit` wants something that is not known here").about("crit"),
        );
    }
    Ok(algorithm)
}
