//! Lists in pages: order, ties, rows that come and go between two pages, limits, searches.

use latchkey_server::domain::sort_key::{name_key, sort_key};
use latchkey_server::store::companies::Company;
use latchkey_server::store::members::{self, Member, MemberFilter, SortedBy};
use latchkey_server::store::page::{Part, Position, Rows};
use latchkey_server::store::{Store, Transaction, app_settings, apps};
use latchkey_server::upgrade;
use sqlx::AssertSqlSafe;

use super::*;

/// First and last names in every kind of writing, many of them more than once.
const NAMES: [(&str, &str); 12] = [
    ("Ada", "Lovelace"),
    ("ada", "LOVELACE"),
    ("Jürgen", "Müller"),
    ("Jurgen", "Muller"),
    ("Zoë", "Ångström"),
    ("Anders", "Øst"),
    ("", "100%"),
    ("_", "1_0"),
    ("C:\\", "100"),
    ("", ""),
    ("李", "王"),
    ("Иван", "Иванов"),
];

async fn person(transaction: &mut Transaction, company: &Company, number: usize) -> String {
    let (first_name, last_name) = NAMES[number % NAMES.len()];
    // Identifiers in another order than numbers.
    let id = format!("account-{}-{:03}", company.slug, (number * 37) % 101);
    // The address begins with a letter, a number or an underscore; its local part has capitals.
    let email = format!("{}{number}@{}.example", ["P", "q", "_"][number % 3], company.slug);
    let account = accounts::NewAccount {
        id: &id,
        company_id: &company.id,
        email: &address(&email),
        first_name,
        last_name,
    };
    accounts::insert(transaction, &account, NOW)
        .await
        .expect("an account");
    id
}

/// Two companies with as many people each; the first one.
async fn people(store: &Store, count: usize) -> Company {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let globex = company(&mut transaction, "globex").await;
    for number in 0..count {
        person(&mut transaction, &acme, number).await;
        person(&mut transaction, &globex, number).await;
    }
    transaction.commit().await.expect("commits");
    acme
}

async fn page(store: &Store, company: &Company, by: SortedBy, part: &Part) -> Rows<Member> {
    let mut connection = store.read().await.expect("a connection");
    let rows = members::of_company(&mut connection, &company.id, MemberFilter::default(), by, part).await;
    rows.expect("reads")
}

fn part(limit: u32, descending: bool) -> Part {
    Part {
        limit,
        descending,
        ..Part::default()
    }
}

/// What is in all pages, in their order. Every page but the last is full.
async fn all(store: &Store, company: &Company, by: SortedBy, mut part: Part) -> Vec<Member> {
    let mut found = Vec::new();
    loop {
        let rows = page(store, company, by, &part).await;
        assert!(
            rows.next.is_none() || rows.items.len() == part.limit as usize,
            "{rows:?}"
        );
        found.extend(rows.items);
        if rows.next.is_none() {
            return found;
        }
        part.after = rows.next;
    }
}

fn ids(members: &[Member]) -> Vec<&str> {
    members.iter().map(|member| member.id.as_str()).collect()
}

fn key_of(member: &Member, by: SortedBy) -> (String, String) {
    let key = match by {
        SortedBy::Name => name_key(&member.first_name, &member.last_name),
        SortedBy::Address => member.email.to_lowercase(),
    };
    (key, member.id.clone())
}

pub(crate) async fn pages_follow_each_other_in_one_order_whatever_their_limit(store: &Store) {
    let acme = people(store, 50).await;
    for by in [SortedBy::Name, SortedBy::Address] {
        let ascending = all(store, &acme, by, part(100, false)).await;
        assert_eq!(ascending.len(), 50);
        let keys: Vec<_> = ascending.iter().map(|member| key_of(member, by)).collect();
        assert!(keys.is_sorted(), "by bytes, ties by identifier: {keys:?}");
        for limit in [1, 2, 7, 49, 50] {
            let paged = all(store, &acme, by, part(limit, false)).await;
            assert_eq!(ids(&paged), ids(&ascending), "{limit}");
            let mut descending = all(store, &acme, by, part(limit, true)).await;
            descending.reverse();
            assert_eq!(
                ids(&descending),
                ids(&ascending),
                "{limit} from the last to the first"
            );
        }
    }
}

pub(crate) async fn a_page_says_whether_there_are_more(store: &Store) {
    let acme = people(store, 6).await;
    let name = SortedBy::Name;
    for (limit, count, has_more) in [(5, 5, true), (6, 6, false), (7, 6, false)] {
        let rows = page(store, &acme, name, &part(limit, false)).await;
        assert_eq!(
            (rows.items.len(), rows.next.is_some()),
            (count, has_more),
            "{limit}"
        );
    }
}

