//! What a new company's admin sets up first, with what is done and what is not. Invariant: it is gone by itself when all is done, and
//! for whoever has dismissed it.

use latchkey_contract::{
    Empty,
    company::{DismissFirstSteps, GetFirstSteps, get_first_steps::Response},
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, Loaded, focus_heading, use_locale, use_permissions, use_session_client},
    paths,
    ui::{Alert, CodeBlock, Step, StepState, Stepper},
};

/// The steps, for admins of a company.
#[component]
pub fn FirstSteps(
    /// Where the page says that something went well.
    message: RwSignal<Option<String>>,
) -> impl IntoView {
    let permissions = use_permissions();
    let is_admin = Memo::new(move |_| permissions.get().is_company_admin);
    view! {
        <Show when=move || is_admin.get()>
            <Known message />
        </Show>
    }
}

#[component]
fn Known(message: RwSignal<Option<String>>) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let steps = LocalResource::new(move || {
        let client = client.clone();
        async move { client.call::<GetFirstSteps>(&Empty {}).await }
    });
    let dismissed = RwSignal::new(false);
    view! {
        <Loaded
            resource=steps
            fallback=|| ()
            failure_title=td_string!(locale, first_steps.title)
            let:steps
        >
            {move || {
                let is_shown = !steps.dismissed && !steps.is_complete() && !dismissed.get();
                is_shown.then(|| view! { <Steps steps=steps.clone() dismissed message /> })
            }}
        </Loaded>
    }
}

#[component]
fn Steps(steps: Response, dismissed: RwSignal<bool>, message: RwSignal<Option<String>>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("first-steps");
    let dismiss = form.submission::<DismissFirstSteps>(move |_, _| {
        message.set(Some(td_string!(locale, first_steps.dismissed).to_owned()));
        // The button goes away with the steps; the heading of the page stays.
        focus_heading();
        dismissed.set(true);
    });
    let hide = move |_| dismiss.send(Empty {});
    let pending = dismiss.pending();
    let steps = listed(locale, &steps);
    let all = steps.len();
    let done = steps.iter().filter(|step| step.state == StepState::Done).count();
    let title = td_string!(locale, first_steps.title);
    view! {
        <section class="first-steps" aria-labelledby="first-steps">
            <div class="first-steps-head">
                <h2 id="first-steps">{title}</h2>
                <p class="fine-print">{td_string!(locale, first_steps.progress, done = done, all = all)}</p>
                <button
                    type="button"
                    class="button plain dense"
                    aria-busy=move || pending.get().then_some("true")
                    on:click=hide
                >
                    {td_string!(locale, first_steps.dismiss)}
                </button>
            </div>
            <Alert locale notice=form.notice />
            <Stepper locale label=title steps=steps vertical=true />
        </section>
    }
}

/// The steps in their order; the first one that is not done is the present one.
fn listed(locale: Locale, response: &Response) -> Vec<Step> {
    let step = |is_done, label: &str, detail: ViewFn| Step {
        label: label.to_owned(),
        state: match is_done {
            true => StepState::Done,
            false => StepState::Waiting,
        },
        href: None,
        detail: (!is_done).then_some(detail),
    };
    let text = |text: &'static str| ViewFn::from(move || view! { <p>{text}</p> });
    let mut steps = vec![
        step(
            response.domain_proven,
            td_string!(locale, first_steps.domain),
            with_link(
                td_string!(locale, first_steps.domain_how),
                paths::EMAIL_DOMAINS,
                td_string!(locale, first_steps.domain_action),
            ),
        ),
        step(
            response.identity_provider_active,
            td_string!(locale, first_steps.identity_provider),
            with_link(
                td_string!(locale, first_steps.identity_provider_how),
                paths::SINGLE_SIGN_ON,
                td_string!(locale, first_steps.identity_provider_action),
            ),
        ),
        step(
            response.has_app,
            td_string!(locale, first_steps.app),
            with_link(
                td_string!(locale, first_steps.app_how),
                paths::NEW_APP,
                td_string!(locale, first_steps.app_action),
            ),
        ),
        step(
            response.has_people,
            td_string!(locale, first_steps.people),
            match response.everybody_uses_sso {
                true => with_address(
                    locale,
                    td_string!(locale, first_steps.people_sso_how),
                    td_string!(locale, first_steps.people_sso_address),
                    paths::SIGN_IN,
                ),
                false => with_address(
                    locale,
                    td_string!(locale, first_steps.people_how),
                    td_string!(locale, first_steps.people_address),
                    paths::SIGN_UP,
                ),
            },
        ),
        step(
            response.mail_server_set,
            td_string!(locale, first_steps.mail),
            text(td_string!(locale, first_steps.mail_how)),
        ),
    ];
    let places = [
        Some(paths::EMAIL_DOMAINS),
        Some(paths::SINGLE_SIGN_ON),
        Some(paths::MANAGED_APPS),
        Some(paths::MEMBERS),
        None,
    ];
    for (step, place) in steps.iter_mut().zip(places) {
        step.href = place.filter(|_| step.state == StepState::Done).map(str::to_owned);
    }
    if let Some(step) = steps.iter_mut().find(|step| step.state == StepState::Waiting) {
        step.state = StepState::Now;
    }
    steps
}

/// What a step is about, and the way to its page.
fn with_link(text: &'static str, href: &'static str, label: &'static str) -> ViewFn {
    let view = move || {
        view! {
            <p>{text}</p>
            <p>
                <a class="button quiet dense" href=href>
                    {label}
                </a>
            </p>
        }
    };
    view.into()
}

/// What a step is about, and an address to pass on.
fn with_address(locale: Locale, text: &'static str, label: &'static str, path: &'static str) -> ViewFn {
    let view = move || {
        let origin = window().location().origin().unwrap_or_default();
        view! {
            <p>{text}</p>
            <CodeBlock locale label code=[&origin, path].concat() />
        }
    };
    view.into()
}
