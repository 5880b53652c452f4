//! The long jobs that go through the company's people, above its configurations: how far each is, and **Pause** and **Resume**. Invariant: what is
//! shown comes from the platform, which is asked again as long as something goes on; elements stay while their words change.

use std::time::Duration;

use latchkey_contract::{
    Empty,
    sso_configurations::{
        ListPeopleJobs, PausePeopleJob, PeopleJob, PeopleJobState, ResumePeopleJob, list_people_jobs,
        pause_people_job, resume_people_job,
    },
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use super::people_job_words::{job_state, job_title, left};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{Failure, RelativeTime, SessionClient, use_locale, use_session_client},
    phrases::problem_phrase,
    ui::{Badge, Callout, Tone, words},
};

/// Between two looks at the jobs.
const LOOK: Duration = Duration::from_secs(2);

/// What is known of the jobs.
#[derive(Clone, Copy)]
struct Follower {
    /// None before the first answer.
    jobs: RwSignal<Option<Vec<PeopleJob>>>,
    /// The first look failed.
    unread: RwSignal<Option<ApiError>>,
    /// What was asked of a job failed.
    failure: RwSignal<Option<ApiError>>,
    /// What happened, for a screen reader.
    said: RwSignal<Option<&'static str>>,
    is_asking: StoredValue<bool>,
    client: StoredValue<SessionClient, LocalStorage>,
}

impl Follower {
    fn new() -> Self {
        let follower = Self {
            jobs: RwSignal::new(None),
            unread: RwSignal::new(None),
            failure: RwSignal::new(None),
            said: RwSignal::new(None),
            is_asking: StoredValue::new(false),
            client: StoredValue::new_local(use_session_client()),
        };
        follower.look();
        let look_again = move || {
            let goes_on = follower
                .jobs
                .try_with_untracked(|jobs| jobs.iter().flatten().any(|job| !job.state.is_over()));
            if goes_on == Some(true) {
                follower.look();
            }
        };
        if let Ok(clock) = set_interval_with_handle(look_again, LOOK) {
            on_cleanup(move || clock.clear());
        }
        follower
    }

    fn look(self) {
        if self.is_asking.get_value() {
            return;
        }
        self.is_asking.set_value(true);
        let client = self.client.get_value();
        spawn_local(async move {
            let outcome = client.call::<ListPeopleJobs>(&Empty {}).await;
            // The page may be gone by now.
            let Some(is_first) = self.jobs.try_with_untracked(Option::is_none) else {
                return;
            };
            self.is_asking.set_value(false);
            match outcome {
                Ok(listed) => self.take(listed),
                // A look that fails later is followed by the next one.
                Err(error) if is_first => self.unread.set(Some(error)),
                Err(_) => {}
            }
        });
    }

    fn take(self, listed: list_people_jobs::Response) {
        self.unread.set(None);
        if self
            .jobs
            .with_untracked(|known| known.as_ref() != Some(&listed.jobs))
        {
            self.jobs.set(Some(listed.jobs));
        }
    }

