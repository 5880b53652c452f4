//! What companies ask of their people who sign in by password.

use super::{Connection, Result, StoreError};
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

/// Sets it. The company is locked.
pub async fn set(connection: &mut Connection, company_id: &str, rule: SecondFactorRule) -> Result<()> {
    let (text, from_ms) = rule.as_stored();
    let sql =
        "UPDATE companies SET second_factor_rule = $2, second_factor_required_from_ms = $3 WHERE id = $1";
    sqlx::query(sql)
        .bind(company_id)
        .bind(text)
        .bind(from_ms)
        .execute(connection)
        .await?;
    Ok(())
}
