//! Parts of statements about the ways by which people may enter environments. Invariant: no other file joins access to accounts.

use super::{Result, StoreError};

/// Since when a member `m` has what a group `g` was given: both have to be there.
pub(super) const GROUP_SINCE: &str =
    "CASE WHEN m.added_at_ms > g.granted_at_ms THEN m.added_at_ms ELSE g.granted_at_ms END";

/// Members `m` with what their groups were given, `g`. Read from the account, of whose groups there are few (SQLite keeps the order
/// of a CROSS JOIN; an environment may have very many groups).
pub(super) const GROUP_ROUTES: &str =
    "access_group_members m CROSS JOIN access_group_grants g WHERE g.group_id = m.group_id";

/// The condition that an account has a route into an environment; both are expressions. Not `EXISTS`: of two of them, PostgreSQL reads
/// all access to the environment into a hash before it answers for one account.
pub(super) fn has_route(environment: &str, account: &str) -> String {
    format!(
        "((SELECT 1 FROM access_grants d
           WHERE d.environment_id = {environment} AND d.account_id = {account} LIMIT 1) IS NOT NULL
          OR (SELECT 1 FROM {GROUP_ROUTES} AND m.account_id = {account} AND g.environment_id = {environment}
              LIMIT 1) IS NOT NULL)"
    )
}

/// The condition that an account may enter an environment and has each of `count` roles there, which are parameters from `$first` on as
/// [`role_parameter`] writes them. With no role: that it has a route.
pub(super) fn has_routes_with(environment: &str, account: &str, first: usize, count: usize) -> String {
    let mut conditions = vec![has_route(environment, account)];
    conditions.extend((first..first + count).map(|place| {
        format!(
            "((SELECT 1 FROM access_grants d
               WHERE d.environment_id = {environment} AND d.account_id = {account}
                 AND REPLACE(d.roles, ${place}, '') <> d.roles LIMIT 1) IS NOT NULL
              OR (SELECT 1 FROM {GROUP_ROUTES} AND m.account_id = {account} AND g.environment_id = {environment}
                    AND REPLACE(g.roles, ${place}, '') <> g.roles LIMIT 1) IS NOT NULL)"
        )
    }));
    format!("({})", conditions.join(" AND "))
}

/// A role as the columns `roles` have it, which are arrays in JSON: in its quotes, so that it is found as a whole.
pub(super) fn role_parameter(role: &str) -> Result<String> {
    serde_json::to_string(role).map_err(|_| StoreError::Corrupt("roles"))
}

/// Whose route into an environment has gone, or gives fewer roles.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// That of one account.
    Account(&'a str),
    /// That of all who are in a group.
    MembersOf(&'a str),
    /// That of all who are about to leave a group ([`super::group_rules::end_by_idp`]).
    LeaversOf(&'a str),
    /// That of all whose direct access a bulk change has just taken or changed ([`super::bulk_change_people`]).
    LeaversBy(&'a str),
}

impl<'a> Whose<'a> {
    /// The condition on a column that names an account, where `$2` is [`Self::value`].
    pub(super) fn names(self, column: &str) -> String {
        match self {
            Self::Account(_) => format!("{column} = $2"),
            Self::MembersOf(_) => {
                format!("{column} IN (SELECT account_id FROM access_group_members WHERE group_id = $2)")
            }
            Self::LeaversOf(_) => {
                format!("{column} IN (SELECT account_id FROM access_group_leavers WHERE group_id = $2)")
            }
            Self::LeaversBy(_) => {
                format!("{column} IN (SELECT account_id FROM bulk_change_leavers WHERE change_id = $2)")
            }
        }
    }

    pub(super) const fn value(self) -> &'a str {
        match self {
            Self::Account(id) | Self::MembersOf(id) | Self::LeaversOf(id) | Self::LeaversBy(id) => id,
        }
    }
}
