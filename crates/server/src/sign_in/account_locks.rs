//! One password check per account at a time. An attempt counts towards the limit before the check and is taken off it after a right
//! password; without the lock, ten right sign-ins at once would refuse an eleventh, and guessing in parallel would gain something.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

/// Locks by key. Keys that nobody holds take no room.
#[derive(Debug, Default)]
pub struct AccountLocks(Mutex<HashMap<String, Arc<AsyncMutex<()>>>>);

impl AccountLocks {
    /// Waits until the key is free.
    pub async fn lock(&self, key: &str) -> OwnedMutexGuard<()> {
        let lock = {
            let mut locks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            // Whatever only the map still holds is free.
            if locks.len() > 1_024 {
                locks.retain(|_, lock| Arc::strong_count(lock) > 1);
            }
            Arc::clone(locks.entry(key.to_owned()).or_default())
        };
        lock.lock_owned().await
    }
}
