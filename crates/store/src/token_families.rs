//! Token families: all tokens that come of one authorization. The store holds only hashes of tokens. Invariant: a family is valid
//! only while its session (unless it is `offline`), environment, account, access and consent are; that is looked up at each use, so
//! that ending one of them needs no search for tokens.

use std::sync::LazyLock;

use super::access_routes::{GROUP_ROUTES, GROUP_SINCE, Whose, has_route};
use super::accounts::ADDRESS_IS_VERIFIED;
use super::clients::{published_roles, read_roles};
use super::database::lock_rows;
use super::selection::Selection;
use super::{Connection, Result, StoreError};
use latchkey_domain::access::{Access, Route, decide};
use latchkey_domain::scopes::Scopes;
use latchkey_domain::second_factor::SecondFactor;
use latchkey_domain::session_lifetime::SignedInBy;

/// Rows deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// A new family.
#[derive(Debug)]
pub struct NewFamily<'a> {
    /// Identifier.
    pub id: &'a str,
    /// What it came from.
    pub authorization_request_id: &'a str,
    /// The environment that the tokens are for.
    pub environment_id: &'a str,
    /// The account that the tokens are about.
    pub account_id: &'a str,
    /// The session that it lives with.
    pub session_id: &'a str,
    /// The way in which the person signed in.
    pub signed_in_by: SignedInBy,
    /// When the person signed in.
    pub signed_in_at_ms: i64,
    /// Whether it is known when the person signed in.
    pub auth_time_known: bool,
    /// What was shown beside the password.
    pub second_factor: Option<SecondFactor>,
    /// The granted scopes.
    pub scopes: Scopes,
    /// Whether it outlives the session.
    pub offline: bool,
    /// When it ends at the latest.
    pub ends_at_ms: i64,
}

/// A living family with what its tokens speak of, as it is at this moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Identifier.
    pub id: String,
    /// The environment that the tokens are for.
    pub environment_id: String,
    /// `client_id` of that environment.
    pub client_id: String,
    /// The app that it is of.
    pub app_id: String,
    /// The session that it began with.
    pub session_id: String,
    /// The way in which the person signed in.
    pub signed_in_by: SignedInBy,
    /// When the person signed in.
    pub signed_in_at_ms: i64,
    /// Whether it is known when the person signed in.
    pub auth_time_known: bool,
    /// What was shown beside the password.
    pub second_factor: Option<SecondFactor>,
    /// The granted scopes.
    pub scopes: Scopes,
    /// When it ends at the latest.
    pub ends_at_ms: i64,
    /// The account that the tokens are about.
    pub person: TokenSubject,
}

/// The person as apps may know them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenSubject {
    /// The account.
    pub account_id: String,
    /// Email address.
    pub email: String,
    /// Whether it is known that mail to the address reaches this person: a mailed link was used, the identity provider said so, or the
    /// address lies in a proven domain of the account's own company.
    pub email_verified: bool,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Name of the company.
    pub company: String,
    /// Roles in the environment, as far as it has them.
    pub roles: Vec<String>,
}

/// How a family stands, dead or alive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyStatus {
    /// `client_id` of whom it was given to.
    pub client_id: String,
    /// Which of its refresh tokens is the newest.
    pub generation: i64,
    /// When that was given.
    pub refreshed_at_ms: i64,
    /// Whether it was revoked.
    pub is_revoked: bool,
}

/// A family with what is joined to it; what may be gone can be NULL.
#[derive(sqlx::FromRow)]
struct Row {
    generation: i64,
    refreshed_at_ms: i64,
    revoked_at_ms: Option<i64>,
    id: String,
    environment_id: String,
    client_id: String,
    app_id: String,
    session_id: String,
    signed_in_by: String,
    signed_in_at_ms: i64,
    auth_time_known: i64,
    second_factor: Option<String>,
    scopes: String,
    ends_at_ms: i64,
    account_id: String,
    email: Option<String>,
    email_verified: i64,
    first_name: Option<String>,
    last_name: Option<String>,
    company: Option<String>,
    created_at_ms: i64,
    roles: Option<String>,
    granted_at_ms: Option<i64>,
    group_routes: Option<String>,
    registration: String,
    lives: i64,
}

