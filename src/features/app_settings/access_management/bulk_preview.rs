//! What a change of many people's access would do: in numbers, by role, and with a few people as examples.

use latchkey_contract::access_management::{BulkExample, BulkOutcome, RoleChange, preview_bulk_change};
use leptos::prelude::*;

use super::bulk_words::{counted, direct_words, will_words};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Callout, Tone},
};

/// The numbers, and examples.
#[component]
pub fn PreviewList(
    /// What the platform said.
    seen: preview_bulk_change::Response,
) -> impl IntoView {
    let locale = use_locale();
    let preview_bulk_change::Response {
        counts,
        roles,
        examples,
        ..
    } = seen;
    let nothing = (counts.changed + counts.partly == 0).then(|| {
        view! { <Callout tone=Tone::Warn><p>{td_string!(locale, bulk_access.nothing_changes)}</p></Callout> }
    });
    let outcomes = counted(&counts).into_iter().map(|(outcome, count)| {
        let examples = examples.iter().filter(|example| example.outcome == outcome);
        let examples = examples
            .map(|example| example_line(locale, example))
            .collect_view();
        view! {
            <li>
                <strong>{will_words(locale, outcome, count)}</strong>
                <ul role="list">{examples}</ul>
            </li>
        }
    });
    let outcomes = outcomes.collect_view();
    let roles = roles.into_iter().flat_map(|change| role_lines(locale, &change));
    let roles = roles.map(|words| view! { <li>{words}</li> }).collect_view();
    view! {
        <h3>{td_string!(locale, bulk_access.preview)}</h3>
        {nothing}
        <ul class="bulk-preview" role="list">
            {outcomes}
        </ul>
        <ul class="bulk-preview" role="list">
            {roles}
        </ul>
    }
}

/// Whose role it is before and afterwards, as sentences that hold for any number.
fn role_lines(locale: Locale, change: &RoleChange) -> Vec<String> {
    let said = |number: i64, words: fn(Locale, String, String) -> String| {
        (number > 0).then(|| words(locale, change.role.clone(), number.to_string()))
    };
    let lines = [
        said(change.gained, |locale, role, count| {
            td_string!(locale, bulk_access.gained, role = role, count = count)
        }),
        said(change.gained_beside_group, |locale, role, count| {
            td_string!(
                locale,
                bulk_access.gained_beside_group,
                role = role,
                count = count
            )
        }),
        said(change.lost, |locale, role, count| {
            td_string!(locale, bulk_access.lost, role = role, count = count)
        }),
        said(change.kept_by_group, |locale, role, count| {
            td_string!(locale, bulk_access.kept_by_group, role = role, count = count)
        }),
    ];
    lines.into_iter().flatten().collect()
}

fn example_line(locale: Locale, example: &BulkExample) -> impl IntoView + use<> {
    let person = match example.name.as_str() {
        "" => example.email.clone(),
        name => name.to_owned(),
    };
    let is_changed = matches!(example.outcome, BulkOutcome::Changed | BulkOutcome::Partly);
    let words = match is_changed {
        true => td_string!(
            locale,
            bulk_access.example,
            person = person,
            before = direct_words(locale, example.before.as_deref()),
            after = direct_words(locale, example.after.as_deref())
        ),
        false => td_string!(locale, bulk_access.example_same, person = person),
    };
    view! { <li class="fine-print">{words}</li> }
}
