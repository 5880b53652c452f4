//! Follows the changes of many people's access to an environment. Invariant: what is known comes from the platform, which is asked again as
//! long as something goes on.

use std::time::Duration;

use latchkey_contract::access_management::{
    BulkChange, BulkStep, ListBulkChanges, SteerBulkChange, list_bulk_changes, steer_bulk_change,
};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*, task::spawn_local};

use crate::{
    api::ApiError,
    i18n::*,
    kit::{Confirmation, RowSource, SessionClient, use_session_client},
};

/// Between two looks.
const LOOK: Duration = Duration::from_secs(2);

/// What is known of the changes.
#[derive(Clone, Copy)]
pub struct BulkFollower {
    environment: StoredValue<String>,
    /// None before the first answer.
    pub changes: RwSignal<Option<Vec<BulkChange>>>,
    /// The first look failed.
    pub unread: RwSignal<Option<ApiError>>,
    /// What was asked of a change failed.
    pub failure: RwSignal<Option<ApiError>>,
    /// What happened, for a screen reader.
    pub said: RwSignal<Option<&'static str>>,
    is_asking: StoredValue<bool>,
    client: StoredValue<SessionClient, LocalStorage>,
    /// The people, who are read again while something goes on.
    source: RowSource,
}

impl BulkFollower {
    /// Follows the bulk changes of an environment.
    pub fn new(environment: String, source: RowSource) -> Self {
        let follower = Self {
            environment: StoredValue::new(environment),
            changes: RwSignal::new(None),
            unread: RwSignal::new(None),
            failure: RwSignal::new(None),
            said: RwSignal::new(None),
            is_asking: StoredValue::new(false),
            client: StoredValue::new_local(use_session_client()),
            source,
        };
        follower.look();
        let look_again = move || {
            let goes_on = follower
                .changes
                .try_with_untracked(|changes| changes.iter().flatten().any(|change| !change.state.is_over()));
            if goes_on == Some(true) {
                follower.look();
            }
        };
        if let Ok(clock) = set_interval_with_handle(look_again, LOOK) {
            on_cleanup(move || clock.clear());
        }
        follower
    }

    /// Asks the platform how far they are.
    pub fn look(self) {
        if self.is_asking.get_value() {
            return;
        }
        self.is_asking.set_value(true);
        let client = self.client.get_value();
        let environment = self.environment.get_value();
        spawn_local(async move {
            let request = list_bulk_changes::Request { environment };
            let outcome = client.call::<ListBulkChanges>(&request).await;
            // The page may be gone by now.
            let Some(is_first) = self.changes.try_with_untracked(Option::is_none) else {
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

    fn take(self, listed: list_bulk_changes::Response) {
        self.unread.set(None);
        let is_new = self
            .changes
            .with_untracked(|known| known.as_ref() != Some(&listed.changes));
        if is_new {
            let is_first = self.changes.with_untracked(Option::is_none);
            self.changes.set(Some(listed.changes));
            if !is_first {
                self.source.read_again();
            }
        }
    }

    /// Pauses it, or lets it go on.
    pub fn ask(self, locale: Locale, change: String, step: BulkStep) {
        self.failure.set(None);
        let (client, environment) = (self.client.get_value(), self.environment.get_value());
        spawn_local(async move {
            let request = steer_bulk_change::Request {
                environment,
                change,
                step,
            };
            let outcome = client.call::<SteerBulkChange>(&request).await;
            if self.changes.try_with_untracked(|_| ()).is_none() {
                return;
            }
            match outcome {
                Ok(listed) => {
                    self.take(listed);
                    self.said.set(Some(match step {
                        BulkStep::Pause => td_string!(locale, people_jobs.said_paused),
                        _ => td_string!(locale, people_jobs.said_resumed),
                    }));
                }
                Err(error) => self.failure.set(Some(error)),
            }
        });
    }

    /// What is asked about before it is done.
    pub fn confirmation(self, locale: Locale) -> Confirmation<(BulkChange, BulkStep)> {
        let done = move || td_string!(locale, bulk_access.done).to_owned();
        Confirmation::new(done, move |(change, step): (BulkChange, BulkStep)| {
            let (client, environment) = (self.client.get_value(), self.environment.get_value());
            async move {
                let request = steer_bulk_change::Request {
                    environment,
                    change: change.id,
                    step,
                };
                let listed = client.call::<SteerBulkChange>(&request).await?;
                if self.changes.try_with_untracked(|_| ()).is_some() {
                    self.take(listed);
                }
                Ok(())
            }
        })
    }
}
