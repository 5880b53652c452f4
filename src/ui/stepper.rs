//! The steps of something that takes several: which are done, which is the present one, which failed. In a row for a wizard; below
//! each other, with what happened, for the trace of a test.

use leptos::prelude::*;

use super::icon::{self, Icon, IconPath};
use crate::i18n::*;

/// How a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// The step is done.
    Done,
    /// It is the present one.
    Now,
    /// The step has failed.
    Failed,
    /// Its turn has not come.
    Waiting,
    /// It is over, and nobody can say how it went.
    Unknown,
}

impl StepState {
    fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Failed => "failed",
            Self::Waiting => "waiting",
            Self::Unknown => "unknown",
        }
    }

    fn icon(self) -> IconPath {
        match self {
            Self::Done => icon::CHECK,
            Self::Now => icon::CURRENT,
            Self::Failed => icon::ERROR,
            Self::Waiting => icon::CIRCLE,
            Self::Unknown => icon::INFO,
        }
    }

    fn word(self, locale: Locale) -> &'static str {
        match self {
            Self::Done => td_string!(locale, ui.step_done),
            Self::Now => td_string!(locale, ui.step_now),
            Self::Failed => td_string!(locale, ui.step_failed),
            Self::Waiting => td_string!(locale, ui.step_waiting),
            Self::Unknown => td_string!(locale, ui.step_unknown),
        }
    }
}

/// One step.
#[derive(Clone)]
pub struct Step {
    /// Name of the step.
    pub label: String,
    /// Its state.
    pub state: StepState,
    /// Where it can be seen again.
    pub href: Option<String>,
    /// What happened in it, and what to do: below its name, in a trace.
    pub detail: Option<ViewFn>,
}

/// An ordered list; the present step is `aria-current`, and so is one that failed where there is no other.
#[component]
pub fn Stepper(
    /// Language of the words for states.
    locale: Locale,
    /// What the steps are of.
    #[prop(into)]
    label: String,
    /// The steps in their order.
    #[prop(into)]
    steps: Signal<Vec<Step>>,
    /// Below each other, with their details.
    #[prop(optional)]
    vertical: bool,
) -> impl IntoView {
    let current = move |steps: &[Step]| {
        let at = |state| steps.iter().position(|step| step.state == state);
        at(StepState::Now).or_else(|| at(StepState::Failed))
    };
    let items = move || {
        let steps = steps.get();
        let current = current(&steps);
        let items = steps.into_iter().enumerate();
        items
            .map(|(at, step)| one_step(locale, step, current == Some(at)))
            .collect_view()
    };
    view! { <ol class="stepper" class:vertical=vertical aria-label=label>{items}</ol> }
}

fn one_step(locale: Locale, step: Step, is_current: bool) -> AnyView {
    let Step {
        label,
        state,
        href,
        detail,
    } = step;
    let name = match href {
        Some(href) => view! { <a href=href>{label}</a> }.into_any(),
        None => label.into_any(),
    };
    view! {
        <li data-state=state.name() aria-current=is_current.then_some("step")>
            <span class="step-mark">
                <Icon path=state.icon() />
            </span>
            <span class="step-name">
                {name} " " <span class="step-state">{state.word(locale)}</span>
            </span>
            {detail.map(|detail| view! { <div class="step-detail">{detail.run()}</div> })}
        </li>
    }
    .into_any()
}
