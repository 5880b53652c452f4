//! Adding people to a group by their addresses. Invariant: what came of each address is said; those that were not added stay in the
//! field, to be mended.

use latchkey_contract::{
    ErrorCode,
    address_entries::entries,
    groups::{AddGroupMembers, AddOutcome, AddedMember, add_group_members},
};
use leptos::{html, prelude::*};

use super::open_group::OpenGroup;
use crate::{
    i18n::*,
    kit::{Form, FormField, RowSource, use_locale},
    phrases::error_phrase,
    ui::{Alert, Callout, Dialog, FieldError, SubmitButton, Tone},
};

/// Open while somebody adds people.
#[component]
pub fn AddMembersDialog(
    /// The group.
    group: OpenGroup,
    /// Whether it is open.
    is_open: RwSignal<bool>,
    /// The list of its people.
    source: RowSource,
) -> impl IntoView {
    move || is_open.get().then(|| view! { <Asked group is_open source /> })
}

#[component]
fn Asked(group: OpenGroup, is_open: RwSignal<bool>, source: RowSource) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let input = NodeRef::<html::Textarea>::new();
    let outcomes = RwSignal::new(Vec::<AddedMember>::new());
    let form = Form::new("add-group-members");
    let addresses = form
        .field("addresses", "")
        .judged_by(is_something)
        .phrased_by(phrase);
    let add = form.submission::<AddGroupMembers>(move |_, added| {
        let left = added.outcomes.iter().filter(|one| is_left(one.outcome));
        let left: Vec<&str> = left.map(|one| one.given.as_str()).collect();
        addresses.reset(left.join("\n"));
        outcomes.set(added.outcomes);
        source.read_again();
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = entries(&addresses.value.get_untracked());
        outcomes.set(Vec::new());
        if let Some(input) = input.get_untracked().filter(|_| typed.is_empty()) {
            let _ = input.focus();
        }
        add.send(add_group_members::Request {
            group: group.id(),
            addresses: typed,
        });
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    view! {
        <Dialog
            title=td_string!(locale, groups.add_members)
            node_ref=dialog
            closed=Callback::new(move |()| is_open.set(false))
        >
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                <AddressesField field=addresses input />
                <div role="status">{move || said(locale, &outcomes.get())}</div>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=close>
                        {td_string!(locale, groups.close)}
                    </button>
                    <SubmitButton busy=add.pending() label=td_string!(locale, groups.add) />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn AddressesField(field: FormField, input: NodeRef<html::Textarea>) -> impl IntoView {
    let locale = use_locale();
    let value = field.value;
    view! {
        <div class="field">
            <label for="group-addresses">{td_string!(locale, groups.addresses)}</label>
            <textarea
                node_ref=input
                id="group-addresses"
                name=field.name
                rows="6"
                autocapitalize="none"
                autocomplete="off"
                spellcheck="false"
                aria-describedby="group-addresses-error group-addresses-hint"
                aria-invalid=move || field.is_invalid()
                prop:value=value
                on:input:target=move |event| value.set(event.target().value())
            ></textarea>
            <FieldError id="group-addresses-error" message=field.error />
            <p id="group-addresses-hint" class="hint">
                {td_string!(locale, groups.addresses_hint)}
            </p>
        </div>
    }
}

fn is_something(typed: &str) -> Result<(), ErrorCode> {
    match entries(typed).is_empty() {
        true => Err(ErrorCode::ValueMissing),
        false => Ok(()),
    }
}

fn phrase(locale: Locale, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::ValueMissing => td_string!(locale, groups.addresses_missing),
        ErrorCode::TooManyEntries => td_string!(locale, groups.too_many_addresses),
        code => error_phrase(locale, code),
    }
}

/// Whether somebody has to look at it again.
const fn is_left(outcome: AddOutcome) -> bool {
    matches!(outcome, AddOutcome::Malformed | AddOutcome::Unknown)
}

/// How many were added, and what came of each of the others.
fn said(locale: Locale, outcomes: &[AddedMember]) -> AnyView {
    if outcomes.is_empty() {
        return ().into_any();
    }
    let added = outcomes
        .iter()
        .filter(|one| one.outcome == AddOutcome::Added)
        .count();
    let title = match added {
        0 => td_string!(locale, groups.added_none).to_owned(),
        1 => td_string!(locale, groups.added_one).to_owned(),
        count => td_string!(locale, groups.added_some, count = count),
    };
    let others = outcomes.iter().filter(|one| one.outcome != AddOutcome::Added);
    let others: Vec<AnyView> = others.map(|one| other(locale, one)).collect();
    let tone = match outcomes.iter().any(|one| is_left(one.outcome)) {
        true => Tone::Warn,
        false => Tone::Good,
    };
    let list = (!others.is_empty()).then(|| view! { <ul class="group-outcomes">{others}</ul> });
    view! { <Callout tone title>{list}</Callout> }.into_any()
}

/// What came of an address that was not added.
pub fn outcome_words(locale: Locale, outcome: AddOutcome) -> &'static str {
    match outcome {
        AddOutcome::Added => "",
        AddOutcome::Present => td_string!(locale, groups.outcome_present),
        AddOutcome::Repeated => td_string!(locale, groups.outcome_repeated),
        AddOutcome::Malformed => td_string!(locale, groups.outcome_malformed),
        AddOutcome::Unknown => td_string!(locale, groups.outcome_unknown),
    }
}

fn other(locale: Locale, one: &AddedMember) -> AnyView {
    let words = outcome_words(locale, one.outcome);
    view! {
        <li>
            <bdi translate="no">{one.given.clone()}</bdi>
            ": "
            {words}
        </li>
    }
    .into_any()
}
