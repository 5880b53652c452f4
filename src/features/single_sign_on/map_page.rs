//! The wizard's third step: which claim becomes which attribute, over the claims that the test returned. Invariant: the preview is made
//! by the function that every sign-in uses.

use latchkey_contract::{
    claim_mapping::ClaimMapping,
    sso_configurations::{
        ConfigurationStatus, IdpKind, MappingPreview, ReturnedClaim, SsoConfiguration, TestRunState,
        UpdateClaimMapping, update_claim_mapping,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use super::{
    active_configuration::ActiveMapping,
    claim_field::{CameClaims, ClaimField},
    claims_table::ClaimsTable,
    connect_form::LoadTheirs,
    preview::Preview,
    wizard_frame::{Steps, above, name_of, title_of, use_configuration},
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Form, FormField, Loaded, Page, StatusMessage, ask_before_leaving, keep_over_reload, use_locale},
    paths,
    ui::{Alert, Callout, SubmitButton, Toast, Tone, use_toasts},
};

/// The page.
#[component]
pub fn MapPage() -> impl IntoView {
    let locale = use_locale();
    let configuration = use_configuration();
    let name = name_of(locale, configuration);
    let reload = Callback::new(move |()| configuration.refetch());
    view! {
        <Page heading=name title=title_of(locale, WizardStep::Map, name) crumbs=above(locale)>
            <Loaded resource=configuration let:configuration>
                <Map configuration reload />
            </Loaded>
        </Page>
    }
}

#[component]
fn Map(configuration: SsoConfiguration, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let progress = Progress::of(&configuration);
    let id = configuration.id.clone();
    let test = paths::sso_test(&id);
    let passed = configuration
        .last_test
        .as_ref()
        .is_some_and(|run| run.state == TestRunState::Passed);
    let body = match (configuration.status, passed) {
        (ConfigurationStatus::Active, _) => view! { <ActiveMapping configuration /> }.into_any(),
        (_, true) => view! { <Mapping configuration reload /> }.into_any(),
        (_, false) => view! {
            <Callout tone=Tone::Info title=td_string!(locale, single_sign_on.test_first)>
                <p>
                    <a href=test>{td_string!(locale, single_sign_on.next_test)}</a>
                </p>
            </Callout>
        }
        .into_any(),
    };
    view! {
        <Steps progress now=WizardStep::Map id />
        {body}
    }
}

/// The four fields.
#[derive(Clone, Copy)]
struct Fields {
    foreign_id: FormField,
    username: FormField,
    first_name: FormField,
    last_name: FormField,
}

impl Fields {
    fn declare(form: Form, mapping: &ClaimMapping) -> Self {
        let optional = |claim: &Option<String>| claim.clone().unwrap_or_default();
        Self {
            foreign_id: form.field("foreign_id", mapping.foreign_id.as_str()),
            username: form.field("username", mapping.username.as_str()),
            first_name: form.field("first_name", optional(&mapping.first_name)),
            last_name: form.field("last_name", optional(&mapping.last_name)),
        }
    }

    fn mapping(self) -> ClaimMapping {
        let text = |field: FormField| field.value.get().trim().to_owned();
        let optional = |field: FormField| Some(text(field)).filter(|claim| !claim.is_empty());
        ClaimMapping {
            foreign_id: text(self.foreign_id),
            username: text(self.username),
            first_name: optional(self.first_name),
            last_name: optional(self.last_name),
        }
    }
}

/// What is recommended for this kind, as far as it came: of the addresses the first that did.
fn recommended(idp: IdpKind, claims: &[ReturnedClaim]) -> ClaimMapping {
    let came = |name: &str| claims.iter().any(|claim| claim.name == name);
    let mut mapping = idp.recommended_mapping();
    if !came(&mapping.username)
        && let Some(other) = ["email", "preferred_username", "upn"]
            .into_iter()
            .find(|name| came(name))
    {
        mapping.username = other.to_owned();
    }
    if !came(&mapping.foreign_id) {
        mapping.foreign_id = "sub".to_owned();
    }
    mapping
}

#[component]
fn Mapping(configuration: SsoConfiguration, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let (toasts, navigate) = (use_toasts(), use_navigate());
    let claims = configuration.last_test.map(|run| run.claims).unwrap_or_default();
    let idp = configuration.connection.idp;
    let mapping = configuration.mapping.unwrap_or_else(|| recommended(idp, &claims));
    let form = Form::new("mapping");
    let fields = Fields::declare(form, &mapping);
    let domains = configuration.proven_domains;
    let claims = StoredValue::new(claims);
    let preview = Memo::new(move |_| {
        claims.with_value(|claims| MappingPreview::of(&fields.mapping(), claims, idp, &domains))
    });
    let is_sure = RwSignal::new(false);
    let is_saved = StoredValue::new(false);
    ask_before_leaving(move || !is_saved.get_value() && form.is_changed());
    keep_over_reload();
    let keeps_out =
        move || preview.with(|preview| preview.warnings.iter().any(|warning| warning.keeps_out()));
    let save = form.submission::<UpdateClaimMapping>(move |_, _| {
        is_saved.set_value(true);
        toasts.show(Toast::good(
            td_string!(locale, single_sign_on.mapping_saved).to_owned(),
        ));
        navigate(paths::SINGLE_SIGN_ON, Default::default());
    });
    let (id, version) = (configuration.id.clone(), configuration.version);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        // Who saves what keeps the tested person out says so twice.
        if keeps_out() && !is_sure.get_untracked() {
            is_sure.set(true);
            return;
        }
        save.send(update_claim_mapping::Request {
            configuration: id.clone(),
            version: version.clone(),
            mapping: untrack(|| fields.mapping()),
        });
    };
    let ask = move || {
        (keeps_out() && is_sure.get()).then(|| {
            view! {
                <Callout tone=Tone::Warn title=td_string!(locale, single_sign_on.save_anyway)>
                    <p>{td_string!(locale, single_sign_on.save_anyway_text)}</p>
                </Callout>
            }
        })
    };
    let came = CameClaims::of(&claims.get_value());
    view! {
        <div class="sso-map">
            <form class="sso-form" aria-label=td_string!(locale, single_sign_on.map) novalidate on:submit=submit>
                <p>{td_string!(locale, single_sign_on.map_text)}</p>
                <ClaimField field=fields.foreign_id id="foreign-id" label=td_string!(locale, single_sign_on.foreign_id) hint=td_string!(locale, single_sign_on.foreign_id_hint) came />
                <ClaimField field=fields.username id="username" label=td_string!(locale, single_sign_on.username) hint=td_string!(locale, single_sign_on.username_hint) came />
                <ClaimField field=fields.first_name id="first-name" label=td_string!(locale, single_sign_on.first_name) hint=td_string!(locale, single_sign_on.first_name_hint) came />
                <ClaimField field=fields.last_name id="last-name" label=td_string!(locale, single_sign_on.last_name) hint=td_string!(locale, single_sign_on.last_name_hint) came />
                <Alert locale notice=form.notice />
                <LoadTheirs form reload />
                <div role="alert">{ask}</div>
                <div class="buttons">
                    <SubmitButton busy=save.pending() label=td_string!(locale, single_sign_on.save) />
                    <a class="button quiet" href=paths::sso_test(&configuration.id)>
                        {td_string!(locale, single_sign_on.previous)}
                    </a>
                </div>
                <StatusMessage message=form.message />
            </form>
            <Preview preview />
            <ClaimsTable claims=claims.get_value() />
        </div>
    }
}
