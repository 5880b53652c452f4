//! The keys, and the phrases, as Rust.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::Catalogue;

/// Words of the language that no key can be.
const KEYWORDS: [&str; 12] = [
    "as", "do", "else", "for", "if", "in", "loop", "match", "move", "ref", "type", "use",
];

impl Catalogue {
    /// The module `keys`: for each group a module, in it for each phrase without values a `Key`, and for each phrase with values a
    /// struct with a field for each.
    ///
    /// It expects `Key`, `Locale`, `words::fill` and `words::insert` of `crate::i18n`.
    pub fn keys(&self) -> String {
        let mut rust =
            String::from("pub mod keys {\n    use crate::i18n::{Key, Locale, words::{fill, insert}};\n");
        for (group_number, (group, keys)) in self.groups.iter().enumerate() {
            let mut items = String::new();
            for (place, (key, values)) in keys.iter().enumerate() {
                items.push_str(&item(key, values, group_number, place));
            }
            if group.is_empty() {
                rust.push_str(&items);
            } else {
                // Writing to a string does not fail.
                let _ = write!(
                    rust,
                    "    pub mod {} {{\n    use crate::i18n::{{Key, Locale, words::{{fill, insert}}}};\n{items}    }}\n",
                    name_of(group)
                );
            }
        }
        rust.push_str("}\n");
        rust
    }

    /// The table `EMBEDDED`: the phrases of each language, by its tag, in the order of the keys.
    pub fn table(&self) -> String {
        let mut rust = String::from("pub(super) const EMBEDDED: &[(&str, &[&[&str]])] = &[\n");
        for tag in self.tags() {
            let _ = writeln!(rust, "    ({tag:?}, &[");
            for (group, keys) in &self.groups {
                rust.push_str("        &[");
                for key in keys.keys() {
                    let _ = write!(rust, "{:?}, ", self.phrase(tag, group, key));
                }
                rust.push_str("],\n");
            }
            rust.push_str("    ]),\n");
        }
        rust.push_str("];\n");
        rust
    }
}

fn item(key: &str, values: &BTreeSet<String>, group: usize, place: usize) -> String {
    let name = name_of(key);
    if values.is_empty() {
        return format!("    pub const {name}: Key = Key::new({group}, {place});\n");
    }
    let letters: Vec<_> = (0..values.len()).map(|number| format!("V{number}")).collect();
    let list = |form: &dyn Fn(&str, &str) -> String| {
        let pairs = values.iter().zip(&letters);
        pairs
            .map(|(value, letter)| form(value, letter))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let generics = letters.join(", ");
    let fields = list(&|value, letter| format!("pub {}: {letter}", name_of(value)));
    let display = list(&|_, letter| format!("{letter}: core::fmt::Display"));
    let views = list(&|_, letter| format!("{letter}: leptos::prelude::IntoView + Clone + 'static"));
    let texts = list(&|value, _| format!("({value:?}, &self.{})", name_of(value)));
    let shown = list(&|value, _| {
        format!(
            "({value:?}, &|| leptos::prelude::IntoAny::into_any(self.{}.clone()))",
            name_of(value)
        )
    });
    format!(
        "    pub struct {name}<{generics}> {{ {fields} }}
    impl<{display}> {name}<{generics}> {{
        pub fn text(self, locale: Locale) -> String {{ fill(locale, Key::new({group}, {place}), &[{texts}]) }}
    }}
    impl<{views}> {name}<{generics}> {{
        pub fn view(self, locale: Locale) -> leptos::prelude::AnyView {{ insert(locale, Key::new({group}, {place}), &[{shown}]) }}
    }}
"
    )
}

/// A name as Rust writes it.
fn name_of(name: &str) -> String {
    if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}