pub(crate) async fn rows_that_come_or_go_between_pages_repeat_and_hide_nothing(store: &Store) {
    let acme = people(store, 40).await;
    for descending in [false, true] {
        let before = all(store, &acme, SortedBy::Name, part(100, descending)).await;
        let first = page(store, &acme, SortedBy::Name, &part(10, descending)).await;
        let mut transaction = store.begin().await.expect("begins");
        // One that was shown, the one at which the next page begins, and the first one of it.
        for member in [&before[3], &before[9], &before[10]] {
            let sql = AssertSqlSafe(format!("DELETE FROM accounts WHERE id = '{}'", member.id));
            sqlx::query(sql)
                .execute(&mut *transaction)
                .await
                .expect("deletes");
        }
        // One that would have been shown on the first page: it is a tie with the first row, whose identifier it is before.
        let new = accounts::NewAccount {
            id: &format!("account-{}", if descending { "z" } else { "a" }),
            company_id: &acme.id,
            email: &address(if descending {
                "z@new.example"
            } else {
                "a@new.example"
            }),
            first_name: &before[0].first_name,
            last_name: &before[0].last_name,
        };
        accounts::insert(&mut transaction, &new, NOW)
            .await
            .expect("an account");
        transaction.commit().await.expect("commits");
        let rest = Part {
            after: first.next,
            ..part(10, descending)
        };
        let rest = all(store, &acme, SortedBy::Name, rest).await;
        assert_eq!(ids(&rest), ids(&before[11..]));
    }
}

async fn found(store: &Store, company: &Company, text: &str) -> Vec<Member> {
    let search = Part {
        search: Some(sort_key(text)),
        ..part(3, false)
    };
    all(store, company, SortedBy::Name, search).await
}

pub(crate) async fn a_search_is_for_the_beginning_of_a_name_or_of_the_address(store: &Store) {
    let acme = people(store, NAMES.len()).await;
    for (text, expected) in [
        ("lovelace", 2),
        ("LOVE", 2),
        ("ada love", 2),
        ("Lovelace Ada", 2),
        ("ovelace", 0),
        ("müll", 2),
        ("MULL", 2),
        ("ju\u{308}rgen", 2),
        ("angstrom", 1),
        ("ost", 1),
        ("ø", 1),
        ("王", 1),
        ("иванов", 1),
        // Nothing stands for anything else.
        ("%", 0),
        ("100%", 1),
        ("100", 2),
        ("1_0", 1),
        ("c:\\", 1),
        ("\\", 0),
        ("'", 0),
        // The one whose first name that is, and the addresses that begin with it.
        ("_", 5),
        ("P3@", 1),
        ("q", 4),
        ("p0@acme.example", 1),
        ("p0@globex", 0),
        ("@acme", 0),
    ] {
        let members = found(store, &acme, text).await;
        let names: Vec<_> = members
            .iter()
            .map(|member| (&member.last_name, &member.email))
            .collect();
        assert_eq!(members.len(), expected, "{text}: {names:?}");
        assert!(
            members.iter().all(|member| member.id.starts_with("account-acme")),
            "{text}"
        );
        let keys: Vec<_> = members
            .iter()
            .map(|member| key_of(member, SortedBy::Name))
            .collect();
        assert!(keys.is_sorted(), "{text}: {keys:?}");
    }
}

/// 20,500 people whose addresses begin with `early`, then 5,500 with `late`.
async fn multitude(store: &Store) -> Company {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let sql = "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key,
                                     given_name_key, created_at_ms)
               WITH RECURSIVE numbers (n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 35999),
                    people AS (SELECT n, CASE WHEN n < 30500 THEN 'early' ELSE 'late' END AS word FROM numbers)
               SELECT 'account-' || n, 'company-acme', word || n || '@acme.example', word || n || '@acme.example',
                      'acme.example', 'A', 'B' || n, 'b' || n || ' a', 'a b' || n, 0
               FROM people";
    sqlx::query(sql)
        .execute(&mut *transaction)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    acme
}

pub(crate) async fn a_search_finds_the_same_where_very_many_are_found(store: &Store) {
    let acme = multitude(store).await;
    for (word, first, last) in [("early", 10_000, 30_499), ("late", 30_500, 35_999)] {
        for (descending, after, expected) in [
            (false, None, (first, first + 9)),
            (false, Some(first + 2_999), (first + 3_000, first + 3_009)),
            (false, Some(last - 3), (last - 2, last)),
            (true, None, (last, last - 9)),
            (true, Some(first + 3), (first + 2, first)),
        ] {
            // Too many to sort them by name: in the order of what they are found by.
            let position = after.map(|number: i32| Position {
                key: format!("{word}{number}@acme.example"),
                id: format!("account-{number}"),
                rank: Some(2),
            });
            let search = Part {
                search: Some(word.to_owned()),
                after: position,
                ..part(10, descending)
            };
            let rows = page(store, &acme, SortedBy::Name, &search).await;
            let found = ids(&rows.items);
            let (from, to) = expected;
            let numbers: Vec<i32> = match descending {
                false => (from..=to).collect(),
                true => (to..=from).rev().collect(),
            };
            let expected: Vec<_> = numbers.iter().map(|number| format!("account-{number}")).collect();
            assert_eq!(
                found, expected,
                "{word} behind {after:?}, descending: {descending}"
            );
            assert_eq!(rows.next.is_some(), found.len() == 10, "{word} behind {after:?}");
        }
    }
}

