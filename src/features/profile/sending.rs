//! A form on its way to the platform and back. Invariants: it is sent once at a time; what is wrong stands at its field, and
//! the first such field gets the focus; good news is announced politely.

use latchkey_contract::Operation;
use leptos::{html::Input, prelude::*, task::spawn_local};

use crate::{
    api::ApiError,
    i18n::Locale,
    phrases::{notice, problem_phrase},
    portal::call::{Caller, use_caller},
    ui::Notice,
};

/// One field that the platform may blame.
#[derive(Clone, Copy)]
pub struct Blamable {
    /// Its name in the operation's request.
    pub name: &'static str,
    /// What is wrong with it.
    pub error: RwSignal<Option<String>>,
    /// The input.
    pub input: NodeRef<Input>,
}

impl Blamable {
    /// A field with nothing wrong.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            error: RwSignal::new(None),
            input: NodeRef::new(),
        }
    }
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Sending {
    locale: Locale,
    fields: StoredValue<Vec<Blamable>>,
    caller: StoredValue<Caller, LocalStorage>,
    /// Whether it is on its way.
    pub busy: RwSignal<bool>,
    /// What is wrong with the whole.
    pub notice: RwSignal<Option<Notice>>,
    /// Good news.
    pub news: RwSignal<Option<String>>,
}

impl Sending {
    /// For a form with these fields.
    pub fn new(locale: Locale, fields: &[Blamable]) -> Self {
        Self {
            locale,
            fields: StoredValue::new(fields.to_vec()),
            caller: StoredValue::new_local(use_caller()),
            busy: RwSignal::new(false),
            notice: RwSignal::new(None),
            news: RwSignal::new(None),
        }
    }

    /// Calls the operation, unless it is under way; `done` when it succeeded.
    pub fn send<Op: Operation>(self, request: Op::Request, done: impl FnOnce() + 'static)
    where
        Op::Request: 'static,
    {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.notice.set(None);
        self.news.set(None);
        self.fields
            .with_value(|fields| fields.iter().for_each(|field| field.error.set(None)));
        let caller = self.caller.get_value();
        spawn_local(async move {
            let answer = caller.call::<Op>(&request).await;
            // The page may be gone by now.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(_) => done(),
                Err(error) => self.blame(&error),
            }
        });
    }

    fn blame(self, error: &ApiError) {
        let name = match error {
            ApiError::Refused(refusal) => refusal.field.clone(),
            ApiError::Offline | ApiError::Unreadable => None,
        };
        let field = self.fields.with_value(|fields| {
            fields
                .iter()
                .find(|field| Some(field.name) == name.as_deref())
                .copied()
        });
        match field {
            Some(field) => {
                field.error.set(Some(problem_phrase(self.locale, error)));
                if let Some(input) = field.input.get_untracked() {
                    // Where the focus is refused, the words are there all the same.
                    let _ = input.focus();
                }
            }
            None => self.notice.set(Some(notice(self.locale, error))),
        }
    }
}

/// Where good news stands. The region is always there: one that comes with its words is not announced by every screen reader.
#[component]
pub fn News(
    /// What to say.
    news: RwSignal<Option<String>>,
) -> impl IntoView {
    let body = move || news.get().map(|news| view! { <p class="news">{news}</p> });
    view! { <div role="status">{body}</div> }
}
