//! Pending authorization requests of apps. The store holds only hashes of the browser's secret and of the code.

use latchkey_contract::Language;
use serde::{Deserialize, Serialize};

use super::{Connection, Result, StoreError};
use latchkey_domain::authorization_request::RequestState;
use latchkey_domain::authorization_step::Prompt;
use latchkey_domain::second_factor::SecondFactor;
use latchkey_domain::session_lifetime::SignedInBy;
use latchkey_system::secrets::BrowserSecrets;

/// Requests deleted in one statement, so that purging never holds the writer for long.
const PURGE_BATCH: i64 = 500;

/// What the app asked for, checked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestParameters {
    /// Where the answer goes.
    pub redirect_uri: String,
    /// Known scopes, separated by spaces.
    pub scope: String,
    /// Comes back as it is.
    pub state: Option<String>,
    /// Goes into the ID token.
    pub nonce: Option<String>,
    /// S256.
    pub code_challenge: Option<String>,
    /// Whether the response is posted (`response_mode=form_post`), and not put into the query.
    pub form_post: bool,
    /// `prompt`, as it came.
    pub prompt: String,
    /// `max_age`, in seconds.
    pub max_age: Option<i64>,
    /// `acr_values`, as far as they are known. Requests that an earlier release wrote down have none.
    #[serde(default)]
    pub acr_values: String,
    /// Fills the username in.
    pub login_hint: Option<String>,
    /// The account of `id_token_hint`.
    pub expected_account: Option<String>,
    /// The first language of ours in `ui_locales`.
    pub ui_locale: Option<Language>,
}

impl RequestParameters {
    /// `prompt`, read.
    pub fn prompt(&self) -> Prompt {
        Prompt::parse(&self.prompt).unwrap_or_default()
    }
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequest {
    /// Identifier; appears in addresses, opens nothing without the browser's secret.
    pub id: String,
    /// SHA-256 of the secret in the browser's cookie, hexadecimal.
    pub browser_hash: String,
    /// The environment.
    pub environment_id: String,
    /// Its state.
    pub status: RequestState,
    /// What is asked for.
    pub parameters: RequestParameters,
    /// Who was asked for consent last, or agreed.
    pub account_id: Option<String>,
    /// What the code speaks of, once there is one.
    pub code: Option<IssuedCode>,
    /// When it was created.
    pub created_at_ms: i64,
}

/// A code that was issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssuedCode {
    /// SHA-256, hexadecimal.
    pub hash: String,
    /// When it was issued, in milliseconds since the Unix epoch.
    pub issued_at_ms: i64,
    /// The session of the person.
    pub session_id: String,
    /// The way in which the person signed in.
    pub signed_in_by: SignedInBy,
    /// When the person signed in.
    pub signed_in_at_ms: i64,
    /// Whether it is known when the person signed in.
    pub auth_time_known: bool,
    /// What was shown beside the password.
    pub second_factor: Option<SecondFactor>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: String,
    browser_hash: String,
    environment_id: String,
    status: String,
    parameters: String,
    account_id: Option<String>,
    code_hash: Option<String>,
    code_issued_at_ms: Option<i64>,
    session_id: Option<String>,
    signed_in_by: Option<String>,
    signed_in_at_ms: Option<i64>,
    auth_time_known: i64,
    second_factor: Option<String>,
    created_at_ms: i64,
}

impl TryFrom<Row> for AuthorizationRequest {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self> {
        let by = row.signed_in_by.as_deref().and_then(SignedInBy::from_text);
        let code = match (
            row.code_hash,
            row.code_issued_at_ms,
            row.session_id,
            by,
            row.signed_in_at_ms,
        ) {
            (Some(hash), Some(issued_at_ms), Some(session_id), Some(signed_in_by), Some(signed_in_at_ms)) => {
                Some(IssuedCode {
                    hash,
                    issued_at_ms,
                    session_id,
                    signed_in_by,
                    signed_in_at_ms,
                    auth_time_known: row.auth_time_known == 1,
                    second_factor: row.second_factor.as_deref().and_then(SecondFactor::from_text),
                })
            }
            _ => None,
        };
        Ok(Self {
            status: RequestState::from_text(&row.status)
                .ok_or(StoreError::Corrupt("authorization_requests.status"))?,
            parameters: serde_json::from_str(&row.parameters)
                .map_err(|_| StoreError::Corrupt("authorization_requests.parameters"))?,
            id: row.id,
            browser_hash: row.browser_hash,
            environment_id: row.environment_id,
            account_id: row.account_id,
            code,
            created_at_ms: row.created_at_ms,
        })
    }
}

