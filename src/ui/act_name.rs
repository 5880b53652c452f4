//! What a button in a row is called for whoever does not see the row. Invariant: the name begins with the words on the button, by which people
//! who speak to their computer press it.

/// "Rename: Kim", for `aria-label`: an act and what it is done to, or the act alone where that has no name. A second text in the button would
/// be kept apart by a space ("Rename : Kim"), and be found beside the name itself.
pub fn act_name(act: &str, of: &str) -> String {
    match of.trim() {
        "" => act.to_owned(),
        of => [act, ": ", of].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::act_name;
    use proptest::prelude::*;

    #[test]
    fn what_has_no_name_leaves_no_colon_behind() {
        assert_eq!(act_name("Rename", "Kim"), "Rename: Kim");
        assert_eq!(act_name("Rename", " "), "Rename");
    }

    proptest! {
        #[test]
        fn it_begins_with_the_words_on_the_button_and_ends_with_a_name(act in "[A-Za-z]{1,12}", of in ".{0,12}") {
            let name = act_name(&act, &of);
            prop_assert!(name.starts_with(&act) && name.ends_with(of.trim()));
            prop_assert!(!name.trim_end().ends_with(':') || of.trim().ends_with(':'));
        }
    }
}
