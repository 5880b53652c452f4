//! The form for the name of an app.

use latchkey_contract::app_settings::{RenameApp, rename_app};
use leptos::prelude::*;

use crate::{
    i18n::*,
    portal::{
        drafts::use_draft,
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, Piece, SubmitButton, piece},
};

/// See the module.
#[component]
pub fn RenameForm(
    /// Language of the words.
    locale: Locale,
    /// The app's slug.
    slug: String,
    /// What it is called; set when it is called something else.
    present: RwSignal<String>,
) -> Piece {
    let field = Blamable::new("name");
    let name = RwSignal::new(present.get_untracked());
    let sending = Sending::new(locale, &[field]);
    if use_draft("rename-app", &[("name", name)]) {
        sending
            .news
            .set(Some(td_string!(locale, app_settings.restored).to_owned()));
    }
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = rename_app::Request {
            app: slug.clone(),
            present_name: present.get_untracked(),
            name: name.get_untracked(),
        };
        let saved = request.name.trim().to_owned();
        sending.send::<RenameApp>(&request, move || {
            sending
                .news
                .set(Some(td_string!(locale, app_settings.renamed).to_owned()));
            present.set(saved);
        });
    };
    piece(view! {
        <form aria-label=td_string!(locale, app_settings.app_name) novalidate on:submit=submit>
            <Alert locale notice=sending.notice />
            <TextField
                field
                id="name"
                error_id="name-error"
                label=td_string!(locale, app_settings.app_name)
                value=name
                kind="text"
                autocomplete="off"
            />
            <SubmitButton busy=sending.busy label=td_string!(locale, app_settings.rename) />
            <News news=sending.news />
        </form>
    })
}
