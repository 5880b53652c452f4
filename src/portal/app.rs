//! The portal's frame and its pages.

use latchkey_contract::{Empty, session::GetSession};
use leptos::prelude::*;

use super::{
    call::use_caller,
    drafts::Drafts,
    language,
    load::{Load, Loaded, show},
    not_found::NotFound,
    page::Visits,
    place::{Place, use_place},
    renamed::Renamed,
    shell::Shell,
    told::Told,
};
use crate::{
    features::{
        app_settings::{EnvironmentPage, GeneralPage, NewAppPage},
        my_apps::MyAppsPage,
        profile::ProfilePage,
    },
    i18n::Locale,
    paths::PortalPage,
    ui::{Piece, live, piece},
};

/// The portal.
#[component]
pub fn Portal(
    /// Language of the portal.
    locale: Locale,
) -> impl IntoView {
    provide_context(locale);
    Visits::provide();
    let renamed = Renamed::provide();
    if let Some(root) = document().document_element() {
        // The attribute is well-formed; nothing can refuse it.
        let _ = root.set_attribute("lang", language::tag(locale));
    }
    Place::provide();
    let caller = use_caller();
    let session = Load::new(move |_| {
        let caller = caller.clone();
        async move {
            let person = caller.call::<GetSession>(&Empty {}).await?.account;
            let account = person.id.clone();
            renamed.0.set(Some(person));
            Ok(show(move || view! { <Pages account /> }))
        }
    });
    let page = piece(view! { <Loaded load=session /> });
    view! { <Shell locale account=renamed.0 page /> }
}

#[component]
fn Pages(account: String) -> Piece {
    Drafts::provide(&account);
    Told::provide();
    let place = use_place();
    live(move || {
        Some(match place.page() {
            Some(PortalPage::MyApps) => piece(view! { <MyAppsPage /> }),
            Some(PortalPage::Profile) => piece(view! { <ProfilePage /> }),
            Some(PortalPage::NewApp) => piece(view! { <NewAppPage /> }),
            Some(PortalPage::General { app }) => piece(view! { <GeneralPage app /> }),
            Some(PortalPage::Environment { app, environment }) => {
                piece(view! { <EnvironmentPage app environment /> })
            }
            None => piece(view! { <NotFound /> }),
        })
    })
}