impl Row {
    /// What the person may do in the environment, unless the family is older than that.
    fn access(&self) -> Result<Option<Access<()>>> {
        let mut routes = Vec::new();
        for line in self.group_routes.iter().flat_map(|lines| lines.split('\n')) {
            let route = line
                .split_once(' ')
                .and_then(|(since, roles)| Some((since.parse().ok()?, roles)));
            let (since_ms, roles) = route.ok_or(StoreError::Corrupt("routes of groups"))?;
            routes.push((since_ms, roles));
        }
        // The database gathers them in no order.
        routes.sort_unstable();
        let own = self.granted_at_ms.zip(self.roles.as_deref());
        let routes = own.into_iter().chain(routes).map(|(since_ms, roles)| {
            Ok(Route {
                origin: (),
                roles: read_roles(roles)?,
                since_ms,
            })
        });
        let access = decide(
            routes.collect::<Result<_>>()?,
            &published_roles(&self.registration)?,
        );
        Ok(access.filter(|access| access.since_ms <= self.created_at_ms))
    }

    fn read(self) -> Result<(FamilyStatus, Option<Family>)> {
        let standing = FamilyStatus {
            client_id: self.client_id.clone(),
            generation: self.generation,
            refreshed_at_ms: self.refreshed_at_ms,
            is_revoked: self.revoked_at_ms.is_some(),
        };
        let access = self.access()?;
        // Account and access, which may be gone, and the rest.
        let person = (
            self.email,
            self.first_name,
            self.last_name,
            self.company,
            access,
            self.lives,
        );
        let (Some(email), Some(first_name), Some(last_name), Some(company), Some(access), 1) = person else {
            return Ok((standing, None));
        };
        let family = Family {
            signed_in_by: SignedInBy::from_text(&self.signed_in_by)
                .ok_or(StoreError::Corrupt("token_families.signed_in_by"))?,
            scopes: Scopes::parse(&self.scopes),
            id: self.id,
            environment_id: self.environment_id,
            client_id: self.client_id,
            app_id: self.app_id,
            session_id: self.session_id,
            signed_in_at_ms: self.signed_in_at_ms,
            auth_time_known: self.auth_time_known == 1,
            second_factor: self.second_factor.as_deref().and_then(SecondFactor::from_text),
            ends_at_ms: self.ends_at_ms,
            person: TokenSubject {
                roles: access.role_names(),
                account_id: self.account_id,
                email,
                email_verified: self.email_verified == 1,
                first_name,
                last_name,
                company,
            },
        };
        Ok((standing, Some(family)))
    }
}

/// Begins a family, now or, where the node that wrote the consent or the access down was ahead of this one, with those: it
/// rests on them, so it is no older.
pub async fn insert(connection: &mut Connection, family: &NewFamily<'_>, now_ms: i64) -> Result<()> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "INSERT INTO token_families (id, authorization_request_id, environment_id, account_id, session_id, signed_in_by,
                                           signed_in_at_ms, scopes, offline, created_at_ms, refreshed_at_ms, ends_at_ms,
                                           auth_time_known, second_factor)
               SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, MAX(moments.at_ms), $10, $11, $12, $13
               FROM (SELECT CAST($10 AS BIGINT) AS at_ms
                     UNION ALL SELECT MIN(routes.since_ms)
                       FROM (SELECT granted_at_ms AS since_ms FROM access_grants WHERE environment_id = $3 AND account_id = $4
                             UNION ALL SELECT {GROUP_SINCE} FROM {GROUP_ROUTES} AND m.account_id = $4 AND g.environment_id = $3)
                         AS routes
                     UNION ALL SELECT granted_at_ms FROM consents WHERE environment_id = $3 AND account_id = $4) AS moments"
    ));
    sqlx::query(sql)
        .bind(family.id)
        .bind(family.authorization_request_id)
        .bind(family.environment_id)
        .bind(family.account_id)
        .bind(family.session_id)
        .bind(family.signed_in_by.as_str())
        .bind(family.signed_in_at_ms)
        .bind(family.scopes.to_string())
        .bind(i64::from(family.offline))
        .bind(now_ms)
        .bind(family.ends_at_ms)
        .bind(i64::from(family.auth_time_known))
        .bind(family.second_factor.map(SecondFactor::as_str))
        .execute(connection)
        .await?;
    Ok(())
}

