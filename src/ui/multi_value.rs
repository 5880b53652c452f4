//! A field that takes several values: one row each, with its own error.
//!
//! Invariant: there is always at least one row to type in. Enter goes to a new row and sends nothing; Backspace in an empty row takes
//! it away; lines that are pasted become rows. Whoever takes a row away finds the focus on the one that took its place.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::{
    icon::{self, Icon},
    identifier::fresh_id,
    words,
};
use crate::i18n::*;

/// Several values of one kind.
#[component]
pub fn MultiValueField(
    /// Language of the words around the rows.
    locale: Locale,
    /// What the values are, together: "Redirect URIs".
    #[prop(into)]
    label: String,
    /// What one of them is: "Redirect URI". A row is called by it and its number.
    #[prop(into)]
    item: String,
    /// What to write, with an example.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// The values, as typed; empty rows are empty strings.
    values: RwSignal<Vec<String>>,
    /// What is wrong with each of them, by its place.
    #[prop(optional, into)]
    errors: Signal<Vec<Option<String>>>,
    /// The keyboard of phones: `url`, `email`.
    #[prop(default = "text")]
    inputmode: &'static str,
) -> impl IntoView {
    let (label_id, hint_id, list_id) = (
        fresh_id("values"),
        fresh_id("values-hint"),
        fresh_id("values-list"),
    );
    let labelled_by = label_id.clone();
    let list = Rows {
        locale,
        item: StoredValue::new(item),
        list_id: StoredValue::new(list_id.clone()),
        hint_id: StoredValue::new(hint.is_some().then(|| hint_id.clone())),
        values,
        errors,
        keys: RwSignal::new(Vec::new()),
        last_key: StoredValue::new(0),
        news: RwSignal::new(String::new()),
        inputmode,
    };
    untrack(|| list.fit());
    Effect::new(move |_| list.fit());
    let hint = hint.map(|hint| view! { <p class="hint" id=hint_id>{words(move || hint.get())}</p> });
    view! {
        <div class="field multi-value" role="group" aria-labelledby=labelled_by>
            <p class="label" id=label_id>{label}</p>
            {hint}
            <ul id=list_id>
                <For each=move || list.keys.get() key=|key| *key let:key>
                    {one_row(list, key)}
                </For>
            </ul>
            <button type="button" class="button quiet dense" on:click=move |_| list.add_after(None, &[String::new()])>
                <Icon path=icon::PLUS />
                {td_string!(locale, ui.add_value)}
            </button>
            <span class="unseen" role="status">{move || list.news.get()}</span>
        </div>
    }
    .into_any()
}

/// The rows: `keys` names them in their order, so that a row keeps its element when others come and go.
#[derive(Clone, Copy)]
struct Rows {
    locale: Locale,
    item: StoredValue<String>,
    list_id: StoredValue<String>,
    hint_id: StoredValue<Option<String>>,
    values: RwSignal<Vec<String>>,
    errors: Signal<Vec<Option<String>>>,
    keys: RwSignal<Vec<u32>>,
    last_key: StoredValue<u32>,
    news: RwSignal<String>,
    inputmode: &'static str,
}

impl Rows {
    /// As many rows as there are values, and at least one.
    fn fit(self) {
        let count = self.values.with(Vec::len);
        if count == 0 {
            self.values.set(vec![String::new()]);
        }
        let count = count.max(1);
        if self.keys.with_untracked(Vec::len) != count {
            self.keys.update(|keys| {
                keys.truncate(count);
                while keys.len() < count {
                    keys.push(self.fresh_key());
                }
            });
        }
    }

    fn fresh_key(self) -> u32 {
        self.last_key.update_value(|last| *last += 1);
        self.last_key.get_value()
    }

    /// The place of a row, reactively.
    fn place(self, key: u32) -> Option<usize> {
        self.keys.with(|keys| keys.iter().position(|other| *other == key))
    }

    /// Puts `new` below a row, or below all, and the focus into the last of them.
    fn add_after(self, place: Option<usize>, new: &[String]) {
        let at = place.map_or_else(|| self.keys.with_untracked(Vec::len), |place| place + 1);
        let fresh: Vec<u32> = new.iter().map(|_| self.fresh_key()).collect();
        self.keys.update(|keys| drop(keys.splice(at..at, fresh)));
        self.values
            .update(|values| drop(values.splice(at..at, new.iter().cloned())));
        self.focus(at + new.len() - 1);
    }

