//! Hashing passwords (Argon2id, m = 19 MiB, t = 2, p = 1), with a bounded queue: a flood of sign-ins costs at most so many
//! cores and so much memory, and everything else stays quick.

mod bounded_pool;
mod memory;
mod strength;

use std::sync::Arc;

use argon2::password_hash::{PasswordHasher as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use zeroize::Zeroizing;

use crate::domain::password_rules::normalized;
use bounded_pool::BoundedPool;
pub use bounded_pool::{QueueFull, QueueSlot};
use memory::Memory;

/// Lanes of a hash.
const LANES: u32 = 1;
/// Passwords that may be waiting or being checked at once; more are turned away. Fewer than the wrong attempts that the
/// throttle allows an address: what is under way must not count as wrong.
const QUEUE: usize = 150;
/// Estimates of new passwords at once, and how many may be waiting: one takes some milliseconds. While somebody types, and
/// when the password is set, each with places of its own: anybody may ask for the former, as often as they like.
const ESTIMATES: usize = 1;
const ESTIMATE_QUEUE: usize = 50;

/// What one hash costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
}

impl Cost {
    /// What a password of a person is hashed with (OWASP's recommendation for Argon2id).
    pub const OF_PASSWORDS: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
    };

    fn argon2id(self) -> Argon2<'static> {
        let params = Params::new(self.memory_kib, self.passes, LANES, None);
        let params = params.expect("a cost within the algorithm's limits");
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
    }

    fn hash(self, password: &str) -> String {
        self.argon2id()
            .hash_password(normalized(password).as_bytes())
            .expect("randomness for the salt")
            .to_string()
    }
}

/// Hashes and checks passwords. Clones share the queue.
#[derive(Clone, Debug)]
pub struct PasswordHasher {
    hashing: BoundedPool,
    cost: Cost,
    memory: Memory,
    /// What is asked while somebody types, and what decides when a password is set.
    meter: BoundedPool,
    decisions: BoundedPool,
    /// Checked where there is no account or no password, so that both take the same time.
    nobody: Arc<str>,
}

impl PasswordHasher {
    /// With one worker per core.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Self::with_limits(cores, QUEUE)
    }

    /// A hasher with this number of workers, and this number of hashes that may wait or run.
    pub fn with_limits(workers: usize, queue_limit: usize) -> Self {
        Self::with_cost(workers, queue_limit, Cost::OF_PASSWORDS)
    }

    /// The same with new hashes of another cost. Most of the time of the server's tests would go into hashing; nobody else wants a lower one.
    pub fn with_cost(workers: usize, queue_limit: usize, cost: Cost) -> Self {
        let nobody = cost.hash("nobody has this password").into();
        Self {
            hashing: BoundedPool::new(workers, queue_limit).measured("latchkey_password_queue"),
            cost,
            memory: Memory::default(),
            meter: BoundedPool::new(ESTIMATES, ESTIMATE_QUEUE),
            decisions: BoundedPool::new(ESTIMATES, ESTIMATE_QUEUE),
            nobody,
        }
    }

    /// Takes a place in the queue, before anything else is done for a password.
    pub fn enter(&self) -> Result<QueueSlot, QueueFull> {
        self.hashing.enter()
    }

    /// The PHC string of `password`.
    pub async fn hash(&self, password: Zeroizing<String>) -> Result<String, QueueFull> {
        let cost = self.cost;
        self.hashing
            .run(self.enter()?, move || cost.hash(&password))
            .await
    }

    /// Whether `password` is the one of `stored`. Where there is no stored hash the answer is no, after the same work.
    pub async fn verify(
        &self,
        stored: Option<String>,
        password: Zeroizing<String>,
    ) -> Result<bool, QueueFull> {
        self.verify_at(self.enter()?, stored, password).await
    }

    /// [`Self::verify`] with a place that was taken before.
    pub async fn verify_at(
        &self,
        slot: QueueSlot,
        stored: Option<String>,
        password: Zeroizing<String>,
    ) -> Result<bool, QueueFull> {
        let nobody = self.nobody.clone();
        let (memory, hashing) = (self.memory.clone(), self.hashing.clone());
        let work = move || {
            let matches = verify(&memory, stored.as_deref().unwrap_or(&nobody), &password);
            if !hashing.is_anybody_waiting() {
                memory.give_back();
            }
            matches && stored.is_some()
        };
        self.hashing.run(slot, work).await
    }

    /// Whether hashes have ended since this was asked last, so that the allocator has memory to give back to the system.
    pub fn has_given_memory_back(&self) -> bool {
        self.memory.has_given_back()
    }
}

