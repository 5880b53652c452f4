//! One change of many people's access: what it does, how far it is, and what can be done with it.

use latchkey_contract::access_management::{BulkChange, BulkState, BulkStep};
use leptos::prelude::*;

use super::{
    bulk_follower::BulkFollower,
    bulk_words::{change_words, progress_words, state_tone, state_words},
};
use crate::{
    i18n::*,
    kit::{RelativeTime, format_datetime, use_locale},
    ui::{Badge, words},
};

/// A change in the list, by its identifier.
#[component]
pub fn BulkCard(
    /// Identifier of the change.
    id: String,
    /// Knows all changes.
    follower: BulkFollower,
    /// Asks before it is stopped or taken back.
    ask: Callback<(BulkChange, BulkStep)>,
    /// Where its results are.
    results: Callback<String, String>,
) -> impl IntoView {
    let locale = use_locale();
    let heading = ["bulk-change-", &id].concat();
    let href = results.run(id.clone());
    let change = Memo::new(move |_| {
        follower
            .changes
            .with(|changes| changes.iter().flatten().find(|change| change.id == id).cloned())
    });
    let read = move |read: fn(Locale, &BulkChange) -> String| {
        words(move || {
            change
                .with(|change| change.as_ref().map(|change| read(locale, change)))
                .unwrap_or_default()
        })
    };
    let state = Memo::new(move |_| change.with(|change| change.as_ref().map(|change| change.state)));
    let badge = move || {
        let state = state.get()?;
        Some(view! { <Badge tone=state_tone(state) label=state_words(locale, state) /> })
    };
    let ended = move || {
        let at = change.with(|change| change.as_ref().and_then(|change| change.ended_at.clone()))?;
        Some(view! { <RelativeTime at /> })
    };
    let number = move |read: fn(&BulkChange) -> i64| {
        change
            .with(|change| change.as_ref().map(read))
            .unwrap_or_default()
    };
    view! {
        <li class="sso-job">
            <div class="sso-card-head">
                <h3 id=heading.clone()>{read(change_words)}</h3>
                {badge}
                <Controls change follower ask heading=heading.clone() />
            </div>
            <progress
                class="job-bar"
                aria-labelledby=heading.clone()
                max=move || number(|change| change.total.max(1)).to_string()
                prop:value=move || f64_of(number(|change| change.done))
            ></progress>
            <p class="job-numbers">{read(progress_words)}</p>
            <p>{read(hint)}</p>
            <p>
                {read(by)} " " {ended} " "
                <a href=href aria-describedby=heading>
                    {td_string!(locale, bulk_access.results)}
                </a>
            </p>
        </li>
    }
}

/// What somebody has to know who wonders why it stands still, or until when it can be taken back.
fn hint(locale: Locale, change: &BulkChange) -> String {
    match (change.state, change.paused_by.clone(), &change.undo_until) {
        (BulkState::Paused, Some(person), _) => td_string!(locale, people_jobs.paused_by, person = person),
        (BulkState::Held, ..) => td_string!(locale, people_jobs.held_text).to_owned(),
        (BulkState::Failing, ..) => td_string!(locale, people_jobs.failing_text).to_owned(),
        (_, _, Some(until)) => {
            let time = format_datetime(locale, until);
            td_string!(locale, bulk_access.undo_until, time = time)
        }
        _ => String::new(),
    }
}

fn by(locale: Locale, change: &BulkChange) -> String {
    td_string!(locale, bulk_access.by, person = change.began_by.clone())
}

/// Pause and Resume are one button, so that the focus stays where it is.
#[component]
fn Controls(
    change: Memo<Option<BulkChange>>,
    follower: BulkFollower,
    ask: Callback<(BulkChange, BulkStep)>,
    heading: String,
) -> impl IntoView {
    let locale = use_locale();
    let is = move |what: fn(&BulkChange) -> bool| {
        Memo::new(move |_| change.with(|change| change.as_ref().is_some_and(what)))
    };
    let can_pause = is(|change| !change.state.is_over() && change.state != BulkState::Held);
    let goes_on = is(|change| !change.state.is_over());
    let is_paused = is(|change| change.state == BulkState::Paused);
    let can_undo = is(|change| change.undo_until.is_some());
    let steer = move |_| {
        let step = match is_paused.get_untracked() {
            true => BulkStep::Resume,
            false => BulkStep::Pause,
        };
        if let Some(change) = change.get_untracked() {
            follower.ask(locale, change.id, step);
        }
    };
    let ask_about = move |step: BulkStep| {
        if let Some(change) = change.get_untracked() {
            ask.run((change, step));
        }
    };
    let pause_words = move || {
        words(move || match is_paused.get() {
            true => td_string!(locale, people_jobs.resume).to_owned(),
            false => td_string!(locale, people_jobs.pause).to_owned(),
        })
    };
    let heading = StoredValue::new(heading);
    let described = move || heading.get_value();
    view! {
        <div class="access-actions">
            <Show when=move || can_pause.get()>
                <button class="button quiet dense" type="button" aria-describedby=described() on:click=steer>
                    {pause_words()}
                </button>
            </Show>
            <Show when=move || goes_on.get()>
                <button
                    class="button quiet dense"
                    type="button"
                    aria-describedby=described()
                    on:click=move |_| ask_about(BulkStep::Stop)
                >
                    {td_string!(locale, bulk_access.stop)}
                </button>
            </Show>
            <Show when=move || can_undo.get()>
                <button
                    class="button quiet dense"
                    type="button"
                    aria-describedby=described()
                    on:click=move |_| ask_about(BulkStep::Undo)
                >
                    {td_string!(locale, bulk_access.undo)}
                </button>
            </Show>
        </div>
    }
}

/// People are counted exactly in it.
#[allow(clippy::cast_precision_loss, reason = "there are fewer people than 2^52")]
const fn f64_of(number: i64) -> f64 {
    number as f64
}
