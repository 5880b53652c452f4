//! The words of a change of many people's access: what it does, how it stands, and what became of people.

use latchkey_contract::access_management::{BulkAct, BulkChange, BulkCounts, BulkOutcome, BulkState};

use super::person::role_words;
use crate::{i18n::*, ui::Tone};

/// What is done to everybody.
pub fn act_words(locale: Locale, act: &BulkAct) -> String {
    let BulkAct::ChangeRoles { give, take } = act else {
        return td_string!(locale, bulk_access.remove_access).to_owned();
    };
    let mut words = Vec::new();
    if !give.is_empty() {
        words.push(td_string!(locale, bulk_access.did_give, roles = give.join(", ")));
    }
    if !take.is_empty() {
        words.push(td_string!(locale, bulk_access.did_take, roles = take.join(", ")));
    }
    words.join(" · ")
}

/// The same of a change, which may be the way back.
pub fn change_words(locale: Locale, change: &BulkChange) -> String {
    let what = act_words(locale, &change.act);
    match change.is_undo {
        true => td_string!(locale, bulk_access.undo_of, what = what),
        false => what,
    }
}

/// How a change stands.
pub fn state_words(locale: Locale, state: BulkState) -> &'static str {
    match state {
        BulkState::Waiting => td_string!(locale, people_jobs.waiting),
        BulkState::Running => td_string!(locale, people_jobs.running),
        BulkState::Paused => td_string!(locale, people_jobs.paused),
        BulkState::Held => td_string!(locale, people_jobs.held),
        BulkState::Failing => td_string!(locale, people_jobs.failing),
        BulkState::Done => td_string!(locale, people_jobs.done),
        BulkState::Stopped => td_string!(locale, bulk_access.stopped),
    }
}

/// Words for the outcome for one person.
pub fn outcome_words(locale: Locale, outcome: BulkOutcome) -> &'static str {
    match outcome {
        BulkOutcome::Waiting => td_string!(locale, bulk_access.o_waiting),
        BulkOutcome::Changed => td_string!(locale, bulk_access.o_changed),
        BulkOutcome::Partly => td_string!(locale, bulk_access.o_partly),
        BulkOutcome::Unchanged => td_string!(locale, bulk_access.o_unchanged),
        BulkOutcome::FromGroup => td_string!(locale, bulk_access.o_from_group),
        BulkOutcome::Gone => td_string!(locale, bulk_access.o_gone),
        BulkOutcome::Restored => td_string!(locale, bulk_access.o_restored),
        BulkOutcome::Kept => td_string!(locale, bulk_access.o_kept),
    }
}

/// What would become of so many.
pub fn will_words(locale: Locale, outcome: BulkOutcome, count: i64) -> String {
    let count = count.to_string();
    match outcome {
        BulkOutcome::Changed => td_string!(locale, bulk_access.will_change, count = count),
        BulkOutcome::Partly => td_string!(locale, bulk_access.will_partly, count = count),
        BulkOutcome::Unchanged => td_string!(locale, bulk_access.will_unchanged, count = count),
        BulkOutcome::FromGroup => td_string!(locale, bulk_access.will_from_group, count = count),
        other => td_string!(
            locale,
            bulk_access.count_of,
            result = outcome_words(locale, other),
            count = count
        ),
    }
}

/// Every outcome that there is anybody of, with how many.
pub fn counted(counts: &BulkCounts) -> Vec<(BulkOutcome, i64)> {
    let all = [
        (BulkOutcome::Changed, counts.changed),
        (BulkOutcome::Partly, counts.partly),
        (BulkOutcome::Unchanged, counts.unchanged),
        (BulkOutcome::FromGroup, counts.from_group),
        (BulkOutcome::Gone, counts.gone),
        (BulkOutcome::Restored, counts.restored),
        (BulkOutcome::Kept, counts.kept),
    ];
    all.into_iter().filter(|(_, count)| *count > 0).collect()
}

/// "Done: 10 of 300. Changed: 8 · Unchanged: 2". On the way back, whom the change left alone is not among the people, so only what becomes of
/// the others is counted: the numbers add up to those that are done.
pub fn progress_words(locale: Locale, change: &BulkChange) -> String {
    let numbers = td_string!(
        locale,
        people_jobs.numbers,
        done = change.done.to_string(),
        total = change.total.to_string()
    );
    let is_of_undo = |outcome| matches!(outcome, BulkOutcome::Restored | BulkOutcome::Kept);
    let counts = counted(&change.counts).into_iter();
    let counts = counts.filter(|(outcome, _)| is_of_undo(*outcome) == change.is_undo);
    let counts = counts.map(|(outcome, count)| {
        td_string!(
            locale,
            bulk_access.count_of,
            result = outcome_words(locale, outcome),
            count = count.to_string()
        )
    });
    let counts: Vec<String> = counts.collect();
    [numbers, counts.join(" · ")].join(" ")
}

/// What was given directly; words for it where nothing was.
pub fn direct_words(locale: Locale, roles: Option<&[String]>) -> String {
    match roles {
        Some(roles) => role_words(locale, roles),
        None => td_string!(locale, bulk_access.no_direct).to_owned(),
    }
}

/// What a state means.
pub const fn state_tone(state: BulkState) -> Tone {
    match state {
        BulkState::Waiting => Tone::Neutral,
        BulkState::Running => Tone::Info,
        BulkState::Paused | BulkState::Held | BulkState::Stopped => Tone::Warn,
        BulkState::Failing => Tone::Danger,
        BulkState::Done => Tone::Good,
    }
}
