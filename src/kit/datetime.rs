//! Times as people of a language and region write them, in the time zone of the browser.

use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::js_sys::{Array, Date, Intl, Object, Reflect};

use super::locale::{regional_tag, use_locale};
use crate::i18n::Locale;
use crate::ui::time_passed::TimePassed;

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
    let words = match TimePassed::of(passed) {
        Some(passed) => format_passed(locale, passed),
        None => format(locale, &at, &[("dateStyle", "medium")]),
    };
    view! {
        <time datetime=at title=exact>
            {words}
        </time>
    }
}

fn format_passed(locale: Locale, passed: TimePassed) -> String {
    let (count, unit) = match passed {
        TimePassed::Now => (0, "second"),
        TimePassed::Minutes(count) => (count, "minute"),
        TimePassed::Hours(count) => (count, "hour"),
        TimePassed::Days(count) => (count, "day"),
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
