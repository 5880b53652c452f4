//! A row that shows a setting, and a form to change it on request. Invariant: the focus goes into the form when it opens, and back to the button
//! when it closes.

use leptos::{html::Button, prelude::*};

use super::{form::Form, form_field::FormField, locale::use_locale, status_message::StatusMessage};
use crate::{i18n::*, ui::SettingRow};

/// Whether the form of a row is open.
#[derive(Clone, Copy)]
pub struct Editing {
    /// Whether the form is open.
    pub is_open: RwSignal<bool>,
    form: Form,
    /// The button that opens it.
    pub button: NodeRef<Button>,
    /// Whether the form was just opened or closed, so that the focus has to follow.
    follows: StoredValue<bool>,
}

impl Editing {
    /// The state of a row whose form begins with the field `first`. It is open from the beginning if a draft was restored into it.
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

    /// Closes the form, and moves the focus back to the button.
    pub fn close(self) {
        self.follows.set_value(true);
        self.is_open.set(false);
    }

    /// Whether the focus has to follow; `true` only once.
    fn follow(self) -> bool {
        self.follows.try_update_value(std::mem::take).unwrap_or_default()
    }
}

/// The row. The caller's form has a [`CancelButton`] beside the button that saves.
#[component]
pub fn EditableRow(
    /// Whether its form is open.
    editing: Editing,
    /// Name of the setting.
    name: &'static str,
    /// What the setting does.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The buttons while the form is closed: at least [`ChangeButton`].
    #[prop(into)]
    action: ViewFn,
    /// The present value.
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

/// The button that opens the form of a row.
#[component]
pub fn ChangeButton(
    /// The state of the row.
    editing: Editing,
    /// Words of the button.
    label: &'static str,
    /// Name of the setting, for screen readers.
    of: &'static str,
) -> impl IntoView {
    view! {
        <button class="button quiet dense" type="button" node_ref=editing.button on:click=move |_| editing.open()>
            {label}
            <span class="unseen">" " {of}</span>
        </button>
    }
}

/// The button that closes the form without a change.
#[component]
pub fn CancelButton(
    /// The state of the row.
    editing: Editing,
    /// Called to reset the fields.
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
