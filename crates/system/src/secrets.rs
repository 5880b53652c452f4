//! Secrets: made, hashed, sealed, compared. Invariant: no type here prints what it holds.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::{digest, hmac, rand};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq as _;
use zeroize::Zeroizing;

/// Bytes of randomness in a token: as many as can never be guessed.
const TOKEN_BYTES: usize = 32;

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// A sealed text was not sealed by this key for this purpose, or was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "a sealed value cannot be opened: LATCHKEY_SECRET_KEY is not the one it was sealed with, or it was changed"
)]
pub struct CannotOpen;

/// The machine has no randomness to give.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("the system's random number generator failed")]
pub struct NoRandomness;

/// A token for a cookie or an address: 32 random bytes in base64url, 43 characters.
pub fn new_token() -> Result<String, NoRandomness> {
    Ok(URL_SAFE_NO_PAD.encode(random_bytes::<TOKEN_BYTES>()?))
}

/// `COUNT` random bytes from the operating system.
pub fn random_bytes<const COUNT: usize>() -> Result<[u8; COUNT], NoRandomness> {
    let mut bytes = [0; COUNT];
    rand::fill(&mut bytes).map_err(|_| NoRandomness)?;
    Ok(bytes)
}

/// What the store keeps of a token: its SHA-256, hexadecimal.
pub fn token_hash(token: &str) -> String {
    let hash = digest::digest(&digest::SHA256, token.as_bytes());
    // Digit by digit: this is done several times for each request.
    let digit = |number: u8| char::from(HEXADECIMAL[usize::from(number & 15)]);
    let digits = hash
        .as_ref()
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(*byte)]);
    digits.collect()
}

/// The secrets by which a browser is known again that began something here. Several, because it may have begun several things before
/// the cookie of the first one came: each response then brings one of its own, and all of them are this browser's.
#[derive(Clone, Default)]
pub struct BrowserSecrets(Vec<String>);

impl BrowserSecrets {
    /// From the cookies of a request, the oldest first.
    pub fn new<'a>(tokens: impl IntoIterator<Item = &'a str>) -> Self {
        Self(tokens.into_iter().map(str::to_owned).collect())
    }

    /// Whether one of them has this hash.
    pub fn include(&self, hash: &str) -> bool {
        self.0.iter().any(|token| token_hash(token) == hash)
    }

    /// The one that what begins now is bound to, too.
    pub fn newest(&self) -> Option<&str> {
        self.0.last().map(String::as_str)
    }
}

impl std::fmt::Debug for BrowserSecrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BrowserSecrets({})", self.0.len())
    }
}

/// The platform's key. Everything that has to be readable again is sealed with it.
///
/// While it is rotated, it is two: the present one makes everything, and the previous one still opens what it has made.
#[derive(Clone)]
pub struct SecretKey {
    present: Key,
    previous: Option<Key>,
}

#[derive(Clone)]
struct Key {
    bytes: Zeroizing<[u8; 32]>,
    /// Made once: half of what a token's HMAC costs is making its key.
    mac: hmac::Key,
}

impl Key {
    fn new(bytes: Zeroizing<[u8; 32]>) -> Self {
        let mac = hmac::Key::new(hmac::HMAC_SHA256, bytes.as_slice());
        Self { bytes, mac }
    }

    fn derive(&self, purpose: &str, input: &str) -> String {
        let tag = hmac::sign(&self.mac, format!("{purpose}\0{input}").as_bytes());
        URL_SAFE_NO_PAD.encode(tag.as_ref())
    }

    fn open(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<String>, CannotOpen> {
        let mut bytes = STANDARD.decode(sealed).map_err(|_| CannotOpen)?;
        if bytes.len() < NONCE_LEN {
            return Err(CannotOpen);
        }
        let mut text = bytes.split_off(NONCE_LEN);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| CannotOpen)?;
        let key = self.aead().ok_or(CannotOpen)?;
        let plain = key
            .open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut text)
            .map_err(|_| CannotOpen)?;
        String::from_utf8(plain.to_vec())
            .map(Zeroizing::new)
            .map_err(|_| CannotOpen)
    }

    fn aead(&self) -> Option<LessSafeKey> {
        Some(LessSafeKey::new(
            UnboundKey::new(&AES_256_GCM, self.bytes.as_slice()).ok()?,
        ))
    }
}

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SecretKey(…)")
    }
}

impl SecretKey {
    /// A new key.
    pub fn generate() -> Result<Self, NoRandomness> {
        let mut bytes = Zeroizing::new([0; 32]);
        rand::fill(bytes.as_mut_slice()).map_err(|_| NoRandomness)?;
        Ok(Self::alone(bytes))
    }

    fn alone(present: Zeroizing<[u8; 32]>) -> Self {
        Self {
            present: Key::new(present),
            previous: None,
        }
    }

    /// This key, where `previous` was the present one until now.
    #[must_use]
    pub fn after(self, previous: &Self) -> Self {
        Self {
            previous: Some(previous.present.clone()),
            ..self
        }
    }

    /// Whether there is a previous one.
    pub const fn has_previous(&self) -> bool {
        self.previous.is_some()
    }

    /// Reads the base64 form; `None` if it is not 32 bytes.
    pub fn from_base64(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(
            STANDARD
                .decode(text.trim())
                .or_else(|_| URL_SAFE_NO_PAD.decode(text.trim()))
                .ok()?,
        );
        Some(Self::alone(Zeroizing::new(bytes.as_slice().try_into().ok()?)))
    }

    /// The base64 form, for the key file.
    pub fn to_base64(&self) -> Zeroizing<String> {
        Zeroizing::new(STANDARD.encode(self.present.bytes.as_slice()))
    }

