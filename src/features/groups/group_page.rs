//! The page of one group: its name, what its members may enter, who they are, and the way to delete it.

use latchkey_contract::groups::Group;
use leptos::prelude::*;

use super::{
    access_section::AccessSection,
    deletion::DeleteGroupButton,
    members_section::MembersSection,
    name_row::NameRow,
    open_group::{OpenGroup, read_group},
    rules_section::RulesSection,
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale, use_param, use_session_client},
    paths,
    ui::{Crumb, EmptyKind, EmptyState, SettingRow, SettingRows},
};

/// What the address names: a group, or nothing.
#[component]
pub fn GroupPage() -> impl IntoView {
    let client = use_session_client();
    let id = use_param("group");
    let group = LocalResource::new(move || read_group(client.clone(), id.get()));
    view! {
        <Loaded resource=group let:group>
            {match group {
                Some(group) => view! { <Existing group /> }.into_any(),
                None => view! { <Missing /> }.into_any(),
            }}
        </Loaded>
    }
}

fn crumbs(locale: Locale) -> Vec<Crumb> {
    vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
        Crumb::page(td_string!(locale, groups.title), paths::GROUPS),
    ]
}

#[component]
fn Existing(group: Group) -> impl IntoView {
    let locale = use_locale();
    let group = OpenGroup::new(group);
    view! {
        <Page heading=group.name crumbs=crumbs(locale) lead=td_string!(locale, groups.group_lead)>
            <SettingRows>
                <NameRow group />
            </SettingRows>
            <AccessSection group />
            <RulesSection group />
            <MembersSection group />
            <section class="page-section danger-zone" aria-labelledby="danger">
                <h2 id="danger">{td_string!(locale, groups.danger)}</h2>
                <SettingRows>
                    <SettingRow
                        name=td_string!(locale, groups.delete)
                        hint=td_string!(locale, groups.delete_intro)
                        action=move || view! { <DeleteGroupButton group /> }
                    >
                        ""
                    </SettingRow>
                </SettingRows>
            </section>
        </Page>
    }
}

/// A group that there is not, or not for this person: the two look alike.
#[component]
fn Missing() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Page heading=td_string!(locale, groups.missing_title) crumbs=crumbs(locale)>
            <EmptyState kind=EmptyKind::Forbidden text=td_string!(locale, groups.missing)>
                <a class="button" href=paths::GROUPS>
                    {td_string!(locale, groups.back)}
                </a>
            </EmptyState>
        </Page>
    }
}
