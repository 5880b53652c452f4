//! One environment in the list of all: its name leads to its page.

use latchkey_contract::app_settings::{ClientKind, Environment, EnvironmentSettings};
use leptos::prelude::*;

use crate::{
    i18n::*,
    paths,
    ui::{Badge, Tag, Tone},
};

/// Name, kind, address and state.
pub fn environment_row(locale: Locale, slug: &str, environment: Environment) -> impl IntoView + use<> {
    let href = paths::environment_settings(slug, &environment.id);
    let is_archived = environment.archived_at.is_some();
    let settings = environment.settings;
    let state = state_badge(locale, &settings, is_archived);
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name">
                    <a href=href translate="no">
                        <bdi>{settings.name}</bdi>
                    </a>
                    <Tag label=kind_words(locale, settings.kind) />
                </p>
                <p translate="no">
                    <bdi>{settings.url}</bdi>
                </p>
            </div>
            {state}
        </li>
    }
}

/// What kind of client it is.
pub fn kind_words(locale: Locale, kind: ClientKind) -> &'static str {
    match kind {
        ClientKind::Public => td_string!(locale, app_settings.public),
        ClientKind::Confidential => td_string!(locale, app_settings.confidential),
    }
}

/// Whether people can sign in to it.
pub fn state_badge(
    locale: Locale,
    settings: &EnvironmentSettings,
    is_archived: bool,
) -> impl IntoView + use<> {
    let (tone, label) = match settings.redirect_uris.is_empty() {
        _ if is_archived => (Tone::Neutral, td_string!(locale, app_settings.archived)),
        true => (Tone::Warn, td_string!(locale, app_settings.no_redirect)),
        false => (Tone::Good, td_string!(locale, app_settings.ready)),
    };
    view! { <Badge tone label /> }
}
