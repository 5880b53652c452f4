//! Where trust in an account changes hands: a password is set or goes, the account comes into a company, is switched off or on, or
//! gets another address or the rights of an admin. Invariant: no other file writes any of that (`cargo xtask tidy` checks it);
//! whatever was prepared before and would let somebody back in ends in the same transaction, and an audit event says what ended.
//! The table "Where trust changes hands" in `docs/ARCHITECTURE.md` says what ends when.

mod lost;
mod standing;

use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::audit::Origin;
use super::second_factors::OneFactor;
use super::selection::Selection;
use super::text_list::TextList;
use super::token_families::Which;
use super::{
    Connection, Result, backchannel_logouts, consents, former_addresses, mailed_links, passkeys,
    personal_tokens, remembered_browsers, second_factors, session_ends, token_families, username_aliases,
};
use latchkey_domain::email_address::{EmailAddress, EmailDomain};
use lost::Lost;
use standing::{Standing, append, record, standing, with};

/// Who made a change and how, for the audit event.
#[derive(Debug, Clone)]
pub struct Cause<'a> {
    /// The event's action, e.g. `password_reset`.
    pub action: &'static str,
    /// Who did it; none for an operator or a job.
    pub actor_account_id: Option<&'a str>,
    /// More, without secrets: a JSON object. What ended is added.
    pub detail: Value,
    /// Where it came from.
    pub origin: &'a Origin,
}

/// An operator at the command line comes from no address.
static COMMAND_LINE: Origin = Origin {
    client_address: String::new(),
    user_agent: String::new(),
    request_id: String::new(),
    language: None,
};

impl Cause<'static> {
    /// A change that an operator or a job makes.
    pub const fn of_operator(action: &'static str, detail: Value) -> Self {
        Self {
            action,
            actor_account_id: None,
            detail,
            origin: &COMMAND_LINE,
        }
    }
}

/// What a change ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct EndedAccess {
    /// Sessions that were live.
    pub sessions: u64,
    /// Mailed links that worked.
    pub links: u64,
    /// Token families of apps that were alive.
    pub token_families: u64,
    /// Personal access tokens that worked.
    pub personal_tokens: u64,
}

/// An account's new password, or its end.
#[derive(Debug, Clone, Copy)]
pub struct NewPassword<'a> {
    /// Identifier of the account.
    pub account_id: &'a str,
    /// The new password as a PHC string; `None`: the account has none any more.
    pub hash: Option<&'a str>,
    /// The session of whoever changes it knowing the present one: it goes on.
    pub keeps_session: Option<&'a str>,
}

/// Sets the account's password or takes it away. Its sessions end, but for the one that is kept, with its mailed links and
/// everything that apps hold of it; the apps are notified. Personal access tokens stay: they are in the place of a password, not made
/// by one, and scripts of the person go on.
pub async fn set_password(
    connection: &mut Connection,
    change: &NewPassword<'_>,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<EndedAccess> {
    let who = Selection::One(change.account_id);
    // The account first: a sign-in holds its row until its session is there to be ended.
    let sql = "UPDATE accounts SET password_hash = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(change.account_id)
        .bind(change.hash)
        .execute(&mut *connection)
        .await?;
    let mut ended = end_prepared(connection, who, change.keeps_session, now_ms).await?;
    // Whoever has one shows first that the new password is known as well.
    passkeys::put_behind_password(connection, who).await?;
    for account in &mut ended {
        account.personal_tokens = 0;
    }
    record(connection, &ended, None, cause, now_ms).await?;
    Ok(ended.first().map(Standing::ended).unwrap_or_default())
}

