//! **Members**: who is in a group, and why. Invariant: nobody is taken out before a question.

use latchkey_contract::{
    Page, PageRequest,
    groups::{GroupMember, ListGroupMembers, RemoveGroupMember, list_group_members, remove_group_member},
    members::MemberSort,
};
use leptos::{html::H2, prelude::*};

use super::{add_members::AddMembersDialog, import_dialog::ImportDialog, open_group::OpenGroup};
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, DataTable, ExportFile, Question, RowSource, revision, use_locale,
        use_session_client,
    },
    paths,
    ui::{Badge, Column, EmptyKind, EmptyState, TableRow, Tone, address, icon, listed_name, person_name},
};

/// Somebody about whose removal is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Removal {
    id: String,
    name: String,
}

/// The section.
#[component]
pub fn MembersSection(
    /// The group.
    group: OpenGroup,
) -> impl IntoView {
    let locale = use_locale();
    let heading = NodeRef::<H2>::new();
    let (is_adding, is_importing) = (RwSignal::new(false), RwSignal::new(false));
    let confirmation = removing(group);
    let client = use_session_client();
    let source = RowSource::new(move |query: PageRequest<MemberSort>| {
        let client = client.clone();
        let request = list_group_members::Request {
            group: group.id(),
            query,
        };
        async move {
            let page = client.call::<ListGroupMembers>(&request).await?;
            let rows = page.items.into_iter();
            Ok(Page {
                items: rows.map(|member| row(locale, member, confirmation)).collect(),
                next: page.next,
            })
        }
    });
    let question = Callback::new(move |removal: Removal| Question {
        title: td_string!(locale, groups.remove_member_title, person = removal.name),
        text: td_string!(locale, groups.remove_member_text).to_owned(),
        confirm: td_string!(locale, groups.remove_member).to_owned(),
    });
    Effect::new(move |before: Option<()>| {
        group.people.track();
        if before.is_some() {
            source.read_again();
        }
    });
    // The button that was pressed is gone; the place is kept.
    let on_done = Callback::new(move |()| {
        source.read_again();
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    let empty = move || {
        view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::GROUP text=td_string!(locale, groups.nobody) /> }
    };
    view! {
        <section class="page-section" aria-labelledby="group-members">
            <h2 id="group-members" tabindex="-1" node_ref=heading>
                {td_string!(locale, groups.members)}
            </h2>
            <div class="buttons">
                <button class="button quiet" type="button" on:click=move |_| is_adding.set(true)>
                    {td_string!(locale, groups.add_members)}
                </button>
                <button class="button quiet" type="button" on:click=move |_| is_importing.set(true)>
                    {td_string!(locale, groups.import)}
                </button>
                {export_link(locale, group, "csv")}
                {export_link(locale, group, "xlsx")}
            </div>
            <DataTable
                label=td_string!(locale, groups.members)
                search_label=td_string!(locale, groups.search_members)
                columns=columns(locale)
                source
                empty
            />
            <AddMembersDialog group is_open=is_adding source />
            <ImportDialog group is_open=is_importing source />
            <ConfirmationDialog confirmation question on_done />
        </section>
    }
}

/// Keeps all members as a file. The browser asks for it, not the router.
fn export_link(locale: Locale, group: OpenGroup, kind: &'static str) -> impl IntoView {
    view! {
        <ExportFile
            href=paths::group_members_file(&group.id(), kind)
            label=td_string!(locale, groups.export, kind = kind)
        />
    }
}

fn removing(group: OpenGroup) -> Confirmation<Removal> {
    let locale = use_locale();
    let client = use_session_client();
    Confirmation::new(
        move || td_string!(locale, groups.member_removed).to_owned(),
        move |removal: Removal| {
            let client = client.clone();
            let request = remove_group_member::Request {
                group: group.id(),
                member: removal.id,
            };
            async move {
                client.call::<RemoveGroupMember>(&request).await?;
                Ok(())
            }
        },
    )
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("name", td_string!(locale, members.name)),
        Column::sortable("email", td_string!(locale, members.email)),
        Column::text("source", td_string!(locale, groups.source)),
        Column::text("actions", td_string!(locale, groups.actions)),
    ]
}

fn row(locale: Locale, member: GroupMember, confirmation: Confirmation<Removal>) -> TableRow {
    let GroupMember {
        id,
        email,
        first_name,
        last_name,
        deactivated,
        by_hand,
        by_idp,
    } = member;
    let revision = revision(&(&email, &first_name, &last_name, deactivated, by_hand, by_idp));
    let name = person_name(&first_name, &last_name, &email);
    let person = {
        let name = listed_name(locale, &first_name, &last_name, &email);
        move || {
            let deactivated = deactivated.then(|| {
                view! { <Badge tone=Tone::Warn label=td_string!(locale, members.deactivated) /> }
            });
            view! { <bdi translate="no">{name.clone()}</bdi> " " {deactivated} }
        }
    };
    let address = move || address(&email);
    let source = move || match (by_hand, by_idp) {
        (true, true) => td_string!(locale, groups.by_both),
        (false, true) => td_string!(locale, groups.by_idp),
        (_, false) => td_string!(locale, groups.by_hand),
    };
    let removal = Removal {
        id: id.clone(),
        name: name.clone(),
    };
    let actions = move || by_hand.then(|| remove_button(locale, removal.clone(), confirmation));
    TableRow {
        id,
        revision,
        name,
        cells: vec![person.into(), address.into(), source.into(), actions.into()],
    }
}

fn remove_button(
    locale: Locale,
    removal: Removal,
    confirmation: Confirmation<Removal>,
) -> impl IntoView + use<> {
    let name = removal.name.clone();
    view! {
        <button class="button quiet dense" type="button" on:click=move |_| confirmation.ask(removal.clone())>
            {td_string!(locale, groups.remove)}
            <span class="unseen" translate="no">
                " "
                {name}
            </span>
        </button>
    }
}
