//! Groups that are remembered, with their people.

use std::sync::{Arc, Mutex};

use latchkey_contract::{
    ErrorCode,
    groups::{Group, GroupMember},
};

use crate::MockResponse;

/// A group with its people.
#[derive(Debug, Clone)]
pub struct KeptGroup {
    /// The group.
    pub group: Group,
    /// Its people.
    pub members: Vec<GroupMember>,
}

pub(crate) type Kept = Arc<Mutex<Vec<KeptGroup>>>;

/// Answers with what `change` makes of a group.
pub(crate) fn change<T>(
    kept: &Kept,
    id: &str,
    change: impl FnOnce(&mut KeptGroup) -> MockResponse<T>,
) -> MockResponse<T> {
    let mut groups = kept.lock().expect("one thread");
    match groups.iter_mut().find(|known| known.group.id == id) {
        Some(known) => change(known),
        None => MockResponse::refused(ErrorCode::NotFound),
    }
}
