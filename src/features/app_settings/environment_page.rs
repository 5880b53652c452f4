//! The page on which an environment is made or changed.

use latchkey_contract::{
    ErrorCode,
    app_settings::{ClientKind, EnvironmentSettings, GetAppSettings, SigningAlgorithm, get_app_settings},
};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_params_map};

use super::{
    environment_form::{EnvironmentForm, Subject},
    general::Missing,
};
use crate::{
    i18n::*,
    paths,
    portal::{call::use_caller, failure::Failure, language::use_locale, page::Page},
    ui::Loading,
};

/// What environments are usually called, in the order in which they are usually made.
pub const USUAL_NAMES: [&str; 3] = ["Test", "Acceptance", "Production"];

/// See the module.
#[component]
pub fn EnvironmentPage() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let param = move |name| params.read().get(name).unwrap_or_default();
    let title = td_string!(locale, app_settings.title);
    let heading = RwSignal::new(title.to_owned());
    let caller = use_caller();
    let subject = LocalResource::new(move || {
        let (caller, app, id) = (caller.clone(), param("app"), param("environment"));
        async move {
            let app = caller
                .call::<GetAppSettings>(&get_app_settings::Request { app })
                .await?;
            let subject = subject(app, &id);
            if let Some(subject) = &subject {
                heading.set(match &subject.existing {
                    None => td_string!(locale, app_settings.new_title).to_owned(),
                    Some(_) => {
                        let environment = subject.settings.name.clone();
                        td_string!(locale, app_settings.edit_title, environment = environment)
                    }
                });
            }
            Ok(subject)
        }
    });
    let reload = Callback::new(move |()| subject.refetch());
    let content = move || {
        subject.get().map(|answer| match answer {
            Ok(Some(subject)) => view! { <EnvironmentForm locale subject reload /> }.into_any(),
            Ok(None) => view! { <Missing locale /> }.into_any(),
            Err(error) => match crate::api::ApiError::code(&error) {
                Some(ErrorCode::NotFound) => view! { <Missing locale /> }.into_any(),
                _ => view! { <Failure locale error retry=reload /> }.into_any(),
            },
        })
    };
    view! {
        <Page title heading>
            <p>
                <A href=move || paths::app_settings(&param("app"))>{td_string!(locale, app_settings.back)}</A>
            </p>
            <div class="settings">
                <Suspense fallback=move || view! { <Loading locale /> }>{content}</Suspense>
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
        id_token_signed_response_alg: SigningAlgorithm::Es256,
        require_pkce: true,
        roles: Vec::new(),
        optional_scopes: Vec::new(),
    }
}
