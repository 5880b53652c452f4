//! One field of a form: its value, its error, and its element.
//!
//! Invariant: one rule checks the value, both when the field is left and before the form is sent; an error that a person has corrected disappears
//! when the field is left, and that it is empty as soon as it is not.

use latchkey_contract::ErrorCode;
use leptos::{
    html::{Div, Input},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, HtmlElement};

use crate::{i18n::Locale, phrases::error_phrase, ui::Reveal};

/// Checks a text, or an entry of a list.
type Rule = Box<dyn Fn(&str) -> Result<(), ErrorCode>>;

/// The message for an error code.
type Phrase = fn(Locale, ErrorCode) -> &'static str;

/// One field of a form. Made by [`super::Form`], which keeps its draft and brings errors to it.
#[derive(Clone, Copy)]
pub struct FormField {
    /// Its name in the operation's request.
    pub name: &'static str,
    /// Its value, if it is a line.
    pub value: RwSignal<String>,
    /// Its rows, if it is a list; an empty row is an empty text.
    pub rows: RwSignal<Vec<String>>,
    /// Its error: what is wrong and what to do.
    pub error: RwSignal<Option<String>>,
    /// The errors of its rows.
    pub row_errors: RwSignal<Vec<Option<String>>>,
    /// Its element, if it is a line.
    pub input: NodeRef<Input>,
    /// The element around the rows, if it is a list.
    pub list: NodeRef<Div>,
    /// Whether its text is shown, if it holds a password.
    pub reveal: Reveal,
    is_list: bool,
    /// Its initial value; `None` for secrets, of which no draft is kept.
    initial: StoredValue<Option<String>>,
    locale: RwSignal<Locale>,
    rule: StoredValue<Option<Rule>, LocalStorage>,
    phrase: StoredValue<Phrase>,
    /// Its value when the platform refused it.
    refused: StoredValue<Option<String>>,
    /// Whether its error says that it is empty.
    is_missing: StoredValue<bool>,
}

impl FormField {
    /// A field with the value `initial` (for a list: one entry per line), or with its draft.
    pub(super) fn new(
        name: &'static str,
        is_list: bool,
        initial: String,
        draft: Option<String>,
        locale: RwSignal<Locale>,
    ) -> Self {
        let value = draft.unwrap_or_else(|| initial.clone());
        let rows = match is_list {
            true => value.split('\n').map(str::to_owned).collect(),
            false => Vec::new(),
        };
        let field = Self {
            initial: StoredValue::new((!is_secret(name)).then_some(initial)),
            name,
            value: RwSignal::new(value),
            rows: RwSignal::new(rows),
            error: RwSignal::new(None),
            row_errors: RwSignal::new(Vec::new()),
            input: NodeRef::new(),
            list: NodeRef::new(),
            reveal: Reveal::new(),
            is_list,
            locale,
            rule: StoredValue::new_local(None),
            phrase: StoredValue::new(error_phrase),
            refused: StoredValue::new(None),
            is_missing: StoredValue::new(false),
        };
        // However it is filled: by typing, by a suggestion that is taken, or out of other fields.
        Effect::new(move |_| {
            let is_filled = match is_list {
                true => field
                    .rows
                    .with(|rows| rows.iter().any(|row| !row.trim().is_empty())),
                false => field.value.with(|value| !value.trim().is_empty()),
            };
            if is_filled && field.is_missing.get_value() {
                field.clear_errors();
            }
        });
        field
    }

    /// Checks the value, or each entry of a list, with `rule`. A rule refuses nothing that the platform would accept; the platform checks again.
    #[must_use]
    pub fn judged_by(self, rule: impl Fn(&str) -> Result<(), ErrorCode> + 'static) -> Self {
        self.rule.set_value(Some(Box::new(rule)));
        self
    }

    /// Uses error messages of its own, in the place of those for all fields.
    #[must_use]
    pub fn phrased_by(self, phrase: Phrase) -> Self {
        self.phrase.set_value(phrase);
        self
    }

