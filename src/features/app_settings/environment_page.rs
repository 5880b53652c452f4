//! The page of one environment: how an app connects to it, its settings, its secrets, and its end; or the page on which one is made.

use latchkey_contract::app_settings::{ClientKind, Environment, EnvironmentSettings};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_navigate;

use super::{
    archive::{Archive, ArchiveNotice, ArchiveRow},
    connect::Connect,
    current_app::{CurrentApp, use_current_app},
    deletion::{DeleteButton, Target},
    environment_form::{EnvironmentForm, Subject},
    environment_row::{kind_words, state_badge},
    guide::Connection,
    missing::MissingEnvironment,
    new_environment::NewEnvironment,
    secrets::Secrets,
};
use crate::{
    i18n::*,
    kit::{Page, StatusMessage, use_locale, use_param},
    paths,
    ui::{SettingRow, SettingRows, Tag, Toast, use_toasts},
};

/// What the address names: an environment, a new one where it says [`paths::NEW`], or nothing.
#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let environment = use_param("environment");
    move || {
        let id = environment.get();
        if id == paths::NEW {
            return view! { <NewEnvironment app /> }.into_any();
        }
        match app.environment(&id) {
            Some(environment) => view! { <Existing app environment /> }.into_any(),
            None => {
                let environments = paths::app_settings(&app.slug());
                let crumbs = untrack(|| app.crumbs(locale));
                view! { <MissingEnvironment crumbs environments /> }.into_any()
            }
        }
    }
}

#[component]
fn Existing(app: CurrentApp, environment: Environment) -> impl IntoView {
    let locale = use_locale();
    let message = RwSignal::new(None);
    let Environment {
        id,
        version,
        client_id,
        settings,
        previous_secret_ends_at,
        ..
    } = environment;
    let settings = RwSignal::new(settings);
    let name = Signal::derive(move || settings.with(|settings| settings.name.clone()));
    let archive = Archive::of(app, id.clone(), name);
    let connection = Memo::new(move |_| Connection {
        issuer: app.issuer(),
        client_id: client_id.clone(),
        settings: settings.get(),
    });
    let badges = move || {
        move || {
            settings.with(|settings| {
                view! {
                    <Tag label=kind_words(locale, settings.kind) />
                    {state_badge(locale, settings, archive.is_archived.get())}
                }
            })
        }
    };
    let subject = Subject {
        app,
        existing: Some((id.clone(), RwSignal::new(version))),
        settings,
    };
    let is_public = Memo::new(move |_| settings.with(|settings| settings.kind == ClientKind::Public));
    let environment = id.clone();
    view! {
        <Page
            heading=name
            crumbs=Signal::derive(move || app.crumbs(locale))
            badges
            action=move || open_link(locale, settings)
        >
            <StatusMessage message />
            <ArchiveNotice archive />
            <Connect connection />
            <FormSection subject name />
            <Secrets environment name is_public connection previous=previous_secret_ends_at />
            <DangerZone app id name archive />
        </Page>
    }
}

/// Leads to the app itself.
fn open_link(locale: Locale, settings: RwSignal<EnvironmentSettings>) -> impl IntoView {
    move || {
        settings.with(|settings| {
            view! {
                <a class="button quiet" href=settings.url.clone() rel="external">
                    {td_string!(locale, app_settings.open)}
                    <span class="unseen" translate="no">
                        " "
                        {settings.name.clone()}
                    </span>
                </a>
            }
        })
    }
}

/// The form; made anew where somebody wants to see what is there now.
#[component]
fn FormSection(subject: Subject, name: Signal<String>) -> impl IntoView {
    let locale = use_locale();
    let made = RwSignal::new(0_u32);
    let reload = {
        let subject = subject.clone();
        Callback::new(move |()| {
            let subject = subject.clone();
            spawn_local(async move {
                subject.reload().await;
                // The page may be gone by now.
                let _ = made.try_update(|made| *made += 1);
                focus_form();
            });
        })
    };
    let title = move || {
        td_string!(
            locale,
            app_settings.environment_settings,
            environment = name.get()
        )
    };
    view! {
        <section class="page-section" aria-label=title>
            {move || {
                made.track();
                view! { <EnvironmentForm subject=subject.clone() reload /> }
            }}
        </section>
    }
}

/// The button that was pressed is gone with the form; its successor begins here.
fn focus_form() {
    request_animation_frame(|| {
        use wasm_bindgen::JsCast;
        let field = document().get_element_by_id("environment-name");
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
}

#[component]
fn DangerZone(app: CurrentApp, id: String, name: Signal<String>, archive: Archive) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let navigate = StoredValue::new_local(use_navigate());
    let environment = StoredValue::new(id);
    let gone = Callback::new(move |()| {
        let id = environment.get_value();
        let name = name.get_untracked();
        app.environments
            .update(|environments| environments.retain(|known| known.id != id));
        toasts.show(Toast::good(td_string!(locale, app_settings.deleted, name = name)));
        let general = paths::app_settings(&app.slug());
        navigate.with_value(|navigate| navigate(&general, Default::default()));
    });
    let target = move || Target::Environment {
        id: environment.get_value(),
        name: name.get_untracked(),
    };
    view! {
        <section class="page-section danger-zone" aria-labelledby="danger">
            <h2 id="danger">{td_string!(locale, app_settings.danger)}</h2>
            <SettingRows>
                <ArchiveRow archive />
                <SettingRow
                    name=td_string!(locale, app_settings.delete_environment)
                    hint=td_string!(locale, app_settings.delete_environment_intro)
                    action=move || {
                        view! {
                            <DeleteButton
                                label=td_string!(locale, app_settings.delete_environment)
                                name
                                target=Callback::new(move |()| target())
                                gone
                            />
                        }
                    }
                >
                    ""
                </SettingRow>
            </SettingRows>
        </section>
    }
}
