//! Limits of a listener: on connections, and on the time that clients take.

use std::time::Duration;

const MOST_CONNECTIONS: usize = 4_096;
const FEWEST_CONNECTIONS: usize = 64;
/// File descriptors kept for the database and for calls to others.
const OTHER_DESCRIPTORS: usize = 256;

/// Limits of a listener.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at once; more wait in the system's queue while all of them are busy.
    pub connections: usize,
    /// Connections of one client address at once (IPv6: one /64). Trusted proxies have no such limit.
    pub connections_per_address: usize,
    /// How long a client may take from connecting to the end of the first request's head.
    pub head_timeout: Duration,
    /// How long a client may take from a response to the end of the next request's head. Longer than proxies usually keep idle
    /// connections, so that it is they who close.
    pub idle_timeout: Duration,
    /// How long a client may send nothing of a body that is waited for, or take nothing of a response.
    pub stall_timeout: Duration,
}

impl Limits {
    /// The shortest of the times.
    pub(super) fn shortest(&self) -> Duration {
        self.head_timeout.min(self.idle_timeout).min(self.stall_timeout)
    }

    /// As many connections as file descriptors allow for, and half of them for one address.
    #[must_use]
    pub fn for_descriptors(descriptors: usize) -> Self {
        let connections = descriptors
            .saturating_sub(OTHER_DESCRIPTORS)
            .clamp(FEWEST_CONNECTIONS, MOST_CONNECTIONS);
        Self {
            connections,
            connections_per_address: connections / 2,
            head_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(75),
            stall_timeout: Duration::from_secs(30),
        }
    }

    /// What this process may have open. Where the system does not say (elsewhere than on Linux), as many as Linux allows by default.
    pub fn of_this_process() -> Self {
        let text = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
        Self::for_descriptors(open_files(&text).unwrap_or(1_024))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::for_descriptors(usize::MAX)
    }
}

/// The soft limit of open files in the text of `/proc/self/limits` (proc(5)).
fn open_files(limits: &str) -> Option<usize> {
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        number => number.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_rest() {
        let limits = "Limit                     Soft Limit           Hard Limit           Units\n\
                      Max processes             7823                 7823                 processes\n\
                      Max open files            1024                 524288               files\n";
        assert_eq!(open_files(limits), Some(1_024));
        assert_eq!(open_files(""), None);
        for (descriptors, connections) in [(1_024, 768), (20_000, 4_096), (10, 64), (usize::MAX, 4_096)] {
            assert_eq!(Limits::for_descriptors(descriptors).connections, connections);
        }
    }
}
