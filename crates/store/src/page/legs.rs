//! The pieces in which a search reads a list. Invariant: they follow each other in the order of the list, and hold each row that is found once.

use super::statement::{Piece, behind_all};
use super::{Part, Position};

/// A piece of a list, and which of its rows are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leg {
    pub(super) piece: Piece,
    /// Whether all rows of the piece begin so, by what the list is sorted by. Otherwise none does, and what is found is found by another column.
    pub(super) is_all: bool,
}

/// What begins with `prefix` by the column of the order: it stands together.
pub(super) fn beginning(prefix: &str, descending: bool) -> Piece {
    let at = |key: String| {
        Some(Position {
            key,
            id: String::new(),
            rank: None,
        })
    };
    let (first, last) = (at(prefix.to_owned()), at(behind_all(prefix)));
    let (after, end) = if descending { (last, first) } else { (first, last) };
    Piece {
        after,
        end,
        descending,
        rank: None,
    }
}

/// The pieces of what is left of a list in its order: those who begin with `prefix` by its column, and those before and behind them.
pub(super) fn legs(prefix: &str, part: &Part) -> Vec<Leg> {
    let all = beginning(prefix, part.descending);
    let before = Piece {
        after: None,
        end: all.after.clone(),
        ..all
    };
    let behind = Piece {
        after: all.end.clone(),
        end: None,
        ..all
    };
    [(before, false), (all, true), (behind, false)]
        .into_iter()
        .filter_map(|(piece, is_all)| {
            piece
                .behind(part.after.as_ref())
                .map(|piece| Leg { piece, is_all })
        })
        .collect()
}

impl Piece {
    /// What is left of it behind a position; none: nothing.
    pub(super) fn behind(mut self, position: Option<&Position>) -> Option<Self> {
        let comes_before = |one: &Position, other: &Position| match self.descending {
            false => one < other,
            true => one > other,
        };
        let Some(position) = position else {
            return Some(self);
        };
        if self.end.as_ref().is_some_and(|end| !comes_before(position, end)) {
            return None;
        }
        if self
            .after
            .as_ref()
            .is_none_or(|after| comes_before(after, position))
        {
            self.after = Some(position.clone());
        }
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Piece {
        fn has(&self, at: &Position) -> bool {
            let is_beyond = |bound: &Position| match self.descending {
                false => at > bound,
                true => at < bound,
            };
            self.after.as_ref().is_none_or(is_beyond) && !self.end.as_ref().is_some_and(is_beyond)
        }
    }

    fn position() -> impl Strategy<Value = Position> {
        // Few letters, one of them behind all of a person's: keys that are alike, and prefixes of each other.
        ("[ab\u{e000}]{0,3}", "[ab]{1,2}").prop_map(|(key, id)| Position { key, id, rank: None })
    }

    fn part() -> impl Strategy<Value = Part> {
        (proptest::option::of(position()), any::<bool>()).prop_map(|(after, descending)| Part {
            limit: 1,
            after,
            search: None,
            descending,
        })
    }

    proptest! {
        #[test]
        fn each_row_behind_the_cursor_is_in_one_leg(
            (at, prefix, part) in (position(), "[ab\u{e000}]{0,2}", part())
        ) {
            let rest = part.rest();
            let legs = legs(&prefix, &part);
            let found: Vec<_> = legs.iter().filter(|leg| leg.piece.has(&at)).collect();
            prop_assert_eq!(found.len(), usize::from(rest.has(&at)));
            for leg in found {
                prop_assert_eq!(leg.is_all, at.key.starts_with(&prefix));
            }
        }

        #[test]
        fn legs_follow_each_other((prefix, part) in ("[ab\u{e000}]{0,2}", part())) {
            let legs = legs(&prefix, &part);
            prop_assert_eq!(&legs[0].piece.after, &part.after);
            for pair in legs.windows(2) {
                prop_assert_eq!(&pair[0].piece.end, &pair[1].piece.after);
            }
            prop_assert_eq!(&legs[legs.len() - 1].piece.end, &None);
        }
    }
}
