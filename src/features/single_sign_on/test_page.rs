//! The wizard's second step: checks from the server, then somebody goes to the identity provider and back in a tab of its own.

use latchkey_contract::sso_configurations::{IdpKind, SsoConfiguration, TestProblem, TestRun, TestRunState};
use leptos::prelude::*;

use super::{
    other_tab::OtherTab,
    preflight::Preflight,
    test_follower::{TestFollower, Tested},
    trace::Trace,
    wizard_frame::{Steps, above, name_of, title_of, use_configuration},
    wizard_steps::{Progress, WizardStep},
};
use crate::{
    i18n::*,
    kit::{Loaded, Page, use_locale},
    paths,
    phrases::problem_phrase,
    ui::{Callout, Tone},
};

/// The page.
#[component]
pub fn TestPage() -> impl IntoView {
    let locale = use_locale();
    let configuration = use_configuration();
    let name = name_of(locale, configuration);
    view! {
        <Page heading=name title=title_of(locale, WizardStep::Test, name) crumbs=above(locale)>
            <Loaded resource=configuration let:configuration>
                <Test configuration />
            </Loaded>
        </Page>
    }
}

#[component]
fn Test(configuration: SsoConfiguration) -> impl IntoView {
    let locale = use_locale();
    let id = StoredValue::new(configuration.id.clone());
    let idp = configuration.connection.idp;
    let follower = TestFollower::new(
        configuration.id.clone(),
        Tested::Settings,
        configuration.last_test.clone(),
    );
    if let Some(run) = configuration.running_test.clone() {
        follower.follow(run);
    }
    let progress = move || Progress {
        test_passed: follower.has_passed(),
        ..Progress::of(&configuration)
    };
    let steps = move || view! { <Steps progress=progress() now=WizardStep::Test id=id.get_value() /> };
    let outcome = move || {
        let run = follower.run.get()?;
        let passed = td_string!(locale, single_sign_on.test_passed_text);
        run.state.is_over().then(|| view! { <Outcome run idp passed /> })
    };
    let next = move || {
        follower.has_passed().then(|| {
            view! {
                <a class="button" href=paths::sso_map(&id.get_value())>
                    {td_string!(locale, single_sign_on.next)}
                </a>
            }
        })
    };
    view! {
        {steps}
        <div class="sso-test">
            <Preflight
                configuration=id.get_value()
                idp
                has_passed=Signal::derive(move || follower.has_passed())
            />
            <Start follower text=td_string!(locale, single_sign_on.test_text) />
            <div>{outcome}</div>
            <div class="buttons">
                {next}
                <a class="button quiet" href=paths::sso_connect(&id.get_value())>
                    {td_string!(locale, single_sign_on.previous)}
                </a>
            </div>
        </div>
    }
}

/// The button, the clock, and a link where the browser keeps new tabs from opening.
#[component]
pub fn Start(
    /// The run.
    follower: TestFollower,
    /// What a test does.
    text: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let waits = Memo::new(move |_| follower.is_waiting());
    let label = move || match follower.run.with(Option::is_some) {
        true => td_string!(locale, single_sign_on.test_again),
        false => td_string!(locale, single_sign_on.start_test),
    };
    let buttons = move || {
        view! {
            <div class="buttons">
                <button
                    class="button"
                    // Where the test has passed, the way on is the main one.
                    class:quiet=move || follower.has_passed()
                    type="button"
                    on:click=move |_| follower.start(false)
                >
                    {label}
                </button>
                <Show when=move || follower.run.with(Option::is_some)>
                    <button class="button quiet" type="button" on:click=move |_| follower.start(true)>
                        {td_string!(locale, single_sign_on.test_as_other)}
                    </button>
                </Show>
            </div>
        }
    };
    let clock = move || {
        let seconds = follower.seconds_left();
        let is_extended = follower
            .run
            .with(|run| run.as_ref().is_some_and(|run| run.is_extended));
        let more = (!is_extended).then(|| {
            view! {
                <button class="button quiet dense" type="button" on:click=move |_| follower.extend()>
                    {td_string!(locale, single_sign_on.one_more_minute)}
                </button>
            }
        });
        view! {
            <p class="sso-clock">
                <span aria-hidden="true">{td_string!(locale, single_sign_on.seconds_left, seconds = seconds)}</span>
                " "
                {more}
            </p>
        }
    };
    let announced = move || match follower.ended.get() {
        Some(true) => Some(td_string!(locale, single_sign_on.over_passed).to_owned()),
        Some(false) => Some(td_string!(locale, single_sign_on.over_failed).to_owned()),
        None => {
            let seconds = follower.announced.get()?;
            Some(td_string!(locale, single_sign_on.seconds_left, seconds = seconds))
        }
    };
    let blocked = move || {
        let open = follower.blocked.get()?;
        Some(view! {
            <Callout tone=Tone::Warn title=td_string!(locale, single_sign_on.tab_blocked)>
                <p>
                    <a href=open target="_blank">
                        {td_string!(locale, single_sign_on.tab_blocked_link)}
                    </a>
                </p>
            </Callout>
        })
    };
    let failure = move || {
        let error = follower.failure.get()?;
        Some(view! {
            <Callout tone=Tone::Danger>
                <p>{problem_phrase(locale, &error)}</p>
            </Callout>
        })
    };
    view! {
        <section class="sso-start">
            <p>{text}</p>
            <Show when=move || waits.get() fallback=buttons>
                {clock}
            </Show>
            <p class="unseen" role="status">
                {announced}
            </p>
            <div role="alert">{blocked} {failure}</div>
        </section>
    }
}

/// The outcome of a run.
#[component]
pub fn Outcome(
    /// A run that is over.
    run: TestRun,
    /// Which identity provider it is.
    idp: IdpKind,
    /// What is said where it has passed.
    passed: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let has_passed = run.state == TestRunState::Passed;
    let nothing_came = run
        .failed_step()
        .is_some_and(|step| step.problem == Some(TestProblem::NothingCameBack));
    let (tone, title) = match has_passed {
        true => (Tone::Good, td_string!(locale, single_sign_on.test_passed)),
        false => (Tone::Danger, td_string!(locale, single_sign_on.test_failed)),
    };
    let text = match has_passed {
        true => passed,
        false => td_string!(locale, single_sign_on.test_failed_text),
    };
    let request_id = run.request_id.clone();
    view! {
        <section class="sso-outcome">
            <Callout tone title>
                <p>{text}</p>
            </Callout>
            <Trace run idp />
            {nothing_came.then(|| view! { <OtherTab idp request_id /> })}
        </section>
    }
}
