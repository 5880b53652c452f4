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
    portal::{call::use_caller, failure::Failure, language::use_locale, page::Page},
    ui::Loading,
};

/// See the module.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let locale = use_locale();
    let caller = use_caller();
    let profile = LocalResource::new(move || {
        let caller = caller.clone();
        async move { caller.call::<GetProfile>(&Empty {}).await }
    });
    let forms = move || {
        profile.get().map(|answer| match answer {
            Ok(profile) => view! { <Forms locale profile /> }.into_any(),
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| profile.refetch()) /> }.into_any()
            }
        })
    };
    view! {
        <Page title=td_string!(locale, profile.title) heading=td_string!(locale, profile.title)>
            <p class="lead">{td_string!(locale, profile.intro)}</p>
            <div class="settings">
                <Suspense fallback=move || view! { <Loading locale /> }>{forms}</Suspense>
            </div>
            <AuthorizedApps />
            <Sessions />
        </Page>
    }
}

#[component]
fn Forms(locale: Locale, profile: Response) -> impl IntoView {
    let way_in = match profile.way_in {
        WayIn::Password => view! {
            <AddressForm locale profile=profile.clone() />
            <PasswordForm locale email=profile.email.clone() />
        }
        .into_any(),
        WayIn::NoPassword => view! {
            <section aria-labelledby="profile-password">
                <Address locale email=profile.email.clone() />
                <h2 id="profile-password">{td_string!(locale, profile.password)}</h2>
                <p>{td_string!(locale, profile.no_password)}</p>
                // A page of the front door: not for the portal's router.
                <a class="button quiet" rel="external" href=paths::RESET_PASSWORD>
                    {td_string!(locale, profile.set_password)}
                </a>
            </section>
        }
        .into_any(),
        WayIn::Sso => {
            let unnamed = || td_string!(locale, profile.managed_unnamed).to_owned();
            let company = profile.company.clone().unwrap_or_else(unnamed);
            view! {
                <section>
                    <Address locale email=profile.email.clone() />
                    <p>{td_string!(locale, profile.managed, company = company)}</p>
                </section>
            }
            .into_any()
        }
    };
    view! {
        <NameForm locale profile=profile.clone() />
        <LanguageForm locale chosen=profile.language />
        <ThemeForm locale />
        {way_in}
    }
}

#[component]
fn Address(locale: Locale, email: String) -> impl IntoView {
    view! {
        <h2>{td_string!(locale, profile.address)}</h2>
        <p>{email}</p>
    }
}
