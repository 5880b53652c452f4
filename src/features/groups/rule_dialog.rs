//! Adds, changes or removes a rule of a group, in two steps: the rule, and whom that adds and removes. Invariant: nothing is saved that was not
//! previewed.

use latchkey_contract::groups::{
    GroupRule, PreviewGroupRules, SetGroupRules, preview_group_rules, set_group_rules,
};
use leptos::{html, prelude::*};

use super::{
    open_group::OpenGroup,
    rule_form::RuleFields,
    rule_preview::RulePreview,
    rule_target::{RuleTarget, rule_name},
};
use crate::{
    i18n::*,
    kit::{Form, use_locale},
    ui::{Alert, Dialog, Loading, SubmitButton, Toast, use_toasts},
};

/// Rules, and what they would do.
#[derive(Debug, Clone)]
struct Proposal {
    rules: Vec<GroupRule>,
    preview: preview_group_rules::Response,
}

/// Open while there is a target.
#[component]
pub fn RuleDialog(
    /// The group.
    group: OpenGroup,
    /// What it is open for.
    target: RwSignal<Option<RuleTarget>>,
    /// Runs when the rules were saved and the dialog has gone.
    on_saved: Callback<()>,
) -> impl IntoView {
    move || {
        let asked = target.get()?;
        Some(view! { <Asked group asked target on_saved /> })
    }
}

#[component]
fn Asked(
    group: OpenGroup,
    asked: RuleTarget,
    target: RwSignal<Option<RuleTarget>>,
    on_saved: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = Callback::new(move |()| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    });
    let is_saved = StoredValue::new(false);
    let closed = Callback::new(move |()| {
        let saved = is_saved.get_value();
        target.set(None);
        if saved {
            on_saved.run(());
        }
    });
    let proposal = RwSignal::new(None::<Proposal>);
    let is_removal = matches!(asked, RuleTarget::Removed(_));
    let form = Form::new("group-rule");
    let preview = form.submission::<PreviewGroupRules>(move |request, preview| {
        let rules = request.rules.clone();
        proposal.set(Some(Proposal { rules, preview }));
    });
    let propose = Callback::new(move |rule: Option<GroupRule>| {
        preview.send(set_group_rules::Request {
            group: group.id(),
            rules: changed(group.rules.get_untracked(), asked, rule),
        });
    });
    let first = match is_removal {
        true => {
            propose.run(None);
            view! { <Asking notice=form.notice close /> }.into_any()
        }
        false => {
            let fields = RuleFields::new(form, group, asked);
            let cancel = close;
            view! { <RuleForm form fields propose busy=preview.pending() cancel /> }.into_any()
        }
    };
    let saved = Callback::new(move |()| {
        is_saved.set_value(true);
        close.run(());
    });
    // Going back keeps what was typed.
    let back = Callback::new(move |()| match is_removal {
        true => close.run(()),
        false => proposal.set(None),
    });
    let second = move || {
        proposal
            .get()
            .map(|proposal| view! { <Proposed group proposal is_removal back saved /> })
    };
    view! {
        <Dialog title=title(locale, group, asked) node_ref=dialog closed>
            <div hidden=move || proposal.with(Option::is_some)>{first}</div>
            {second}
        </Dialog>
    }
}

fn title(locale: Locale, group: OpenGroup, asked: RuleTarget) -> String {
    let name = |at: usize| {
        let rules = group.rules.get_untracked();
        rules.get(at).map(rule_name).unwrap_or_default()
    };
    match asked {
        RuleTarget::New => td_string!(locale, group_rules.add_title).to_owned(),
        RuleTarget::Edited(_) => td_string!(locale, group_rules.edit_title).to_owned(),
        RuleTarget::Removed(at) => td_string!(locale, group_rules.remove_title, rule = name(at)),
    }
}

/// The rules as they would be.
fn changed(mut rules: Vec<GroupRule>, asked: RuleTarget, rule: Option<GroupRule>) -> Vec<GroupRule> {
    match (asked, rule) {
        (RuleTarget::New, Some(rule)) => rules.push(rule),
        (RuleTarget::Edited(at), Some(rule)) => {
            if let Some(known) = rules.get_mut(at) {
                *known = rule;
            }
        }
        (RuleTarget::Removed(at), _) if at < rules.len() => drop(rules.remove(at)),
        _ => {}
    }
    rules
}

/// While the platform is asked what a removal takes.
#[component]
fn Asking(notice: RwSignal<Option<crate::ui::Notice>>, close: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    view! {
        <Alert locale notice />
        <Show when=move || notice.with(Option::is_none)>
            <Loading locale />
        </Show>
        <div class="dialog-actions">
            <button class="button quiet" type="button" on:click=move |_| close.run(())>
                {td_string!(locale, portal.cancel)}
            </button>
        </div>
    }
}

#[component]
fn RuleForm(
    form: Form,
    fields: RuleFields,
    propose: Callback<Option<GroupRule>>,
    busy: Signal<bool>,
    cancel: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        propose.run(Some(fields.rule()));
    };
    view! {
        <form novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            {fields.view(locale)}
            <div class="dialog-actions">
                <button class="button quiet" type="button" on:click=move |_| cancel.run(())>
                    {td_string!(locale, portal.cancel)}
                </button>
                <SubmitButton busy label=td_string!(locale, group_rules.go_on) />
            </div>
        </form>
    }
}

#[component]
fn Proposed(
    group: OpenGroup,
    proposal: Proposal,
    is_removal: bool,
    back: Callback<()>,
    saved: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let form = Form::new("group-rules");
    let save = form.submission::<SetGroupRules>(move |_, _| {
        toasts.show(Toast::good(td_string!(locale, group_rules.saved).to_owned()));
        group.read_again();
        group.people.notify();
        saved.run(());
    });
    let rules = StoredValue::new(proposal.rules);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        save.send(set_group_rules::Request {
            group: group.id(),
            rules: rules.get_value(),
        });
    };
    let (label, leave) = match is_removal {
        true => (
            td_string!(locale, group_rules.remove),
            td_string!(locale, portal.cancel),
        ),
        false => (
            td_string!(locale, group_rules.save),
            td_string!(locale, group_rules.back),
        ),
    };
    view! {
        <form novalidate on:submit=submit>
            <Alert locale notice=form.notice />
            <RulePreview preview=proposal.preview is_last=rules.with_value(Vec::is_empty) />
            <div class="dialog-actions">
                <button class="button quiet" type="button" on:click=move |_| back.run(())>
                    {leave}
                </button>
                <SubmitButton busy=save.pending() label />
            </div>
        </form>
    }
}
