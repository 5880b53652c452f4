//! The page: name and colour, the logo, and what people will see.

use latchkey_contract::{
    Empty,
    company::{CompanyBrand, GetCompanyBrand},
};
use leptos::prelude::*;

use super::{
    brand::ShownBrand,
    logo::Logo,
    look::{Look, LookForm},
    preview::Preview,
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale, use_session_client},
    paths,
    ui::{Crumb, Shape, Skeleton},
};

/// The page.
#[component]
pub fn BrandingPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let brand = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetCompanyBrand>(&Empty {}).await }
    });
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(3) label=td_string!(locale, portal.loading) /> };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.company)),
    ];
    view! {
        <Page
            heading=td_string!(locale, branding.title)
            crumbs
            lead=td_string!(locale, branding.lead)
        >
            <Loaded resource=brand fallback=skeleton let:present>
                <Branding present />
            </Loaded>
        </Page>
    }
}

#[component]
fn Branding(present: CompanyBrand) -> impl IntoView {
    let look = LookForm::new(&present);
    let brand = ShownBrand::new(&present, look.name.value, look.colour.value);
    view! {
        <Look look brand />
        <Logo brand />
        <Preview brand />
    }
}
