//! The page on which an environment is made or changed.

use latchkey_contract::{
    ErrorCode,
    app_settings::{ClientKind, EnvironmentSettings, GetAppSettings, SigningAlgorithm, get_app_settings},
};
use leptos::prelude::*;

use super::{
    environment_form::{EnvironmentForm, Subject},
    general::Missing,
};
use crate::{
    i18n::*,
    paths,
    portal::{
        call::use_caller,
        language::use_locale,
        load::{Load, Loaded, show},
        page::Page,
    },
    ui::{Piece, piece},
};

/// What environments are usually called, in the order in which they are usually made.
pub const USUAL_NAMES: [&str; 3] = ["Test", "Acceptance", "Production"];

/// See the module.
#[component]
pub fn EnvironmentPage(
    /// Slug of the app.
    app: String,
    /// Identifier of the environment, or [`paths::NEW`].
    environment: String,
) -> Piece {
    let locale = use_locale();
    let title = td_string!(locale, app_settings.title);
    let heading = RwSignal::new(title.to_owned());
    let back = paths::app_settings(&app);
    let caller = use_caller();
    let subject = Load::new(move |load| {
        let (caller, app, id) = (caller.clone(), app.clone(), environment.clone());
        async move {
            let request = get_app_settings::Request { app };
            let found = match caller.call::<GetAppSettings>(&request).await {
                Err(error) if error.code() == Some(ErrorCode::NotFound) => None,
                answer => subject(answer?, &id),
            };
            let Some(subject) = found else {
                return Ok(show(move || view! { <Missing locale /> }));
            };
            // The page may be gone by now.
            let _ = heading.try_set(subject.title(locale));
            let reload = Callback::new(move |()| load.anew());
            Ok(show(move || view! { <EnvironmentForm locale subject reload /> }))
        }
    });
    let content = piece(view! {
        <p>
            <a href=back>{td_string!(locale, app_settings.back)}</a>
        </p>
        <div class="settings">
            <Loaded load=subject />
        </div>
    });
    piece(view! { <Page title heading content /> })
}

/// What the form is about; `None` where the app has no such environment.
fn subject(app: get_app_settings::Response, id: &str) -> Option<Subject> {
    if id == paths::NEW {
        let is_free = |name: &&str| !app.environments.iter().any(|known| known.settings.name == *name);
        let name = USUAL_NAMES.iter().copied().find(is_free).unwrap_or_default();
        return Some(Subject {
            app: app.slug,
            existing: None,
            settings: blank(name),
        });
    }
    let found = app.environments.into_iter().find(|known| known.id == id)?;
    Some(Subject {
        app: app.slug,
        existing: Some((found.id, found.version)),
        settings: found.settings,
    })
}

fn blank(name: &str) -> EnvironmentSettings {
    EnvironmentSettings {
        name: name.to_owned(),
        url: String::new(),
        kind: ClientKind::Confidential,
        redirect_uris: Vec::new(),
        post_logout_redirect_uris: Vec::new(),
        backchannel_logout_uri: None,
        id_token_signed_response_alg: SigningAlgorithm::Rs256,
        refresh_token_reuse_seconds: Some(30),
        require_pkce: true,
        roles: Vec::new(),
        optional_scopes: Vec::new(),
        support_contact: None,
    }
}
