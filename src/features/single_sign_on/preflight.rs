//! The checks before anybody leaves, each shown as it runs. What cannot be known is said to be unknown.

use latchkey_contract::sso_configurations::{
    CheckOutcome, CheckReport, CheckSsoConfiguration, EvidenceName, IdpKind, PreflightCheck,
    check_sso_configuration,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    idp_problem_words::idp_problem,
    problem_words::{ProblemWords, evidence_name, metadata_problem},
};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{use_locale, use_session_client},
    phrases::problem_phrase,
    ui::{Step, StepState, Stepper},
};

type Outcomes = RwSignal<Vec<Result<CheckReport, ApiError>>>;

/// Runs the checks one after the other, and shows them.
#[component]
pub fn Preflight(
    /// The configuration that is checked.
    configuration: String,
    /// Which identity provider it is, for its names of things.
    idp: IdpKind,
    /// Whether the test has passed, and has shown what could not be known before.
    has_passed: Signal<bool>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let outcomes: Outcomes = RwSignal::new(Vec::new());
    spawn_local(async move {
        for check in PreflightCheck::ALL {
            let request = check_sso_configuration::Request {
                configuration: configuration.clone(),
                check,
            };
            let outcome = client.call::<CheckSsoConfiguration>(&request).await;
            // The page may be gone by now.
            if outcomes.try_update(|outcomes| outcomes.push(outcome)).is_none() {
                return;
            }
        }
    });
    let steps = Signal::derive(move || {
        let outcomes = outcomes.get();
        let checks = PreflightCheck::ALL.into_iter().enumerate();
        checks
            .map(|(at, check)| {
                let is_shown = has_passed.get();
                let state = match outcomes.get(at) {
                    Some(Ok(report)) => match report.outcome {
                        CheckOutcome::Unknown if is_shown => StepState::Done,
                        CheckOutcome::Passed => StepState::Done,
                        CheckOutcome::Failed => StepState::Failed,
                        CheckOutcome::Unknown => StepState::Unknown,
                    },
                    Some(Err(_)) => StepState::Unknown,
                    None if at == outcomes.len() => StepState::Now,
                    _ => StepState::Waiting,
                };
                let outcome = outcomes.get(at).filter(|_| state != StepState::Done).cloned();
                Step {
                    label: name(locale, check).to_owned(),
                    state,
                    href: None,
                    detail: outcome.map(|outcome| ViewFn::from(move || detail(locale, &outcome, idp))),
                }
            })
            .collect::<Vec<_>>()
    });
    view! {
        <section class="sso-checks" aria-live="polite">
            <h2>{td_string!(locale, single_sign_on.checks)}</h2>
            <Stepper locale label=td_string!(locale, single_sign_on.checks) steps vertical=true />
        </section>
    }
}

fn name(locale: Locale, check: PreflightCheck) -> &'static str {
    match check {
        PreflightCheck::Metadata => td_string!(locale, single_sign_on.check_metadata),
        PreflightCheck::ClientAuthentication => td_string!(locale, single_sign_on.check_client),
        PreflightCheck::Authorization => td_string!(locale, single_sign_on.check_authorization),
    }
}

fn detail(locale: Locale, outcome: &Result<CheckReport, ApiError>, idp: IdpKind) -> AnyView {
    let report = match outcome {
        Ok(report) => report,
        Err(error) => return view! { <p>{problem_phrase(locale, error)}</p> }.into_any(),
    };
    let metadata = report.metadata.as_ref().and_then(|metadata| metadata.problem);
    let words = metadata
        .map(|problem| metadata_problem(locale, problem))
        .or_else(|| report.problem.map(|problem| idp_problem(locale, problem, idp)));
    match (words, report.outcome) {
        (Some(ProblemWords { cause, repair }), CheckOutcome::Failed) => view! {
            <p>{cause}</p>
            <p>{repair}</p>
            {said(locale, report)}
        }
        .into_any(),
        (None, CheckOutcome::Failed) => view! {
            <p>{td_string!(locale, single_sign_on.check_failed)}</p>
            {said(locale, report)}
        }
        .into_any(),
        (_, CheckOutcome::Passed) => ().into_any(),
        (_, CheckOutcome::Unknown) => {
            view! { <p>{td_string!(locale, single_sign_on.check_unknown)}</p> }.into_any()
        }
    }
}

/// The identity provider's own error, for its admin.
fn said(locale: Locale, report: &CheckReport) -> impl IntoView + use<> {
    report.error.clone().map(|error| {
        view! {
            <p class="hint">
                {evidence_name(locale, EvidenceName::Error)} ": " <code translate="no">{error}</code>
            </p>
        }
    })
}
