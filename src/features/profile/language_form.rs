//! The form for the language. A new one begins with the page loaded anew: the server renders in it.

use latchkey_contract::{
    Language,
    profile::{SetLanguage, set_language},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::Form,
    navigation::use_navigation,
    paths,
    ui::{Alert, SubmitButton},
};

/// A choice of languages, with a button that saves it.
#[component]
pub fn LanguageForm(
    /// Language of the words.
    locale: Locale,
    /// The language that was chosen.
    chosen: Option<Language>,
) -> impl IntoView {
    let form = Form::new("language");
    let choice = RwSignal::new(chosen.map_or("", Language::tag).to_owned());
    let navigation = use_navigation();
    let save = form.submission::<SetLanguage>(move |_, _| navigation.to(paths::PROFILE));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let language = Language::from_tag(&choice.get_untracked());
        save.send(set_language::Request { language });
    };
    // Each in its own language: whoever looks for it can read it.
    let options = Language::ALL.iter().map(|language| {
        let name = match language {
            Language::En => "English",
            Language::De => "Deutsch",
        };
        let tag = language.tag();
        view! {
            <option value=tag lang=tag selected=chosen == Some(*language)>
                {name}
            </option>
        }
        .into_any()
    });
    view! {
        <form aria-labelledby="profile-language" on:submit=submit>
            <h2 id="profile-language">{td_string!(locale, profile.language)}</h2>
            <Alert locale notice=form.notice />
            <div class="field">
                <label for="language">{td_string!(locale, profile.language)}</label>
                <div class="cell">
                    <select
                        id="language"
                        name="language"
                        aria-describedby="language-hint"
                        on:change=move |event| choice.set(event_target_value(&event))
                    >
                        <option value="" selected=chosen.is_none()>
                            {td_string!(locale, profile.language_browser)}
                        </option>
                        {options.collect_view()}
                    </select>
                </div>
                <p id="language-hint" class="fine-print">
                    {td_string!(locale, profile.language_intro)}
                </p>
            </div>
            <SubmitButton busy=save.pending() label=td_string!(locale, profile.save_language) />
        </form>
    }
}
