//! The routes of the portal's pages, and of the areas that frame them (My account, Control Center, settings of an app). The release build
//! (feature `split`) puts each into a WebAssembly chunk of its own, which the browser fetches when a person opens the page; without the
//! feature all of them are in one bundle.
//!
//! Invariant: a route has the name of its page or area, with `Route` at the end. The server finds a page's chunks by that name, and has the
//! browser fetch them together with the entry page (`crates/server/src/http/pages/portal.rs`).

use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::LazyRoute;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlAnchorElement};

use super::areas::{AppSettings, ControlCenter, MyAccount};
use crate::features::{
    app_settings::{
        AccessManagementPage, BulkResultsPage, EnvironmentPage, EnvironmentPeoplePage, GeneralPage,
        InvitationsPage, InviteUsersPage, NewAppPage,
    },
    branding::BrandingPage,
    email_domains::EmailDomainsPage,
    groups::{GroupPage, GroupsPage},
    identity_conflicts::{IdentityConflictPage, IdentityConflictsPage},
    managed_apps::ManagedAppsPage,
    members::MembersPage,
    my_apps::MyAppsPage,
    profile::{AuthorizedAppsPage, PreferencesPage, ProfilePage, SecurityPage},
    second_accounts::SecondAccountsPage,
    second_factor_rule::SecondFactorRulePage,
    security_history::SecurityHistoryPage,
    single_sign_on::{
        ActivationPage, ConnectPage, MapPage, NewSsoConfigurationPage, PilotPage, SecretPage,
        SignInAttemptsPage, SingleSignOnPage, TestPage, TestedPage,
    },
    tokens::{CompanyTokensPage, TokensPage},
    two_step::TwoStepPage,
};

/// Declares the route of a page or of an area. Without the feature `split` it implements [`LazyRoute`] by hand, because the code that
/// `#[lazy_route]` generates runs only after the split.
macro_rules! lazy_page {
    ($route:ident, $page:ident) => {
        pub(super) struct $route;

        #[cfg(feature = "split")]
        #[leptos_router::lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_route: Self) -> AnyView {
                view! { <$page /> }.into_any()
            }
        }

        #[cfg(not(feature = "split"))]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_route: Self) -> AnyView {
                view! { <$page /> }.into_any()
            }
        }
    };
}

lazy_page!(MyAccountRoute, MyAccount);
lazy_page!(ControlCenterRoute, ControlCenter);
lazy_page!(AppSettingsRoute, AppSettings);

lazy_page!(MyAppsRoute, MyAppsPage);
lazy_page!(ProfileRoute, ProfilePage);
lazy_page!(SecurityRoute, SecurityPage);
lazy_page!(AuthorizedAppsRoute, AuthorizedAppsPage);
lazy_page!(TwoStepRoute, TwoStepPage);
lazy_page!(SecondFactorRuleRoute, SecondFactorRulePage);
lazy_page!(TokensRoute, TokensPage);
lazy_page!(PreferencesRoute, PreferencesPage);
lazy_page!(ManagedAppsRoute, ManagedAppsPage);
lazy_page!(MembersRoute, MembersPage);
lazy_page!(CompanyTokensRoute, CompanyTokensPage);
lazy_page!(SecondAccountsRoute, SecondAccountsPage);
lazy_page!(GroupsRoute, GroupsPage);
lazy_page!(GroupRoute, GroupPage);
lazy_page!(EmailDomainsRoute, EmailDomainsPage);
lazy_page!(BrandingRoute, BrandingPage);
lazy_page!(SecurityHistoryRoute, SecurityHistoryPage);
lazy_page!(SignInAttemptsRoute, SignInAttemptsPage);
lazy_page!(IdentityConflictsRoute, IdentityConflictsPage);
lazy_page!(IdentityConflictRoute, IdentityConflictPage);
lazy_page!(SingleSignOnRoute, SingleSignOnPage);
lazy_page!(NewSsoConfigurationRoute, NewSsoConfigurationPage);
lazy_page!(ConnectRoute, ConnectPage);
lazy_page!(TestRoute, TestPage);
lazy_page!(MapRoute, MapPage);
lazy_page!(ActivationRoute, ActivationPage);
lazy_page!(PilotRoute, PilotPage);
lazy_page!(SecretRoute, SecretPage);
lazy_page!(TestedRoute, TestedPage);
lazy_page!(NewAppRoute, NewAppPage);
lazy_page!(GeneralRoute, GeneralPage);
lazy_page!(EnvironmentRoute, EnvironmentPage);
lazy_page!(AccessManagementRoute, AccessManagementPage);
lazy_page!(EnvironmentPeopleRoute, EnvironmentPeoplePage);
lazy_page!(InviteUsersRoute, InviteUsersPage);
lazy_page!(InvitationsRoute, InvitationsPage);
lazy_page!(BulkResultsRoute, BulkResultsPage);

