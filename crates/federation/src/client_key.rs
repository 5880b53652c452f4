//! A key with which Latchkey proves to a company's identity provider who it is, in the place of a client secret (`private_key_jwt`, OpenID
//! Connect Core §9). One key is two pairs, RSA and P-256, since identity providers differ in what they take. Invariants: only public halves leave this
//! module unencrypted; nothing here prints a key.

use std::fmt;

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use latchkey_system::secrets::random_bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::{Zeroize as _, Zeroizing};

use super::certificate::self_signed;
use super::key_fault::KeyFault;

/// How an assertion is signed (RFC 7518 §3.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AssertionAlgorithm {
    /// RSA PKCS #1 with SHA-256.
    Rs256,
    /// RSA PSS with SHA-256.
    Ps256,
    /// ECDSA with P-256 and SHA-256.
    Es256,
}

impl AssertionAlgorithm {
    /// In the order in which they are preferred: what most take first.
    const ALL: [Self; 3] = [Self::Rs256, Self::Ps256, Self::Es256];

    /// As headers and discovery write it.
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Rs256 => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
        }
    }

    /// The one to sign with where these are offered (`token_endpoint_auth_signing_alg_values_supported`). RS256 where nothing is said: it is what
    /// servers should take (OpenID Connect Discovery §3). `None` where all that is offered is unknown here.
    pub(super) fn chosen(offered: Option<&[String]>) -> Option<Self> {
        let Some(offered) = offered else {
            return Some(Self::Rs256);
        };
        let is_offered = |algorithm: &Self| offered.iter().any(|name| name == algorithm.as_str());
        Self::ALL.into_iter().find(is_offered)
    }
}

/// The key as it is kept, before it is encrypted.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// PKCS #8, base64.
    rsa: String,
    /// PKCS #8, base64.
    ec: String,
    /// DER, base64.
    certificate: String,
    /// Both public halves (RFC 7517).
    jwks: Vec<Value>,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.rsa.zeroize();
        self.ec.zeroize();
    }
}

/// What everybody may see of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey {
    /// Both halves (RFC 7517).
    pub jwks: Vec<Value>,
    /// The certificate, DER.
    pub certificate: Vec<u8>,
}

impl PublicKey {
    /// Reads it from a key's text.
    ///
    /// # Errors
    /// [`KeyFault`] where that is none.
    pub fn of(text: &str) -> Result<Self, KeyFault> {
        let mut kept: Kept = serde_json::from_str(text).map_err(|_| KeyFault)?;
        Ok(Self {
            certificate: STANDARD.decode(&kept.certificate).map_err(|_| KeyFault)?,
            jwks: std::mem::take(&mut kept.jwks),
        })
    }

    /// The certificate as it is downloaded (RFC 7468).
    pub fn certificate_pem(&self) -> String {
        let text = STANDARD.encode(&self.certificate);
        let lines: Vec<&str> = text
            .as_bytes()
            .chunks(64)
            .filter_map(|line| std::str::from_utf8(line).ok())
            .collect();
        format!(
            "-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n",
            lines.join("\n")
        )
    }

    /// By which Entra ID and AD FS show a certificate: its SHA-1, hexadecimal.
    pub fn thumbprint(&self) -> String {
        let hash = digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.certificate);
        hash.as_ref().iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The names of the halves (`kid`).
    pub fn key_ids(&self) -> impl Iterator<Item = &str> {
        self.jwks.iter().filter_map(|jwk| jwk.get("kid")?.as_str())
    }
}

/// A key that signs.
pub struct ClientKey {
    rsa: RsaKeyPair,
    ec: EcdsaKeyPair,
    rsa_id: String,
    ec_id: String,
    certificate: Vec<u8>,
    is_spoiled: bool,
}

impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKey")
            .field("rsa_id", &self.rsa_id)
            .finish_non_exhaustive()
    }
}

impl PartialEq for ClientKey {
    fn eq(&self, other: &Self) -> bool {
        (&self.rsa_id, &self.ec_id, self.is_spoiled) == (&other.rsa_id, &other.ec_id, other.is_spoiled)
    }
}

