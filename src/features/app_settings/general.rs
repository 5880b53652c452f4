//! "General": the app's name, its environments, and the way to delete it.

use latchkey_contract::app_settings::Environment;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    current_app::{CurrentApp, use_current_app},
    deletion::{DeleteButton, Target},
    environment_list::EnvironmentList,
    environment_row::environment_row,
    name_row::NameRow,
    team_section::TeamSection,
};
use crate::{
    i18n::*,
    kit::{Page, StatusMessage, use_locale, use_permissions},
    paths,
    ui::{Crumb, EmptyKind, EmptyState, SettingRow, SettingRows, Toast, icon, use_toasts},
};

/// The page.
#[component]
pub fn GeneralPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let message = RwSignal::new(None);
    let crumbs = Signal::derive(move || {
        let apps = Crumb::page(td_string!(locale, portal.apps), paths::MANAGED_APPS);
        vec![apps, Crumb::group(app.name.get())]
    });
    let slug = app.slug();
    view! {
        <Page
            heading=td_string!(locale, app_settings.general)
            crumbs
            lead=td_string!(locale, app_settings.general_intro)
            action=move || new_environment(locale, app)
        >
            <StatusMessage message />
            <SettingRows>
                <NameRow app />
                <SettingRow
                    name=td_string!(locale, app_settings.app_slug)
                    hint=td_string!(locale, app_settings.app_slug_fixed)
                >
                    <code translate="no">{slug}</code>
                </SettingRow>
            </SettingRows>
            <Environments app />
            <TeamSection app />
            <DangerZone app />
        </Page>
    }
}

fn new_environment(locale: Locale, app: CurrentApp) -> impl IntoView {
    view! {
        <a class="button" href=paths::new_environment(&app.slug())>
            {td_string!(locale, app_settings.new_environment)}
        </a>
    }
}

#[component]
fn Environments(app: CurrentApp) -> impl IntoView {
    let locale = use_locale();
    let slug = app.slug();
    let row =
        Callback::new(move |environment: Environment| environment_row(locale, &slug, environment).into_any());
    view! {
        <section class="page-section" aria-labelledby="environments">
            <h2 id="environments">{td_string!(locale, app_settings.environments)}</h2>
            <p>{td_string!(locale, app_settings.environments_intro)}</p>
            <Show when=move || app.environments.with(Vec::is_empty)>
                <EmptyState
                    kind=EmptyKind::NothingYet
                    icon=icon::APP
                    text=td_string!(locale, app_settings.none)
                />
            </Show>
            <EnvironmentList app label=td_string!(locale, app_settings.environments) row />
        </section>
    }
}

#[component]
fn DangerZone(app: CurrentApp) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let permissions = use_permissions();
    let navigate = StoredValue::new_local(use_navigate());
    let gone = Callback::new(move |()| {
        permissions.refetch();
        let name = app.name.get_untracked();
        toasts.show(Toast::good(td_string!(locale, app_settings.deleted, name = name)));
        navigate.with_value(|navigate| navigate(paths::HOME, Default::default()));
    });
    let target = move || Target::App {
        slug: app.slug(),
        name: app.name.get_untracked(),
    };
    view! {
        <section class="page-section danger-zone" aria-labelledby="danger">
            <h2 id="danger">{td_string!(locale, app_settings.danger)}</h2>
            <SettingRows>
                <SettingRow
                    name=td_string!(locale, app_settings.delete_app)
                    hint=td_string!(locale, app_settings.delete_app_intro)
                    action=move || {
                        view! {
                            <DeleteButton
                                label=td_string!(locale, app_settings.delete_app)
                                name=app.name
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
