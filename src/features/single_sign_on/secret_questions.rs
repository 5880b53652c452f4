//! What is asked before a new secret is erased, or the old one is taken back. Invariant: a question stays while the page reads how far it is.

use latchkey_contract::sso_configurations::{
    DiscardPendingSecret, TakeClientSecretBack, discard_pending_secret, take_client_secret_back,
};
use leptos::prelude::*;

use super::secret_words::SecretWords;
use crate::{
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, focus_heading, use_locale, use_session_client},
    ui::{Toast, use_toasts},
};

/// What is done after a question. It is asked outside of what is read anew.
#[derive(Clone, Copy)]
pub struct SecretQuestions {
    /// Erases the secret that waits; whether it is a key.
    pub discard: Confirmation<(discard_pending_secret::Request, bool)>,
    /// Takes the one before back; whether it is a key.
    pub back: Confirmation<(take_client_secret_back::Request, bool)>,
}

impl SecretQuestions {
    /// Says what was done, and has it read anew by `reload`.
    pub fn new(locale: Locale, reload: Callback<()>) -> Self {
        let (toasts, client) = (use_toasts(), use_session_client());
        let done = move |words: &str| {
            toasts.show(Toast::good(words.to_owned()));
            reload.run(());
        };
        let other_client = client.clone();
        let discard = Confirmation::new(String::new, move |(request, is_key)| {
            let client = other_client.clone();
            async move {
                client.call::<DiscardPendingSecret>(&request).await?;
                let [.., discarded] = SecretWords::of(locale, is_key).discard;
                done(discarded);
                Ok(())
            }
        });
        let back = Confirmation::new(String::new, move |(request, is_key)| {
            let client = client.clone();
            async move {
                client.call::<TakeClientSecretBack>(&request).await?;
                let [.., taken_back] = SecretWords::of(locale, is_key).back;
                done(taken_back);
                Ok(())
            }
        });
        Self { discard, back }
    }
}

/// The questions themselves.
#[component]
pub fn SecretQuestionDialogs(
    /// The questions, and the dialog that asks them.
    asking: SecretQuestions,
) -> impl IntoView {
    let locale = use_locale();
    let question = |label: &str, text: &str| Question {
        title: label.to_owned(),
        text: text.to_owned(),
        confirm: label.to_owned(),
    };
    let of_discard = Callback::new(move |(_, is_key)| {
        let [label, text, _] = SecretWords::of(locale, is_key).discard;
        question(label, text)
    });
    let of_back = Callback::new(move |(_, is_key)| {
        let [_, label, text, _] = SecretWords::of(locale, is_key).back;
        question(label, text)
    });
    view! {
        <ConfirmationDialog confirmation=asking.discard question=of_discard on_done=|()| focus_heading() />
        <ConfirmationDialog confirmation=asking.back question=of_back on_done=|()| focus_heading() />
    }
}
