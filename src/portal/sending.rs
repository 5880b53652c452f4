//! A form on its way to the platform and back. Invariants: it is sent once at a time; what is wrong stands at its field, and
//! the first such field gets the focus; good news is announced politely.

use latchkey_contract::{ErrorCode, Operation};
use leptos::{
    html::{Input, Textarea},
    prelude::*,
    task::spawn_local,
};

use crate::{
    api::{ApiError, Request, json, prepared},
    i18n::*,
    phrases::{notice, problem_phrase},
    portal::call::{Caller, use_caller},
    ui::{Notice, Piece, live, piece},
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
    /// In the place of an input: a list, one entry a line.
    pub lines: Option<Lines>,
}

/// A list in a field of its own.
#[derive(Clone, Copy)]
pub struct Lines {
    /// The field.
    pub area: NodeRef<Textarea>,
    /// What it holds.
    pub text: RwSignal<String>,
}

impl Lines {
    /// The entries: lines without the spaces around them, and no empty ones.
    pub fn entries(self) -> Vec<String> {
        let text = self.text.get_untracked();
        let entries = text.lines().map(str::trim).filter(|line| !line.is_empty());
        entries.map(str::to_owned).collect()
    }

    /// The line, from 1, in which an entry stands.
    fn line_of(self, entry: usize) -> Option<usize> {
        let text = self.text.get_untracked();
        let mut filled = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        filled.nth(entry).map(|(line, _)| line + 1)
    }
}

impl Blamable {
    /// A field with nothing wrong.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            error: RwSignal::new(None),
            input: NodeRef::new(),
            lines: None,
        }
    }

    /// A list with nothing wrong.
    pub fn of_lines(name: &'static str, text: RwSignal<String>) -> (Self, Lines) {
        let area = NodeRef::new();
        let lines = Lines { area, text };
        let field = Self {
            lines: Some(lines),
            ..Self::new(name)
        };
        (field, lines)
    }

    fn focus(self) {
        // Where the focus is refused, the words are there all the same.
        if let Some(area) = self.lines.and_then(|lines| lines.area.get_untracked()) {
            let _ = area.focus();
        } else if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }
}

/// What becomes of the body of a success; `None` where it is not what was expected.
type Read = Box<dyn FnOnce(&str) -> Option<()>>;

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
    /// Why the platform refused it, if it did.
    pub refused: RwSignal<Option<ErrorCode>>,
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
            refused: RwSignal::new(None),
        }
    }

    /// Calls the operation, unless it is under way; `done` when it succeeded.
    pub fn send<Op: Operation>(self, request: &Op::Request, done: impl FnOnce() + 'static) {
        self.send_and::<Op>(request, |_| done());
    }

    /// The same, where what the platform answers matters. What depends on the operation ends here: all of [`Sending::post`]
    /// would otherwise be in the bundle once for each.
    pub fn send_and<Op: Operation>(self, request: &Op::Request, done: impl FnOnce(Op::Response) + 'static) {
        let read = move |body: &str| json::read(body).map(done);
        self.post(prepared::<Op>(request), Box::new(read));
    }

    fn post(self, request: Result<Request, ApiError>, read: Read) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.notice.set(None);
        self.news.set(None);
        self.refused.set(None);
        self.fields
            .with_value(|fields| fields.iter().for_each(|field| field.error.set(None)));
        let caller = self.caller.get_value();
        spawn_local(async move {
            let answer = match request {
                Ok(request) => caller.send(request).await,
                Err(error) => Err(error),
            };
            // The page may be gone by now.
            if self.busy.try_set(false).is_some() {
                return;
            }
            let outcome = answer.and_then(|body| read(&body).ok_or(ApiError::Unreadable));
            if let Err(error) = outcome {
                self.blame(&error);
            }
        });
    }

    fn blame(self, error: &ApiError) {
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
        match field {
            Some(field) => {
                let problem = problem_phrase(self.locale, error);
                let line = field
                    .lines
                    .zip(entry)
                    .and_then(|(lines, entry)| lines.line_of(entry));
                field.error.set(Some(match line {
                    Some(line) => td_string!(self.locale, portal.line, line = line, problem = problem),
                    None => problem,
                }));
                field.focus();
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
) -> Piece {
    let body = live(move || {
        let news = news.get()?;
        Some(piece(view! { <p class="news">{news}</p> }))
    });
    piece(view! { <div role="status">{body}</div> })
}
