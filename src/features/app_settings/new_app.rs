//! Making an app. It goes on to its settings, where it gets environments.

use latchkey_contract::{
    app_settings::{CreateApp, create_app},
    slug,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use web_sys::js_sys::JsString;

use super::{
    fields::{Words, words},
    rules,
};
use crate::{
    i18n::*,
    kit::{Form, FormField, Page, StatusMessage, TextField, use_locale, use_permissions},
    paths,
    ui::{Alert, Crumb, FieldError, SubmitButton},
};

/// The page with the form of a new app.
#[component]
pub fn NewAppPage() -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("new-app");
    let name = form.field("name", "").judged_by(rules::name);
    let slug = form.field("slug", "").judged_by(rules::short_name);
    let short = ShortName::new(name, slug);
    let navigate = use_navigate();
    let permissions = use_permissions();
    let create = form.submission::<CreateApp>(move |_, made| {
        permissions.refetch();
        navigate(&paths::app_settings(&made.slug), Default::default());
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let slug = short.shown.get_untracked();
        create.send(create_app::Request {
            name: name.value.get_untracked(),
            slug: Some(slug.trim().to_owned()).filter(|slug| !slug.is_empty()),
        });
    };
    let title = td_string!(locale, app_settings.new_app_title);
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::page(td_string!(locale, portal.apps), paths::MANAGED_APPS),
    ];
    view! {
        <Page heading=title crumbs lead=td_string!(locale, app_settings.new_app_intro)>
            <div class="settings">
                <form aria-label=title novalidate on:submit=submit>
                    <Alert locale notice=form.notice />
                    <TextField field=name id="name" label=td_string!(locale, app_settings.app_name) />
                    <SlugField
                        field=slug
                        words=words!("slug", td_string!(locale, app_settings.app_slug))
                        hint=td_string!(locale, app_settings.app_slug_hint)
                        short
                    />
                    <div class="buttons">
                        <SubmitButton
                            busy=create.pending()
                            label=td_string!(locale, app_settings.create_app)
                        />
                        <a class="button quiet" href=paths::MANAGED_APPS>
                            {td_string!(locale, app_settings.cancel)}
                        </a>
                    </div>
                    <StatusMessage message=form.message />
                </form>
            </div>
        </Page>
    }
}

/// The word for addresses: it follows the name until somebody types another one.
#[derive(Clone, Copy)]
struct ShortName {
    chosen: RwSignal<String>,
    is_chosen: RwSignal<bool>,
    shown: Signal<String>,
}

impl ShortName {
    fn new(name: FormField, slug: FormField) -> Self {
        let (name, chosen) = (name.value, slug.value);
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
fn SlugField(field: FormField, words: Words, hint: &'static str, short: ShortName) -> impl IntoView {
    view! {
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
                aria-invalid=move || field.is_invalid()
                prop:value=short.shown
                on:input=move |event| short.choose(event_target_value(&event))
                on:blur=move |event| field.leave(&event)
            />
            <FieldError id=words.error_id message=field.error />
            <p id=words.hint_id class="hint">
                {hint}
            </p>
        </div>
    }
}
