//! The portal's frame and its pages.

use latchkey_contract::{
    Empty,
    session::{GetSession, SessionAccount},
};
use leptos::prelude::*;
use leptos_router::{
    components::{Route, Router, Routes},
    path,
};

use super::{
    call::use_caller, drafts::Drafts, failure::Failure, language, not_found::NotFound, page::Visits,
    renamed::Renamed, shell::Shell, told::Told,
};
use crate::{
    features::{
        app_settings::{EnvironmentPage, GeneralPage, NewAppPage},
        my_apps::MyAppsPage,
        profile::ProfilePage,
    },
    i18n::Locale,
    ui::Loading,
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
    let caller = use_caller();
    let session = LocalResource::new(move || {
        let caller = caller.clone();
        async move {
            caller
                .call::<GetSession>(&Empty {})
                .await
                .map(|session| session.account)
        }
    });
    let account = Signal::derive_local(move || {
        session
            .get()
            .and_then(Result::ok)
            .map(|account| renamed.applied_to(account))
    });
    let inside = move || {
        session.get().map(|answer| match answer {
            Ok(account) => view! { <Pages account /> }.into_any(),
            Err(error) => {
                view! { <Failure locale error retry=Callback::new(move |()| session.refetch()) /> }.into_any()
            }
        })
    };
    view! {
        <Router>
            <Shell locale account>
                <Suspense fallback=move || view! { <Loading locale /> }>{inside}</Suspense>
            </Shell>
        </Router>
    }
}

#[component]
fn Pages(account: SessionAccount) -> impl IntoView {
    Drafts::provide(&account.id);
    Told::provide();
    provide_context(account);
    view! {
        <Routes fallback=NotFound>
            <Route path=path!("/") view=MyAppsPage />
            <Route path=path!("/profile") view=ProfilePage />
            <Route path=path!("/apps/new") view=NewAppPage />
            <Route path=path!("/apps/:app/settings/general") view=GeneralPage />
            <Route path=path!("/apps/:app/settings/general/:environment") view=EnvironmentPage />
        </Routes>
    }
}
