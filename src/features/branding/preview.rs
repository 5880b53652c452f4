//! What people will see: the sign-in, the consent and a mail, light and dark, in the shades that the screens have. Pictures of pages, not pages: nothing in
//! them can be reached.

use latchkey_contract::colour::Shades;
use leptos::prelude::*;

use super::brand::ShownBrand;
use crate::{i18n::*, kit::use_locale};

/// On which ground.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ground {
    Light,
    Dark,
}

/// The previews.
#[component]
pub fn Preview(
    /// The brand as it is shown.
    brand: ShownBrand,
) -> impl IntoView {
    let locale = use_locale();
    view! {
        <section class="page-section" aria-labelledby="preview">
            <h2 id="preview">{td_string!(locale, branding.preview)}</h2>
            <p>{td_string!(locale, branding.preview_lead)}</p>
            <div class="brand-previews">
                {tile(locale, brand, Ground::Light)}
                {tile(locale, brand, Ground::Dark)}
            </div>
        </section>
    }
}

/// The pages on one ground. While what is typed is no colour, they keep the one of before.
fn tile(locale: Locale, brand: ShownBrand, ground: Ground) -> impl IntoView {
    let shades = Memo::new(move |before: Option<&Option<Shades>>| {
        let shades = brand.shown_colour().map(|colour| match ground {
            Ground::Light => Shades::light(colour),
            Ground::Dark => Shades::dark(colour),
        });
        shades.or(before.copied().flatten())
    });
    let shade = move |of: fn(Shades) -> String| shades.get().map(of).unwrap_or_default();
    let (name, label) = match ground {
        Ground::Light => ("light", td_string!(locale, branding.in_light)),
        Ground::Dark => ("dark", td_string!(locale, branding.in_dark)),
    };
    view! {
        <figure class="brand-tile">
            <figcaption>{label}</figcaption>
            <div
                class="brand-ground"
                data-ground=name
                aria-hidden="true"
                style:--accent=move || shade(|shades| shades.accent.to_string())
                style:--on-accent=move || shade(|shades| shades.on.to_string())
                style:--accent-wash=move || shade(|shades| shades.wash.to_string())
            >
                {sign_in(locale, brand)}
                {consent(locale, brand)}
                {mail(locale, brand)}
            </div>
        </figure>
    }
}

fn head(brand: ShownBrand) -> impl IntoView {
    move || {
        let name = brand.shown_name();
        match brand.shown_logo() {
            Some(logo) => view! {
                <p class="brand-head" translate="no"><img class="brand-logo" src=logo alt="" />{name}</p>
            }
            .into_any(),
            None => view! { <p class="brand brand-head" translate="no">{name}</p> }.into_any(),
        }
    }
}

fn sign_in(locale: Locale, brand: ShownBrand) -> impl IntoView {
    view! {
        <div class="brand-page">
            {head(brand)}
            <p class="brand-title">{td_string!(locale, branding.sign_in_title)}</p>
            <p class="brand-field">{brand.sample_address()}</p>
            <p class="brand-button">{td_string!(locale, branding.sign_in_button)}</p>
        </div>
    }
}

fn consent(locale: Locale, brand: ShownBrand) -> impl IntoView {
    view! {
        <div class="brand-page">
            {head(brand)}
            <p class="brand-title">{td_string!(locale, consent.title)}</p>
            <p class="brand-grant">{td_string!(locale, consent.profile)}</p>
            <p class="brand-button">{td_string!(locale, consent.authorize)}</p>
        </div>
    }
}

/// Mails have the name and the colour, and no pictures.
fn mail(locale: Locale, brand: ShownBrand) -> impl IntoView {
    view! {
        <div class="brand-page">
            <p class="brand-head brand-mail" translate="no">
                {move || brand.shown_name()}
            </p>
            <p>{td_string!(locale, branding.mail_text)}</p>
            <p class="brand-button">{td_string!(locale, branding.mail_button)}</p>
        </div>
    }
}
