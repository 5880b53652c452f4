//! Reading what an identity provider publishes, while the first step is filled in. Invariants: an address is read once, however often its
//! field is left; what was cancelled or overtaken says nothing any more; nothing is read while a button is pressed, which what is read would move
//! away from under the pointer, so that the click were lost.

use latchkey_contract::sso_configurations::{MetadataReport, ReadIdpMetadata, read_idp_metadata};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::ApiError,
    kit::{SessionClient, use_session_client},
};

/// How far it is.
#[derive(Debug, Clone, PartialEq)]
pub enum MetadataState {
    /// Nothing was read.
    Unread,
    /// It is on its way.
    Reading,
    /// It came.
    Read(MetadataReport),
    /// The platform could not be asked.
    Failed(ApiError),
}

/// Reads metadata, one address at a time.
#[derive(Clone, Copy)]
pub struct MetadataReader {
    /// How far it is.
    pub state: RwSignal<MetadataState>,
    client: StoredValue<SessionClient, LocalStorage>,
    /// The address that was asked for last.
    address: StoredValue<String>,
    /// Counts what was asked, so that an answer that comes too late is known.
    asked: StoredValue<u32>,
    /// Whether the button is pressed that sends the form, which reads.
    is_held: StoredValue<bool>,
    /// Runs with the answer to what is on its way.
    next: StoredValue<Option<Callback<MetadataReport>>>,
}

impl MetadataReader {
    /// Nothing is read yet.
    pub fn begin() -> Self {
        Self {
            state: RwSignal::new(MetadataState::Unread),
            client: StoredValue::new_local(use_session_client()),
            address: StoredValue::new(String::new()),
            asked: StoredValue::new(0),
            is_held: StoredValue::new(false),
            next: StoredValue::new(None),
        }
    }

    /// Reads the metadata of `address`, unless that is what was read last, or the form is about to be sent.
    pub fn read(self, address: &str) {
        if !self.is_held.get_value() {
            self.go_on_with(address, None);
        }
    }

    /// Reads nothing by itself: the button that sends the form is pressed, until [`Self::release`].
    pub fn hold(self) {
        self.is_held.set_value(true);
    }

    /// Reads again by itself.
    pub fn release(self) {
        self.is_held.set_value(false);
    }

    /// The address that was asked for last, as it was typed.
    pub fn address(self) -> String {
        self.address.get_value()
    }

    /// Reads the metadata of `address` where they are not here yet, then runs `next` with them.
    pub fn read_then(self, address: &str, next: Callback<MetadataReport>) {
        self.release();
        self.go_on_with(address, Some(next));
    }

    fn go_on_with(self, address: &str, next: Option<Callback<MetadataReport>>) {
        let address = address.trim().to_owned();
        if address.is_empty() {
            self.cancel();
            return;
        }
        if self.address.get_value() == address {
            match self.state.get_untracked() {
                MetadataState::Reading => {
                    if next.is_some() {
                        self.next.set_value(next);
                    }
                    return;
                }
                MetadataState::Read(report) if report.provider.is_some() || next.is_none() => {
                    if let Some(next) = next {
                        next.run(report);
                    }
                    return;
                }
                MetadataState::Unread | MetadataState::Read(_) | MetadataState::Failed(_) => {}
            }
        }
        self.next.set_value(next);
        self.ask(address);
    }

    fn ask(self, address: String) {
        self.address.set_value(address.clone());
        self.asked.update_value(|asked| *asked += 1);
        let asked = self.asked.get_value();
        self.state.set(MetadataState::Reading);
        let client = self.client.get_value();
        spawn_local(async move {
            let request = read_idp_metadata::Request {
                endpoint_url: address,
            };
            let outcome = client.call::<ReadIdpMetadata>(&request).await;
            // The page may be gone by now, or somebody has asked for something else.
            if self.asked.try_get_value() != Some(asked) {
                return;
            }
            let next = self.next.try_update_value(Option::take).flatten();
            match outcome {
                Ok(report) => {
                    self.state.set(MetadataState::Read(report.clone()));
                    if let Some(next) = next {
                        next.run(report);
                    }
                }
                Err(error) => self.state.set(MetadataState::Failed(error)),
            }
        });
    }

    /// Forgets what was read, and what is on its way.
    pub fn cancel(self) {
        self.asked.update_value(|asked| *asked += 1);
        self.address.set_value(String::new());
        self.next.set_value(None);
        self.state.set(MetadataState::Unread);
    }
}
