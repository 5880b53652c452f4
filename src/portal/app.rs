//! The portal's routes: the frame, and the pages in it.

use latchkey_contract::{Empty, session::GetSession};
use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, ParentRoute, Route, Router, Routes},
    path,
};

use super::{frame::Frame, not_found::NotFound};
use crate::{
    features::{
        app_settings::{EnvironmentPage, GeneralPage, NewAppPage},
        my_apps::MyAppsPage,
        profile::ProfilePage,
    },
    i18n::Locale,
    kit::{
        CurrentUser, FlashMessage, Loaded, form_drafts::FormDrafts, language_tag, page::PageFocus,
        use_session_client,
    },
};

/// The portal. Its pages see the session, the drafts of whoever is signed in, and the message of the page before.
#[component]
pub fn Portal(
    /// Language of the portal.
    locale: Locale,
) -> impl IntoView {
    provide_context(locale);
    PageFocus::provide();
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
                    <Route path=path!("/") view=MyAppsPage />
                    <Route path=path!("/profile") view=ProfilePage />
                    <Route path=path!("/apps/new") view=NewAppPage />
                    <Route path=path!("/apps/:app/settings/general") view=GeneralPage />
                    <Route path=path!("/apps/:app/settings/general/:environment") view=EnvironmentPage />
                    <Route path=path!("/*any") view=NotFound />
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
