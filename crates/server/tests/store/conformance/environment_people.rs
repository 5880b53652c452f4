//! The people of an environment: who is in the list, in which order, and what is known of each.

use latchkey_server::domain::access::MemberSource;
use latchkey_server::domain::consent::Agreement;
use latchkey_server::store::environment_people::{self as people, Person};
use latchkey_server::store::members::SortedBy;
use latchkey_server::store::page::Part;
use latchkey_server::store::{Store, access, access_groups, consents};

use super::authorizations::environment;
use super::*;

const GROUP: &str = "group-finance";

/// Ten people of Acme, of whom every second has access of their own and every third is in a group that has it; Eve of Globex has it,
/// too. The environment, and the identifiers in the order in which people were made.
async fn scene(transaction: &mut Transaction) -> (String, Vec<String>) {
    let acme = company(transaction, "acme").await;
    let globex = company(transaction, "globex").await;
    let here = environment(transaction, &acme, "test").await;
    let elsewhere = environment(transaction, &acme, "production").await;
    access_groups::insert(transaction, GROUP, &acme.id, "Finance", NOW)
        .await
        .expect("a group");
    let user = ["User".to_owned()];
    access_groups::grant(transaction, GROUP, &here, &user, NOW)
        .await
        .expect("grants");
    let mut ids = Vec::new();
    for number in 0..10 {
        let id = account(transaction, &acme, &format!("p{number}@acme.example")).await;
        access::grant(transaction, &elsewhere, &id, &user, NOW)
            .await
            .expect("grants");
        if number % 2 == 0 {
            let roles = [format!("Role {number}")];
            access::grant(transaction, &here, &id, &roles, NOW)
                .await
                .expect("grants");
        }
        if number % 3 == 0 {
            for source in [MemberSource::Hand, MemberSource::Idp] {
                access_groups::add_member(transaction, GROUP, &id, source, NOW)
                    .await
                    .expect("adds");
            }
        }
        ids.push(id);
    }
    let eve = account(transaction, &globex, "eve@globex.example").await;
    access::grant(transaction, &here, &eve, &[], NOW)
        .await
        .expect("grants");
    ids.push(eve);
    (here, ids)
}

async fn all(transaction: &mut Transaction, here: &str, by: SortedBy, mut part: Part) -> Vec<Person> {
    let mut found = Vec::new();
    loop {
        let rows = people::of_environment(transaction, here, by, &part)
            .await
            .expect("reads");
        assert!(rows.next.is_none() || rows.items.len() == part.limit as usize);
        found.extend(rows.items);
        if rows.next.is_none() {
            return found;
        }
        part.after = rows.next;
    }
}

fn part(limit: u32) -> Part {
    Part {
        limit,
        ..Part::default()
    }
}

fn emails(found: &[Person]) -> Vec<&str> {
    found.iter().map(|person| person.email.as_str()).collect()
}

pub(crate) async fn everybody_who_may_enter_is_listed_once_whatever_lets_them_in(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let (here, _) = scene(&mut transaction).await;
    let expected = [
        "eve@globex.example",
        "p0@acme.example",
        "p2@acme.example",
        "p3@acme.example",
        "p4@acme.example",
        "p6@acme.example",
        "p8@acme.example",
        "p9@acme.example",
    ];
    for limit in [1, 3, 100] {
        let found = all(&mut transaction, &here, SortedBy::Address, part(limit)).await;
        assert_eq!(emails(&found), expected, "{limit}");
    }
    let descending = Part {
        descending: true,
        ..part(3)
    };
    let mut found = all(&mut transaction, &here, SortedBy::Address, descending).await;
    found.reverse();
    assert_eq!(emails(&found), expected);
    let by_name = all(&mut transaction, &here, SortedBy::Name, part(3)).await;
    assert_eq!(by_name.len(), expected.len());
    let searched = Part {
        search: Some("p3".into()),
        ..part(3)
    };
    let found = all(&mut transaction, &here, SortedBy::Name, searched).await;
    assert_eq!(emails(&found), ["p3@acme.example"]);
}

