//! For how long a link works, and until when, in words.

use latchkey_contract::Language;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::domain::mailed_link::Kind;

const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const GERMAN_MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

/// For how long links of a kind work, e.g. "1 hour".
pub(super) fn lifetime(language: Language, kind: Kind) -> String {
    let hours = kind.lifetime_ms() / 3_600_000;
    match (language, hours) {
        (Language::En, 0) => format!("{} minutes", kind.lifetime_ms() / 60_000),
        (Language::De, 0) => format!("{} Minuten", kind.lifetime_ms() / 60_000),
        (Language::En, 1) => "1 hour".into(),
        (Language::De, 1) => "1 Stunde".into(),
        (Language::En, ..=24) => format!("{hours} hours"),
        (Language::De, ..=24) => format!("{hours} Stunden"),
        (Language::En, _) => format!("{} days", hours / 24),
        (Language::De, _) => format!("{} Tage", hours / 24),
    }
}

/// A moment, in milliseconds since the Unix epoch: in UTC, which the words say, as the reader's own zone is not known; and with its
/// day, as mails wait and travel.
pub fn until(language: Language, at_ms: i64) -> String {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
        .to_offset(UtcOffset::UTC);
    let (hour, minute, day) = (at.hour(), at.minute(), in_words(language, at.date()));
    match language {
        Language::En => format!("{hour:02}:{minute:02} UTC on {day}"),
        Language::De => format!("{hour:02}:{minute:02} Uhr UTC am {day}"),
    }
}

/// A day (`YYYY-MM-DD`). A text that is none stays as it is.
pub(super) fn day(language: Language, text: &str) -> String {
    let day = Date::parse(text, format_description!("[year]-[month]-[day]"));
    day.map_or_else(|_| text.to_owned(), |day| in_words(language, day))
}

fn in_words(language: Language, date: Date) -> String {
    let (day, year, month) = (date.day(), date.year(), usize::from(u8::from(date.month())) - 1);
    match language {
        Language::En => format!("{day} {} {year}", ENGLISH_MONTHS[month]),
        Language::De => format!("{day}. {} {year}", GERMAN_MONTHS[month]),
    }
}
