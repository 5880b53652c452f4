//! The logo of the company. Invariant: what is shown is what the platform has drawn, never the file as it was chosen.

use latchkey_contract::{
    Empty, ErrorCode,
    company::{MOST_LOGO_BYTES, RemoveCompanyLogo, SetCompanyLogo, set_company_logo::Request},
};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};

use super::brand::ShownBrand;
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Form, Question, StatusMessage, has_more_than, read_as_base64,
        use_locale, use_permissions, use_session_client,
    },
    phrases::error_phrase,
    ui::{Alert, FieldError},
};

/// The logo on the page: it is saved as soon as it is chosen.
#[component]
pub fn Logo(
    /// The brand as it is shown.
    brand: ShownBrand,
) -> impl IntoView {
    let (locale, permissions) = (use_locale(), use_permissions());
    let form = Form::new("company-logo");
    let content = form.field("content", "");
    let save = form.submission::<SetCompanyLogo>(move |_, answer| {
        brand.logo.set(Some(answer.logo));
        let words = td_string!(locale, branding.logo_saved);
        form.message.set(Some(words.to_owned()));
        // The frame wears it, too.
        permissions.refetch();
    });
    let chosen = move |event: leptos::ev::Event| {
        form.clear();
        let input: HtmlInputElement = event_target(&event);
        let Some(file) = input.files().and_then(|files| files.get(0)) else {
            return;
        };
        let refuse = move |code| content.error.set(Some(error_phrase(locale, code).to_owned()));
        if has_more_than(&file, MOST_LOGO_BYTES) {
            return refuse(ErrorCode::LogoTooLarge);
        }
        read_as_base64(&file, move |read| {
            // The page may be gone by now.
            if content.error.try_get_untracked().is_none() {
                return;
            }
            match read {
                Some(read) => save.send(Request { content: read }),
                None => refuse(ErrorCode::LogoUnreadable),
            }
            // The same file can be chosen again, once it was mended.
            input.set_value("");
        });
    };
    view! {
        <section class="page-section" aria-labelledby="logo">
            <h2 id="logo">{td_string!(locale, branding.logo)}</h2>
            <form class="row-form" novalidate on:submit=|event| event.prevent_default()>
                <StatusMessage message=form.message />
                <Alert locale notice=form.notice />
                <Present brand />
                <div class="field">
                    <label for="brand-logo">{td_string!(locale, branding.logo_file)}</label>
                    <input
                        node_ref=content.input
                        id="brand-logo"
                        type="file"
                        accept="image/png,image/jpeg,image/webp"
                        aria-describedby="brand-logo-error brand-logo-hint"
                        aria-invalid=move || content.is_invalid()
                        aria-busy=move || save.pending().get().then_some("true")
                        on:change=chosen
                    />
                    // It may come a while after the file was chosen, and the focus is in the field already.
                    <div role="alert">
                        <FieldError id="brand-logo-error" message=content.error />
                    </div>
                    <p id="brand-logo-hint" class="hint">
                        {td_string!(locale, branding.logo_hint)}
                    </p>
                </div>
            </form>
        </section>
    }
}

/// The logo that is there, and the way to take it away.
#[component]
fn Present(brand: ShownBrand) -> impl IntoView {
    let (locale, permissions) = (use_locale(), use_permissions());
    let client = use_session_client();
    let removed = move || td_string!(locale, branding.logo_removed).to_owned();
    let removal = Confirmation::new(removed, move |()| {
        let client = client.clone();
        async move {
            client.call::<RemoveCompanyLogo>(&Empty {}).await?;
            Ok(())
        }
    });
    let question = Callback::new(move |()| Question {
        title: td_string!(locale, branding.remove_title).to_owned(),
        text: td_string!(locale, branding.remove_text).to_owned(),
        confirm: td_string!(locale, branding.remove).to_owned(),
    });
    let gone = Callback::new(move |()| {
        brand.logo.set(None);
        permissions.refetch();
        focus_picker();
    });
    let shown = move || {
        let logo = brand.logo.get();
        logo.map(|logo| {
            view! {
                <div class="brand-present">
                    <img class="brand-logo" src=logo alt=td_string!(locale, branding.logo_alt) />
                    <button class="button danger quiet dense" type="button" on:click=move |_| removal.ask(())>
                        {td_string!(locale, branding.remove)}
                    </button>
                </div>
            }
        })
    };
    view! {
        {shown}
        <ConfirmationDialog confirmation=removal question on_done=gone />
    }
}

/// The button that was pressed is gone with the logo.
fn focus_picker() {
    let picker = document().get_element_by_id("brand-logo");
    if let Some(picker) = picker.and_then(|picker| picker.dyn_into::<HtmlElement>().ok()) {
        // Where the focus is refused, it is said all the same.
        let _ = picker.focus();
    }
}
