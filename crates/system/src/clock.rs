//! Time comes in as a parameter, so that tests can set it. Invariant: nothing else in this crate asks for the time of
//! day.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the time.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Milliseconds since the Unix epoch.
    fn now_ms(&self) -> i64;

    /// Goes on from `not_before_ms` where it shows an earlier time: another node of the platform has shown that one. The
    /// machine's clock is nobody's to change.
    fn catch_up(&self, not_before_ms: i64);
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now_ms(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
    }

    fn catch_up(&self, _: i64) {}
}

/// A clock that never goes back: what had expired does not come to life again. When the inner clock jumps back, this one goes
/// on at half speed until that has caught up, so that things still expire meanwhile.
#[derive(Debug)]
pub struct ForwardClock<C> {
    inner: C,
    last: Mutex<LastShown>,
}

#[derive(Debug, Clone, Copy)]
struct LastShown {
    shown_ms: i64,
    at: Instant,
}

impl<C: Clock> ForwardClock<C> {
    /// Begins at the inner clock's time, or at `not_before_ms` if that is later: the newest time that was ever written down.
    pub fn new(inner: C, not_before_ms: Option<i64>) -> Self {
        let now_ms = inner.now_ms();
        let shown_ms = not_before_ms.map_or(now_ms, |before| before.max(now_ms));
        Self {
            inner,
            last: Mutex::new(LastShown {
                shown_ms,
                at: Instant::now(),
            }),
        }
    }
}

impl<C: Clock> Clock for ForwardClock<C> {
    fn now_ms(&self) -> i64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let at = Instant::now();
        let shown_ms = next_reading(last.shown_ms, self.inner.now_ms(), at - last.at);
        // A reading that did not move keeps its moment, so that many readings a millisecond still add up.
        if shown_ms != last.shown_ms {
            *last = LastShown { shown_ms, at };
        }
        shown_ms
    }

    fn catch_up(&self, not_before_ms: i64) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.shown_ms < not_before_ms {
            *last = LastShown {
                shown_ms: not_before_ms,
                at: Instant::now(),
            };
        }
    }
}

/// What to show after `shown_ms`, `elapsed` later, while the inner clock shows `inner_ms`.
fn next_reading(shown_ms: i64, inner_ms: i64, elapsed: Duration) -> i64 {
    // In normal running the inner clock is always ahead of that.
    let half = i64::try_from(elapsed.as_millis() / 2).unwrap_or(0);
    inner_ms.max(shown_ms.saturating_add(half))
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

    fn catch_up(&self, not_before_ms: i64) {
        self.0.fetch_max(not_before_ms, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    #[test]
    fn a_jump_back_does_not_turn_time_back() {
        let machine = ManualClock::at(HOUR);
        let clock = ForwardClock::new(machine.clone(), None);
        machine.advance(HOUR);
        assert_eq!(clock.now_ms(), 2 * HOUR);
        machine.advance(-HOUR);
        assert!((2 * HOUR..2 * HOUR + 60_000).contains(&clock.now_ms()));
        machine.advance(2 * HOUR);
        assert_eq!(clock.now_ms(), 3 * HOUR);
    }

    #[test]
    fn what_was_written_down_is_in_the_past() {
        assert!(ForwardClock::new(ManualClock::at(0), Some(HOUR)).now_ms() >= HOUR);
        assert_eq!(
            ForwardClock::new(ManualClock::at(2 * HOUR), Some(HOUR)).now_ms(),
            2 * HOUR
        );
    }

    #[test]
    fn a_later_time_that_another_node_has_shown_is_gone_on_from() {
        let clock = ForwardClock::new(ManualClock::at(HOUR), None);
        clock.catch_up(2 * HOUR);
        assert!((2 * HOUR..2 * HOUR + 60_000).contains(&clock.now_ms()));
        clock.catch_up(HOUR);
        assert!(clock.now_ms() >= 2 * HOUR);
    }

    #[test]
    fn after_a_jump_back_time_goes_on_at_half_speed_until_it_is_right_again() {
        let minute = Duration::from_secs(60);
        let (mut shown, mut machine) = (HOUR, 0);
        let mut minutes = 0;
        while shown != machine {
            machine += 60_000;
            let next = next_reading(shown, machine, minute);
            assert!(next > shown);
            shown = next;
            minutes += 1;
        }
        assert_eq!(minutes, 120, "an hour ahead is made good in two");
    }
}
