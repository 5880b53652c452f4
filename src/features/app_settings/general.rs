//! The tab "General": the app's name and its environments.

use latchkey_contract::{
    ErrorCode,
    app_settings::{GetAppSettings, get_app_settings},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};

use super::{environment_card::EnvironmentCard, rename_form::RenameForm};
use crate::{
    i18n::*,
    paths,
    portal::{
        call::use_caller, failure::Failure, language::use_locale, page::Page, sending::News, told::use_told,
    },
    ui::Loading,
};

/// See the module.
#[component]
pub fn GeneralPage() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let slug = Signal::derive(move || params.read().get("app").unwrap_or_default());
    let caller = use_caller();
    let title = td_string!(locale, app_settings.title);
    let name = RwSignal::new(String::new());
    let settings = LocalResource::new(move || {
        let (caller, app) = (caller.clone(), slug.get());
        async move {
            let found = caller
                .call::<GetAppSettings>(&get_app_settings::Request { app })
                .await;
            if let Ok(app) = &found {
                name.set(app.name.clone());
            }
            found
        }
    });
    let heading = Signal::derive(move || match name.get() {
        name if name.is_empty() => title.to_owned(),
        name => td_string!(locale, app_settings.heading, app = name),
    });
    let content = move || {
        settings.get().map(|answer| match answer {
            Ok(app) => view! { <Tab locale app name /> }.into_any(),
            Err(error) if error.code() == Some(ErrorCode::NotFound) => {
                view! { <Missing locale /> }.into_any()
            }
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| settings.refetch()) /> }
                    .into_any()
            }
        })
    };
    view! {
        <Page title heading>
            <Suspense fallback=move || view! { <Loading locale /> }>{content}</Suspense>
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
            <A href=paths::HOME attr:class="button">
                {td_string!(locale, portal.go_home)}
            </A>
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
    let told = RwSignal::new(use_told().take());
    let none = environments
        .is_empty()
        .then(|| view! { <p class="empty">{td_string!(locale, app_settings.none)}</p> });
    let new = paths::new_environment(&slug);
    let cards = environments
        .into_iter()
        .map(|environment| {
            let edit = paths::environment_settings(&slug, &environment.id);
            let issuer = issuer.clone();
            view! { <EnvironmentCard locale edit issuer environment /> }.into_any()
        })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=td_string!(locale, app_settings.title)>
            <A
                href=paths::app_settings(&slug)
                attr:role="tab"
                attr:id="tab-general"
                attr:aria-selected="true"
                attr:aria-controls="general"
            >
                {td_string!(locale, app_settings.general)}
            </A>
        </div>
        <div class="tab-panel" id="general" role="tabpanel" aria-labelledby="tab-general">
            <News news=told />
            <div class="settings">
                <RenameForm locale slug present=name />
            </div>
            <section class="environments" aria-labelledby="environments">
                <h2 id="environments">{td_string!(locale, app_settings.environments)}</h2>
                <p>{td_string!(locale, app_settings.environments_intro)}</p>
                {none}
                <ul class="environment-list">{cards}</ul>
                <A href=new attr:class="button">
                    {td_string!(locale, app_settings.new_environment)}
                </A>
            </section>
        </div>
    }
}
