//! Pages of lists over HTTP: what is asked for is read here, and cursors are made here. Invariant: a cursor opens for the list, the
//! person, the search, the filters and the order that it was made for; everything else is refused with 400, like one that was altered.

use latchkey_contract::page::MAX_LIMIT;
use latchkey_contract::{Cursor, ErrorCode, PageRequest, Sort, SortKey};

use serde::Serialize;

use super::api_error::ApiError;
use crate::app_state::AppState;
use crate::domain::sort_key::sort_key;
use crate::secrets::SecretKey;
use crate::store::page::{Part, Position};

/// Longest text that is searched for, in characters.
const MAX_SEARCH_CHARS: usize = 200;

/// A page that was asked for.
#[derive(Debug)]
pub struct Paging<K> {
    /// What is read of the list.
    pub part: Part,
    /// What it is sorted by.
    pub key: K,
    /// What its cursors are sealed for.
    purpose: String,
}

impl<K: SortKey> Paging<K> {
    /// Reads a request for a page of the list that the operation `id` answers with, from the person with this account.
    ///
    /// # Errors
    /// `malformed_request` at the field that cannot be: `limit`, `after` or `search`.
    pub fn read(
        app: &AppState,
        id: &'static str,
        account_id: &str,
        request: &PageRequest<K>,
    ) -> Result<Self, ApiError> {
        Self::read_filtered(app, id, account_id, request, &())
    }

    /// The same of a list that is narrowed by `filters` beside.
    ///
    /// # Errors
    /// As [`Self::read`]; a cursor of other filters is refused at `after`.
    pub fn read_filtered(
        app: &AppState,
        id: &'static str,
        account_id: &str,
        request: &PageRequest<K>,
        filters: &impl Serialize,
    ) -> Result<Self, ApiError> {
        let limit = request.limit.unwrap_or(MAX_LIMIT);
        if !(1..=MAX_LIMIT).contains(&limit) {
            return Err(malformed("limit"));
        }
        let search = request.search.as_deref().map(searched).transpose()?.flatten();
        let sort = request.sort.unwrap_or_default();
        let filters = serde_json::to_string(filters).map_err(|_| ErrorCode::Internal)?;
        let purpose = purpose(id, account_id, sort, search.as_deref(), &filters);
        let after = request
            .after
            .as_ref()
            .map(|cursor| open(&app.secret_key, &purpose, cursor));
        Ok(Self {
            part: Part {
                limit,
                after: after.transpose()?,
                search,
                descending: sort.descending,
            },
            key: sort.key,
            purpose,
        })
    }

    /// The cursor of the page that begins behind `position`.
    ///
    /// # Errors
    /// `internal` where the machine has no randomness.
    pub fn cursor(&self, app: &AppState, position: Option<&Position>) -> Result<Option<Cursor>, ApiError> {
        position
            .map(|position| seal(&app.secret_key, &self.purpose, position))
            .transpose()
    }
}

fn malformed(field: &'static str) -> ApiError {
    ApiError {
        field: Some(field),
        ..ErrorCode::MalformedRequest.into()
    }
}

/// What is searched for, as a key; none where nothing is.
pub(super) fn searched(text: &str) -> Result<Option<String>, ApiError> {
    if text.chars().count() > MAX_SEARCH_CHARS || text.contains(char::is_control) {
        return Err(malformed("search"));
    }
    Ok(Some(sort_key(text)).filter(|key| !key.is_empty()))
}

fn purpose<K: SortKey>(
    id: &str,
    account_id: &str,
    sort: Sort<K>,
    search: Option<&str>,
    filters: &str,
) -> String {
    // Neither a search nor JSON has line breaks.
    format!(
        "cursor\n{id}\n{account_id}\n{sort}\n{}\n{filters}",
        search.unwrap_or_default()
    )
}

/// Sealed, not only signed: a cursor stands in addresses, and a position holds a person's name.
fn seal(key: &SecretKey, purpose: &str, position: &Position) -> Result<Cursor, ApiError> {
    let text = serde_json::to_string(position).map_err(|_| ErrorCode::Internal)?;
    let sealed = key.seal(purpose, &text).map_err(|_| ErrorCode::Internal)?;
    // As base64url has it, for addresses.
    Ok(Cursor(
        sealed.replace('+', "-").replace('/', "_").replace('=', ""),
    ))
}

fn open(key: &SecretKey, purpose: &str, cursor: &Cursor) -> Result<Position, ApiError> {
    let Cursor(text) = cursor;
    let mut sealed = text.replace('-', "+").replace('_', "/");
    while !sealed.len().is_multiple_of(4) {
        sealed.push('=');
    }
    let opened = key.open(purpose, &sealed).map_err(|_| malformed("after"))?;
    serde_json::from_str(&opened).map_err(|_| malformed("after"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn position(key: &str) -> Position {
        Position {
            key: key.to_owned(),
            id: "0193".to_owned(),
            rank: Some(1),
        }
    }

    proptest! {
        #[test]
        fn a_cursor_opens_as_it_was_made_and_not_when_it_was_altered(
            text in "\\PC{0,40}", purpose in "[a-z]{1,9}", at in any::<prop::sample::Index>(), with in "[A-Za-z0-9_-]",
        ) {
            let key = SecretKey::generate().unwrap();
            let cursor = seal(&key, &purpose, &position(&text)).unwrap();
            prop_assert!(cursor.0.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            prop_assert_eq!(open(&key, &purpose, &cursor), Ok(position(&text)));
            prop_assert_eq!(open(&key, &format!("{purpose}x"), &cursor), Err(malformed("after")));
            let at = at.index(cursor.0.len());
            let mut altered = cursor.0.clone();
            altered.replace_range(at..=at, &with);
            // The last character may carry bits that say nothing.
            if altered != cursor.0 && at + 1 < cursor.0.len() {
                prop_assert_eq!(open(&key, &purpose, &Cursor(altered)), Err(malformed("after")));
            }
            let shorter = Cursor(cursor.0[..at].to_owned());
            prop_assert_eq!(open(&key, &purpose, &shorter), Err(malformed("after")));
        }

        #[test]
        fn whatever_stands_in_the_place_of_a_cursor_is_refused(text in "\\PC{0,80}") {
            let key = SecretKey::generate().unwrap();
            prop_assert_eq!(open(&key, "list", &Cursor(text)), Err(malformed("after")));
        }
    }

    #[test]
    fn a_search_is_a_key_and_holds_no_control_characters() {
        assert_eq!(searched(" MÜLLER "), Ok(Some("muller".to_owned())));
        assert_eq!(searched("  "), Ok(None));
        assert_eq!(searched("a\0b"), Err(malformed("search")));
        assert_eq!(searched(&"a".repeat(201)), Err(malformed("search")));
    }
}
