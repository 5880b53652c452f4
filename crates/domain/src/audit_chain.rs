//! The chain of audit events: each has a place and a hash, made of the event and of the hash before it, so that an event that was changed,
//! taken out, put in or moved breaks the chain there. Invariant: the hash says everything that is stored of an event.

use aws_lc_rs::digest;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// How much earlier than its predecessor an event may be at most, in milliseconds: two days. Clocks of commands and of servers may differ by
/// one; what is older was written later than it says.
pub const MOST_OUT_OF_ORDER_MS: i64 = 2 * 24 * 60 * 60 * 1000;
/// After this action time may have gone back.
pub const CLOCK_RESET: &str = "clock_reset";

/// A place in the chain.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Its number; the first event has 1.
    pub position: i64,
    /// The hash there, hexadecimal; empty before the first event.
    pub hash: String,
}

/// Where the chain begins and ends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainEnds {
    /// The last event before those that are proved: it was erased, or the chain was begun anew behind it.
    pub anchor: Place,
    /// The newest event that has its place.
    pub newest: Place,
    /// When the chain was begun, in milliseconds since the Unix epoch.
    pub begun_at_ms: i64,
    /// Up to which place events were there before the chain: their times may be in any order.
    pub found_through: i64,
    /// When the last of them got its place: none of the later ones is much older.
    pub found_at_ms: i64,
    /// Whether more of those may follow.
    pub is_finding: bool,
}

impl ChainEnds {
    /// A chain that begins behind `anchor`. `is_finding`: with what is there.
    pub const fn begun(anchor: Place, newest: Place, is_finding: bool, now_ms: i64) -> Self {
        Self {
            found_through: newest.position,
            anchor,
            newest,
            begun_at_ms: now_ms,
            found_at_ms: now_ms,
            is_finding,
        }
    }
}

/// An event as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainedEvent<'a> {
    /// Identifier.
    pub id: &'a str,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Name of what was done, as the audit trail has it.
    pub action: &'a str,
    /// Identifier of the company in whose security history it stands; `None`: in none.
    pub company_id: Option<&'a str>,
    /// Account of whoever did it; `None` where no account did, e.g. for the operator.
    pub actor_account_id: Option<&'a str>,
    /// Identifier of what or whom it was done to.
    pub subject: Option<&'a str>,
    /// Details of the action (JSON), in the spelling that was written.
    pub detail: &'a str,
    /// Network address of the client from which it was done.
    pub client_address: &'a str,
    /// Identifier of the request that did it.
    pub request_id: &'a str,
}

/// The place of an event that follows another.
pub fn following(before: &Place, event: &ChainedEvent<'_>) -> Place {
    let position = before.position + 1;
    // A JSON list: no two different events have the same text.
    let text = json!([
        before.hash,
        position,
        event.id,
        event.at_ms,
        event.action,
        event.company_id,
        event.actor_account_id,
        event.subject,
        event.detail,
        event.client_address,
        event.request_id,
    ]);
    let hash = digest::digest(&digest::SHA256, text.to_string().as_bytes());
    Place {
        position,
        hash: hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect(),
    }
}

/// Where the chain is broken first.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChainBreak {
    /// There is nothing at a place.
    #[error("event {position} of the chain is missing: it was removed")]
    Missing {
        /// The place.
        position: i64,
    },
    /// The event at a place is not the one that was there.
    #[error(
        "event {position} of the chain ({id}) is not what it was: it was changed, put in the place of another one, or moved"
    )]
    Changed {
        /// The place.
        position: i64,
        /// The event that is there.
        id: String,
    },
    /// An event says that it was long before the one before it.
    #[error(
        "event {id} says that it happened more than two days before events that were written before it: it was put in later"
    )]
    PutIn {
        /// The event.
        id: String,
    },
    /// There are fewer events than there were.
    #[error("the chain ends at event {found}, but went on to event {expected}: the newest ones were removed")]
    CutOff {
        /// The last place that there is.
        found: i64,
        /// The last place that there was.
        expected: i64,
    },
    /// There are events behind the end.
    #[error(
        "the chain goes on behind its end at event {expected}: events were put in without the platform's key"
    )]
    BehindTheEnd {
        /// The last place that there should be.
        expected: i64,
    },
    /// Events have their places, but where the chain begins and ends is not written down.
    #[error("where the chain begins and ends is not written down any more: that was removed")]
    EndsMissing,
    /// What is written down cannot be read with the platform's key.
    #[error(
        "where the chain begins and ends cannot be read with this key: it was written with another one, or without any"
    )]
    EndsUnreadable,
}

