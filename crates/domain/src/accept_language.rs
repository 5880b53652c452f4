//! Which language to answer in (RFC 9110 §12.5.4).

use latchkey_contract::Language;

/// The language of ours that the header prefers; English where it names none of them.
pub fn preferred(accept_language: Option<&str>) -> Language {
    let mut best = (0.0, Language::En);
    for range in accept_language.unwrap_or_default().split(',') {
        let mut parts = range.split(';');
        let known = known(parts.next().unwrap_or_default().trim());
        let weight = parts
            .find_map(|parameter| parameter.trim().strip_prefix("q="))
            .map_or(1.0, |q| q.parse::<f32>().unwrap_or(0.0));
        if let Some(language) = known.filter(|_| weight > best.0 && weight <= 1.0) {
            best = (weight, language);
        }
    }
    best.1
}

/// The language of ours that a tag names by its primary subtag (RFC 5646): `de-AT` is German.
pub fn known(tag: &str) -> Option<Language> {
    let primary = tag.split('-').next().unwrap_or_default();
    let mut ours = Language::ALL.iter().copied();
    ours.find(|language| language.tag().eq_ignore_ascii_case(primary))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_decide_and_the_first_of_equals_wins() {
        assert_eq!(preferred(None), Language::En);
        assert_eq!(preferred(Some("de")), Language::De);
        assert_eq!(preferred(Some("de-AT, en;q=0.8")), Language::De);
        assert_eq!(preferred(Some("pt, de;q=0.5, en;q=0.9")), Language::En);
        assert_eq!(preferred(Some("pt, de;q=0.5")), Language::De);
        assert_eq!(preferred(Some("de;q=0, *")), Language::En);
        assert_eq!(preferred(Some(";;;,,q=,de;q=nan,\u{fffd}")), Language::En);
    }
}
