//! Pages of a list that is held in memory, as the server gives them. Invariant: a cursor that was not given here is refused, as
//! the server refuses it.

use latchkey_contract::{
    Cursor, ErrorCode, Page, PageRequest, SortKey,
    page::{MAX_LIMIT, Sort},
};

use crate::MockResponse;

/// The page of `items` that `request` asks for. `key` is what an item is sorted by (ties stay in the order of `items`), `searched`
/// are the texts of an item of which one has to begin with what is searched for.
pub fn page_of<T: Clone, K: SortKey>(
    items: &[T],
    request: &PageRequest<K>,
    key: impl Fn(&T, K) -> String,
    searched: impl Fn(&T) -> Vec<String>,
) -> MockResponse<Page<T>> {
    let limit = request.limit.unwrap_or(MAX_LIMIT);
    if !(1..=MAX_LIMIT).contains(&limit) {
        return MockResponse::refused_at(ErrorCode::MalformedRequest, "limit");
    }
    let prefix = request.search.as_deref().unwrap_or_default().to_lowercase();
    let is_found = |item: &&T| {
        let texts = searched(item);
        texts.iter().any(|text| text.to_lowercase().starts_with(&prefix))
    };
    let Sort { key: by, descending } = request.sort.unwrap_or_default();
    let mut found: Vec<T> = items.iter().filter(is_found).cloned().collect();
    found.sort_by_key(|item| key(item, by).to_lowercase());
    if descending {
        found.reverse();
    }
    let begin = match &request.after {
        None => 0,
        Some(Cursor(text)) => match text.strip_prefix("behind-").map(str::parse::<usize>) {
            Some(Ok(begin)) => begin.min(found.len()),
            _ => return MockResponse::refused_at(ErrorCode::MalformedRequest, "after"),
        },
    };
    let end = found.len().min(begin + limit as usize);
    let next = (end < found.len()).then(|| Cursor(format!("behind-{end}")));
    MockResponse::Success(Page {
        items: found[begin..end].to_vec(),
        next,
    })
}
