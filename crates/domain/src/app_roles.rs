//! Roles of an app's environment: which it may publish, and which of a person's roles its tokens contain.

use super::name_text::is_plain;

/// Most roles of an environment.
pub const MOST: usize = 100;
/// Longest name of a role, in characters.
const LONGEST: usize = 64;

/// Why roles cannot be published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RolesFault {
    /// More than [`MOST`].
    TooMany,
    /// Nothing, too much, or characters that nobody can read.
    BadName,
    /// The same twice.
    Double,
}

impl RolesFault {
    /// A sentence for the app's developer, in the characters of an `error_description`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooMany => "There may be 100 roles at most.",
            Self::BadName => "The name of a role has 1 to 64 characters, none of them invisible.",
            Self::Double => "A role comes more than once.",
        }
    }
}

/// The roles as they are kept: without the blanks around them, in the app's order.
pub fn published(names: &[String]) -> Result<Vec<String>, RolesFault> {
    if names.len() > MOST {
        return Err(RolesFault::TooMany);
    }
    let mut roles: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        let name = name.trim();
        if !is_role(name) {
            return Err(RolesFault::BadName);
        }
        if roles.iter().any(|known| known == name) {
            return Err(RolesFault::Double);
        }
        roles.push(name.to_owned());
    }
    Ok(roles)
}

/// Whether a role may be called that: 1 to 64 characters, none of them control characters, and no blanks around it.
pub fn is_role(name: &str) -> bool {
    (1..=LONGEST).contains(&name.chars().count()) && name.trim() == name && is_plain(name)
}

/// What the claim `roles` says: the roles that somebody holds and that the environment has. A role that the app has given up
/// stays with the person, for the day that it comes back, but is nobody's business meanwhile. An environment that has not said
/// which roles it has hides none: it knows best what it was granted.
pub fn effective(held: Vec<String>, published: &[String]) -> Vec<String> {
    if published.is_empty() {
        return held;
    }
    held.into_iter().filter(|role| published.contains(role)).collect()
}

/// What somebody holds who held `held` and is to have `chosen` of the roles that the environment publishes: these, in the app's order,
/// and those held that it does not publish, as nobody can choose about them. `None` where one is chosen that it does not publish.
pub fn chosen(held: &[String], published: &[String], chosen: &[String]) -> Option<Vec<String>> {
    if chosen.iter().any(|role| !published.contains(role)) {
        return None;
    }
    let named = published.iter().filter(|role| chosen.contains(role));
    let kept = held.iter().filter(|role| !published.contains(role));
    Some(named.chain(kept).cloned().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn names_are_trimmed_and_kept_in_order() {
        assert_eq!(
            published(&names(&[" User ", "Administrator"])),
            Ok(names(&["User", "Administrator"]))
        );
        assert_eq!(published(&[]), Ok(Vec::new()));
        let longest = "ä".repeat(64);
        assert!(published(std::slice::from_ref(&longest)).is_ok());
        assert_eq!(published(&[longest + "ä"]), Err(RolesFault::BadName));
        for bad in ["", " \t", "a\nb", "a\u{0}", "\u{7f}"] {
            assert_eq!(published(&names(&[bad])), Err(RolesFault::BadName), "{bad:?}");
        }
        assert_eq!(published(&names(&["User", "User "])), Err(RolesFault::Double));
        assert!(published(&names(&["User", "user"])).is_ok());
        let many = (0..=MOST).map(|n| n.to_string()).collect::<Vec<_>>();
        assert!(published(&many[1..]).is_ok());
        assert_eq!(published(&many), Err(RolesFault::TooMany));
    }

    #[test]
    fn whoever_chooses_leaves_alone_what_is_not_to_be_chosen() {
        let published = names(&["User", "Approver", "Administrator"]);
        let held = names(&["Auditor", "User"]);
        let chosen = |roles: &[&str]| chosen(&held, &published, &names(roles));
        assert_eq!(chosen(&[]), Some(names(&["Auditor"])));
        assert_eq!(
            chosen(&["Administrator", "User", "User"]),
            Some(names(&["User", "Administrator", "Auditor"]))
        );
        assert_eq!(chosen(&["Auditor"]), None);
        assert_eq!(super::chosen(&held, &[], &[]), Some(held.clone()));
    }

    proptest! {
        #[test]
        fn what_is_told_is_what_was_chosen(
            held in prop::collection::vec("[a-e]", 0..6),
            known in prop::collection::hash_set("[a-e]", 1..5),
            wanted in prop::collection::vec("[a-e]", 0..5),
        ) {
            let known: Vec<String> = known.into_iter().collect();
            match chosen(&held, &known, &wanted) {
                None => prop_assert!(wanted.iter().any(|role| !known.contains(role))),
                Some(result) => {
                    let mut told = effective(result, &known);
                    told.sort();
                    let mut wanted = wanted;
                    wanted.sort();
                    wanted.dedup();
                    prop_assert_eq!(told, wanted);
                }
            }
        }

        #[test]
        fn what_was_taken_is_taken_again_unchanged(names in prop::collection::vec("[ a-cä\\n]{0,4}", 0..6)) {
            if let Ok(roles) = published(&names) {
                prop_assert_eq!(published(&roles), Ok(roles.clone()));
                prop_assert_eq!(roles.len(), names.len());
            }
        }

        #[test]
        fn nobody_gets_a_role_that_they_do_not_hold_or_that_is_not_there(
            held in prop::collection::vec("[a-e]", 0..6),
            known in prop::collection::vec("[a-e]", 0..4),
        ) {
            for role in effective(held.clone(), &known) {
                prop_assert!(held.contains(&role));
                prop_assert!(known.is_empty() || known.contains(&role));
            }
            prop_assert_eq!(effective(held.clone(), &held), held);
        }
    }
}
