//! A configuration in the overview: how far it is, what comes next, and what can be done to it.

use latchkey_contract::sso_configurations::{ConfigurationStatus, ListedSsoConfiguration};
use leptos::prelude::*;

use super::{
    duplicate_dialog::Original,
    secret_facts::{SecretFacts, SecretWarning},
    test_access::TestAccessRows,
    wizard_frame::address,
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Confirmation, RelativeTime, use_current_guest, use_locale},
    paths,
    ui::{Badge, Icon, Menu, MenuAction, MenuLink, MenuSeparator, Tone, icon},
};

/// One configuration.
#[component]
pub fn ConfigurationCard(
    /// The configuration.
    configuration: ListedSsoConfiguration,
    /// Asks before it is deleted.
    deleting: Confirmation<ListedSsoConfiguration>,
    /// Asks for the name of a copy.
    duplicated: RwSignal<Option<Original>>,
    /// Reads the list again.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let (tone, status) = match configuration.is_pilot {
        true => (Tone::Info, td_string!(locale, sso_pilot.badge)),
        false => status_words(locale, configuration.status),
    };
    let by = configuration.changed_by.clone().map_or_else(
        || td_string!(locale, single_sign_on.changed_by_operator).to_owned(),
        |by| td_string!(locale, single_sign_on.changed_by, person = by),
    );
    let is_guest = use_current_guest().is_there_untracked();
    let access =
        (!is_guest && configuration.status != ConfigurationStatus::Active && configuration.is_mapped)
            .then(|| view! { <TestAccessRows configuration=configuration.clone() reload /> });
    // The dates are the company's, and not a guest's.
    let warning = (!is_guest && configuration.status == ConfigurationStatus::Active).then(|| {
        view! { <SecretWarning secret=configuration.secret.clone() /> }
    });
    let secret = (!is_guest).then(|| view! { <SecretFacts configuration=configuration.clone() reload /> });
    let activate = (!is_guest && configuration.status == ConfigurationStatus::Tested).then(|| {
        view! {
            <div class="buttons">
                <a class="button" href=paths::sso_activation(&configuration.id)>
                    {td_string!(locale, sso_activation.activate_link)}
                    <span class="unseen" translate="no">
                        " "
                        {configuration.name.clone()}
                    </span>
                </a>
                <a class="button quiet" href=paths::sso_pilot(&configuration.id)>
                    {td_string!(locale, sso_pilot.link)}
                    <span class="unseen" translate="no">
                        " "
                        {configuration.name.clone()}
                    </span>
                </a>
            </div>
        }
    });
    let pilot = (!is_guest && configuration.is_pilot).then(|| {
        view! {
            <div class="buttons">
                <a class="button" href=paths::sso_pilot(&configuration.id)>
                    {td_string!(locale, sso_pilot.link_on)}
                    <span class="unseen" translate="no">
                        " "
                        {configuration.name.clone()}
                    </span>
                </a>
            </div>
        }
    });
    view! {
        <li class="sso-card">
            <div class="sso-card-head">
                <h2>
                    <bdi translate="no">{configuration.name.clone()}</bdi>
                </h2>
                <Badge tone label=status />
                // A guest can neither copy nor delete.
                {match is_guest {
                    true => view! { <EditLink configuration=configuration.clone() /> }.into_any(),
                    false => view! { <Actions configuration=configuration.clone() deleting duplicated /> }.into_any(),
                }}
            </div>
            {warning}
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, single_sign_on.provider)}</dt>
                    <dd translate="no">{configuration.idp.name()}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, single_sign_on.issuer)}</dt>
                    <dd translate="no">{configuration.endpoint_url.clone()}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, single_sign_on.changed)}</dt>
                    <dd>
                        <RelativeTime at=configuration.changed_at.clone() />
                        " "
                        {by}
                    </dd>
                </div>
                {secret}
                <NextStep configuration />
            </dl>
            {access}
            {activate}
            {pilot}
        </li>
    }
}

/// The words of a status, and what it means.
fn status_words(locale: Locale, status: ConfigurationStatus) -> (Tone, &'static str) {
    match status {
        ConfigurationStatus::Draft => (Tone::Neutral, td_string!(locale, single_sign_on.draft)),
        ConfigurationStatus::Tested => (Tone::Info, td_string!(locale, single_sign_on.tested)),
        ConfigurationStatus::Active => (Tone::Good, td_string!(locale, single_sign_on.active)),
    }
}

#[component]
fn EditLink(configuration: ListedSsoConfiguration) -> impl IntoView {
    let locale = use_locale();
    view! {
        <a class="button quiet dense" href=paths::sso_connect(&configuration.id)>
            {td_string!(locale, single_sign_on.edit)}
            <span class="unseen" translate="no">
                " "
                {configuration.name}
            </span>
        </a>
    }
}

#[component]
fn Actions(
    configuration: ListedSsoConfiguration,
    deleting: Confirmation<ListedSsoConfiguration>,
    duplicated: RwSignal<Option<Original>>,
) -> impl IntoView {
    let locale = use_locale();
    let edit = paths::sso_connect(&configuration.id);
    let label = td_string!(locale, single_sign_on.actions, name = configuration.name.clone());
    let is_active = configuration.status == ConfigurationStatus::Active;
    let deactivate = is_active.then(|| {
        let label = td_string!(locale, sso_activation.deactivate_link);
        view! { <MenuLink label icon=icon::SHIELD href=paths::sso_activation(&configuration.id) /> }
    });
    let copied = Original::of_listed(&configuration);
    let delete = (!is_active).then(|| {
        let ask = Callback::new(move |()| deleting.ask(configuration.clone()));
        view! {
            <MenuSeparator />
            <MenuAction
                label=td_string!(locale, single_sign_on.delete)
                icon=icon::TRASH
                danger=true
                on_select=ask
            />
        }
    });
    view! {
        <Menu label button=|| view! { <Icon path=icon::MORE /> } button_class="button quiet dense icon-only">
            <MenuLink label=td_string!(locale, single_sign_on.edit) icon=icon::EDIT href=edit />
            <MenuAction
                label=td_string!(locale, single_sign_on.duplicate)
                icon=icon::COPY
                on_select=Callback::new(move |()| duplicated.set(Some(copied.clone())))
            />
            {deactivate}
            {delete}
        </Menu>
    }
}

#[component]
fn NextStep(configuration: ListedSsoConfiguration) -> impl IntoView {
    let locale = use_locale();
    let step = Progress::of_listed(&configuration).next_to_do()?;
    let words = match step {
        WizardStep::Connect => td_string!(locale, single_sign_on.next_connect),
        WizardStep::Test => td_string!(locale, single_sign_on.next_test),
        WizardStep::Map => td_string!(locale, single_sign_on.next_map),
    };
    let href = address(step, &configuration.id);
    Some(view! {
        <div>
            <dt>{td_string!(locale, single_sign_on.next_step)}</dt>
            <dd>
                <a href=href>{words}</a>
            </dd>
        </div>
    })
}
