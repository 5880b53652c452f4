//! Rules by which a company's identity provider feeds groups, and the memberships that come of them. Invariant: whose membership ends has no
//! access left that rested on it, in the same transaction.

use std::collections::{BTreeMap, BTreeSet};

use latchkey_contract::groups::GroupRule;

use super::access::{Ended, Whose, end_lost};
use super::access_groups::roles_by_environment;
use super::{Connection, Result};

/// The rules of a group, in the order in which they were set.
pub async fn of_group(connection: &mut Connection, group_id: &str) -> Result<Vec<GroupRule>> {
    let sql = "SELECT claim, value, value_name FROM access_group_rules WHERE group_id = $1 ORDER BY position, claim, value";
    let rows: Vec<(String, String, Option<String>)> =
        sqlx::query_as(sql).bind(group_id).fetch_all(connection).await?;
    let rule = |(claim, value, name)| GroupRule { claim, value, name };
    Ok(rows.into_iter().map(rule).collect())
}

/// The rules of a company, by group.
pub async fn of_company(
    connection: &mut Connection,
    company_id: &str,
) -> Result<BTreeMap<String, Vec<GroupRule>>> {
    let sql = "SELECT r.group_id, r.claim, r.value, r.value_name
               FROM access_groups g JOIN access_group_rules r ON r.group_id = g.id WHERE g.company_id = $1";
    let rows: Vec<(String, String, String, Option<String>)> =
        sqlx::query_as(sql).bind(company_id).fetch_all(connection).await?;
    let mut rules = BTreeMap::<String, Vec<GroupRule>>::new();
    for (group_id, claim, value, name) in rows {
        let of_group = rules.entry(group_id).or_default();
        of_group.push(GroupRule { claim, value, name });
    }
    Ok(rules)
}

/// The claims that the rules of a company read, each once.
pub async fn claims_of_company(connection: &mut Connection, company_id: &str) -> Result<Vec<String>> {
    let sql = "SELECT DISTINCT r.claim FROM access_groups g JOIN access_group_rules r ON r.group_id = g.id
               WHERE g.company_id = $1 ORDER BY r.claim";
    Ok(sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_all(connection)
        .await?)
}

/// Sets the rules of a group that is locked.
pub async fn replace(connection: &mut Connection, group_id: &str, rules: &[GroupRule]) -> Result<()> {
    sqlx::query("DELETE FROM access_group_rules WHERE group_id = $1")
        .bind(group_id)
        .execute(&mut *connection)
        .await?;
    for (rule, position) in rules.iter().zip(0i64..) {
        let sql = "INSERT INTO access_group_rules (group_id, claim, value, value_name, position) VALUES ($1, $2, $3, $4, $5)";
        sqlx::query(sql)
            .bind(group_id)
            .bind(&rule.claim)
            .bind(&rule.value)
            .bind(&rule.name)
            .bind(position)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

/// The groups that somebody is in by the identity provider.
pub async fn groups_by_idp(connection: &mut Connection, account_id: &str) -> Result<BTreeSet<String>> {
    let sql = "SELECT group_id FROM access_group_members WHERE account_id = $1 AND source = 'idp'";
    let ids: Vec<String> = sqlx::query_scalar(sql)
        .bind(account_id)
        .fetch_all(connection)
        .await?;
    Ok(ids.into_iter().collect())
}

/// How many people are in a group by the identity provider alone.
pub async fn count_by_idp_alone(connection: &mut Connection, group_id: &str) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM access_group_members m WHERE m.group_id = $1 AND m.source = 'idp'
                 AND NOT EXISTS (SELECT 1 FROM access_group_members h
                                 WHERE h.group_id = m.group_id AND h.account_id = m.account_id AND h.source = 'hand')";
    Ok(sqlx::query_scalar(sql)
        .bind(group_id)
        .fetch_one(connection)
        .await?)
}

/// Addresses of the first so many who are in a group by the identity provider alone.
pub async fn first_by_idp_alone(
    connection: &mut Connection,
    group_id: &str,
    most: i64,
) -> Result<Vec<String>> {
    let sql = "SELECT a.email FROM access_group_members m JOIN accounts a ON a.id = m.account_id
               WHERE m.group_id = $1 AND m.source = 'idp'
                 AND NOT EXISTS (SELECT 1 FROM access_group_members h
                                 WHERE h.group_id = m.group_id AND h.account_id = m.account_id AND h.source = 'hand')
               ORDER BY a.email_key, a.id LIMIT $2";
    Ok(sqlx::query_scalar(sql)
        .bind(group_id)
        .bind(most)
        .fetch_all(connection)
        .await?)
}

/// Ends memberships that come from the identity provider: those of `leavers`, or all of the group. Returns what ended.
pub async fn end_by_idp(
    connection: &mut Connection,
    group_id: &str,
    leavers: Option<&[String]>,
    now_ms: i64,
) -> Result<Ended> {
    match leavers {
        None => {
            let sql = "INSERT INTO access_group_leavers (group_id, account_id)
                       SELECT group_id, account_id FROM access_group_members WHERE group_id = $1 AND source = 'idp'";
            sqlx::query(sql).bind(group_id).execute(&mut *connection).await?;
        }
        Some(leavers) => {
            for account_id in leavers {
                let sql = "INSERT INTO access_group_leavers (group_id, account_id) VALUES ($1, $2)";
                sqlx::query(sql)
                    .bind(group_id)
                    .bind(account_id)
                    .execute(&mut *connection)
                    .await?;
            }
        }
    }
    let sql = "DELETE FROM access_group_members WHERE group_id = $1 AND source = 'idp'
                 AND account_id IN (SELECT account_id FROM access_group_leavers WHERE group_id = $1)";
    sqlx::query(sql).bind(group_id).execute(&mut *connection).await?;
    let mut ended = Ended::default();
    for (environment_id, roles) in roles_by_environment(connection, group_id).await? {
        let whose = Whose::LeaversOf(group_id);
        ended = ended.and(end_lost(connection, &environment_id, whose, &roles, now_ms).await?);
    }
    sqlx::query("DELETE FROM access_group_leavers WHERE group_id = $1")
        .bind(group_id)
        .execute(connection)
        .await?;
    Ok(ended)
}
