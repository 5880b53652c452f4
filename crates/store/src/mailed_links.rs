//! Mailed links that work once. The store holds only the hash of a link's token: reading the database is not enough to use one. A
//! row is kept for a while after it was used or has expired, so that its page can say so.

use super::selection::Selection;
use super::{Connection, Result, StoreError, new_id};
use latchkey_domain::email_address::EmailAddress;
use latchkey_domain::mailed_link::{KEPT_MS, Kind, Life};

/// Links deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A link to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewLink<'a> {
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: &'a str,
    /// The kind of link.
    pub kind: Kind,
    /// To whom it goes; none for a link that is printed.
    pub address: Option<&'a EmailAddress>,
    /// Whose account it is about.
    pub account_id: Option<&'a str>,
    /// What else its kind has to remember, JSON; `{}` where nothing. No secrets.
    pub payload: &'a str,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailedLink {
    /// Tells links apart in addresses and forms; opens nothing.
    pub id: String,
    /// The kind of link.
    pub kind: Kind,
    /// To whom it went, as it was spelled; empty for a link that was printed.
    pub address: String,
    /// Whose account it is about.
    pub account_id: Option<String>,
    /// What else its kind has to remember, JSON.
    pub payload: String,
    /// Its state.
    pub life: Life,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    kind: String,
    address: String,
    account_id: Option<String>,
    payload: String,
    expires_at_ms: i64,
    used_at_ms: Option<i64>,
    replaced_at_ms: Option<i64>,
}

impl TryFrom<Row> for MailedLink {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        Ok(Self {
            kind: Kind::from_text(&row.kind).ok_or(StoreError::Corrupt("mailed_links.kind"))?,
            id: row.id,
            address: row.address,
            account_id: row.account_id,
            payload: row.payload,
            life: Life {
                expires_at_ms: row.expires_at_ms,
                used_at_ms: row.used_at_ms,
                replaced_at_ms: row.replaced_at_ms,
            },
        })
    }
}

/// Makes a link. Returns its identifier.
pub async fn insert(connection: &mut Connection, link: &NewLink<'_>, now_ms: i64) -> Result<String> {
    let id = new_id();
    let sql = "INSERT INTO mailed_links (token_hash, id, kind, address, address_key, account_id, payload, created_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    sqlx::query(sql)
        .bind(link.token_hash)
        .bind(&id)
        .bind(link.kind.as_str())
        .bind(link.address.map(ToString::to_string).unwrap_or_default())
        .bind(link.address.map(EmailAddress::key).unwrap_or_default())
        .bind(link.account_id)
        .bind(link.payload)
        .bind(now_ms)
        .bind(Life::beginning(link.kind, now_ms).expires_at_ms)
        .execute(connection)
        .await?;
    Ok(id)
}

/// The link with this token, whatever became of it.
pub async fn by_token_hash(connection: &mut Connection, token_hash: &str) -> Result<Option<MailedLink>> {
    let sql = "SELECT id, kind, address, account_id, payload, expires_at_ms, used_at_ms, replaced_at_ms
               FROM mailed_links WHERE token_hash = $1";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?;
    row.map(MailedLink::try_from).transpose()
}

/// The account's newest link of this kind that works, if there is one.
pub async fn newest_open_of(
    connection: &mut Connection,
    account_id: &str,
    kind: Kind,
    now_ms: i64,
) -> Result<Option<MailedLink>> {
    let sql = "SELECT id, kind, address, account_id, payload, expires_at_ms, used_at_ms, replaced_at_ms FROM mailed_links
               WHERE account_id = $1 AND kind = $2 AND used_at_ms IS NULL AND replaced_at_ms IS NULL AND expires_at_ms > $3
               ORDER BY id DESC LIMIT 1";
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(account_id)
        .bind(kind.as_str())
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    row.map(MailedLink::try_from).transpose()
}

/// Uses the link up ([`Life::used`]). Returns whether it worked: of two at once, one wins.
pub async fn use_up(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE mailed_links SET used_at_ms = $2
               WHERE token_hash = $1 AND used_at_ms IS NULL AND replaced_at_ms IS NULL AND expires_at_ms > $2";
    let done = sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends the account's links of this kind that still work ([`Life::replaced`]). Returns how many.
pub async fn replace_of_account(
    connection: &mut Connection,
    account_id: &str,
    kind: Kind,
    now_ms: i64,
) -> Result<u64> {
    replace(connection, "account_id", account_id, kind, now_ms).await
}

/// Ends the links of this kind that were mailed to this address and still work. Returns how many.
pub async fn replace_to_address(
    connection: &mut Connection,
    address: &EmailAddress,
    kind: Kind,
    now_ms: i64,
) -> Result<u64> {
    replace(connection, "address_key", &address.key(), kind, now_ms).await
}

/// Ends the links of this kind that were printed and still work. Returns how many.
pub async fn replace_printed(connection: &mut Connection, kind: Kind, now_ms: i64) -> Result<u64> {
    replace(connection, "address_key", "", kind, now_ms).await
}

async fn replace(
    connection: &mut Connection,
    column: &'static str,
    value: &str,
    kind: Kind,
    now_ms: i64,
) -> Result<u64> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE mailed_links SET replaced_at_ms = $3
         WHERE {column} = $1 AND kind = $2 AND used_at_ms IS NULL AND replaced_at_ms IS NULL AND expires_at_ms > $3"
    ));
    let done = sqlx::query(sql)
        .bind(value)
        .bind(kind.as_str())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Ends all links of the accounts that still work, and those that would make an account for an address that they have. Returns whose
/// account each of them was about.
pub(super) async fn void_of_accounts(
    connection: &mut Connection,
    who: Selection<'_>,
    now_ms: i64,
) -> Result<Vec<String>> {
    let now = who.next();
    let mine = who.names("account_id");
    let addresses = who.condition();
    let mut ended = Vec::new();
    // Every part is a constant of this crate; values are bound.
    for (about, whose) in [
        (mine, "account_id"),
        (
            format!(
                "kind = '{}' AND address_key IN (SELECT email_key FROM accounts WHERE {addresses})",
                Kind::SignUp.as_str()
            ),
            "(SELECT a.id FROM accounts a WHERE a.email_key = mailed_links.address_key)",
        ),
    ] {
        let sql = sqlx::AssertSqlSafe(format!(
            "UPDATE mailed_links SET replaced_at_ms = ${now}
             WHERE {about} AND used_at_ms IS NULL AND replaced_at_ms IS NULL AND expires_at_ms > ${now} RETURNING {whose}"
        ));
        let mut query = sqlx::query_scalar(sql);
        for value in who.values() {
            query = query.bind(value);
        }
        ended.extend(query.bind(now_ms).fetch_all(&mut *connection).await?);
    }
    Ok(ended)
}

/// Deletes some of the links that nobody will ask about any more ([`KEPT_MS`]). Returns how many; call again while it is not
/// 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM mailed_links WHERE token_hash IN (SELECT token_hash FROM mailed_links WHERE expires_at_ms <= $1 LIMIT $2)";
    let done = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
