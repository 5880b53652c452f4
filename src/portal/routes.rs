//! The portal's pages and their addresses, a component for each part. Each page is a chunk that the browser loads when it is opened.

use leptos::prelude::*;
use leptos_router::{
    Lazy, MatchNestedRoutes, NavigateOptions,
    components::{ParentRoute, Redirect, Route},
    path,
};

use super::pages::{
    AccessManagementRoute, ActivationRoute, AppSettingsRoute, AuthorizedAppsRoute, BrandingRoute,
    BulkResultsRoute, CompanyTokensRoute, ConnectRoute, ControlCenterRoute, EmailDomainsRoute,
    EnvironmentPeopleRoute, EnvironmentRoute, GeneralRoute, GroupRoute, GroupsRoute, IdentityConflictRoute,
    IdentityConflictsRoute, InvitationsRoute, InviteUsersRoute, ManagedAppsRoute, MapRoute, MembersRoute,
    MyAccountRoute, MyAppsRoute, NewAppRoute, NewSsoConfigurationRoute, PilotRoute, PreferencesRoute,
    ProfileRoute, SecondAccountsRoute, SecondFactorRuleRoute, SecretRoute, SecurityHistoryRoute,
    SecurityRoute, SignInAttemptsRoute, SingleSignOnRoute, TestRoute, TestedRoute, TokensRoute, TwoStepRoute,
};
use super::{areas::Home, not_found::NotFound};
use crate::paths;

/// The pages of whoever is signed in, about themselves.
#[component(transparent)]
pub fn MyAccountRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/profile") view={Lazy::<MyAccountRoute>::new()}>
            <Route path=path!("") view={Lazy::<ProfileRoute>::new()} />
            <Route path=path!("/security") view={Lazy::<SecurityRoute>::new()} />
            <Route path=path!("/apps") view={Lazy::<AuthorizedAppsRoute>::new()} />
            <Route path=path!("/two-step") view={Lazy::<TwoStepRoute>::new()} />
            <Route path=path!("/tokens") view={Lazy::<TokensRoute>::new()} />
            <Route path=path!("/preferences") view={Lazy::<PreferencesRoute>::new()} />
        </ParentRoute>
    }
    .into_inner()
}

/// The pages of a company's admins.
#[component(transparent)]
pub fn ControlCenterRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
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
    }
    .into_inner()
}

/// The page that makes an app: one of the Control Center, at an address of its own.
#[component(transparent)]
pub fn NewAppRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/apps/new") view={Lazy::<ControlCenterRoute>::new()}>
            <Route path=path!("") view={Lazy::<NewAppRoute>::new()} />
        </ParentRoute>
    }
    .into_inner()
}

/// The settings of an app.
#[component(transparent)]
pub fn AppSettingsRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
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
    }
    .into_inner()
}

/// The apps of whoever is signed in, and every address that names nothing.
#[component(transparent)]
pub fn HomeRoutes() -> impl MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("") view=Home>
            <Route path=path!("/") view={Lazy::<MyAppsRoute>::new()} />
            <Route path=path!("/*any") view=NotFound />
        </ParentRoute>
    }
    .into_inner()
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