/// Brings an account that belongs to nobody into a company. Whoever was in it before is out of it: its password, sessions, links,
/// consents, personal access tokens and all that apps hold of it end, and so do usernames that stood for it. Its person proves the mailbox anew, by a link
/// or at the company's identity provider. Returns whether it belonged to nobody.
pub async fn enter_company(
    connection: &mut Connection,
    account_id: &str,
    company_id: &str,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE accounts SET company_id = $2 WHERE id = $1 AND company_id = $3";
    let entered = sqlx::query(sql)
        .bind(account_id)
        .bind(company_id)
        .bind(super::companies::UNAFFILIATED)
        .execute(&mut *connection)
        .await?;
    if entered.rows_affected() == 0 {
        return Ok(false);
    }
    enter(connection, Selection::One(account_id), company_id, cause, now_ms).await?;
    Ok(true)
}

/// Brings all accounts into the company that belong to nobody and have an address in `domain`, each as [`enter_company`] does.
/// Returns how many. A few statements for all of them, so that a big domain does not hold the writer for long. Under
/// [`super::companies::lock_domains_for_update`].
pub async fn adopt_domain(
    connection: &mut Connection,
    company_id: &str,
    domain: &EmailDomain,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<u64> {
    let who = Selection::Unclaimed(domain.as_str());
    enter(connection, who, company_id, cause, now_ms).await
}

async fn enter(
    connection: &mut Connection,
    who: Selection<'_>,
    company_id: &str,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<u64> {
    // The accounts first, as above. They stay selected until they change company, at the end.
    let sql = format!(
        "UPDATE accounts SET password_hash = NULL, company_admin = 0 WHERE {}",
        who.condition()
    );
    run(connection, sql, &who.values()).await?;
    let ended = end_prepared(connection, who, None, now_ms).await?;
    if ended.is_empty() {
        return Ok(0);
    }
    consents::delete_of_accounts(connection, who).await?;
    username_aliases::delete_of_accounts(connection, who).await?;
    personal_tokens::revoke_of_accounts(connection, who, now_ms).await?;
    second_factors::delete_of_accounts(connection, who).await?;
    let sql = format!(
        "UPDATE accounts SET company_id = ${} WHERE {}",
        who.next(),
        who.condition()
    );
    let mut values = who.values();
    values.push(company_id);
    run(connection, sql, &values).await?;
    record(connection, &ended, Some(company_id), cause, now_ms).await?;
    Ok(ended.len() as u64)
}

/// From which identity provider people of a company come from now on.
pub struct TakeOver<'a> {
    /// Whether an issuer, as it writes itself, is that identity provider.
    pub is_issuer: &'a (dyn Fn(&str) -> bool + Sync),
    /// What apps were given before came of another one; 0: there was none.
    pub replaced_at_ms: i64,
}

/// The company's identity provider takes the sign-in of these accounts over: their passwords go, and with them all that came of a password or
/// of another identity provider: sessions, mailed links, what apps hold (`offline_access` too). Sessions at this identity provider
/// go on. Nothing is written of an account of which nothing is left. The same few statements, however many they are.
pub async fn take_over_by_sso(
    connection: &mut Connection,
    account_ids: &[String],
    by: &TakeOver<'_>,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<()> {
    let list = TextList::new(connection, account_ids.iter().map(String::as_str));
    let who = Selection::Listed(&list);
    let mut with_password = format!("{} AND password_hash IS NOT NULL", who.condition());
    if connection.backend_name() == "PostgreSQL" {
        // One after the other: of two who hold several, neither waits for the other.
        with_password =
            format!("id IN (SELECT id FROM accounts WHERE {with_password} ORDER BY id FOR NO KEY UPDATE)");
    }
    // The accounts first, as above.
    let sql = format!("UPDATE accounts SET password_hash = NULL WHERE {with_password} RETURNING id");
    let passwords = sqlx::query_scalar(AssertSqlSafe(sql))
        .bind(list.value())
        .fetch_all(&mut *connection)
        .await?;
    let which = Which::OfPasswordOrBefore(by.replaced_at_ms);
    let sessions = session_ends::end_of_others_than(connection, who, by.is_issuer, now_ms).await?;
    let links = mailed_links::void_of_accounts(connection, who, now_ms).await?;
    remembered_browsers::forget_of_accounts(connection, who).await?;
    passkeys::put_behind_password(connection, who).await?;
    backchannel_logouts::queue_outlived(connection, who, which, now_ms).await?;
    let families = token_families::revoke_of_accounts(connection, who, which, now_ms).await?;
    let lost = Lost::new(&passwords, &sessions, &links, &families);
    lost.record(connection, cause, now_ms).await
}

/// Switches the account off, or on again. Nothing that it had before works afterwards, in either case, but its password.
pub async fn set_active(
    connection: &mut Connection,
    account_id: &str,
    active: bool,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<EndedAccess> {
    // The account first, as above.
    let sql = "UPDATE accounts SET deactivated_at_ms = $2 WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind((!active).then_some(now_ms))
        .execute(&mut *connection)
        .await?;
    let who = Selection::One(account_id);
    let ended = end_prepared(connection, who, None, now_ms).await?;
    personal_tokens::revoke_of_accounts(connection, who, now_ms).await?;
    passkeys::put_behind_password(connection, who).await?;
    record(connection, &ended, None, cause, now_ms).await?;
    Ok(ended.first().map(Standing::ended).unwrap_or_default())
}

/// Signs the account's person out everywhere: all sessions end, with what apps hold and mailed links. Access, consents, the password and personal access
/// tokens stay.
pub async fn sign_out(
    connection: &mut Connection,
    account_id: &str,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<EndedAccess> {
    let mut ended = end_prepared(connection, Selection::One(account_id), None, now_ms).await?;
    for account in &mut ended {
        account.personal_tokens = 0;
    }
    record(connection, &ended, None, cause, now_ms).await?;
    Ok(ended.first().map(Standing::ended).unwrap_or_default())
}

/// Gives the account to whoever comes by another identity, or takes it from whoever came by the present one: an admin decided so. Whoever was in it
/// before is out of it: its password, sessions, links, consents, personal access tokens, passkeys and other second factors, and all that apps hold of it
/// end, and so do usernames that stood for it. Access to apps and groups stay: they are the account's.
pub async fn hand_over(
    connection: &mut Connection,
    account_id: &str,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<EndedAccess> {
    let who = Selection::One(account_id);
    // The account first, as above.
    let sql = "UPDATE accounts SET password_hash = NULL WHERE id = $1".to_owned();
    run(connection, sql, &[account_id]).await?;
    let ended = end_prepared(connection, who, None, now_ms).await?;
    consents::delete_of_accounts(connection, who).await?;
    username_aliases::delete_of_accounts(connection, who).await?;
    personal_tokens::revoke_of_accounts(connection, who, now_ms).await?;
    second_factors::delete_of_accounts(connection, who).await?;
    record(connection, &ended, None, cause, now_ms).await?;
    Ok(ended.first().map(Standing::ended).unwrap_or_default())
}

/// Gives the account another address, which nobody has verified yet ([`super::accounts::set_verified`]); the one that it had is remembered as its former address. The links end that went to it, or
/// were about a change of it. Sessions go on: whoever asked knew the password.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where the address is taken.
pub async fn set_email(
    connection: &mut Connection,
    account_id: &str,
    email: &EmailAddress,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<()> {
    former_addresses::remember(connection, account_id, now_ms).await?;
    let who = Selection::One(account_id);
    let standing = standing(connection, who, None, now_ms).await?;
    mailed_links::void_of_accounts(connection, who, now_ms).await?;
    let sql = "UPDATE accounts SET email = $2, email_key = $3, email_domain = $4, email_verified_at_ms = NULL WHERE id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .bind(email.to_string())
        .bind(email.key())
        .bind(email.domain().as_str())
        .execute(&mut *connection)
        .await?;
    personal_tokens::rename_owner(connection, account_id, email).await?;
    let Some(account) = standing.first() else {
        return Ok(());
    };
    let detail = with(&cause.detail, json!({ "links_ended": account.links }));
    append(connection, account, None, detail, cause, now_ms).await
}

/// Makes somebody an admin of the company, or no longer. Returns whether that changed anything; only then there is an event.
pub async fn set_company_admin(
    connection: &mut Connection,
    account_id: &str,
    company_admin: bool,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<bool> {
    let sql = "UPDATE accounts SET company_admin = $2 WHERE id = $1 AND company_admin <> $2";
    let changed = sqlx::query(sql)
        .bind(account_id)
        .bind(i64::from(company_admin))
        .execute(&mut *connection)
        .await?;
    if changed.rows_affected() == 0 {
        return Ok(false);
    }
    for account in standing(connection, Selection::One(account_id), None, now_ms).await? {
        append(connection, &account, None, cause.detail.clone(), cause, now_ms).await?;
    }
    Ok(true)
}

/// Takes one factor away, as its owner does; with the last one the recovery codes go, and no browser is remembered any more. Everything else goes on. Returns whether it was there;
/// else nothing was written.
pub async fn remove_factor(
    connection: &mut Connection,
    account_id: &str,
    factor: OneFactor<'_>,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<bool> {
    // The account first, as above.
    super::accounts::lock_active(connection, account_id).await?;
    if !second_factors::delete_one(connection, account_id, factor).await? {
        return Ok(false);
    }
    if !second_factors::has_any(connection, account_id).await? {
        second_factors::delete_codes(connection, account_id).await?;
    }
    remembered_browsers::forget_of_accounts(connection, Selection::One(account_id)).await?;
    for account in standing(connection, Selection::One(account_id), None, now_ms).await? {
        append(connection, &account, None, cause.detail.clone(), cause, now_ms).await?;
    }
    Ok(true)
}

/// Takes everything away that the account has as its second factor, and with it the recovery codes of its person, as an admin or the operator does. All
/// that was prepared ends, because nobody knows who sat there. Returns what ended; `None` where there was no second factor, and nothing was
/// written.
pub async fn remove_second_factors(
    connection: &mut Connection,
    account_id: &str,
    cause: &Cause<'_>,
    now_ms: i64,
) -> Result<Option<EndedAccess>> {
    // The account first, as above.
    super::accounts::lock_active(connection, account_id).await?;
    let who = Selection::One(account_id);
    if second_factors::delete_of_accounts(connection, who).await? == 0 {
        return Ok(None);
    }
    let mut ended = end_prepared(connection, who, None, now_ms).await?;
    for account in &mut ended {
        account.personal_tokens = 0;
    }
    record(connection, &ended, None, cause, now_ms).await?;
    Ok(Some(ended.first().map(Standing::ended).unwrap_or_default()))
}

/// Ends everything that was prepared in the accounts and would let somebody in: sessions (but `keeps`), links, tokens of apps, browsers that
/// are remembered.
/// Returns how the accounts stood before.
async fn end_prepared(
    connection: &mut Connection,
    who: Selection<'_>,
    keeps: Option<&str>,
    now_ms: i64,
) -> Result<Vec<Standing>> {
    let standing = standing(connection, who, keeps, now_ms).await?;
    session_ends::end_of_accounts(connection, who, keeps, now_ms).await?;
    remembered_browsers::forget_of_accounts(connection, who).await?;
    mailed_links::void_of_accounts(connection, who, now_ms).await?;
    // Apps whose session outlived ours are notified, too.
    backchannel_logouts::queue_outlived(connection, who, Which::All, now_ms).await?;
    token_families::revoke_of_accounts(connection, who, Which::All, now_ms).await?;
    Ok(standing)
}

async fn run(connection: &mut Connection, sql: String, values: &[&str]) -> Result<()> {
    // Every part is a constant of this crate; values are bound.
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for value in values {
        query = query.bind(*value);
    }
    query.execute(connection).await?;
    Ok(())
}
