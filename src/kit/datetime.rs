//! A time as people of a language write it, in the time zone of the browser.

use wasm_bindgen::JsValue;
use web_sys::js_sys::{Date, Object, Reflect};

use crate::{i18n::Locale, kit::locale::language_tag};

/// An RFC 3339 time as date and time of day. A text that is no time stays as it is.
pub fn format_datetime(locale: Locale, rfc3339: &str) -> String {
    let date = Date::new(&JsValue::from_str(rfc3339));
    if date.get_time().is_nan() {
        return rfc3339.to_owned();
    }
    let options = Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A fresh object takes any property.
        let _ = Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string(language_tag(locale), &options).into()
}
