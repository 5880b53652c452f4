//! Making an app. It goes on to its settings, where it gets environments.

use latchkey_contract::app_settings::{CreateApp, create_app};
use leptos::prelude::*;

use crate::{
    i18n::*,
    paths,
    portal::{
        drafts::use_draft,
        language::use_locale,
        page::Page,
        place::use_place,
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, Piece, SubmitButton, piece},
};

/// See the module.
#[component]
pub fn NewAppPage() -> Piece {
    let locale = use_locale();
    let field = Blamable::new("name");
    let name = RwSignal::new(String::new());
    let sending = Sending::new(locale, &[field]);
    if use_draft("new-app", &[("name", name)]) {
        sending
            .news
            .set(Some(td_string!(locale, app_settings.restored).to_owned()));
    }
    let place = use_place();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = create_app::Request {
            name: name.get_untracked(),
        };
        sending.send_and::<CreateApp>(&request, move |made| place.go(&paths::app_settings(&made.slug)));
    };
    let title = td_string!(locale, app_settings.new_app_title);
    let content = piece(view! {
        <p class="lead">{td_string!(locale, app_settings.new_app_intro)}</p>
        <div class="settings">
            <form aria-label=title novalidate on:submit=submit>
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
                <div class="buttons">
                    <SubmitButton busy=sending.busy label=td_string!(locale, app_settings.create_app) />
                    <a class="button quiet" href=paths::HOME>
                        {td_string!(locale, app_settings.cancel)}
                    </a>
                </div>
                <News news=sending.news />
            </form>
        </div>
    });
    piece(view! { <Page title heading=title.to_owned() content /> })
}
