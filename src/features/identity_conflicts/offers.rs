//! The choices of a conflict. Invariant: nothing is decided before the dialog has named what it does.

use latchkey_contract::identity_conflicts::{
    ConflictOffer, DecideIdentityConflict, decide_identity_conflict,
};
use leptos::prelude::*;

use super::words::{choice_hint, choice_name, effects_words, refusal_words, undo_words};
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, use_locale, use_session_client},
    ui::{SettingRow, SettingRows, Toast, use_toasts},
};

/// What may be decided, each with what it would do.
#[component]
pub fn Offers(
    /// The conflict.
    id: String,
    /// The address that it is about.
    address: String,
    /// The choices.
    offers: Vec<ConflictOffer>,
    /// Runs when it is decided.
    on_done: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let toasts = use_toasts();
    // The section goes with what was done, and what it says with it.
    let on_done = Callback::new(move |()| {
        toasts.show(Toast::good(td_string!(locale, conflicts.is_decided).to_owned()));
        on_done.run(());
    });
    let confirmation = Confirmation::new(
        move || td_string!(locale, conflicts.is_decided).to_owned(),
        move |offer: ConflictOffer| {
            let client = client.clone();
            let request = decide_identity_conflict::Request {
                conflict: id.clone(),
                choice: offer.choice,
                version: offer.version,
            };
            async move { client.call::<DecideIdentityConflict>(&request).await.map(|_| ()) }
        },
    );
    let rows = offers
        .into_iter()
        .map(move |offer| row(locale, &address, offer, confirmation));
    view! {
        <section class="page-section" aria-labelledby="conflict-choices">
            <h2 id="conflict-choices">{td_string!(locale, conflicts.choose)}</h2>
            <SettingRows>{rows.collect_view()}</SettingRows>
        </section>
        <ConfirmationDialog
            confirmation
            question=Callback::new(move |offer| question(locale, &offer))
            on_done
        />
    }
}

fn row(
    locale: Locale,
    address: &str,
    offer: ConflictOffer,
    confirmation: Confirmation<ConflictOffer>,
) -> impl IntoView + use<> {
    let name = choice_name(locale, offer.choice);
    let effects = effects_words(locale, &offer.effects).into_iter();
    let effects = effects.map(|words| view! { <li>{words}</li> }).collect_view();
    let refusal = offer.refusal.map(|refusal| refusal_words(locale, refusal));
    let label = td_string!(locale, conflicts.choose_of, choice = name, address = address);
    let hint = choice_hint(locale, offer.choice);
    let offer = StoredValue::new(offer);
    let action = move || {
        let label = label.clone();
        refusal.is_none().then(|| {
            view! {
                <button
                    class="button dense"
                    type="button"
                    aria-label=label
                    aria-haspopup="dialog"
                    on:click=move |_| confirmation.ask(offer.get_value())
                >
                    {name}
                </button>
            }
        })
    };
    let value = match refusal {
        Some(refusal) => view! {
            <p>
                <strong>{td_string!(locale, conflicts.not_possible)}</strong>
            </p>
            <p>{refusal}</p>
        }
        .into_any(),
        None => view! { <ul class="conflict-effects">{effects}</ul> }.into_any(),
    };
    view! {
        <SettingRow name hint action>
            {value}
        </SettingRow>
    }
}

/// What the dialog says.
fn question(locale: Locale, offer: &ConflictOffer) -> Question {
    let name = choice_name(locale, offer.choice);
    let mut text = effects_words(locale, &offer.effects);
    text.push(undo_words(locale, offer.undo_days));
    Question {
        title: td_string!(locale, conflicts.confirm_title, choice = name),
        text: text.join(" "),
        confirm: name.to_owned(),
    }
}
