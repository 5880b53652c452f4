//! Gives a group an environment with roles, or changes the roles. Invariant: only roles that the environment publishes are offered.

use latchkey_contract::groups::{GroupAccess, GroupEnvironment, SetGroupAccess, set_group_access};
use leptos::{html, prelude::*};

use super::open_group::{OpenGroup, environment_name};
use crate::{
    i18n::*,
    kit::{Form, use_locale},
    ui::{Alert, Dialog, SubmitButton, Toast, use_toasts},
};

/// What the dialog is open for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessTarget {
    /// An environment that is to be chosen.
    New,
    /// One that the group has.
    Existing(GroupAccess),
}

/// Open while there is a target.
#[component]
pub fn AccessDialog(
    /// The group.
    group: OpenGroup,
    /// What it is open for.
    target: RwSignal<Option<AccessTarget>>,
) -> impl IntoView {
    move || {
        let asked = target.get()?;
        Some(view! { <Asked group asked target /> })
    }
}

#[component]
fn Asked(group: OpenGroup, asked: AccessTarget, target: RwSignal<Option<AccessTarget>>) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let (offered, held) = match &asked {
        AccessTarget::New => (group.others.get_untracked(), Vec::new()),
        AccessTarget::Existing(access) => (vec![access.environment.clone()], access.roles.clone()),
    };
    let is_new = asked == AccessTarget::New;
    let first = offered.first().map(|environment| environment.id.clone());
    let chosen = RwSignal::new(first.unwrap_or_default());
    let roles = RwSignal::new(held);
    let offered = StoredValue::new(offered);
    let environment = Memo::new(move |_| {
        let id = chosen.get();
        offered.with_value(|offered| offered.iter().find(|one| one.id == id).cloned())
    });
    let form = Form::new("group-access");
    let set = form.submission::<SetGroupAccess>(move |_, _| {
        toasts.show(Toast::good(td_string!(locale, groups.access_saved).to_owned()));
        close();
        group.read_again();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(environment) = environment.get_untracked() else {
            return;
        };
        let is_published = |role: &String| environment.roles.contains(role);
        set.send(set_group_access::Request {
            group: group.id(),
            roles: roles.get_untracked().into_iter().filter(is_published).collect(),
            environment: environment.id.clone(),
        });
    };
    let title = match &asked {
        AccessTarget::New => td_string!(locale, groups.add_access_title).to_owned(),
        AccessTarget::Existing(access) => {
            td_string!(
                locale,
                groups.edit_access_title,
                environment = environment_name(&access.environment)
            )
        }
    };
    let choice = is_new.then(|| view! { <EnvironmentChoice offered chosen roles /> });
    view! {
        <Dialog title node_ref=dialog closed=Callback::new(move |()| target.set(None))>
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                {choice}
                <Roles environment roles />
                <p class="hint">{td_string!(locale, groups.when_it_counts)}</p>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, portal.cancel)}
                    </button>
                    <SubmitButton busy=set.pending() label=td_string!(locale, groups.save) />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn EnvironmentChoice(
    offered: StoredValue<Vec<GroupEnvironment>>,
    chosen: RwSignal<String>,
    roles: RwSignal<Vec<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let options = offered.with_value(|offered| {
        let option = |environment: &GroupEnvironment| {
            view! { <option value=environment.id.clone()>{environment_name(environment)}</option> }
        };
        offered.iter().map(option).collect_view()
    });
    let choose = move |event| {
        chosen.set(event_target_value(&event));
        roles.set(Vec::new());
    };
    view! {
        <div class="field">
            <label for="group-environment">{td_string!(locale, groups.environment)}</label>
            <select id="group-environment" name="environment" prop:value=chosen on:change=choose>
                {options}
            </select>
        </div>
    }
}

#[component]
fn Roles(environment: Memo<Option<GroupEnvironment>>, roles: RwSignal<Vec<String>>) -> impl IntoView {
    let locale = use_locale();
    let published = move || {
        environment
            .get()
            .map(|environment| environment.roles)
            .unwrap_or_default()
    };
    let role_box = move |role: String| {
        let (name, of) = (role.clone(), role.clone());
        let is_chosen = move || roles.with(|roles| roles.contains(&of));
        let toggle = move |_| {
            roles.update(|roles| match roles.iter().position(|held| *held == role) {
                Some(at) => drop(roles.remove(at)),
                None => roles.push(role.clone()),
            });
        };
        view! {
            <label class="group-role">
                <input type="checkbox" name="roles" prop:checked=is_chosen on:change=toggle />
                <span translate="no">{name}</span>
            </label>
        }
    };
    let is_none = Memo::new(move |_| {
        let published = published();
        let is_chosen = |role: &String| published.contains(role);
        !published.is_empty() && !roles.with(|roles| roles.iter().any(is_chosen))
    });
    let none = move || {
        is_none
            .get()
            .then(|| view! { <p class="hint">{td_string!(locale, groups.none_chosen)}</p> })
    };
    view! {
        <fieldset>
            <legend>{td_string!(locale, groups.roles)}</legend>
            <Show when=move || published().is_empty()>
                <p class="hint">{td_string!(locale, groups.publishes_none)}</p>
            </Show>
            <For each=published key=|role| role.clone() children=role_box />
            <div role="status">{none}</div>
        </fieldset>
    }
}
