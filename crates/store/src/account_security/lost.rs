//! What each of many accounts lost at once, and the events that say so. Invariant: one event for each account that lost something, in the
//! order of their identifiers.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use sqlx::AssertSqlSafe;

use super::Cause;
use super::standing::with;
use crate::audit;
use crate::text_list::TextList;
use crate::{Connection, Result};

/// How much of each kind an account lost.
#[derive(Debug, Default)]
struct Counts {
    passwords: u64,
    sessions: u64,
    links: u64,
    families: u64,
}

/// The accounts that lost something.
#[derive(Debug)]
pub(super) struct Lost<'a>(BTreeMap<&'a str, Counts>);

impl<'a> Lost<'a> {
    /// Of each kind, the owner of each that ended.
    pub(super) fn new(
        passwords: &'a [String],
        sessions: &'a [String],
        links: &'a [String],
        families: &'a [String],
    ) -> Self {
        let mut lost = BTreeMap::<_, Counts>::new();
        let mut count = |owners: &'a [String], add: fn(&mut Counts)| {
            for owner in owners {
                add(lost.entry(owner.as_str()).or_default());
            }
        };
        count(passwords, |counts| counts.passwords += 1);
        count(sessions, |counts| counts.sessions += 1);
        count(links, |counts| counts.links += 1);
        count(families, |counts| counts.families += 1);
        Self(lost)
    }

    /// Writes the events.
    pub(super) async fn record(
        &self,
        connection: &mut Connection,
        cause: &Cause<'_>,
        now_ms: i64,
    ) -> Result<()> {
        let companies = self.companies(connection).await?;
        let event = |(id, counts): (&&'a str, &Counts)| {
            let ended = json!({
                "password_removed": counts.passwords > 0,
                "sessions_ended": counts.sessions,
                "links_ended": counts.links,
                "tokens_revoked": counts.families,
            });
            Some(audit::Event {
                action: cause.action,
                company_id: Some(companies.get(*id)?),
                actor_account_id: cause.actor_account_id,
                subject: Some(id),
                detail: with(&cause.detail, ended),
            })
        };
        let events: Vec<_> = self.0.iter().filter_map(event).collect();
        audit::append_all(connection, &events, cause.origin, now_ms).await
    }

    /// The company of each.
    async fn companies(&self, connection: &mut Connection) -> Result<HashMap<String, String>> {
        let ids = TextList::new(connection, self.0.keys().copied());
        let sql = format!("SELECT id, company_id FROM accounts WHERE {}", ids.holds("id", 1));
        let rows: Vec<(String, String)> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(ids.value())
            .fetch_all(connection)
            .await?;
        Ok(rows.into_iter().collect())
    }
}
