//! The checks before anybody leaves, each shown as it runs. What cannot be known is said to be unknown.

use latchkey_contract::sso_configurations::{
    CheckOutcome, CheckReport, CheckSsoConfiguration, IdpKind, PreflightCheck, check_sso_configuration,
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    idp_problem_words::idp_problem,
    problem_words::{ProblemWords, metadata_problem},
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
                let state = match outcomes.get(at) {
                    Some(Ok(report)) if report.outcome == CheckOutcome::Failed => StepState::Failed,
                    Some(Ok(report)) if report.outcome == CheckOutcome::Passed => StepState::Done,
                    None if at == outcomes.len() => StepState::Now,
                    _ => StepState::Waiting,
                };
                let outcome = outcomes.get(at).cloned();
                Step {
                    label: name(locale, check).to_owned(),
                    state,
                    href: None,
                    detail: outcome.map(|outcome| ViewFn::from(move || detail(locale, &outcome))),
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

fn detail(locale: Locale, outcome: &Result<CheckReport, ApiError>) -> AnyView {
    let report = match outcome {
        Ok(report) => report,
        Err(error) => return view! { <p>{problem_phrase(locale, error)}</p> }.into_any(),
    };
    let metadata = report.metadata.as_ref().and_then(|metadata| metadata.problem);
    let words = metadata
        .map(|problem| metadata_problem(locale, problem))
        .or_else(|| {
            report
                .problem
                .map(|problem| idp_problem(locale, problem, IdpKind::Other))
        });
    match (words, report.outcome) {
        (Some(ProblemWords { cause, repair }), CheckOutcome::Failed) => view! {
            <p>{cause}</p>
            <p>{repair}</p>
        }
        .into_any(),
        (None, CheckOutcome::Failed) => {
            view! { <p>{td_string!(locale, single_sign_on.check_failed)}</p> }.into_any()
        }
        (_, CheckOutcome::Passed) => ().into_any(),
        (_, CheckOutcome::Unknown) => {
            view! { <p>{td_string!(locale, single_sign_on.check_unknown)}</p> }.into_any()
        }
    }
}
