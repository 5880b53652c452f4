//! The overview of a company's SSO configurations. Invariant: what can be done to one follows from its status; the active one is never
//! offered for deletion.

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{
        ConfigurationStatus, DeleteSsoConfiguration, ListSsoConfigurations, ListedSsoConfiguration,
        delete_sso_configuration, list_sso_configurations,
    },
};
use leptos::prelude::*;

use super::{
    configuration_card::ConfigurationCard,
    duplicate_dialog::{DuplicateDialog, Original},
    people_jobs::PeopleJobs,
    recovery_codes::{RecoveringNotice, RecoveryCodesSection, read_codes},
    set_up_links::SetUpLinks,
    wizard_frame::crumbs,
};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Page, Question, focus_heading, use_current_guest,
        use_locale, use_session_client,
    },
    paths,
    ui::{Callout, EmptyKind, EmptyState, Shape, Skeleton, Tone, icon},
};

/// The configurations; none where this person is no admin of a company.
type Listed = Option<list_sso_configurations::Response>;

/// The page.
#[component]
pub fn SingleSignOnPage() -> impl IntoView {
    let locale = use_locale();
    let configurations = read_configurations();
    let deleting = use_deletion(locale, configurations);
    let duplicated = RwSignal::new(None::<Original>);
    let reload = Callback::new(move |()| configurations.refetch());
    let add = move || {
        let has_some = move || matches!(configurations.get(), Some(Ok(Some(listed))) if !listed.configurations.is_empty());
        move || has_some().then(|| configure_link(td_string!(locale, single_sign_on.add), "button quiet"))
    };
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(3) label=td_string!(locale, portal.loading) /> };
    view! {
        <Page
            heading=td_string!(locale, single_sign_on.title)
            crumbs=crumbs(locale)
            lead=td_string!(locale, single_sign_on.lead)
            action=add
        >
            <ConfirmationDialog
                confirmation=deleting
                question=Callback::new(move |configuration| question(locale, configuration))
                on_done=|()| focus_heading()
            />
            <DuplicateDialog of=duplicated done=Callback::new(move |_| reload.run(())) />
            <Loaded resource=configurations fallback=skeleton let:listed>
                {match listed {
                    None => forbidden(locale),
                    Some(listed) => view! { <Configurations listed deleting duplicated reload /> }.into_any(),
                }}
            </Loaded>
        </Page>
    }
}

fn read_configurations() -> LocalResource<Result<Listed, ApiError>> {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        async move {
            match client.call::<ListSsoConfigurations>(&Empty {}).await {
                Ok(listed) => Ok(Some(listed)),
                // To everybody but the company's admins there is nothing here.
                Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
                Err(error) => Err(error),
            }
        }
    })
}

fn use_deletion(
    locale: Locale,
    configurations: LocalResource<Result<Listed, ApiError>>,
) -> Confirmation<ListedSsoConfiguration> {
    let client = use_session_client();
    Confirmation::new(
        move || td_string!(locale, single_sign_on.deleted).to_owned(),
        move |configuration: ListedSsoConfiguration| {
            let client = client.clone();
            async move {
                let request = delete_sso_configuration::Request {
                    configuration: configuration.id,
                };
                match client.call::<DeleteSsoConfiguration>(&request).await {
                    // Deleted in another tab meanwhile: what was wanted is so.
                    Err(error) if error.code() != Some(ErrorCode::NotFound) => return Err(error),
                    _ => configurations.refetch(),
                }
                Ok(())
            }
        },
    )
}

fn question(locale: Locale, configuration: ListedSsoConfiguration) -> Question {
    let name = configuration.name;
    let text = match configuration.test_access {
        Some(_) => td_string!(locale, single_sign_on.delete_ask_with_access),
        None => td_string!(locale, single_sign_on.delete_ask),
    };
    Question {
        title: td_string!(locale, single_sign_on.delete_title, name = name),
        text: text.to_owned(),
        confirm: td_string!(locale, single_sign_on.delete_yes).to_owned(),
    }
}

fn configure_link(label: &'static str, class: &'static str) -> impl IntoView {
    view! {
        <a class=class href=paths::NEW_SSO_CONFIGURATION>
            {label}
        </a>
    }
}

fn forbidden(locale: Locale) -> AnyView {
    view! { <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, portal.forbidden) /> }.into_any()
}

#[component]
fn Configurations(
    listed: list_sso_configurations::Response,
    deleting: Confirmation<ListedSsoConfiguration>,
    duplicated: RwSignal<Option<Original>>,
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let active = listed
        .configurations
        .iter()
        .find(|configuration| configuration.status == ConfigurationStatus::Active);
    let active = active.map(|configuration| configuration.id.clone());
    let list = match listed.configurations.is_empty() {
        true => view! {
            <EmptyState kind=EmptyKind::NothingYet icon=icon::SHIELD text=td_string!(locale, single_sign_on.none)>
                {configure_link(td_string!(locale, single_sign_on.configure), "button")}
            </EmptyState>
        }
        .into_any(),
        false => {
            let cards = listed.configurations.into_iter().map(|configuration| {
                view! { <ConfigurationCard configuration deleting duplicated reload /> }
            });
            view! { <ul class="sso-cards">{cards.collect_view()}</ul> }.into_any()
        }
    };
    // Neither the domains nor the links are a guest's.
    let is_guest = use_current_guest().is_there_untracked();
    let unproven = (!listed.domain_proven && !is_guest).then(|| no_domain(locale));
    let rising = listed.rising_failures.map(|count| rising_failures(locale, count));
    let links = (!is_guest).then(|| {
        let codes = read_codes();
        let notice = view! {
            <RecoveringNotice codes active />
            <PeopleJobs />
        };
        let section = view! {
            <RecoveryCodesSection codes />
            <SetUpLinks />
        };
        (notice, section)
    });
    let (notice, sections) = links.unzip();
    view! {
        {notice}
        {rising}
        {unproven}
        {list}
        {sections}
    }
}

/// More sign-ins fail than usual.
fn rising_failures(locale: Locale, count: u32) -> impl IntoView {
    let to_attempts = move || {
        view! {
            <a class="button quiet dense" href=paths::SIGN_IN_ATTEMPTS>
                {td_string!(locale, sign_in_failures.to_attempts)}
            </a>
        }
    };
    view! {
        <Callout tone=Tone::Warn title=td_string!(locale, sign_in_failures.rising) action=to_attempts>
            <p>{td_string!(locale, sign_in_failures.rising_text, count = count)}</p>
        </Callout>
    }
}

/// Without a proven domain nobody could sign in by any of these.
fn no_domain(locale: Locale) -> impl IntoView {
    let to_domains = move || {
        view! {
            <a class="button quiet dense" href=paths::EMAIL_DOMAINS>
                {td_string!(locale, single_sign_on.to_domains)}
            </a>
        }
    };
    view! {
        <Callout tone=Tone::Warn title=td_string!(locale, single_sign_on.no_domain) action=to_domains>
            <p>{td_string!(locale, single_sign_on.no_domain_text)}</p>
        </Callout>
    }
}
