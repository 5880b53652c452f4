//! One field of a form: what it holds, what is wrong with it, and the element that shows it.

use leptos::{
    html::{Input, Textarea},
    prelude::*,
};

use crate::ui::Reveal;

/// One field of a form. Made by [`super::Form`], which keeps its draft and brings errors to it.
#[derive(Clone, Copy)]
pub struct FormField {
    /// Its name in the operation's request.
    pub name: &'static str,
    /// What it holds.
    pub value: RwSignal<String>,
    /// What is wrong with it and what to do.
    pub error: RwSignal<Option<String>>,
    /// The element, where it is a line.
    pub input: NodeRef<Input>,
    /// The element, where it holds one entry a line.
    pub area: NodeRef<Textarea>,
    /// Whether it is shown, where it holds a password.
    pub reveal: Reveal,
    /// What it held at first; `None` for secrets, of which no draft is kept.
    initial: StoredValue<Option<String>>,
}

impl FormField {
    /// A field that begins with `initial`, or with its draft.
    pub(super) fn new(name: &'static str, initial: String, draft: Option<String>) -> Self {
        let value = draft.unwrap_or_else(|| initial.clone());
        Self {
            initial: StoredValue::new((!is_secret(name)).then_some(initial)),
            name,
            value: RwSignal::new(value),
            error: RwSignal::new(None),
            input: NodeRef::new(),
            area: NodeRef::new(),
            reveal: Reveal::new(),
        }
    }

    /// Whether something is wrong with it, as `aria-invalid` says it.
    pub fn is_invalid(self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }

    /// What it holds, without the spaces around it; `None` when nothing is left.
    pub fn filled(self) -> Option<String> {
        let text = self.value.get_untracked().trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }

    /// The entries of a list: lines without the spaces around them, and no empty ones.
    pub fn entries(self) -> Vec<String> {
        let text = self.value.get_untracked();
        let entries = text.lines().map(str::trim).filter(|line| !line.is_empty());
        entries.map(str::to_owned).collect()
    }

    /// The line, from 1, in which an entry of a list stands.
    pub(super) fn line_of(self, entry: usize) -> Option<usize> {
        let text = self.value.get_untracked();
        let mut filled = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        filled.nth(entry).map(|(line, _)| line + 1)
    }

    /// Takes away what was said about it, and hides a password: no browser shall take it for a text to remember.
    pub(super) fn clear(self) {
        self.error.set(None);
        self.reveal.hide();
    }

    /// Puts the focus into it.
    pub fn focus(self) {
        // Where the focus is refused, the words are there all the same.
        if let Some(area) = self.area.get_untracked() {
            let _ = area.focus();
        } else if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    /// Name and value, where somebody has typed and it may be kept.
    pub(super) fn draft(&self) -> Option<(String, String)> {
        let initial = self.initial.try_get_value()??;
        let value = self.value.try_get_untracked()?;
        (value != initial).then(|| (self.name.to_owned(), value))
    }
}

/// Whether the name of a field says that it holds a secret.
fn is_secret(name: &str) -> bool {
    ["password", "secret", "token", "key"]
        .iter()
        .any(|word| name.contains(word))
}
