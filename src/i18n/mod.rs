//! What the screens say, in the language of whoever reads it. The phrases stand in `locales/*.json`; their keys are checked when
//! compiling (see `build.rs` and `crates/phrases`).
//!
//! ```text
//! td_string!(locale, sign_in.title)                                        // &'static str
//! td_string!(locale, sign_in.federated, domain = "acme.example")           // String
//! td!(locale, sign_in.purpose, app = named(app), environment = named(env)) // a view
//! ```
//!
//! Invariants: screens are handed a [`Locale`] as a value; there is no i18n context. A browser gets the phrases of one language: the
//! front door in its page, the portal in a file.

mod locale;
mod phrases;
#[cfg(feature = "gallery")]
mod pseudo;
mod words;

pub use locale::Locale;
#[cfg(any(feature = "csr", feature = "hydrate"))]
pub use phrases::add_phrases;
#[cfg(feature = "ssr")]
pub use phrases::phrases_json;
pub use phrases::{Key, text};
#[cfg(feature = "gallery")]
pub use pseudo::speak_pseudo;

/// The keys of all phrases, as `locales/en.json` names them.
#[allow(
    missing_docs,
    missing_debug_implementations,
    non_camel_case_types,
    non_upper_case_globals,
    unreachable_pub,
    unused_imports
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/keys.rs"));
}

pub use generated::keys;

/// A phrase: `&'static str`, or a `String` where it has values.
macro_rules! td_string {
    ($locale:expr, $($key:ident).+ $(,)?) => {
        $crate::i18n::text($locale, $crate::i18n::keys::$($key)::+)
    };
    ($locale:expr, $($key:ident).+, $($value:ident $(= $given:expr)?),+ $(,)?) => {
        $crate::i18n::keys::$($key)::+ { $($value $(: $given)?),+ }.text($locale)
    };
}
pub(crate) use td_string;

/// A phrase with views in the places of its values.
#[cfg(any(feature = "ssr", feature = "hydrate"))]
macro_rules! td {
    ($locale:expr, $($key:ident).+, $($value:ident $(= $given:expr)?),+ $(,)?) => {
        $crate::i18n::keys::$($key)::+ { $($value $(: $given)?),+ }.view($locale)
    };
}
#[cfg(any(feature = "ssr", feature = "hydrate"))]
pub(crate) use td;
