//! The tab "General": the app's name and its environments.

use latchkey_contract::{
    ErrorCode,
    app_settings::{Environment, GetAppSettings, get_app_settings},
};
use leptos::{html::H2, prelude::*};

use super::{
    deletion::{DeleteButton, Target},
    environment_card::EnvironmentCard,
    rename_form::RenameForm,
};
use crate::{
    i18n::*,
    paths,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
        page::Page,
        place::use_place,
        sending::News,
        told::use_told,
    },
    ui::{Piece, live, piece},
};

/// See the module.
#[component]
pub fn GeneralPage(
    /// The app's slug.
    app: String,
) -> Piece {
    let locale = use_locale();
    let caller = use_caller();
    let title = td_string!(locale, app_settings.title);
    let name = RwSignal::new(String::new());
    let settings = Load::new(move |_| {
        let (caller, app) = (caller.clone(), app.clone());
        async move {
            let request = get_app_settings::Request { app };
            let app = match caller.call::<GetAppSettings>(&request).await {
                Err(error) if error.code() == Some(ErrorCode::NotFound) => {
                    return Ok(show(move || view! { <Missing locale /> }));
                }
                answer => answer?,
            };
            // The page may be gone by now.
            let _ = name.try_set(app.name.clone());
            Ok(show(move || view! { <Tab locale app name /> }))
        }
    });
    let heading = Signal::derive(move || match name.get() {
        name if name.is_empty() => title.to_owned(),
        name => td_string!(locale, app_settings.heading, app = name),
    });
    let content = piece(view! { <Loaded load=settings /> });
    piece(view! { <Page title heading content /> })
}

/// An app that one does not look after looks like one that is not there.
#[component]
pub fn Missing(
    /// Language of the words.
    locale: Locale,
) -> Piece {
    piece(view! {
        <p>{td_string!(locale, app_settings.missing)}</p>
        <p>
            <a class="button" href=paths::HOME>
                {td_string!(locale, portal.go_home)}
            </a>
        </p>
    })
}

#[component]
fn Tab(locale: Locale, app: get_app_settings::Response, name: RwSignal<String>) -> Piece {
    let get_app_settings::Response {
        slug,
        issuer,
        environments,
        ..
    } = app;
    let (told, place) = (use_told(), use_place());
    let news = RwSignal::new(told.take());
    let left = RwSignal::new(environments.len());
    let none = live(move || {
        (left.get() == 0)
            .then(|| piece(view! { <p class="empty">{td_string!(locale, app_settings.none)}</p> }))
    });
    let heading = NodeRef::<H2>::new();
    let deleted = Callback::new(move |environment: String| {
        left.update(|count| *count -= 1);
        news.set(Some(td_string!(locale, app_settings.deleted, name = environment)));
        // The button that was pressed is gone; the place is kept.
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    let (app_name, target) = (
        name,
        Target::App {
            slug: slug.clone(),
            name,
        },
    );
    let gone = Callback::new(move |()| {
        told.leave(td_string!(
            locale,
            app_settings.deleted,
            name = app_name.get_untracked()
        ));
        place.go(paths::HOME);
    });
    let (here, new) = (paths::app_settings(&slug), paths::new_environment(&slug));
    let cards: Vec<Piece> = environments
        .into_iter()
        .map(|environment| {
            let edit = paths::environment_settings(&slug, &environment.id);
            let issuer = issuer.clone();
            card(locale, edit, issuer, environment, deleted)
        })
        .collect();
    piece(view! {
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
            <News news />
            <div class="settings">
                <RenameForm locale slug present=name />
            </div>
            <section class="environments" aria-labelledby="environments">
                <h2 id="environments" tabindex="-1" node_ref=heading>
                    {td_string!(locale, app_settings.environments)}
                </h2>
                <p>{td_string!(locale, app_settings.environments_intro)}</p>
                {none}
                <ul class="environment-list">{cards}</ul>
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
    })
}

/// The card of an environment, until that is deleted.
fn card(
    locale: Locale,
    edit: String,
    issuer: String,
    environment: Environment,
    deleted: Callback<String>,
) -> Piece {
    let is_there = RwSignal::new(true);
    let name = environment.settings.name.clone();
    let gone = Callback::new(move |()| {
        is_there.set(false);
        deleted.run(name.clone());
    });
    live(move || {
        is_there.get().then(|| {
            let (edit, issuer, environment) = (edit.clone(), issuer.clone(), environment.clone());
            piece(view! { <EnvironmentCard locale edit issuer environment gone /> })
        })
    })
}
