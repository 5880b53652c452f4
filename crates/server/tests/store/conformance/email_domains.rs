//! Claims of email domains: one owner, one job that checks, and no proof for a claim that nobody looked for.

use futures_util::future::join_all;
use latchkey_server::domain::email_domain_claim::{CHECKED_FOR_MS, FIRST_CHECK_AFTER_MS};
use latchkey_server::store::email_domains::{self, DomainCheck, OwnedDomain};
use latchkey_server::store::page::Part;
use latchkey_server::store::{Store, StoreError, Transaction};

use super::*;

const TOKEN: &str = "a-token";

fn check(name: &str, token: &str) -> DomainCheck {
    DomainCheck {
        domain: name.into(),
        token: token.into(),
    }
}

async fn claim(transaction: &mut Transaction, company: &Company, name: &str) {
    email_domains::insert_claim(transaction, &company.id, &domain(name), TOKEN, NOW)
        .await
        .expect("claims");
}

async fn find(transaction: &mut Transaction, company: &Company, name: &str) -> Option<OwnedDomain> {
    let found = email_domains::find(transaction, &company.id, &domain(name)).await;
    found.expect("reads")
}

async fn jobs(transaction: &mut Transaction) -> Vec<(i64, Option<i64>)> {
    let sql = "SELECT run_at_ms, expires_at_ms FROM jobs WHERE kind = 'email_domain_check' ORDER BY label";
    let jobs = sqlx::query_as(sql).fetch_all(&mut **transaction).await;
    jobs.expect("reads")
}

pub(crate) async fn a_claim_is_checked_by_one_job_until_it_is_proven_or_removed(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    for name in ["acme.example", "acme.test"] {
        claim(&mut transaction, &acme, name).await;
        let again = check(name, TOKEN);
        email_domains::schedule_checks(&mut transaction, &acme.id, &again, NOW + 5)
            .await
            .expect("the job that is there stays");
    }
    let expected = (NOW + FIRST_CHECK_AFTER_MS, Some(NOW + CHECKED_FOR_MS));
    assert_eq!(jobs(&mut transaction).await, [expected, expected]);
    let waiting = find(&mut transaction, &acme, "acme.example").await.expect("it");
    assert_eq!(
        (
            waiting.next_check_at_ms,
            waiting.proven_at_ms,
            waiting.proven_by_dns
        ),
        (Some(NOW + FIRST_CHECK_AFTER_MS), None, 0)
    );
    let proof = check("acme.example", TOKEN);
    let prove = email_domains::prove(&mut transaction, &proof, NOW + 9).await;
    assert!(prove.expect("proves"));
    let proven = find(&mut transaction, &acme, "acme.example").await.expect("it");
    assert_eq!(
        (proven.next_check_at_ms, proven.proven_at_ms, proven.proven_by_dns),
        (None, Some(NOW + 9), 1)
    );
    assert_eq!(jobs(&mut transaction).await.len(), 1);
    email_domains::delete(&mut transaction, &acme.id, &domain("acme.test"))
        .await
        .expect("removes");
    assert!(jobs(&mut transaction).await.is_empty());
    assert_eq!(find(&mut transaction, &acme, "acme.test").await, None);
    let again = email_domains::prove(&mut transaction, &proof, NOW + 99).await;
    assert!(!again.expect("asks"), "it was proven before");
}

pub(crate) async fn what_was_found_counts_for_the_claim_that_was_looked_for(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    claim(&mut transaction, &acme, "acme.example").await;
    let (own, former) = (
        check("acme.example", TOKEN),
        check("acme.example", "a-former-token"),
    );
    for (looked_for, is_there) in [(&own, true), (&former, false)] {
        let claimed = email_domains::unproven_claim(&mut transaction, looked_for).await;
        let expected = is_there.then(|| acme.id.clone());
        assert_eq!(claimed.expect("reads"), expected);
    }
    email_domains::record_check(&mut transaction, &former, "no_response", "[]", NOW)
        .await
        .expect("asks");
    let proven = email_domains::prove(&mut transaction, &former, NOW).await;
    assert!(!proven.expect("asks"));
    let untouched = find(&mut transaction, &acme, "acme.example").await.expect("it");
    assert_eq!((untouched.last_check_at_ms, untouched.proven_at_ms), (None, None));
    email_domains::record_check(&mut transaction, &own, "not_found", "[\"v=spf1\"]", NOW + 3)
        .await
        .expect("writes");
    let checked = find(&mut transaction, &acme, "acme.example").await.expect("it");
    assert_eq!(
        (
            checked.last_check_at_ms,
            checked.last_check_outcome.as_deref(),
            checked.last_check_records.as_deref()
        ),
        (Some(NOW + 3), Some("not_found"), Some("[\"v=spf1\"]"))
    );
}

