//! The memory that a hash is computed in: 19 MiB whose pages the system has to make, which takes a tenth of the hash's own
//! time. So it is handed on to the next hash while somebody waits for one. Invariant: never more is kept than hashes may run
//! at once, and nothing once a hash ends for which nobody waits.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq as _;

/// Memory that waits for the next hash. Clones share it.
#[derive(Clone, Default)]
pub(super) struct Memory {
    kept: Arc<Mutex<Vec<Vec<Block>>>>,
    /// Something was given back since [`Self::has_given_back`] was asked last.
    given_back: Arc<AtomicBool>,
}

impl std::fmt::Debug for Memory {
    /// Nothing of what lies in it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Memory(…)")
    }
}

impl Memory {
    /// Whether `password` is the one of `stored`, computed with the parameters of that.
    pub(super) fn verify(&self, stored: &PasswordHash, password: &[u8]) -> bool {
        let (Some(salt), Some(expected)) = (&stored.salt, &stored.hash) else {
            return false;
        };
        let Some(argon2) = argon2_of(stored) else {
            return false;
        };
        let mut computed = vec![0; expected.as_bytes().len()];
        let mut blocks = self.take();
        // What is in there from before is written over.
        let count = argon2.params().block_count();
        if blocks.capacity() < count {
            // A hash reads all over its memory: with small pages, a tenth of its time goes into finding them.
            blocks = Vec::with_capacity(count);
            latchkey_allocator::prefer_huge_pages(blocks.spare_capacity_mut());
        }
        blocks.resize(count.max(blocks.len()), Block::default());
        let done = argon2.hash_password_into_with_memory(password, salt, &mut computed, &mut blocks[..]);
        self.put(blocks);
        done.is_ok() && computed.ct_eq(expected.as_bytes()).into()
    }

    /// Gives everything back to the allocator.
    pub(super) fn give_back(&self) {
        let kept = std::mem::take(&mut *self.kept.lock().unwrap_or_else(PoisonError::into_inner));
        // After the lock.
        drop(kept);
        self.given_back.store(true, Ordering::Relaxed);
    }

    /// Whether something was given back since this was asked last.
    pub(super) fn has_given_back(&self) -> bool {
        self.given_back.swap(false, Ordering::Relaxed)
    }

    fn take(&self) -> Vec<Block> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.pop().unwrap_or_default()
    }

    fn put(&self, blocks: Vec<Block>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push(blocks);
    }

    #[cfg(test)]
    pub(super) fn kept(&self) -> usize {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

fn argon2_of(stored: &PasswordHash) -> Option<Argon2<'static>> {
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = match stored.version {
        Some(version) => Version::try_from(version).ok()?,
        None => Version::default(),
    };
    Some(Argon2::new(algorithm, version, Params::try_from(stored).ok()?))
}
