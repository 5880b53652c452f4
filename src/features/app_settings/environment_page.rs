//! The page on which an environment is made or changed.

use latchkey_contract::{
    ErrorCode,
    app_settings::{ClientKind, EnvironmentSettings, GetAppSettings, SigningAlgorithm, get_app_settings},
};
use leptos::prelude::*;

use super::{
    environment_form::{EnvironmentForm, Subject},
    environment_inputs::USUAL_NAMES,
    general::Missing,
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale, use_param, use_session_client},
    paths,
};

/// The form of the environment that the address names, or of a new one where it says [`paths::NEW`].
#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let locale = use_locale();
    let app = use_param("app");
    let environment = use_param("environment");
    let title = td_string!(locale, app_settings.title);
    let heading = RwSignal::new(title.to_owned());
    let client = use_session_client();
    let subject = LocalResource::new(move || {
        let (client, request, id) = (
            client.clone(),
            get_app_settings::Request { app: app.get() },
            environment.get(),
        );
        async move {
            let subject = match client.call::<GetAppSettings>(&request).await {
                Err(error) if error.code() == Some(ErrorCode::NotFound) => None,
                response => subject(response?, &id),
            };
            if let Some(subject) = &subject {
                // The page may be gone by now.
                let _ = heading.try_set(subject.title(locale));
            }
            Ok(subject)
        }
    });
    let reload = Callback::new(move |()| subject.refetch());
    view! {
        <Page title heading>
            <p>
                <a href=move || paths::app_settings(&app.get())>{td_string!(locale, app_settings.back)}</a>
            </p>
            <div class="settings">
                <Loaded resource=subject let:subject>
                    {match subject {
                        Some(subject) => view! { <EnvironmentForm locale subject reload /> }.into_any(),
                        None => view! { <Missing locale /> }.into_any(),
                    }}
                </Loaded>
            </div>
        </Page>
    }
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
