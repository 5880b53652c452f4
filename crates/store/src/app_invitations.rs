//! Invitations by mail into environments. Invariants: an address has one in an environment, however often it is invited; of two who accept
//! one at once, one does.

use sqlx::any::AnyRow;
use sqlx::{FromRow as _, Row as _};

use super::clients::read_roles;
use super::database::lock_rows;
use super::page::{self, List, Part, Rows};
use super::{Connection, Result, StoreError};
use latchkey_domain::email_address::EmailAddress;
use latchkey_domain::invitation::{InvitationLife, KEPT_MS};

/// Invitations deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;
/// The most invitations of one address that are read at once.
const MOST_OF_ONE: i64 = 20;

/// An invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// Identifier; appears in addresses, opens nothing.
    pub id: String,
    /// The environment that the invitation is for.
    pub environment_id: String,
    /// To whom it went.
    pub email: String,
    /// The roles that it gives, published or not.
    pub roles: Vec<String>,
    /// Address of who invited.
    pub invited_by: String,
    /// SHA-256 of the link's token, hexadecimal.
    pub token_hash: String,
    /// Its state.
    pub life: InvitationLife,
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    id: String,
    environment_id: String,
    email: String,
    roles: String,
    invited_by: Option<String>,
    token_hash: String,
    sent_at_ms: i64,
    expires_at_ms: i64,
    accepted_at_ms: Option<i64>,
    declined_at_ms: Option<i64>,
    withdrawn_at_ms: Option<i64>,
    bounced_at_ms: Option<i64>,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self> {
        Ok(Self {
            roles: read_roles(&row.roles)?,
            id: row.id,
            environment_id: row.environment_id,
            email: row.email,
            invited_by: row.invited_by.unwrap_or_default(),
            token_hash: row.token_hash,
            life: InvitationLife {
                sent_at_ms: row.sent_at_ms,
                expires_at_ms: row.expires_at_ms,
                accepted_at_ms: row.accepted_at_ms,
                declined_at_ms: row.declined_at_ms,
                withdrawn_at_ms: row.withdrawn_at_ms,
                bounced_at_ms: row.bounced_at_ms,
            },
        })
    }
}

const COLUMNS: &str = "id, environment_id, email, roles, token_hash, sent_at_ms, expires_at_ms, accepted_at_ms, declined_at_ms,
                       withdrawn_at_ms, bounced_at_ms, (SELECT a.email FROM accounts a WHERE a.id = invited_by_account_id) AS invited_by";

/// The invitation with this identifier.
pub async fn by_id(connection: &mut Connection, id: &str) -> Result<Option<Invitation>> {
    one(connection, "id = $1", id).await
}

/// The invitation whose link has this token.
pub async fn by_token_hash(connection: &mut Connection, token_hash: &str) -> Result<Option<Invitation>> {
    one(connection, "token_hash = $1", token_hash).await
}

async fn one(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
) -> Result<Option<Invitation>> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!("SELECT {COLUMNS} FROM app_invitations WHERE {condition}"));
    let row: Option<InvitationRow> = sqlx::query_as(sql).bind(value).fetch_optional(connection).await?;
    row.map(Invitation::try_from).transpose()
}

/// The invitations of addresses with these keys into an environment, with their keys, in no order.
pub async fn of_keys(
    connection: &mut Connection,
    environment_id: &str,
    keys: &[String],
) -> Result<Vec<(String, Invitation)>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (2..keys.len() + 2).map(|at| format!("${at}")).collect();
    // Constants of this file, and the places of values.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS}, email_key FROM app_invitations WHERE environment_id = $1 AND email_key IN ({})",
        places.join(", ")
    ));
    let mut query = sqlx::query(sql).bind(environment_id);
    for key in keys {
        query = query.bind(key.as_str());
    }
    let rows = query.fetch_all(connection).await?;
    let read = |row: &AnyRow| {
        let invitation = Invitation::try_from(InvitationRow::from_row(row)?)?;
        Ok((row.try_get("email_key")?, invitation))
    };
    rows.iter().map(read).collect()
}

/// The newest invitations of the address with this key that can be accepted.
pub async fn open_of_key(connection: &mut Connection, key: &str, now_ms: i64) -> Result<Vec<Invitation>> {
    // Constants of this file.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {COLUMNS} FROM app_invitations WHERE email_key = $1 AND accepted_at_ms IS NULL AND declined_at_ms IS NULL
           AND withdrawn_at_ms IS NULL AND expires_at_ms > $2 ORDER BY sent_at_ms DESC, id LIMIT $3"
    ));
    let rows: Vec<InvitationRow> = sqlx::query_as(sql)
        .bind(key)
        .bind(now_ms)
        .bind(MOST_OF_ONE)
        .fetch_all(connection)
        .await?;
    rows.into_iter().map(Invitation::try_from).collect()
}

