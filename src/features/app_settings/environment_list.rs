//! The environments of an app as a list: those in use, and folded away those that are archived.

use latchkey_contract::app_settings::Environment;
use leptos::prelude::*;

use super::current_app::CurrentApp;
use crate::{i18n::*, kit::use_locale};

/// The list. Nothing where there is none of a kind.
#[component]
pub fn EnvironmentList(
    /// The app.
    app: CurrentApp,
    /// Its name, for those who hear it.
    label: &'static str,
    /// Shows one: an `li`.
    row: Callback<Environment, AnyView>,
) -> impl IntoView {
    let locale = use_locale();
    let archived = Memo::new(move |_| of(app, true).len());
    view! {
        <Rows app is_archived=false label row />
        <Show when=move || { archived.get() > 0 }>
            <details class="archived">
                <summary>
                    {move || td_string!(locale, app_settings.archived_count, count = archived.get())}
                </summary>
                <Rows app is_archived=true label=td_string!(locale, app_settings.archived) row />
            </details>
        </Show>
    }
}

#[component]
fn Rows(
    app: CurrentApp,
    is_archived: bool,
    label: &'static str,
    row: Callback<Environment, AnyView>,
) -> impl IntoView {
    view! {
        <ul class="account-rows environment-rows" role="list" aria-label=label>
            <For
                each=move || of(app, is_archived)
                key=|environment| (environment.id.clone(), environment.version.clone())
                children=move |environment| row.run(environment)
            />
        </ul>
    }
}

fn of(app: CurrentApp, is_archived: bool) -> Vec<Environment> {
    let mut environments = app.environments.get();
    environments.retain(|environment| environment.archived_at.is_some() == is_archived);
    environments
}
