//! For how long a link works, and until when, in words.

use latchkey_contract::Language;
use time::macros::format_description;
use time::{Date, OffsetDateTime, UtcOffset};

use crate::domain::mailed_link::Kind;

/// The months as a language writes them in a date; Japanese has numbers.
const fn months(language: Language) -> [&'static str; 12] {
    match language {
        Language::En => [
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
        ],
        Language::De => [
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
        ],
        Language::Fr => [
            "janvier",
            "février",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "août",
            "septembre",
            "octobre",
            "novembre",
            "décembre",
        ],
        Language::Es => [
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        Language::Nl => [
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        Language::Ja => ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"],
    }
}

/// A length of time: one of it, and several.
#[derive(Clone, Copy)]
enum Unit {
    Minutes,
    Hours,
    Days,
}

/// For how long links of a kind work, e.g. "1 hour".
pub(super) fn lifetime(language: Language, kind: Kind) -> String {
    let minutes = kind.lifetime_ms() / 60_000;
    let (number, unit) = match minutes {
        ..60 => (minutes, Unit::Minutes),
        60..=1440 => (minutes / 60, Unit::Hours),
        _ => (minutes / 1440, Unit::Days),
    };
    let name = unit_name(language, unit, number == 1);
    match language {
        Language::Ja => format!("{number}{name}"),
        _ => format!("{number} {name}"),
    }
}

const fn unit_name(language: Language, unit: Unit, is_one: bool) -> &'static str {
    match (language, unit, is_one) {
        (Language::En, Unit::Minutes, true) => "minute",
        (Language::En, Unit::Minutes, false) => "minutes",
        (Language::En, Unit::Hours, true) => "hour",
        (Language::En, Unit::Hours, false) => "hours",
        (Language::En, Unit::Days, true) => "day",
        (Language::En, Unit::Days, false) => "days",
        (Language::De, Unit::Minutes, true) => "Minute",
        (Language::De, Unit::Minutes, false) => "Minuten",
        (Language::De, Unit::Hours, true) => "Stunde",
        (Language::De, Unit::Hours, false) => "Stunden",
        (Language::De, Unit::Days, true) => "Tag",
        (Language::De, Unit::Days, false) => "Tage",
        (Language::Fr, Unit::Minutes, true) => "minute",
        (Language::Fr, Unit::Minutes, false) => "minutes",
        (Language::Fr, Unit::Hours, true) => "heure",
        (Language::Fr, Unit::Hours, false) => "heures",
        (Language::Fr, Unit::Days, true) => "jour",
        (Language::Fr, Unit::Days, false) => "jours",
        (Language::Es, Unit::Minutes, true) => "minuto",
        (Language::Es, Unit::Minutes, false) => "minutos",
        (Language::Es, Unit::Hours, true) => "hora",
        (Language::Es, Unit::Hours, false) => "horas",
        (Language::Es, Unit::Days, true) => "día",
        (Language::Es, Unit::Days, false) => "días",
        (Language::Nl, Unit::Minutes, true) => "minuut",
        (Language::Nl, Unit::Minutes, false) => "minuten",
        (Language::Nl, Unit::Hours, _) => "uur",
        (Language::Nl, Unit::Days, true) => "dag",
        (Language::Nl, Unit::Days, false) => "dagen",
        (Language::Ja, Unit::Minutes, _) => "分",
        (Language::Ja, Unit::Hours, _) => "時間",
        (Language::Ja, Unit::Days, _) => "日間",
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
        Language::Fr => format!("{day} à {hour:02}:{minute:02} UTC"),
        Language::Es => format!("{day}, {hour:02}:{minute:02} UTC"),
        Language::Nl => format!("{day} om {hour:02}:{minute:02} UTC"),
        Language::Ja => format!("{day} {hour:02}:{minute:02} UTC"),
    }
}

/// A day (`YYYY-MM-DD`). A text that is none stays as it is.
pub(super) fn day(language: Language, text: &str) -> String {
    let day = Date::parse(text, format_description!("[year]-[month]-[day]"));
    day.map_or_else(|_| text.to_owned(), |day| in_words(language, day))
}

fn in_words(language: Language, date: Date) -> String {
    let (day, year) = (date.day(), date.year());
    let month = months(language)[usize::from(u8::from(date.month())) - 1];
    match (language, day) {
        (Language::En | Language::Nl, _) => format!("{day} {month} {year}"),
        (Language::De, _) => format!("{day}. {month} {year}"),
        (Language::Fr, 1) => format!("1er {month} {year}"),
        (Language::Fr, _) => format!("{day} {month} {year}"),
        (Language::Es, _) => format!("{day} de {month} de {year}"),
        (Language::Ja, _) => format!("{year}年{month}月{day}日"),
    }
}
