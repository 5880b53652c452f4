//! The audit trail of a company, as its admins read it: newest first, narrowed, a part at a time. Invariants: a part begins behind an
//! event (its time and its identifier); each statement goes along an index that begins with what narrows it, so that a rare event among
//! ten million is found as fast as a frequent one.

use sqlx::AssertSqlSafe;

use super::page::{Part, Position, Rows};
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
    /// When.
    pub at_ms: i64,
    /// What.
    pub action: String,
    /// Who did it.
    pub actor_account_id: Option<String>,
    /// To what or whom.
    pub subject: Option<String>,
    /// More, JSON.
    pub detail: String,
    /// From where.
    pub client_address: String,
    /// By which request.
    pub request_id: String,
}

/// Which events are meant; by default all. All conditions that are given hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HistoryFilter {
    /// One of these actions; none: any.
    pub actions: Vec<&'static str>,
    /// Since when.
    pub since_ms: Option<i64>,
}

/// The people of a company whose name or address begins with `prefix`, a sort key; some of them.
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
    let sql = format!("{} LIMIT {MOST_PEOPLE}", begins.join(" UNION "));
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
    let statement = Statement::of(company_id, filter, people.as_deref(), part);
    let mut query = sqlx::query_as(AssertSqlSafe(statement.text));
    for value in &statement.values {
        query = match value {
            Value::Text(text) => query.bind(text),
            Value::Number(number) => query.bind(number),
        };
    }
    let mut items: Vec<PastEvent> = query.fetch_all(connection).await?;
    let wanted = usize::try_from(part.limit).unwrap_or(usize::MAX);
    let has_more = items.len() > wanted;
    items.truncate(wanted);
    let last = items.last().filter(|_| has_more);
    let next = last.map(|last| Position {
        key: last.at_ms.to_string(),
        id: last.id.clone(),
    });
    Ok(Rows { items, next })
}

enum Value {
    Text(String),
    Number(i64),
}

struct Statement {
    text: String,
    values: Vec<Value>,
}

impl Statement {
    /// One part of the statement for each index entry that the events may be under, each in order and no longer than wanted; what is under
    /// two comes once.
    fn of(company_id: &str, filter: &HistoryFilter, people: Option<&[String]>, part: &Part) -> Self {
        let mut statement = Self {
            text: String::new(),
            values: vec![Value::Text(company_id.to_owned())],
        };
        let narrowed = statement.narrowed(filter, part);
        let branches: Vec<String> = match people {
            Some(people) => {
                let actions = statement.one_of(&filter.actions);
                let of = people.iter().map(|id| statement.bind(Value::Text(id.clone())));
                let of: Vec<String> = of.collect();
                let both = |id: &String| [format!("actor_account_id = {id}"), format!("subject = {id}")];
                let each = of.iter().flat_map(both);
                each.map(|is| format!("{is} AND company_id = $1{actions}{narrowed}"))
                    .collect()
            }
            None if filter.actions.is_empty() => vec![format!("company_id = $1{narrowed}")],
            None => {
                let actions = filter.actions.iter();
                let actions = actions.map(|action| statement.bind(Value::Text((*action).to_owned())));
                let actions: Vec<String> = actions.collect();
                let each = actions.iter();
                each.map(|action| format!("company_id = $1 AND action = {action}{narrowed}"))
                    .collect()
            }
        };
        let limit = statement.bind(Value::Number(i64::from(part.limit) + 1));
        let direction = if part.descending { "" } else { " DESC" };
        let order = format!("ORDER BY at_ms{direction}, id{direction} LIMIT {limit}");
        let columns = "id, at_ms, action, actor_account_id, subject, detail, client_address, request_id";
        let parts = branches.iter().enumerate().map(|(at, condition)| {
            format!(
                "SELECT * FROM (SELECT {columns} FROM audit_events WHERE {condition} {order}) AS part{at}"
            )
        });
        statement.text = format!(
            "SELECT * FROM ({}) AS found {order}",
            parts.collect::<Vec<_>>().join(" UNION ")
        );
        statement
    }

    fn bind(&mut self, value: Value) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// The conditions of time.
    fn narrowed(&mut self, filter: &HistoryFilter, part: &Part) -> String {
        let mut text = String::new();
        if let Some(since_ms) = filter.since_ms {
            let since = self.bind(Value::Number(since_ms));
            text.push_str(&format!(" AND at_ms >= {since}"));
        }
        // Cursors are sealed: one that is no number was never given.
        let after = part.after.as_ref();
        if let Some((at_ms, after)) = after.and_then(|after| Some((after.key.parse().ok()?, after))) {
            let beyond = if part.descending { ">" } else { "<" };
            let (at, id) = (
                self.bind(Value::Number(at_ms)),
                self.bind(Value::Text(after.id.clone())),
            );
            text.push_str(&format!(" AND (at_ms, id) {beyond} ({at}, {id})"));
        }
        text
    }

    fn one_of(&mut self, actions: &[&'static str]) -> String {
        if actions.is_empty() {
            return String::new();
        }
        let bound = actions
            .iter()
            .map(|action| self.bind(Value::Text((*action).to_owned())));
        let bound: Vec<String> = bound.collect();
        format!(" AND action IN ({})", bound.join(", "))
    }
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