pub(crate) async fn of_companies_that_claim_a_domain_at_once_one_has_it(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let mut companies = Vec::new();
    for slug in ["a", "b", "c", "d"] {
        companies.push(company(&mut transaction, slug).await);
    }
    transaction.commit().await.expect("commits");
    let claims = companies.iter().map(|company| {
        let (store, company_id) = (store.clone(), company.id.clone());
        tokio::spawn(async move {
            let mut transaction = store.begin().await?;
            email_domains::insert_claim(
                &mut transaction,
                &company_id,
                &domain("wanted.example"),
                &company_id,
                NOW,
            )
            .await?;
            transaction.commit().await
        })
    });
    let outcomes = join_all(claims).await;
    let outcomes: Vec<_> = outcomes
        .into_iter()
        .map(|ended| ended.expect("it ends"))
        .collect();
    let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let lost = |outcome: &&Result<(), StoreError>| matches!(outcome, Err(StoreError::AlreadyExists));
    assert_eq!(
        (won, outcomes.iter().filter(lost).count()),
        (1, 3),
        "{outcomes:?}"
    );
    let mut transaction = store.begin().await.expect("begins");
    assert_eq!(jobs(&mut transaction).await.len(), 1);
}

pub(crate) async fn domains_and_the_people_in_them_are_those_of_their_company(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let globex = company(&mut transaction, "globex").await;
    for name in ["c.acme.example", "acme.example", "b.example"] {
        claim(&mut transaction, &acme, name).await;
    }
    claim(&mut transaction, &globex, "a-globex.example").await;
    account(&mut transaction, &acme, "ada@acme.example").await;
    account(&mut transaction, &acme, "ada@c.acme.example").await;
    account(&mut transaction, &globex, "guest@acme.example").await;
    transaction.commit().await.expect("commits");

    let mut connection = store.read().await.expect("a connection");
    let part = |limit, search: Option<&str>| Part {
        limit,
        search: search.map(str::to_owned),
        ..Part::default()
    };
    let mut listed = Vec::new();
    let mut next = part(2, None);
    loop {
        let rows = email_domains::of_company(&mut connection, &acme.id, &next).await;
        let rows = rows.expect("reads");
        listed.extend(rows.items.into_iter().map(|owned| owned.domain));
        next.after = rows.next;
        if next.after.is_none() {
            break;
        }
    }
    assert_eq!(listed, ["acme.example", "b.example", "c.acme.example"]);
    let found = email_domains::of_company(&mut connection, &acme.id, &part(9, Some("acme"))).await;
    let found: Vec<_> = found.expect("reads").items;
    assert_eq!(found.len(), 1, "a search is for the beginning: {found:?}");
    let count = email_domains::count(&mut connection, &acme.id).await;
    assert_eq!(count.expect("counts"), 3);
    let people = email_domains::people(&mut connection, &acme.id, &domain("acme.example")).await;
    assert_eq!(people.expect("counts"), 1);
    let theirs = email_domains::find(&mut connection, &globex.id, &domain("acme.example")).await;
    assert_eq!(theirs.expect("reads"), None);
    drop(connection);

    let mut transaction = store.begin().await.expect("begins");
    email_domains::delete(&mut transaction, &globex.id, &domain("b.example"))
        .await
        .expect("asks");
    assert!(find(&mut transaction, &acme, "b.example").await.is_some());
}
