//! What the pages say, in the languages of the platform. `{app}`, `{platform}` and `{name}` are filled in.

mod dutch;
mod english;
mod french;
mod german;
mod japanese;
mod spanish;

use axum::http::{HeaderMap, header};

/// One language.
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) go_on: &'static str,
    pub(super) go_on_link: &'static str,
    pub(super) not_started: &'static str,
    pub(super) not_started_text: &'static str,
    pub(super) not_synchronised: &'static str,
    pub(super) not_synchronised_text: &'static str,
    pub(super) unreachable: &'static str,
    pub(super) unreachable_text: &'static str,
    pub(super) switched_off: &'static str,
    pub(super) switched_off_text: &'static str,
    pub(super) no_attempt: &'static str,
    pub(super) no_attempt_text: &'static str,
    pub(super) denied: &'static str,
    pub(super) denied_text: &'static str,
    pub(super) failed: &'static str,
    pub(super) failed_text: &'static str,
    pub(super) not_admitted: &'static str,
    pub(super) confirm_logout: &'static str,
    pub(super) confirm_logout_text: &'static str,
    pub(super) signed_out: &'static str,
    pub(super) signed_out_text: &'static str,
    pub(super) foreign: &'static str,
    pub(super) foreign_text: &'static str,
    pub(super) broken: &'static str,
    pub(super) broken_text: &'static str,
    pub(super) to_the_app: &'static str,
    pub(super) try_again: &'static str,
    pub(super) sign_in_again: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) only_here: &'static str,
    pub(super) stay: &'static str,
    pub(super) sign_out_everywhere: &'static str,
}

/// Every language; the first is for readers who ask for none of them.
const LANGUAGES: [&Words; 6] = [
    &english::ENGLISH,
    &german::GERMAN,
    &french::FRENCH,
    &spanish::SPANISH,
    &dutch::DUTCH,
    &japanese::JAPANESE,
];

impl Words {
    /// The first language of these that the reader's browser asks for: browsers name the preferred one first (RFC 9110 §12.5.4).
    pub(super) fn for_reader(headers: &HeaderMap) -> &'static Self {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let languages = asked.unwrap_or_default().split(',').map(|range| {
            // Such as `de-AT;q=0.9`.
            let end = range.find(['-', ';']).unwrap_or(range.len());
            range[..end].trim()
        });
        languages
            .filter_map(|asked| {
                LANGUAGES
                    .into_iter()
                    .find(|words| words.language.eq_ignore_ascii_case(asked))
            })
            .next()
            .unwrap_or(LANGUAGES[0])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_counts_that_there_is() {
        for (asked, expected) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en-GB,de;q=0.5", "en"),
            ("it-CH, FR;q=0.8, de;q=0.7", "fr"),
            ("ja", "ja"),
            ("nl-BE", "nl"),
            ("es-419,es;q=0.9", "es"),
            ("deu", "en"),
            ("*", "en"),
            ("", "en"),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, asked.parse().unwrap())]);
            assert_eq!(Words::for_reader(&headers).language, expected, "{asked}");
        }
    }
}
