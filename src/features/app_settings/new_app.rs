//! Making an app. It goes on to its settings, where it gets environments.

use latchkey_contract::{
    app_settings::{CreateApp, create_app},
    slug,
};
use leptos::prelude::*;
use web_sys::js_sys::JsString;

use super::fields::{Words, words};
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
    ui::{Alert, FieldError, Piece, SubmitButton, piece, state},
};

/// See the module.
#[component]
pub fn NewAppPage() -> Piece {
    let locale = use_locale();
    let fields = [Blamable::new("name"), Blamable::new("slug")];
    let (name, chosen) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let sending = Sending::new(locale, &fields);
    if use_draft("new-app", &[("name", name), ("slug", chosen)]) {
        sending
            .news
            .set(Some(td_string!(locale, app_settings.restored).to_owned()));
    }
    let short = ShortName::new(name, chosen);
    let place = use_place();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let slug = short.shown.get_untracked();
        let request = create_app::Request {
            name: name.get_untracked(),
            slug: Some(slug.trim().to_owned()).filter(|slug| !slug.is_empty()),
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
                    field=fields[0]
                    id="name"
                    error_id="name-error"
                    label=td_string!(locale, app_settings.app_name)
                    value=name
                    kind="text"
                    autocomplete="off"
                />
                <SlugField
                    field=fields[1]
                    words=words!("slug", td_string!(locale, app_settings.app_slug))
                    hint=td_string!(locale, app_settings.app_slug_hint)
                    short
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

/// The word for addresses: it follows the name until somebody types another one.
#[derive(Clone, Copy)]
struct ShortName {
    chosen: RwSignal<String>,
    is_chosen: RwSignal<bool>,
    shown: Signal<String>,
}

impl ShortName {
    fn new(name: RwSignal<String>, chosen: RwSignal<String>) -> Self {
        let is_chosen = RwSignal::new(chosen.with_untracked(|chosen| !chosen.is_empty()));
        let shown = Signal::derive(move || match is_chosen.get() {
            true => chosen.get(),
            false => suggested(&name.get()),
        });
        Self {
            chosen,
            is_chosen,
            shown,
        }
    }

    fn choose(self, word: String) {
        self.chosen.set(word);
        self.is_chosen.set(true);
    }
}

/// What the platform would make of the name. The browser knows how letters come apart; those tables are large.
fn suggested(name: &str) -> String {
    slug::of_decomposed(&String::from(JsString::from(name).normalize("NFKD")))
}

#[component]
fn SlugField(field: Blamable, words: Words, hint: &'static str, short: ShortName) -> Piece {
    piece(view! {
        <div class="field">
            <label for=words.id>{words.label}</label>
            <input
                node_ref=field.input
                id=words.id
                name=field.name
                type="text"
                autocapitalize="none"
                spellcheck="false"
                maxlength="63"
                autocomplete="off"
                aria-describedby=words.described_by
                aria-invalid=state(move || field.error.with(Option::is_some))
                prop:value=short.shown
                on:input=move |event| short.choose(event_target_value(&event))
            />
            <FieldError id=words.error_id message=field.error />
            <p id=words.hint_id class="hint">{hint}</p>
        </div>
    })
}
