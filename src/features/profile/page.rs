//! The profile page: one form for each thing that can be changed. Where a company runs the sign-in, it says so in the place of
//! the forms for address and password.

use latchkey_contract::{
    Empty,
    profile::{GetProfile, WayIn, get_profile::Response},
};
use leptos::prelude::*;

use super::authorized_apps::AuthorizedApps;
use super::sessions::Sessions;
use super::{
    address_form::AddressForm, language_form::LanguageForm, name_form::NameForm, password_form::PasswordForm,
    theme_form::ThemeForm,
};
use crate::{
    i18n::*,
    paths,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
        page::Page,
    },
    ui::{Piece, piece},
};

/// See the module.
#[component]
pub fn ProfilePage() -> Piece {
    let locale = use_locale();
    let caller = use_caller();
    let profile = Load::new(move |_| {
        let caller = caller.clone();
        async move {
            let profile = caller.call::<GetProfile>(&Empty {}).await?;
            Ok(show(move || view! { <Forms locale profile /> }))
        }
    });
    let content = piece(view! {
        <p class="lead">{td_string!(locale, profile.intro)}</p>
        <div class="settings">
            <Loaded load=profile failure_title=td_string!(locale, profile.your_details) />
        </div>
        <AuthorizedApps />
        <Sessions />
    });
    let title = td_string!(locale, profile.title);
    piece(view! { <Page title heading=title.to_owned() content /> })
}

#[component]
fn Forms(locale: Locale, profile: Response) -> Piece {
    let Response {
        email,
        first_name,
        last_name,
        language,
        way_in,
        company,
        pending_address,
    } = profile;
    let way_in = match way_in {
        WayIn::Password => piece(view! {
            <AddressForm locale present=email.clone() pending=pending_address />
            <PasswordForm locale email />
        }),
        WayIn::NoPassword => piece(view! {
            <section aria-labelledby="profile-password">
                <Address locale email />
                <h2 id="profile-password">{td_string!(locale, profile.password)}</h2>
                <p>{td_string!(locale, profile.no_password)}</p>
                <a class="button quiet" href=paths::RESET_PASSWORD>
                    {td_string!(locale, profile.set_password)}
                </a>
            </section>
        }),
        WayIn::Sso => {
            let unnamed = || td_string!(locale, profile.managed_unnamed).to_owned();
            let company = company.unwrap_or_else(unnamed);
            piece(view! {
                <section>
                    <Address locale email />
                    <p>{td_string!(locale, profile.managed, company = company)}</p>
                </section>
            })
        }
    };
    piece(view! {
        <NameForm locale first_name last_name />
        <LanguageForm locale chosen=language />
        <ThemeForm locale />
        {way_in}
    })
}

#[component]
fn Address(locale: Locale, email: String) -> Piece {
    piece(view! {
        <h2>{td_string!(locale, profile.address)}</h2>
        <p translate="no">{email}</p>
    })
}
