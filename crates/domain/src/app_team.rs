//! An app's team: its owners, who change the team, and its other members, who manage the app alike. Invariant: a team that has an owner keeps
//! one.

/// What somebody is in a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TeamRole {
    /// Changes the team, too.
    Owner,
    /// Manages the app.
    Member,
}

/// Whether this person may change the team: an owner, or an admin of the app's company.
pub fn may_change_team(administers: bool, role: Option<TeamRole>) -> bool {
    administers || role == Some(TeamRole::Owner)
}

/// Whether a team keeps an owner when somebody who is `before` becomes `after` (none: leaves), and `others` of the rest are owners.
pub fn keeps_an_owner(before: Option<TeamRole>, after: Option<TeamRole>, others: usize) -> bool {
    before != Some(TeamRole::Owner) || after == Some(TeamRole::Owner) || others > 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn role() -> impl Strategy<Value = Option<TeamRole>> {
        prop_oneof![
            Just(None),
            Just(Some(TeamRole::Owner)),
            Just(Some(TeamRole::Member))
        ]
    }

    #[test]
    fn owners_and_admins_change_the_team() {
        assert!(may_change_team(true, None));
        assert!(may_change_team(false, Some(TeamRole::Owner)));
        assert!(!may_change_team(false, Some(TeamRole::Member)));
        assert!(!may_change_team(false, None));
    }

    proptest! {
        #[test]
        fn however_a_team_changes_one_that_has_an_owner_keeps_one(
            first in prop::collection::vec(role(), 1..5), changes in prop::collection::vec((0usize..5, role()), 0..20),
        ) {
            let mut team = first;
            let owners = |team: &[Option<TeamRole>]| team.iter().filter(|one| **one == Some(TeamRole::Owner)).count();
            let had_owner = owners(&team) > 0;
            for (at, after) in changes {
                let at = at % team.len();
                let others = owners(&team) - usize::from(team[at] == Some(TeamRole::Owner));
                if keeps_an_owner(team[at], after, others) {
                    team[at] = after;
                }
            }
            prop_assert!(!had_owner || owners(&team) > 0);
        }
    }
}
