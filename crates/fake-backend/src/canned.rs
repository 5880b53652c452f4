//! A small world: Acme signs in through its own identity provider, everybody else with a password.

use latchkey_contract::{
    Empty,
    apps::{
        AppScope, AuthorizedApp, ListAuthorizedApps, ListMyApps, MyApp, RevokeAuthorizedApp,
        list_authorized_apps, list_my_apps,
    },
    password::{EstimatePassword, PasswordStrength, estimate_password},
    profile::{
        ChangeAddress, ChangePassword, GetProfile, KeepAddress, SetLanguage, UpdateProfile, WayIn,
        get_profile,
    },
    session::{
        EndOtherSessions, EndSession, EndSessionOf, GetSession, ListSessions, SessionAccount, SessionItem,
        end_other_sessions, get_session, list_sessions,
    },
    sign_in::{
        DiscoverSignIn, SignInMethod, SignInWithPassword, StartSso, discover_sign_in, sign_in_with_password,
        start_sso,
    },
};

use crate::{Answer, FakeBackend};

/// The domain that is federated.
pub const FEDERATED_DOMAIN: &str = "acme.example";
/// Where Acme's people sign in.
pub const AUTHORIZATION_URL: &str = "https://idp.acme.example/authorize?client_id=latchkey";

/// Nobody is signed in yet: every operation of the sign-in screen succeeds, and passwords with a kettle in them are strong.
pub fn front_door() -> FakeBackend {
    let backend = FakeBackend::new();
    backend.on::<DiscoverSignIn>(|request| {
        let federated = request.domain.eq_ignore_ascii_case(FEDERATED_DOMAIN);
        let method = if federated {
            SignInMethod::Sso
        } else {
            SignInMethod::Password
        };
        Answer::Success(discover_sign_in::Response { method })
    });
    backend.on::<SignInWithPassword>(|request| {
        let next = request.return_to.unwrap_or_else(|| "/".to_owned());
        Answer::Success(sign_in_with_password::Response { next })
    });
    backend.on::<EstimatePassword>(|request| {
        let strength = match request.password.contains("kettle") {
            true => PasswordStrength::Strong,
            false => PasswordStrength::Guessable,
        };
        Answer::Success(estimate_password::Response { strength })
    });
    backend.on::<StartSso>(|_| {
        Answer::Success(start_sso::Response {
            redirect_to: AUTHORIZATION_URL.to_owned(),
        })
    });
    backend
}

/// Ada is signed in, and may open `apps`.
pub fn portal(apps: Vec<MyApp>) -> FakeBackend {
    let backend = FakeBackend::new();
    backend.on::<GetSession>(|Empty {}| {
        Answer::Success(get_session::Response {
            account: ada(),
            expires_at: "2026-11-20T13:00:00Z".to_owned(),
        })
    });
    backend.on::<ListMyApps>(move |Empty {}| Answer::Success(list_my_apps::Response { items: apps.clone() }));
    backend.on::<EndSession>(|Empty {}| Answer::Success(Empty {}));
    backend.on::<ListSessions>(|Empty {}| Answer::Success(list_sessions::Response { items: sessions() }));
    backend.on::<EndSessionOf>(|_| Answer::Success(Empty {}));
    backend.on::<EndOtherSessions>(|Empty {}| Answer::Success(end_other_sessions::Response { ended: 2 }));
    backend.on::<ListAuthorizedApps>(|Empty {}| {
        let items = authorized_apps();
        Answer::Success(list_authorized_apps::Response { items })
    });
    backend.on::<RevokeAuthorizedApp>(|_| Answer::Success(Empty {}));
    backend.on::<GetProfile>(|Empty {}| Answer::Success(profile()));
    backend.on::<UpdateProfile>(|_| Answer::Success(Empty {}));
    backend.on::<SetLanguage>(|_| Answer::Success(Empty {}));
    backend.on::<ChangeAddress>(|_| Answer::Success(Empty {}));
    backend.on::<KeepAddress>(|Empty {}| Answer::Success(Empty {}));
    backend.on::<ChangePassword>(|_| Answer::Success(Empty {}));
    backend.on::<EstimatePassword>(|_| {
        let strength = PasswordStrength::Good;
        Answer::Success(estimate_password::Response { strength })
    });
    backend
}

/// Ada's account, as somebody who signs in by password.
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

/// Ada is signed in here, on a phone, and somewhere that does not say what it is.
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

/// What Ada has agreed to: everything in one environment of "Company Expenses", the least in the other.
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

/// Ada.
pub fn ada() -> SessionAccount {
    SessionAccount {
        id: "01939f2e-0000-7000-8000-000000000001".to_owned(),
        email: "ada@acme.example".to_owned(),
        first_name: "Ada".to_owned(),
        last_name: "Lovelace".to_owned(),
    }
}

/// The two environments of "Company Expenses".
pub fn expenses() -> Vec<MyApp> {
    let environment = |name: &str, port| MyApp {
        id: format!("expenses-{port}"),
        app: "Company Expenses".to_owned(),
        environment: name.to_owned(),
        url: format!("http://localhost:{port}/"),
    };
    vec![environment("Acceptance", 8082), environment("Production", 8083)]
}
