//! The form for light or dark screens. It is this browser's matter: the server writes it into every page, so that none flashes
//! up in the other.

use latchkey_contract::{
    Theme,
    profile::{SetTheme, set_theme},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage},
    ui::{Alert, SubmitButton},
};

/// Where the choice stands in the page.
const ATTRIBUTE: &str = "data-theme";

/// A choice of light, dark or as the system has it, with a button that saves it.
#[component]
pub fn ThemeForm(
    /// Language of the words.
    locale: Locale,
) -> impl IntoView {
    let form = Form::new("theme");
    let save = form.submission::<SetTheme>(move |request, _| {
        show(request.theme);
        let saved = td_string!(locale, profile.theme_saved);
        form.message.set(Some(saved.to_owned()));
    });
    let chosen = present();
    let choice = RwSignal::new(chosen);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let theme = choice.get_untracked();
        save.send(set_theme::Request { theme });
    };
    let options = Theme::ALL.iter().map(|&theme| {
        let name = match theme {
            Theme::System => td_string!(locale, profile.theme_system),
            Theme::Light => td_string!(locale, profile.theme_light),
            Theme::Dark => td_string!(locale, profile.theme_dark),
        };
        view! {
            <option value=theme.as_str() selected=theme == chosen>
                {name}
            </option>
        }
        .into_any()
    });
    let change = move |event| choice.set(Theme::from_text(&event_target_value(&event)).unwrap_or_default());
    view! {
        <form aria-labelledby="profile-theme" on:submit=submit>
            <h2 id="profile-theme">{td_string!(locale, profile.theme)}</h2>
            <Alert locale notice=form.notice />
            <div class="field">
                <label for="theme">{td_string!(locale, profile.theme)}</label>
                <div class="cell">
                    <select id="theme" name="theme" aria-describedby="theme-hint" on:change=change>
                        {options.collect_view()}
                    </select>
                </div>
                <p id="theme-hint" class="fine-print">
                    {td_string!(locale, profile.theme_intro)}
                </p>
            </div>
            <StatusMessage message=form.message />
            <SubmitButton busy=save.pending() label=td_string!(locale, profile.save_theme) />
        </form>
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
