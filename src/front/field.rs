//! Lines of text in the live forms of the front door: each with the error that stands below it.
//!
//! Invariants: inputs are read, never written; an error goes when its field is changed, and not when it is
//! left: what stands below would move away under a click on it.

use leptos::{html::Input, prelude::*};

use super::form_problem::FormProblem;
use crate::{
    api::ApiError,
    i18n::*,
    phrases::{notice, problem_phrase},
    ui::{FieldError, Notice},
};
use latchkey_contract::ErrorCode;

/// A field of a form: its input, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub struct LiveField {
    /// Its name in the form.
    pub name: &'static str,
    /// The input.
    pub input: NodeRef<Input>,
    /// What is wrong and what to do.
    pub error: RwSignal<Option<String>>,
}

impl LiveField {
    /// Begins with what the server says of it; `value` is what it holds.
    pub fn new(locale: Locale, name: &'static str, value: &str, problems: &[FormProblem]) -> Self {
        let problem = problems
            .iter()
            .find(|problem| problem.field.as_deref() == Some(name));
        let error = problem.map(|problem| match problem.code {
            ErrorCode::NameInvalid | ErrorCode::CompanyNameInvalid if value.trim().is_empty() => {
                missing(locale, name)
            }
            _ => problem_phrase(locale, &ApiError::from(problem.clone())),
        });
        Self {
            name,
            input: NodeRef::new(),
            error: RwSignal::new(error),
        }
    }

    /// What it holds; empty before it is there.
    pub fn value(self) -> String {
        self.input
            .try_get_untracked()
            .flatten()
            .map(|input| input.value())
            .unwrap_or_default()
    }

    /// Whether it holds nothing that can be seen.
    pub fn is_blank(self) -> bool {
        self.value().trim().is_empty()
    }

    /// Says that nothing was entered, where `wrong`; takes back what was said, where not.
    pub fn blame_if(self, wrong: bool, locale: Locale) {
        self.error.set(wrong.then(|| missing(locale, self.name)));
    }

    /// Whether something is wrong with it.
    pub fn is_wrong(self) -> bool {
        self.error.with_untracked(Option::is_some)
    }
}

/// What is said of an empty field.
fn missing(locale: Locale, name: &str) -> String {
    match name {
        "company_name" => td_string!(locale, errors.company_name_missing),
        "username" => td_string!(locale, errors.username_missing),
        "password" => td_string!(locale, errors.password_missing),
        _ => td_string!(locale, errors.name_missing),
    }
    .to_owned()
}

/// Brings the cursor into the first field that is wrong; `false` where none is.
pub fn focus_first_wrong(fields: &[LiveField]) -> bool {
    let wrong = fields.iter().find(|field| field.is_wrong());
    if let Some(input) = wrong.and_then(|field| field.input.get_untracked()) {
        // If the browser refuses the focus, the message is still there.
        let _ = input.focus();
        input.select();
    }
    wrong.is_some()
}

/// What is wrong with a form as a whole: the problem that none of its `fields` shows.
pub fn whole_form(locale: Locale, problems: &[FormProblem], fields: &[LiveField]) -> Option<Notice> {
    let is_shown = |problem: &&FormProblem| {
        !fields
            .iter()
            .any(|field| problem.field.as_deref() == Some(field.name))
    };
    let problem = problems.iter().find(is_shown)?;
    Some(notice(locale, &ApiError::from(problem.clone())))
}

/// One line of text, its label above and its error below.
#[component]
pub fn LiveTextField(
    /// Language of the words.
    locale: Locale,
    /// The field.
    field: LiveField,
    /// The `id` of its error.
    error_id: &'static str,
    /// What it is called.
    label: &'static str,
    /// What it is to password managers and to whatever fills in forms.
    autocomplete: &'static str,
    /// What it holds at first.
    value: String,
    /// Whether the cursor begins here.
    autofocus: bool,
    /// Whether it is shown, and there for password managers, but not to be changed.
    #[prop(optional)]
    fixed: bool,
    /// Whether it may be left empty, and says so.
    #[prop(optional)]
    optional: bool,
    /// Another field, of which the same error speaks.
    #[prop(optional)]
    together_with: Option<LiveField>,
) -> impl IntoView {
    let is_address = field.name == "username";
    let changed = move |_| {
        field.error.set(None);
        if let Some(other) = together_with {
            other.error.set(None);
        }
    };
    view! {
        <div class="field">
            <label for=field.name>{label}</label>
            {optional.then(|| view! { <span class="optional">{td_string!(locale, optional)}</span> })}
            <div class="cell">
                <input
                    node_ref=field.input
                    id=field.name
                    name=field.name
                    type="text"
                    dir="auto"
                    inputmode=is_address.then_some("email")
                    autocapitalize=is_address.then_some("none")
                    enterkeyhint="next"
                    maxlength=if is_address { "320" } else { "100" }
                    autocomplete=autocomplete
                    value=value
                    readonly=fixed
                    class:fixed=fixed
                    autofocus=autofocus
                    aria-describedby=error_id
                    aria-invalid=move || field.error.with(Option::is_some).then_some("true")
                    on:input=changed
                />
            </div>
            <FieldError id=error_id message=field.error />
        </div>
    }
}
