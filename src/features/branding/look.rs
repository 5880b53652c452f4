//! Name and colour of the company.

use latchkey_contract::{
    ErrorCode,
    company::{CompanyBrand, LONGEST_BRAND_NAME, SetCompanyBrand, set_company_brand::Request},
};
use leptos::prelude::*;

use super::{
    brand::ShownBrand,
    contrast::{contrast_words, judge, problem_words},
};
use crate::{
    i18n::*,
    kit::{
        Form, FormField, StatusMessage, Submission, TextField, ask_before_leaving, use_locale,
        use_permissions,
    },
    ui::{Alert, FieldError, SubmitButton, words},
};

/// The form.
#[derive(Clone, Copy)]
pub struct LookForm {
    form: Form,
    /// The name.
    pub name: FormField,
    /// The colour.
    pub colour: FormField,
    save: Submission<SetCompanyBrand>,
}

impl LookForm {
    /// As it is saved.
    pub fn new(present: &CompanyBrand) -> Self {
        let (locale, permissions) = (use_locale(), use_permissions());
        let form = Form::new("company-brand");
        let name = form
            .field("name", present.name.clone().unwrap_or_default())
            .judged_by(|name| match name.trim().chars().count() <= LONGEST_BRAND_NAME {
                true => Ok(()),
                false => Err(ErrorCode::NameInvalid),
            })
            .phrased_by(|locale, code| match code {
                ErrorCode::NameInvalid => td_string!(locale, branding.name_invalid),
                code => crate::phrases::error_phrase(locale, code),
            });
        let colour = form
            .field("colour", present.colour.clone().unwrap_or_default())
            .judged_by(judge)
            .phrased_by(problem_words);
        let saved = StoredValue::new((
            present.name.clone().unwrap_or_default(),
            present.colour.clone().unwrap_or_default(),
        ));
        let save = form.submission::<SetCompanyBrand>(move |sent, _| {
            let Request { name, colour } = sent.clone();
            saved.set_value((name.unwrap_or_default(), colour.unwrap_or_default()));
            let words = td_string!(locale, branding.saved);
            form.message.set(Some(words.to_owned()));
            permissions.refetch();
        });
        ask_before_leaving(move || {
            let typed = (name.value.try_get_untracked(), colour.value.try_get_untracked());
            let (Some(name), Some(colour)) = typed else {
                return false;
            };
            let typed = (name.trim(), colour.trim());
            saved.with_value(|(name, colour)| (name.as_str(), colour.as_str()) != typed)
        });
        Self {
            form,
            name,
            colour,
            save,
        }
    }

    fn submit(self) {
        self.save.send(Request {
            name: self.name.filled(),
            colour: self.colour.filled(),
        });
    }
}

/// The form on the page.
#[component]
pub fn Look(
    /// The form.
    look: LookForm,
    /// The brand as it is shown.
    brand: ShownBrand,
) -> impl IntoView {
    let locale = use_locale();
    let LookForm { form, name, save, .. } = look;
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        look.submit();
    };
    view! {
        <section class="page-section" aria-labelledby="look">
            <h2 id="look">{td_string!(locale, branding.look)}</h2>
            <form class="row-form" novalidate on:submit=submit>
                <StatusMessage message=form.message />
                <Alert locale notice=form.notice />
                <div>
                    <TextField field=name id="brand-name" label=td_string!(locale, branding.name) />
                    <p class="hint">{td_string!(locale, branding.name_hint)}</p>
                </div>
                <ColourField look brand />
                <div class="buttons">
                    <SubmitButton busy=save.pending() label=td_string!(locale, branding.save) />
                </div>
            </form>
        </section>
    }
}

/// The colour as a text, and the browser's way to choose one beside it.
#[component]
fn ColourField(look: LookForm, brand: ShownBrand) -> impl IntoView {
    let locale = use_locale();
    let colour = look.colour;
    let value = colour.value;
    let hint = move || {
        let words = value.with(|typed| contrast_words(locale, typed));
        // What the error says is not said twice.
        let is_said = colour.error.with(|error| error.as_ref() == Some(&words));
        if is_said { String::new() } else { words }
    };
    let chosen = move || {
        let shown = brand.shown_colour();
        shown.map(|colour| colour.to_string()).unwrap_or_default()
    };
    view! {
        <div class="field">
            <label for="brand-colour">{td_string!(locale, branding.colour)}</label>
            <div class="brand-colour">
                <input
                    node_ref=colour.input
                    id="brand-colour"
                    name=colour.name
                    type="text"
                    maxlength="64"
                    size="9"
                    autocomplete="off"
                    spellcheck="false"
                    autocapitalize="none"
                    dir="ltr"
                    aria-describedby="brand-colour-error brand-contrast"
                    aria-invalid=move || colour.is_invalid()
                    prop:value=value
                    on:input:target=move |event| value.set(event.target().value())
                    on:blur=move |event| colour.leave(&event)
                />
                <input
                    type="color"
                    aria-label=td_string!(locale, branding.choose_colour)
                    prop:value=chosen
                    on:input:target=move |event| value.set(event.target().value())
                />
            </div>
            <FieldError id="brand-colour-error" message=colour.error />
            <p class="hint" id="brand-contrast" aria-live="polite">
                {words(hint)}
            </p>
        </div>
    }
}
