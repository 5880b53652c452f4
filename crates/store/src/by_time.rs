//! Lists in the order of time: a part begins behind a row (its time and its identifier), newest first where nothing is said. The key is a number, which
//! is why [`super::page`] does not make these statements. Invariant: values are bound, never written into a statement.

use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, FromRow};

use super::page::{Part, Position, Rows};
use super::{Connection, Result};

/// A row that happened at a time.
pub(super) trait Timed {
    /// Its time and its identifier.
    fn place(&self) -> (i64, &str);
}

enum Value {
    Text(String),
    Number(i64),
}

/// The values of a statement in the making.
#[derive(Default)]
pub(super) struct Values(Vec<Value>);

impl Values {
    /// The place of a text.
    pub(super) fn text(&mut self, text: impl Into<String>) -> String {
        self.0.push(Value::Text(text.into()));
        format!("${}", self.0.len())
    }

    /// The place of a number.
    pub(super) fn number(&mut self, number: i64) -> String {
        self.0.push(Value::Number(number));
        format!("${}", self.0.len())
    }

    /// The conditions that a row is not older than `since_ms`, and behind the one where the part begins; each with `AND` before it.
    pub(super) fn in_time(&mut self, since_ms: Option<i64>, part: &Part) -> String {
        let mut text = String::new();
        if let Some(since_ms) = since_ms {
            text.push_str(&format!(" AND at_ms >= {}", self.number(since_ms)));
        }
        // Cursors are sealed: one that is no number was never given.
        let after = part.after.as_ref();
        if let Some((at_ms, after)) = after.and_then(|after| Some((after.key.parse().ok()?, after))) {
            let beyond = if part.descending { ">" } else { "<" };
            let (at, id) = (self.number(at_ms), self.text(&after.id));
            text.push_str(&format!(" AND (at_ms, id) {beyond} ({at}, {id})"));
        }
        text
    }

    /// The order of a part and its length: one row more than is wanted says whether there are more.
    pub(super) fn order(&mut self, part: &Part) -> String {
        let direction = if part.descending { "" } else { " DESC" };
        let limit = self.number(i64::from(part.limit) + 1);
        format!("ORDER BY at_ms{direction}, id{direction} LIMIT {limit}")
    }

    /// The part.
    pub(super) async fn rows<T>(
        self,
        connection: &mut Connection,
        text: String,
        part: &Part,
    ) -> Result<Rows<T>>
    where
        T: Timed + for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        let mut query = sqlx::query_as(AssertSqlSafe(text));
        for value in self.0 {
            query = match value {
                Value::Text(text) => query.bind(text),
                Value::Number(number) => query.bind(number),
            };
        }
        let mut items: Vec<T> = query.fetch_all(connection).await?;
        let wanted = usize::try_from(part.limit).unwrap_or(usize::MAX);
        let has_more = items.len() > wanted;
        items.truncate(wanted);
        let last = items.last().filter(|_| has_more).map(Timed::place);
        let next = last.map(|(at_ms, id)| Position {
            key: at_ms.to_string(),
            id: id.to_owned(),
            rank: None,
        });
        Ok(Rows { items, next })
    }
}