/// The family, if it is alive.
pub async fn alive(connection: &mut Connection, id: &str, now_ms: i64) -> Result<Option<Family>> {
    let found = standing(connection, id, now_ms).await?;
    Ok(found.and_then(|(_, family)| family))
}

/// Reads the family `$1` as it is at the moment `$2`. A row comes in any case: what is said of a dead family decides, too. Written once:
/// each token needs it.
static STANDING: LazyLock<String> = LazyLock::new(|| {
    // Every part is a constant of this crate; values are bound.
    format!(
        "SELECT f.generation, f.refreshed_at_ms, f.revoked_at_ms, f.id, f.environment_id, e.client_id, e.app_id,
                      f.session_id, f.signed_in_by, f.signed_in_at_ms, f.auth_time_known, f.second_factor, f.scopes, f.ends_at_ms, f.account_id,
                      a.email, a.first_name, a.last_name, o.name AS company, d.roles, d.granted_at_ms, f.created_at_ms, e.registration,
                      (SELECT string_agg(CAST({GROUP_SINCE} AS TEXT) || ' ' || g.roles, '\n')
                       FROM {GROUP_ROUTES} AND m.account_id = f.account_id AND g.environment_id = f.environment_id)
                        AS group_routes,
                      {ADDRESS_IS_VERIFIED} AS email_verified,
                      CASE WHEN f.revoked_at_ms IS NULL AND f.ends_at_ms > $2 AND c.account_id IS NOT NULL
                        AND e.deleted_at_ms IS NULL AND e.archived_at_ms IS NULL AND (f.offline = 1 OR s.id IS NOT NULL) THEN 1 ELSE 0 END AS lives
               FROM token_families f
                 JOIN app_environments e ON e.id = f.environment_id
                 LEFT JOIN accounts a ON a.id = f.account_id AND a.deactivated_at_ms IS NULL
                 LEFT JOIN companies o ON o.id = a.company_id
                 LEFT JOIN access_grants d ON d.environment_id = f.environment_id AND d.account_id = f.account_id
                 LEFT JOIN consents c ON c.environment_id = f.environment_id AND c.account_id = f.account_id
                   AND c.granted_at_ms <= f.created_at_ms
                 LEFT JOIN sessions s ON s.id = f.session_id AND s.ended_at_ms IS NULL AND s.expires_at_ms > $2
               WHERE f.id = $1"
    )
});

/// How a family stands, and the family, if it is alive.
pub async fn standing(
    connection: &mut Connection,
    id: &str,
    now_ms: i64,
) -> Result<Option<(FamilyStatus, Option<Family>)>> {
    let row: Option<Row> = sqlx::query_as(sqlx::AssertSqlSafe(STANDING.as_str()))
        .bind(id)
        .bind(now_ms)
        .fetch_optional(connection)
        .await?;
    row.map(Row::read).transpose()
}

/// Holds a family until the transaction ends: of two who use its refresh token at once, one comes after the other.
pub async fn lock(connection: &mut Connection, id: &str) -> Result<()> {
    let select = "SELECT id FROM token_families WHERE id = $1";
    lock_rows(connection, select, id, "FOR NO KEY UPDATE").await
}

