//! A setting that shows what is set, and its form only when somebody wants to change it. Invariant: the focus goes into the form when
//! it opens, and back to the button when it closes.

use leptos::{html::Button, prelude::*};

use super::{form::Form, form_field::FormField, locale::use_locale, status_message::StatusMessage};
use crate::{i18n::*, ui::SettingRow};

/// Whether the form of a row is open.
#[derive(Clone, Copy)]
pub struct Editing {
    /// Whether it is.
    pub is_open: RwSignal<bool>,
    form: Form,
    /// The button that opens it.
    pub button: NodeRef<Button>,
    /// Somebody is on the way into the form or out of it, and the focus follows.
    follows: StoredValue<bool>,
}

impl Editing {
    /// A row whose form begins with `first`. It is open from the beginning where what was typed before the session ended is in it
    /// again.
    pub fn new(form: Form, first: FormField) -> Self {
        let editing = Self {
            is_open: RwSignal::new(form.is_restored()),
            form,
            button: NodeRef::new(),
            follows: StoredValue::new(false),
        };
        Effect::new(move |_| {
            if let Some(input) = first.input.get().filter(|_| editing.follow()) {
                let _ = input.focus();
            }
        });
        Effect::new(move |_| {
            if let Some(button) = editing.button.get().filter(|_| editing.follow()) {
                let _ = button.focus();
            }
        });
        editing
    }

    /// Opens the form.
    pub fn open(self) {
        self.form.clear();
        self.follows.set_value(true);
        self.is_open.set(true);
    }

    /// Closes the form, or goes back to the button that a changed row begins with.
    pub fn close(self) {
        self.follows.set_value(true);
        self.is_open.set(false);
    }

    /// Whether the focus follows; once.
    fn follow(self) -> bool {
        self.follows.try_update_value(std::mem::take).unwrap_or_default()
    }
}

/// The row. Its form is a `form` of the caller's, with [`CancelButton`] beside the one that saves.
#[component]
pub fn EditableRow(
    /// Whether its form is open.
    editing: Editing,
    /// What is set.
    name: &'static str,
    /// What it does.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The buttons while the form is closed: at least [`ChangeButton`].
    #[prop(into)]
    action: ViewFn,
    /// What is set now.
    #[prop(into)]
    value: ViewFn,
    /// The form.
    children: ChildrenFn,
) -> impl IntoView {
    let buttons = move || {
        let action = action.clone();
        view! { <Show when=move || !editing.is_open.get()>{action.run()}</Show> }
    };
    let hint = hint.unwrap_or_default();
    view! {
        <SettingRow name hint action=buttons>
            <div class="editable">
                {value.run()} <StatusMessage message=editing.form.message />
                <Show when=move || editing.is_open.get()>{children()}</Show>
            </div>
        </SettingRow>
    }
}

/// Opens the form of a row.
#[component]
pub fn ChangeButton(
    /// What it opens.
    editing: Editing,
    /// The word on it.
    label: &'static str,
    /// What it changes, for whom the row is not to be seen.
    of: &'static str,
) -> impl IntoView {
    view! {
        <button class="button quiet dense" type="button" node_ref=editing.button on:click=move |_| editing.open()>
            {label}
            <span class="unseen">" " {of}</span>
        </button>
    }
}

/// Leaves a form, and what is set as it is.
#[component]
pub fn CancelButton(
    /// The form.
    editing: Editing,
    /// Puts the fields back.
    #[prop(into)]
    reset: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let cancel = move |_| {
        reset.run(());
        editing.form.clear();
        editing.close();
    };
    view! {
        <button class="button plain" type="button" on:click=cancel>
            {td_string!(locale, portal.cancel)}
        </button>
    }
}
