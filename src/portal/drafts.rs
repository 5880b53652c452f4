//! What was typed, kept while the browser goes away for a new session and comes back to the same place.
//!
//! Invariants: nothing is kept unless the session has ended, and nothing that is secret; what is kept belongs to one
//! person, one page and one form, stays in this tab, and is gone as soon as it is back in its form, or somebody else is
//! signed in.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use web_sys::Storage;

use crate::api::json;

/// What all keys begin with.
const PREFIX: &str = "latchkey-draft ";

/// The forms of the page that the browser shows, for whoever is signed in. A context of the portal.
#[derive(Clone, Copy)]
pub struct Drafts(StoredValue<Forms, LocalStorage>);

struct Forms {
    account_id: String,
    open: Vec<Form>,
}

/// One form that is on the screen.
#[derive(Clone)]
struct Form {
    name: &'static str,
    fields: Vec<Field>,
}

#[derive(Clone)]
struct Field {
    name: &'static str,
    value: RwSignal<String>,
    /// What it held before anybody typed.
    at_first: String,
}

/// What is kept of a form.
#[derive(Serialize, Deserialize)]
struct Kept {
    account_id: String,
    fields: Vec<(String, String)>,
}

impl Drafts {
    /// Begins for the person who is signed in, for everything below the current owner. What others had typed in this tab
    /// is thrown away.
    pub fn provide(account_id: &str) {
        if let Some(storage) = storage() {
            for key in keys(&storage) {
                if read(&storage, &key).is_none_or(|kept| kept.account_id != account_id) {
                    let _ = storage.remove_item(&key);
                }
            }
        }
        provide_context(Self(StoredValue::new_local(Forms {
            account_id: account_id.to_owned(),
            open: Vec::new(),
        })));
    }

    /// Keeps what was typed into the forms that are open. Where the browser has no room for it, it is lost, as it would
    /// have been anyway.
    pub fn keep(self) {
        let Some(storage) = storage() else { return };
        self.0.with_value(|forms| {
            for form in &forms.open {
                let fields: Vec<_> = form.fields.iter().filter_map(Field::typed).collect();
                let kept = Kept {
                    account_id: forms.account_id.clone(),
                    fields,
                };
                if let Some(json) = json::write(&kept).filter(|_| !kept.fields.is_empty()) {
                    let _ = storage.set_item(&key(form.name), &json);
                }
            }
        });
    }
}

/// Puts back what was typed into the form `name` before the session ended, and keeps it should that happen (again) while
/// the form is on the screen. `fields` hold what the form begins with. Whether something was put back: then say so.
///
/// Fields with secrets do not belong here; one whose name says that it is one is left out all the same.
pub fn use_draft(name: &'static str, fields: &[(&'static str, RwSignal<String>)]) -> bool {
    let Some(Drafts(forms)) = use_context() else {
        return false;
    };
    let fields: Vec<Field> = fields
        .iter()
        .filter(|(name, _)| !is_secret(name))
        .map(|&(name, value)| Field {
            name,
            value,
            at_first: value.get_untracked(),
        })
        .collect();
    let restored = take(name, &forms.with_value(|forms| forms.account_id.clone()));
    for (field, value) in restored.iter().flatten() {
        if let Some(field) = fields.iter().find(|known| known.name == field) {
            field.value.set(value.clone());
        }
    }
    forms.update_value(|forms| forms.open.push(Form { name, fields }));
    on_cleanup(move || {
        // The portal itself may be gone by now.
        let _ = forms.try_update_value(|forms| forms.open.retain(|form| form.name != name));
    });
    restored.is_some()
}

impl Field {
    /// Name and value, where somebody has typed.
    fn typed(&self) -> Option<(String, String)> {
        let value = self.value.try_get_untracked()?;
        (value != self.at_first).then(|| (self.name.to_owned(), value))
    }
}

/// Takes what was kept of a form of this page.
fn take(form: &str, account_id: &str) -> Option<Vec<(String, String)>> {
    let storage = storage()?;
    let key = key(form);
    let kept = read(&storage, &key)?;
    let _ = storage.remove_item(&key);
    (kept.account_id == account_id).then_some(kept.fields)
}

fn read(storage: &Storage, key: &str) -> Option<Kept> {
    json::read(&storage.get_item(key).ok()??)
}

/// A form of the page that the browser shows.
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

/// This tab's own storage, where the browser gives one.
fn storage() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

fn is_secret(name: &str) -> bool {
    ["password", "secret", "token", "key"]
        .iter()
        .any(|word| name.contains(word))
}
