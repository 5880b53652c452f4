//! Times as people of a language and region write them, in the time zone of the browser.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Date, Intl, Object, Reflect};

use super::locale::{regional_tag, use_locale};
use crate::i18n::Locale;

/// Milliseconds of a minute.
const MINUTE_MS: f64 = 60_000.0;

/// An RFC 3339 time as date and time of day. A text that is no time stays as it is.
pub fn format_datetime(locale: Locale, rfc3339: &str) -> String {
    format(
        locale,
        rfc3339,
        &[("dateStyle", "medium"), ("timeStyle", "short")],
    )
}

/// A day (`YYYY-MM-DD`) as people write it. A text that is no day stays as it is.
pub fn format_day(locale: Locale, day: &str) -> String {
    // Noon of the browser's own zone: midnight in UTC is the day before in half the world.
    let noon = [day, "T12:00:00"].concat();
    match parse(&noon).get_time().is_nan() {
        true => day.to_owned(),
        false => format(locale, &noon, &[("dateStyle", "medium")]),
    }
}

/// An RFC 3339 time as a time of day: for what happens within the hour. A text that is no time stays as it is.
pub fn format_time(locale: Locale, rfc3339: &str) -> String {
    format(locale, rfc3339, &[("timeStyle", "short")])
}

/// A time that has passed as people say it: "2 hours ago", "yesterday"; the date where it is long ago. The exact time is in the
/// `datetime` and comes up on hover.
#[component]
pub fn RelativeTime(
    /// The time (RFC 3339).
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let locale = use_locale();
    let exact = format_datetime(locale, &at);
    let passed = Date::now() - parse(&at).get_time();
    let words = match Distance::of(passed) {
        Some(distance) => format_distance(locale, distance),
        None => format(locale, &at, &[("dateStyle", "medium")]),
    };
    view! {
        <time datetime=at title=exact>
            {words}
        </time>
    }
}

/// How far back a time is, in the unit that people would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Distance {
    /// Less than a minute.
    Now,
    Minutes(u32),
    Hours(u32),
    Days(u32),
}

impl Distance {
    /// `None` where the date says more than the distance: from 30 days on, for times to come, and for what is no time. A clock that
    /// is a minute behind the server's makes no time one to come.
    fn of(passed_ms: f64) -> Option<Self> {
        if passed_ms.is_nan() || passed_ms < -MINUTE_MS {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a number saturates"
        )]
        let minutes = (passed_ms / MINUTE_MS) as u32;
        match minutes {
            0 => Some(Self::Now),
            1..60 => Some(Self::Minutes(minutes)),
            60..1440 => Some(Self::Hours(minutes / 60)),
            1440..43200 => Some(Self::Days(minutes / 1440)),
            _ => None,
        }
    }
}

fn format_distance(locale: Locale, distance: Distance) -> String {
    let (count, unit) = match distance {
        Distance::Now => (0, "second"),
        Distance::Minutes(count) => (count, "minute"),
        Distance::Hours(count) => (count, "hour"),
        Distance::Days(count) => (count, "day"),
    };
    let options = options(&[("numeric", "auto")]);
    let format = Intl::RelativeTimeFormat::new(&tags(locale), &options);
    format.format(-f64::from(count), unit).into()
}

fn format(locale: Locale, rfc3339: &str, style: &[(&str, &str)]) -> String {
    let date = parse(rfc3339);
    if date.get_time().is_nan() {
        return rfc3339.to_owned();
    }
    date.to_locale_string(&regional_tag(locale), &options(style))
        .into()
}

fn parse(rfc3339: &str) -> Date {
    Date::new(&JsValue::from_str(rfc3339))
}

fn tags(locale: Locale) -> Array {
    Array::of1(&regional_tag(locale).into())
}

fn options(values: &[(&str, &str)]) -> Object {
    let options = Object::new();
    for &(name, value) in values {
        // A fresh object takes any property.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_is_full_is_named_and_the_date_from_a_month_on() {
        let minutes = |count: f64| Distance::of(count * MINUTE_MS);
        for (passed, distance) in [
            (-0.9, Some(Distance::Now)),
            (0.0, Some(Distance::Now)),
            (0.99, Some(Distance::Now)),
            (1.0, Some(Distance::Minutes(1))),
            (59.9, Some(Distance::Minutes(59))),
            (60.0, Some(Distance::Hours(1))),
            (1439.0, Some(Distance::Hours(23))),
            (1440.0, Some(Distance::Days(1))),
            (43199.0, Some(Distance::Days(29))),
            (43200.0, None),
            (-1.1, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(minutes(passed), distance, "{passed}");
        }
    }
}
