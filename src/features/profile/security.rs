//! "My Account" > Security: the password, and where one is signed in.

use latchkey_contract::profile::{WayIn, get_profile::Response};
use leptos::prelude::*;

use super::{
    page::{RowsSkeleton, crumbs, managed_by, read_profile},
    password_row::PasswordRow,
    remembered::RememberedBrowsers,
    sessions::Sessions,
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale},
    paths,
    ui::{SettingRow, SettingRows},
};

/// The page.
#[component]
pub fn SecurityPage() -> impl IntoView {
    let locale = use_locale();
    let profile = read_profile();
    let changes = RwSignal::new(0);
    view! {
        <Page
            heading=td_string!(locale, profile.nav_security)
            crumbs=crumbs(locale)
            lead=td_string!(locale, profile.security_intro)
        >
            <Loaded
                resource=profile
                fallback=|| view! { <RowsSkeleton count=1 /> }
                failure_title=td_string!(locale, profile.password)
                let:profile
            >
                <SettingRows>
                    <Password profile />
                </SettingRows>
            </Loaded>
            <Sessions changes />
            <RememberedBrowsers changes />
        </Page>
    }
}

#[component]
fn Password(profile: Response) -> impl IntoView {
    let locale = use_locale();
    let name = td_string!(locale, profile.password);
    match profile.way_in {
        WayIn::Password => view! { <PasswordRow email=profile.email /> }.into_any(),
        WayIn::NoPassword => view! {
            <SettingRow
                name
                action=move || {
                    view! {
                        // A page of the front door: the server renders it.
                        <a class="button quiet dense" rel="external" href=paths::RESET_PASSWORD>
                            {td_string!(locale, profile.set_password)}
                        </a>
                    }
                }
            >
                <p>{td_string!(locale, profile.no_password)}</p>
            </SettingRow>
        }
        .into_any(),
        WayIn::Sso => view! {
            <SettingRow name>
                <p>{managed_by(locale, profile.company)}</p>
            </SettingRow>
        }
        .into_any(),
    }
}
