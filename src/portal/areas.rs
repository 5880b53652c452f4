//! The areas of the portal, each with the list of its pages.

use latchkey_contract::session::get_permissions::MAX_OPEN_CONFLICTS;
use leptos::prelude::*;
use leptos_router::components::Outlet;

use super::area::{Area, AreaFrame, Content};
use crate::{
    features::app_settings::{CurrentApp, MissingApp, read_app},
    i18n::*,
    kit::{
        Loaded, use_current_guest, use_locale, use_locale_signal, use_param, use_permissions,
        use_session_client,
    },
    paths,
    ui::{IconPath, NavigationGroup, NavigationLink, Shape, Skeleton, icon},
};

/// Pages without a second column.
#[component]
pub fn Home() -> impl IntoView {
    view! {
        <Content>
            <Outlet />
        </Content>
    }
}

/// "My Account". Its language changes while it is on the screen.
#[component]
pub fn MyAccount() -> impl IntoView {
    let locale = use_locale_signal();
    let label = Signal::derive(move || td_string!(locale.get(), profile.title).to_owned());
    let groups = Signal::derive(move || {
        let locale = locale.get();
        vec![group(vec![
            link(
                td_string!(locale, profile.nav_profile),
                paths::PROFILE,
                icon::USER,
            ),
            link(
                td_string!(locale, profile.nav_security),
                paths::PROFILE_SECURITY,
                icon::SHIELD,
            ),
            link(td_string!(locale, two_step.title), paths::TWO_STEP, icon::PHONE),
            link(
                td_string!(locale, profile.nav_apps),
                paths::PROFILE_APPS,
                icon::APP,
            ),
            link(td_string!(locale, tokens.title), paths::TOKENS, icon::KEY),
            link(
                td_string!(locale, profile.nav_preferences),
                paths::PROFILE_PREFERENCES,
                icon::GEAR,
            ),
        ])]
    });
    view! { <Area label groups /> }
}

/// The Control Center.
#[component]
pub fn ControlCenter() -> impl IntoView {
    let locale = use_locale();
    let (permissions, guest) = (use_permissions(), use_current_guest());
    let groups = Signal::derive(move || {
        let apps = link(
            td_string!(locale, portal.all_apps),
            paths::MANAGED_APPS,
            icon::APP,
        );
        let members = link(td_string!(locale, members.title), paths::MEMBERS, icon::GROUP);
        let groups = link(td_string!(locale, groups.title), paths::GROUPS, icon::TREE);
        let seconds = link(
            td_string!(locale, second_accounts.title),
            paths::SECOND_ACCOUNTS,
            icon::USER,
        );
        let tokens = link(td_string!(locale, tokens.title), paths::COMPANY_TOKENS, icon::KEY);
        let sign_on = link(
            td_string!(locale, single_sign_on.title),
            paths::SINGLE_SIGN_ON,
            icon::KEY,
        );
        let domains = link(
            td_string!(locale, email_domains.title),
            paths::EMAIL_DOMAINS,
            icon::DOMAIN,
        );
        let branding = link(td_string!(locale, branding.title), paths::BRANDING, icon::EYE);
        let history = link(
            td_string!(locale, history.title),
            paths::SECURITY_HISTORY,
            icon::CLOCK,
        );
        let attempts = link(
            td_string!(locale, sign_in_failures.title),
            paths::SIGN_IN_ATTEMPTS,
            icon::WARN,
        );
        let conflicts = NavigationLink {
            waiting: open_conflicts(locale, permissions.get().open_identity_conflicts),
            ..link(
                td_string!(locale, conflicts.title),
                paths::IDENTITY_CONFLICTS,
                icon::FORK,
            )
        };
        let rule = link(
            td_string!(locale, second_factor_rule.title),
            paths::SECOND_FACTOR_RULE,
            icon::PHONE,
        );
        let of_security = |links| named(td_string!(locale, portal.security), links);
        let people = named(
            td_string!(locale, portal.people),
            vec![members, groups, seconds, tokens],
        );
        let company = named(td_string!(locale, portal.company), vec![domains, branding]);
        let apps = named(td_string!(locale, portal.apps), vec![apps]);
        if guest.is_there() {
            return vec![of_security(vec![sign_on])];
        }
        match permissions.get().is_company_admin {
            true => vec![
                of_security(vec![sign_on, rule, history, attempts, conflicts]),
                people,
                company,
                apps,
            ],
            false => vec![apps],
        }
    });
    view! { <Area label=td_string!(locale, portal.control_center) groups /> }
}

/// Such as "3 open"; nothing where none are.
fn open_conflicts(locale: Locale, number: i64) -> Option<String> {
    let count = match number {
        ..=0 => return None,
        MAX_OPEN_CONFLICTS.. => format!("{}+", MAX_OPEN_CONFLICTS - 1),
        _ => number.to_string(),
    };
    Some(td_string!(locale, conflicts.count_open, count = count))
}

/// The settings of an app: read once for all of their pages, which are there only where the app is.
#[component]
pub fn AppSettings() -> impl IntoView {
    let locale = use_locale();
    let app = use_param("app");
    let name = RwSignal::new(String::new());
    let client = use_session_client();
    let settings = LocalResource::new(move || read_app(client.clone(), app.get()));
    let groups = Signal::derive(move || {
        let app = app.get();
        let general = paths::app_settings(&app);
        let access = paths::access_management(&app);
        vec![group(vec![
            link(td_string!(locale, app_settings.general), &general, icon::GEAR),
            link(td_string!(locale, access_management.title), &access, icon::GROUP),
        ])]
    });
    let title = td_string!(locale, app_settings.title);
    let label = Signal::derive(move || match name.get() {
        name if name.is_empty() => title.to_owned(),
        name => name,
    });
    let head = move || app_head(name);
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(4) label=td_string!(locale, portal.loading) /> };
    view! {
        <AreaFrame label groups head>
            <Loaded resource=settings fallback=skeleton let:app>
                {match app {
                    Some(app) => {
                        CurrentApp::provide(app, name);
                        view! { <Outlet /> }.into_any()
                    }
                    None => view! { <MissingApp /> }.into_any(),
                }}
            </Loaded>
        </AreaFrame>
    }
}

/// What stands above an app's pages: its first letter and its name.
fn app_head(name: RwSignal<String>) -> impl IntoView {
    move || {
        let name = name.get();
        let letter: String = name.chars().take(1).collect();
        (!name.is_empty()).then(|| {
            view! {
                <p class="app-head" translate="no">
                    <span class="app-mark" aria-hidden="true">{letter}</span>
                    <bdi>{name}</bdi>
                </p>
            }
        })
    }
}

fn link(label: &str, href: &str, icon: IconPath) -> NavigationLink {
    NavigationLink {
        label: label.to_owned(),
        href: href.to_owned(),
        icon: Some(icon),
        waiting: None,
    }
}

fn group(links: Vec<NavigationLink>) -> NavigationGroup {
    NavigationGroup { label: None, links }
}

fn named(label: &str, links: Vec<NavigationLink>) -> NavigationGroup {
    NavigationGroup {
        label: Some(label.to_owned()),
        links,
    }
}