impl Eq for ClientKey {}

impl ClientKey {
    /// The text of a new one, to be encrypted; takes a while. `name`: what its certificate is called.
    ///
    /// # Errors
    /// [`KeyFault`] where the machine cannot make one.
    pub fn generate(name: &str, now_ms: i64) -> Result<Zeroizing<String>, KeyFault> {
        let rsa = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| KeyFault)?;
        let ec = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| KeyFault)?;
        let serial = random_bytes().map_err(|_| KeyFault)?;
        let certificate = self_signed(&rsa, name, serial, now_ms)?;
        let kept = Kept {
            rsa: STANDARD.encode(rsa.as_der().map_err(|_| KeyFault)?.as_ref()),
            ec: STANDARD.encode(ec.to_pkcs8v1().map_err(|_| KeyFault)?.as_ref()),
            jwks: vec![rsa_jwk(&rsa, &certificate), ec_jwk(&ec)?],
            certificate: STANDARD.encode(certificate),
        };
        serde_json::to_string(&kept)
            .map(Zeroizing::new)
            .map_err(|_| KeyFault)
    }

    /// Reads [`Self::generate`].
    ///
    /// # Errors
    /// [`KeyFault`] where that is none.
    pub fn from_text(text: &str) -> Result<Self, KeyFault> {
        let kept: Kept = serde_json::from_str(text).map_err(|_| KeyFault)?;
        let der = |text: &str| STANDARD.decode(text).map(Zeroizing::new).map_err(|_| KeyFault);
        let id = |index: usize| {
            let id = kept.jwks.get(index)?.get("kid")?.as_str()?;
            Some(id.to_owned())
        };
        Ok(Self {
            rsa: RsaKeyPair::from_pkcs8(&der(&kept.rsa)?).map_err(|_| KeyFault)?,
            ec: EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der(&kept.ec)?)
                .map_err(|_| KeyFault)?,
            rsa_id: id(0).ok_or(KeyFault)?,
            ec_id: id(1).ok_or(KeyFault)?,
            certificate: STANDARD.decode(&kept.certificate).map_err(|_| KeyFault)?,
            is_spoiled: false,
        })
    }

    /// The same key, whose signatures are wrong from now on: to see whether an identity provider looks at them.
    #[must_use]
    pub fn spoiled(self) -> Self {
        Self {
            is_spoiled: true,
            ..self
        }
    }

    /// The header of what it signs (RFC 7515 §4.1). Entra ID and AD FS find the key by the certificate's thumbprint, all others by its name.
    pub(super) fn header(&self, algorithm: AssertionAlgorithm) -> Value {
        let id = match algorithm {
            AssertionAlgorithm::Es256 => {
                return json!({ "alg": algorithm.as_str(), "typ": "JWT", "kid": self.ec_id });
            }
            AssertionAlgorithm::Rs256 | AssertionAlgorithm::Ps256 => &self.rsa_id,
        };
        json!({
            "alg": algorithm.as_str(),
            "typ": "JWT",
            "kid": id,
            "x5t": base64(digest(&SHA1_FOR_LEGACY_USE_ONLY, &self.certificate).as_ref()),
            "x5t#S256": base64(digest(&SHA256, &self.certificate).as_ref()),
        })
    }

    pub(super) fn sign(&self, algorithm: AssertionAlgorithm, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let random = SystemRandom::new();
        let mut signature = match algorithm {
            AssertionAlgorithm::Es256 => {
                let signature = self.ec.sign(&random, message).map_err(|_| KeyFault)?;
                signature.as_ref().to_vec()
            }
            AssertionAlgorithm::Rs256 | AssertionAlgorithm::Ps256 => {
                let encoding = match algorithm {
                    AssertionAlgorithm::Ps256 => &RSA_PSS_SHA256,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; self.rsa.public_modulus_len()];
                self.rsa
                    .sign(encoding, &random, message, &mut signature)
                    .map_err(|_| KeyFault)?;
                signature
            }
        };
        if let (true, Some(last)) = (self.is_spoiled, signature.last_mut()) {
            *last ^= 1;
        }
        Ok(signature)
    }
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The public half. Its name is its thumbprint (RFC 7638), so that one key has one name wherever it is kept.
fn rsa_jwk(pair: &RsaKeyPair, certificate: &[u8]) -> Value {
    let key = pair.public_key();
    let n = base64(key.modulus().big_endian_without_leading_zero());
    let e = base64(key.exponent().big_endian_without_leading_zero());
    let kid = named(&format!(r#"{{"e":"{e}","kty":"RSA","n":"{n}"}}"#));
    // No `alg`: the same key signs RS256 and PS256.
    json!({
        "kty": "RSA", "use": "sig", "kid": kid, "n": n, "e": e,
        "x5c": [STANDARD.encode(certificate)],
        "x5t": base64(digest(&SHA1_FOR_LEGACY_USE_ONLY, certificate).as_ref()),
        "x5t#S256": base64(digest(&SHA256, certificate).as_ref()),
    })
}

fn ec_jwk(pair: &EcdsaKeyPair) -> Result<Value, KeyFault> {
    // An uncompressed point: 4, x, y.
    let (x, y) = pair
        .public_key()
        .as_ref()
        .get(1..65)
        .ok_or(KeyFault)?
        .split_at(32);
    let (x, y) = (base64(x), base64(y));
    let kid = named(&format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#));
    Ok(json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kid, "x": x, "y": y }))
}

fn named(thumbprint_input: &str) -> String {
    base64(digest(&SHA256, thumbprint_input.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_chosen_is_offered_and_known(offered in prop::collection::vec(prop::sample::select(vec!["RS256", "PS256", "ES256", "HS256", "none", "EdDSA", "RS512"]), 0..6)) {
            let offered: Vec<String> = offered.into_iter().map(str::to_owned).collect();
            let known = offered.iter().any(|name| ["RS256", "PS256", "ES256"].contains(&name.as_str()));
            let chosen = AssertionAlgorithm::chosen(Some(&offered));
            prop_assert_eq!(chosen.is_some(), known);
            if let Some(chosen) = chosen {
                prop_assert!(offered.contains(&chosen.as_str().to_owned()));
            }
        }
    }

    #[test]
    fn where_nothing_is_said_it_is_the_one_that_servers_should_take() {
        assert_eq!(AssertionAlgorithm::chosen(None), Some(AssertionAlgorithm::Rs256));
    }

    #[test]
    fn a_key_shows_its_public_halves_alone_and_has_one_name_everywhere() {
        let text = ClientKey::generate("login.example acme", 1_800_000_000_000).expect("a key");
        let (shown, again) = (
            PublicKey::of(&text).expect("reads"),
            ClientKey::from_text(&text).expect("reads"),
        );
        let ids: Vec<&str> = shown.key_ids().collect();
        assert_eq!(ids, [again.rsa_id.as_str(), again.ec_id.as_str()]);
        for jwk in &shown.jwks {
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert!(jwk.get(private).is_none(), "{private}");
            }
        }
        assert_eq!(shown.thumbprint().len(), 40);
        assert!(shown.certificate_pem().lines().all(|line| line.len() <= 64));
        assert!(!format!("{again:?}").contains(&*text));
        assert!(ClientKey::from_text("{}").is_err() && PublicKey::of("a secret").is_err());
    }

    #[test]
    fn a_spoiled_key_signs_wrongly() {
        let text = ClientKey::generate("x", 1_800_000_000_000).expect("a key");
        let key = ClientKey::from_text(&text).expect("reads");
        let right = key.sign(AssertionAlgorithm::Rs256, b"message").expect("signs");
        let wrong = key
            .spoiled()
            .sign(AssertionAlgorithm::Rs256, b"message")
            .expect("signs");
        assert_ne!(right, wrong);
        assert_eq!(right[..255], wrong[..255], "but for its end");
    }
}
