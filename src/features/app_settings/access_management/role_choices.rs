//! The roles of an environment as boxes to choose. Invariant: only roles that the environment publishes can be chosen.

use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{FormField, use_locale},
    ui::{Callout, FieldError, Tone},
};

/// A box for each role, and a warning where one is chosen that may do a lot.
#[component]
pub fn RoleChoices(
    /// The field: its entries are the roles that are chosen.
    field: FormField,
    /// The roles that the environment publishes.
    published: Vec<String>,
    /// Whether nothing else gives a role: then it is said what having none means.
    #[prop(optional)]
    is_all: bool,
) -> impl IntoView {
    let locale = use_locale();
    let is_none = Memo::new(move |_| is_all && field.rows.with(|rows| rows.iter().all(String::is_empty)));
    let none = move || {
        is_none.get().then(|| {
            view! { <p class="hint">{td_string!(locale, access_management.none_chosen)}</p> }
        })
    };
    let boxes = published.into_iter().enumerate();
    let boxes = boxes.map(|(at, role)| role_box(at, role, field)).collect_view();
    view! {
        <fieldset>
            <legend>{td_string!(locale, access_management.roles)}</legend>
            <div node_ref=field.list>{boxes}</div>
            <div role="status">{none}</div>
            <FieldError id="access-roles-error" message=field.error />
        </fieldset>
        <StrongRoles roles=field.rows />
    }
}

/// A warning where one of these roles may do a lot.
#[component]
pub fn StrongRoles(
    /// The roles that are given.
    #[prop(into)]
    roles: Signal<Vec<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let strong = Memo::new(move |_| {
        roles.with(|roles| {
            let strong = roles.iter().filter(|role| is_strong(role));
            strong.cloned().collect::<Vec<_>>()
        })
    });
    let warning = move || {
        let roles = strong.get();
        (!roles.is_empty()).then(|| {
            let text = td_string!(locale, access_management.strong, roles = roles.join(", "));
            view! { <Callout tone=Tone::Warn><p>{text}</p></Callout> }
        })
    };
    view! { <div role="status">{warning}</div> }
}

fn role_box(at: usize, role: String, field: FormField) -> impl IntoView {
    let id = format!("access-role-{at}");
    let is_chosen = {
        let role = role.clone();
        move || field.rows.with(|rows| rows.contains(&role))
    };
    let toggle = {
        let role = role.clone();
        move |event: leptos::ev::Event| {
            let on = event_target_checked(&event);
            field.rows.update(|rows| {
                rows.retain(|row| *row != role);
                if on {
                    rows.push(role.clone());
                }
            });
        }
    };
    view! {
        <div class="choice">
            <input type="checkbox" id=id.clone() name="roles" prop:checked=is_chosen on:change=toggle />
            <label for=id translate="no">
                <bdi>{role}</bdi>
            </label>
        </div>
    }
}

/// Whether a role sounds as if whoever has it may do everything. Names are the apps' own, so that this can only guess.
fn is_strong(role: &str) -> bool {
    let role = role.to_ascii_lowercase();
    ["admin", "owner", "root", "superuser"]
        .iter()
        .any(|word| role.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_that_sound_like_everything_are_strong() {
        for role in [
            "Administrator",
            "admin",
            "System Admin",
            "Owner",
            "ROOT",
            "SuperUser",
        ] {
            assert!(is_strong(role), "{role}");
        }
        for role in ["User", "Approver", "Accountant", ""] {
            assert!(!is_strong(role), "{role}");
        }
    }
}
