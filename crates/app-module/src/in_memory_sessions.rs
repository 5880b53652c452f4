//! Sessions in the memory of one process.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    clock,
    recent_logouts::RecentLogouts,
    session::{Ending, Session, Sessions, StoreError},
};

/// Sessions that end with the process. Cheap to clone: clones share the sessions.
#[derive(Debug, Clone, Default)]
pub struct InMemorySessions {
    sessions: Arc<Mutex<HashMap<String, Session>>>,
    endings: Arc<RecentLogouts>,
}

impl InMemorySessions {
    fn all(&self) -> MutexGuard<'_, HashMap<String, Session>> {
        self.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sessions for InMemorySessions {
    async fn put(&self, key: &str, session: Session) -> Result<(), StoreError> {
        let mut all = self.all();
        // Expired sessions are removed whenever the map would have to grow.
        if all.len() == all.capacity() {
            let now_ms = clock::now_ms();
            all.retain(|_, session| session.expires_at_ms > now_ms);
        }
        all.insert(key.to_owned(), session);
        Ok(())
    }
    async fn get(&self, key: &str) -> Result<Option<Session>, StoreError> {
        Ok(self.all().get(key).cloned())
    }
    async fn remove(&self, key: &str) -> Result<Option<Session>, StoreError> {
        Ok(self.all().remove(key))
    }
    async fn end(&self, ending: &Ending) -> Result<usize, StoreError> {
        let mut all = self.all();
        let before = all.len();
        all.retain(|_, session| !ending.means(session));
        Ok(before - all.len())
    }
    async fn remembered(&self) -> Result<u64, StoreError> {
        Ok(self.endings.count())
    }
    async fn remember(&self, ending: &Ending) -> Result<(), StoreError> {
        self.endings.remember(ending, clock::now_ms());
        Ok(())
    }
    async fn ended_since(&self, remembered: u64, session: &Session) -> Result<bool, StoreError> {
        Ok(self.endings.affect_since(remembered, session))
    }
}