pub(crate) async fn a_changed_name_is_found_and_the_old_one_is_not(store: &Store) {
    let acme = people(store, 1).await;
    let id = found(store, &acme, "lovelace").await.remove(0).id;
    let mut transaction = store.begin().await.expect("begins");
    let renamed = accounts::rename(&mut transaction, &id, "Augusta", "King").await;
    renamed.expect("renames");
    transaction.commit().await.expect("commits");
    assert_eq!(found(store, &acme, "lovelace").await, []);
    assert_eq!(found(store, &acme, "king").await.len(), 1);
    assert_eq!(found(store, &acme, "augusta k").await.len(), 1);
}

pub(crate) async fn rows_of_an_earlier_release_are_listed_like_new_ones(store: &Store) {
    let acme = people(store, 30).await;
    let mut transaction = store.begin().await.expect("begins");
    apps::upsert(&mut transaction, &acme.id, "app", "Überstunden", NOW)
        .await
        .expect("an app");
    transaction.commit().await.expect("commits");
    let before = all(store, &acme, SortedBy::Name, part(100, false)).await;
    let mut transaction = store.begin().await.expect("begins");
    for sql in [
        "UPDATE accounts SET name_key = '', given_name_key = ''",
        "UPDATE apps SET name_key = ''",
    ] {
        sqlx::query(sql)
            .execute(&mut *transaction)
            .await
            .expect("updates");
    }
    transaction.commit().await.expect("commits");
    assert_eq!(found(store, &acme, "muller").await, []);
    upgrade::fill_list_keys(store).await.expect("fills");
    assert_eq!(all(store, &acme, SortedBy::Name, part(100, false)).await, before);
    assert!(!found(store, &acme, "muller").await.is_empty());
    assert_eq!(
        app_names(store, "nobody", Some(&acme.id), "uber").await,
        ["Überstunden"]
    );
}

async fn app_names(store: &Store, account_id: &str, company_id: Option<&str>, search: &str) -> Vec<String> {
    let mut connection = store.read().await.expect("a connection");
    let mut part = Part {
        search: Some(search.to_owned()).filter(|search| !search.is_empty()),
        ..part(2, false)
    };
    let mut names = Vec::new();
    loop {
        let rows = app_settings::manageable_by(&mut connection, account_id, company_id, false, &part).await;
        let rows = rows.expect("reads");
        names.extend(rows.items.into_iter().map(|app| app.name));
        if rows.next.is_none() {
            return names;
        }
        part.after = rows.next;
    }
}

pub(crate) async fn apps_are_listed_for_those_who_look_after_them(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let acme = company(&mut transaction, "acme").await;
    let globex = company(&mut transaction, "globex").await;
    let member = account(&mut transaction, &acme, "ada@acme.example").await;
    for (company, slug, name) in [
        (&acme, "a-1", "Zeiten"),
        (&acme, "a-2", "ärger"),
        (&acme, "a-3", "Bau"),
        (&globex, "g-1", "Bau"),
        (&globex, "g-2", "Other"),
    ] {
        let id = apps::upsert(&mut transaction, &company.id, slug, name, NOW)
            .await
            .expect("an app");
        if slug == "g-1" || slug == "a-1" {
            apps::add_team_member(&mut transaction, &id, &member)
                .await
                .expect("joins");
        }
    }
    transaction.commit().await.expect("commits");
    let acme = Some(acme.id.as_str());
    assert_eq!(
        app_names(store, &member, acme, "").await,
        ["ärger", "Bau", "Bau", "Zeiten"]
    );
    assert_eq!(app_names(store, &member, None, "").await, ["Bau", "Zeiten"]);
    assert_eq!(app_names(store, "nobody", None, "").await, Vec::<String>::new());
    assert_eq!(app_names(store, "nobody", acme, "b").await, ["Bau"]);
    let mut transaction = store.begin().await.expect("begins");
    sqlx::query("UPDATE apps SET deleted_at_ms = 1 WHERE slug = 'a-2'")
        .execute(&mut *transaction)
        .await
        .expect("deletes");
    transaction.commit().await.expect("commits");
    assert_eq!(app_names(store, "nobody", acme, "").await, ["Bau", "Zeiten"]);
}
