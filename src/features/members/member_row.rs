//! Somebody in the list: the name, the role, the last sign-in, and what can be done.

use latchkey_contract::members::{Member, MemberChange, SignInWay};
use leptos::prelude::*;

use super::{
    known_members::{KnownMembers, called, name_of},
    update::Asked,
};
use crate::{
    i18n::*,
    kit::{Confirmation, RelativeTime},
    ui::{Badge, Icon, Menu, MenuAction, TableRow, Tone, address, icon, listed_name},
};

/// The row of somebody.
pub fn member_row(
    locale: Locale,
    member: &Member,
    members: KnownMembers,
    confirmation: Confirmation<Asked>,
) -> TableRow {
    let id = StoredValue::new(member.id.clone());
    let read = move |cell: fn(Locale, &Member) -> AnyView| {
        move || move || members.read(&id.get_value(), |member| cell(locale, member))
    };
    TableRow {
        id: member.id.clone(),
        // Its cells follow what is known of the person.
        revision: 0,
        name: name_of(member),
        cells: vec![
            read(name_cell).into(),
            read(address_cell).into(),
            read(role_cell).into(),
            read(sign_in_cell).into(),
            (move || actions(locale, id.get_value(), members, confirmation)).into(),
        ],
    }
}

fn name_cell(locale: Locale, member: &Member) -> AnyView {
    let name = listed_name(locale, &member.first_name, &member.last_name, &member.email);
    let own = member
        .own_account
        .then(|| view! { <span class="fine-print">{td_string!(locale, members.you)}</span> });
    let deactivated = member.deactivated.then(|| {
        view! { <Badge tone=Tone::Warn label=td_string!(locale, members.deactivated) /> }
    });
    view! { <bdi translate="no">{name}</bdi> " " {own} " " {deactivated} }.into_any()
}

fn address_cell(_: Locale, member: &Member) -> AnyView {
    address(&member.email).into_any()
}

fn role_cell(locale: Locale, member: &Member) -> AnyView {
    match (member.company_admin, member.service_account) {
        (true, _) => view! { <Badge tone=Tone::Info label=td_string!(locale, members.admin) /> }.into_any(),
        (false, true) => td_string!(locale, members.service_account).into_any(),
        (false, false) => td_string!(locale, members.member).into_any(),
    }
}

fn sign_in_cell(locale: Locale, member: &Member) -> AnyView {
    let Some(at) = member.last_sign_in_at.clone() else {
        return td_string!(locale, members.never_seen).into_any();
    };
    let way = member.signed_in_by.map(|way| way_words(locale, way));
    let way = way.map(|way| view! { <span class="fine-print">{way}</span> });
    view! { <RelativeTime at /> " " {way} }.into_any()
}

/// By what somebody signed in.
pub fn way_words(locale: Locale, way: SignInWay) -> &'static str {
    match way {
        SignInWay::Password => td_string!(locale, members.by_password),
        SignInWay::Passkey => td_string!(locale, members.by_passkey),
        SignInWay::Sso => td_string!(locale, members.by_sso),
    }
}

/// What can be done. The button stays when the person changes, so that the focus does.
fn actions(locale: Locale, id: String, members: KnownMembers, confirmation: Confirmation<Asked>) -> AnyView {
    let id = StoredValue::new(id);
    let name = Memo::new(move |_| members.read(&id.get_value(), called).unwrap_or_default());
    let of = move |read: fn(&Member) -> bool| {
        Memo::new(move |_| members.read(&id.get_value(), read).unwrap_or_default())
    };
    let (is_admin, is_deactivated) = (of(|member| member.company_admin), of(|member| member.deactivated));
    let ask = move |change: MemberChange| {
        Callback::new(move |()| {
            if let Some(member) = members.get(&id.get_value()) {
                confirmation.ask(Asked { member, change });
            }
        })
    };
    let admin = move || match is_admin.get() {
        true => {
            let label = td_string!(locale, members.remove_admin);
            view! { <MenuAction label on_select=ask(MemberChange::RemoveCompanyAdmin) /> }
        }
        false => {
            let label = td_string!(locale, members.make_admin);
            view! { <MenuAction label on_select=ask(MemberChange::MakeCompanyAdmin) /> }
        }
    };
    let is_service = of(|member| member.service_account);
    let service = move || match is_service.get() {
        true => {
            let label = td_string!(locale, members.unmark_service);
            view! { <MenuAction label on_select=ask(MemberChange::UnmarkServiceAccount) /> }
        }
        false => {
            let label = td_string!(locale, members.mark_service);
            view! { <MenuAction label on_select=ask(MemberChange::MarkServiceAccount) /> }
        }
    };
    let active = move || match is_deactivated.get() {
        true => {
            let label = td_string!(locale, members.reactivate);
            view! { <MenuAction label on_select=ask(MemberChange::Reactivate) /> }
        }
        false => {
            let label = td_string!(locale, members.deactivate);
            view! { <MenuAction label danger=true on_select=ask(MemberChange::Deactivate) /> }
        }
    };
    let has_factor = of(|member| member.has_second_factor && !member.own_account);
    let factor = move || {
        has_factor.get().then(|| {
            let label = td_string!(locale, members.reset_factor);
            view! { <MenuAction label on_select=ask(MemberChange::ResetSecondFactor) /> }
        })
    };
    let label = Signal::derive(move || td_string!(locale, members.actions_for, person = name.get()));
    view! {
        <Menu label button=|| view! { <Icon path=icon::MORE /> } button_class="button quiet dense icon-only">
            {admin}
            {service}
            {factor}
            {active}
        </Menu>
    }
    .into_any()
}
