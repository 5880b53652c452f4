//! The owners of personal access tokens, with all that decides whether their tokens work, and who opens repositories by password.

use super::personal_tokens::{self, PersonalToken};
use super::{Connection, Result, StoreError, sso_configurations};
use latchkey_domain::session_lifetime::SignedInBy;
use latchkey_domain::sign_in_way::{SignInFacts, way};
use latchkey_domain::token_access::{OwnerFacts, USES_WRITTEN_EVERY_MS};

/// Whose a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenOwner {
    /// Identifier of the account.
    pub account_id: String,
    /// Email address.
    pub email: String,
    /// Given name, maybe empty.
    pub first_name: String,
    /// Family name, maybe empty.
    pub last_name: String,
    /// Whether a program uses the account, and no person.
    pub is_service_account: bool,
    /// What decides whether the tokens work.
    pub facts: OwnerFacts,
}

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    email: String,
    first_name: String,
    last_name: String,
    service_account: i64,
    deactivated_at_ms: Option<i64>,
    federated: i64,
    sso: i64,
    links: i64,
    domains: i64,
    former: i64,
    at_ms: Option<i64>,
    signed_in_by: Option<String>,
    company_since_ms: Option<i64>,
    domain_since_ms: Option<i64>,
    proven_at_ms: Option<i64>,
}

impl TryFrom<Row> for TokenOwner {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let read =
            |by: String| SignedInBy::from_text(&by).ok_or(StoreError::Corrupt("last_sign_ins.signed_in_by"));
        let by_sso = row.signed_in_by.map(read).transpose()? == Some(SignedInBy::Sso);
        let facts = SignInFacts {
            is_domain_federated: row.federated > 0,
            has_company_sso: row.sso > 0,
            is_linked: row.links > 0,
            is_in_company_domain: row.domains > 0,
            was_in_company_domain: row.former > 0,
        };
        let sso_since_ms = match facts.is_domain_federated {
            // A domain takes part from its proof on, too.
            true => row.domain_since_ms.max(row.proven_at_ms),
            false => row.company_since_ms,
        };
        Ok(Self {
            facts: OwnerFacts {
                is_active: row.deactivated_at_ms.is_none(),
                way: way(facts),
                came_by_sso_at_ms: row.at_ms.filter(|_| by_sso),
                sso_since_ms,
            },
            account_id: row.account_id,
            email: row.email,
            first_name: row.first_name,
            last_name: row.last_name,
            is_service_account: row.service_account == 1,
        })
    }
}

/// A token with its owner.
#[derive(sqlx::FromRow)]
struct OwnedRow {
    #[sqlx(flatten)]
    token: personal_tokens::Row,
    #[sqlx(flatten)]
    owner: Row,
}

/// The columns of an owner. Beside them a token's may stand: both name the account alike.
fn columns() -> String {
    format!(
        "a.id AS account_id, a.email, a.first_name, a.last_name, a.service_account, a.deactivated_at_ms, {}, s.at_ms, s.signed_in_by,
         o.sso_since_ms AS company_since_ms, p.sso_since_ms AS domain_since_ms, e.proven_at_ms",
        sso_configurations::SIGN_IN_FACTS
    )
}

/// What these columns are read from, beside `accounts a`.
const JOINS: &str = "JOIN companies o ON o.id = a.company_id
     LEFT JOIN last_sign_ins s ON s.account_id = a.id
     LEFT JOIN email_domains e ON e.domain = a.email_domain
     LEFT JOIN companies p ON p.id = e.company_id";

/// Those of these accounts, in no order.
pub async fn of_accounts(connection: &mut Connection, account_ids: &[&str]) -> Result<Vec<TokenOwner>> {
    if account_ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<_> = (1..=account_ids.len()).map(|at| format!("${at}")).collect();
    // Constants, and the places of values.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {} FROM accounts a {JOINS} WHERE a.id IN ({})",
        columns(),
        places.join(", ")
    ));
    let mut query = sqlx::query_as(sql);
    for id in account_ids {
        query = query.bind(*id);
    }
    let rows: Vec<Row> = query.fetch_all(connection).await?;
    rows.into_iter().map(TokenOwner::try_from).collect()
}

/// The owner with this account.
pub async fn by_id(connection: &mut Connection, account_id: &str) -> Result<Option<TokenOwner>> {
    Ok(of_accounts(connection, &[account_id]).await?.pop())
}

/// The token with this hash, ended or not, and its owner. One statement: scripts ask with each of their requests.
pub async fn by_token_hash(
    connection: &mut Connection,
    token_hash: &str,
) -> Result<Option<(PersonalToken, TokenOwner)>> {
    // Constants.
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT {}, {} FROM personal_tokens t JOIN accounts a ON a.id = t.account_id {JOINS} WHERE t.token_hash = $1",
        personal_tokens::OWN_COLUMNS,
        columns()
    ));
    let row: Option<OwnedRow> = sqlx::query_as(sql)
        .bind(token_hash)
        .fetch_optional(connection)
        .await?;
    row.map(|row| Ok((row.token.try_into()?, row.owner.try_into()?)))
        .transpose()
}

/// Writes down that somebody opens a repository with the account's password, unless that was written down within the hour.
pub async fn record_password_use(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "INSERT INTO repository_passwords (account_id, used_at_ms) VALUES ($1, $2)
               ON CONFLICT (account_id) DO UPDATE SET used_at_ms = excluded.used_at_ms
               WHERE repository_passwords.used_at_ms <= $3";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .bind(now_ms - USES_WRITTEN_EVERY_MS)
        .execute(connection)
        .await?;
    Ok(())
}
