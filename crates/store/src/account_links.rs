//! Links between accounts and identities at a company's identity provider. The key is (issuer, claim that Foreign ID maps to, its
//! value) within a company: with another issuer or claim, links no longer match, but stay.

use super::{Connection, Result};

/// An identity at a company's identity provider.
#[derive(Debug, Clone, Copy)]
pub struct ForeignIdentity<'a> {
    /// The company whose identity provider it is.
    pub company_id: &'a str,
    /// The issuer, as its ID tokens say it.
    pub issuer: &'a str,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: &'a str,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: &'a str,
}

/// The account that the identity is linked to.
pub async fn linked_account(
    connection: &mut Connection,
    identity: ForeignIdentity<'_>,
) -> Result<Option<String>> {
    let sql = "SELECT account_id FROM account_links
               WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3 AND foreign_id = $4";
    let account_id = sqlx::query_scalar(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .fetch_optional(connection)
        .await?;
    Ok(account_id)
}

/// The accounts of a company whose person is this subject at its identity provider: by a link, or by a session that began there.
pub async fn accounts_of_subject(
    connection: &mut Connection,
    company_id: &str,
    issuer: &str,
    subject: &str,
) -> Result<Vec<String>> {
    let sql = "SELECT account_id FROM account_links
               WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = 'sub' AND foreign_id = $3
               UNION
               SELECT s.account_id FROM sessions s JOIN accounts a ON a.id = s.account_id
               WHERE a.company_id = $1 AND s.idp_issuer = $2 AND s.idp_subject = $3
               ORDER BY 1";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .bind(issuer)
        .bind(subject)
        .fetch_all(connection)
        .await?)
}

/// Whether the account is linked to any identity of this issuer by this claim.
pub async fn is_linked(
    connection: &mut Connection,
    account_id: &str,
    issuer: &str,
    foreign_id_claim: &str,
) -> Result<bool> {
    let sql =
        "SELECT COUNT(*) FROM account_links WHERE account_id = $1 AND issuer = $2 AND foreign_id_claim = $3";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(account_id)
        .bind(issuer)
        .bind(foreign_id_claim)
        .fetch_one(connection)
        .await?;
    Ok(count > 0)
}

/// Links.
///
/// # Errors
/// [`super::StoreError::AlreadyExists`] where the identity or the account is linked already.
pub async fn insert(
    connection: &mut Connection,
    identity: ForeignIdentity<'_>,
    account_id: &str,
    now_ms: i64,
) -> Result<()> {
    let sql = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
               VALUES ($1, $2, $3, $4, $5, $6)";
    sqlx::query(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}

/// The identities of this issuer that the accounts are linked to by this claim: Foreign ID and account.
pub async fn of_accounts(
    connection: &mut Connection,
    beside: ForeignIdentity<'_>,
    account_ids: &[&str],
) -> Result<Vec<(String, String)>> {
    let mut links = Vec::new();
    for account_id in account_ids {
        let sql = "SELECT foreign_id, account_id FROM account_links
                   WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3 AND account_id = $4";
        let found: Option<(String, String)> = sqlx::query_as(sql)
            .bind(beside.company_id)
            .bind(beside.issuer)
            .bind(beside.foreign_id_claim)
            .bind(*account_id)
            .fetch_optional(&mut *connection)
            .await?;
        links.extend(found);
    }
    Ok(links)
}

/// All identities of the account at identity providers of its company: issuer, claim that Foreign ID maps to, and its value.
pub async fn of_account(
    connection: &mut Connection,
    company_id: &str,
    account_id: &str,
) -> Result<Vec<(String, String, String)>> {
    let sql = "SELECT issuer, foreign_id_claim, foreign_id FROM account_links WHERE company_id = $1 AND account_id = $2
               ORDER BY linked_at_ms DESC";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_all(connection)
        .await?)
}

/// Removes the link between this identity and this account. Returns whether there was one.
pub async fn delete(
    connection: &mut Connection,
    identity: ForeignIdentity<'_>,
    account_id: &str,
) -> Result<bool> {
    let sql = "DELETE FROM account_links WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3
               AND foreign_id = $4 AND account_id = $5";
    let done = sqlx::query(sql)
        .bind(identity.company_id)
        .bind(identity.issuer)
        .bind(identity.foreign_id_claim)
        .bind(identity.foreign_id)
        .bind(account_id)
        .execute(connection)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes the links of a company that its active configuration does not produce: those of other issuers and of other
/// claims. `is_issuer` tells whether what a link holds is a spelling of the issuer. Returns how many.
pub async fn delete_others(
    connection: &mut Connection,
    company_id: &str,
    is_issuer: impl Fn(&str) -> bool,
    foreign_id_claim: &str,
) -> Result<u64> {
    let sql = "SELECT DISTINCT issuer, foreign_id_claim FROM account_links WHERE company_id = $1";
    let mut sources: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(company_id)
        .fetch_all(&mut *connection)
        .await?;
    sources.retain(|(issuer, claim)| claim != foreign_id_claim || !is_issuer(issuer));
    let mut deleted = 0;
    for (issuer, claim) in sources {
        let sql = "DELETE FROM account_links WHERE company_id = $1 AND issuer = $2 AND foreign_id_claim = $3";
        let done = sqlx::query(sql)
            .bind(company_id)
            .bind(issuer)
            .bind(claim)
            .execute(&mut *connection)
            .await?;
        deleted += done.rows_affected();
    }
    Ok(deleted)
}
