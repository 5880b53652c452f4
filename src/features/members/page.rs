//! The list of members, narrowed and sorted by the address. Invariants: nothing is changed before a question; the place, the page and
//! the focus stay when somebody is changed.

use latchkey_contract::{
    Page, PageRequest,
    members::{ListMembers, MemberQuery, MemberSort, MemberStatus, SignInWay, list_members},
};
use leptos::prelude::*;

use super::{
    known_members::KnownMembers,
    member_row::{member_row, way_words},
    update::{Asked, question, updating},
};
use crate::{
    i18n::*,
    kit::{
        ChosenFilters, Confirmation, ConfirmationDialog, ListFilter, ListPage, RowSource, focus_heading,
        use_locale, use_session_client,
    },
    navigation::use_navigation,
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState},
};

const STATUS: &str = "status";
const ROLE: &str = "role";
const LAST_SIGN_IN: &str = "last_sign_in";
const SIGNED_IN_BY: &str = "signed_in_by";
const SECOND_FACTOR: &str = "second_factor";

/// The page.
#[component]
pub fn MembersPage() -> impl IntoView {
    let locale = use_locale();
    let navigation = use_navigation();
    let last = StoredValue::new(None::<Asked>);
    let is_narrowed = StoredValue::new(false);
    let confirmation = updating(last);
    let source = source(locale, confirmation, is_narrowed);
    let question = Callback::new(move |asked: Asked| question(locale, &asked));
    let on_done = Callback::new(move |()| {
        if last.get_value().is_some_and(|asked| asked.leads_away()) {
            return navigation.to("/");
        }
        // The row may leave the list, and the button that was pressed with it.
        if is_narrowed.get_value() {
            focus_heading();
        }
        source.read_again();
    });
    let empty = move || {
        view! { <EmptyState kind=EmptyKind::NothingYet text=td_string!(locale, members.none) /> }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
    ];
    view! {
        <ListPage
            heading=td_string!(locale, members.title)
            crumbs
            lead=td_string!(locale, members.lead)
            search_label=td_string!(locale, members.search)
            columns=columns(locale)
            filters=filters(locale)
            source
            empty
        />
        <ConfirmationDialog confirmation question on_done />
    }
}

fn source(locale: Locale, confirmation: Confirmation<Asked>, is_narrowed: StoredValue<bool>) -> RowSource {
    let client = use_session_client();
    let members = KnownMembers::nobody_yet();
    RowSource::filtered(move |page: PageRequest<MemberSort>, chosen: ChosenFilters| {
        let client = client.clone();
        is_narrowed.set_value(!chosen.is_empty());
        let request = list_members::Request {
            query: query(page, &chosen),
        };
        async move {
            let page = client.call::<ListMembers>(&request).await?;
            members.take(&page.items);
            let rows = page.items.iter();
            let rows = rows.map(|member| member_row(locale, member, members, confirmation));
            Ok(Page {
                items: rows.collect(),
                next: page.next,
            })
        }
    })
}

/// What is asked for.
fn query(page: PageRequest<MemberSort>, chosen: &ChosenFilters) -> MemberQuery {
    MemberQuery {
        status: chosen.get(STATUS).map(|word| match word {
            "active" => MemberStatus::Active,
            _ => MemberStatus::Deactivated,
        }),
        company_admin: chosen
            .get(ROLE)
            .filter(|word| *word != "service")
            .map(|word| word == "admin"),
        service_account: match chosen.get(ROLE) {
            Some("service") => Some(true),
            Some("member") => Some(false),
            _ => None,
        },
        absent: chosen.get(LAST_SIGN_IN).map(|_| true),
        signed_in_by: chosen.get(SIGNED_IN_BY).map(|word| match word {
            "sso" => SignInWay::Sso,
            "passkey" => SignInWay::Passkey,
            _ => SignInWay::Password,
        }),
        second_factor: chosen.get(SECOND_FACTOR).map(|word| word == "on"),
        ..MemberQuery::from(page)
    }
}

fn filters(locale: Locale) -> Vec<ListFilter> {
    vec![
        ListFilter {
            name: STATUS,
            label: td_string!(locale, members.status),
            any: td_string!(locale, members.any_status),
            choices: vec![
                ("active", td_string!(locale, members.active)),
                ("deactivated", td_string!(locale, members.deactivated)),
            ],
        },
        ListFilter {
            name: ROLE,
            label: td_string!(locale, members.role),
            any: td_string!(locale, members.any_role),
            choices: vec![
                ("admin", td_string!(locale, members.admin)),
                ("member", td_string!(locale, members.member)),
                ("service", td_string!(locale, members.service_account)),
            ],
        },
        ListFilter {
            name: LAST_SIGN_IN,
            label: td_string!(locale, members.last_sign_in),
            any: td_string!(locale, members.any_time),
            choices: vec![("absent", td_string!(locale, members.absent))],
        },
        ListFilter {
            name: SIGNED_IN_BY,
            label: td_string!(locale, members.signed_in_by),
            any: td_string!(locale, members.any_way),
            choices: vec![
                ("sso", way_words(locale, SignInWay::Sso)),
                ("password", way_words(locale, SignInWay::Password)),
                ("passkey", way_words(locale, SignInWay::Passkey)),
            ],
        },
        ListFilter {
            name: SECOND_FACTOR,
            label: td_string!(locale, members.second_factor),
            any: td_string!(locale, members.any_factor),
            choices: vec![
                ("on", td_string!(locale, members.with_factor)),
                ("off", td_string!(locale, members.without_factor)),
            ],
        },
    ]
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, members.name)),
        Column::sortable("email", td_string!(locale, members.email)),
        Column::text("role", td_string!(locale, members.role)),
        Column::text("last_sign_in", td_string!(locale, members.last_sign_in)),
        Column::text("actions", td_string!(locale, members.actions)),
    ]
}
