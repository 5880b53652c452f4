//! Which steps of a company's set-up are done, derived from its rows.

use super::{Connection, Result};

/// The steps that the database knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::FromRow)]
pub struct FirstSteps {
    /// 1 where the company has proven a domain.
    pub domain_proven: i64,
    /// 1 where an identity provider is active for it.
    pub identity_provider_active: i64,
    /// 1 where that is no pilot.
    pub everybody_uses_sso: i64,
    /// 1 where it has an app that is not deleted.
    pub has_app: i64,
    /// 1 where it has other people who are not switched off.
    pub has_people: i64,
    /// 1 where the account does not want to see the steps.
    pub dismissed: i64,
}

/// How far the company is, as it stands to this account.
pub async fn read(connection: &mut Connection, company_id: &str, account_id: &str) -> Result<FirstSteps> {
    let sql = "SELECT
        CASE WHEN EXISTS (SELECT 1 FROM email_domains WHERE company_id = $1 AND proven_at_ms IS NOT NULL)
             THEN 1 ELSE 0 END AS domain_proven,
        CASE WHEN EXISTS (SELECT 1 FROM sso_configurations WHERE company_id = $1 AND active = 1)
             THEN 1 ELSE 0 END AS identity_provider_active,
        CASE WHEN EXISTS (SELECT 1 FROM sso_configurations WHERE company_id = $1 AND active = 1 AND pilot_since_ms IS NULL)
             THEN 1 ELSE 0 END AS everybody_uses_sso,
        CASE WHEN EXISTS (SELECT 1 FROM apps WHERE company_id = $1 AND deleted_at_ms IS NULL)
             THEN 1 ELSE 0 END AS has_app,
        CASE WHEN EXISTS (SELECT 1 FROM accounts WHERE company_id = $1 AND id <> $2 AND deactivated_at_ms IS NULL)
             THEN 1 ELSE 0 END AS has_people,
        CASE WHEN EXISTS (SELECT 1 FROM accounts WHERE id = $2 AND first_steps_dismissed_at_ms IS NOT NULL)
             THEN 1 ELSE 0 END AS dismissed";
    Ok(sqlx::query_as(sql)
        .bind(company_id)
        .bind(account_id)
        .fetch_one(connection)
        .await?)
}

/// The account does not want to see the steps any more.
pub async fn dismiss(connection: &mut Connection, account_id: &str, now_ms: i64) -> Result<()> {
    let sql = "UPDATE accounts SET first_steps_dismissed_at_ms = $2
               WHERE id = $1 AND first_steps_dismissed_at_ms IS NULL";
    sqlx::query(sql)
        .bind(account_id)
        .bind(now_ms)
        .execute(connection)
        .await?;
    Ok(())
}
