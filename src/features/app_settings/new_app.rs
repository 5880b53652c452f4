//! Making an app. It goes on to its settings, where it gets environments.

use latchkey_contract::app_settings::{CreateApp, create_app};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_navigate};

use crate::{
    i18n::*,
    paths,
    portal::{
        drafts::use_draft,
        language::use_locale,
        page::Page,
        sending::{Blamable, News, Sending},
        text_field::TextField,
    },
    ui::{Alert, SubmitButton},
};

/// See the module.
#[component]
pub fn NewAppPage() -> impl IntoView {
    let locale = use_locale();
    let field = Blamable::new("name");
    let name = RwSignal::new(String::new());
    let sending = Sending::new(locale, &[field]);
    if use_draft("new-app", &[("name", name)]) {
        sending
            .news
            .set(Some(td_string!(locale, app_settings.restored).to_owned()));
    }
    let navigate = StoredValue::new_local(use_navigate());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = create_app::Request {
            name: name.get_untracked(),
        };
        sending.send_and::<CreateApp>(request, move |made| {
            navigate.with_value(|navigate| {
                navigate(
                    &paths::app_settings(&made.slug),
                    leptos_router::NavigateOptions::default(),
                );
            });
        });
    };
    let title = td_string!(locale, app_settings.new_app_title);
    view! {
        <Page title heading=title.to_owned()>
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
                        <SubmitButton
                            busy=sending.busy
                            label=move || td_string!(locale, app_settings.create_app)
                        />
                        <A href=paths::HOME attr:class="button quiet">
                            {td_string!(locale, app_settings.cancel)}
                        </A>
                    </div>
                    <News news=sending.news />
                </form>
            </div>
        </Page>
    }
}
