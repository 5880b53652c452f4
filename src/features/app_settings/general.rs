//! The tab "General": the app's name and its environments.

use latchkey_contract::{
    ErrorCode,
    app_settings::{Environment, GetAppSettings, get_app_settings},
};
use leptos::{html::H2, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    deletion::{DeleteButton, Target},
    environment_card::EnvironmentCard,
    rename_form::RenameForm,
};
use crate::{
    i18n::*,
    kit::{
        Loaded, Page, StatusMessage, use_flash_message, use_locale, use_param, use_permissions,
        use_session_client,
    },
    paths,
};

/// The app's name, its environments, and the way to delete it.
#[component]
pub fn GeneralPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_param("app");
    let client = use_session_client();
    let title = td_string!(locale, app_settings.title);
    let name = RwSignal::new(String::new());
    let settings = LocalResource::new(move || {
        let (client, request) = (client.clone(), get_app_settings::Request { app: app.get() });
        async move {
            match client.call::<GetAppSettings>(&request).await {
                Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
                response => {
                    let app = response?;
                    // The page may be gone by now.
                    let _ = name.try_set(app.name.clone());
                    Ok(Some(app))
                }
            }
        }
    });
    let heading = Signal::derive(move || match name.get() {
        name if name.is_empty() => title.to_owned(),
        name => td_string!(locale, app_settings.heading, app = name),
    });
    view! {
        <Page title heading>
            <Loaded resource=settings let:app>
                {match app {
                    Some(app) => view! { <Tab locale app name /> }.into_any(),
                    None => view! { <Missing locale /> }.into_any(),
                }}
            </Loaded>
        </Page>
    }
}

/// An app that one does not look after looks like one that is not there.
#[component]
pub fn Missing(
    /// Language of the words.
    locale: Locale,
) -> impl IntoView {
    view! {
        <p>{td_string!(locale, app_settings.missing)}</p>
        <p>
            <a class="button" href=paths::HOME>
                {td_string!(locale, portal.go_home)}
            </a>
        </p>
    }
}

#[component]
fn Tab(locale: Locale, app: get_app_settings::Response, name: RwSignal<String>) -> impl IntoView {
    let get_app_settings::Response {
        slug,
        issuer,
        environments,
        ..
    } = app;
    let flash = use_flash_message();
    let message = RwSignal::new(flash.take());
    let environments = RwSignal::new(environments);
    let heading = NodeRef::<H2>::new();
    let deleted = Callback::new(move |deleted: Environment| {
        environments.update(|environments| environments.retain(|known| known.id != deleted.id));
        let name = deleted.settings.name;
        message.set(Some(td_string!(locale, app_settings.deleted, name = name)));
        // The button that was pressed is gone; the place is kept.
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    let target = Target::App {
        slug: slug.clone(),
        name,
    };
    let navigate = StoredValue::new_local(use_navigate());
    let permissions = use_permissions();
    let gone = Callback::new(move |()| {
        permissions.refetch();
        let name = name.get_untracked();
        flash.set(td_string!(locale, app_settings.deleted, name = name));
        navigate.with_value(|navigate| navigate(paths::HOME, Default::default()));
    });
    let (here, new) = (paths::app_settings(&slug), paths::new_environment(&slug));
    let rename_slug = slug.clone();
    let card = move |environment: Environment| {
        let edit = paths::environment_settings(&slug, &environment.id);
        let issuer = issuer.clone();
        let about = environment.clone();
        let gone = Callback::new(move |()| deleted.run(about.clone()));
        view! { <EnvironmentCard locale edit issuer environment gone /> }
    };
    view! {
        <div class="tabs" role="tablist" aria-label=td_string!(locale, app_settings.title)>
            <a
                href=here
                role="tab"
                id="tab-general"
                aria-current="page"
                aria-selected="true"
                aria-controls="general"
            >
                {td_string!(locale, app_settings.general)}
            </a>
        </div>
        <div class="tab-panel" id="general" role="tabpanel" aria-labelledby="tab-general">
            <StatusMessage message />
            <div class="settings">
                <RenameForm locale slug=rename_slug present=name />
            </div>
            <section class="environments" aria-labelledby="environments">
                <h2 id="environments" tabindex="-1" node_ref=heading>
                    {td_string!(locale, app_settings.environments)}
                </h2>
                <p>{td_string!(locale, app_settings.environments_intro)}</p>
                <Show when=move || environments.with(Vec::is_empty)>
                    <p class="empty">{td_string!(locale, app_settings.none)}</p>
                </Show>
                <ul class="environment-list">
                    <For
                        each=move || environments.get()
                        key=|environment| environment.id.clone()
                        children=card
                    />
                </ul>
                <a class="button" href=new>
                    {td_string!(locale, app_settings.new_environment)}
                </a>
            </section>
            <section class="environments" aria-labelledby="delete-app">
                <h2 id="delete-app">{td_string!(locale, app_settings.delete_app_section)}</h2>
                <p>{td_string!(locale, app_settings.delete_app_intro)}</p>
                <DeleteButton locale target gone />
            </section>
        </div>
    }
}
