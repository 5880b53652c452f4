//! The changes of many people's access, below the table: how far each is, **Pause**, **Resume**, **Stop** and **Undo**. Invariant: what is shown
//! comes from the platform, which is asked again as long as something goes on; elements stay while their words change.

use latchkey_contract::access_management::{BulkChange, BulkStep};
use leptos::prelude::*;

use super::{bulk_card::BulkCard, bulk_follower::BulkFollower, bulk_words::change_words};
use crate::{
    i18n::*,
    kit::{ConfirmationDialog, Failure, Question, use_locale},
    phrases::problem_phrase,
    ui::{Callout, Tone},
};

fn question(locale: Locale, (change, step): &(BulkChange, BulkStep)) -> Question {
    let (title, text, confirm) = match step {
        BulkStep::Undo => (
            td_string!(locale, bulk_access.undo_title),
            td_string!(locale, bulk_access.undo_text),
            td_string!(locale, bulk_access.undo),
        ),
        _ => (
            td_string!(locale, bulk_access.stop_title),
            td_string!(locale, bulk_access.stop_text),
            td_string!(locale, bulk_access.stop),
        ),
    };
    Question {
        title: title.to_owned(),
        text: [&change_words(locale, change), ". ", text].concat(),
        confirm: confirm.to_owned(),
    }
}

/// The section; nothing where there is no change.
#[component]
pub fn BulkSection(
    /// Knows the changes.
    follower: BulkFollower,
    /// Where the results of a change are.
    results: Callback<String, String>,
) -> impl IntoView {
    let locale = use_locale();
    let ids = Memo::new(move |_| {
        follower.changes.with(|changes| {
            let ids = changes.iter().flatten().map(|change| change.id.clone());
            ids.collect::<Vec<_>>()
        })
    });
    let is_any = Memo::new(move |_| !ids.with(Vec::is_empty));
    let retry = Callback::new(move |()| follower.look());
    let unread = move || {
        let error = follower.unread.get()?;
        Some(view! { <Failure locale error retry /> })
    };
    let failure = move || {
        let error = follower.failure.get()?;
        Some(view! { <Callout tone=Tone::Danger><p>{problem_phrase(locale, &error)}</p></Callout> })
    };
    let confirmation = follower.confirmation(locale);
    let ask = Callback::new(move |asked: (BulkChange, BulkStep)| confirmation.ask(asked));
    view! {
        {unread}
        <Show when=move || is_any.get()>
            <section class="page-section people-jobs" aria-labelledby="bulk-changes">
                <h2 id="bulk-changes">{td_string!(locale, bulk_access.section)}</h2>
                <ul class="sso-cards">
                    <For each=move || ids.get() key=String::clone let:id>
                        <BulkCard id follower ask results />
                    </For>
                </ul>
                <div role="alert">{failure}</div>
                <p class="unseen" role="status">
                    {move || follower.said.get()}
                </p>
            </section>
        </Show>
        <ConfirmationDialog
            confirmation
            question=Callback::new(move |asked| question(locale, &asked))
            on_done=Callback::new(|()| {
                if let Some(heading) = document().get_element_by_id("bulk-changes") {
                    use wasm_bindgen::JsCast;
                    let _ = heading.set_attribute("tabindex", "-1");
                    if let Some(heading) = heading.dyn_ref::<web_sys::HtmlElement>() {
                        let _ = heading.focus();
                    }
                }
            })
        />
    }
}
