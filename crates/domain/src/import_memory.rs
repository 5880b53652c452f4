//! Which fields of an import file are changes of the file itself. What people, or a later decision, changed since the file was
//! imported stays. Invariant: the same file twice changes nothing the second time, whatever happened in between.

/// What is remembered of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before<'a, T> {
    /// No file ever named the thing that has the field.
    Unseen,
    /// The thing is older than the memory: nobody knows what a file said.
    Baseline,
    /// The last file that said something of the field; `None`: none did.
    Said(Option<&'a T>),
}

/// Whether what a file says of a field is to be taken. A field that is left out means "as it is".
pub fn is_taken<T: PartialEq>(says: Option<&T>, before: Before<'_, T>) -> bool {
    match (says, before) {
        (None, _) | (Some(_), Before::Baseline) => false,
        (Some(_), Before::Unseen) => true,
        (Some(says), Before::Said(said)) => said != Some(says),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_new_in_a_file_is_taken_and_nothing_else() {
        for (says, before, taken) in [
            (None, Before::Unseen, false),
            (None, Before::Said(Some(&1)), false),
            (Some(&1), Before::Unseen, true),
            (Some(&1), Before::Baseline, false),
            (Some(&1), Before::Said(None), true),
            (Some(&1), Before::Said(Some(&1)), false),
            (Some(&2), Before::Said(Some(&1)), true),
        ] {
            assert_eq!(is_taken(says, before), taken, "{says:?} {before:?}");
        }
    }

    proptest! {
        #[test]
        fn a_file_that_came_before_changes_nothing(says in prop::option::of(0u8..3), files in prop::collection::vec(prop::option::of(0u8..3), 0..5)) {
            let mut said = None;
            for file in files.into_iter().chain([says]) {
                said = file.or(said);
            }
            prop_assert!(!is_taken(says.as_ref(), Before::Said(said.as_ref())));
        }
    }
}
