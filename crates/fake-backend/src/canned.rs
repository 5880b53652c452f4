//! Canned answers for screens without a server, about a few made-up people: those of Acme sign in through their own identity provider,
//! everybody else with a password. The signed-in person is Ada Lovelace.

use latchkey_contract::{
    Empty,
    app_settings::{
        CreateApp, Environment, EnvironmentSettings, ListApps, ManagedApp, OptionalScope, SigningAlgorithm,
        create_app, list_apps,
    },
    apps::{
        AppScope, AuthorizedApp, ListAuthorizedApps, ListMyApps, MyApp, RevokeAuthorizedApp,
        list_authorized_apps, list_my_apps,
    },
    company::{DismissFirstSteps, GetFirstSteps, get_first_steps},
    password::{EstimatePassword, PasswordStrength, estimate_password},
    profile::{
        ChangeAddress, ChangePassword, GetProfile, KeepAddress, SetLanguage, SetTheme, UpdateProfile, WayIn,
        get_profile,
    },
    session::{
        EndOtherSessions, EndSession, EndSessionOf, ForgetBrowser, GetPermissions, GetRecentSignIn,
        GetSession, ListSessions, SessionAccount, SessionItem, end_other_sessions, get_permissions,
        get_recent_sign_in, get_session, list_sessions,
    },
    sign_in::{
        DiscoverSignIn, SignInMethod, SignInWithPassword, StartSso, discover_sign_in, sign_in_with_password,
        start_sso,
    },
};

use crate::{
    FakeBackend, MockResponse, canned_access, canned_brand, canned_bulk, canned_conflicts, canned_domains,
    canned_groups, canned_history, canned_members::ADA, canned_people_jobs, canned_second_accounts,
    canned_sso, canned_team, canned_tokens, canned_two_step, kept_app::kept_app, page_of,
};
pub use crate::{
    canned_members::{has_members, members},
    kept_app::{NEW_SECRET, deletion},
};

/// The email domain whose people sign in through an identity provider.
pub const FEDERATED_DOMAIN: &str = "acme.example";
/// The URL to which the sign-in screen sends Acme's people.
pub const AUTHORIZATION_URL: &str = "https://idp.acme.example/authorize?client_id=latchkey";

/// A backend for the screens before the sign-in: every operation of the sign-in screen succeeds, and a password is strong if it contains
/// the word `kettle`.
pub fn front_door() -> FakeBackend {
    let backend = FakeBackend::new();
    answers_front_door(&backend);
    backend
}

/// Gives `backend` the answers for the screens before the sign-in.
pub(crate) fn answers_front_door(backend: &FakeBackend) {
    backend.on::<DiscoverSignIn>(|request| {
        let federated = request.domain.eq_ignore_ascii_case(FEDERATED_DOMAIN);
        let method = if federated {
            SignInMethod::Sso
        } else {
            SignInMethod::Password
        };
        MockResponse::Success(discover_sign_in::Response {
            method,
            asks_address: false,
            brand: None,
        })
    });
    backend.on::<SignInWithPassword>(|request| {
        let next = request.return_to.unwrap_or_else(|| "/".to_owned());
        MockResponse::Success(sign_in_with_password::Response { next })
    });
    backend.on::<EstimatePassword>(|request| {
        let strength = match request.password.contains("kettle") {
            true => PasswordStrength::Strong,
            false => PasswordStrength::Guessable,
        };
        MockResponse::Success(estimate_password::Response { strength })
    });
    backend.on::<StartSso>(|_| {
        MockResponse::Success(start_sso::Response {
            redirect_to: AUTHORIZATION_URL.to_owned(),
        })
    });
}