impl Default for PasswordHasher {
    fn default() -> Self {
        Self::new()
    }
}

fn verify(memory: &Memory, stored: &str, password: &str) -> bool {
    // A stored hash that cannot be read opens nothing.
    let password = normalized(password);
    PasswordHash::new(stored).is_ok_and(|stored| memory.verify(&stored, password.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Zeroizing<String> {
        Zeroizing::new(text.to_owned())
    }

    #[tokio::test]
    async fn right_wrong_and_nobody() {
        let hasher = PasswordHasher::new();
        let stored = hasher
            .hash(secret("correct horse battery staple"))
            .await
            .expect("hashes");
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        for (stored, password, right) in [
            (Some(stored.clone()), "correct horse battery staple", true),
            (Some(stored), "Correct horse battery staple", false),
            (None, "nobody has this password", false),
            (Some("no PHC string".into()), "x", false),
        ] {
            assert_eq!(hasher.verify(stored, secret(password)).await, Ok(right));
        }
    }

    /// What a hash costs must not be paid by the thread that answers everybody else.
    #[tokio::test]
    async fn no_password_is_hashed_on_the_thread_that_asks() {
        use futures_util::FutureExt as _;
        let hasher = PasswordHasher::with_limits(1, 4);
        assert_eq!(hasher.verify(None, secret("x")).now_or_never(), None);
        assert!(hasher.hash(secret("x")).now_or_never().is_none());
    }

    #[tokio::test]
    async fn a_password_is_the_same_from_every_keyboard() {
        let hasher = PasswordHasher::with_limits(1, 4);
        let stored = hasher.hash(secret("un cafe\u{301} tre\u{300}s fort")).await;
        let stored = Some(stored.expect("hashes"));
        assert_eq!(hasher.verify(stored, secret("un café très fort")).await, Ok(true));
    }

    /// Memory that another password was checked in gives the same answers, and none is kept at rest.
    #[tokio::test]
    async fn memory_is_handed_on_while_somebody_waits() {
        let hasher = PasswordHasher::with_limits(1, 9);
        let stored = hasher.hash(secret("correct horse battery staple")).await;
        let stored = stored.expect("hashes");
        // Smaller than ours, as another program may have written it, and larger.
        let foreign = [(8 * 1024, 1), (20 * 1024, 1)].map(|(memory, passes)| {
            let params = Params::new(memory, passes, 1, None).expect("parameters");
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password(b"correct horse battery staple")
                .expect("hashes")
                .to_string()
        });
        let known = [stored.clone(), foreign[0].clone(), foreign[1].clone(), stored];
        let checks = known.iter().flat_map(|stored| {
            ["correct horse battery staple", "wrong"]
                .map(|password| hasher.verify(Some(stored.clone()), secret(password)))
        });
        let answers = futures_util::future::join_all(checks).await;
        assert_eq!(answers, [Ok(true), Ok(false)].repeat(4));
        assert_eq!(hasher.memory.kept(), 0);
        let waits = hasher.enter().expect("a place");
        hasher.verify(None, secret("x")).await.expect("checks");
        assert_eq!(hasher.memory.kept(), 1, "for the one who waits");
        hasher.verify_at(waits, None, secret("x")).await.expect("checks");
        assert_eq!(hasher.memory.kept(), 0);
    }

    #[tokio::test]
    async fn the_queue_is_bounded_and_empties() {
        let hasher = PasswordHasher::with_limits(1, 2);
        let attempts = (0..10).map(|_| hasher.verify(None, secret("x")));
        let answers = futures_util::future::join_all(attempts).await;
        assert_eq!(
            answers.iter().filter(|answer| **answer == Err(QueueFull)).count(),
            8
        );
        assert_eq!(hasher.verify(None, secret("x")).await, Ok(false));
    }
}
