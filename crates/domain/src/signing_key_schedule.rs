//! Which signing key signs when. The next key is published long before it signs: whoever caches the JWK set has it in time, and a
//! leaked key can be replaced at once.

/// How long a key signs, in milliseconds: 90 days.
pub const SIGNS_FOR_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// The shortest time for which a key is published before it signs, in milliseconds: a day, far longer than apps cache our keys.
pub const PUBLISHED_FOR_MS: i64 = 24 * 60 * 60 * 1000;
/// How long a key that no longer signs is still published, in milliseconds: a week, far longer than the lifetime of an ID token.
pub const KEPT_FOR_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// What the schedule needs to know of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// 0, 1, 2 …
    pub generation: i64,
    /// From when it signs.
    pub signs_from_ms: i64,
}

/// The key that signs now: the latest whose time has come.
pub fn signer(slots: &[Slot], now_ms: i64) -> Option<Slot> {
    let begun = slots.iter().filter(|slot| slot.signs_from_ms <= now_ms);
    begun.max_by_key(|slot| slot.generation).copied()
}

/// The key that is missing: the first, which signs at once, or the next one.
pub fn missing(slots: &[Slot], now_ms: i64) -> Option<Slot> {
    let generation = slots.iter().map(|slot| slot.generation + 1).max().unwrap_or(0);
    match signer(slots, now_ms) {
        None => Some(Slot {
            generation,
            signs_from_ms: now_ms,
        }),
        Some(current) if current.generation + 1 == generation => Some(Slot {
            generation,
            // Also where nobody was here to make it in time.
            signs_from_ms: (current.signs_from_ms + SIGNS_FOR_MS).max(now_ms + PUBLISHED_FOR_MS),
        }),
        Some(_) => None,
    }
}

/// Whether a key is not needed any more: its successor has signed for long enough.
pub fn is_over(slots: &[Slot], slot: Slot, now_ms: i64) -> bool {
    slots
        .iter()
        .any(|other| other.generation > slot.generation && other.signs_from_ms + KEPT_FOR_MS <= now_ms)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Makes what is missing, as the server does.
    fn kept(slots: &mut Vec<Slot>, now_ms: i64) {
        while let Some(slot) = missing(slots, now_ms) {
            slots.push(slot);
        }
        let all = slots.clone();
        slots.retain(|slot| !is_over(&all, *slot, now_ms));
    }

    #[test]
    fn the_first_key_signs_at_once_and_the_next_one_is_there_already() {
        let mut slots = Vec::new();
        kept(&mut slots, 1000);
        assert_eq!(slots.len(), 2);
        assert_eq!(signer(&slots, 1000).map(|slot| slot.generation), Some(0));
        assert_eq!(slots[1].signs_from_ms, 1000 + SIGNS_FOR_MS);
    }

    proptest! {
        #[test]
        fn every_key_was_published_before_it_signs_and_after(pauses in prop::collection::vec(0i64..SIGNS_FOR_MS * 2, 1..20)) {
            let mut slots = Vec::new();
            let mut now = 1000;
            let mut published: Vec<Slot> = Vec::new();
            let mut last = None;
            for pause in pauses {
                kept(&mut slots, now);
                let current = signer(&slots, now).expect("somebody signs");
                if let Some(last) = last && last != current {
                    prop_assert!(published.contains(&current), "it was published before");
                }
                prop_assert!(slots.iter().any(|slot| slot.generation > current.generation), "the next is known");
                published.clone_from(&slots);
                last = Some(current);
                now += pause;
            }
        }
    }
}