/// A walk along the chain.
#[derive(Debug, Clone)]
pub struct Walk {
    last: Place,
    found_through: i64,
    newest_ms: Option<i64>,
    /// Events that were right.
    pub checked: u64,
}

impl Walk {
    /// From the beginning of the chain.
    pub fn begin(ends: &ChainEnds) -> Self {
        Self {
            last: ends.anchor.clone(),
            found_through: ends.found_through,
            newest_ms: Some(ends.found_at_ms),
            checked: 0,
        }
    }

    /// The last event that was right.
    pub const fn place(&self) -> &Place {
        &self.last
    }

    /// Goes on to the next event, which is stored at `place`.
    ///
    /// # Errors
    /// Why it cannot be the next one.
    pub fn step(&mut self, place: &Place, event: &ChainedEvent<'_>) -> Result<(), ChainBreak> {
        let next = following(&self.last, event);
        if place.position > next.position {
            return Err(ChainBreak::Missing {
                position: next.position,
            });
        }
        if *place != next {
            return Err(ChainBreak::Changed {
                position: next.position,
                id: event.id.to_owned(),
            });
        }
        self.in_time(event, next.position <= self.found_through)?;
        self.last = next;
        self.checked += 1;
        Ok(())
    }

    /// Looks at an event that has no place yet.
    ///
    /// # Errors
    /// [`ChainBreak::PutIn`] where it says that it is long past.
    pub fn look(&mut self, event: &ChainedEvent<'_>, is_finding: bool) -> Result<(), ChainBreak> {
        self.in_time(event, is_finding)
    }

    fn in_time(&mut self, event: &ChainedEvent<'_>, was_there_before: bool) -> Result<(), ChainBreak> {
        let is_late = |newest: i64| event.at_ms < newest.saturating_sub(MOST_OUT_OF_ORDER_MS);
        if was_there_before {
            return Ok(());
        }
        if event.action == CLOCK_RESET {
            self.newest_ms = None;
            return Ok(());
        }
        if self.newest_ms.is_some_and(is_late) {
            return Err(ChainBreak::PutIn {
                id: event.id.to_owned(),
            });
        }
        self.newest_ms = self.newest_ms.max(Some(event.at_ms));
        Ok(())
    }

