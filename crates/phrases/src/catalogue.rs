//! Reads the languages and compares them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

/// The language that names the keys.
const REFERENCE: &str = "en";

/// Why there is no catalogue.
#[derive(Debug, thiserror::Error)]
pub enum CatalogueError {
    /// A file could not be read.
    #[error("{0}: {1}")]
    Read(String, io::Error),
    /// A file is not what it should be.
    #[error("{0}: {1}")]
    Malformed(String, String),
}

/// The phrases of all languages.
#[derive(Debug)]
pub struct Catalogue {
    /// The keys of English: groups, and the phrases of each with their values. The unnamed group holds what stands in none.
    pub(crate) groups: BTreeMap<String, BTreeMap<String, BTreeSet<String>>>,
    /// By language tag, then by group and key.
    pub(crate) languages: BTreeMap<String, Phrases>,
}

/// The phrases of one language by group and key.
pub(crate) type Phrases = BTreeMap<String, BTreeMap<String, String>>;

impl Catalogue {
    /// Reads `{tag}.json` of each language in `folder`.
    ///
    /// # Errors
    /// A file that cannot be read, is no JSON, or nests groups in groups; no English.
    pub fn read(folder: &Path) -> Result<Self, CatalogueError> {
        let shown = folder.display().to_string();
        let unreadable = |error| CatalogueError::Read(shown.clone(), error);
        let mut languages = BTreeMap::new();
        for entry in fs::read_dir(folder).map_err(unreadable)? {
            let path = entry.map_err(unreadable)?.path();
            let tag = path.file_stem().and_then(|stem| stem.to_str());
            let (Some(tag), Some("json")) = (tag, path.extension().and_then(|end| end.to_str())) else {
                continue;
            };
            let shown = path.display().to_string();
            let text =
                fs::read_to_string(&path).map_err(|error| CatalogueError::Read(shown.clone(), error))?;
            let phrases = parse(&text).map_err(|fault| CatalogueError::Malformed(shown, fault))?;
            languages.insert(tag.to_owned(), phrases);
        }
        Self::of(languages).ok_or_else(|| {
            CatalogueError::Malformed(
                shown,
                format!("{REFERENCE}.json is missing, which names the keys"),
            )
        })
    }

    pub(crate) fn of(languages: BTreeMap<String, Phrases>) -> Option<Self> {
        let reference = languages.get(REFERENCE)?;
        let groups = reference.iter().map(|(group, phrases)| {
            let keys = phrases
                .iter()
                .map(|(key, phrase)| (key.clone(), values_of(phrase)));
            (group.clone(), keys.collect())
        });
        Some(Self {
            groups: groups.collect(),
            languages,
        })
    }

    /// The tags of the languages.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The phrase of a language, English where the language has none.
    pub(crate) fn phrase(&self, tag: &str, group: &str, key: &str) -> &str {
        let of = |tag| Some(self.languages.get(tag)?.get(group)?.get(key)?.as_str());
        of(tag).or_else(|| of(REFERENCE)).unwrap_or_default()
    }

    /// What a language lacks, has on top, or says with other values than English: a sentence for each. Empty where all is well.
    pub fn complaints(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for (tag, phrases) in &self.languages {
            for (group, keys) in &self.groups {
                for (key, values) in keys {
                    let name = shown_key(group, key);
                    match phrases.get(group).and_then(|phrases| phrases.get(key)) {
                        None => complaints.push(format!("{tag}: no phrase {name}")),
                        Some(phrase) if values_of(phrase) != *values => complaints.push(format!(
                            "{tag}: {name} has other values than English: {:?}, not {values:?}",
                            values_of(phrase)
                        )),
                        Some(_) => {}
                    }
                }
            }
            for (group, phrases) in phrases {
                let known = self.groups.get(group);
                let unknown = phrases
                    .keys()
                    .filter(|key| known.is_none_or(|known| !known.contains_key(*key)));
                complaints.extend(
                    unknown.map(|key| format!("{tag}: English has no phrase {}", shown_key(group, key))),
                );
            }
        }
        complaints
    }

    /// Every phrase of a language with its key and the English one: (key, phrase, English).
    pub fn beside_english(&self, tag: &str) -> Vec<(String, &str, &str)> {
        let keys = self
            .groups
            .iter()
            .flat_map(|(group, keys)| keys.keys().map(move |key| (group, key)));
        keys.map(|(group, key)| {
            (
                shown_key(group, key),
                self.phrase(tag, group, key),
                self.phrase(REFERENCE, group, key),
            )
        })
        .collect()
    }
}

/// `group.key`, or the key alone where it stands in no group.
fn shown_key(group: &str, key: &str) -> String {
    if group.is_empty() {
        key.to_owned()
    } else {
        format!("{group}.{key}")
    }
}

/// The names of the values in a phrase: `{{ name }}`.
pub fn values_of(phrase: &str) -> BTreeSet<String> {
    let places = phrase.split("{{").skip(1);
    places
        .filter_map(|rest| Some(rest.split_once("}}")?.0.trim().to_owned()))
        .collect()
}

fn parse(text: &str) -> Result<Phrases, String> {
    let read: BTreeMap<String, Value> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let mut phrases = Phrases::new();
    for (name, value) in read {
        match value {
            Value::String(phrase) => {
                phrases.entry(String::new()).or_default().insert(name, phrase);
            }
            Value::Object(group) => {
                for (key, phrase) in group {
                    let Value::String(phrase) = phrase else {
                        return Err(format!("{name}.{key} is no phrase"));
                    };
                    phrases.entry(name.clone()).or_default().insert(key, phrase);
                }
            }
            _ => return Err(format!("{name} is neither a phrase nor a group of phrases")),
        }
    }
    Ok(phrases)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn catalogue(english: &str, german: &str) -> Catalogue {
        let read = |text| parse(text).expect("phrases");
        let languages = [("en", read(english)), ("de", read(german))];
        Catalogue::of(languages.map(|(tag, phrases)| (tag.to_owned(), phrases)).into()).expect("English")
    }

    #[test]
    fn a_language_that_says_the_same_gives_no_complaint() {
        let same = catalogue(
            r#"{ "copy": "Copy", "mails": { "sent": "Sent to {{ address }}" } }"#,
            r#"{ "copy": "Kopieren", "mails": { "sent": "An {{address}} gesendet" } }"#,
        );
        assert_eq!(same.complaints(), Vec::<String>::new());
    }

    #[test]
    fn what_is_missing_too_many_or_different_is_named() {
        let different = catalogue(
            r#"{ "copy": "Copy", "mails": { "sent": "Sent to {{ address }}" } }"#,
            r#"{ "mails": { "sent": "Gesendet", "other": "Anderes" } }"#,
        );
        let complaints = different.complaints().join("\n");
        assert!(complaints.contains("de: no phrase copy"), "{complaints}");
        assert!(
            complaints.contains("de: mails.sent has other values"),
            "{complaints}"
        );
        assert!(
            complaints.contains("de: English has no phrase mails.other"),
            "{complaints}"
        );
        assert_eq!(different.phrase("de", "", "copy"), "Copy");
    }

    #[test]
    fn a_group_in_a_group_is_refused() {
        assert!(parse(r#"{ "a": { "b": { "c": "d" } } }"#).is_err());
        assert!(parse(r#"{ "a": 1 }"#).is_err());
    }
}
