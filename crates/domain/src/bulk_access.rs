//! Changing the access of many people at once: what it does to each, and how it is taken back. Invariants: only what was given
//! directly is changed; what groups give stays, and is said to stay; taken back, everybody has what was there before, unless somebody
//! changed it since.

use serde::{Deserialize, Serialize};

/// The most people of one change.
pub const MOST_PEOPLE: i64 = 100_000;

/// How long a change can be taken back after its end, in milliseconds: a day.
pub const UNDO_MS: i64 = 24 * 60 * 60 * 1000;

/// What is done to everybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum BulkAct {
    /// Roles are given and taken; all others stay.
    ChangeRoles {
        /// Roles that everybody has afterwards.
        give: Vec<String>,
        /// Roles that nobody has directly afterwards.
        take: Vec<String>,
    },
    /// The access that was given directly is taken.
    RemoveAccess,
}

impl BulkAct {
    /// Whether it says anything, and nothing that contradicts itself or is not published.
    pub fn is_sound(&self, published: &[String]) -> bool {
        let Self::ChangeRoles { give, take } = self else {
            return true;
        };
        let mut named: Vec<&String> = give.iter().chain(take).collect();
        let count = named.len();
        named.sort_unstable();
        named.dedup();
        count > 0 && named.len() == count && named.iter().all(|role| published.contains(role))
    }
}

/// The outcome of a bulk change for one person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing yet.
    Waiting,
    /// The access was changed.
    Changed,
    /// It was changed, and a group still gives some of what was taken.
    Partly,
    /// It was so already.
    Unchanged,
    /// It comes from a group.
    FromGroup,
    /// There was no access any more.
    Gone,
    /// What there was before was given back.
    Restored,
    /// It was not given back: somebody changed it since.
    Kept,
}

impl Outcome {
    /// Every one.
    pub const ALL: [Self; 8] = [
        Self::Waiting,
        Self::Changed,
        Self::Partly,
        Self::Unchanged,
        Self::FromGroup,
        Self::Gone,
        Self::Restored,
        Self::Kept,
    ];

    /// As it is stored.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Changed => "changed",
            Self::Partly => "partly",
            Self::Unchanged => "unchanged",
            Self::FromGroup => "from_group",
            Self::Gone => "gone",
            Self::Restored => "restored",
            Self::Kept => "kept",
        }
    }

    /// Reads what [`Self::as_str`] writes.
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.as_str() == text)
    }
}

/// The access that somebody has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Held {
    /// The roles given directly; none where groups alone give access, or nothing does.
    pub direct: Option<Vec<String>>,
    /// The roles of each group that gives access.
    pub by_groups: Vec<Vec<String>>,
}

/// What is done to somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BulkDecision {
    /// This is what was given directly afterwards; none: nothing.
    Change {
        /// The roles.
        after: Option<Vec<String>>,
        /// Whether a group still gives some of what is taken.
        stays_by_group: bool,
    },
    /// It is so already.
    Unchanged,
    /// All that would be taken comes from a group, which an admin of the company changes.
    FromGroup,
    /// The person has no access any more.
    Gone,
}

/// Decides what an act does to somebody.
pub fn decide(act: &BulkAct, held: &Held) -> BulkDecision {
    let Held { direct, by_groups } = held;
    if direct.is_none() && by_groups.is_empty() {
        return BulkDecision::Gone;
    }
    match act {
        BulkAct::RemoveAccess if direct.is_none() => BulkDecision::FromGroup,
        BulkAct::RemoveAccess => BulkDecision::Change {
            after: None,
            stays_by_group: !by_groups.is_empty(),
        },
        BulkAct::ChangeRoles { give, take } => {
            let present = direct.as_deref().unwrap_or_default();
            let mut after: Vec<String> = present
                .iter()
                .filter(|role| !take.contains(role))
                .cloned()
                .collect();
            after.extend(give.iter().filter(|role| !present.contains(role)).cloned());
            let stays_by_group = take
                .iter()
                .any(|role| by_groups.iter().flatten().any(|held| held == role));
            match after == present {
                false => BulkDecision::Change {
                    after: Some(after),
                    stays_by_group,
                },
                true if stays_by_group => BulkDecision::FromGroup,
                true => BulkDecision::Unchanged,
            }
        }
    }
}

