//! The portal's routes: the frame, and the pages in it.

use leptos::prelude::*;
use leptos_router::{
    Lazy, NavigateOptions,
    components::{Outlet, ParentRoute, Redirect, Route, Router, Routes},
    path,
};

use super::{
    areas::Home,
    frame::Frame,
    lost_chunk::{LostChunk, LostChunkNotice},
    not_found::NotFound,
    pages::{
        AccessManagementRoute, ActivationRoute, AppSettingsRoute, AuthorizedAppsRoute, BrandingRoute,
        BulkResultsRoute, CompanyTokensRoute, ConnectRoute, ControlCenterRoute, EmailDomainsRoute,
        EnvironmentPeopleRoute, EnvironmentRoute, GeneralRoute, GroupRoute, GroupsRoute,
        IdentityConflictRoute, IdentityConflictsRoute, InvitationsRoute, InviteUsersRoute, ManagedAppsRoute,
        MapRoute, MembersRoute, MyAccountRoute, MyAppsRoute, NewAppRoute, NewSsoConfigurationRoute,
        PilotRoute, PreferencesRoute, ProfileRoute, SecondAccountsRoute, SecondFactorRuleRoute, SecretRoute,
        SecurityHistoryRoute, SecurityRoute, SignInAttemptsRoute, SingleSignOnRoute, TestRoute, TestedRoute,
        TokensRoute, TwoStepRoute, prefetch_pages,
    },
    scroll_position::restore_scroll_positions,
    who::read_who,
};
use crate::{
    i18n::Locale,
    kit::{
        BackAndForward, CurrentGuest, CurrentUser, Loaded, Permissions, form_drafts::FormDrafts,
        locale::provide_locale, page::PageFocus,
    },
    paths,
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
                    <ParentRoute path=path!("/profile") view={Lazy::<MyAccountRoute>::new()}>
                        <Route path=path!("") view={Lazy::<ProfileRoute>::new()} />
                        <Route path=path!("/security") view={Lazy::<SecurityRoute>::new()} />
                        <Route path=path!("/apps") view={Lazy::<AuthorizedAppsRoute>::new()} />
                        <Route path=path!("/two-step") view={Lazy::<TwoStepRoute>::new()} />
                        <Route path=path!("/tokens") view={Lazy::<TokensRoute>::new()} />
                        <Route path=path!("/preferences") view={Lazy::<PreferencesRoute>::new()} />
                    </ParentRoute>
                    <ParentRoute path=path!("/control-center") view={Lazy::<ControlCenterRoute>::new()}>
                        <Route path=path!("") view=FirstOfControlCenter />
                        <Route path=path!("/apps") view={Lazy::<ManagedAppsRoute>::new()} />
                        <Route path=path!("/people/members") view={Lazy::<MembersRoute>::new()} />
                        <Route path=path!("/security/two-step") view={Lazy::<SecondFactorRuleRoute>::new()} />
                        <Route path=path!("/people/tokens") view={Lazy::<CompanyTokensRoute>::new()} />
                        <Route
                            path=path!("/people/second-accounts")
                            view={Lazy::<SecondAccountsRoute>::new()}
                        />
                        <Route path=path!("/people/groups") view={Lazy::<GroupsRoute>::new()} />
                        <Route path=path!("/people/groups/:group") view={Lazy::<GroupRoute>::new()} />
                        <Route path=path!("/company/email-domains") view={Lazy::<EmailDomainsRoute>::new()} />
                        <Route path=path!("/company/branding") view={Lazy::<BrandingRoute>::new()} />
                        <Route path=path!("/security/history") view={Lazy::<SecurityHistoryRoute>::new()} />
                        <Route
                            path=path!("/security/sign-in-attempts")
                            view={Lazy::<SignInAttemptsRoute>::new()}
                        />
                        <Route
                            path=path!("/security/conflicts")
                            view={Lazy::<IdentityConflictsRoute>::new()}
                        />
                        <Route
                            path=path!("/security/conflicts/:conflict")
                            view={Lazy::<IdentityConflictRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on")
                            view={Lazy::<SingleSignOnRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/new")
                            view={Lazy::<NewSsoConfigurationRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/edit/connect")
                            view={Lazy::<ConnectRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/edit/test")
                            view={Lazy::<TestRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/edit/map")
                            view={Lazy::<MapRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/activation")
                            view={Lazy::<ActivationRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/pilot")
                            view={Lazy::<PilotRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/secret")
                            view={Lazy::<SecretRoute>::new()}
                        />
                        <Route
                            path=path!("/security/single-sign-on/:configuration/tested")
                            view={Lazy::<TestedRoute>::new()}
                        />
                    </ParentRoute>
                    // A page of the Control Center at an address of its own.
                    <ParentRoute path=path!("/apps/new") view={Lazy::<ControlCenterRoute>::new()}>
                        <Route path=path!("") view={Lazy::<NewAppRoute>::new()} />
                    </ParentRoute>
                    <ParentRoute path=path!("/apps/:app/settings") view={Lazy::<AppSettingsRoute>::new()}>
                        <Route path=path!("/general") view={Lazy::<GeneralRoute>::new()} />
                        <Route path=path!("/general/:environment") view={Lazy::<EnvironmentRoute>::new()} />
                        <Route path=path!("/access-management") view={Lazy::<AccessManagementRoute>::new()} />
                        <Route
                            path=path!("/access-management/:environment")
                            view={Lazy::<EnvironmentPeopleRoute>::new()}
                        />
                        <Route
                            path=path!("/access-management/:environment/invite")
                            view={Lazy::<InviteUsersRoute>::new()}
                        />
                        <Route
                            path=path!("/access-management/:environment/invitations")
                            view={Lazy::<InvitationsRoute>::new()}
                        />
                        <Route
                            path=path!("/access-management/:environment/changes/:change")
                            view={Lazy::<BulkResultsRoute>::new()}
                        />
                    </ParentRoute>
                    <ParentRoute path=path!("") view=Home>
                        <Route path=path!("/") view={Lazy::<MyAppsRoute>::new()} />
                        <Route path=path!("/*any") view=NotFound />
                    </ParentRoute>
                </ParentRoute>
            </Routes>
        </Router>
        {move || view! { <ToastRegion locale=locale.get() toasts /> }}
    }
}

/// The Control Center has no page of its own. The address is replaced, so that Back leads to the page before.
#[component]
fn FirstOfControlCenter() -> impl IntoView {
    let options = NavigateOptions {
        replace: true,
        ..NavigateOptions::default()
    };
    view! { <Redirect path=paths::MANAGED_APPS options /> }
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
