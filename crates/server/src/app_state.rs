//! Everything that a running server holds, handed to each request.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::assets::Assets;
use crate::clock::Clock;
use crate::config::Config;
use crate::email_domains::dns::DnsResolver;
use crate::federation::{Egress, Federation};
use crate::mail::smtp::Mailer;
use crate::passwords::PasswordHasher;
use crate::provider::Provider;
use crate::secrets::SecretKey;
use crate::sign_in::account_locks::AccountLocks;
use crate::store::{Store, StoreError, accounts, companies, new_id};

/// The parts of a running server. Clones share them.
#[derive(Clone, Debug)]
pub struct AppState(Arc<Shared>);

/// What the clones share.
#[derive(Debug)]
struct Shared {
    parts: Parts,
    provider: Provider,
    node_id: String,
    /// Whether somebody has been seen who can sign in; nobody takes the last account away.
    is_set_up: AtomicBool,
}

/// The parts, each by its name.
#[derive(Debug)]
pub struct Parts {
    /// The operator's settings.
    pub config: Config,
    /// The database.
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
    /// Asks for the TXT records that prove email domains.
    pub dns: DnsResolver,
    /// The built screens, in the platform's colour.
    pub assets: Assets,
    /// Sends mails; `None` where the operator named no mail server.
    pub mailer: Option<Mailer>,
    /// One password check per account at a time.
    pub account_locks: AccountLocks,
}

impl AppState {
    /// Puts the parts together; the screens take on the platform's colour.
    pub fn new(parts: Parts) -> Self {
        let logo = parts.config.platform_logo.as_ref().map(|logo| &logo.name);
        let assets = parts.assets.branded(parts.config.platform_colour, logo);
        let provider = Provider::new(
            parts.config.public_url.origin(),
            parts.store.clone(),
            parts.secret_key.clone(),
            parts.clock.clone(),
            parts.wall_clock.clone(),
        );
        Self(Arc::new(Shared {
            provider,
            parts: Parts { assets, ..parts },
            node_id: new_id(),
            is_set_up: AtomicBool::new(false),
        }))
    }

    /// The OpenID provider that this platform is for its apps.
    pub fn provider(&self) -> &Provider {
        &self.0.provider
    }

    /// The name of this node among those that share the database: another one after each start.
    pub fn node_id(&self) -> &str {
        &self.0.node_id
    }

    /// Whether the platform has a company or an account: before that, nobody on earth can sign in.
    ///
    /// # Errors
    /// Errors of the store, which is asked until the answer is yes.
    pub async fn is_set_up(&self) -> Result<bool, StoreError> {
        if self.0.is_set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let mut connection = self.store.read().await?;
        let is_set_up =
            companies::is_any(&mut connection).await? || accounts::is_any(&mut connection).await?;
        self.0.is_set_up.store(is_set_up, Ordering::Relaxed);
        Ok(is_set_up)
    }
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0.parts
    }
}