/// Some of the invitations into an environment, by address. A search is for the beginning of the address.
pub async fn of_environment(
    connection: &mut Connection,
    environment_id: &str,
    part: &Part,
) -> Result<Rows<Invitation>> {
    let list = List {
        columns: COLUMNS,
        from: "app_invitations WHERE environment_id = $1",
        values: &[environment_id],
        key: "email_key",
        id: "id",
        searched: &["email_key"],
    };
    let rows: Rows<InvitationRow> = page::read_gathered(connection, &list, part).await?;
    let items = rows.items.into_iter().map(Invitation::try_from);
    Ok(Rows {
        items: items.collect::<Result<_>>()?,
        next: rows.next,
    })
}

/// An invitation to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewInvitation<'a> {
    /// Identifier, where the address was not invited before.
    pub id: &'a str,
    /// The environment that the invitation is for.
    pub environment_id: &'a str,
    /// The address that is invited.
    pub address: &'a EmailAddress,
    /// Names of roles.
    pub roles: &'a [String],
    /// The account that invites.
    pub invited_by_account_id: &'a str,
    /// SHA-256 of the link's token, hexadecimal.
    pub token_hash: &'a str,
    /// When it is over.
    pub expires_at_ms: i64,
}

/// Invites an address, or invites it anew: then the link before does not work any more. Returns the invitation's identifier.
pub async fn invite(
    connection: &mut Connection,
    invitation: &NewInvitation<'_>,
    now_ms: i64,
) -> Result<String> {
    let roles = serde_json::to_string(invitation.roles).map_err(|_| StoreError::Corrupt("roles"))?;
    let sql = "INSERT INTO app_invitations (id, environment_id, email, email_key, roles, invited_by_account_id, token_hash, sent_at_ms,
                                            expires_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               ON CONFLICT (environment_id, email_key) DO UPDATE SET email = excluded.email, roles = excluded.roles,
                 invited_by_account_id = excluded.invited_by_account_id, token_hash = excluded.token_hash,
                 sent_at_ms = excluded.sent_at_ms, expires_at_ms = excluded.expires_at_ms, accepted_at_ms = NULL,
                 accepted_by_account_id = NULL, declined_at_ms = NULL, withdrawn_at_ms = NULL, bounced_at_ms = NULL
               RETURNING id";
    let id = sqlx::query_scalar(sql)
        .bind(invitation.id)
        .bind(invitation.environment_id)
        .bind(invitation.address.to_string())
        .bind(invitation.address.key())
        .bind(roles)
        .bind(invitation.invited_by_account_id)
        .bind(invitation.token_hash)
        .bind(now_ms)
        .bind(invitation.expires_at_ms)
        .fetch_one(connection)
        .await?;
    Ok(id)
}

/// Holds an invitation until the transaction ends.
pub async fn lock(connection: &mut Connection, id: &str) -> Result<()> {
    let select = "SELECT id FROM app_invitations WHERE id = $1";
    lock_rows(connection, select, id, "FOR UPDATE").await
}

/// Notes that somebody accepted.
pub async fn accept(connection: &mut Connection, id: &str, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE app_invitations SET accepted_at_ms = $3, accepted_by_account_id = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(id)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Notes that whoever is invited declined.
pub async fn decline(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE app_invitations SET declined_at_ms = $2 WHERE id = $1";
    sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(())
}

/// Takes an invitation back.
pub async fn withdraw(connection: &mut Connection, id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE app_invitations SET withdrawn_at_ms = $2 WHERE id = $1";
    sqlx::query(sql).bind(id).bind(now_ms).execute(connection).await?;
    Ok(())
}

/// Notes that the mail of the invitation with this token did not arrive. Whoever was invited anew since has another token.
pub async fn bounced(connection: &mut Connection, token_hash: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE app_invitations SET bounced_at_ms = $2 WHERE token_hash = $1";
    sqlx::query(sql)
        .bind(token_hash)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// Forgets some of the invitations that are over for long. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM app_invitations WHERE id IN
                 (SELECT id FROM app_invitations WHERE expires_at_ms <= $1 LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms - KEPT_MS)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}
