//! Companies' rules about second factors for people who sign in with a password.

use super::{Connection, Result, StoreError, remembered_browsers};
use latchkey_domain::second_factor_rule::SecondFactorRule;

/// The rule of a company.
pub async fn of_company(connection: &mut Connection, company_id: &str) -> Result<SecondFactorRule> {
    let sql = "SELECT second_factor_rule, second_factor_required_from_ms FROM companies WHERE id = $1";
    let row: Option<(String, Option<i64>)> = sqlx::query_as(sql)
        .bind(company_id)
        .fetch_optional(connection)
        .await?;
    let Some((text, from_ms)) = row else {
        return Ok(SecondFactorRule::default());
    };
    SecondFactorRule::from_stored(&text, from_ms).ok_or(StoreError::Corrupt("companies.second_factor_rule"))
}

/// Whether people of a company may have browsers remembered.
pub async fn remembers_browsers(connection: &mut Connection, company_id: &str) -> Result<bool> {
    let sql = "SELECT remembers_browsers FROM companies WHERE id = $1";
    let row: Option<i64> = sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_optional(connection)
        .await?;
    Ok(row == Some(1))
}

/// Sets both. Where browsers are not remembered, those that were are forgotten. The company is locked. Returns how many were forgotten.
pub async fn set(
    connection: &mut Connection,
    company_id: &str,
    rule: SecondFactorRule,
    remembers_browsers: bool,
) -> Result<u64> {
    let (text, from_ms) = rule.as_stored();
    let sql = "UPDATE companies SET second_factor_rule = $2, second_factor_required_from_ms = $3, remembers_browsers = $4,
                 second_factor_reminded_days = CASE WHEN second_factor_required_from_ms = $3 THEN second_factor_reminded_days END
               WHERE id = $1";
    sqlx::query(sql)
        .bind(company_id)
        .bind(text)
        .bind(from_ms)
        .bind(i64::from(remembers_browsers))
        .execute(&mut *connection)
        .await?;
    match remembers_browsers {
        true => Ok(0),
        false => remembered_browsers::forget_of_company(connection, company_id).await,
    }
}
