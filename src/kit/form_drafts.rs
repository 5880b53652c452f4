//! Drafts: what was typed into a form is stored while the browser leaves for a new sign-in and comes back to the same page, or reloads it.
//!
//! Invariants: drafts are stored only when the session has ended, or when a form that asks for it is left by loading another page; no secret is
//! stored; a draft belongs to one person, one page and one form, stays in this tab, and is deleted as soon as it is back in its form or somebody
//! else is signed in.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use super::form_field::FormField;
use crate::api::json;

/// Prefix of the keys in the browser's storage.
const PREFIX: &str = "latchkey-draft ";

/// The open forms of the present page, and the person who is signed in. A context of the portal.
#[derive(Clone, Copy)]
pub struct FormDrafts(StoredValue<OpenForms>);

struct OpenForms {
    account_id: String,
    open: Vec<OpenForm>,
    is_kept: bool,
}

/// A form that is on the screen.
struct OpenForm {
    name: &'static str,
    fields: StoredValue<Vec<FormField>>,
}

/// Names of fields with what was typed into them.
pub(super) type Draft = Vec<(String, String)>;

/// A draft in the browser's storage.
#[derive(Serialize, Deserialize)]
struct StoredDraft {
    account_id: String,
    fields: Draft,
}

impl FormDrafts {
    /// Provides the context for the person who is signed in. Deletes the drafts of other people in this tab.
    pub fn provide(account_id: &str) {
        if let Some(storage) = storage() {
            for key in keys(&storage) {
                if read(&storage, &key).is_none_or(|draft| draft.account_id != account_id) {
                    let _ = storage.remove_item(&key);
                }
            }
        }
        provide_context(Self(StoredValue::new(OpenForms {
            account_id: account_id.to_owned(),
            open: Vec::new(),
            is_kept: false,
        })));
    }

    /// Stores what was typed into the open forms. If the browser has no room for it, it is lost.
    pub fn keep(self) {
        let Some(storage) = storage() else { return };
        self.0.update_value(|forms| forms.is_kept = true);
        self.0.with_value(|forms| {
            for form in &forms.open {
                let fields = form
                    .fields
                    .try_with_value(|fields| typed(fields))
                    .unwrap_or_default();
                if fields.is_empty() {
                    continue;
                }
                let account_id = forms.account_id.clone();
                if let Some(json) = json::write(&StoredDraft { account_id, fields }) {
                    let _ = storage.set_item(&key(form.name), &json);
                }
            }
        });
    }

    /// Whether there is a draft for the form `name` of this page.
    pub fn waits_for(self, name: &str) -> bool {
        let draft = storage().and_then(|storage| read(&storage, &key(name)));
        draft.is_some_and(|draft| self.0.with_value(|forms| forms.account_id == draft.account_id))
    }

    /// Whether drafts were stored, so that leaving loses nothing.
    pub(super) fn is_kept(self) -> bool {
        self.0.try_with_value(|forms| forms.is_kept).unwrap_or_default()
    }

    /// Deletes the drafts of the open forms, after the browser brought their page back as it was left.
    pub(super) fn forget(self) {
        let Some(storage) = storage() else { return };
        self.0.update_value(|forms| forms.is_kept = false);
        self.0.with_value(|forms| {
            for form in &forms.open {
                let _ = storage.remove_item(&key(form.name));
            }
        });
    }

    /// Registers the form `name` of this page, so that `fields` are stored if the session ends while it is on the screen. Returns its draft, which
    /// is deleted from the storage.
    pub(super) fn open(self, name: &'static str, fields: StoredValue<Vec<FormField>>) -> Option<Draft> {
        let draft = self.0.with_value(|forms| take(name, &forms.account_id));
        self.0
            .update_value(|forms| forms.open.push(OpenForm { name, fields }));
        on_cleanup(move || {
            // The portal itself may be gone by now.
            let _ = self
                .0
                .try_update_value(|forms| forms.open.retain(|form| form.name != name));
        });
        draft
    }
}

/// Names and values of the fields that somebody has typed into.
fn typed(fields: &[FormField]) -> Draft {
    fields.iter().filter_map(FormField::draft).collect()
}

/// Takes the draft of a form of this page out of the storage.
fn take(form: &str, account_id: &str) -> Option<Draft> {
    let storage = storage()?;
    let key = key(form);
    let draft = read(&storage, &key)?;
    let _ = storage.remove_item(&key);
    (draft.account_id == account_id).then_some(draft.fields)
}

fn read(storage: &Storage, key: &str) -> Option<StoredDraft> {
    json::read(&storage.get_item(key).ok()??)
}

/// The storage key of a form of the present page.
fn key(form: &str) -> String {
    let path = window().location().pathname().unwrap_or_default();
    format!("{PREFIX}{path} {form}")
}

fn keys(storage: &Storage) -> Vec<String> {
    let count = storage.length().unwrap_or(0);
    (0..count)
        .filter_map(|index| storage.key(index).ok().flatten())
        .filter(|key| key.starts_with(PREFIX))
        .collect()
}

/// This tab's session storage, if the browser allows it.
fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}
