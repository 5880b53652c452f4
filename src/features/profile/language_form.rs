//! The form for the language. A new one begins with the page loaded anew: the server renders in it.

use latchkey_contract::{
    Language,
    profile::{SetLanguage, set_language},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    leaving::use_leave,
    paths,
    portal::sending::Sending,
    ui::{Alert, Piece, SubmitButton, piece},
};

/// See the module.
#[component]
pub fn LanguageForm(
    /// Language of the words.
    locale: Locale,
    /// The language that was chosen.
    chosen: Option<Language>,
) -> Piece {
    let sending = Sending::new(locale, &[]);
    let choice = RwSignal::new(chosen.map_or("", Language::tag).to_owned());
    let leave = StoredValue::new_local(use_leave());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let language = Language::from_tag(&choice.get_untracked());
        sending.send::<SetLanguage>(&set_language::Request { language }, move || {
            leave.with_value(|leave| leave.to(paths::PROFILE));
        });
    };
    // Each in its own language: whoever looks for it can read it.
    let options = Language::ALL.iter().map(|language| {
        let name = match language {
            Language::En => "English",
            Language::De => "Deutsch",
        };
        let tag = language.tag();
        piece(view! {
            <option value=tag lang=tag selected=chosen == Some(*language)>
                {name}
            </option>
        })
    });
    piece(view! {
        <form aria-labelledby="profile-language" on:submit=submit>
            <h2 id="profile-language">{td_string!(locale, profile.language)}</h2>
            <Alert locale notice=sending.notice />
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
            <SubmitButton busy=sending.busy label=td_string!(locale, profile.save_language) />
        </form>
    })
}
