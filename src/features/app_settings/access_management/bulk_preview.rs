//! What a change of many people's access would do: in numbers, by role, and with a few people as examples.

use latchkey_contract::access_management::{BulkExample, BulkOutcome, preview_bulk_change};
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
    let roles = roles.into_iter().flat_map(|change| {
        let gained = (change.gained > 0).then(|| {
            td_string!(
                locale,
                bulk_access.gained,
                role = change.role.clone(),
                count = change.gained.to_string()
            )
        });
        let lost = (change.lost > 0).then(|| {
            td_string!(
                locale,
                bulk_access.lost,
                role = change.role.clone(),
                count = change.lost.to_string()
            )
        });
        [gained, lost].into_iter().flatten()
    });
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
