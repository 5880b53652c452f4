//! A form: its fields, and what comes of sending it. Invariants: it is sent once at a time; what is wrong stands at its field, and
//! the first such field gets the focus; a success is announced politely; what was typed outlives the session.

use latchkey_contract::{ErrorCode, Operation};
use leptos::prelude::*;

use super::{
    form_drafts::{Draft, FormDrafts},
    form_field::FormField,
    locale::use_locale_signal,
    session_client::{SessionClient, use_session_client},
};
use crate::{
    api::ApiError,
    i18n::*,
    phrases::{notice, problem_phrase},
    ui::Notice,
};

/// A form of a page. Declare its fields with [`Form::field`], and what it does with [`Form::submission`].
#[derive(Clone, Copy)]
pub struct Form {
    /// Followed: a form may be on the screen while it changes.
    locale: RwSignal<Locale>,
    client: StoredValue<SessionClient, LocalStorage>,
    fields: StoredValue<Vec<FormField>>,
    draft: StoredValue<Option<Draft>>,
    /// What is wrong with the whole.
    pub notice: RwSignal<Option<Notice>>,
    /// What went well.
    pub message: RwSignal<Option<String>>,
    /// Why the platform refused it, if it did.
    pub refused: RwSignal<Option<ErrorCode>>,
}

impl Form {
    /// A form without fields yet. `name` is unique on its page: a draft of it is kept under this name when the session ends, and
    /// put back here, which the form then says.
    pub fn new(name: &'static str) -> Self {
        let locale = use_locale_signal();
        let fields = StoredValue::new(Vec::new());
        let drafts = use_context::<FormDrafts>();
        let draft = drafts.and_then(|drafts| drafts.open(name, fields));
        let restored = draft
            .is_some()
            .then(|| td_string!(locale.get_untracked(), portal.restored).to_owned());
        Self {
            locale,
            client: StoredValue::new_local(use_session_client()),
            fields,
            draft: StoredValue::new(draft),
            notice: RwSignal::new(None),
            message: RwSignal::new(restored),
            refused: RwSignal::new(None),
        }
    }

    /// Declares a field: `name` as in the operation's request, and what it holds at first. Fields whose name says that they hold
    /// a secret are in no draft.
    pub fn field(self, name: &'static str, initial: impl Into<String>) -> FormField {
        let typed = self.draft.with_value(|draft| {
            let mut fields = draft.iter().flatten();
            fields
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        });
        let field = FormField::new(name, initial.into(), typed);
        self.fields.update_value(|fields| fields.push(field));
        field
    }

    /// What the form does. `done` runs when the platform has done it.
    pub fn submission<Op>(self, done: impl Fn(&Op::Request, Op::Response) + 'static) -> Submission<Op>
    where
        Op: Operation + 'static,
        Op::Request: Send + Sync + 'static,
    {
        let done = std::rc::Rc::new(done);
        let action = Action::new_local(move |request: &std::sync::Arc<Op::Request>| {
            let (request, done) = (request.clone(), done.clone());
            let client = self.client.get_value();
            async move {
                let outcome = client.call::<Op>(&request).await;
                // The page may be gone by now.
                if self.notice.try_get_untracked().is_none() {
                    return;
                }
                match outcome {
                    Ok(response) => done(&request, response),
                    Err(error) => self.show_error(&error),
                }
            }
        });
        Submission { form: self, action }
    }

    /// Whether it began with what was typed before the session ended.
    pub fn is_restored(self) -> bool {
        self.draft.with_value(Option::is_some)
    }

    /// Takes away what was said about the last time that it was sent.
    pub fn clear(self) {
        self.notice.set(None);
        self.message.set(None);
        self.refused.set(None);
        self.fields
            .with_value(|fields| fields.iter().for_each(|field| field.clear()));
    }

    /// Shows an error at its field, or above the form.
    pub fn show_error(self, error: &ApiError) {
        let locale = self.locale.get_untracked();
        self.refused.set(error.code());
        let name = match error {
            ApiError::Refused(refusal) => refusal.field.as_deref().unwrap_or_default(),
            ApiError::Offline | ApiError::Unreadable => "",
        };
        // Of a list, the number of the entry stands behind the name.
        let (name, entry) = match name.split_once('.') {
            Some((name, entry)) => (name, entry.parse().ok()),
            None => (name, None),
        };
        let field = self
            .fields
            .with_value(|fields| fields.iter().find(|field| field.name == name).copied());
        let Some(field) = field else {
            self.notice.set(Some(notice(locale, error)));
            return;
        };
        let problem = problem_phrase(locale, error);
        field
            .error
            .set(Some(match entry.and_then(|entry| field.line_of(entry)) {
                Some(line) => td_string!(locale, portal.line, line = line, problem = problem),
                None => problem,
            }));
        field.focus();
    }
}

/// Sends a form's request to one operation.
pub struct Submission<Op: Operation + 'static>
where
    Op::Request: Send + Sync + 'static,
{
    form: Form,
    action: Action<std::sync::Arc<Op::Request>, ()>,
}

impl<Op: Operation + 'static> Clone for Submission<Op>
where
    Op::Request: Send + Sync + 'static,
{
    fn clone(&self) -> Self {
        *self
    }
}

impl<Op: Operation + 'static> Copy for Submission<Op> where Op::Request: Send + Sync + 'static {}

impl<Op: Operation + 'static> Submission<Op>
where
    Op::Request: Send + Sync + 'static,
{
    /// Sends the request, unless one is on its way.
    pub fn send(self, request: Op::Request) {
        if self.action.pending().get_untracked() {
            return;
        }
        self.form.clear();
        self.action.dispatch_local(std::sync::Arc::new(request));
    }

    /// Whether a request is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.action.pending().into()
    }
}
