//! Who may enter an environment, and by what: a grant of their own, or groups. Invariant: somebody who is in the list may enter it, and
//! whoever may enter it is in the list, deactivated or not.

use super::access_routes::has_route;
use super::clients::read_roles;
use super::members::SortedBy;
use super::page::{self, Few, List, Part, Rows, Sparse};
use super::{Connection, Result};

/// Somebody who may enter an environment.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Since when the account is switched off, if it is.
    pub deactivated_at_ms: Option<i64>,
}

/// Accounts by what lets them in.
const FOUND: &str = "accounts WHERE id IN (SELECT account_id FROM access_grants WHERE environment_id = $1
    UNION SELECT m.account_id FROM access_group_grants g
      JOIN access_group_members m ON m.group_id = g.group_id WHERE g.environment_id = $1)";

/// What lets accounts in. Whoever is in several groups counts as often.
const WAYS_IN: &str = "(SELECT account_id FROM access_grants WHERE environment_id = $1
    UNION ALL SELECT m.account_id FROM access_group_grants g
      JOIN access_group_members m ON m.group_id = g.group_id WHERE g.environment_id = $1) AS ways_in";

/// Some of the people who may enter an environment, of any company. A search is for the beginning of a name or of the address. Maybe a
/// long statement: they may be very many, among many more.
pub async fn of_environment(
    connection: &mut Connection,
    environment_id: &str,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<Person>> {
    let list = Sparse {
        many: List {
            columns: "id, email, first_name, last_name, deactivated_at_ms",
            from: "accounts WHERE TRUE",
            values: &[environment_id],
            key: match sorted_by {
                SortedBy::Name => "name_key",
                SortedBy::Address => "email_key",
            },
            id: "id",
            searched: &["name_key", "given_name_key", "email_key"],
        },
        belongs: &has_route("$1", "accounts.id"),
        few: Some(Few {
            counted: WAYS_IN,
            found: FOUND,
        }),
    };
    page::read_sparse(connection, &list, part).await
}

/// Access that a person was given directly, not by a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectAccess {
    /// Identifier of the person's account.
    pub account_id: String,
    /// Names of roles, published or not.
    pub roles: Vec<String>,
}

/// The direct access of these accounts, in no order.
pub async fn direct_access(
    connection: &mut Connection,
    environment_id: &str,
    account_ids: &[&str],
) -> Result<Vec<DirectAccess>> {
    let sql = "SELECT account_id, roles FROM access_grants WHERE environment_id = $1 AND account_id IN";
    let rows: Vec<(String, String)> = of_accounts(connection, sql, environment_id, account_ids).await?;
    let read = |(account_id, roles): (String, String)| {
        let roles = read_roles(&roles)?;
        Ok(DirectAccess { account_id, roles })
    };
    rows.into_iter().map(read).collect()
}

/// Access that a person has as a member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupAccess {
    /// Identifier of the person's account.
    pub account_id: String,
    /// Identifier of the group.
    pub group_id: String,
    /// What the group is called.
    pub group: String,
    /// Names of roles, published or not.
    pub roles: Vec<String>,
}

/// The access that groups give to these accounts, by the group's name.
pub async fn group_access(
    connection: &mut Connection,
    environment_id: &str,
    account_ids: &[&str],
) -> Result<Vec<GroupAccess>> {
    // Somebody may be in a group by hand and by the identity provider.
    let sql = "SELECT DISTINCT m.account_id, p.id, p.name, g.roles, p.name_key FROM access_group_grants g
                 JOIN access_groups p ON p.id = g.group_id
                 JOIN access_group_members m ON m.group_id = g.group_id
               WHERE g.environment_id = $1 AND m.account_id IN";
    let rows: Vec<(String, String, String, String, String)> =
        of_accounts(connection, sql, environment_id, account_ids).await?;
    let read = |(account_id, group_id, group, roles, key): (String, String, String, String, String)| {
        let roles = read_roles(&roles)?;
        let access = GroupAccess {
            account_id,
            group_id,
            group,
            roles,
        };
        Ok((key, access))
    };
    let mut found = rows.into_iter().map(read).collect::<Result<Vec<_>>>()?;
    found.sort_by(|one, other| (&one.0, &one.1.group_id).cmp(&(&other.0, &other.1.group_id)));
    Ok(found.into_iter().map(|(_, access)| access).collect())
}

/// When these accounts last went into the environment, as pairs of account and time, in no order; whoever withdrew the consent since
/// is not among them.
pub async fn last_sign_ins(
    connection: &mut Connection,
    environment_id: &str,
    account_ids: &[&str],
) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT account_id, last_used_at_ms FROM consents WHERE environment_id = $1 AND account_id IN";
    of_accounts(connection, sql, environment_id, account_ids).await
}

/// The addresses of an app's team, a thousand at most, but for those whose account is switched off.
pub async fn team_addresses(connection: &mut Connection, app_id: &str) -> Result<Vec<String>> {
    let sql = "SELECT a.email FROM app_team_members m JOIN accounts a ON a.id = m.account_id
               WHERE m.app_id = $1 AND a.deactivated_at_ms IS NULL ORDER BY a.email_key LIMIT 1000";
    Ok(sqlx::query_scalar(sql).bind(app_id).fetch_all(connection).await?)
}

/// Which of the addresses with these keys belong to somebody who may enter the environment.
pub async fn keys_with_access(
    connection: &mut Connection,
    environment_id: &str,
    keys: &[String],
) -> Result<Vec<String>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (2..keys.len() + 2).map(|at| format!("${at}")).collect();
    // Every part is a constant of this crate or the number of a parameter; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT a.email_key FROM accounts a WHERE a.email_key IN ({}) AND {}",
        places.join(", "),
        has_route("$1", "a.id")
    ));
    let mut query = sqlx::query_scalar(sql).bind(environment_id);
    for key in keys {
        query = query.bind(key.as_str());
    }
    Ok(query.fetch_all(connection).await?)
}

/// Runs `sql`, a constant of this file that ends before the list of accounts.
async fn of_accounts<T>(
    connection: &mut Connection,
    sql: &'static str,
    environment_id: &str,
    account_ids: &[&str],
) -> Result<Vec<T>>
where
    T: for<'r> sqlx::FromRow<'r, sqlx::any::AnyRow> + Send + Unpin,
{
    if account_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (2..account_ids.len() + 2).map(|at| format!("${at}")).collect();
    // A constant, and the places of values.
    let sql = sqlx::AssertSqlSafe(format!("{sql} ({})", places.join(", ")));
    let mut query = sqlx::query_as(sql).bind(environment_id);
    for id in account_ids {
        query = query.bind(*id);
    }
    Ok(query.fetch_all(connection).await?)
}
