//! How one account was taken over before many were at once: the model that the sets are compared with. Only for that, it is as simple as it
//! can be.

use latchkey_server::store::Transaction;
use latchkey_server::store::account_security::{Cause, TakeOver};
use latchkey_server::store::apps::Registration;
use latchkey_server::store::audit;
use latchkey_server::store::jobs::{self, NewJob};
use serde_json::json;

/// Those that came of a password or of a recovery, and those of before `$2`.
const ENDING: &str =
    "account_id = $1 AND (signed_in_by IN ('password', 'passkey', 'recovery') OR created_at_ms < $2)";
/// As long as an app is told that a session is over.
const PATIENCE_MS: i64 = latchkey_server::domain::logout_delivery::PATIENCE_MS;

async fn changed(transaction: &mut Transaction, sql: &'static str, id: &str) -> u64 {
    let done = sqlx::query(sql).bind(id).execute(&mut **transaction).await;
    done.expect("writes").rows_affected()
}

pub(super) async fn one_by_one(
    transaction: &mut Transaction,
    id: &str,
    by: &TakeOver<'_>,
    cause: &Cause<'_>,
    now_ms: i64,
) {
    let passwords = changed(
        transaction,
        "UPDATE accounts SET password_hash = NULL WHERE id = $1 AND password_hash IS NOT NULL",
        id,
    )
    .await;
    let sessions = end_sessions(transaction, id, by, now_ms).await;
    let links = void_links(transaction, id, now_ms).await;
    changed(
        transaction,
        "DELETE FROM remembered_browsers WHERE account_id = $1",
        id,
    )
    .await;
    changed(
        transaction,
        "UPDATE passkeys SET opens_alone = 0 WHERE account_id = $1",
        id,
    )
    .await;
    tell_of_outlived(transaction, id, by, now_ms).await;
    let sql = sqlx::AssertSqlSafe(format!(
        "UPDATE token_families SET revoked_at_ms = $3 WHERE {ENDING} AND revoked_at_ms IS NULL"
    ));
    let families = sqlx::query(sql)
        .bind(id)
        .bind(by.replaced_at_ms)
        .bind(now_ms)
        .execute(&mut **transaction)
        .await
        .expect("revokes")
        .rows_affected();
    if passwords + sessions + links + families == 0 {
        return;
    }
    let company: String = sqlx::query_scalar("SELECT company_id FROM accounts WHERE id = $1")
        .bind(id)
        .fetch_one(&mut **transaction)
        .await
        .expect("an account");
    let mut detail = cause.detail.clone();
    detail["password_removed"] = json!(passwords > 0);
    detail["sessions_ended"] = json!(sessions);
    detail["links_ended"] = json!(links);
    detail["tokens_revoked"] = json!(families);
    let event = audit::Event {
        action: cause.action,
        company_id: Some(&company),
        actor_account_id: cause.actor_account_id,
        subject: Some(id),
        detail,
    };
    audit::append(transaction, &event, cause.origin, now_ms)
        .await
        .expect("appends");
}

async fn end_sessions(transaction: &mut Transaction, id: &str, by: &TakeOver<'_>, now_ms: i64) -> u64 {
    let all: Vec<(String, String, Option<String>)> =
        sqlx::query_as("SELECT id, signed_in_by, idp_issuer FROM sessions WHERE account_id = $1")
            .bind(id)
            .fetch_all(&mut **transaction)
            .await
            .expect("reads");
    let mut ended = 0;
    for (session, way, issuer) in all {
        let is_by_password = way == "password" || way == "passkey";
        if is_by_password || issuer.is_some_and(|issuer| !(by.is_issuer)(&issuer)) {
            ended += changed(transaction, "DELETE FROM sessions WHERE id = $1", &session).await;
            let told: Vec<String> = sqlx::query_scalar(
                "SELECT DISTINCT environment_id FROM token_families WHERE session_id = $1",
            )
            .bind(&session)
            .fetch_all(&mut **transaction)
            .await
            .expect("reads");
            for environment in told {
                tell(transaction, &environment, &session, id, now_ms).await;
            }
        }
    }
    ended
}

async fn void_links(transaction: &mut Transaction, id: &str, now_ms: i64) -> u64 {
    let sql = "UPDATE mailed_links SET replaced_at_ms = $2
               WHERE (account_id = $1 OR (kind = 'sign_up' AND address_key = (SELECT email_key FROM accounts WHERE id = $1)))
                 AND used_at_ms IS NULL AND replaced_at_ms IS NULL AND expires_at_ms > $2";
    let done = sqlx::query(sql)
        .bind(id)
        .bind(now_ms)
        .execute(&mut **transaction)
        .await;
    done.expect("voids").rows_affected()
}

/// The apps whose session outlived ours.
async fn tell_of_outlived(transaction: &mut Transaction, id: &str, by: &TakeOver<'_>, now_ms: i64) {
    let sql = sqlx::AssertSqlSafe(format!(
        "SELECT DISTINCT session_id, environment_id FROM token_families
         WHERE {ENDING} AND revoked_at_ms IS NULL AND ends_at_ms > $3
           AND session_id NOT IN (SELECT id FROM sessions)"
    ));
    let outlived: Vec<(String, String)> = sqlx::query_as(sql)
        .bind(id)
        .bind(by.replaced_at_ms)
        .bind(now_ms)
        .fetch_all(&mut **transaction)
        .await
        .expect("reads");
    for (session, environment) in outlived {
        tell(transaction, &environment, &session, id, now_ms).await;
    }
}

async fn tell(transaction: &mut Transaction, environment: &str, session: &str, account: &str, now_ms: i64) {
    let known: Option<(String, String)> = sqlx::query_as(
        "SELECT client_id, registration FROM app_environments WHERE id = $1 AND deleted_at_ms IS NULL",
    )
    .bind(environment)
    .fetch_optional(&mut **transaction)
    .await
    .expect("reads");
    let Some((client_id, registration)) = known else {
        return;
    };
    let registration = Registration::from_json(&registration).expect("a registration");
    if registration.settings.backchannel_logout_uri.is_none() {
        return;
    }
    let id = format!("{session}.{environment}");
    let job = NewJob {
        id: &id,
        kind: "app_logout",
        target: environment,
        label: &client_id,
        idempotency_key: Some(&id),
        payload: &format!(r#"{{"session_id":"{session}","account_id":"{account}"}}"#),
        is_sealed: false,
        expires_at_ms: Some(now_ms + PATIENCE_MS),
    };
    jobs::insert(transaction, &job, now_ms).await.expect("queues");
}