/// Uses the family's newest refresh token up, for the one of the next generation. Returns whether this one was the newest; if it
/// was not, nothing is written.
pub async fn advance(connection: &mut Connection, id: &str, generation: i64, now_ms: i64) -> Result<bool> {
    let sql = "UPDATE token_families SET generation = generation + 1, refreshed_at_ms = $3
               WHERE id = $1 AND generation = $2";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(generation)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of those that ended, or were revoked, by now. Returns how many; call again while it is not 0. Those that are
/// there know which of their refresh tokens were used.
pub async fn purge(connection: &mut Connection, now_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM token_families WHERE id IN
                 (SELECT id FROM token_families WHERE ends_at_ms <= $1 OR revoked_at_ms <= $1 ORDER BY id LIMIT $2)";
    let gone = sqlx::query(sql)
        .bind(now_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(gone.rows_affected())
}

/// Ends a family for good. Returns whether it had not been ended before.
pub async fn revoke(connection: &mut Connection, id: &str, now_ms: i64) -> Result<bool> {
    revoke_where(connection, "id = $1", id, now_ms).await
}

/// Ends what a code gave.
pub async fn revoke_of_request(connection: &mut Connection, request_id: &str, now_ms: i64) -> Result<bool> {
    revoke_where(connection, "authorization_request_id = $1", request_id, now_ms).await
}

/// Which families of an account a change ends.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    /// All of them.
    All,
    /// Those that came of a password or of a recovery, and those that began before this moment.
    OfPasswordOrBefore(i64),
}

impl Which {
    /// The condition on a row of `token_families`, where `$n` is [`Self::moment_ms`].
    pub(super) fn condition(self, n: usize) -> String {
        match self {
            // The parameter is there in each case.
            Self::All => format!("created_at_ms <> ${n}"),
            Self::OfPasswordOrBefore(_) => {
                format!(
                    "(signed_in_by IN ('{}', '{}', '{}') OR created_at_ms < ${n})",
                    SignedInBy::Password.as_str(),
                    SignedInBy::Passkey.as_str(),
                    SignedInBy::Recovery.as_str()
                )
            }
        }
    }

    pub(super) const fn moment_ms(self) -> i64 {
        match self {
            Self::All => i64::MIN,
            Self::OfPasswordOrBefore(moment_ms) => moment_ms,
        }
    }
}

/// Ends what apps hold of the accounts. Returns whose each family was.
pub(super) async fn revoke_of_accounts(
    connection: &mut Connection,
    who: Selection<'_>,
    which: Which,
    now_ms: i64,
) -> Result<Vec<String>> {
    let now = who.next();
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE token_families SET revoked_at_ms = ${now} WHERE {} AND {} AND revoked_at_ms IS NULL RETURNING account_id",
        who.names("account_id"),
        which.condition(now + 1)
    ));
    let mut query = sqlx::query_scalar(sql);
    for value in who.values() {
        query = query.bind(value);
    }
    Ok(query
        .bind(now_ms)
        .bind(which.moment_ms())
        .fetch_all(connection)
        .await?)
}

async fn revoke_where(
    connection: &mut Connection,
    condition: &'static str,
    value: &str,
    now_ms: i64,
) -> Result<bool> {
    // Every part is a constant of this file; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE token_families SET revoked_at_ms = $2 WHERE {condition} AND revoked_at_ms IS NULL"
    ));
    let done = sqlx::query(sql)
        .bind(value)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Ends everything that an environment holds. For the transaction in which it is deleted.
pub(super) async fn revoke_of_environment(
    connection: &mut Connection,
    environment_id: &str,
    now_ms: i64,
) -> Result<bool> {
    revoke_where(connection, "environment_id = $1", environment_id, now_ms).await
}

/// Ends what an environment holds of those who lost a route into it and have no other. Returns how many families that were.
pub(super) async fn revoke_without_route(
    connection: &mut Connection,
    environment_id: &str,
    whose: Whose<'_>,
    now_ms: i64,
) -> Result<u64> {
    // Every part is a constant of this crate; values are bound.
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE token_families SET revoked_at_ms = $3
         WHERE environment_id = $1 AND {} AND revoked_at_ms IS NULL AND NOT {}",
        whose.names("account_id"),
        has_route("$1", "token_families.account_id")
    ));
    let done = sqlx::query(sql)
        .bind(environment_id)
        .bind(whose.value())
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}

/// Ends everything that an environment holds of an account.
pub async fn revoke_of_consent(
    connection: &mut Connection,
    account_id: &str,
    environment_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "UPDATE token_families SET revoked_at_ms = $3
               WHERE account_id = $1 AND environment_id = $2 AND revoked_at_ms IS NULL";
    sqlx::query(sql)
        .bind(account_id)
        .bind(environment_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
