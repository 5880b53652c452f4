//! What the provider knows while it runs. Invariant: codes and access tokens are worth something once or until they
//! end, and only what was issued is worth anything.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use crate::{
    config::{FakeIdpConfig, Person},
    fault::{Endpoint, Fault, RequestCounts},
    keys::SigningKey,
};

/// The provider.
pub(crate) struct Provider {
    pub(crate) config: FakeIdpConfig,
    pub(crate) issuer: String,
    inner: Mutex<Inner>,
}

/// What changes.
pub(crate) struct Inner {
    pub(crate) key: SigningKey,
    pub(crate) faults: Vec<Fault>,
    pub(crate) counts: RequestCounts,
    /// By session cookie: the subject.
    pub(crate) sessions: HashMap<String, String>,
    pub(crate) codes: HashMap<String, Grant>,
    /// By access token: the subject.
    pub(crate) access_tokens: HashMap<String, String>,
    pub(crate) last_id_token: Option<String>,
    /// Seconds that this provider's clock is ahead.
    pub(crate) clock_offset: i64,
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) subject: String,
    pub(crate) redirect_uri: String,
    pub(crate) code_challenge: String,
    pub(crate) nonce: Option<String>,
    pub(crate) scopes: Vec<String>,
}

impl Provider {
    pub(crate) fn new(config: FakeIdpConfig, issuer: String) -> Self {
        let inner = Inner {
            key: SigningKey::generate(config.algorithm),
            faults: Vec::new(),
            counts: RequestCounts::default(),
            sessions: HashMap::new(),
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            last_id_token: None,
            clock_offset: 0,
        };
        Self {
            config,
            issuer,
            inner: Mutex::new(inner),
        }
    }

    pub(crate) fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn count(&self, endpoint: Endpoint) {
        self.inner().counts.count(endpoint);
    }

    pub(crate) fn faults(&self) -> Vec<Fault> {
        self.inner().faults.clone()
    }

    pub(crate) fn has(&self, fault: &Fault) -> bool {
        self.inner().faults.contains(fault)
    }

    pub(crate) fn person_by_subject(&self, subject: &str) -> Option<&Person> {
        self.config.people.iter().find(|person| person.subject == subject)
    }

    pub(crate) fn person_by_email(&self, email: &str) -> Option<&Person> {
        self.config
            .people
            .iter()
            .find(|person| person.email.eq_ignore_ascii_case(email.trim()))
    }

    /// Seconds since the epoch by this provider's clock.
    pub(crate) fn now(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX) + self.inner().clock_offset
    }
}