/// Fetches the code of a page as soon as a person points at a link to it or moves the focus there, before the person follows the link.
pub(super) fn prefetch_pages() {
    let handles = [
        window_event_listener(ev::pointerover, |event| prefetch_of(event.target())),
        window_event_listener(ev::focusin, |event| prefetch_of(event.target())),
    ];
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
}

/// Fetches the page of the link around `target`. The target of an event may be any element: the link itself, an icon in it, or one outside
/// of links.
fn prefetch_of(target: Option<web_sys::EventTarget>) {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    let link = element.and_then(|element| element.closest("a[href]").ok().flatten());
    let Some(link) = link.and_then(|link| link.dyn_into::<HtmlAnchorElement>().ok()) else {
        return;
    };
    if link.origin() == window().location().origin().unwrap_or_default() {
        prefetch(&link.pathname());
    }
}

/// Fetches the area and the page at `path`. The paths are those of the router.
fn prefetch(path: &str) {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match parts[..] {
        ["profile", ..] => spawn_local(MyAccountRoute::preload()),
        ["control-center", ..] | ["apps", "new"] => spawn_local(ControlCenterRoute::preload()),
        ["apps", _, "settings", ..] => spawn_local(AppSettingsRoute::preload()),
        _ => {}
    }
    match parts[..] {
        [] => spawn_local(MyAppsRoute::preload()),
        ["profile"] => spawn_local(ProfileRoute::preload()),
        ["profile", "security"] => spawn_local(SecurityRoute::preload()),
        ["profile", "apps"] => spawn_local(AuthorizedAppsRoute::preload()),
        ["profile", "two-step"] => spawn_local(TwoStepRoute::preload()),
        ["profile", "tokens"] => spawn_local(TokensRoute::preload()),
        ["profile", "preferences"] => spawn_local(PreferencesRoute::preload()),
        ["control-center", "apps"] => spawn_local(ManagedAppsRoute::preload()),
        ["control-center", "people", "members"] => spawn_local(MembersRoute::preload()),
        ["control-center", "people", "tokens"] => spawn_local(CompanyTokensRoute::preload()),
        ["control-center", "people", "second-accounts"] => spawn_local(SecondAccountsRoute::preload()),
        ["control-center", "people", "groups"] => spawn_local(GroupsRoute::preload()),
        ["control-center", "people", "groups", _] => spawn_local(GroupRoute::preload()),
        ["control-center", "company", "email-domains"] => spawn_local(EmailDomainsRoute::preload()),
        ["control-center", "company", "branding"] => spawn_local(BrandingRoute::preload()),
        ["control-center", "security", "history"] => spawn_local(SecurityHistoryRoute::preload()),
        ["control-center", "security", "sign-in-attempts"] => {
            spawn_local(SignInAttemptsRoute::preload());
        }
        ["control-center", "security", "conflicts"] => spawn_local(IdentityConflictsRoute::preload()),
        ["control-center", "security", "conflicts", _] => spawn_local(IdentityConflictRoute::preload()),
        ["control-center", "security", "two-step"] => spawn_local(SecondFactorRuleRoute::preload()),
        ["control-center", "security", "single-sign-on"] => spawn_local(SingleSignOnRoute::preload()),
        ["control-center", "security", "single-sign-on", "new"] => {
            spawn_local(NewSsoConfigurationRoute::preload());
        }
        [
            "control-center",
            "security",
            "single-sign-on",
            _,
            "edit",
            "connect",
        ] => {
            spawn_local(ConnectRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "edit", "test"] => {
            spawn_local(TestRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "edit", "map"] => {
            spawn_local(MapRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "pilot"] => {
            spawn_local(PilotRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "secret"] => {
            spawn_local(SecretRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "activation"] => {
            spawn_local(ActivationRoute::preload());
        }
        ["control-center", "security", "single-sign-on", _, "tested"] => {
            spawn_local(TestedRoute::preload());
        }
        ["apps", "new"] => spawn_local(NewAppRoute::preload()),
        ["apps", _, "settings", "general"] => spawn_local(GeneralRoute::preload()),
        ["apps", _, "settings", "general", _] => spawn_local(EnvironmentRoute::preload()),
        ["apps", _, "settings", "access-management"] => spawn_local(AccessManagementRoute::preload()),
        ["apps", _, "settings", "access-management", _, "invite"] => spawn_local(InviteUsersRoute::preload()),
        ["apps", _, "settings", "access-management", _, "invitations"] => {
            spawn_local(InvitationsRoute::preload());
        }
        ["apps", _, "settings", "access-management", _, "changes", _] => {
            spawn_local(BulkResultsRoute::preload());
        }
        ["apps", _, "settings", "access-management", _] => spawn_local(EnvironmentPeopleRoute::preload()),
        _ => {}
    }
}
