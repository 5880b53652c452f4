//! **Accessible Apps**: what the members of a group may enter, and as what. Invariant: nothing is taken before a question.

use latchkey_contract::groups::{GroupAccess, GroupEnvironment, RevokeGroupAccess, revoke_group_access};
use leptos::{html::H2, prelude::*};

use super::{
    access_dialog::{AccessDialog, AccessTarget},
    open_group::{OpenGroup, environment_name},
};
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, use_locale, use_session_client},
    ui::{EmptyKind, EmptyState, Tag, Tone, icon},
};

/// The section.
#[component]
pub fn AccessSection(
    /// The group.
    group: OpenGroup,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let heading = NodeRef::<H2>::new();
    let target = RwSignal::new(None::<AccessTarget>);
    let confirmation = Confirmation::new(
        move || td_string!(locale, groups.access_removed).to_owned(),
        move |environment: GroupEnvironment| {
            let client = client.clone();
            let request = revoke_group_access::Request {
                group: group.id(),
                environment: environment.id,
            };
            async move {
                client.call::<RevokeGroupAccess>(&request).await?;
                group.read_again();
                Ok(())
            }
        },
    );
    let question = Callback::new(move |environment: GroupEnvironment| Question {
        title: td_string!(
            locale,
            groups.remove_access_title,
            environment = environment_name(&environment)
        ),
        text: td_string!(locale, groups.remove_access_text).to_owned(),
        confirm: td_string!(locale, groups.remove_access).to_owned(),
    });
    // The button that was pressed is gone; the place is kept.
    let on_done = Callback::new(move |()| {
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    let row = move |access: GroupAccess| access_row(locale, access, target, confirmation);
    let add = move || {
        let can_add = move || group.others.with(|others| !others.is_empty());
        view! {
            <Show when=can_add>
                <button class="button quiet" type="button" on:click=move |_| target.set(Some(AccessTarget::New))>
                    {td_string!(locale, groups.add_access)}
                </button>
            </Show>
        }
    };
    view! {
        <section class="page-section" aria-labelledby="accessible-apps">
            <h2 id="accessible-apps" tabindex="-1" node_ref=heading>
                {td_string!(locale, groups.accessible_apps)}
            </h2>
            <p>{td_string!(locale, groups.access_intro)}</p>
            <Show when=move || group.access.with(Vec::is_empty)>
                <EmptyState kind=EmptyKind::NothingYet icon=icon::APP text=td_string!(locale, groups.no_access) />
            </Show>
            <ul class="account-rows environment-rows" role="list" aria-labelledby="accessible-apps">
                <For
                    each=move || group.access.get()
                    key=|access| (access.environment.id.clone(), access.roles.clone())
                    children=row
                />
            </ul>
            {add()}
            <AccessDialog group target />
            <ConfirmationDialog confirmation question on_done />
        </section>
    }
}

fn access_row(
    locale: Locale,
    access: GroupAccess,
    target: RwSignal<Option<AccessTarget>>,
    confirmation: Confirmation<GroupEnvironment>,
) -> impl IntoView + use<> {
    let GroupAccess { environment, roles } = access.clone();
    let name = environment_name(&environment);
    let roles = match roles.is_empty() {
        true => view! { <p>{td_string!(locale, groups.no_roles)}</p> }.into_any(),
        false => {
            let tags = roles.into_iter().map(|role| role_tag(locale, role, &environment));
            view! { <p class="group-roles">{tags.collect_view()}</p> }.into_any()
        }
    };
    let of = name.clone();
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{name.clone()}</bdi>
                </p>
                {roles}
            </div>
            <div class="buttons">
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| target.set(Some(AccessTarget::Existing(access.clone())))
                >
                    {td_string!(locale, groups.edit)}
                    <span class="unseen" translate="no">
                        " "
                        {of}
                    </span>
                </button>
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| confirmation.ask(environment.clone())
                >
                    {td_string!(locale, groups.remove)}
                    <span class="unseen" translate="no">
                        " "
                        {name}
                    </span>
                </button>
            </div>
        </li>
    }
}

/// A role; one that the environment does not publish any more says so.
fn role_tag(locale: Locale, role: String, environment: &GroupEnvironment) -> AnyView {
    let is_there = environment.roles.is_empty() || environment.roles.contains(&role);
    match is_there {
        true => view! { <Tag label=role /> }.into_any(),
        false => {
            let label = td_string!(locale, groups.role_gone, role = role);
            view! { <crate::ui::Badge tone=Tone::Warn label /> }.into_any()
        }
    }
}
