//! A choice that saves itself. Invariants: what is shown is what is saved, or on its way; what could not be saved is said, and
//! what was saved before is shown again.

use latchkey_contract::Operation;
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, Submission, use_locale_signal},
    ui::{Alert, SettingRow, words},
};

/// A choice of values of the kind `T`.
pub struct Choice<T: Send + Sync + 'static> {
    form: Form,
    /// The value that is shown.
    chosen: RwSignal<T>,
}

impl<T: Send + Sync + 'static> Clone for Choice<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Choice<T> {}

impl<T: Copy + PartialEq + Send + Sync + 'static> Choice<T> {
    /// Begins with what is saved; what is chosen goes into `request`. A choice that is made while another is on its way follows it.
    pub fn new<Op>(
        form: Form,
        saved: T,
        save: Submission<Op>,
        request: impl Fn(T) -> Op::Request + 'static,
    ) -> Self
    where
        Op: Operation + 'static,
        Op::Request: Send + Sync + 'static,
    {
        let choice = Self {
            form,
            chosen: RwSignal::new(saved),
        };
        Effect::new(move |before: Option<(T, T)>| {
            // What is saved, and what was sent last.
            let (saved, sent) = before.unwrap_or((saved, saved));
            let chosen = choice.chosen.get();
            if save.pending().get() {
                return (saved, sent);
            }
            if form.notice.with_untracked(Option::is_some) {
                if chosen != saved {
                    choice.chosen.set(saved);
                }
                return (saved, saved);
            }
            if chosen != sent {
                save.send(request(chosen));
            }
            (sent, chosen)
        });
        choice
    }

    fn choose(self, value: T) {
        self.form.clear();
        self.chosen.set(value);
    }
}

/// One of the values.
#[derive(Clone)]
pub struct ChoiceOption<T> {
    /// The value.
    pub value: T,
    /// How the element names it.
    pub key: &'static str,
    /// The language of its name, where that is not the page's.
    pub lang: Option<&'static str>,
    /// Its name.
    pub name: Signal<String>,
}

/// The row of a choice, with "Saved" when it is.
#[component]
pub fn SelfSavingRow<T>(
    /// The choice.
    choice: Choice<T>,
    /// Name of the setting.
    #[prop(into)]
    name: Signal<String>,
    /// What the setting does.
    #[prop(into)]
    hint: Signal<String>,
    /// Identifier of the element.
    id: &'static str,
    /// The values.
    options: Vec<ChoiceOption<T>>,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let locale = use_locale_signal();
    let form = choice.form;
    let saved = Signal::derive(move || {
        let is_saved = form.message.with(Option::is_some);
        is_saved.then(|| td_string!(locale.get(), profile.saved).to_owned())
    });
    let values: Vec<_> = options.iter().map(|option| (option.key, option.value)).collect();
    let change = move |event| {
        let key = event_target_value(&event);
        if let Some(&(_, value)) = values.iter().find(|(known, _)| *known == key) {
            choice.choose(value);
        }
    };
    let options = options.into_iter().map(move |option| {
        let ChoiceOption {
            value,
            key,
            lang,
            name,
        } = option;
        view! {
            <option value=key lang=lang prop:selected=move || choice.chosen.get() == value>
                {move || name.get()}
            </option>
        }
    });
    view! {
        <SettingRow name hint saved>
            <label class="unseen" for=id>
                {words(move || name.get())}
            </label>
            <select id=id on:change=change>
                {options.collect_view()}
            </select>
            {move || view! { <Alert locale=locale.get() notice=form.notice /> }}
        </SettingRow>
    }
}
