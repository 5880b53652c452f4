//! A form: its fields, and what comes of sending it. Invariants: it is sent once at a time; everything that is wrong stands at its
//! field, and the first such field gets the focus; a success is announced politely; what was typed outlives the session.

use latchkey_contract::{ErrorCode, FieldError, Operation};
use leptos::prelude::*;

use super::{
    form_drafts::{Draft, FormDrafts},
    form_field::FormField,
    locale::use_locale_signal,
    session_client::{SessionClient, use_session_client},
};
use crate::{api::ApiError, i18n::*, phrases::notice, ui::Notice};

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
    /// The message after a success.
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

    /// Declares a field of one line: `name` as in the operation's request, and what it holds at first. Fields whose name says that
    /// they hold a secret are in no draft.
    pub fn field(self, name: &'static str, initial: impl Into<String>) -> FormField {
        self.declare(name, false, initial.into())
    }

    /// Declares a field of several values, as [`super::ListField`] shows it.
    pub fn list(self, name: &'static str, initial: &[String]) -> FormField {
        self.declare(name, true, initial.join("\n"))
    }

    fn declare(self, name: &'static str, is_list: bool, initial: String) -> FormField {
        let typed = self.draft.with_value(|draft| {
            let mut fields = draft.iter().flatten();
            fields
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.clone())
        });
        let field = FormField::new(name, is_list, initial, typed, self.locale);
        self.fields.update_value(|fields| fields.push(field));
        field
    }

    /// Judges all fields; shows everything that is wrong and goes to the first of it. Whether nothing is.
    pub fn judge(self) -> bool {
        let fields = self.fields.get_value();
        let judged: Vec<bool> = fields.into_iter().map(FormField::judge).collect();
        self.focus_first_error();
        judged.into_iter().all(|is_good| is_good)
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

    /// Whether something was typed that is not saved; secrets count.
    pub fn is_changed(self) -> bool {
        let fields = self.fields.try_get_value().unwrap_or_default();
        fields.iter().any(FormField::is_changed)
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

    /// Shows what the platform refused: at all fields that are to blame, or above the form.
    pub fn show_error(self, error: &ApiError) {
        self.refused.set(error.code());
        let blamed = match error {
            ApiError::Refused(refusal) => refusal.fields.as_slice(),
            ApiError::Offline | ApiError::Unreadable => &[],
        };
        let is_said = blamed.iter().map(|problem| self.blame(problem));
        // Each of them, also behind one that this form does not have.
        let is_said: Vec<bool> = is_said.collect();
        if is_said.is_empty() || is_said.contains(&false) {
            self.notice.set(Some(notice(self.locale.get_untracked(), error)));
        }
        self.focus_first_error();
    }

    /// Shows an error at its field; whether the form has that.
    fn blame(self, problem: &FieldError) -> bool {
        // Of a list, the number of the entry stands behind the name.
        let (name, entry) = match problem.field.split_once('.') {
            Some((name, entry)) => (name, entry.parse().ok()),
            None => (problem.field.as_str(), None),
        };
        let fields = self.fields.get_value();
        let field = fields.into_iter().find(|field| field.name == name);
        if let Some(field) = field {
            field.refuse(problem.code, entry);
        }
        field.is_some()
    }

    fn focus_first_error(self) {
        let fields = self.fields.get_value();
        if let Some(field) = fields.into_iter().find(|field| field.has_errors()) {
            field.focus();
        }
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
    /// Sends the request, unless one is on its way or a field cannot be as it is.
    pub fn send(self, request: Op::Request) {
        if self.action.pending().get_untracked() {
            return;
        }
        self.form.clear();
        if !self.form.judge() {
            return;
        }
        self.action.dispatch_local(std::sync::Arc::new(request));
    }

    /// Whether a request is on its way.
    pub fn pending(self) -> Signal<bool> {
        self.action.pending().into()
    }
}
