//! The people on the screen, by the identifier of their account. Invariant: rows read them from here, so that a row that changes stays
//! where it is, with the focus in it.

use std::collections::BTreeMap;

use latchkey_contract::access_management::{AccessByGroup, AccessRequest, PersonWithAccess};
use leptos::prelude::*;

use crate::{i18n::*, ui::person_name};

/// Everybody whose row was shown, as the platform last said.
#[derive(Clone, Copy)]
pub struct KnownPeople(RwSignal<BTreeMap<String, PersonWithAccess>>);

impl KnownPeople {
    /// Without anybody.
    pub fn nobody_yet() -> Self {
        Self(RwSignal::new(BTreeMap::new()))
    }

    /// Takes what came; whoever came before stays known.
    pub fn take(self, people: &[PersonWithAccess]) {
        // The page may be gone by now.
        let _ = self.0.try_update(|known| {
            known.extend(people.iter().map(|person| (person.id.clone(), person.clone())));
        });
    }

    /// What `read` says of somebody, followed.
    pub fn read<T>(self, id: &str, read: impl FnOnce(&PersonWithAccess) -> T) -> Option<T> {
        self.0.with(|known| known.get(id).map(read))
    }

    /// Somebody, not followed.
    pub fn get(self, id: &str) -> Option<PersonWithAccess> {
        self.0.with_untracked(|known| known.get(id).cloned())
    }
}

/// What somebody is called; the address where no name is known.
pub fn name_of(person: &PersonWithAccess) -> String {
    person_name(&person.first_name, &person.last_name, &person.email)
}

/// What whoever asks for access is called; the address where no name is known.
pub fn asker(request: &AccessRequest) -> String {
    person_name(&request.first_name, &request.last_name, &request.email)
}

/// "User, Administrator"; words for it where there is none.
pub fn role_words(locale: Locale, roles: &[String]) -> String {
    match roles {
        [] => td_string!(locale, access_management.no_role).to_owned(),
        roles => roles.join(", "),
    }
}

/// What a group gives, and who can change that.
pub fn group_words(locale: Locale, group: &AccessByGroup) -> String {
    td_string!(
        locale,
        access_management.from_group,
        group = group.name.clone(),
        roles = role_words(locale, &group.roles)
    )
}
