//! The provider's dependencies: store, keys and clock.

use std::sync::Arc;

use latchkey_store::Store;
use latchkey_system::clock::Clock;
use latchkey_system::secrets::SecretKey;

use crate::key_ring::{KeyRing, KeyRingError, Keys};

/// One platform as OpenID provider: its store, clocks, secrets and issuer, and the keys that sign for it.
#[derive(Debug)]
pub struct Provider {
    pub(crate) store: Store,
    /// The time, for everything of ours that expires.
    pub(crate) clock: Arc<dyn Clock>,
    /// The machine's time as it is, for what apps compare with clocks of their own.
    pub(crate) wall_clock: Arc<dyn Clock>,
    pub(crate) secret_key: SecretKey,
    issuer: String,
    key_ring: KeyRing,
}

impl Provider {
    /// A provider that answers as `issuer`, the platform's origin without a slash at its end (OpenID Connect Discovery §3).
    /// It reads its signing keys when they are first needed.
    pub fn new(
        issuer: &str,
        store: Store,
        secret_key: SecretKey,
        clock: Arc<dyn Clock>,
        wall_clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            store,
            clock,
            wall_clock,
            secret_key,
            issuer: issuer.to_owned(),
            key_ring: KeyRing::default(),
        }
    }

    /// `iss` of every token and response.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The signing keys, with all that should be there at this moment.
    ///
    /// # Errors
    /// Errors of the store; a key that was encrypted with another secret key.
    pub async fn keys(&self) -> Result<Arc<Keys>, KeyRingError> {
        self.key_ring
            .keys(&self.store, &self.secret_key, self.clock.as_ref())
            .await
    }
}
