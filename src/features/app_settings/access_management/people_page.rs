//! "Manage Users": the people of one environment. Invariants: rows stay where they are when one is changed, and so does the focus; the
//! platform decides who may see and change them.

use latchkey_contract::{
    Page as ListPart, PageRequest,
    access_management::{ListEnvironmentPeople, PersonSort, list_environment_people},
    app_settings::Environment,
};
use leptos::prelude::*;

use super::{
    bulk_dialog::{BulkDialog, BulkPlace},
    bulk_follower::BulkFollower,
    bulk_form::BulkQuestion,
    bulk_section::BulkSection,
    edit_dialog::EditDialog,
    person::KnownPeople,
    person_row::{Table, person_row},
    requests_section::RequestsSection,
    revocation::RevocationDialog,
};
use crate::{
    features::app_settings::{
        current_app::{CurrentApp, use_current_app},
        missing::MissingEnvironment,
    },
    i18n::*,
    kit::{
        DataTable, ListSelection, Page, RowSelection, RowSource, use_locale, use_param, use_session_client,
    },
    paths,
    ui::{Callout, Column, Crumb, EmptyKind, EmptyState, icon},
};

/// What the address names: an environment, or nothing.
#[component]
pub fn EnvironmentPeoplePage() -> impl IntoView {
    let locale = use_locale();
    let app = use_current_app();
    let id = use_param("environment");
    move || match app.environment(&id.get()) {
        Some(environment) => view! { <People app environment /> }.into_any(),
        None => {
            let crumbs = untrack(|| crumbs(locale, app, None));
            let environments = paths::access_management(&app.slug());
            view! { <MissingEnvironment crumbs environments /> }.into_any()
        }
    }
}

/// The pages above one that belongs to an environment.
pub fn crumbs(locale: Locale, app: CurrentApp, environment: Option<String>) -> Vec<Crumb> {
    let all = Crumb::page(
        td_string!(locale, access_management.title),
        paths::access_management(&app.slug()),
    );
    let mut crumbs = app.crumbs(locale);
    crumbs.push(all);
    crumbs.extend(environment.map(Crumb::group));
    crumbs
}

#[component]
fn People(app: CurrentApp, environment: Environment) -> impl IntoView {
    let locale = use_locale();
    let Environment {
        id,
        settings,
        archived_at,
        ..
    } = environment;
    let is_archived = archived_at.is_some();
    let table = Table {
        people: KnownPeople::nobody_yet(),
        may_change_groups: RwSignal::new(false),
        has_roles: !settings.roles.is_empty(),
        edited: RwSignal::new(None),
        revoked: RwSignal::new(None),
    };
    let source = people_source(locale, id.clone(), table);
    let name = StoredValue::new(settings.name.clone());
    let empty = move || {
        let text = td_string!(locale, access_management.nobody, environment = name.get_value());
        view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::GROUP text /> }
    };
    let crumbs = Signal::derive(move || crumbs(locale, app, Some(name.get_value())));
    let archived = is_archived.then(|| {
        let text = td_string!(locale, app_settings.is_archived);
        view! { <Callout title=td_string!(locale, app_settings.archived)><p>{text}</p></Callout> }
    });
    let no_roles = settings.roles.is_empty().then(|| {
        view! { <Callout><p>{td_string!(locale, access_management.no_roles)}</p></Callout> }
    });
    let slug = app.slug();
    let bulk = Bulk {
        list: ListSelection::nothing(),
        asked: RwSignal::new(None),
        has_roles: table.has_roles,
    };
    let follower = BulkFollower::new(id.clone(), source);
    let results = {
        let (slug, id) = (slug.clone(), id.clone());
        Callback::new(move |change: String| paths::bulk_results(&slug, &id, &change))
    };
    let ways = StoredValue::new((
        paths::invite_users(&slug, &id),
        paths::environment_invitations(&slug, &id),
    ));
    let place = StoredValue::new((id, settings.roles));
    let app_name = move || app.name.get_untracked();
    view! {
        <Page
            heading=td_string!(locale, access_management.manage_users)
            crumbs
            lead=td_string!(locale, access_management.people_lead, environment = name.get_value())
            action=move || {
                (!is_archived).then(|| invite_link(locale, ways.with_value(|(invite, _)| invite.clone())))
            }
        >
            <p>
                <a href=ways.with_value(|(_, invitations)| invitations.clone())>
                    {td_string!(locale, access_management.see_invitations)}
                </a>
            </p>
            {archived}
            {no_roles}
            {place.with_value(|(environment, published)| {
                let (environment, published) = (environment.clone(), published.clone());
                view! { <RequestsSection environment published source /> }
            })}
            <DataTable
                label=td_string!(locale, access_management.people_of, environment = name.get_value())
                search_label=td_string!(locale, access_management.search)
                columns=columns(locale)
                source
                empty
                selection=bulk.selection(locale)
            />
            <BulkSection follower results />
            {move || {
                let question = bulk.asked.get()?;
                let (environment, published) = place.get_value();
                let names = (app_name(), name.get_value());
                let place = BulkPlace { environment, published, names };
                let begun = Callback::new(move |()| follower.look());
                Some(view! { <BulkDialog question place asked=bulk.asked list=bulk.list begun /> })
            }}
            {move || {
                let person = table.edited.get()?;
                let (environment, published) = place.get_value();
                Some(view! { <EditDialog person environment published asked=table.edited source /> })
            }}
            {move || {
                let person = table.revoked.get()?;
                let (environment, _) = place.get_value();
                let names = (app_name(), name.get_value());
                Some(view! { <RevocationDialog person environment names asked=table.revoked source /> })
            }}
        </Page>
    }
}

