//! The group whose page is shown. Invariant: what a part of the page changes is read anew, without the page being made again.

use latchkey_contract::{
    ErrorCode,
    groups::{GetGroup, Group, GroupAccess, GroupEnvironment, GroupRule, WithheldClaims, get_group},
};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::ApiError,
    kit::{SessionClient, use_session_client},
};

/// A group as it is known now.
#[derive(Clone, Copy)]
pub struct OpenGroup {
    id: StoredValue<String>,
    /// What it is called.
    pub name: RwSignal<String>,
    /// What its members may enter.
    pub access: RwSignal<Vec<GroupAccess>>,
    /// What else it may be given.
    pub others: RwSignal<Vec<GroupEnvironment>>,
    /// By which the identity provider feeds it.
    pub rules: RwSignal<Vec<GroupRule>>,
    /// Whose memberships stayed as they were.
    pub withheld: RwSignal<WithheldClaims>,
    /// Others are in it now: a rule was changed.
    pub people: Trigger,
    client: StoredValue<SessionClient, LocalStorage>,
}

impl OpenGroup {
    /// For the page of the current owner.
    pub fn new(group: Group) -> Self {
        Self {
            id: StoredValue::new(group.id),
            name: RwSignal::new(group.name),
            access: RwSignal::new(group.access),
            others: RwSignal::new(group.others),
            rules: RwSignal::new(group.rules),
            withheld: RwSignal::new(group.withheld),
            people: Trigger::new(),
            client: StoredValue::new_local(use_session_client()),
        }
    }

    /// Its identifier.
    pub fn id(self) -> String {
        self.id.get_value()
    }

    /// Reads it again. Where that fails, what was known stays.
    pub fn read_again(self) {
        let (client, id) = (self.client.get_value(), self.id());
        spawn_local(async move {
            if let Ok(Some(group)) = read_group(client, id).await {
                // The page may be gone by now.
                let _ = self.name.try_set(group.name);
                let _ = self.access.try_set(group.access);
                let _ = self.others.try_set(group.others);
                let _ = self.rules.try_set(group.rules);
                let _ = self.withheld.try_set(group.withheld);
            }
        });
    }
}

/// Asks the platform; `None` where there is no such group for this person.
///
/// # Errors
/// What else went wrong.
pub async fn read_group(client: SessionClient, group: String) -> Result<Option<Group>, ApiError> {
    match client.call::<GetGroup>(&get_group::Request { group }).await {
        Err(error) if error.code() == Some(ErrorCode::NotFound) => Ok(None),
        response => response.map(Some),
    }
}

/// An environment as people call it, with its app.
pub fn environment_name(environment: &GroupEnvironment) -> String {
    [environment.app.as_str(), " · ", &environment.name].concat()
}
