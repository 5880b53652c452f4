//! Work that takes a core for a while, bounded: so much of it at once, so much waiting, and the rest is turned away at once.
//! Invariant: it never runs on a thread that serves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

/// More hashes are waiting than the queue takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many passwords are waiting to be checked")]
pub struct QueueFull;

/// One kind of work, with places of its own: whoever fills it is in nobody's way elsewhere. Clones share the places.
#[derive(Clone, Debug)]
pub(super) struct Lane {
    running: Arc<Semaphore>,
    workers: usize,
    taken: Arc<AtomicUsize>,
    places: usize,
    gauge: Option<&'static str>,
}

impl Lane {
    /// With so many workers, and so many places for what waits or runs.
    pub(super) fn new(workers: usize, places: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(workers)),
            workers,
            taken: Arc::default(),
            places,
            gauge: None,
        }
    }

    /// Tells under this name how many places are taken.
    pub(super) fn measured(self, gauge: &'static str) -> Self {
        Self {
            gauge: Some(gauge),
            ..self
        }
    }

    /// Whether somebody has a place beside those whose work is running.
    pub(super) fn is_anybody_waiting(&self) -> bool {
        let running = self.workers.saturating_sub(self.running.available_permits());
        self.taken.load(Ordering::SeqCst) > running
    }

    /// Takes a place.
    pub(super) fn enter(&self) -> Result<Place, QueueFull> {
        let before = self.taken.fetch_add(1, Ordering::SeqCst);
        let place = Place {
            taken: self.taken.clone(),
            gauge: self.gauge,
        };
        place.tell(before.saturating_add(1));
        if before < self.places {
            Ok(place)
        } else {
            Err(QueueFull)
        }
    }

    /// Runs `work` when it is its turn; the place is given back when it is done, also where nobody waits any more.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        place: Place,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, QueueFull> {
        let Ok(permit) = self.running.clone().acquire_owned().await else {
            return Err(QueueFull);
        };
        tokio::task::spawn_blocking(move || {
            let _held = (permit, place);
            work()
        })
        .await
        .map_err(|_| QueueFull)
    }
}

/// A place in a lane; given back when dropped.
#[derive(Debug)]
pub struct Place {
    taken: Arc<AtomicUsize>,
    gauge: Option<&'static str>,
}

impl Place {
    fn tell(&self, taken: usize) {
        if let Some(gauge) = self.gauge {
            metrics::gauge!(gauge).set(taken as f64);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let before = self.taken.fetch_sub(1, Ordering::SeqCst);
        self.tell(before.saturating_sub(1));
    }
}
