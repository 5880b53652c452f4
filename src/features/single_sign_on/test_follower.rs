//! Follows a test run from the first tab: by server-sent events, and by asking where none come. Invariant: what is shown comes from the
//! platform; the new tab is opened and never looked into, which does not work where the identity provider cuts the two apart.

use std::time::Duration;

use latchkey_contract::sso_configurations::{
    ExtendSsoTest, GetSsoTest, StartSsoTest, TestRun, TestRunState, extend_sso_test,
    get_sso_test::{self, events_address},
    start_sso_test,
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use super::run_events::RunEvents;
use crate::{
    api::ApiError,
    kit::{SessionClient, use_session_client},
};

/// Between two looks at the run, where there are no events.
const LOOK: Duration = Duration::from_secs(1);
/// Looks for which the events may be silent: of a run that is followed one comes each second.
const PATIENCE: u32 = 3;
/// Seconds that a screen reader says.
const SAID: [u32; 5] = [60, 30, 20, 10, 5];

/// What a test run is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tested {
    /// The configuration as it is.
    Settings,
    /// The configuration with the new client secret that waits.
    PendingSecret,
}

/// What is known of the run.
#[derive(Clone, Copy)]
pub struct TestFollower {
    /// The run; none before the first.
    pub run: RwSignal<Option<TestRun>>,
    /// Where the new tab would have gone, had the browser opened it.
    pub blocked: RwSignal<Option<String>>,
    /// The platform could not be asked.
    pub failure: RwSignal<Option<ApiError>>,
    /// The seconds that were said last.
    pub announced: RwSignal<Option<u32>>,
    /// A run ended while somebody was looking: whether it passed.
    pub ended: RwSignal<Option<bool>>,
    configuration: StoredValue<String>,
    tested: Tested,
    client: StoredValue<SessionClient, LocalStorage>,
    events: StoredValue<Option<RunEvents>, LocalStorage>,
    /// Looks since the last event.
    silence: StoredValue<u32>,
}

impl TestFollower {
    /// Begins with the last run, and looks as long as one waits.
    pub fn new(configuration: String, tested: Tested, last: Option<TestRun>) -> Self {
        let follower = Self {
            run: RwSignal::new(last),
            blocked: RwSignal::new(None),
            failure: RwSignal::new(None),
            announced: RwSignal::new(None),
            ended: RwSignal::new(None),
            configuration: StoredValue::new(configuration),
            tested,
            client: StoredValue::new_local(use_session_client()),
            events: StoredValue::new_local(None),
            silence: StoredValue::new(0),
        };
        if let Ok(clock) = set_interval_with_handle(move || follower.look(), LOOK) {
            on_cleanup(move || clock.clear());
        }
        on_cleanup(move || follower.events.dispose());
        follower
    }

    /// Whether somebody is expected back.
    pub fn is_waiting(self) -> bool {
        self.run
            .with(|run| run.as_ref().is_some_and(|run| !run.state.is_over()))
    }

    /// Whether the last run passed.
    pub fn has_passed(self) -> bool {
        self.run
            .with(|run| run.as_ref().is_some_and(|run| run.state == TestRunState::Passed))
    }

    /// Seconds until the deadline.
    pub fn seconds_left(self) -> u32 {
        self.run
            .with(|run| run.as_ref().map_or(0, |run| run.seconds_left))
    }

    /// Begins a run. The tab is opened at once, within the click: later the browser would not let it.
    pub fn start(self, as_someone_else: bool) {
        let tab = window()
            .open_with_url_and_target("about:blank", "_blank")
            .ok()
            .flatten();
        self.blocked.set(None);
        self.failure.set(None);
        self.announced.set(None);
        self.ended.set(None);
        let (client, configuration) = (self.client.get_value(), self.configuration.get_value());
        spawn_local(async move {
            let request = start_sso_test::Request {
                configuration,
                as_someone_else,
                with_pending_secret: self.tested == Tested::PendingSecret,
            };
            let outcome = client.call::<StartSsoTest>(&request).await;
            // The page may be gone by now.
            if self.run.try_get_untracked().is_none() {
                return;
            }
            match (outcome, tab) {
                (Ok(begun), Some(tab)) => {
                    if tab.location().set_href(&begun.open).is_err() {
                        self.blocked.set(Some(begun.open));
                    }
                    self.follow(begun.run);
                }
                (Ok(begun), None) => {
                    self.blocked.set(Some(begun.open));
                    self.follow(begun.run);
                }
                (Err(error), tab) => {
                    self.failure.set(Some(error));
                    // An empty tab helps nobody.
                    let _ = tab.map(|tab| tab.close());
                }
            }
        });
    }

    /// Asks for one more minute.
    pub fn extend(self) {
        let Some(run) = self.run.get_untracked() else {
            return;
        };
        let (client, configuration) = (self.client.get_value(), self.configuration.get_value());
        spawn_local(async move {
            let request = extend_sso_test::Request {
                configuration,
                run: run.id,
            };
            self.take(client.call::<ExtendSsoTest>(&request).await);
        });
    }

    /// Shows a run that has begun, and asks for its events.
    pub fn follow(self, run: TestRun) {
        let request = get_sso_test::Request {
            configuration: self.configuration.get_value(),
            run: run.id.clone(),
        };
        self.run.set(Some(run));
        self.silence.set_value(0);
        let heard = move |run: TestRun| {
            let _ = self.silence.try_update_value(|silence| *silence = 0);
            self.take(Ok(run));
        };
        // Without events it is asked at once.
        let broken = move || {
            let _ = self.silence.try_update_value(|silence| *silence = PATIENCE);
        };
        let events = RunEvents::open(&events_address(&request), heard, broken);
        if events.is_none() {
            broken();
        }
        self.events.set_value(events);
    }

    fn look(self) {
        let Some(run) = self.run.try_get_untracked().flatten() else {
            return;
        };
        if run.state.is_over() {
            return;
        }
        let silence = self.silence.try_update_value(|silence| {
            *silence = silence.saturating_add(1);
            *silence
        });
        if silence.is_some_and(|silence| silence <= PATIENCE) {
            return;
        }
        let (client, configuration) = (self.client.get_value(), self.configuration.get_value());
        spawn_local(async move {
            let request = get_sso_test::Request {
                configuration,
                run: run.id,
            };
            self.take(client.call::<GetSsoTest>(&request).await);
        });
    }

    /// A look that fails is followed by the next one.
    fn take(self, outcome: Result<TestRun, ApiError>) {
        let Some(present) = self.run.try_get_untracked() else {
            return;
        };
        let Ok(run) = outcome else { return };
        let is_present = present.is_some_and(|present| present.id == run.id && !present.state.is_over());
        if !is_present {
            return;
        }
        if run.state.is_over() {
            self.blocked.set(None);
            self.ended.set(Some(run.state == TestRunState::Passed));
            self.events.set_value(None);
        } else if let Some(said) = SAID.iter().rev().find(|said| run.seconds_left <= **said)
            && self.announced.get_untracked() != Some(*said)
        {
            self.announced.set(Some(*said));
        }
        self.run.set(Some(run));
    }
}
