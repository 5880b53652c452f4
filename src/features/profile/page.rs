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
    kit::{Loaded, Page, use_locale, use_session_client},
    paths,
};

/// "My Account".
#[component]
pub fn ProfilePage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let profile = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetProfile>(&Empty {}).await }
    });
    let title = td_string!(locale, profile.title);
    view! {
        <Page title heading=title>
            <p class="lead">{td_string!(locale, profile.intro)}</p>
            <div class="settings">
                <Loaded
                    resource=profile
                    failure_title=td_string!(locale, profile.your_details)
                    let:profile
                >
                    <Forms locale profile />
                </Loaded>
            </div>
            <AuthorizedApps />
            <Sessions />
        </Page>
    }
}

#[component]
fn Forms(locale: Locale, profile: Response) -> impl IntoView {
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
        WayIn::Password => view! {
            <AddressForm locale present=email.clone() pending=pending_address />
            <PasswordForm locale email />
        }
        .into_any(),
        WayIn::NoPassword => view! {
            <section aria-labelledby="profile-password">
                <Address locale email />
                <h2 id="profile-password">{td_string!(locale, profile.password)}</h2>
                <p>{td_string!(locale, profile.no_password)}</p>
                // A page of the front door: the server renders it.
                <a class="button quiet" rel="external" href=paths::RESET_PASSWORD>
                    {td_string!(locale, profile.set_password)}
                </a>
            </section>
        }
        .into_any(),
        WayIn::Sso => {
            let unnamed = || td_string!(locale, profile.managed_unnamed).to_owned();
            let company = company.unwrap_or_else(unnamed);
            view! {
                <section>
                    <Address locale email />
                    <p>{td_string!(locale, profile.managed, company = company)}</p>
                </section>
            }
            .into_any()
        }
    };
    view! {
        <NameForm locale first_name last_name />
        <LanguageForm locale chosen=language />
        <ThemeForm locale />
        {way_in}
    }
}

#[component]
fn Address(locale: Locale, email: String) -> impl IntoView {
    view! {
        <h2>{td_string!(locale, profile.address)}</h2>
        <p translate="no">{email}</p>
    }
}