/// Whether what somebody had can be given back: nobody has changed since what the change left.
pub fn can_give_back(after: Option<&[String]>, present: Option<&[String]>) -> bool {
    after == present
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn roles(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn an_act_says_something_that_is_published_and_not_twice() {
        let published = roles(&["User", "Boss"]);
        let act = |give: &[&str], take: &[&str]| BulkAct::ChangeRoles {
            give: roles(give),
            take: roles(take),
        };
        assert!(act(&["User"], &["Boss"]).is_sound(&published));
        assert!(BulkAct::RemoveAccess.is_sound(&[]));
        for (give, take) in [
            (&[][..], &[][..]),
            (&["User"], &["User"]),
            (&["User", "User"], &[]),
            (&[], &["Gone"]),
        ] {
            assert!(!act(give, take).is_sound(&published), "{give:?} {take:?}");
        }
    }

    #[test]
    fn an_outcome_reads_as_it_is_written() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::from_text(outcome.as_str()), Some(outcome));
        }
        assert_eq!(Outcome::from_text("other"), None);
    }

    fn any_roles() -> impl Strategy<Value = Vec<String>> {
        prop::collection::btree_set("[a-e]", 0..4).prop_map(|set| set.into_iter().collect())
    }

    fn any_held() -> impl Strategy<Value = Held> {
        let groups = prop::collection::vec(any_roles(), 0..3);
        (prop::option::of(any_roles()), groups).prop_map(|(direct, by_groups)| Held { direct, by_groups })
    }

    fn any_act() -> impl Strategy<Value = BulkAct> {
        let change = (any_roles(), any_roles()).prop_map(|(give, mut take)| {
            take.retain(|role| !give.contains(role));
            BulkAct::ChangeRoles { give, take }
        });
        prop_oneof![change, Just(BulkAct::RemoveAccess)]
    }

    proptest! {
        #[test]
        fn everybody_has_what_is_given_and_nothing_that_is_taken(act in any_act(), held in any_held()) {
            let BulkDecision::Change { after, stays_by_group } = decide(&act, &held) else { return Ok(()) };
            prop_assert_ne!(&after, &held.direct);
            match &act {
                BulkAct::RemoveAccess => {
                    prop_assert_eq!(after, None);
                    prop_assert_eq!(stays_by_group, !held.by_groups.is_empty());
                }
                BulkAct::ChangeRoles { give, take } => {
                    let after = after.expect("roles");
                    prop_assert!(give.iter().all(|role| after.contains(role)));
                    prop_assert!(take.iter().all(|role| !after.contains(role)));
                    let others = |roles: &[String]| -> Vec<String> {
                        roles.iter().filter(|role| !give.contains(role) && !take.contains(role)).cloned().collect()
                    };
                    prop_assert_eq!(others(&after), others(held.direct.as_deref().unwrap_or_default()));
                    let kept = take.iter().any(|role| held.by_groups.concat().contains(role));
                    prop_assert_eq!(stays_by_group, kept);
                }
            }
        }

        #[test]
        fn done_twice_it_does_nothing_more(act in any_act(), held in any_held()) {
            if let BulkDecision::Change { after, .. } = decide(&act, &held) {
                let again = decide(&act, &Held { direct: after, ..held });
                prop_assert!(!matches!(again, BulkDecision::Change { .. }), "{:?}", again);
            }
        }

        #[test]
        fn who_is_left_alone_has_it_so_or_by_a_group_or_not_at_all(act in any_act(), held in any_held()) {
            let is_anywhere = held.direct.is_some() || !held.by_groups.is_empty();
            match decide(&act, &held) {
                BulkDecision::Gone => prop_assert!(!is_anywhere),
                BulkDecision::FromGroup => prop_assert!(!held.by_groups.is_empty()),
                BulkDecision::Unchanged => {
                    let BulkAct::ChangeRoles { give, take } = &act else { panic!("removing changes") };
                    let all = held.direct.clone().unwrap_or_default();
                    prop_assert!(give.iter().all(|role| all.contains(role)));
                    prop_assert!(take.iter().all(|role| !all.contains(role) && !held.by_groups.concat().contains(role)));
                }
                BulkDecision::Change { .. } => prop_assert!(is_anywhere),
            }
        }

        #[test]
        fn it_is_given_back_only_where_nobody_changed_it_since(after in prop::option::of(any_roles()), present in prop::option::of(any_roles())) {
            prop_assert_eq!(can_give_back(after.as_deref(), present.as_deref()), after == present);
        }
    }
}
