//! Whom a bulk change is about: people who may enter an environment, by their names or as all that match a search. Invariant: whoever
//! may not enter it is never among them.

use latchkey_domain::bulk_access::{Held, MOST_PEOPLE};
use sqlx::AssertSqlSafe;

use super::access_routes::{GROUP_ROUTES, has_route};
use super::clients::read_roles;
use super::{Connection, Result, StoreError};

/// The selected people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selected {
    /// The people with these accounts.
    People(Vec<String>),
    /// All of whom a name or the address begins with this key ([`latchkey_domain::sort_key`]); none: everybody.
    Matching(Option<String>),
}

/// People who have the same, of those who were selected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The access that these people have.
    pub held: Held,
    /// How many they are.
    pub count: i64,
    /// One or two of them.
    pub examples: Vec<String>,
}

/// A statement's source of selected people `w`, and its values from `$2`; `$1` is the environment.
struct Source {
    sql: String,
    values: Vec<String>,
}

/// Everybody who may enter the environment, each once.
const WAYS: &str = "(SELECT account_id FROM access_grants WHERE environment_id = $1
     UNION SELECT m.account_id FROM access_group_grants g
       JOIN access_group_members m ON m.group_id = g.group_id WHERE g.environment_id = $1) w";

/// Up to so many accounts that begin as was searched for are few.
const FEW: i64 = 5_000;

impl Source {
    /// `first`: number of the first parameter that is free.
    async fn of(connection: &mut Connection, selected: &Selected, first: usize) -> Result<Self> {
        Ok(match selected {
            Selected::People(ids) => {
                let places: Vec<_> = (first..first + ids.len()).map(|at| format!("${at}")).collect();
                Self {
                    sql: format!("{WAYS} WHERE w.account_id IN ({})", places.join(", ")),
                    values: ids.clone(),
                }
            }
            Selected::Matching(None) => Self {
                sql: format!("{WAYS} WHERE TRUE"),
                values: Vec::new(),
            },
            Selected::Matching(Some(prefix)) => {
                let are_few = are_few(connection, &begins(connection, 1), prefix).await?;
                Self {
                    sql: matching(begins(connection, first), are_few),
                    values: vec![prefix.clone(), end_of(prefix)],
                }
            }
        })
    }

    fn is_nobody(selected: &Selected) -> bool {
        matches!(selected, Selected::People(ids) if ids.is_empty())
    }
}

/// Whether few accounts of the platform begin so by one of the columns.
async fn are_few(connection: &mut Connection, begins: &[String], prefix: &str) -> Result<bool> {
    let counted = begins.iter().map(|begins| {
        format!(
            "(SELECT COUNT(*) FROM (SELECT 1 FROM accounts a WHERE {begins} LIMIT {}) AS counted)",
            FEW + 1
        )
    });
    let sql = AssertSqlSafe(format!("SELECT {}", counted.collect::<Vec<_>>().join(" + ")));
    let counted: i64 = sqlx::query_scalar(sql)
        .bind(prefix)
        .bind(end_of(prefix))
        .fetch_one(connection)
        .await?;
    Ok(counted <= FEW)
}

/// Behind all that begins with the prefix.
fn end_of(prefix: &str) -> String {
    format!("{prefix}\u{10ffff}")
}

/// The conditions that an account `a` begins with `$first` by one of the columns; the parameter behind it is [`end_of`].
fn begins(connection: &Connection, first: usize) -> [String; 3] {
    let collation = match connection.backend_name() {
        "PostgreSQL" => " COLLATE \"C\"",
        _ => "",
    };
    ["name_key", "given_name_key", "email_key"].map(|column| {
        let end = first + 1;
        format!("(a.{column}{collation} >= ${first} AND a.{column}{collation} < ${end})")
    })
}

/// The source of those who begin so. Where few accounts do, they are found by an index and asked for the way in; where many do, those who may
/// enter are asked what they are called.
fn matching(begins: [String; 3], are_few: bool) -> String {
    if !are_few {
        let begins = begins.join(" OR ");
        return format!("{WAYS} JOIN accounts a ON a.id = w.account_id WHERE ({begins})");
    }
    let called = begins.map(|begins| format!("SELECT a.id AS account_id FROM accounts a WHERE {begins}"));
    format!(
        "({}) w WHERE {}",
        called.join(" UNION "),
        has_route("$1", "w.account_id")
    )
}