    /// Takes a row away; the last one is emptied.
    fn remove(self, place: usize) {
        let item = self.item.get_value();
        self.news.set(td_string!(
            self.locale,
            ui.value_removed,
            name = item,
            number = place + 1
        ));
        if self.keys.with_untracked(Vec::len) == 1 {
            self.values.set(vec![String::new()]);
        } else {
            self.keys.update(|keys| {
                keys.remove(place);
            });
            self.values.update(|values| drop(values.remove(place)));
        }
        self.focus(place.min(self.keys.with_untracked(Vec::len) - 1));
    }

    /// When the row is in the page.
    fn focus(self, place: usize) {
        request_animation_frame(move || {
            let id = self.list_id.try_get_value().unwrap_or_default();
            let input = document()
                .query_selector_all(&format!("#{id} input"))
                .ok()
                .and_then(|inputs| inputs.get(u32::try_from(place).ok()?));
            if let Some(input) = input.and_then(|input| input.dyn_into::<HtmlElement>().ok()) {
                let _ = input.focus();
            }
        });
    }
}

fn one_row(rows: Rows, key: u32) -> AnyView {
    let place = Memo::new(move |_| rows.place(key).unwrap_or_default());
    let value = move || {
        rows.values
            .with(|values| values.get(place.get()).cloned().unwrap_or_default())
    };
    let error = Memo::new(move |_| {
        rows.errors
            .with(|errors| errors.get(place.get()).cloned().flatten())
    });
    let item = rows.item.get_value();
    let name = move || {
        td_string!(
            rows.locale,
            ui.numbered,
            name = item.clone(),
            number = place.get() + 1
        )
    };
    let item = rows.item.get_value();
    let remove_name = move || {
        td_string!(
            rows.locale,
            ui.remove_value,
            name = item.clone(),
            number = place.get() + 1
        )
    };
    let error_id = fresh_id("value-error");
    let described_by = [rows.hint_id.get_value(), Some(error_id.clone())];
    let described_by = described_by.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let input = NodeRef::<html::Input>::new();
    let set = move |text: String| {
        rows.values.update(|values| {
            if let Some(value) = values.get_mut(place.get_untracked()) {
                *value = text;
            }
        });
    };
    let keydown = move |event: web_sys::KeyboardEvent| {
        let is_empty = input
            .get_untracked()
            .is_some_and(|input| input.value().is_empty());
        match event.key().as_str() {
            "Enter" if !event.is_composing() => {
                event.prevent_default();
                rows.add_after(Some(place.get_untracked()), &[String::new()]);
            }
            "Backspace" if is_empty && rows.keys.with_untracked(Vec::len) > 1 => {
                event.prevent_default();
                rows.remove(place.get_untracked());
            }
            _ => {}
        }
    };
    let paste = move |event: web_sys::ClipboardEvent| {
        let text = event
            .clipboard_data()
            .and_then(|data| data.get_data("text").ok())
            .unwrap_or_default();
        let mut lines = text
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned);
        let (Some(first), rest) = (lines.next(), lines.collect::<Vec<_>>()) else {
            return;
        };
        if rest.is_empty() {
            return;
        }
        event.prevent_default();
        if let Some(input) = input.get_untracked() {
            set(insert_at_selection(&input, &first));
        }
        rows.add_after(Some(place.get_untracked()), &rest);
    };
    view! {
        <li class="value-row">
            <input
                node_ref=input
                aria-label=name
                aria-describedby=described_by
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
                dir="auto"
                inputmode=rows.inputmode
                prop:value=value
                on:input=move |event| set(event_target_value(&event))
                on:keydown=keydown
                on:paste=paste
            />
            <button
                type="button"
                class="button plain icon-only"
                aria-label=remove_name
                on:click=move |_| rows.remove(place.get_untracked())
            >
                <Icon path=icon::CLOSE />
            </button>
            <div id=error_id>
                {move || error.get().map(|message| view! { <p class="field-error">{message}</p> })}
            </div>
        </li>
    }
    .into_any()
}

/// What the input holds when `text` has taken the place of what is selected in it.
fn insert_at_selection(input: &HtmlInputElement, text: &str) -> String {
    let value: Vec<u16> = input.value().encode_utf16().collect();
    let position = |at: Result<Option<u32>, _>| at.ok().flatten().map_or(value.len(), |at| at as usize);
    let (start, end) = (position(input.selection_start()), position(input.selection_end()));
    let before = String::from_utf16_lossy(&value[..start.min(value.len())]);
    let after = String::from_utf16_lossy(&value[end.min(value.len())..]);
    [&before, text, &after].concat()
}
