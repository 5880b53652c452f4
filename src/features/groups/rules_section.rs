//! **Fed by your identity provider**: the rules by which people come into a group and leave it at their sign-ins. Invariant: before a change it is
//! said whom it adds and removes.

use latchkey_contract::groups::{GroupRule, WithheldClaims};
use leptos::{html::H2, prelude::*};

use super::{
    open_group::OpenGroup,
    rule_dialog::RuleDialog,
    rule_target::{RuleTarget, rule_name},
};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Callout, EmptyKind, EmptyState, Tone, icon},
};

/// The section.
#[component]
pub fn RulesSection(
    /// The group.
    group: OpenGroup,
) -> impl IntoView {
    let locale = use_locale();
    let heading = NodeRef::<H2>::new();
    let target = RwSignal::new(None::<RuleTarget>);
    // The button that was pressed may be gone; the place is kept.
    let on_saved = Callback::new(move |()| {
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    });
    let row = move |(_, rule): (usize, GroupRule)| rule_row(locale, group, rule, target);
    view! {
        <section class="page-section" aria-labelledby="group-rules">
            <h2 id="group-rules" tabindex="-1" node_ref=heading>
                {td_string!(locale, group_rules.title)}
            </h2>
            <p>{td_string!(locale, group_rules.intro)}</p>
            {move || withheld(locale, group.withheld.get())}
            <Show when=move || group.rules.with(Vec::is_empty)>
                <EmptyState kind=EmptyKind::NothingYet icon=icon::GROUP text=td_string!(locale, group_rules.none) />
            </Show>
            <ul class="account-rows rule-rows" role="list" aria-labelledby="group-rules">
                <For
                    each=move || group.rules.get().into_iter().enumerate()
                    key=|(at, rule)| (*at, rule.clone())
                    children=row
                />
            </ul>
            <button class="button quiet" type="button" on:click=move |_| target.set(Some(RuleTarget::New))>
                {td_string!(locale, group_rules.add)}
            </button>
            <RuleDialog group target on_saved />
        </section>
    }
}

fn rule_row(
    locale: Locale,
    group: OpenGroup,
    rule: GroupRule,
    target: RwSignal<Option<RuleTarget>>,
) -> impl IntoView + use<> {
    let name = rule_name(&rule);
    let (edited, removed) = (rule.clone(), rule.clone());
    let open = move |made: fn(usize) -> RuleTarget, rule: &GroupRule| {
        let at = group
            .rules
            .with_untracked(|rules| rules.iter().position(|known| known == rule));
        target.set(at.map(made));
    };
    let of = move |name: &String| {
        view! {
            <span class="unseen" translate="no">
                " "
                {name.clone()}
            </span>
        }
    };
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{name.clone()}</bdi>
                </p>
                <p class="group-rule">
                    {td_string!(locale, group_rules.claim_contains, claim = rule.claim, value = rule.value)}
                </p>
            </div>
            <div class="buttons">
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| open(RuleTarget::Edited, &edited)
                >
                    {td_string!(locale, groups.edit)}
                    {of(&name)}
                </button>
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| open(RuleTarget::Removed, &removed)
                >
                    {td_string!(locale, groups.remove)}
                    {of(&name)}
                </button>
            </div>
        </li>
    }
}

/// Whose memberships stayed as they were, and what to do about it.
fn withheld(locale: Locale, withheld: WithheldClaims) -> AnyView {
    let too_many = (withheld.too_many > 0).then(|| {
        let title = td_string!(locale, group_rules.too_many_title, count = withheld.too_many);
        view! {
            <Callout tone=Tone::Warn title>
                <p>{td_string!(locale, group_rules.too_many_text)}</p>
            </Callout>
        }
    });
    let not_read = (withheld.not_read > 0).then(|| {
        let title = td_string!(locale, group_rules.not_read_title, count = withheld.not_read);
        view! {
            <Callout tone=Tone::Warn title>
                <p>{td_string!(locale, group_rules.not_read_text)}</p>
            </Callout>
        }
    });
    (too_many, not_read).into_any()
}
