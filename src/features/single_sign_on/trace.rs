//! The trace of a test run: each step with its outcome, its evidence, and the repair.

use latchkey_contract::sso_configurations::{IdpKind, StepOutcome, TestRun, TraceStep};
use leptos::prelude::*;

use super::{
    failure_words::step_words,
    problem_words::{ProblemWords, evidence_name, test_step},
};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Step, StepState, Stepper},
};

/// The steps below each other.
#[component]
pub fn Trace(
    /// A run that is over.
    run: TestRun,
    /// Which identity provider it is, for its names of things.
    idp: IdpKind,
) -> impl IntoView {
    let locale = use_locale();
    let steps: Vec<Step> = run
        .trace
        .into_iter()
        .map(|step| Step {
            label: test_step(locale, step.step).to_owned(),
            state: match step.outcome {
                StepOutcome::Passed | StepOutcome::Noted => StepState::Done,
                StepOutcome::Failed => StepState::Failed,
                StepOutcome::NotReached => StepState::Waiting,
            },
            href: None,
            detail: Some(ViewFn::from(move || detail(locale, &step, idp))),
        })
        .collect();
    view! {
        <Stepper
            locale
            label=td_string!(locale, single_sign_on.trace)
            steps=Signal::stored(steps)
            vertical=true
        />
    }
}

fn detail(locale: Locale, step: &TraceStep, idp: IdpKind) -> AnyView {
    let words = step_words(locale, step, idp).map(|ProblemWords { cause, repair }| {
        view! {
            <p>{cause}</p>
            <p>{repair}</p>
        }
    });
    let evidence = step.evidence.iter().map(|piece| {
        view! {
            <div>
                <dt>{evidence_name(locale, piece.name)}</dt>
                <dd translate="no">
                    <bdi>{piece.value.clone()}</bdi>
                </dd>
            </div>
        }
    });
    let evidence: Vec<_> = evidence.collect();
    let evidence = (!evidence.is_empty()).then(|| view! { <dl class="facts">{evidence}</dl> });
    view! {
        {words}
        {evidence}
    }
    .into_any()
}