const SELECT: &str = "SELECT id, browser_hash, environment_id, status, parameters, account_id, code_hash, code_issued_at_ms, session_id,
                             signed_in_by, signed_in_at_ms, auth_time_known, second_factor, created_at_ms FROM authorization_requests";

/// Begins a request.
pub async fn insert(connection: &mut Connection, request: &AuthorizationRequest) -> Result<()> {
    let parameters =
        serde_json::to_string(&request.parameters).map_err(|_| StoreError::Corrupt("parameters"))?;
    let sql = "INSERT INTO authorization_requests (id, browser_hash, environment_id, status, parameters, created_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(&request.id)
        .bind(&request.browser_hash)
        .bind(&request.environment_id)
        .bind(request.status.as_str())
        .bind(parameters)
        .bind(request.created_at_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The request with this identifier, if it is this browser's.
pub async fn by_id_and_browser(
    connection: &mut Connection,
    id: &str,
    browser: &BrowserSecrets,
) -> Result<Option<AuthorizationRequest>> {
    // Identifiers come from addresses: what is none finds nothing, and PostgreSQL takes no NUL.
    if browser.newest().is_none() || uuid::Uuid::try_parse(id).is_err() {
        return Ok(None);
    }
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE id = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(id).fetch_optional(connection).await?;
    let row = row.filter(|row| browser.include(&row.browser_hash));
    row.map(AuthorizationRequest::try_from).transpose()
}

/// The request whose code this is.
pub async fn by_code_hash(
    connection: &mut Connection,
    code_hash: &str,
) -> Result<Option<AuthorizationRequest>> {
    let sql = sqlx::AssertSqlSafe(format!("{SELECT} WHERE code_hash = $1"));
    let row: Option<Row> = sqlx::query_as(sql)
        .bind(code_hash)
        .fetch_optional(connection)
        .await?;
    row.map(AuthorizationRequest::try_from).transpose()
}

/// Moves a request from one state to the next. Returns whether it was (still) in `from`: of two at once, one wins.
pub async fn advance(
    connection: &mut Connection,
    id: &str,
    from: RequestState,
    to: RequestState,
    account_id: Option<&str>,
) -> Result<bool> {
    let sql = "UPDATE authorization_requests SET status = $3, account_id = $4 WHERE id = $1 AND status = $2";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(from.as_str())
        .bind(to.as_str())
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Whether this account is the one that was asked for consent last; if so, it stays that way until this transaction ends. A
/// statement that writes, so that both databases lock the row.
pub async fn lock_asked(connection: &mut Connection, id: &str, account_id: &str) -> Result<bool> {
    let sql = "UPDATE authorization_requests SET account_id = account_id
               WHERE id = $1 AND account_id = $2 AND status = 'signed_in'";
    let held = sqlx::query(sql)
        .bind(id)
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(held.rows_affected() == 1)
}

/// Gives a request its code. Returns whether it was (still) in `from`.
pub async fn issue_code(
    connection: &mut Connection,
    id: &str,
    from: RequestState,
    account_id: &str,
    code: &IssuedCode,
) -> Result<bool> {
    let sql = "UPDATE authorization_requests SET status = 'code_issued', account_id = $3, code_hash = $4, code_issued_at_ms = $5,
                 session_id = $6, signed_in_by = $7, signed_in_at_ms = $8, auth_time_known = $9, second_factor = $10
               WHERE id = $1 AND status = $2";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(from.as_str())
        .bind(account_id)
        .bind(&code.hash)
        .bind(code.issued_at_ms)
        .bind(&code.session_id)
        .bind(code.signed_in_by.as_str())
        .bind(code.signed_in_at_ms)
        .bind(i64::from(code.auth_time_known))
        .bind(code.second_factor.map(SecondFactor::as_str))
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Deletes some of the requests that began before `before_ms`, and of those without a code that began before
/// `without_code_before_ms`. Returns how many; call again while it is not 0.
pub async fn purge(connection: &mut Connection, before_ms: i64, without_code_before_ms: i64) -> Result<u64> {
    let sql = "DELETE FROM authorization_requests WHERE id IN
                 (SELECT id FROM authorization_requests
                  WHERE created_at_ms <= $1 OR (code_hash IS NULL AND created_at_ms <= $2) LIMIT $3)";
    let done = sqlx::query(sql)
        .bind(before_ms)
        .bind(without_code_before_ms)
        .bind(PURGE_BATCH)
        .execute(connection)
        .await?;
    Ok(done.rows_affected())
}