/// What is done to everybody who is selected.
#[derive(Clone, Copy)]
struct Bulk {
    list: ListSelection,
    asked: RwSignal<Option<BulkQuestion>>,
    has_roles: bool,
}

impl Bulk {
    fn selection(self, locale: Locale) -> RowSelection {
        let ask = move |is_removal: bool| {
            let selected = self.list.selected();
            self.asked
                .set(selected.map(|selected| BulkQuestion { selected, is_removal }));
        };
        let actions = move || {
            let roles = self.has_roles.then(|| {
                view! {
                    <button class="button quiet dense" type="button" on:click=move |_| ask(false)>
                        {td_string!(locale, bulk_access.change_roles)}
                    </button>
                }
            });
            view! {
                {roles}
                <button class="button quiet dense" type="button" on:click=move |_| ask(true)>
                    {td_string!(locale, bulk_access.remove_access)}
                </button>
            }
        };
        RowSelection {
            list: self.list,
            takes_all: true,
            actions: actions.into(),
        }
    }
}

/// The way to invite more people.
fn invite_link(locale: Locale, invite: String) -> impl IntoView {
    view! {
        <a class="button" href=invite>
            {td_string!(locale, access_management.invite_users)}
        </a>
    }
}

fn people_source(locale: Locale, environment: String, table: Table) -> RowSource {
    let client = use_session_client();
    RowSource::new(move |query: PageRequest<PersonSort>| {
        let (client, environment) = (client.clone(), environment.clone());
        async move {
            let request = list_environment_people::Request { environment, query };
            let page = client.call::<ListEnvironmentPeople>(&request).await?;
            table.people.take(&page.items);
            // The page may be gone by now.
            let _ = table.may_change_groups.try_set(page.may_change_groups);
            let rows = page.items.iter().map(|person| person_row(locale, person, table));
            Ok(ListPart {
                items: rows.collect(),
                next: page.next,
            })
        }
    })
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, access_management.name)),
        Column::sortable("email", td_string!(locale, access_management.email)),
        Column::text("roles", td_string!(locale, access_management.roles)),
        Column::text("from", td_string!(locale, access_management.comes_from)),
        Column::text("last_sign_in", td_string!(locale, access_management.last_sign_in)),
        Column::text("actions", td_string!(locale, access_management.actions)),
    ]
}