/// How many they are; [`MOST_PEOPLE`] + 1 stands for all that are more. A long statement.
pub async fn count(connection: &mut Connection, environment_id: &str, selected: &Selected) -> Result<i64> {
    if Source::is_nobody(selected) {
        return Ok(0);
    }
    let source = Source::of(connection, selected, 2).await?;
    let sql = AssertSqlSafe(format!(
        "SELECT COUNT(*) FROM (SELECT w.account_id FROM {} LIMIT {}) AS selected",
        source.sql,
        MOST_PEOPLE + 1
    ));
    let mut query = sqlx::query_scalar(sql).bind(environment_id);
    for value in &source.values {
        query = query.bind(value);
    }
    Ok(query.fetch_one(connection).await?)
}

/// The selected people by what they have. A long statement.
pub async fn alike(
    connection: &mut Connection,
    environment_id: &str,
    selected: &Selected,
) -> Result<Vec<Alike>> {
    if Source::is_nobody(selected) {
        return Ok(Vec::new());
    }
    let source = Source::of(connection, selected, 2).await?;
    let all = match connection.backend_name() {
        "PostgreSQL" => "string_agg(DISTINCT g.roles, ',')",
        _ => "group_concat(DISTINCT g.roles)",
    };
    // Every part is a constant of this crate or the number of a parameter; values are bound.
    let sql = AssertSqlSafe(format!(
        "SELECT held.direct, held.by_groups, COUNT(*), MIN(held.id), MAX(held.id) FROM (
           SELECT w.account_id AS id, COALESCE(d.roles, '') AS direct,
             COALESCE((SELECT {all} FROM {GROUP_ROUTES} AND m.account_id = w.account_id AND g.environment_id = $1), '') AS by_groups
           FROM (SELECT w.account_id FROM {}) w
             LEFT JOIN access_grants d ON d.environment_id = $1 AND d.account_id = w.account_id) held
         GROUP BY held.direct, held.by_groups",
        source.sql
    ));
    let mut query = sqlx::query_as(sql).bind(environment_id);
    for value in &source.values {
        query = query.bind(value);
    }
    let rows: Vec<(String, String, i64, String, String)> = query.fetch_all(connection).await?;
    let read = |(direct, by_groups, count, first, last): (String, String, i64, String, String)| {
        let direct = match direct.as_str() {
            "" => None,
            roles => Some(read_roles(roles)?),
        };
        let by_groups = serde_json::from_str(&format!("[{by_groups}]"))
            .map_err(|_| StoreError::Corrupt("roles of a group"))?;
        let mut examples = vec![first, last];
        examples.dedup();
        Ok(Alike {
            held: Held { direct, by_groups },
            count,
            examples,
        })
    };
    rows.into_iter().map(read).collect()
}

/// Writes down who is selected, for a change that begins. Returns how many they are.
pub async fn write_down(
    connection: &mut Connection,
    change_id: &str,
    environment_id: &str,
    selected: &Selected,
) -> Result<i64> {
    if Source::is_nobody(selected) {
        return Ok(0);
    }
    let source = Source::of(connection, selected, 3).await?;
    let sql = AssertSqlSafe(format!(
        "INSERT INTO bulk_change_people (change_id, account_id, outcome)
         SELECT CAST($2 AS TEXT), w.account_id, 'waiting' FROM {} ORDER BY w.account_id",
        source.sql
    ));
    let mut query = sqlx::query(sql).bind(environment_id).bind(change_id);
    for value in &source.values {
        query = query.bind(value);
    }
    let written = query.execute(connection).await?.rows_affected();
    Ok(i64::try_from(written).unwrap_or(i64::MAX))
}

/// Somebody as an example: identifier, names and address.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ExamplePerson {
    /// Identifier of the account.
    pub id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
}

/// What somebody is called.
pub async fn named(connection: &mut Connection, account_id: &str) -> Result<Option<ExamplePerson>> {
    let sql = "SELECT id, email, first_name, last_name FROM accounts WHERE id = $1";
    Ok(sqlx::query_as(sql)
        .bind(account_id)
        .fetch_optional(connection)
        .await?)
}
