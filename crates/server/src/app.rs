//! Everything that a running server holds, handed to each request.

use std::sync::Arc;

use crate::assets::Assets;
use crate::clock::Clock;
use crate::config::Config;
use crate::federation::{Egress, Federation};
use crate::passwords::PasswordHasher;
use crate::provider::key_ring::KeyRing;
use crate::secrets::SecretKey;
use crate::sign_in::account_locks::AccountLocks;
use crate::store::Store;

/// The parts of a running server. Clones share them.
#[derive(Clone, Debug)]
pub struct App(Arc<Parts>);

/// What [`App`] shares.
#[derive(Debug)]
pub struct Parts {
    /// The operator's settings.
    pub config: Config,
    /// What is remembered.
    pub store: Store,
    /// The time, for everything of ours that expires.
    pub clock: Arc<dyn Clock>,
    /// The machine's time as it is, for what others compare with clocks of their own.
    pub wall_clock: Arc<dyn Clock>,
    /// Opens sealed values.
    pub secret_key: SecretKey,
    /// Checks passwords.
    pub passwords: PasswordHasher,
    /// Talks to companies' identity providers.
    pub federation: Federation,
    /// The way out to apps.
    pub egress: Egress,
    /// The keys that sign ID tokens.
    pub signing_keys: KeyRing,
    /// The built screens, in the platform's colour.
    pub assets: Assets,
    /// One password check per account at a time.
    pub account_locks: AccountLocks,
}

impl App {
    /// Puts the parts together; the screens take on the platform's colour.
    pub fn new(parts: Parts) -> Self {
        let assets = parts.assets.branded(parts.config.platform_colour);
        Self(Arc::new(Parts { assets, ..parts }))
    }
}

impl std::ops::Deref for App {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
