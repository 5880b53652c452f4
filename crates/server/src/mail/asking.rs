//! Who caused a mail, as its reader may know: when, and with what browser on what system. Invariant: it holds names that
//! [`device`](crate::domain::device) knows, and nothing that a browser sent.

use serde::{Deserialize, Serialize};

use crate::domain::device::device;

/// A request of somebody in front of a browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asking {
    /// When, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Name of the browser, e.g. `Firefox`, where it says so.
    pub browser: Option<String>,
    /// Name of the system that it runs on, e.g. `Windows`, where it says so.
    pub system: Option<String>,
}

impl Asking {
    /// At this moment, by a browser with this `User-Agent`.
    pub fn new(at_ms: i64, user_agent: &str) -> Self {
        let device = device(user_agent);
        Self {
            at_ms,
            browser: device.browser.map(str::to_owned),
            system: device.system.map(str::to_owned),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_sends_is_not_kept() {
        let evil = "Mozilla/5.0 (Windows NT 10.0) https://evil.example Gecko/20100101 Firefox/145.0";
        let asking = Asking::new(7, evil);
        assert_eq!(asking.browser.as_deref(), Some("Firefox"));
        assert_eq!(asking.system.as_deref(), Some("Windows"));
        assert_eq!(Asking::new(7, "https://evil.example").browser, None);
    }
}
