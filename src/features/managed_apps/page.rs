//! The list of apps. Invariant: the platform decides which ones somebody manages; the page shows what came.

use latchkey_contract::{
    Page, PageRequest,
    app_settings::{AppQuery, AppSort, ListApps, ManagedApp, list_apps},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{
        ChosenFilters, ListFilter, ListPage, RowSource, revision, use_locale, use_permissions,
        use_session_client,
    },
    paths,
    ui::{Badge, Column, Crumb, EmptyKind, EmptyState, TableRow, Tone},
};

const STATE: &str = "state";

/// The page.
#[component]
pub fn ManagedAppsPage() -> impl IntoView {
    let locale = use_locale();
    let permissions = use_permissions();
    // The first answer says whether this person may make apps; until then nothing is offered.
    let may_create = RwSignal::new(false);
    let client = use_session_client();
    let source = RowSource::filtered(move |page: PageRequest<AppSort>, chosen: ChosenFilters| {
        let client = client.clone();
        let query = AppQuery {
            archived: chosen.get(STATE).map(|_| true),
            ..AppQuery::from(page)
        };
        async move {
            let page = client.call::<ListApps>(&list_apps::Request { query }).await?;
            // The page may be gone by now.
            let _ = may_create.try_set(page.may_create);
            Ok(Page {
                items: page.items.into_iter().map(|app| row(locale, app)).collect(),
                next: page.next,
            })
        }
    });
    let new_app = move || move || may_create.get().then(|| new_app(locale));
    let empty = move || {
        move || {
            let may_enter = may_create.get() || permissions.may_enter_control_center();
            match may_enter {
                true => nothing_yet(locale, may_create.get()),
                false => forbidden(locale),
            }
        }
    };
    let control_center = Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER);
    view! {
        <ListPage
            heading=td_string!(locale, managed_apps.title)
            crumbs=vec![control_center]
            lead=td_string!(locale, managed_apps.lead)
            search_label=td_string!(locale, managed_apps.search)
            columns=columns(locale)
            filters=vec![state(locale)]
            source
            empty
            action=new_app
        />
    }
}

fn state(locale: Locale) -> ListFilter {
    ListFilter {
        name: STATE,
        label: td_string!(locale, managed_apps.state),
        any: td_string!(locale, managed_apps.in_use),
        choices: vec![("archived", td_string!(locale, app_settings.archived))],
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, managed_apps.name)),
        Column::text("state", td_string!(locale, managed_apps.state)),
    ]
}

fn row(locale: Locale, app: ManagedApp) -> TableRow {
    let revision = revision(&(
        &app.name,
        app.environments,
        app.without_redirect_uri,
        app.archived,
    ));
    let (name, href) = (app.name.clone(), paths::app_settings(&app.slug));
    let link = move || {
        view! {
            <a translate="no" href=href.clone()>
                <bdi>{name.clone()}</bdi>
            </a>
        }
    };
    let (environments, without, is_archived) = (app.environments, app.without_redirect_uri, app.archived);
    let tone = match without > 0 {
        true => Tone::Warn,
        false => Tone::Neutral,
    };
    let state = move || {
        if is_archived {
            let label = td_string!(locale, app_settings.archived);
            return view! { <Badge tone label /> }.into_any();
        }
        let words = state_words(locale, environments, without);
        match tone {
            Tone::Neutral => words.into_any(),
            tone => view! { <Badge tone label=words /> }.into_any(),
        }
    };
    TableRow {
        id: app.slug,
        revision,
        name: app.name,
        cells: vec![link.into(), state.into()],
    }
}

/// "2 environments · 1 without a redirect URI".
fn state_words(locale: Locale, environments: u32, without: u32) -> String {
    let count = match environments {
        0 => return td_string!(locale, managed_apps.no_environment).to_owned(),
        1 => td_string!(locale, managed_apps.one_environment).to_owned(),
        count => td_string!(locale, managed_apps.environments, count = count),
    };
    let missing = match without {
        0 => return count,
        all if all == environments => td_string!(locale, managed_apps.no_redirect_uri).to_owned(),
        some => td_string!(locale, managed_apps.some_without_redirect_uri, count = some),
    };
    [&count, " · ", &missing].concat()
}

fn new_app(locale: Locale) -> impl IntoView {
    view! {
        <a class="button" href=paths::NEW_APP>
            {td_string!(locale, managed_apps.new_app)}
        </a>
    }
}

fn nothing_yet(locale: Locale, may_create: bool) -> AnyView {
    let text = match may_create {
        true => td_string!(locale, managed_apps.none),
        false => td_string!(locale, managed_apps.none_managed),
    };
    view! { <EmptyState kind=EmptyKind::NothingYet text /> }.into_any()
}

fn forbidden(locale: Locale) -> AnyView {
    view! { <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, portal.forbidden) /> }.into_any()
}
