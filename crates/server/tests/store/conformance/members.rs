//! The people of a company, narrowed: each filter, and all of them together, find what a look at everybody finds.

use latchkey_server::domain::session_lifetime::SignedInBy;
use latchkey_server::store::account_security::{self, Cause};
use latchkey_server::store::members::{self, MemberFilter, SortedBy};
use latchkey_server::store::page::Part;
use latchkey_server::store::{Store, last_sign_ins};
use serde_json::json;

use super::*;

const SINCE: i64 = NOW - 1_000;

/// What is true of somebody, by the number.
struct Facts {
    is_deactivated: bool,
    is_admin: bool,
    is_service: bool,
    has_factor: bool,
    /// None: nobody knows of a sign-in.
    last: Option<(i64, SignedInBy)>,
    created_at_ms: i64,
}

fn facts(number: usize) -> Facts {
    let at = |at_ms| {
        let by = [SignedInBy::Password, SignedInBy::Sso][number / 12 % 2];
        Some((at_ms, by))
    };
    Facts {
        is_deactivated: number % 2 == 1,
        is_admin: number.is_multiple_of(5),
        is_service: number % 7 == 3,
        has_factor: number % 4 == 1,
        last: [None, at(SINCE - 1), at(SINCE)][number % 3],
        created_at_ms: [SINCE - 5, SINCE + 5][number / 3 % 2],
    }
}

impl Facts {
    fn is_meant(&self, filter: MemberFilter) -> bool {
        let is_absent = self.created_at_ms < SINCE && self.last.is_none_or(|(at_ms, _)| at_ms < SINCE);
        filter.is_deactivated.is_none_or(|is| is == self.is_deactivated)
            && filter.is_company_admin.is_none_or(|is| is == self.is_admin)
            && filter.is_service_account.is_none_or(|is| is == self.is_service)
            && filter.has_second_factor.is_none_or(|is| is == self.has_factor)
            && filter.is_absent.is_none_or(|(is, _)| is == is_absent)
            && filter
                .signed_in_by
                .is_none_or(|way| self.last.is_some_and(|(_, by)| by == way))
    }
}

fn cause() -> Cause<'static> {
    Cause::of_operator("account_deactivated", json!({}))
}

/// Adds `count` people of a company, and one of another company. Returns the first company's identifier.
async fn scene(transaction: &mut Transaction, count: usize) -> String {
    let acme = company(transaction, "acme").await;
    let globex = company(transaction, "globex").await;
    let eve = account(transaction, &globex, "p99@globex.example").await;
    account_security::set_company_admin(transaction, &eve, true, &cause(), NOW)
        .await
        .expect("makes an admin");
    for number in 0..count {
        let facts = facts(number);
        let id = account(transaction, &acme, &format!("p{number:02}@acme.example")).await;
        sqlx::query("UPDATE accounts SET created_at_ms = $2 WHERE id = $1")
            .bind(&id)
            .bind(facts.created_at_ms)
            .execute(&mut **transaction)
            .await
            .expect("updates");
        if facts.is_deactivated {
            account_security::set_active(transaction, &id, false, &cause(), NOW)
                .await
                .expect("switches off");
        }
        account_security::set_company_admin(transaction, &id, facts.is_admin, &cause(), NOW)
            .await
            .expect("sets");
        members::set_service_account(transaction, &id, facts.is_service)
            .await
            .expect("sets");
        if facts.has_factor {
            let sql = "INSERT INTO totp_factors (account_id, secret_sealed, added_at_ms, last_step, last_used_at_ms)
                       VALUES ($1, '', 0, 0, 0)";
            let added = sqlx::query(sql).bind(&id).execute(&mut **transaction).await;
            added.expect("adds a factor");
        }
        if let Some((at_ms, by)) = facts.last {
            last_sign_ins::record(transaction, &id, SignedInBy::Sso, None, at_ms - 9)
                .await
                .expect("records");
            last_sign_ins::record(transaction, &id, by, None, at_ms)
                .await
                .expect("records");
            last_sign_ins::record(transaction, &id, SignedInBy::Test, None, NOW)
                .await
                .expect("is not recorded");
        }
    }
    acme.id
}

fn filters() -> Vec<MemberFilter> {
    let truth = [None, Some(false), Some(true)];
    let ways = [None, Some(SignedInBy::Password), Some(SignedInBy::Sso)];
    let mut all = Vec::new();
    for is_deactivated in truth {
        for is_company_admin in truth {
            for is_absent in truth {
                all.extend(ways.map(|signed_in_by| MemberFilter {
                    is_deactivated,
                    is_company_admin,
                    is_absent: is_absent.map(|is| (is, SINCE)),
                    signed_in_by,
                    is_service_account: None,
                    has_second_factor: None,
                }));
            }
            all.extend([false, true].map(|has_factor| MemberFilter {
                is_deactivated,
                is_company_admin,
                has_second_factor: Some(has_factor),
                signed_in_by: Some(SignedInBy::Sso).filter(|_| is_company_admin.is_none()),
                ..MemberFilter::default()
            }));
            all.extend([false, true].map(|is_service| MemberFilter {
                is_deactivated,
                is_company_admin,
                is_service_account: Some(is_service),
                ..MemberFilter::default()
            }));
        }
    }
    all
}

pub(crate) async fn filters_find_what_a_look_at_everybody_finds(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = scene(&mut transaction, 60).await;
    for filter in filters() {
        let expected: Vec<_> = (0..60)
            .filter(|number| facts(*number).is_meant(filter))
            .map(|number| format!("p{number:02}@acme.example"))
            .collect();
        let mut part = Part {
            limit: 7,
            ..Part::default()
        };
        let mut found = Vec::new();
        loop {
            let rows = members::of_company(&mut transaction, &acme, filter, SortedBy::Address, &part).await;
            let rows = rows.expect("reads");
            found.extend(rows.items.into_iter().map(|member| member.email));
            match rows.next {
                Some(next) => part.after = Some(next),
                None => break,
            }
        }
        assert_eq!(found, expected, "{filter:?}");
        let searched = Part {
            limit: 100,
            search: Some("p3".into()),
            ..Part::default()
        };
        let rows = members::of_company(&mut transaction, &acme, filter, SortedBy::Address, &searched).await;
        let found: Vec<_> = rows
            .expect("reads")
            .items
            .into_iter()
            .map(|member| member.email)
            .collect();
        let expected: Vec<_> = expected
            .into_iter()
            .filter(|email| email.starts_with("p3"))
            .collect();
        assert_eq!(found, expected, "{filter:?}, searched");
    }
}

pub(crate) async fn another_admin_is_an_active_one_of_the_same_company(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    // Of ten, the first and the sixth are admins; the sixth is switched off.
    let acme = scene(&mut transaction, 10).await;
    let id = |email: &'static str| {
        let key = format!("{email}@acme.example");
        async move |transaction: &mut Transaction| -> String {
            sqlx::query_scalar("SELECT id FROM accounts WHERE email_key = $1")
                .bind(key)
                .fetch_one(&mut **transaction)
                .await
                .expect("an account")
        }
    };
    let first = id("p00")(&mut transaction).await;
    let sixth = id("p05")(&mut transaction).await;
    let has_other = async |transaction: &mut Transaction, id: &str| {
        members::has_other_admin(transaction, &acme, id)
            .await
            .expect("reads")
    };
    assert!(!has_other(&mut transaction, &first).await);
    assert!(has_other(&mut transaction, &sixth).await);
    account_security::set_active(&mut transaction, &sixth, true, &cause(), NOW)
        .await
        .expect("switches on");
    assert!(has_other(&mut transaction, &first).await);
}
