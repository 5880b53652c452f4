//! The app whose settings are shown: read once by the area, and seen by all of its pages.
//!
//! Invariant: pages are on the screen only while there is an app to show; what one of them changes is read anew, without the page
//! being made again.

use latchkey_contract::{
    ErrorCode,
    app_settings::{Environment, GetAppSettings, get_app_settings},
};
use leptos::prelude::*;

use crate::{
    api::ApiError,
    i18n::*,
    kit::{SessionClient, use_session_client},
    paths,
    ui::Crumb,
};

/// The app of the current address. A context of the area.
#[derive(Clone, Copy)]
pub struct CurrentApp {
    /// What it is called.
    pub name: RwSignal<String>,
    /// Its environments, by name.
    pub environments: RwSignal<Vec<Environment>>,
    slug: StoredValue<String>,
    issuer: StoredValue<String>,
    client: StoredValue<SessionClient, LocalStorage>,
}

impl CurrentApp {
    /// For everything below the current owner. `name` is the area's own, which shows it above its pages.
    pub fn provide(app: get_app_settings::Response, name: RwSignal<String>) -> Self {
        name.set(app.name);
        let current = Self {
            name,
            environments: RwSignal::new(app.environments),
            slug: StoredValue::new(app.slug),
            issuer: StoredValue::new(app.issuer),
            client: StoredValue::new_local(use_session_client()),
        };
        provide_context(current);
        current
    }

    /// Its slug, the short name in addresses.
    pub fn slug(self) -> String {
        self.slug.get_value()
    }

    /// The platform's `issuer`.
    pub fn issuer(self) -> String {
        self.issuer.get_value()
    }

    /// The environment with this identifier, as it is known now. Not followed.
    pub fn environment(self, id: &str) -> Option<Environment> {
        self.environments.with_untracked(|environments| {
            let mut all = environments.iter();
            all.find(|environment| environment.id == id).cloned()
        })
    }

    /// Reads it again, for whatever shows it. Where that fails, what was known stays.
    pub async fn reload(self) {
        let (Some(client), Some(slug)) = (self.client.try_get_value(), self.slug.try_get_value()) else {
            return;
        };
        if let Ok(Some(app)) = read_app(client, slug).await {
            // The page may be gone by now.
            let _ = self.name.try_set(app.name);
            let _ = self.environments.try_set(app.environments);
        }
    }

    /// The pages above one that belongs to the app.
    pub fn crumbs(self, locale: Locale) -> Vec<Crumb> {
        let apps = Crumb::page(td_string!(locale, portal.apps), paths::MANAGED_APPS);
        vec![
            apps,
            Crumb::page(self.name.get(), paths::app_settings(&self.slug())),
        ]
    }
}

/// The app of the current area.
///
/// # Panics
/// Outside of it.
pub fn use_current_app() -> CurrentApp {
    expect_context()
}

/// Asks the platform; `None` where there is no such app for this person.
///
/// # Errors
/// What else went wrong.
pub async fn read_app(
    client: SessionClient,
    slug: String,
) -> Result<Option<get_app_settings::Response>, ApiError> {
    let request = get_app_settings::Request { app: slug };
    match client.call::<GetAppSettings>(&request).await {
        Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
        response => response.map(Some),
    }
}
