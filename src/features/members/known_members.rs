//! The people on the screen, by the identifier of their account. Invariant: rows read them from here, so that a row that changes stays
//! where it is, with the focus in it.

use std::collections::BTreeMap;

use latchkey_contract::members::Member;
use leptos::prelude::*;

use crate::ui::person_name;

/// Everybody whose row was shown, as the platform last said.
#[derive(Clone, Copy)]
pub struct KnownMembers(RwSignal<BTreeMap<String, Member>>);

impl KnownMembers {
    /// Without anybody.
    pub fn nobody_yet() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    /// Takes what came; whoever came before stays known.
    pub fn take(self, members: &[Member]) {
        // The page may be gone by now.
        let _ = self.0.try_update(|known| {
            known.extend(members.iter().map(|member| (member.id.clone(), member.clone())));
        });
    }

    /// What `read` says of somebody, followed.
    pub fn read<T>(self, id: &str, read: impl FnOnce(&Member) -> T) -> Option<T> {
        self.0.with(|known| known.get(id).map(read))
    }

    /// Somebody, not followed.
    pub fn get(self, id: &str) -> Option<Member> {
        self.0.with_untracked(|known| known.get(id).cloned())
    }
}

/// What somebody is called, with the address: of many people, several are called alike.
pub fn called(member: &Member) -> String {
    match name_of(member) {
        name if name == member.email => name,
        name => [&name, " (", &member.email, ")"].concat(),
    }
}

/// What somebody is called; the address where no name is known.
pub fn name_of(member: &Member) -> String {
    person_name(&member.first_name, &member.last_name, &member.email)
}
