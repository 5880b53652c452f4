//! The people of a change of many people's access, and what became of each. Invariants: of many who have the same, all are changed by
//! one statement; whose last way in was taken holds no token any more when the transaction commits, and whoever lost a role is signed out
//! of the app.

use latchkey_domain::bulk_access::Outcome;
use sqlx::AssertSqlSafe;

use super::access::{Ended, Whose, end_lost, lost_roles, write_roles};
use super::clients::read_roles;
use super::members::SortedBy;
use super::page::{self, Few, List, Part, Rows, Sparse};
use super::{Connection, Result};

/// Those whose turn is next, by identifier; none where nobody waits any more.
pub async fn next_waiting(
    connection: &mut Connection,
    change_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<String>> {
    let sql = "SELECT account_id FROM bulk_change_people
               WHERE change_id = $1 AND account_id > $2 AND outcome = 'waiting' ORDER BY account_id LIMIT $3";
    Ok(sqlx::query_scalar(sql)
        .bind(change_id)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?)
}

/// Somebody whose access was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPerson {
    /// The account.
    pub account_id: String,
    /// The roles given directly before; none: there was no direct access.
    pub before: Option<Vec<String>>,
    /// The same afterwards.
    pub after: Option<Vec<String>>,
}

/// Those who are given back next what they had, by identifier.
pub async fn next_changed(
    connection: &mut Connection,
    change_id: &str,
    after: &str,
    limit: i64,
) -> Result<Vec<ChangedPerson>> {
    let sql = "SELECT account_id, roles_before, roles_after FROM bulk_change_people
               WHERE change_id = $1 AND account_id > $2 AND outcome IN ('changed', 'partly') ORDER BY account_id LIMIT $3";
    let rows: Vec<(String, Option<String>, Option<String>)> = sqlx::query_as(sql)
        .bind(change_id)
        .bind(after)
        .bind(limit)
        .fetch_all(connection)
        .await?;
    let read = |(account_id, before, after): (String, Option<String>, Option<String>)| {
        Ok(ChangedPerson {
            account_id,
            before: before.as_deref().map(read_roles).transpose()?,
            after: after.as_deref().map(read_roles).transpose()?,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes down what became of these people.
pub async fn set_outcome(
    connection: &mut Connection,
    change_id: &str,
    accounts: &[String],
    outcome: Outcome,
) -> Result<()> {
    let sql = "UPDATE bulk_change_people SET outcome = $2 WHERE change_id = $1 AND account_id IN";
    let sql = AssertSqlSafe(format!("{sql} ({})", places(3, accounts.len())));
    let mut query = sqlx::query(sql).bind(change_id).bind(outcome.as_str());
    for account in accounts {
        query = query.bind(account);
    }
    query.execute(connection).await?;
    Ok(())
}

/// The same of people who had and have the same.
pub async fn set_changed(
    connection: &mut Connection,
    change_id: &str,
    accounts: &[String],
    outcome: Outcome,
    (before, after): (Option<&[String]>, Option<&[String]>),
) -> Result<()> {
    let sql = "UPDATE bulk_change_people SET outcome = $2, roles_before = $3, roles_after = $4
               WHERE change_id = $1 AND account_id IN";
    let sql = AssertSqlSafe(format!("{sql} ({})", places(5, accounts.len())));
    let mut query = sqlx::query(sql)
        .bind(change_id)
        .bind(outcome.as_str())
        .bind(before.map(write_roles).transpose()?)
        .bind(after.map(write_roles).transpose()?);
    for account in accounts {
        query = query.bind(account);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Gives all of them, who had these roles `before`, direct access with the roles of `after`, or changes their roles. Returns what ended
/// with the roles that are gone.
pub async fn give_access(
    connection: &mut Connection,
    (change_id, environment_id): (&str, &str),
    accounts: &[String],
    (before, after): (&[String], &[String]),
    now_ms: i64,
) -> Result<Ended> {
    let rows: Vec<_> = (4..accounts.len() + 4)
        .map(|at| format!("($1, ${at}, $2, $3)"))
        .collect();
    let sql = AssertSqlSafe(format!(
        "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms) VALUES {}
         ON CONFLICT (environment_id, account_id) DO UPDATE SET roles = excluded.roles",
        rows.join(", ")
    ));
    let mut query = sqlx::query(sql)
        .bind(environment_id)
        .bind(write_roles(after)?)
        .bind(now_ms);
    for account in accounts {
        query = query.bind(account);
    }
    query.execute(&mut *connection).await?;
    let lost = lost_roles(before, after);
    if lost.is_empty() {
        return Ok(Ended::default());
    }
    set_leavers(connection, change_id, accounts).await?;
    end_of_leavers(connection, (change_id, environment_id), &lost, now_ms).await
}

/// Takes the direct access of all of them, which had these roles. Returns what ended.
pub async fn take_access(
    connection: &mut Connection,
    (change_id, environment_id): (&str, &str),
    accounts: &[String],
    roles: &[String],
    now_ms: i64,
) -> Result<Ended> {
    set_leavers(connection, change_id, accounts).await?;
    let sql = "DELETE FROM access_grants WHERE environment_id = $1
                 AND account_id IN (SELECT account_id FROM bulk_change_leavers WHERE change_id = $2)";
    sqlx::query(sql)
        .bind(environment_id)
        .bind(change_id)
        .execute(&mut *connection)
        .await?;
    end_of_leavers(connection, (change_id, environment_id), roles, now_ms).await
}

/// Notes who loses something, for statements about all of them at once.
async fn set_leavers(connection: &mut Connection, change_id: &str, accounts: &[String]) -> Result<()> {
    let rows: Vec<_> = (2..accounts.len() + 2).map(|at| format!("($1, ${at})")).collect();
    let sql = AssertSqlSafe(format!(
        "INSERT INTO bulk_change_leavers (change_id, account_id) VALUES {}",
        rows.join(", ")
    ));
    let mut query = sqlx::query(sql).bind(change_id);
    for account in accounts {
        query = query.bind(account);
    }
    query.execute(connection).await?;
    Ok(())
}

/// Ends what the noted people lost with these roles, and forgets the note.
async fn end_of_leavers(
    connection: &mut Connection,
    (change_id, environment_id): (&str, &str),
    roles: &[String],
    now_ms: i64,
) -> Result<Ended> {
    let whose = Whose::LeaversBy(change_id);
    let ended = end_lost(connection, environment_id, whose, roles, now_ms).await?;
    sqlx::query("DELETE FROM bulk_change_leavers WHERE change_id = $1")
        .bind(change_id)
        .execute(connection)
        .await?;
    Ok(ended)
}

fn places(first: usize, count: usize) -> String {
    let places: Vec<_> = (first..first + count).map(|at| format!("${at}")).collect();
    places.join(", ")
}

/// Somebody, and what became of the access.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PersonOfChange {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// [`Outcome::as_str`].
    pub outcome: String,
    roles_before: Option<String>,
    roles_after: Option<String>,
}

/// Roles given directly before and afterwards; none: no direct access.
pub type BeforeAndAfter = (Option<Vec<String>>, Option<Vec<String>>);

impl PersonOfChange {
    /// The roles given directly before and afterwards; none: no direct access.
    pub fn roles(&self) -> Result<BeforeAndAfter> {
        let read = |roles: &Option<String>| roles.as_deref().map(read_roles).transpose();
        Ok((read(&self.roles_before)?, read(&self.roles_after)?))
    }
}

/// `id` is the account's: a row of a change has none.
const COLUMNS: &str = "id, email, first_name, last_name,
    (SELECT outcome FROM bulk_change_people c WHERE c.change_id = $1 AND c.account_id = id) AS outcome,
    (SELECT roles_before FROM bulk_change_people c WHERE c.change_id = $1 AND c.account_id = id) AS roles_before,
    (SELECT roles_after FROM bulk_change_people c WHERE c.change_id = $1 AND c.account_id = id) AS roles_after";

/// Some of the people of a change, all or those of whom this became. A long statement where they are many.
pub async fn of_change(
    connection: &mut Connection,
    change_id: &str,
    outcome: Option<Outcome>,
    sorted_by: SortedBy,
    part: &Part,
) -> Result<Rows<PersonOfChange>> {
    let (values, narrowed) = match outcome {
        Some(outcome) => (vec![change_id, outcome.as_str()], " AND outcome = $2"),
        None => (vec![change_id], ""),
    };
    let counted = format!("bulk_change_people WHERE change_id = $1{narrowed}");
    let found = format!("accounts WHERE id IN (SELECT account_id FROM {counted})");
    let belongs = format!("EXISTS (SELECT 1 FROM {counted} AND account_id = accounts.id)");
    let list = Sparse {
        many: List {
            columns: COLUMNS,
            from: "accounts WHERE TRUE",
            values: &values,
            key: match sorted_by {
                SortedBy::Name => "name_key",
                SortedBy::Address => "email_key",
            },
            id: "id",
            searched: &["name_key", "given_name_key", "email_key"],
        },
        belongs: &belongs,
        few: Some(Few {
            counted: &counted,
            found: &found,
        }),
    };
    page::read_sparse(connection, &list, part).await
}
