//! An app that remembers what is done to it, for pages that read it again.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    Empty,
    app_settings::{
        ArchiveEnvironment, ClientKind, CreateEnvironment, DeleteApp, DeleteEnvironment, DeletedEnvironment,
        Deletion, EndPreviousSecret, Environment, GetAppDeletion, GetAppSettings, GetEnvironmentDeletion,
        RenameApp, RestoreEnvironment, RotateClientSecret, UpdateEnvironment, create_environment,
        get_app_settings, rotate_client_secret, update_environment,
    },
};

use crate::{FakeBackend, MockResponse};

/// A secret that only just was made.
pub const NEW_SECRET: &str = "a-secret-that-is-shown-only-once";

/// What Ada changes about her app is there when she looks again.
pub(crate) fn kept_app(backend: &FakeBackend, environments: Vec<Environment>) {
    let known = Arc::new(Mutex::new(("Company Expenses".to_owned(), environments)));
    let app = move || known.clone();
    let read = app();
    backend.on::<GetAppSettings>(move |request| {
        let (name, environments) = read.lock().expect("one thread").clone();
        MockResponse::Success(get_app_settings::Response {
            slug: request.app,
            name,
            issuer: "https://platform.example".to_owned(),
            environments,
        })
    });
    let renamed = app();
    backend.on::<RenameApp>(move |request| {
        request
            .name
            .trim()
            .clone_into(&mut renamed.lock().expect("one thread").0);
        MockResponse::Success(Empty {})
    });
    backend.on::<GetAppDeletion>(|_| MockResponse::Success(deletion(&["Acceptance", "Production"])));
    backend.on::<DeleteApp>(|_| MockResponse::Success(Empty {}));
    backend.on::<GetEnvironmentDeletion>(|_| MockResponse::Success(deletion(&["Acceptance"])));
    let deleted = app();
    backend.on::<DeleteEnvironment>(move |request| {
        let mut app = deleted.lock().expect("one thread");
        app.1.retain(|known| known.id != request.environment);
        MockResponse::Success(Empty {})
    });
    let archived = app();
    backend.on::<ArchiveEnvironment>(move |request| {
        set_archived(&archived, &request.environment, Some("2026-11-30T12:00:00Z"))
    });
    let restored = app();
    backend.on::<RestoreEnvironment>(move |request| set_archived(&restored, &request.environment, None));
    let created = app();
    backend.on::<CreateEnvironment>(move |request| {
        let is_confidential = request.settings.kind == ClientKind::Confidential;
        let environment = Environment {
            id: "made".to_owned(),
            version: "as-it-was-made".to_owned(),
            client_id: "company-expenses-made".to_owned(),
            settings: request.settings,
            previous_secret_ends_at: None,
            archived_at: None,
        };
        created.lock().expect("one thread").1.push(environment.clone());
        MockResponse::Success(create_environment::Response {
            id: environment.id,
            client_id: environment.client_id,
            client_secret: is_confidential.then(|| NEW_SECRET.to_owned()),
        })
    });
    let updated = app();
    backend.on::<UpdateEnvironment>(move |request| {
        let mut app = updated.lock().expect("one thread");
        let environment = app.1.iter_mut().find(|known| known.id == request.environment);
        if let Some(environment) = environment {
            environment.version.push_str("-and-changed");
            environment.settings = request.settings;
        }
        MockResponse::Success(update_environment::Response { client_secret: None })
    });
    backend.on::<RotateClientSecret>(|_| {
        MockResponse::Success(rotate_client_secret::Response {
            client_secret: NEW_SECRET.to_owned(),
            previous_secret_ends_at: "2026-11-27T12:00:00Z".to_owned(),
        })
    });
    backend.on::<EndPreviousSecret>(|_| MockResponse::Success(Empty {}));
}

fn set_archived(
    app: &Mutex<(String, Vec<Environment>)>,
    id: &str,
    archived_at: Option<&str>,
) -> MockResponse<Empty> {
    let mut app = app.lock().expect("one thread");
    for environment in app.1.iter_mut().filter(|known| known.id == id) {
        environment.archived_at = archived_at.map(str::to_owned);
    }
    MockResponse::Success(Empty {})
}

/// What ends with these environments.
pub fn deletion(environments: &[&str]) -> Deletion {
    let environment = |name: &&str| DeletedEnvironment {
        name: (*name).to_owned(),
        url: "https://expenses.example/".to_owned(),
    };
    Deletion {
        environments: environments.iter().map(environment).collect(),
        people: 12,
        consents: 7,
        sessions: 3,
    }
}
