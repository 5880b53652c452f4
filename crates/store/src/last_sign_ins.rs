//! When people last signed in, how, and in which language. Invariant: sessions that try an identity provider, or pass it by, do not count.

use super::{Connection, Result, StoreError};
use latchkey_contract::Language;
use latchkey_domain::session_lifetime::SignedInBy;

/// When somebody last signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastSignIn {
    /// Identifier of the person's account.
    pub account_id: String,
    /// When the person last signed in, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// How the person signed in then.
    pub signed_in_by: SignedInBy,
}

/// Writes down that somebody has signed in now, or that the identity provider said again who it is. `language`: that of the page; where none is
/// known, the one of before stays.
pub async fn record(
    connection: &mut Connection,
    account_id: &str,
    signed_in_by: SignedInBy,
    language: Option<Language>,
    now_ms: i64,
) -> Result<()> {
    match signed_in_by {
        // Neither shows that the identity provider knows the person still, and the row would forget when it did last.
        SignedInBy::Test | SignedInBy::Recovery => return Ok(()),
        SignedInBy::Password | SignedInBy::Passkey | SignedInBy::Sso => {}
    }
    let sql = "INSERT INTO last_sign_ins (account_id, at_ms, signed_in_by, language) VALUES ($1, $2, $3, $4)
               ON CONFLICT (account_id) DO UPDATE SET at_ms = excluded.at_ms, signed_in_by = excluded.signed_in_by,
                 language = COALESCE(excluded.language, last_sign_ins.language)";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .bind(signed_in_by.as_str())
        .bind(language.map(Language::tag))
        .execute(connection)
        .await?;
    Ok(())
}

/// Those of these accounts, in no order.
pub async fn of_accounts(connection: &mut Connection, account_ids: &[&str]) -> Result<Vec<LastSignIn>> {
    if account_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=account_ids.len()).map(|at| format!("${at}")).collect();
    // A constant, and the places of values.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT account_id, at_ms, signed_in_by FROM last_sign_ins WHERE account_id IN ({})",
        places.join(", ")
    ));
    let mut query = sqlx::query_as(sql);
    for id in account_ids {
        query = query.bind(*id);
    }
    let rows: Vec<(String, i64, String)> = query.fetch_all(connection).await?;
    let read = |(account_id, at_ms, by): (String, i64, String)| {
        Ok(LastSignIn {
            account_id,
            at_ms,
            signed_in_by: SignedInBy::from_text(&by)
                .ok_or(StoreError::Corrupt("last_sign_ins.signed_in_by"))?,
        })
    };
    rows.into_iter().map(read).collect()
}