pub(crate) async fn what_lets_people_in_is_said_of_those_who_are_asked_for(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let (here, ids) = scene(&mut transaction).await;
    let asked = [ids[0].as_str(), &ids[1], &ids[3]];
    let direct = people::direct_access(&mut transaction, &here, &asked)
        .await
        .expect("reads");
    let direct: Vec<_> = direct
        .into_iter()
        .map(|access| (access.account_id, access.roles))
        .collect();
    assert_eq!(direct, [(ids[0].clone(), vec!["Role 0".to_owned()])]);
    let groups = people::group_access(&mut transaction, &here, &asked)
        .await
        .expect("reads");
    let mut members: Vec<_> = groups.iter().map(|access| access.account_id.as_str()).collect();
    members.sort_unstable();
    let mut expected = vec![ids[0].as_str(), &ids[3]];
    expected.sort_unstable();
    assert_eq!(
        members, expected,
        "once, in the group by hand and by the identity provider"
    );
    assert!(
        groups
            .iter()
            .all(|access| (access.group.as_str(), access.roles.len()) == ("Finance", 1))
    );
    let agreement = Agreement::default();
    consents::save(&mut transaction, &ids[3], &here, agreement, NOW - 9)
        .await
        .expect("saves");
    consents::touch(&mut transaction, &ids[3], &here, NOW)
        .await
        .expect("touches");
    let sign_ins = people::last_sign_ins(&mut transaction, &here, &asked)
        .await
        .expect("reads");
    assert_eq!(sign_ins, [(ids[3].clone(), NOW)]);
    assert!(
        people::direct_access(&mut transaction, &here, &[])
            .await
            .expect("reads")
            .is_empty()
    );
}

/// Number of accounts from which on an environment's people are too many to be gathered.
const ACCOUNTS: usize = 30_000;

/// Whether the account with this number may enter: some at the beginning of the order and very many at its end. Between them are more
/// accounts than a statement looks at.
fn enters(number: usize) -> bool {
    number >= 25_000 || number < 2_000 && number.is_multiple_of(3)
}

/// Makes the accounts, whose names and addresses begin with their numbers, and gives access.
async fn very_many(transaction: &mut Transaction) -> String {
    let acme = company(transaction, "acme").await;
    let here = environment(transaction, &acme, "test").await;
    let accounts = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key,
                               given_name_key, created_at_ms)
         WITH RECURSIVE numbers (x) AS (SELECT 100000 UNION ALL SELECT x + 1 FROM numbers WHERE x < 100000 + {ACCOUNTS} - 1)
         SELECT 'account-' || (x * CAST(7919 AS BIGINT) % 1000003), $1, 'p' || x || '@acme.example', 'p' || x || '@acme.example',
                'acme.example', 'Ada', 'n' || x, 'n' || x || ' ada', 'ada n' || x, 0 FROM numbers"
    );
    sqlx::query(sqlx::AssertSqlSafe(accounts))
        .bind(&acme.id)
        .execute(&mut **transaction)
        .await
        .expect("inserts");
    let grants = "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
                  SELECT $1, id, '[]', 0 FROM accounts
                  WHERE last_name >= 'n125000' OR last_name < 'n102000' AND CAST(substr(last_name, 2) AS BIGINT) % 3 = 1";
    sqlx::query(grants)
        .bind(&here)
        .execute(&mut **transaction)
        .await
        .expect("inserts");
    here
}

pub(crate) async fn very_many_people_are_listed_whole_and_in_order_however_they_are_spread(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let here = very_many(&mut transaction).await;
    let email = |number: usize| format!("p{}@acme.example", 100_000 + number);
    let expected: Vec<_> = (0..ACCOUNTS)
        .filter(|number| enters(*number))
        .map(email)
        .collect();
    for by in [SortedBy::Name, SortedBy::Address] {
        let found = all(&mut transaction, &here, by, part(250)).await;
        assert!(emails(&found) == expected, "{by:?}: {}", found.len());
        let descending = Part {
            descending: true,
            ..part(1_000)
        };
        let mut found = all(&mut transaction, &here, by, descending).await;
        found.reverse();
        assert!(emails(&found) == expected, "{by:?}, reversed: {}", found.len());
        // One person; few; all by their given names; more than are gathered, of whom few are at the beginning; nobody.
        for search in ["n125007", "p10000", "ada", "n1", "n1100", "zzz"] {
            let searched = Part {
                search: Some(search.into()),
                ..part(700)
            };
            let found = all(&mut transaction, &here, by, searched).await;
            let matches = |email: &&String| {
                let number = email.trim_start_matches('p');
                let number = number.split('@').next().unwrap_or_default();
                [
                    format!("n{number} ada"),
                    format!("ada n{number}"),
                    (*email).clone(),
                ]
                .iter()
                .any(|key| key.starts_with(search))
            };
            let expected: Vec<_> = expected.iter().filter(matches).collect();
            assert!(emails(&found) == expected, "{by:?}, {search}: {}", found.len());
        }
    }
}