    /// Seals `plain` (AES-256-GCM, random nonce). It opens again only for the same `purpose`, so that a sealed value
    /// moved to another row is worth nothing.
    pub fn seal(&self, purpose: &str, plain: &str) -> Result<String, NoRandomness> {
        let mut nonce = [0; NONCE_LEN];
        rand::fill(&mut nonce).map_err(|_| NoRandomness)?;
        let mut sealed = plain.as_bytes().to_vec();
        let key = self.present.aead().ok_or(NoRandomness)?;
        key.seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(purpose.as_bytes()),
            &mut sealed,
        )
        .map_err(|_| NoRandomness)?;
        Ok(STANDARD.encode([&nonce[..], &sealed[..]].concat()))
    }

    /// Opens what [`Self::seal`] made for the same `purpose`.
    pub fn open(&self, purpose: &str, sealed: &str) -> Result<Zeroizing<String>, CannotOpen> {
        let opened = self.present.open(purpose, sealed);
        match &self.previous {
            Some(previous) => opened.or_else(|_| previous.open(purpose, sealed)),
            None => opened,
        }
    }

    /// Whether the present key opens it, and not the previous one alone.
    pub fn is_sealed_with_present(&self, purpose: &str, sealed: &str) -> bool {
        self.present.open(purpose, sealed).is_ok()
    }

    /// A value that belongs to `input` and cannot be told without the key (HMAC-SHA-256, base64url). For `nonce` and
    /// `code_verifier`: they follow from `state`, so that they are stored nowhere.
    pub fn derive(&self, purpose: &str, input: &str) -> String {
        self.present.derive(purpose, input)
    }

    /// A token that carries a text, for anybody to read and for nobody else to make or change: the text and its HMAC-SHA-256,
    /// both in base64url, with a dot between them.
    pub fn sealed_token(&self, purpose: &str, text: &str) -> String {
        let text = URL_SAFE_NO_PAD.encode(text);
        let seal = self.derive(purpose, &text);
        format!("{text}.{seal}")
    }

    /// The text in a token that this key made for this purpose.
    pub fn text_in(&self, purpose: &str, token: &str) -> Option<String> {
        let (text, seal) = token.split_once('.')?;
        let is_own = [Some(&self.present), self.previous.as_ref()]
            .into_iter()
            .flatten()
            .any(|key| {
                let own = key.derive(purpose, text);
                own.as_bytes().ct_eq(seal.as_bytes()).into()
            });
        let text = URL_SAFE_NO_PAD.decode(text).ok().filter(|_| is_own)?;
        String::from_utf8(text).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_text_opens_for_its_purpose_only() {
        let key = SecretKey::generate().expect("randomness");
        let sealed = key.seal("client_secret:1", "hush").expect("seals");
        assert_eq!(
            key.open("client_secret:1", &sealed).expect("opens").as_str(),
            "hush"
        );
        assert_eq!(key.open("client_secret:2", &sealed), Err(CannotOpen));
        assert_eq!(
            SecretKey::generate()
                .expect("randomness")
                .open("client_secret:1", &sealed),
            Err(CannotOpen)
        );
        for broken in ["", "AAAA", "not base64", &sealed[1..]] {
            assert_eq!(key.open("client_secret:1", broken), Err(CannotOpen), "{broken:?}");
        }
        assert_ne!(
            sealed,
            key.seal("client_secret:1", "hush").expect("seals"),
            "nonces differ"
        );
    }

    #[test]
    fn keys_survive_their_text_form_and_do_not_print() {
        let key = SecretKey::generate().expect("randomness");
        let text = key.to_base64();
        let again = SecretKey::from_base64(&format!(" {}\n", text.as_str())).expect("reads");
        assert_eq!(again.derive("nonce", "x"), key.derive("nonce", "x"));
        assert_ne!(key.derive("nonce", "x"), key.derive("code_verifier", "x"));
        assert!(!format!("{key:?}").contains(&text[..8]));
        assert!(SecretKey::from_base64("c2hvcnQ=").is_none());
    }

    #[test]
    fn a_token_carries_its_text_to_the_key_that_made_it() {
        let [key, other] = [(); 2].map(|()| SecretKey::generate().expect("randomness"));
        let token = key.sealed_token("one", "a text");
        assert_eq!(key.text_in("one", &token).as_deref(), Some("a text"));
        assert_eq!(key.text_in("another", &token), None);
        assert_eq!(other.text_in("one", &token), None);
        for changed in [
            &format!("{token}A"),
            &format!("A{token}"),
            &token[..token.len() - 1],
            ".",
            "",
        ] {
            assert_eq!(key.text_in("one", changed), None, "{changed}");
        }
    }

    #[test]
    fn what_the_previous_key_made_is_taken_until_that_goes() {
        let [old, new] = [(); 2].map(|()| SecretKey::generate().expect("randomness"));
        let (sealed, token) = (
            old.seal("x", "hush").expect("seals"),
            old.sealed_token("x", "a text"),
        );
        let both = new.clone().after(&old);
        assert_eq!(both.open("x", &sealed).expect("opens").as_str(), "hush");
        assert_eq!(both.text_in("x", &token).as_deref(), Some("a text"));
        assert!(!both.is_sealed_with_present("x", &sealed));
        let anew = both.seal("x", "hush").expect("seals");
        assert!(both.is_sealed_with_present("x", &anew) && new.open("x", &anew).is_ok());
        assert!(new.text_in("x", &both.sealed_token("x", "a text")).is_some());
        assert!(new.open("x", &sealed).is_err() && new.text_in("x", &token).is_none());
    }

    #[test]
    fn token_hashes_are_sha256() {
        assert_eq!(
            token_hash("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(new_token().expect("randomness").len(), 43);
    }
}