/// A backend in which Ada is signed in, and may open `apps`.
pub fn portal(apps: Vec<MyApp>) -> FakeBackend {
    let backend = FakeBackend::new();
    backend.on::<GetSession>(|Empty {}| {
        MockResponse::Success(get_session::Response {
            account: ada(),
            expires_at: "2026-11-20T13:00:00Z".to_owned(),
            is_test: false,
        })
    });
    backend.on::<GetRecentSignIn>(|Empty {}| {
        MockResponse::Success(get_recent_sign_in::Response { is_recent: true })
    });
    backend.on::<GetPermissions>(|Empty {}| MockResponse::Success(get_permissions::Response::default()));
    backend.on::<ListMyApps>(move |Empty {}| {
        MockResponse::Success(list_my_apps::Response {
            items: apps.clone(),
            invitations: Vec::new(),
        })
    });
    backend.on::<ListApps>(|_| {
        MockResponse::Success(list_apps::Response {
            items: Vec::new(),
            next: None,
            may_create: false,
        })
    });
    backend.on::<EndSession>(|_| MockResponse::Success(Empty {}));
    backend
        .on::<ListSessions>(|Empty {}| MockResponse::Success(list_sessions::Response { items: sessions() }));
    backend.on::<EndSessionOf>(|_| MockResponse::Success(Empty {}));
    canned_two_step::has_remembered_browsers(&backend, canned_two_step::remembered_browsers());
    backend.on::<ForgetBrowser>(|_| MockResponse::Success(Empty {}));
    backend
        .on::<EndOtherSessions>(|Empty {}| MockResponse::Success(end_other_sessions::Response { ended: 2 }));
    backend.on::<ListAuthorizedApps>(|Empty {}| {
        let items = authorized_apps();
        MockResponse::Success(list_authorized_apps::Response { items })
    });
    backend.on::<RevokeAuthorizedApp>(|_| MockResponse::Success(Empty {}));
    canned_tokens::has_tokens(&backend, canned_tokens::tokens());
    canned_two_step::has_second_factor(&backend, true);
    canned_second_accounts::has_second_accounts(&backend, Vec::new());
    backend.on::<GetProfile>(|Empty {}| MockResponse::Success(profile()));
    backend.on::<UpdateProfile>(|_| MockResponse::Success(Empty {}));
    backend.on::<SetLanguage>(|_| MockResponse::Success(Empty {}));
    backend.on::<SetTheme>(|_| MockResponse::Success(Empty {}));
    backend.on::<ChangeAddress>(|_| MockResponse::Success(Empty {}));
    backend.on::<KeepAddress>(|Empty {}| MockResponse::Success(Empty {}));
    backend.on::<ChangePassword>(|_| MockResponse::Success(Empty {}));
    backend.on::<EstimatePassword>(|_| {
        let strength = PasswordStrength::Good;
        MockResponse::Success(estimate_password::Response { strength })
    });
    backend
}

/// A backend in which Ada is signed in, is an admin of her company, and manages the app "Company Expenses" with these environments.
pub fn admin(environments: Vec<Environment>) -> FakeBackend {
    let backend = portal(expenses());
    manages(
        &backend,
        vec![ManagedApp {
            slug: "company-expenses".to_owned(),
            name: "Company Expenses".to_owned(),
            environments: 2,
            without_redirect_uri: 1,
            archived: false,
        }],
    );
    has_members(&backend, members(60));
    canned_tokens::has_company_tokens(&backend, canned_tokens::company_tokens(&members(60)));
    canned_two_step::has_rule(&backend, canned_two_step::offered());
    backend.on::<GetFirstSteps>(|Empty {}| MockResponse::Success(first_steps()));
    backend.on::<DismissFirstSteps>(|Empty {}| MockResponse::Success(Empty {}));
    backend.on::<CreateApp>(|_| {
        MockResponse::Success(create_app::Response {
            slug: "company-expenses".to_owned(),
        })
    });
    kept_app(&backend, environments);
    canned_access::kept_people(&backend, canned_access::people(members(30)), true);
    canned_access::kept_requests(&backend, canned_access::requests());
    canned_access::kept_invitations(&backend, canned_access::invitations());
    canned_bulk::has_bulk_changes(&backend, vec![canned_bulk::ended()]);
    canned_team::kept_team(&backend, members(3), members(60), true);
    canned_sso::answers_sso(&backend);
    canned_domains::kept_domains(&backend, canned_domains::domains());
    canned_brand::has_brand(&backend, canned_brand::chosen());
    canned_groups::kept_groups(&backend, canned_groups::groups(&members(60)), members(60));
    canned_history::has_history(&backend, canned_history::history());
    canned_history::has_failures(&backend, canned_history::failures());
    canned_conflicts::has_conflicts(&backend, canned_conflicts::conflicts());
    canned_second_accounts::has_second_accounts(&backend, canned_second_accounts::second_accounts());
    backend
}

/// From now on `backend` answers that Ada manages `apps`, and may create more.
pub fn manages(backend: &FakeBackend, apps: Vec<ManagedApp>) {
    backend.on::<ListApps>(move |list_apps::Request { query }| {
        let is_archived = query.archived == Some(true);
        let found = apps.iter().filter(|app| app.archived == is_archived);
        let found: Vec<ManagedApp> = found.cloned().collect();
        let page = page_of(
            &found,
            &query.page(),
            |app, _| app.name.clone(),
            |app| vec![app.name.clone()],
        );
        page.map(|page| list_apps::Response {
            items: page.items,
            next: page.next,
            may_create: true,
        })
    });
}

/// `count` apps for [`manages`]; every seventh has an environment without a redirect URI.
pub fn managed_apps(count: usize) -> Vec<ManagedApp> {
    let app = |number: usize| ManagedApp {
        slug: format!("app-{number}"),
        name: format!("App {number}"),
        environments: 2,
        without_redirect_uri: u32::from(number.is_multiple_of(7)),
        archived: false,
    };
    (1..=count).map(app).collect()
}

