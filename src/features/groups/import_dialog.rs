//! Adding people to a group from a file. Invariant: nobody is added before what comes of each row was shown.

use latchkey_contract::groups::{
    AddOutcome, FileProblem, ImportGroupMembers, ImportedRow, MOST_FILE_BYTES, import_group_members,
};
use leptos::{html, prelude::*};
use web_sys::HtmlInputElement;

use super::{add_members::outcome_words, open_group::OpenGroup};
use crate::{
    i18n::*,
    kit::{Form, RowSource, has_more_than, read_as_base64, use_locale},
    ui::{Alert, Callout, Dialog, FieldError, SubmitButton, Toast, Tone, use_toasts},
};

/// So many rows that are not added are shown.
const SHOWN: usize = 100;

/// Open while somebody imports.
#[component]
pub fn ImportDialog(
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
    let toasts = use_toasts();
    let dialog = NodeRef::<html::Dialog>::new();
    let form = Form::new("import-group-members");
    let (content, problem) = (RwSignal::new(None::<String>), RwSignal::new(None::<&'static str>));
    let rows = RwSignal::new(None::<Vec<ImportedRow>>);
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let take = move |answer: import_group_members::Response| match answer.problem {
        Some(found) => problem.set(Some(problem_words(locale, found))),
        None => rows.set(Some(answer.rows)),
    };
    let preview = form.submission::<ImportGroupMembers>(move |_, answer| take(answer));
    let add = form.submission::<ImportGroupMembers>(move |_, answer| {
        let added = count(&answer.rows);
        take(answer);
        if added > 0 {
            toasts.show(Toast::good(added_words(locale, added)));
            source.read_again();
            close();
        }
    });
    let request = move |content: String, write: bool| import_group_members::Request {
        group: group.id(),
        content,
        write,
    };
    let chosen = move |event: leptos::ev::Event| {
        content.set(None);
        rows.set(None);
        problem.set(None);
        let input: HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        if has_more_than(&file, MOST_FILE_BYTES) {
            return problem.set(Some(problem_words(locale, FileProblem::TooLarge)));
        }
        read_as_base64(&file, move |read| match read {
            Some(read) => {
                content.set(Some(read.clone()));
                preview.send(request(read, false));
            }
            None => problem.set(Some(problem_words(locale, FileProblem::Unreadable))),
        });
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match (content.get_untracked(), rows.with_untracked(Option::is_some)) {
            (Some(read), true) => add.send(request(read, true)),
            _ if problem.with_untracked(Option::is_none) => {
                problem.set(Some(td_string!(locale, groups.file_missing)));
            }
            _ => {}
        }
    };
    let busy = Signal::derive(move || preview.pending().get() || add.pending().get());
    let shown = move || match (preview.pending().get(), rows.get()) {
        (true, _) => view! { <p>{td_string!(locale, groups.reading)}</p> }.into_any(),
        (false, Some(rows)) => outcomes(locale, &rows),
        (false, None) => ().into_any(),
    };
    let can_add = move || rows.with(|rows| rows.as_ref().is_none_or(|rows| count(rows) > 0));
    view! {
        <Dialog
            title=td_string!(locale, groups.import_title)
            node_ref=dialog
            closed=Callback::new(move |()| is_open.set(false))
        >
            <form novalidate on:submit=submit>
                <Alert locale notice=form.notice />
                <div class="field">
                    <label for="group-file">{td_string!(locale, groups.file)}</label>
                    <input
                        id="group-file"
                        type="file"
                        accept=".csv,.xlsx,text/csv"
                        aria-describedby="group-file-error group-file-hint"
                        aria-invalid=move || problem.with(Option::is_some).then_some("true")
                        on:change=chosen
                    />
                    <FieldError
                        id="group-file-error"
                        message=Signal::derive(move || problem.get().map(str::to_owned))
                    />
                    <p id="group-file-hint" class="hint">
                        {td_string!(locale, groups.file_hint)}
                    </p>
                </div>
                <div role="status">{shown}</div>
                <div class="dialog-actions">
                    <button class="button quiet" type="button" on:click=move |_| close()>
                        {td_string!(locale, groups.close)}
                    </button>
                    <Show when=can_add>
                        <SubmitButton busy label=td_string!(locale, groups.add_them) />
                    </Show>
                </div>
            </form>
        </Dialog>
    }
}

fn count(rows: &[ImportedRow]) -> usize {
    rows.iter().filter(|row| row.outcome == AddOutcome::Added).count()
}

fn added_words(locale: Locale, added: usize) -> String {
    match added {
        1 => td_string!(locale, groups.added_one).to_owned(),
        count => td_string!(locale, groups.added_some, count = count),
    }
}

/// How many will be added, and what comes of each other row.
fn outcomes(locale: Locale, rows: &[ImportedRow]) -> AnyView {
    let title = match count(rows) {
        0 => td_string!(locale, groups.will_add_none).to_owned(),
        1 => td_string!(locale, groups.will_add_one).to_owned(),
        count => td_string!(locale, groups.will_add_some, count = count),
    };
    let others: Vec<&ImportedRow> = rows
        .iter()
        .filter(|row| row.outcome != AddOutcome::Added)
        .collect();
    let tone = match others.is_empty() {
        true => Tone::Good,
        false => Tone::Warn,
    };
    let more = others.len().saturating_sub(SHOWN);
    let more = (more > 0).then(|| view! { <p>{td_string!(locale, groups.more_rows, count = more)}</p> });
    let list = others.into_iter().take(SHOWN).map(|row| other(locale, row));
    let list = list.collect_view();
    view! {
        <Callout tone title>
            <ul class="group-outcomes">{list}</ul>
            {more}
        </Callout>
    }
    .into_any()
}

fn other(locale: Locale, row: &ImportedRow) -> AnyView {
    let place = td_string!(locale, groups.in_row, number = row.number);
    let words = match row.given.is_empty() {
        true => td_string!(locale, groups.empty_cell),
        false => outcome_words(locale, row.outcome),
    };
    let given =
        (!row.given.is_empty()).then(|| view! { <bdi translate="no">{row.given.clone()}</bdi> " – " });
    view! {
        <li>
            {place} ": " {given} {words}
        </li>
    }
    .into_any()
}

/// Why a file was not read, and what to do.
fn problem_words(locale: Locale, problem: FileProblem) -> &'static str {
    match problem {
        FileProblem::TooLarge => td_string!(locale, groups.file_too_large),
        FileProblem::TooManyRows => td_string!(locale, groups.file_too_many_rows),
        FileProblem::Unreadable => td_string!(locale, groups.file_unreadable),
        FileProblem::NotUtf8 => td_string!(locale, groups.file_not_utf8),
        FileProblem::HasMacros => td_string!(locale, groups.file_macros),
        FileProblem::NoAddress => td_string!(locale, groups.file_no_address),
    }
}
