//! The file of a language.

use super::Catalogue;

impl Catalogue {
    /// The phrases of a language as JSON: a list of groups, each a list of its phrases, by the numbers that the Rust has for them. A
    /// group that is not `wanted` is an empty list. Starts anew with each build: its name has to say which build it is of.
    ///
    /// ```json
    /// [["Copy","Copied"],[],["Sign in"]]
    /// ```
    pub fn json(&self, tag: &str, wanted: impl Fn(&str) -> bool) -> String {
        let groups = self.groups.iter().map(|(group, keys)| {
            let keys = keys.keys().filter(|_| wanted(group));
            keys.map(|key| self.phrase(tag, group, key)).collect::<Vec<_>>()
        });
        // Lists of strings: nothing that JSON cannot hold.
        serde_json::to_string(&groups.collect::<Vec<_>>()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever the phrases say, the file holds them at the places of their keys.
        #[test]
        fn each_phrase_stands_at_the_place_of_its_key(
            groups in prop::collection::btree_map("[a-z]{0,3}", prop::collection::btree_map("[a-z]{1,3}", any::<String>(), 1..4), 1..4),
        ) {
            let catalogue = Catalogue::of(BTreeMap::from([("en".to_owned(), groups.clone())])).expect("English");
            let unwanted = groups.keys().next().expect("a group").clone();
            let file: Vec<Vec<String>> = serde_json::from_str(&catalogue.json("en", |group| group != unwanted)).expect("JSON");
            prop_assert_eq!(file.len(), groups.len());
            for (read, (name, written)) in file.iter().zip(&groups) {
                let written: Vec<_> = written.values().cloned().collect();
                prop_assert_eq!(read, if *name == unwanted { &[][..] } else { &written[..] });
            }
        }
    }
}
