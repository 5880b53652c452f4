//! A small world: Acme signs in through its own identity provider, everybody else with a password.

use latchkey_contract::{
    Empty,
    apps::{ListMyApps, MyApp, list_my_apps},
    session::{EndSession, GetSession, SessionAccount, get_session},
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

/// Nobody is signed in yet: every operation of the sign-in screen succeeds.
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
    backend
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
