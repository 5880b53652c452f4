//! Pools for work that takes a core for a while: so much of it runs at once, so much waits, and the rest is refused at once.
//! Invariant: it never runs on a thread that serves requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// More hashes are waiting than the queue takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub struct QueueFull;

/// Runs one kind of work on so many threads, and queues so much of it. Each kind has a pool of its own (a bulkhead): who fills one
/// does not hold up the others. Clones are the same pool.
#[derive(Clone, Debug)]
pub(super) struct BoundedPool {
    running: Arc<Semaphore>,
    workers: usize,
    taken: Arc<AtomicUsize>,
    capacity: usize,
    gauge: Option<&'static str>,
}

impl BoundedPool {
    /// With so many workers, and room for so many calls that wait or run.
    pub(super) fn new(workers: usize, capacity: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(workers)),
            workers,
            taken: Arc::default(),
            capacity,
            gauge: None,
        }
    }

    /// Shows in the metrics, by this gauge, how many slots are taken.
    pub(super) fn measured(self, gauge: &'static str) -> Self {
        Self {
            gauge: Some(gauge),
            ..self
        }
    }

    /// Whether a slot is taken by a call that does not run yet.
    pub(super) fn is_anybody_waiting(&self) -> bool {
        let running = self.workers.saturating_sub(self.running.available_permits());
        self.taken.load(Ordering::SeqCst) > running
    }

    /// Takes a slot.
    pub(super) fn enter(&self) -> Result<QueueSlot, QueueFull> {
        let before = self.taken.fetch_add(1, Ordering::SeqCst);
        let slot = QueueSlot {
            taken: self.taken.clone(),
            gauge: self.gauge,
        };
        slot.show(before.saturating_add(1));
        if before < self.capacity {
            Ok(slot)
        } else {
            Err(QueueFull)
        }
    }

    /// Runs `work` when it is its turn; the slot is free again when it is done, also where nobody waits for the result any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        slot: QueueSlot,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, QueueFull> {
        let Ok(permit) = self.running.clone().acquire_owned().await else {
            return Err(QueueFull);
        };
        tokio::task::spawn_blocking(move || {
            let _held = (permit, slot);
            work()
        })
        .await
        .map_err(|_| QueueFull)
    }
}

/// A slot in the queue of a pool; free again when dropped.
#[derive(Debug)]
pub struct QueueSlot {
    taken: Arc<AtomicUsize>,
    gauge: Option<&'static str>,
}

impl QueueSlot {
    fn show(&self, taken: usize) {
        if let Some(gauge) = self.gauge {
            metrics::gauge!(gauge).set(taken as f64);
        }
    }
}

impl Drop for QueueSlot {
    fn drop(&mut self) {
        let before = self.taken.fetch_sub(1, Ordering::SeqCst);
        self.show(before.saturating_sub(1));
    }
}
