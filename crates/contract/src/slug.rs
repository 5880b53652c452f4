//! The slug of a company or an app, its short name in addresses: what it may be, and what is suggested for a name.

/// Longest slug, in characters: it could be a label of a domain name.
pub const MAX_SLUG_CHARS: usize = 63;

/// Whether something may have this slug: 1 to 63 of a-z, 0-9 and -, beginning with a letter or digit.
pub fn is_slug(text: &str) -> bool {
    (1..=MAX_SLUG_CHARS).contains(&text.len())
        && !text.starts_with('-')
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The slug of a name in NFKD, where marks stand behind their letters: letters without marks, one hyphen for everything between
/// words. Empty where nothing is left.
pub fn of_decomposed(name: &str) -> String {
    let mut slug = String::new();
    let mut is_apart = false;
    for c in name.chars().filter(char::is_ascii) {
        if c.is_ascii_alphanumeric() {
            if is_apart && !slug.is_empty() {
                slug.push('-');
            }
            slug.push(c.to_ascii_lowercase());
        }
        is_apart = !c.is_ascii_alphanumeric();
    }
    slug.truncate(MAX_SLUG_CHARS);
    slug.truncate(slug.trim_end_matches('-').len());
    slug
}