    /// Ends the walk at the end that is written down.
    ///
    /// # Errors
    /// [`ChainBreak::CutOff`] where it did not come that far; [`ChainBreak::Changed`] where another event is there.
    pub fn end(&self, ends: &ChainEnds) -> Result<(), ChainBreak> {
        let (found, expected) = (self.last.position, ends.newest.position);
        if found < expected {
            return Err(ChainBreak::CutOff { found, expected });
        }
        if self.last != ends.newest {
            return Err(ChainBreak::Changed {
                position: found,
                id: "the last one".to_owned(),
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const DAY: i64 = MOST_OUT_OF_ORDER_MS / 2;

    /// An event of the number `n` that happened at `at_ms`.
    fn event<'a>(id: &'a str, at_ms: i64, action: &'a str) -> ChainedEvent<'a> {
        ChainedEvent {
            id,
            at_ms,
            action,
            company_id: Some("acme"),
            actor_account_id: None,
            subject: Some("x"),
            detail: "{}",
            client_address: "",
            request_id: "",
        }
    }

    type Stored = (Place, String, i64);

    fn chained(count: usize) -> (Vec<Stored>, ChainEnds) {
        let (mut last, mut stored) = (Place::default(), Vec::new());
        for number in 0..count {
            let (id, at_ms) = (format!("event-{number}"), 1_000 * i64::try_from(number).unwrap());
            last = following(&last, &event(&id, at_ms, "signed_in"));
            stored.push((last.clone(), id, at_ms));
        }
        (stored, ChainEnds::begun(Place::default(), last, false, 0))
    }

    fn walk(stored: &[Stored], ends: &ChainEnds) -> Result<u64, ChainBreak> {
        let mut walk = Walk::begin(ends);
        for (place, id, at_ms) in stored {
            walk.step(place, &event(id, *at_ms, "signed_in"))?;
        }
        walk.end(ends)?;
        Ok(walk.checked)
    }

    proptest! {
        #[test]
        fn what_was_done_to_the_chain_is_found_at_the_first_place(count in 3usize..12, at in any::<prop::sample::Index>()) {
            let (stored, ends) = chained(count);
            prop_assert_eq!(walk(&stored, &ends), Ok(count as u64));
            let at = at.index(count - 1);
            let position = i64::try_from(at).unwrap() + 1;

            let mut altered = stored.clone();
            altered[at].2 += 1;
            prop_assert_eq!(walk(&altered, &ends), Err(ChainBreak::Changed { position, id: stored[at].1.clone() }));

            let mut removed = stored.clone();
            removed.remove(at);
            prop_assert_eq!(walk(&removed, &ends), Err(ChainBreak::Missing { position }));

            let mut moved = stored.clone();
            (moved[at].1, moved[at + 1].1) = (stored[at + 1].1.clone(), stored[at].1.clone());
            let is_found = matches!(walk(&moved, &ends), Err(ChainBreak::Changed { position: found, .. }) if found == position);
            prop_assert!(is_found);

            let mut inserted = stored.clone();
            let place = following(&stored[at].0, &event("new", 0, "signed_in"));
            inserted.insert(at + 1, (place, "new".into(), 0));
            prop_assert!(walk(&inserted, &ends).is_err());

            let cut = &stored[..=at];
            let cut_off = ChainBreak::CutOff { found: position, expected: ends.newest.position };
            prop_assert_eq!(walk(cut, &ends), Err(cut_off));
        }

        /// Whoever writes the whole chain anew cannot write its end.
        #[test]
        fn a_chain_that_was_made_anew_does_not_end_where_it_should(count in 2usize..9, at in any::<prop::sample::Index>()) {
            let (mut stored, ends) = chained(count);
            stored[at.index(count)].1.push('x');
            let mut last = Place::default();
            for (place, id, at_ms) in &mut stored {
                last = following(&last, &event(id, *at_ms, "signed_in"));
                place.clone_from(&last);
            }
            prop_assert!(walk(&stored, &ends).is_err());
        }

        /// What retention took is not missed.
        #[test]
        fn a_chain_whose_beginning_was_erased_is_whole(count in 2usize..9, at in any::<prop::sample::Index>()) {
            let (stored, ends) = chained(count);
            let at = at.index(count);
            let ends = ChainEnds { anchor: stored[at].0.clone(), ..ends };
            prop_assert_eq!(walk(&stored[at + 1..], &ends), Ok((count - at - 1) as u64));
        }
    }

    /// A chain of these times and actions, walked with `found_through`.
    fn in_order(events: &[(i64, &str)], found_through: i64) -> Result<(), ChainBreak> {
        let ends = ChainEnds {
            found_through,
            ..ChainEnds::begun(Place::default(), Place::default(), false, 0)
        };
        let (mut walk, mut last) = (Walk::begin(&ends), Place::default());
        for (at_ms, action) in events {
            let event = event("e", *at_ms, action);
            last = following(&last, &event);
            walk.step(&last, &event)?;
        }
        Ok(())
    }

    #[test]
    fn an_event_that_was_put_in_later_is_found_by_its_time() {
        let put_in = Err(ChainBreak::PutIn { id: "e".into() });
        let (then, now) = ((0, "signed_in"), (9 * DAY, "signed_in"));
        assert_eq!(in_order(&[now, then], 0), put_in);
        assert_eq!(
            in_order(&[now, (8 * DAY, "signed_in")], 0),
            Ok(()),
            "clocks differ"
        );
        assert_eq!(
            in_order(&[now, (0, CLOCK_RESET), then], 0),
            Ok(()),
            "time went back"
        );
        assert_eq!(
            in_order(&[now, then, now], 3),
            Ok(()),
            "they were there before the chain"
        );
        assert_eq!(in_order(&[now, then, now, then], 2), put_in);
    }
}