/// A backend in which Ada is signed in, is an admin of her company, and every list is empty.
pub fn nothing_yet() -> FakeBackend {
    let backend = admin(Vec::new());
    manages(&backend, Vec::new());
    has_members(&backend, Vec::new());
    canned_tokens::has_tokens(&backend, Vec::new());
    canned_tokens::has_company_tokens(&backend, Vec::new());
    canned_two_step::has_second_factor(&backend, false);
    canned_sso::has_configurations(&backend, Vec::new(), false);
    canned_sso::has_set_up_links(&backend, Vec::new());
    canned_sso::has_recovery_codes(&backend, None, false);
    canned_people_jobs::has_people_jobs(&backend, Vec::new());
    canned_domains::kept_domains(&backend, Vec::new());
    canned_brand::has_brand(&backend, canned_brand::unchosen());
    canned_groups::kept_groups(&backend, Vec::new(), Vec::new());
    canned_history::has_history(&backend, Vec::new());
    canned_history::has_failures(&backend, Vec::new());
    canned_conflicts::has_conflicts(&backend, Vec::new());
    canned_second_accounts::has_second_accounts(&backend, Vec::new());
    backend.on::<ListMyApps>(|Empty {}| MockResponse::Success(list_my_apps::Response::default()));
    backend.on::<ListAuthorizedApps>(|Empty {}| {
        MockResponse::Success(list_authorized_apps::Response { items: Vec::new() })
    });
    backend.on::<GetFirstSteps>(|Empty {}| MockResponse::Success(get_first_steps::Response::default()));
    backend
}

/// The first steps of a company that has an app and people, and has done no other step.
pub fn first_steps() -> get_first_steps::Response {
    get_first_steps::Response {
        has_app: true,
        has_people: true,
        ..get_first_steps::Response::default()
    }
}

/// An environment whose client authenticates with a secret, i.e. is confidential (RFC 6749 §2.1).
pub fn acceptance() -> Environment {
    Environment {
        id: "acceptance".to_owned(),
        version: "as-it-was-looked-at".to_owned(),
        client_id: "company-expenses-acceptance".to_owned(),
        settings: EnvironmentSettings {
            name: "Acceptance".to_owned(),
            url: "https://expenses.example/".to_owned(),
            redirect_uris: vec!["https://expenses.example/callback".to_owned()],
            id_token_signed_response_alg: SigningAlgorithm::Es256,
            refresh_token_reuse_seconds: Some(30),
            roles: vec!["User".to_owned(), "Administrator".to_owned()],
            optional_scopes: vec![OptionalScope::Email],
            ..EnvironmentSettings::default()
        },
        previous_secret_ends_at: None,
        archived_at: None,
    }
}

/// Ada's profile; she signs in with a password.
pub fn profile() -> get_profile::Response {
    let ada = ada();
    get_profile::Response {
        email: ada.email,
        first_name: ada.first_name,
        last_name: ada.last_name,
        language: None,
        way_in: WayIn::Password,
        company: None,
        pending_address: None,
    }
}

/// Ada's sessions: this one, one on a phone, and one whose browser is unknown.
pub fn sessions() -> Vec<SessionItem> {
    let session = |id: &str, browser: Option<&str>, system: Option<&str>, is_this| SessionItem {
        id: id.to_owned(),
        browser: browser.map(str::to_owned),
        system: system.map(str::to_owned),
        client_address: "198.51.100.7".to_owned(),
        signed_in_at: "2026-11-20T09:00:00Z".to_owned(),
        last_seen_at: "2026-11-20T12:30:00Z".to_owned(),
        is_this,
    };
    vec![
        session("here", Some("Firefox"), Some("Linux"), true),
        session("phone", Some("Safari"), Some("iPhone"), false),
        session("nameless", None, None, false),
    ]
}

/// The apps to which Ada has granted data: everything in one environment of "Company Expenses", only her identity in the other.
pub fn authorized_apps() -> Vec<AuthorizedApp> {
    let authorized = |environment: &str, port, granted: &[AppScope]| AuthorizedApp {
        id: format!("expenses-{port}"),
        app: "Company Expenses".to_owned(),
        environment: environment.to_owned(),
        granted: granted.to_vec(),
        authorized_at: "2026-03-01T09:00:00Z".to_owned(),
        last_used_at: "2026-11-20T12:30:00Z".to_owned(),
    };
    vec![
        authorized("Acceptance", 8082, AppScope::ALL),
        authorized("Production", 8083, &[AppScope::Identity]),
    ]
}

/// The account of Ada, as a session has it.
pub fn ada() -> SessionAccount {
    SessionAccount {
        id: "01939f2e-0000-7000-8000-000000000001".to_owned(),
        email: ADA.to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
    }
}

/// The two environments of "Company Expenses", as the list of a person's apps shows them.
pub fn expenses() -> Vec<MyApp> {
    let environment = |name: &str, port| MyApp {
        id: format!("expenses-{port}"),
        app: "Company Expenses".to_owned(),
        app_slug: "company-expenses".to_owned(),
        environment: name.to_owned(),
        url: format!("http://localhost:{port}/"),
        managed: false,
    };
    vec![environment("Acceptance", 8082), environment("Production", 8083)]
}
