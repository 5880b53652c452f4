//! Light or dark screens. It is this browser's matter: the server writes it into every page, so that none flashes up in the other.

use latchkey_contract::{
    Theme,
    profile::{SetTheme, set_theme},
};
use leptos::prelude::*;

use super::self_saving::{Choice, ChoiceOption, SelfSavingRow};
use crate::{
    i18n::*,
    kit::{Form, use_locale_signal},
};

/// Where the choice stands in the page.
const ATTRIBUTE: &str = "data-theme";

/// A choice of light, dark or as the system has it.
#[component]
pub fn AppearanceRow() -> impl IntoView {
    let locale = use_locale_signal();
    let form = Form::new("theme");
    let save = form.submission::<SetTheme>(move |request, _| {
        show(request.theme);
        form.message.set(Some(String::new()));
    });
    let choice = Choice::new(form, present(), save, |theme| set_theme::Request { theme });
    let options = Theme::ALL.iter().map(|&theme| ChoiceOption {
        value: theme,
        key: theme.as_str(),
        lang: None,
        name: Signal::derive(move || name(locale.get(), theme).to_owned()),
    });
    view! {
        <SelfSavingRow
            choice
            name=Signal::derive(move || td_string!(locale.get(), profile.theme).to_owned())
            hint=Signal::derive(move || td_string!(locale.get(), profile.theme_intro).to_owned())
            id="theme"
            options=options.collect()
        />
    }
}

fn name(locale: Locale, theme: Theme) -> &'static str {
    match theme {
        Theme::System => td_string!(locale, profile.theme_system),
        Theme::Light => td_string!(locale, profile.theme_light),
        Theme::Dark => td_string!(locale, profile.theme_dark),
    }
}

/// What the page says.
fn present() -> Theme {
    let root = document().document_element();
    root.and_then(|root| Theme::from_text(&root.get_attribute(ATTRIBUTE)?))
        .unwrap_or_default()
}

/// This page at once, as the next ones, and the browser's own frame around it.
fn show(theme: Theme) {
    if let Some(root) = document().document_element() {
        // The attribute is well-formed; nothing can refuse it.
        let _ = root.set_attribute(ATTRIBUTE, theme.as_str());
        tint_frame(&root);
    }
}

/// One colour instead of two between which the system would decide. A system that changes its mind is followed by the next page.
fn tint_frame(root: &web_sys::Element) {
    let named = |selector: &str| document().query_selector(selector).ok().flatten();
    if let Some(second) = named("meta[name=theme-color]+meta[name=theme-color]") {
        second.remove();
    }
    let style = window().get_computed_style(root).ok().flatten();
    let ground = style.and_then(|style| style.get_property_value("--page").ok());
    if let (Some(meta), Some(ground)) = (named("meta[name=theme-color]"), ground) {
        let _ = meta.remove_attribute("media");
        let _ = meta.set_attribute("content", &ground);
    }
}