    /// Value of `aria-invalid`: whether it has an error.
    pub fn is_invalid(self) -> Option<&'static str> {
        self.error.with(Option::is_some).then_some("true")
    }

    /// Its value without surrounding spaces; `None` if that is empty.
    pub fn filled(self) -> Option<String> {
        let text = self.value.get_untracked().trim().to_owned();
        Some(text).filter(|text| !text.is_empty())
    }

    /// The entries of a list: its rows without surrounding spaces, and without empty ones.
    pub fn entries(self) -> Vec<String> {
        self.places()
            .into_iter()
            .map(|place| self.entry_at(place))
            .collect()
    }

    /// Sets its value and removes its errors.
    pub fn reset(self, value: String) {
        self.clear();
        self.value.set(value);
    }

    /// Checks the value after the person has left the field, unless nothing was typed. Not if the focus goes to a button or link: an error that
    /// appears or disappears would move it away from under the pointer.
    pub fn leave(self, event: &FocusEvent) {
        let next = event.related_target();
        let next = next.and_then(|next| next.dyn_into::<Element>().ok());
        if next.is_some_and(|next| next.matches("button, a").unwrap_or_default()) {
            return;
        }
        // A field that leaves the page loses the focus, too, and is gone with the next frame.
        request_animation_frame(move || {
            let is_touched =
                self.error.try_get_untracked().is_some() && (self.has_errors() || self.draft().is_some());
            // The platform's error stays as long as the value is the same.
            if is_touched && self.refused.get_value().as_ref() != Some(&self.text()) {
                self.judge();
            }
        });
    }

    /// Checks the value and shows its errors. Returns whether there are none.
    pub fn judge(self) -> bool {
        self.clear_errors();
        let judge = |text: &str| {
            self.rule
                .with_value(|rule| rule.as_ref().map_or(Ok(()), |rule| rule(text)))
        };
        if !self.is_list {
            let judged = self.value.with_untracked(|value| judge(value));
            if let Err(code) = judged {
                self.show(code, None);
            }
            return judged.is_ok();
        }
        let entries = self.entries();
        let mut is_good = true;
        for (index, entry) in entries.iter().enumerate() {
            let repeated = entries[..index]
                .contains(entry)
                .then_some(ErrorCode::EntryRepeated);
            if let Some(code) = judge(entry).err().or(repeated) {
                self.show(code, Some(index));
                is_good = false;
            }
        }
        is_good
    }

    /// Shows the platform's error for the field, or for one of its entries (from 0).
    pub(super) fn refuse(self, code: ErrorCode, entry: Option<usize>) {
        self.refused.set_value(Some(self.text()));
        self.show(code, entry);
    }

    fn show(self, code: ErrorCode, entry: Option<usize>) {
        let words = self.words(code);
        self.is_missing.set_value(code == ErrorCode::ValueMissing);
        let place = entry.and_then(|entry| self.places().get(entry).copied());
        match place {
            Some(place) => self.row_errors.update(|errors| {
                errors.resize(errors.len().max(place + 1), None);
                errors[place] = Some(words);
            }),
            None => self.error.set(Some(words)),
        }
    }

    /// Whether it shows an error.
    pub(super) fn has_errors(self) -> bool {
        self.error.with_untracked(Option::is_some) || self.first_wrong_row().is_some()
    }

    /// Removes its errors, and hides a password, so that no browser offers to remember it as a text.
    pub(super) fn clear(self) {
        self.clear_errors();
        self.reveal.hide();
    }

    /// Focuses it. In a list, focuses the first row with an error: the input whose `data-row` is the row's number (from 0), or else the input at
    /// that position.
    pub fn focus(self) {
        // If the browser refuses the focus, the message is still there.
        if let Some(list) = self.list.get_untracked() {
            let row = u32::try_from(self.first_wrong_row().unwrap_or_default()).unwrap_or_default();
            let named = list
                .query_selector(&format!("input[data-row='{row}']"))
                .ok()
                .flatten();
            let input = named.map(JsCast::unchecked_into).or_else(|| {
                let inputs = list.query_selector_all("input").ok()?;
                inputs.get(row)
            });
            if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
                let _ = input.focus();
            }
        } else if let Some(input) = self.input.get_untracked() {
            let _ = input.focus();
        }
    }

    /// Name and value for a draft, if the value was changed and is no secret.
    pub(super) fn draft(&self) -> Option<(String, String)> {
        let initial = self.initial.try_get_value()??;
        self.value.try_get_untracked()?;
        let value = self.text();
        (value != initial).then(|| (self.name.to_owned(), value))
    }

    /// Whether its value differs from the initial one.
    pub(super) fn is_changed(&self) -> bool {
        if self.value.try_get_untracked().is_none() {
            return false;
        }
        let initial = self.initial.try_get_value().flatten().unwrap_or_default();
        self.text() != initial
    }

    /// Its value; for a list, one row per line.
    fn text(self) -> String {
        match self.is_list {
            true => self.rows.with_untracked(|rows| rows.join("\n")),
            false => self.value.get_untracked(),
        }
    }

    fn words(self, code: ErrorCode) -> String {
        let phrase = self.phrase.get_value();
        phrase(self.locale.get_untracked(), code).to_owned()
    }

    fn clear_errors(self) {
        self.is_missing.set_value(false);
        self.error.set(None);
        self.row_errors.set(Vec::new());
    }

    fn first_wrong_row(self) -> Option<usize> {
        self.row_errors
            .with_untracked(|errors| errors.iter().position(Option::is_some))
    }

    /// The numbers of the rows that are not empty.
    fn places(self) -> Vec<usize> {
        self.rows.with_untracked(|rows| {
            let all = rows.iter().enumerate();
            let filled = all.filter(|(_, row)| !row.trim().is_empty());
            filled.map(|(place, _)| place).collect()
        })
    }

    fn entry_at(self, place: usize) -> String {
        self.rows.with_untracked(|rows| {
            rows.get(place)
                .map(|row| row.trim().to_owned())
                .unwrap_or_default()
        })
    }
}

/// Whether a field holds a secret, by its name.
fn is_secret(name: &str) -> bool {
    ["password", "secret", "token", "key"]
        .iter()
        .any(|word| name.contains(word))
}
