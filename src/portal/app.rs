//! The portal: what all of its pages share, and the frame around them.

use leptos::prelude::*;
use leptos_router::{
    components::{Outlet, ParentRoute, Router, Routes},
    path,
};

use super::{
    frame::Frame,
    lost_chunk::{LostChunk, LostChunkNotice},
    not_found::NotFound,
    pages::prefetch_pages,
    routes::{AppSettingsRoutes, ControlCenterRoutes, HomeRoutes, MyAccountRoutes, NewAppRoutes},
    scroll_position::restore_scroll_positions,
    who::read_who,
};
use crate::{
    i18n::Locale,
    kit::{
        BackAndForward, CurrentGuest, CurrentUser, Loaded, Permissions, form_drafts::FormDrafts,
        locale::provide_locale, page::PageFocus,
    },
    ui::{ToastRegion, Toasts},
};

/// The portal. Its pages see the session, the drafts of whoever is signed in, and the toasts, which outlast a page.
#[component]
pub fn Portal(
    /// The language that it begins with.
    locale: Locale,
) -> impl IntoView {
    let locale = provide_locale(locale);
    PageFocus::provide();
    // Before the positions and the router hear that the browser goes back.
    BackAndForward::provide();
    restore_scroll_positions();
    let toasts = Toasts::provide();
    CurrentUser::provide();
    CurrentGuest::provide();
    LostChunk::provide();
    prefetch_pages();
    let (is_routing, set_is_routing) = signal(false);
    Effect::new(move |_| {
        if let Some(root) = document().document_element() {
            // The attribute is well-formed; nothing can refuse it.
            let _ = root.set_attribute("lang", locale.get().tag());
        }
    });
    view! {
        <Router set_is_routing>
            <LostChunkNotice waits=is_routing />
            <Routes fallback=NotFound>
                <ParentRoute path=path!("") view=SignedIn>
                    <MyAccountRoutes />
                    <ControlCenterRoutes />
                    <NewAppRoutes />
                    <AppSettingsRoutes />
                    <HomeRoutes />
                </ParentRoute>
            </Routes>
        </Router>
        {move || view! { <ToastRegion locale=locale.get() toasts /> }}
    }
}

/// The frame, and in it the page once the platform has said who is there.
#[component]
fn SignedIn() -> impl IntoView {
    let (user, guest) = (expect_context::<CurrentUser>(), expect_context::<CurrentGuest>());
    Permissions::provide();
    let test_until = RwSignal::new(None);
    let who = read_who(test_until);
    view! {
        <Frame account=user.0 guest test_until>
            <Loaded resource=who let:name>
                {
                    FormDrafts::provide(&name);
                    expect_context::<LostChunk>().keeps(use_context());
                    view! { <Outlet /> }
                }
            </Loaded>
        </Frame>
    }
}
