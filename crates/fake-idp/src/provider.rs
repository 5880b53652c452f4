//! The state of the running provider. Invariant: only codes and access tokens that it has issued work; a code works once, an access token until it
//! expires.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::Value;

use crate::{
    config::{FakeIdpConfig, Person},
    fault::{Endpoint, Fault, RequestCounts},
    fault_name::FaultName,
    keys::SigningKey,
};

/// The provider.
pub(crate) struct Provider {
    pub(crate) config: FakeIdpConfig,
    pub(crate) issuer: String,
    inner: Mutex<Inner>,
}

/// The state of the provider that changes.
pub(crate) struct Inner {
    pub(crate) key: SigningKey,
    pub(crate) faults: Vec<Fault>,
    /// What is switched on by name, besides.
    pub(crate) switched_on: BTreeSet<FaultName>,
    pub(crate) counts: RequestCounts,
    /// By session cookie: the subject.
    pub(crate) sessions: HashMap<String, String>,
    pub(crate) codes: HashMap<String, Grant>,
    /// By access token: the subject.
    pub(crate) access_tokens: HashMap<String, String>,
    pub(crate) last_id_token: Option<String>,
    /// Seconds that this provider's clock is ahead.
    pub(crate) clock_offset: i64,
    /// Those that the client proves itself with.
    pub(crate) client_secrets: Vec<String>,
    /// The client's public keys, where they were handed in; else they are read from their address.
    pub(crate) client_keys: Option<Vec<Value>>,
    /// The `jti` of every client assertion that was taken.
    pub(crate) assertions: BTreeSet<String>,
}

/// What was asked for with an issued code.
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
            switched_on: BTreeSet::new(),
            counts: RequestCounts::default(),
            sessions: HashMap::new(),
            codes: HashMap::new(),
            access_tokens: HashMap::new(),
            last_id_token: None,
            clock_offset: 0,
            client_secrets: vec![config.client_secret.clone()],
            client_keys: None,
            assertions: BTreeSet::new(),
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
        let inner = self.inner();
        let named = inner.switched_on.iter().flat_map(|name| name.faults());
        inner.faults.iter().cloned().chain(named).collect()
    }

    /// Whether the client may prove itself by a key.
    pub(crate) fn takes_keys(&self) -> bool {
        self.config.client_keys_url.is_some() || self.inner().client_keys.is_some()
    }

    pub(crate) fn has(&self, fault: &Fault) -> bool {
        self.faults().contains(fault)
    }

    pub(crate) fn switch(&self, name: FaultName, is_on: bool) {
        let mut inner = self.inner();
        if is_on {
            inner.switched_on.insert(name);
        } else {
            inner.switched_on.remove(&name);
        }
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
        let inner = self.inner();
        let named: i64 = inner.switched_on.iter().map(|name| name.clock_offset()).sum();
        i64::try_from(since_epoch.as_secs()).unwrap_or(i64::MAX) + inner.clock_offset + named
    }
}
