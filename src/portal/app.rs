//! The portal's routes: the frame, and the pages in it.

use latchkey_contract::{Empty, session::GetSession};
use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use super::{
    areas::{AppSettings, ControlCenter, Home, MyAccount},
    frame::Frame,
    not_found::NotFound,
    scroll_position::restore_scroll_positions,
};
use crate::{
    features::{
        app_settings::{EnvironmentPage, GeneralPage, NewAppPage},
        managed_apps::ManagedAppsPage,
        members::MembersPage,
        my_apps::MyAppsPage,
        profile::ProfilePage,
    },
    i18n::Locale,
    kit::{
        CurrentUser, FlashMessage, Loaded, Permissions, form_drafts::FormDrafts, language_tag,
        page::PageFocus, use_session_client,
    },
    paths,
};

/// The portal. Its pages see the session, the drafts of whoever is signed in, and the message of the page before.
#[component]
pub fn Portal(
    /// Language of the portal.
    locale: Locale,
) -> impl IntoView {
    provide_context(locale);
    PageFocus::provide();
    restore_scroll_positions();
    FlashMessage::provide();
    CurrentUser::provide();
    if let Some(root) = document().document_element() {
        // The attribute is well-formed; nothing can refuse it.
        let _ = root.set_attribute("lang", language_tag(locale));
    }
    view! {
        <Router>
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=SignedIn>
                    <ParentRoute path=path!("/profile") view=MyAccount>
                        <Route path=path!("") view=ProfilePage />
                    </ParentRoute>
                    <ParentRoute path=path!("/control-center") view=ControlCenter>
                        <Route path=path!("") view=|| view! { <Redirect path=paths::MANAGED_APPS /> } />
                        <Route path=path!("/apps") view=ManagedAppsPage />
                        <Route path=path!("/people/members") view=MembersPage />
                    </ParentRoute>
                    // A page of the Control Center at an address of its own.
                    <ParentRoute path=path!("/apps/new") view=ControlCenter>
                        <Route path=path!("") view=NewAppPage />
                    </ParentRoute>
                    <ParentRoute path=path!("/apps/:app/settings") view=AppSettings>
                        <Route path=path!("/general") view=GeneralPage />
                        <Route path=path!("/general/:environment") view=EnvironmentPage />
                    </ParentRoute>
                    <ParentRoute path=path!("") view=Home>
                        <Route path=path!("/") view=MyAppsPage />
                        <Route path=path!("/*any") view=NotFound />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The frame, and in it the page once the platform has said who is signed in.
#[component]
fn SignedIn() -> impl IntoView {
    let client = use_session_client();
    let user = expect_context::<CurrentUser>();
    Permissions::provide();
    let session = LocalResource::new(move || {
        let client = client.clone();
        async move {
            let session = client.call::<GetSession>(&Empty {}).await?;
            user.0.set(Some(session.account.clone()));
            Ok(session.account.id)
        }
    });
    view! {
        <Frame account=user.0>
            <Loaded resource=session let:account>
                {
                    FormDrafts::provide(&account);
                    view! { <Outlet /> }
                }
            </Loaded>
        </Frame>
    }
}
