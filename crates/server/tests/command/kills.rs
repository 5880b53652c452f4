//! When to kill a process, so that some of what it does is in its middle: at random moments, which a seed repeats, within a time that is found by
//! trying, for each thing that it does by itself. Invariant: a machine of any speed, and under any load, comes to kills both before and behind the end of what is killed.

use std::collections::HashMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A story of kills.
pub(crate) struct Kills {
    seed: u64,
    /// How many.
    pub(crate) wanted: u32,
    state: u64,
    first_us: u64,
    longest_us: HashMap<&'static str, u64>,
}

impl Kills {
    /// So many, the first one within that time. `LATCHKEY_TEST_KILLS` says another number, `LATCHKEY_TEST_SEED` the numbers of a story before.
    pub(crate) fn new(wanted: u32, first_within: Duration) -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time");
        let seed = set("LATCHKEY_TEST_SEED").unwrap_or(now.as_nanos() as u64 | 1);
        let kills = Self {
            seed,
            wanted: set("LATCHKEY_TEST_KILLS").unwrap_or(wanted),
            state: seed,
            first_us: first_within.as_micros() as u64,
            longest_us: HashMap::new(),
        };
        eprintln!("{}", kills.story());
        kills
    }

    /// What repeats it, for the messages of failures.
    pub(crate) fn story(&self) -> String {
        format!(
            "LATCHKEY_TEST_SEED={} LATCHKEY_TEST_KILLS={}",
            self.seed, self.wanted
        )
    }

    /// A random number less than `end` (xorshift64).
    pub(crate) const fn below(&mut self, end: u64) -> u64 {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.state % end
    }

    /// After how long the next one comes, in the middle of `what`.
    pub(crate) fn moment(&mut self, what: &'static str) -> Duration {
        let longest_us = *self.longest_us.entry(what).or_insert(self.first_us);
        Duration::from_micros(self.below(longest_us))
    }

    /// The outcome of the last one: it was too late where all was through before it, and early where nothing had happened yet.
    pub(crate) fn learn(&mut self, what: &'static str, was_through: bool, has_happened: bool) {
        let longest_us = self.longest_us.entry(what).or_insert(self.first_us);
        *longest_us = match (was_through, has_happened) {
            (true, _) => *longest_us * 3 / 4 + 1_000,
            (false, true) => *longest_us,
            (false, false) => *longest_us * 3 / 2,
        };
    }
}

fn set<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}