    /// Lets a job stand still, or go on.
    fn ask(self, locale: Locale, job: String, pauses: bool) {
        let client = self.client.get_value();
        self.failure.set(None);
        spawn_local(async move {
            let (outcome, words) = match pauses {
                true => {
                    let request = pause_people_job::Request { job };
                    let outcome = client.call::<PausePeopleJob>(&request).await;
                    (outcome, td_string!(locale, people_jobs.said_paused))
                }
                false => {
                    let request = resume_people_job::Request { job };
                    let outcome = client.call::<ResumePeopleJob>(&request).await;
                    (outcome, td_string!(locale, people_jobs.said_resumed))
                }
            };
            if self.jobs.try_with_untracked(|_| ()).is_none() {
                return;
            }
            match outcome {
                Ok(listed) => {
                    self.take(listed);
                    self.said.set(Some(words));
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }
}

/// The section of the overview; nothing where there is no job.
#[component]
pub fn PeopleJobs() -> impl IntoView {
    let locale = use_locale();
    let follower = Follower::new();
    let ids = Memo::new(move |_| {
        follower.jobs.with(|jobs| {
            let ids = jobs.iter().flatten().map(|job| job.id.clone());
            ids.collect::<Vec<_>>()
        })
    });
    let is_any = Memo::new(move |_| !ids.with(Vec::is_empty));
    let retry = Callback::new(move |()| follower.look());
    let unread = move || {
        let error = follower.unread.get()?;
        Some(view! { <Failure locale error retry /> })
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
        {unread}
        <Show when=move || is_any.get()>
            <section class="page-section people-jobs" aria-labelledby="people-jobs">
                <h2 id="people-jobs">{td_string!(locale, people_jobs.title)}</h2>
                <ul class="sso-cards">
                    <For each=move || ids.get() key=String::clone let:id>
                        <Job id follower />
                    </For>
                </ul>
                <div role="alert">{failure}</div>
                <p class="unseen" role="status">
                    {move || follower.said.get()}
                </p>
            </section>
        </Show>
    }
}

#[component]
fn Job(id: String, follower: Follower) -> impl IntoView {
    let locale = use_locale();
    let heading = ["people-job-", &id].concat();
    let job = Memo::new(move |_| {
        follower
            .jobs
            .with(|jobs| jobs.iter().flatten().find(|job| job.id == id).cloned())
    });
    move || {
        // Made anew where its kind of state changes, which is seldom; never while only its numbers do.
        let first = job.get_untracked()?;
        Some(view! { <Followed first job heading=heading.clone() follower locale /> })
    }
}

#[component]
fn Followed(
    first: PeopleJob,
    job: Memo<Option<PeopleJob>>,
    heading: String,
    follower: Follower,
    locale: Locale,
) -> impl IntoView {
    let title = job_title(locale, &first);
    let shown = StoredValue::new(first.clone());
    let now = move || job.get().unwrap_or_else(|| shown.get_value());
    let state = Memo::new(move |_| now().state);
    let numbers = words(move || {
        let job = now();
        td_string!(
            locale,
            people_jobs.numbers,
            done = job.done.to_string(),
            total = job.total.to_string()
        )
    });
    let rest = words(move || left(locale, &now()).unwrap_or_default());
    let badge = move || {
        let state = state.get();
        view! { <Badge tone=job_tone(state) label=job_state(locale, state) /> }
    };
    let paused_by = move || {
        let person = now()
            .paused_by
            .filter(|_| state.get() == PeopleJobState::Paused)?;
        Some(view! { <p>{td_string!(locale, people_jobs.paused_by, person = person)}</p> })
    };
    let ended = move || {
        let at = now().ended_at?;
        Some(view! {
            <p>
                <RelativeTime at />
            </p>
        })
    };
    let hint = move || match state.get() {
        PeopleJobState::Held => Some(view! { <p>{td_string!(locale, people_jobs.held_text)}</p> }),
        PeopleJobState::Failing => Some(view! { <p>{td_string!(locale, people_jobs.failing_text)}</p> }),
        _ => None,
    };
    view! {
        <li class="sso-job">
            <div class="sso-card-head">
                <h3 id=heading.clone()>{title}</h3>
                {badge}
                <Control id=first.id state label=heading.clone() follower />
            </div>
            <progress
                class="job-bar"
                aria-labelledby=heading
                max=move || now().total.max(1).to_string()
                prop:value=move || f64_of(now().done)
            ></progress>
            <p class="job-numbers">{numbers} " " {rest}</p>
            {paused_by}
            {hint}
            {ended}
        </li>
    }
}

/// One button for both, so that the focus stays where it is.
#[component]
fn Control(id: String, state: Memo<PeopleJobState>, label: String, follower: Follower) -> impl IntoView {
    let locale = use_locale();
    let id = StoredValue::new(id);
    let is_paused = move || state.get() == PeopleJobState::Paused;
    let can = Memo::new(move |_| !matches!(state.get(), PeopleJobState::Done | PeopleJobState::Held));
    let name = ["pause-", &label].concat();
    let label = StoredValue::new((name, label));
    let words = move || {
        words(move || match is_paused() {
            true => td_string!(locale, people_jobs.resume).to_owned(),
            false => td_string!(locale, people_jobs.pause).to_owned(),
        })
    };
    view! {
        <Show when=move || can.get()>
            <button
                class="button quiet dense"
                type="button"
                id=label.with_value(|label| label.0.clone())
                aria-labelledby=label.with_value(|label| [label.0.as_str(), " ", &label.1].concat())
                on:click=move |_| follower.ask(locale, id.get_value(), !is_paused())
            >
                {words()}
            </button>
        </Show>
    }
}

/// What a state means.
const fn job_tone(state: PeopleJobState) -> Tone {
    match state {
        PeopleJobState::Waiting => Tone::Neutral,
        PeopleJobState::Running => Tone::Info,
        PeopleJobState::Paused | PeopleJobState::Held => Tone::Warn,
        PeopleJobState::Failing => Tone::Danger,
        PeopleJobState::Done => Tone::Good,
    }
}

/// People are counted exactly in it.
#[allow(clippy::cast_precision_loss, reason = "there are fewer people than 2^52")]
const fn f64_of(number: i64) -> f64 {
    number as f64
}
