//! The logouts of the last ten minutes. A logout that arrives while a sign-in is in progress also ends the session which that
//! sign-in is about to store. Invariants: a logout affects sign-ins that began before it and none that begin after it; the number
//! of remembered logouts is bounded; a sign-in that began before a forgotten logout does not open a session.

use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

use crate::session::{Ending, Session};

/// Longer than any sign-in takes from the response of the platform to its session, in milliseconds.
const KEPT_MS: i64 = 10 * 60 * 1000;
/// How many are remembered at most; then the oldest go.
const MOST: usize = 100_000;

/// The endings of the last ten minutes.
#[derive(Debug, Default)]
pub(crate) struct RecentLogouts(Mutex<Lately>);

#[derive(Debug, Default)]
struct Lately {
    /// How many there were before the first of these.
    forgotten: u64,
    endings: VecDeque<(i64, Ending)>,
}

impl RecentLogouts {
    fn lately(&self) -> MutexGuard<'_, Lately> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many there were so far: when a sign-in begins.
    pub(crate) fn count(&self) -> u64 {
        let lately = self.lately();
        lately.forgotten + lately.endings.len() as u64
    }

    /// Remembers an ending. Before the sessions that there are end by it, so that none is put down between the two.
    pub(crate) fn remember(&self, ending: &Ending, now_ms: i64) {
        let mut lately = self.lately();
        while lately.endings.len() >= MOST
            || lately
                .endings
                .front()
                .is_some_and(|(at_ms, _)| now_ms.saturating_sub(*at_ms) > KEPT_MS)
        {
            lately.endings.pop_front();
            lately.forgotten += 1;
        }
        lately.endings.push_back((now_ms, ending.clone()));
    }

    /// Whether this session was ended after the first `count` endings, as far as that is known: what is not counts as ended.
    pub(crate) fn affect_since(&self, count: u64, session: &Session) -> bool {
        let lately = self.lately();
        let Some(before) = count.checked_sub(lately.forgotten) else {
            return true;
        };
        let before = usize::try_from(before).unwrap_or(usize::MAX);
        let mut after = lately.endings.iter().skip(before);
        after.any(|(_, ending)| ending.means(session))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(user: &str) -> Ending {
        Ending {
            user: Some(user.into()),
            ..Ending::default()
        }
    }

    #[test]
    fn an_ending_counts_for_sign_ins_under_way_and_is_forgotten() {
        let session = Session {
            user: "1".into(),
            name: String::new(),
            email: None,
            company: None,
            roles: Vec::new(),
            is_local_user: true,
            apps: Vec::new(),
            expires_at_ms: i64::MAX,
            platform: None,
        };
        let endings = RecentLogouts::default();
        let before = endings.count();
        assert!(!endings.affect_since(before, &session));
        endings.remember(&of("2"), 0);
        assert!(!endings.affect_since(before, &session), "somebody else's");
        endings.remember(&of("1"), 0);
        assert!(endings.affect_since(before, &session));
        assert!(
            !endings.affect_since(endings.count(), &session),
            "a later sign-in"
        );
        let after = endings.count();
        endings.remember(&of("1"), KEPT_MS + 1);
        assert_eq!(endings.lately().endings.len(), 1);
        assert!(endings.affect_since(after, &session));
        assert!(!endings.affect_since(endings.count(), &session));
        endings.remember(&of("2"), 2 * (KEPT_MS + 1));
        assert!(
            endings.affect_since(before, &session),
            "what was forgotten may have meant it"
        );
    }

    #[test]
    fn there_is_a_bound_to_what_is_remembered() {
        let endings = RecentLogouts::default();
        for _ in 0..MOST + 10 {
            endings.remember(&of("2"), 0);
        }
        assert_eq!(endings.lately().endings.len(), MOST);
        assert_eq!(endings.count(), MOST as u64 + 10);
    }
}
