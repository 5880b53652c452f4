//! Lists that come in pages: what is asked for, and what comes back. Invariant: a page is asked for by the cursor that the page
//! before it gave, never by a number, so that rows that come or go meanwhile neither repeat nor hide others.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// The most items that a page has, and what it has where nothing is said.
pub const MAX_LIMIT: u32 = 100;

/// Part of a list, in the order that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// At most as many as the limit.
    pub items: Vec<T>,
    /// Asks for the next page; absent on the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Cursor>,
}

/// Where a page ends. It works for the same person, list, search and order only, and says nothing to anybody but the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(value_type = String))]
pub struct Cursor(pub String);

/// The query of an operation that answers with a page of a list; `K` is what the list can be sorted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "K: SortKey")]
pub struct PageRequest<K> {
    /// The most items, 1 to [`MAX_LIMIT`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// [`Page::next`] of the page before; none: the first page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Cursor>,
    /// What one of an item's names or its address begins with, whatever the case and the accents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub search: Option<String>,
    /// The order; none: by the first key, ascending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sort: Option<Sort<K>>,
}

/// By hand: deriving would want a default of `K`.
impl<K> Default for PageRequest<K> {
    fn default() -> Self {
        Self {
            limit: None,
            after: None,
            search: None,
            sort: None,
        }
    }
}

/// What a list can be sorted by: a closed enum whose default is the order where nothing is said.
pub trait SortKey: Copy + Default + Eq + fmt::Debug + 'static {
    /// Every key.
    const ALL: &'static [Self];

    /// The key as it stands in an address.
    fn as_str(self) -> &'static str;
}

/// An order. In an address it is the key, with a `-` before it where it descends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort<K> {
    /// The column to sort by.
    pub key: K,
    /// From the last to the first.
    pub descending: bool,
}

impl<K: SortKey> Sort<K> {
    /// Reads what [`fmt::Display`] writes.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        let key = K::ALL.iter().copied().find(|key| key.as_str() == name)?;
        Some(Self { key, descending })
    }
}

impl<K: SortKey> fmt::Display for Sort<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.descending { "-" } else { "" })?;
        f.write_str(self.key.as_str())
    }
}

impl<K: SortKey> Serialize for Sort<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, K: SortKey> Deserialize<'de> for Sort<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("nothing to sort by"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
    enum Key {
        #[default]
        Name,
        Age,
    }

    impl SortKey for Key {
        const ALL: &'static [Self] = &[Self::Name, Self::Age];

        fn as_str(self) -> &'static str {
            match self {
                Self::Name => "name",
                Self::Age => "age",
            }
        }
    }

    #[test]
    fn an_order_reads_as_it_is_written_and_nothing_else_does() {
        for key in Key::ALL.iter().copied() {
            for descending in [false, true] {
                let sort = Sort { key, descending };
                assert_eq!(Sort::parse(&sort.to_string()), Some(sort));
            }
        }
        for text in ["", "-", "--name", "Name", "size", "name "] {
            assert_eq!(Sort::<Key>::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_request_says_what_it_has_to_and_takes_nothing_else() {
        let nothing = PageRequest::<Key>::default();
        assert_eq!(serde_json::to_string(&nothing).unwrap(), "{}");
        let request = PageRequest::<Key> {
            limit: Some(25),
            sort: Sort::parse("-age"),
            ..nothing
        };
        let text = serde_json::to_string(&request).unwrap();
        assert_eq!(text, r#"{"limit":25,"sort":"-age"}"#);
        assert_eq!(serde_json::from_str::<PageRequest<Key>>(&text).unwrap(), request);
        for wrong in [r#"{"page":2}"#, r#"{"sort":"size"}"#, r#"{"limit":-1}"#] {
            assert!(
                serde_json::from_str::<PageRequest<Key>>(wrong).is_err(),
                "{wrong}"
            );
        }
    }
}
