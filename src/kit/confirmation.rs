//! Asking before an act that cannot be undone, doing it, and saying that it is done: the state behind one
//! [`ConfirmDialog`](crate::ui::ConfirmDialog) of a page.
//!
//! Invariants: nothing is done before it was said what will be; an act is done once; what could not be done is said in the dialog,
//! which stays.

use std::future::Future;

use latchkey_contract::ErrorCode;
use leptos::prelude::*;

use super::{locale::use_locale, sign_in_again::SignInAgain, status_message::StatusMessage};
use crate::{
    api::ApiError,
    i18n::*,
    phrases::notice,
    ui::{Alert, ConfirmDialog, Notice},
};

/// What the dialog says of an act.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Question {
    /// The question, as a heading.
    pub title: String,
    /// The sentence about what will happen.
    pub text: String,
    /// On the button that does it: a verb.
    pub confirm: String,
}

/// Asks about things of the kind `T`, and does something to those that are confirmed.
pub struct Confirmation<T: Send + Sync + 'static> {
    target: RwSignal<Option<T>>,
    open: RwSignal<bool>,
    notice: RwSignal<Option<Notice>>,
    /// Why it was refused.
    refused: RwSignal<Option<ErrorCode>>,
    message: RwSignal<Option<String>>,
    act: Action<T, ()>,
    is_done: StoredValue<bool>,
}

impl<T: Send + Sync + 'static> Clone for Confirmation<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Confirmation<T> {}

impl<T: Clone + Send + Sync + 'static> Confirmation<T> {
    /// `act` does it. When it is done, `done` is announced.
    pub fn new<Doing>(done: impl Fn() -> String + 'static, act: impl Fn(T) -> Doing + 'static) -> Self
    where
        Doing: Future<Output = Result<(), ApiError>> + 'static,
    {
        let locale = use_locale();
        let (open, notice_shown, message) = (RwSignal::new(false), RwSignal::new(None), RwSignal::new(None));
        let refused = RwSignal::new(None);
        let is_done = StoredValue::new(false);
        let done = std::rc::Rc::new(done);
        let act = Action::new_local(move |target: &T| {
            let (doing, done) = (act(target.clone()), done.clone());
            async move {
                let outcome = doing.await;
                // The page may be gone by now.
                if open.try_get_untracked().is_none() {
                    return;
                }
                match outcome {
                    Ok(()) => {
                        is_done.set_value(true);
                        message.set(Some(done()));
                        open.set(false);
                    }
                    Err(error) => {
                        refused.set(error.code());
                        notice_shown.set(Some(notice(locale, &error)));
                    }
                }
            }
        });
        Self {
            target: RwSignal::new(None),
            open,
            notice: notice_shown,
            refused,
            message,
            act,
            is_done,
        }
    }

    /// Asks about `target`.
    pub fn ask(self, target: T) {
        self.notice.set(None);
        self.refused.set(None);
        self.message.set(None);
        self.is_done.set_value(false);
        self.target.set(Some(target));
        self.open.set(true);
    }

    fn confirm(self) {
        if self.act.pending().get_untracked() {
            return;
        }
        self.notice.set(None);
        self.refused.set(None);
        if let Some(target) = self.target.get_untracked() {
            self.act.dispatch_local(target);
        }
    }

    /// The dialog has gone; whether something was done meanwhile.
    fn closed(self) -> bool {
        self.is_done.try_update_value(std::mem::take).unwrap_or(false)
    }
}

/// The dialog of a [`Confirmation`], and the place where it says that it is done.
#[component]
pub fn ConfirmationDialog<T>(
    /// The dialog's state.
    confirmation: Confirmation<T>,
    /// What is said of a thing.
    question: Callback<T, Question>,
    /// Runs when something was done and the dialog has gone: whoever pressed the button needs a place for the focus.
    #[prop(into)]
    on_done: Callback<()>,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    let locale = use_locale();
    let asked = Memo::new(move |_| {
        let target = confirmation.target.get();
        target.map(|target| question.run(target)).unwrap_or_default()
    });
    let title = Signal::derive(move || asked.get().title);
    let confirm = Signal::derive(move || asked.get().confirm);
    let closed = Callback::new(move |()| {
        if confirmation.closed() {
            on_done.run(());
        }
    });
    view! {
        <StatusMessage message=confirmation.message />
        <ConfirmDialog
            open=confirmation.open
            title
            confirm
            cancel=td_string!(locale, portal.cancel)
            on_confirm=Callback::new(move |()| confirmation.confirm())
            busy=confirmation.act.pending()
            closed
        >
            <p>{asked.get_untracked().text}</p>
            <Alert locale notice=confirmation.notice />
            <Show when=move || confirmation.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
        </ConfirmDialog>
    }
}
