//! Counts what an import did with the objects in a file. Invariant: each object counts once, as added, changed or left.

use std::fmt;
use std::iter::Sum;

/// What an import did with one object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The import created it.
    Added,
    /// The import changed at least one of its fields.
    Changed,
    /// The import changed nothing.
    Left,
}

impl Outcome {
    /// The outcome for an object that is new, or of which something was changed, or neither.
    pub(super) const fn of(is_new: bool, is_changed: bool) -> Self {
        match (is_new, is_changed) {
            (true, _) => Self::Added,
            (false, true) => Self::Changed,
            (false, false) => Self::Left,
        }
    }

    /// The outcome after a further step, which may have changed something more of the object.
    pub(super) const fn or_changed(self, is_changed: bool) -> Self {
        match (self, is_changed) {
            (Self::Left, true) => Self::Changed,
            (known, _) => known,
        }
    }
}

/// How many objects of a kind were added, changed and left as they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Objects that the import created.
    pub added: usize,
    /// Objects of which the import changed a field.
    pub changed: usize,
    /// Objects that the import left as they were.
    pub left: usize,
}

impl Tally {
    pub(super) const fn count(&mut self, outcome: Outcome) {
        match outcome {
            Outcome::Added => self.added += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Left => self.left += 1,
        }
    }

    /// All of them.
    pub const fn all(&self) -> usize {
        self.added + self.changed + self.left
    }
}

impl Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |sum, tally| Self {
            added: sum.added + tally.added,
            changed: sum.changed + tally.changed,
            left: sum.left + tally.left,
        })
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { added, changed, left } = self;
        write!(f, "{added} added, {changed} changed, {left} left as they were")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn each_thing_counts_once_and_a_new_one_is_never_changed(things in prop::collection::vec(any::<[bool; 3]>(), 0..50)) {
            let (mut tally, mut added, mut touched) = (Tally::default(), 0, 0);
            for [is_new, is_changed, is_changed_later] in &things {
                tally.count(Outcome::of(*is_new, *is_changed).or_changed(*is_changed_later));
                added += usize::from(*is_new);
                touched += usize::from(!is_new && (*is_changed || *is_changed_later));
            }
            prop_assert_eq!((tally.added, tally.changed, tally.all()), (added, touched, things.len()));
            prop_assert_eq!([tally, Tally::default()].into_iter().sum::<Tally>(), tally);
        }
    }
}
