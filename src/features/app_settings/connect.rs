//! What an app has to be told to be connected, to be copied value by value or as a whole, and how programs use it.

use leptos::prelude::*;

use super::guide::Connection;
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{CodeBlock, CodeTabs, CopyButton},
};

/// The section.
#[component]
pub fn Connect(
    /// What the app has to be told, as it is saved.
    connection: Memo<Connection>,
) -> impl IntoView {
    let locale = use_locale();
    let content = move || {
        let connection = connection.get();
        let facts = [
            (td_string!(locale, app_settings.issuer), connection.issuer.clone()),
            (
                td_string!(locale, app_settings.client_id),
                connection.client_id.clone(),
            ),
            (
                td_string!(locale, app_settings.discovery),
                connection.discovery_url(),
            ),
        ]
        .map(|(what, value)| fact(locale, what, value));
        let tabs = connection.guide(locale);
        view! {
            <dl class="copied">{Vec::from(facts)}</dl>
            <CodeBlock
                locale
                label=td_string!(locale, app_settings.variables)
                code=connection.variables(None)
            />
            <CodeTabs locale label=td_string!(locale, app_settings.guide) tabs />
        }
    };
    view! {
        <section class="page-section" aria-labelledby="connect">
            <h2 id="connect">{td_string!(locale, app_settings.connect)}</h2>
            <p>{td_string!(locale, app_settings.connect_intro)}</p>
            {content}
        </section>
    }
}

/// A value with its name, and the way to the clipboard.
pub fn fact(locale: Locale, what: &'static str, value: String) -> AnyView {
    view! {
        <div>
            <dt>{what}</dt>
            <dd translate="no">{value.clone()}</dd>
            <dd>
                <CopyButton locale text=value what />
            </dd>
        </div>
    }
    .into_any()
}
