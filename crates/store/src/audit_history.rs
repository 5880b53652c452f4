//! The audit trail of a company, as its admins read it: newest first, narrowed, a part at a time. Invariants: a part begins behind an
//! event (its time and its identifier); each statement goes along an index that begins with what narrows it, so that a rare event among
//! ten million is found as fast as a frequent one.

use sqlx::AssertSqlSafe;

use super::by_time::{Timed, Values};
use super::page::{Part, Rows};
use super::{Connection, Result};

/// Most people whose events are looked for at once.
const MOST_PEOPLE: i64 = 20;
/// Behind everything that begins with a text: the last character that there is.
const LAST: char = '\u{10ffff}';

/// An event.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct PastEvent {
    /// Identifier.
    pub id: String,
    /// When it happened, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Name of what was done, as the audit trail has it.
    pub action: String,
    /// Account of whoever did it; `None` where no account did, e.g. for the operator.
    pub actor_account_id: Option<String>,
    /// Identifier of what or whom it was done to.
    pub subject: Option<String>,
    /// Details of the action (JSON).
    pub detail: String,
    /// Network address of the client from which it was done.
    pub client_address: String,
    /// Identifier of the request that did it.
    pub request_id: String,
}

impl Timed for PastEvent {
    fn place(&self) -> (i64, &str) {
        (self.at_ms, &self.id)
    }
}

/// Which events are meant; by default all. All conditions that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryFilter {
    /// One of these actions; none: any.
    pub actions: Vec<&'static str>,
    /// From this time on.
    pub since_ms: Option<i64>,
}

/// The people of a company whose name or address begins with `prefix`, a sort key; some of them. And whoever has exactly this address, in
/// whatever company: people of other companies stand in the history, too, once they were given access to an app.
async fn people(connection: &mut Connection, company_id: &str, prefix: &str) -> Result<Vec<String>> {
    let collation = match connection.backend_name() {
        "PostgreSQL" => " COLLATE \"C\"",
        _ => "",
    };
    let begins = ["name_key", "given_name_key", "email_key"].map(|column| {
        format!(
            "SELECT * FROM (SELECT id FROM accounts WHERE company_id = $1 AND {column}{collation} >= $2 AND {column}{collation} < $3
             ORDER BY {column}{collation} LIMIT {MOST_PEOPLE}) AS {column}_begins"
        )
    });
    let has_address = "SELECT id FROM accounts WHERE email_key = $2";
    let sql = format!(
        "{} UNION {has_address} LIMIT {MOST_PEOPLE}",
        begins.join(" UNION ")
    );
    Ok(sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(company_id)
        .bind(prefix)
        .bind(format!("{prefix}{LAST}"))
        .fetch_all(connection)
        .await?)
}

/// Some of the events of a company. A search is for who did it or whom it is about.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    filter: &HistoryFilter,
    part: &Part,
) -> Result<Rows<PastEvent>> {
    let people = match &part.search {
        Some(prefix) => Some(people(connection, company_id, prefix).await?),
        None => None,
    };
    if people.as_ref().is_some_and(Vec::is_empty) {
        return Ok(Rows {
            items: Vec::new(),
            next: None,
        });
    }
    let mut values = Values::default();
    let text = statement(&mut values, company_id, filter, people.as_deref(), part);
    values.rows(connection, text, part).await
}

/// One part of the statement for each index entry that the events may be under, each in order and no longer than wanted; what is under
/// two comes once.
fn statement(
    values: &mut Values,
    company_id: &str,
    filter: &HistoryFilter,
    people: Option<&[String]>,
    part: &Part,
) -> String {
    let company = format!("company_id = {}", values.text(company_id));
    let in_time = values.in_time(filter.since_ms, part);
    let actions: Vec<String> = filter.actions.iter().map(|action| values.text(*action)).collect();
    let branches: Vec<String> = match people {
        Some(people) => {
            let one_of = match actions.is_empty() {
                true => String::new(),
                false => format!(" AND action IN ({})", actions.join(", ")),
            };
            let of: Vec<String> = people.iter().map(|id| values.text(id)).collect();
            let both = |id: &String| [format!("actor_account_id = {id}"), format!("subject = {id}")];
            let each = of.iter().flat_map(both);
            each.map(|is| format!("{is} AND {company}{one_of}{in_time}"))
                .collect()
        }
        None if actions.is_empty() => vec![format!("{company}{in_time}")],
        None => {
            let each = actions.iter();
            each.map(|action| format!("{company} AND action = {action}{in_time}"))
                .collect()
        }
    };
    let order = values.order(part);
    let columns = "id, at_ms, action, actor_account_id, subject, detail, client_address, request_id";
    let parts = branches.iter().enumerate().map(|(at, condition)| {
        format!("SELECT * FROM (SELECT {columns} FROM audit_events WHERE {condition} {order}) AS part{at}")
    });
    format!(
        "SELECT * FROM ({}) AS found {order}",
        parts.collect::<Vec<_>>().join(" UNION ")
    )
}

/// What an identifier in an event is called.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Named {
    /// The identifier.
    pub id: String,
    /// `account` or `thing`.
    pub what: String,
    /// The address of an account; the name of anything else.
    pub name: String,
    /// The name of an account.
    pub more: String,
}

/// What these identifiers are called, as far as that is still known.
pub async fn names(connection: &mut Connection, ids: &[&str]) -> Result<Vec<Named>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|at| format!("${at}")).collect();
    let among = format!("IN ({})", places.join(", "));
    let sql = format!(
        "SELECT id, 'account' AS what, email AS name, first_name || ' ' || last_name AS more FROM accounts WHERE id {among}
         UNION ALL SELECT e.id, 'thing', a.name || ' · ' || e.name, '' FROM app_environments e JOIN apps a ON a.id = e.app_id WHERE e.id {among}
         UNION ALL SELECT id, 'thing', name, '' FROM apps WHERE id {among}
         UNION ALL SELECT id, 'thing', name, '' FROM access_groups WHERE id {among}
         UNION ALL SELECT id, 'thing', name, '' FROM sso_configurations WHERE id {among}
         UNION ALL SELECT id, 'thing', name, '' FROM companies WHERE id {among}"
    );
    let mut query = sqlx::query_as(AssertSqlSafe(sql));
    for id in ids {
        query = query.bind(*id);
    }
    Ok(query.fetch_all(connection).await?)
}
