//! Time comes in as a parameter, so that tests can set it. Invariant: nothing else in this crate asks for the time of
//! day.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use std::time::{SystemTime, UNIX_EPOCH};

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Milliseconds since the Unix epoch.
    fn now_ms(&self) -> i64;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
    }
}

/// A clock that never goes back: when the inner one jumps back, it stands still until that has caught up. What had
/// expired (a session, an attempt) does not come to life again.
#[derive(Debug)]
pub struct HighWaterClock<C> {
    inner: C,
    highest_ms: AtomicI64,
}

impl<C: Clock> HighWaterClock<C> {
    /// Begins at the inner clock's time.
    pub fn new(inner: C) -> Self {
        let now = inner.now_ms();
        Self {
            inner,
            highest_ms: AtomicI64::new(now),
        }
    }
}

impl<C: Clock> Clock for HighWaterClock<C> {
    fn now_ms(&self) -> i64 {
        let now = self.inner.now_ms();
        self.highest_ms.fetch_max(now, Ordering::Relaxed).max(now)
    }
}

/// A clock that tests set. Clones show the same time.
#[derive(Debug, Clone)]
pub struct ManualClock(Arc<AtomicI64>);

impl ManualClock {
    /// Begins at `now_ms`.
    pub fn at(now_ms: i64) -> Self {
        Self(Arc::new(AtomicI64::new(now_ms)))
    }

    /// Moves by `by_ms`, which may be negative.
    pub fn advance(&self, by_ms: i64) {
        self.0.fetch_add(by_ms, Ordering::Relaxed);
    }
}

impl Clock for ManualClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_back_does_not_turn_time_back() {
        let machine = ManualClock::at(1_000_000);
        let clock = HighWaterClock::new(machine.clone());
        machine.advance(3_600_000);
        assert_eq!(clock.now_ms(), 4_600_000);
        machine.advance(-3_600_000);
        assert_eq!(clock.now_ms(), 4_600_000);
        machine.advance(3_600_001);
        assert_eq!(clock.now_ms(), 4_600_001);
    }
}
