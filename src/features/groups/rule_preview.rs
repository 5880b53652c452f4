//! Whom rules would add to a group and take out of it.

use latchkey_contract::groups::{PreviewedPeople, RuleVerdict, TestedPerson, preview_group_rules::Response};
use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Callout, Tone},
};

/// What is said of them. Takes the focus when it comes: it stands where the form was.
#[component]
pub fn RulePreview(
    /// What the rules would do.
    preview: Response,
    /// Whether the group has no rule then.
    is_last: bool,
) -> impl IntoView {
    let locale = use_locale();
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            let _ = place.focus();
        }
    });
    let Response {
        added,
        removed,
        undecided,
        looked_at,
        test,
    } = preview;
    let leaves = (removed.count > 0).then(|| {
        view! {
            <Callout tone=Tone::Warn>
                <p>{td_string!(locale, group_rules.removed_text)}</p>
            </Callout>
        }
    });
    let known = match (is_last, looked_at) {
        (true, _) => td_string!(locale, group_rules.last_rule).to_owned(),
        (false, 0) => td_string!(locale, group_rules.nothing_known).to_owned(),
        (false, count) => td_string!(locale, group_rules.known, count = count),
    };
    let open = (undecided > 0).then(|| {
        let words = td_string!(locale, group_rules.undecided_text, count = undecided);
        fact(td_string!(locale, group_rules.undecided), words)
    });
    let test = test.filter(|_| !is_last).map(|test| {
        let label = td_string!(locale, group_rules.test);
        fact(label, tested(locale, test))
    });
    view! {
        <div tabindex="-1" node_ref=place class="group-rule-preview">
            <p>{known}</p>
            <dl class="facts">
                {fact(td_string!(locale, group_rules.added), people(locale, added))}
                {fact(td_string!(locale, group_rules.removed), people(locale, removed))}
                {open}
                {test}
            </dl>
            {leaves}
        </div>
    }
}

fn fact(label: &'static str, words: String) -> impl IntoView {
    view! {
        <div>
            <dt>{label}</dt>
            <dd>
                <bdi>{words}</bdi>
            </dd>
        </div>
    }
}

fn people(locale: Locale, people: PreviewedPeople) -> String {
    if people.count == 0 {
        return td_string!(locale, group_rules.nobody).to_owned();
    }
    let named = u32::try_from(people.first.len()).unwrap_or(u32::MAX);
    let names = people.first.join(", ");
    match people.count.saturating_sub(named) {
        0 => names,
        more => td_string!(locale, group_rules.and_more, names = names, count = more),
    }
}

fn tested(locale: Locale, test: TestedPerson) -> String {
    match test.verdict {
        RuleVerdict::In => td_string!(locale, group_rules.test_in, person = test.username),
        RuleVerdict::Out => td_string!(locale, group_rules.test_out, person = test.username),
        RuleVerdict::Unknown => td_string!(locale, group_rules.test_unknown, person = test.username),
    }
}
