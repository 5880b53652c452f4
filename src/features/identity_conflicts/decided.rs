//! What was decided, by whom, and the way back. Invariant: nothing is taken back before the dialog has named what that does.

use latchkey_contract::identity_conflicts::{
    ConflictUndo, IdentityConflict, UndoIdentityConflict, undo_identity_conflict,
};
use leptos::prelude::*;

use super::words::{choice_name, effects_words, refusal_words};
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, format_datetime, use_locale, use_session_client},
    ui::{SettingRow, SettingRows, Toast, use_toasts},
};

/// The decision, with a button that takes it back while that is possible.
#[component]
pub fn Decided(
    /// The conflict.
    conflict: IdentityConflict,
    /// The way back.
    undo: ConflictUndo,
    /// Runs when it is taken back.
    on_done: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let toasts = use_toasts();
    // The section goes with what was done, and what it says with it.
    let on_done = Callback::new(move |()| {
        toasts.show(Toast::good(td_string!(locale, conflicts.is_undone).to_owned()));
        on_done.run(());
    });
    let id = conflict.id.clone();
    let confirmation = Confirmation::new(
        move || td_string!(locale, conflicts.is_undone).to_owned(),
        move |_: ConflictUndo| {
            let client = client.clone();
            let request = undo_identity_conflict::Request { conflict: id.clone() };
            async move { client.call::<UndoIdentityConflict>(&request).await.map(|_| ()) }
        },
    );
    let choice = conflict.choice.map_or("", |choice| choice_name(locale, choice));
    let who = conflict.decided_by.unwrap_or_default();
    let at = conflict
        .decided_at
        .map(|at| format_datetime(locale, &at))
        .unwrap_or_default();
    let until = undo.until.as_ref().map(|until| {
        td_string!(
            locale,
            conflicts.undo_until,
            time = format_datetime(locale, until)
        )
    });
    let refusal = undo.refusal.map(|refusal| refusal_words(locale, refusal));
    let undo = StoredValue::new(undo);
    let action = move || {
        refusal.is_none().then(|| {
            view! {
                <button
                    class="button quiet dense"
                    type="button"
                    aria-haspopup="dialog"
                    on:click=move |_| confirmation.ask(undo.get_value())
                >
                    {td_string!(locale, conflicts.undo)}
                </button>
            }
        })
    };
    view! {
        <section class="page-section" aria-labelledby="conflict-decision">
            <h2 id="conflict-decision">{td_string!(locale, conflicts.decision)}</h2>
            <SettingRows>
                <SettingRow name=choice hint=at action>
                    <p>{td_string!(locale, conflicts.decided_text, person = who, choice = choice)}</p>
                    {refusal.map_or(until, |refusal| Some(refusal.to_owned())).map(|words| view! { <p>{words}</p> })}
                </SettingRow>
            </SettingRows>
        </section>
        <ConfirmationDialog
            confirmation
            question=Callback::new(move |undo: ConflictUndo| Question {
                title: td_string!(locale, conflicts.undo_title).to_owned(),
                text: effects_words(locale, &undo.effects).join(" "),
                confirm: td_string!(locale, conflicts.undo).to_owned(),
            })
            on_done
        />
    }
}
