//! The signing keys in memory: read from the store, generated where one is missing, published as a JWK set.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

use crate::jwk::SigningPair;
pub use crate::jwk::{Algorithm, KeyFault};
use latchkey_domain::signing_key_schedule::{Slot, is_over, missing, signer};
use latchkey_store::{Store, StoreError, signing_keys};
use latchkey_system::clock::Clock;
use latchkey_system::secrets::{CannotOpen, NoRandomness, SecretKey, new_token};

/// How long the keys in memory are used before they are read again, in milliseconds. A new key signs only long after it was
/// made, so nobody misses it meanwhile.
const FRESH_MS: i64 = 60_000;
/// Characters of a token that make a key's name.
const KID_LENGTH: usize = 16;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum KeyRingError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key is sealed with another secret key.
    #[error(transparent)]
    CannotOpen(#[from] CannotOpen),
    /// A key cannot be made or read.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// No randomness.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
    /// The work behind a request ended without a response: a bug.
    #[error("the work was interrupted")]
    Interrupted,
}

/// One key.
pub struct Key {
    /// `kid`
    pub kid: String,
    /// Its algorithm.
    pub algorithm: Algorithm,
    slot: Slot,
    pair: SigningPair,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Key")
            .field("kid", &self.kid)
            .finish_non_exhaustive()
    }
}

impl Key {
    /// Signs.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, KeyFault> {
        self.pair.sign(message)
    }

    /// Whether this key made the signature.
    pub fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        self.pair.verifies(message, signature)
    }
}

/// All keys at one moment.
#[derive(Debug)]
pub struct Keys {
    by_kid: BTreeMap<String, Arc<Key>>,
    read_at_ms: i64,
}

impl Keys {
    /// The key with this name.
    pub fn get(&self, kid: &str) -> Option<&Arc<Key>> {
        self.by_kid.get(kid)
    }

    /// The key that signs now.
    pub fn signer(&self, algorithm: Algorithm, now_ms: i64) -> Option<&Arc<Key>> {
        let slot = signer(&self.slots(algorithm), now_ms)?;
        self.of(algorithm).find(|key| key.slot == slot)
    }

    /// The JWK set (RFC 7517 §5).
    pub fn jwks(&self) -> Result<Value, KeyFault> {
        let keys = self
            .by_kid
            .values()
            .map(|key| key.pair.public_jwk(&key.kid))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(json!({ "keys": keys }))
    }

    fn of(&self, algorithm: Algorithm) -> impl Iterator<Item = &Arc<Key>> {
        self.by_kid.values().filter(move |key| key.algorithm == algorithm)
    }

    fn slots(&self, algorithm: Algorithm) -> Vec<Slot> {
        self.of(algorithm).map(|key| key.slot).collect()
    }
}

/// The signing keys of this process, read again from the store once a minute.
#[derive(Debug, Default)]
pub struct KeyRing {
    keys: Mutex<Option<Arc<Keys>>>,
    /// One reads and makes keys at a time.
    reading: tokio::sync::Mutex<()>,
}

impl KeyRing {
    /// The keys, with all that should be there at this moment.
    pub async fn keys(
        &self,
        store: &Store,
        secret_key: &SecretKey,
        clock: &dyn Clock,
    ) -> Result<Arc<Keys>, KeyRingError> {
        if let Some(keys) = self.fresh(clock.now_ms()) {
            return Ok(keys);
        }
        let _alone = self.reading.lock().await;
        if let Some(keys) = self.fresh(clock.now_ms()) {
            return Ok(keys);
        }
        loop {
            let keys = Arc::new(read(store, secret_key, clock.now_ms()).await?);
            if !mend(&keys, store, secret_key, clock.now_ms()).await? {
                *self.keys.lock().unwrap_or_else(PoisonError::into_inner) = Some(keys.clone());
                return Ok(keys);
            }
        }
    }

    fn fresh(&self, now_ms: i64) -> Option<Arc<Keys>> {
        let keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        keys.clone()
            .filter(|keys| now_ms >= keys.read_at_ms && now_ms < keys.read_at_ms + FRESH_MS)
    }
}

async fn read(store: &Store, secret_key: &SecretKey, now_ms: i64) -> Result<Keys, KeyRingError> {
    let rows = signing_keys::all(&mut *store.read().await?).await?;
    let mut by_kid = BTreeMap::new();
    for row in rows {
        let algorithm =
            Algorithm::from_text(&row.algorithm).ok_or(StoreError::Corrupt("signing_keys.algorithm"))?;
        let text = secret_key.open(&signing_keys::purpose(&row.kid), &row.private_key_sealed)?;
        let key = Key {
            pair: SigningPair::from_text(algorithm, &text)?,
            algorithm,
            slot: Slot {
                generation: row.generation,
                signs_from_ms: row.signs_from_ms,
            },
            kid: row.kid,
        };
        by_kid.insert(key.kid.clone(), Arc::new(key));
    }
    Ok(Keys {
        by_kid,
        read_at_ms: now_ms,
    })
}

/// Makes the keys that are missing and forgets those that are over. Returns whether anything was to do.
async fn mend(keys: &Keys, store: &Store, secret_key: &SecretKey, now_ms: i64) -> Result<bool, KeyRingError> {
    let mut changed = false;
    for algorithm in Algorithm::ALL {
        let slots = keys.slots(algorithm);
        if let Some(slot) = missing(&slots, now_ms) {
            make(algorithm, slot, store, secret_key, now_ms).await?;
            changed = true;
        }
        for key in keys.of(algorithm).filter(|key| is_over(&slots, key.slot, now_ms)) {
            let mut transaction = store.begin().await?;
            signing_keys::delete(&mut transaction, &key.kid).await?;
            transaction.commit().await?;
            changed = true;
        }
    }
    Ok(changed)
}

async fn make(
    algorithm: Algorithm,
    slot: Slot,
    store: &Store,
    secret_key: &SecretKey,
    now_ms: i64,
) -> Result<(), KeyRingError> {
    let made = tokio::task::spawn_blocking(move || SigningPair::generate(algorithm)).await;
    let text = made.map_err(|_| KeyRingError::Interrupted)??.to_text()?;
    let mut kid = new_token()?;
    kid.truncate(KID_LENGTH);
    let key = signing_keys::SigningKey {
        private_key_sealed: secret_key.seal(&signing_keys::purpose(&kid), &text)?,
        kid,
        algorithm: algorithm.as_str().to_owned(),
        generation: slot.generation,
        signs_from_ms: slot.signs_from_ms,
    };
    let mut transaction = store.begin().await?;
    match signing_keys::insert(&mut transaction, &key, now_ms).await {
        Ok(()) => {
            transaction.commit().await?;
            tracing::info!(
                kid = key.kid,
                algorithm = key.algorithm,
                signs_from_ms = key.signs_from_ms,
                "a signing key was made"
            );
            Ok(())
        }
        // Another server was quicker: its key is the key.
        Err(StoreError::AlreadyExists) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
