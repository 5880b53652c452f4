//! Personal access tokens. Invariant: of a token's value, the store has its SHA-256 alone; a token that was ended works never again.

use latchkey_contract::personal_tokens::TokenScope;

use super::page::{self, List, Part, Rows};
use super::selection::Selection;
use super::{Connection, Result, StoreError};
use latchkey_domain::email_address::EmailAddress;
use latchkey_domain::sort_key::sort_key;
use latchkey_domain::token_access::{KEPT_MS, TokenFacts, USES_WRITTEN_EVERY_MS};

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A token that is made.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// Identifier; appears in addresses, opens nothing.
    pub id: &'a str,
    /// Identifier of the owner's account.
    pub account_id: &'a str,
    /// The owner's company.
    pub company_id: &'a str,
    /// The owner's address.
    pub owner: &'a EmailAddress,
    /// SHA-256 of its value, hexadecimal.
    pub token_hash: &'a str,
    /// What its owner calls it.
    pub name: &'a str,
    /// The scopes of the token.
    pub scopes: &'a [TokenScope],
    /// When it expires.
    pub expires_at_ms: i64,
}

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonalToken {
    /// Identifier.
    pub id: String,
    /// Identifier of the owner's account.
    pub account_id: String,
    /// What its owner calls it.
    pub name: String,
    /// When it was made.
    pub created_at_ms: i64,
    /// When it was last used, as far as it was written down.
    pub last_used_at_ms: Option<i64>,
    /// What decides whether it opens something.
    pub facts: TokenFacts,
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: String,
    account_id: String,
    name: String,
    scopes: String,
    created_at_ms: i64,
    expires_at_ms: i64,
    last_used_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
}

impl TryFrom<Row> for PersonalToken {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let scopes = row.scopes.split_whitespace().map(TokenScope::from_text);
        let scopes: Option<_> = scopes.collect();
        Ok(Self {
            facts: TokenFacts {
                expires_at_ms: row.expires_at_ms,
                is_revoked: row.revoked_at_ms.is_some(),
                scopes: scopes.ok_or(StoreError::Corrupt("personal_tokens.scopes"))?,
            },
            id: row.id,
            account_id: row.account_id,
            name: row.name,
            created_at_ms: row.created_at_ms,
            last_used_at_ms: row.last_used_at_ms,
        })
    }
}

const COLUMNS: &str =
    "id, account_id, name, scopes, created_at_ms, expires_at_ms, last_used_at_ms, revoked_at_ms";

/// The columns of a token `t` beside its account.
pub(super) const OWN_COLUMNS: &str =
    "t.id, t.name, t.scopes, t.created_at_ms, t.expires_at_ms, t.last_used_at_ms, t.revoked_at_ms";

/// Writes a token down.
pub async fn insert(connection: &mut Connection, token: &NewToken<'_>, now_ms: i64) -> Result<()> {
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str()).collect();
    let sql = "INSERT INTO personal_tokens (id, account_id, company_id, token_hash, name, name_key, owner_key, scopes,
                                            created_at_ms, expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    sqlx::query(sql)
        .bind(token.id)
        .bind(token.account_id)
        .bind(token.company_id)
        .bind(token.token_hash)
        .bind(token.name)
        .bind(sort_key(token.name))
        .bind(token.owner.key())
        .bind(scopes.join(" "))
        .bind(now_ms)
        .bind(token.expires_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// How many tokens of the account would work at this moment, or once their owner has come back.
pub async fn count_living(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM personal_tokens WHERE account_id = $1 AND revoked_at_ms IS NULL AND expires_at_ms > $2";
    Ok(sqlx::query_scalar(sql)
        .bind(account_id)
        .bind(now_ms)
        .fetch_one(connection)
        .await?)
}

/// The account's tokens that nobody has ended, the newest first.
pub async fn of_account(connection: &mut Connection, account_id: &str) -> Result<Vec<PersonalToken>> {
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM personal_tokens WHERE account_id = $1 AND revoked_at_ms IS NULL
         ORDER BY created_at_ms DESC, id DESC"
    ));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(account_id).fetch_all(connection).await?;
    rows.into_iter().map(PersonalToken::try_from).collect()
}

/// What the tokens of a company are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokensSortedBy {
    /// The owner's address.
    Owner,
    /// What the owner calls it.
    Name,
}

