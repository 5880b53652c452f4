//! The language. A new one is spoken at once: the page's words change in place.

use latchkey_contract::{
    Language,
    profile::{SetLanguage, set_language},
};
use leptos::prelude::*;

use super::self_saving::{Choice, ChoiceOption, SelfSavingRow};
use crate::{
    i18n::*,
    kit::{
        Form,
        locale::{browser_locale, speak},
        use_locale_signal,
    },
};

/// A choice of languages.
#[component]
pub fn LanguageRow(
    /// The language that was chosen; `None`: the browser's.
    chosen: Option<Language>,
) -> impl IntoView {
    let locale = use_locale_signal();
    let form = Form::new("language");
    let save = form.submission::<SetLanguage>(move |request, _| {
        speak(locale, request.language.map_or_else(browser_locale, Locale::from));
        form.message.set(Some(String::new()));
    });
    let choice = Choice::new(form, chosen, save, |language| set_language::Request { language });
    let browser = Signal::derive(move || td_string!(locale.get(), profile.language_browser).to_owned());
    let of_browser = ChoiceOption {
        value: None,
        key: "",
        lang: None,
        name: browser,
    };
    // Each in its own language: whoever looks for it can read it.
    let languages = Language::ALL.iter().map(|&language| ChoiceOption {
        value: Some(language),
        key: language.tag(),
        lang: Some(language.tag()),
        name: language.name().into(),
    });
    let options = [of_browser].into_iter().chain(languages).collect();
    view! {
        <SelfSavingRow
            choice
            name=Signal::derive(move || td_string!(locale.get(), profile.language).to_owned())
            hint=Signal::derive(move || td_string!(locale.get(), profile.language_intro).to_owned())
            id="language"
            options
        />
    }
}
