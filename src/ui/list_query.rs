//! The query of a list's address.

/// The query without the page: a file has all of them.
pub fn all_pages(query: &str) -> String {
    let fields = query.trim_start_matches('?').split('&');
    let kept: Vec<&str> = fields
        .filter(|field| !field.is_empty() && !field.starts_with("after="))
        .collect();
    match kept.is_empty() {
        true => String::new(),
        false => ["?", &kept.join("&")].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::all_pages;

    #[test]
    fn a_file_has_all_pages_of_what_is_shown() {
        for (query, expected) in [
            ("", ""),
            ("?after=x", ""),
            (
                "?search=a&kind=tokens&after=x&sort=-newest",
                "?search=a&kind=tokens&sort=-newest",
            ),
            ("search=after%3D", "?search=after%3D"),
        ] {
            assert_eq!(all_pages(query), expected);
        }
    }
}