/// Some of the tokens of a company's people that nobody has ended; where `of_service_accounts` is given, of service accounts alone or of
/// all others. A search is for the beginning of a name or of an owner's address; a long statement where many begin that way, or
/// where few of many are meant.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
    of_service_accounts: Option<bool>,
    sorted_by: TokensSortedBy,
    part: &Part,
) -> Result<Rows<PersonalToken>> {
    let list = List {
        columns: COLUMNS,
        from: match of_service_accounts {
            None => "personal_tokens WHERE company_id = $1 AND revoked_at_ms IS NULL",
            Some(true) => {
                "personal_tokens WHERE company_id = $1 AND revoked_at_ms IS NULL
                 AND account_id IN (SELECT a.id FROM accounts a WHERE a.company_id = $1 AND a.service_account = 1)"
            }
            Some(false) => {
                "personal_tokens WHERE company_id = $1 AND revoked_at_ms IS NULL
                 AND account_id NOT IN (SELECT a.id FROM accounts a WHERE a.company_id = $1 AND a.service_account = 1)"
            }
        },
        values: &[company_id],
        key: match sorted_by {
            TokensSortedBy::Owner => "owner_key",
            TokensSortedBy::Name => "name_key",
        },
        id: "id",
        searched: &["name_key", "owner_key"],
    };
    let rows: Rows<Row> = page::read(connection, &list, part).await?;
    let items = rows.items.into_iter().map(PersonalToken::try_from);
    Ok(Rows {
        items: items.collect::<Result<_>>()?,
        next: rows.next,
    })
}

/// The token with this identifier, if it is the account's and nobody has ended it.
pub async fn of_account_by_id(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<Option<PersonalToken>> {
    find(connection, "account_id", account_id, id).await
}

/// The same of somebody of the company.
pub async fn of_company_by_id(
    connection: &mut Connection,
    company_id: &str,
    id: &str,
) -> Result<Option<PersonalToken>> {
    find(connection, "company_id", company_id, id).await
}

async fn find(
    connection: &mut Connection,
    column: &'static str,
    value: &str,
    id: &str,
) -> Result<Option<PersonalToken>> {
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM personal_tokens WHERE {column} = $1 AND id = $2 AND revoked_at_ms IS NULL"
    ));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(value)
        .bind(id)
        .fetch_optional(connection)
        .await?;
    row.map(PersonalToken::try_from).transpose()
}

/// Ends a token. Returns whether it had not ended before.
pub async fn revoke(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE personal_tokens SET revoked_at_ms = $2 WHERE id = $1 AND revoked_at_ms IS NULL";
    let ended = sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(ended.rows_affected() == 1)
}

/// Ends all tokens of the accounts.
pub(super) async fn revoke_of_accounts(
    connection: &mut Connection,
    who: Selection<'_>,
    now_ms: i64,
) -> Result<()> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE personal_tokens SET revoked_at_ms = ${} WHERE {} AND revoked_at_ms IS NULL",
        who.next(),
        who.names("account_id")
    ));
    let mut query = sqlx::query(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    query.bind(now_ms).execute(connection).await?;
    Ok(())
}

/// Lets the account's tokens be found by its new address.
pub(super) async fn rename_owner(
    connection: &mut Connection,
    account_id: &str,
    owner: &EmailAddress,
) -> Result<()> {
    sqlx::query("UPDATE personal_tokens SET owner_key = $2 WHERE account_id = $1")
        .bind(account_id)
        .bind(owner.key())
        .execute(connection)
        .await?;
    Ok(())
}

/// Whether the last use is so long ago that this one is written down.
pub const fn is_use_due(last_used_at_ms: Option<i64>, now_ms: i64) -> bool {
    match last_used_at_ms {
        Some(at_ms) => at_ms <= now_ms - USES_WRITTEN_EVERY_MS,
        None => true,
    }
}

/// Writes down that the token is used, unless another use was written down within the hour.
pub async fn record_use(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE personal_tokens SET last_used_at_ms = $2
               WHERE id = $1 AND (last_used_at_ms IS NULL OR last_used_at_ms <= $3)";
    sqlx::query(sql)
        .bind(id)
        .bind(now_ms)
        .bind(now_ms - USES_WRITTEN_EVERY_MS)
        .execute(connection)
        .await?;
    Ok(())
}

/// Deletes some of those that ended long ago. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM personal_tokens WHERE id IN
                 (SELECT id FROM personal_tokens WHERE expires_at_ms <= $1 OR revoked_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
