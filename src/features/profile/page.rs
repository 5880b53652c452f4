//! The first page of "My Account": name and address. Where a company runs the sign-in, it says so in the place of what is changed there.

use latchkey_contract::{
    Empty,
    profile::{GetProfile, WayIn, get_profile::Response},
};
use leptos::prelude::*;

use super::{address_row::AddressRow, name_row::NameRow, second_accounts::SecondAccounts};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{Loaded, Page, use_locale, use_session_client},
    paths,
    ui::{Crumb, SettingRow, SettingRows, Shape, Skeleton},
};

/// Reads what is known of the account, for a page.
pub(super) fn read_profile() -> LocalResource<Result<Response, ApiError>> {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetProfile>(&Empty {}).await }
    })
}

/// The page above the others of "My Account".
pub(super) fn crumbs(locale: Locale) -> Vec<Crumb> {
    vec![Crumb::page(td_string!(locale, profile.title), paths::PROFILE)]
}

/// Rows of settings that are on their way.
#[component]
pub(super) fn RowsSkeleton(count: u8) -> impl IntoView {
    let locale = use_locale();
    view! { <Skeleton shape=Shape::Rows(count) label=td_string!(locale, portal.loading) /> }
}

/// What a company's sign-in settles, said in the place of a way to change it.
pub(super) fn managed_by(locale: Locale, company: Option<String>) -> String {
    let unnamed = || td_string!(locale, profile.managed_unnamed).to_owned();
    td_string!(locale, profile.managed, company = company.unwrap_or_else(unnamed))
}

/// "My Account".
#[component]
pub fn ProfilePage() -> impl IntoView {
    let locale = use_locale();
    let profile = read_profile();
    view! {
        <Page heading=td_string!(locale, profile.title) lead=td_string!(locale, profile.intro)>
            <Loaded resource=profile fallback=|| view! { <RowsSkeleton count=2 /> } let:profile>
                <Rows profile />
            </Loaded>
        </Page>
    }
}

#[component]
fn Rows(profile: Response) -> impl IntoView {
    let locale = use_locale();
    let Response {
        email,
        first_name,
        last_name,
        way_in,
        company,
        pending_address,
        ..
    } = profile;
    let own = email.clone();
    let address = match way_in {
        WayIn::Password => view! { <AddressRow present=email pending=pending_address /> }.into_any(),
        WayIn::NoPassword => {
            view! { <FixedAddress email hint=td_string!(locale, profile.address_hint).to_owned() /> }
                .into_any()
        }
        WayIn::Sso => view! { <FixedAddress email hint=managed_by(locale, company) /> }.into_any(),
    };
    view! {
        <SettingRows>
            <NameRow first_name last_name />
            {address}
        </SettingRows>
        <SecondAccounts own />
    }
}

/// An address that is not changed here.
#[component]
fn FixedAddress(email: String, hint: String) -> impl IntoView {
    let locale = use_locale();
    view! {
        <SettingRow name=td_string!(locale, profile.address) hint>
            <p>
                <bdi translate="no">{email}</bdi>
            </p>
        </SettingRow>
    }
}
