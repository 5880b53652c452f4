//! Members, the people of an environment and those of a group beside a look at everybody. Invariant: the three lists answer alike, whether what is
//! searched for is rare, stands together in the order or far away, and whoever goes away between two pages. What many are found by is the
//! order of a search; few are in the order of the list.

use std::cmp::Ordering;

use latchkey_server::domain::access::MemberSource;
use latchkey_server::store::members::{self, MemberFilter, SortedBy};
use latchkey_server::store::page::{Part, Position};
use latchkey_server::store::{Store, access_group_members, access_groups, environment_people};

use super::authorizations::environment;
use super::*;

/// More than are gathered, and more than are looked at in the order of a list.
const PEOPLE: usize = 30_000;
/// So many are sorted.
const FEW: usize = 5_000;
const GROUP: &str = "group-field";

/// Of three people one is a Smith, whose address begins with that, too; the names of the next begin with `b`, and those of the third with `z`: all of
/// these are called Karla, so that they are far away in the order of names.
const MAKE: &str = "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key,
                                          given_name_key, created_at_ms)
    WITH RECURSIVE numbers (n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 39999),
         people AS (SELECT n, 'account-' || (n * CAST(7919 AS BIGINT) % 1000003) AS id,
                      CASE n % 3 WHEN 0 THEN 'smith' WHEN 1 THEN 'b' || n ELSE 'z' || n END AS last,
                      CASE n % 3 WHEN 2 THEN 'karla' ELSE 'ann' || (n % 7) END AS first,
                      CASE n % 3 WHEN 0 THEN 'smith.' ELSE 'p' END || n || '@acme.example' AS email FROM numbers)
    SELECT id, 'company-acme', email, email, 'acme.example', first, last, last || ' ' || first, first || ' ' || last, 0
    FROM people";

#[derive(Debug, Clone)]
struct Person {
    id: String,
    /// By name, by first name, by address.
    keys: [String; 3],
    /// Whether the person may enter, and is in the group.
    is_inside: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Members,
    Environment,
    Group,
}

struct Scene {
    transaction: Transaction,
    environment: String,
    people: Vec<Person>,
}

type Page = (Vec<String>, Option<Position>);

impl Scene {
    async fn new(store: &Store) -> Self {
        let mut transaction = store.begin().await.expect("begins");
        let acme = company(&mut transaction, "acme").await;
        let environment = environment(&mut transaction, &acme, "test").await;
        access_groups::insert(&mut transaction, GROUP, &acme.id, "Field", NOW)
            .await
            .expect("a group");
        let within =
            "FROM accounts WHERE company_id = 'company-acme' AND CAST(substr(id, 9) AS BIGINT) % 2 = 0";
        for sql in [
            MAKE.to_owned(),
            format!(
                "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
                 SELECT '{environment}', id, '[]', 0 {within}"
            ),
            format!(
                "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
                 SELECT '{GROUP}', id, 'hand', 0 {within}"
            ),
        ] {
            let done = sqlx::query(sqlx::AssertSqlSafe(sql))
                .execute(&mut *transaction)
                .await;
            done.expect("writes");
        }
        // For two reasons in the group: once in its list.
        let sql = "SELECT account_id FROM access_group_members ORDER BY account_id LIMIT 1";
        let twice: String = sqlx::query_scalar(sql)
            .fetch_one(&mut *transaction)
            .await
            .expect("reads");
        access_groups::add_member(&mut transaction, GROUP, &twice, MemberSource::Idp, NOW)
            .await
            .expect("adds");
        let people = people(&mut transaction).await;
        assert_eq!(people.len(), PEOPLE);
        Self {
            transaction,
            environment,
            people,
        }
    }

    async fn read(&mut self, list: List, by: SortedBy, part: &Part) -> Page {
        let (transaction, acme) = (&mut self.transaction, "company-acme");
        match list {
            List::Members => {
                let rows = members::of_company(transaction, acme, MemberFilter::default(), by, part).await;
                let rows = rows.expect("reads");
                (rows.items.into_iter().map(|row| row.id).collect(), rows.next)
            }
            List::Environment => {
                let rows = environment_people::of_environment(transaction, &self.environment, by, part).await;
                let rows = rows.expect("reads");
                (rows.items.into_iter().map(|row| row.id).collect(), rows.next)
            }
            List::Group => {
                let rows = access_group_members::of_group(transaction, acme, GROUP, by, part).await;
                let rows = rows.expect("reads");
                (rows.items.into_iter().map(|row| row.id).collect(), rows.next)
            }
        }
    }

    /// Where everybody stands who is found, by a look at each.
    fn found(&self, list: List, by: SortedBy, part: &Part) -> Vec<Position> {
        let search = part.search.as_deref().unwrap_or_default();
        let columns = match by {
            SortedBy::Name => [0, 1, 2],
            SortedBy::Address => [2, 0, 1],
        };
        let is_ranked = part.search.is_some() && self.are_many(list, &columns[1..], search);
        let position = |person: &Person| {
            let rank = columns
                .iter()
                .position(|at| person.keys[*at].starts_with(search))?;
            let key = columns[if is_ranked { rank } else { 0 }];
            Some(Position {
                key: person.keys[key].clone(),
                id: person.id.clone(),
                rank: is_ranked.then_some(rank),
            })
        };
        let mut found: Vec<_> = self
            .people
            .iter()
            .filter(|person| list == List::Members || person.is_inside)
            .filter_map(position)
            .collect();
        found.sort_by(|one, other| order(one, other, part.descending));
        found
    }

    /// Whether more people begin so by one of these than are sorted.
    fn are_many(&self, list: List, columns: &[usize], search: &str) -> bool {
        let count = |column: usize| {
            let people = self.people.iter();
            people
                .filter(|person| person.keys[column].starts_with(search))
                .count()
        };
        let inside = self.people.iter().filter(|person| person.is_inside).count();
        let beginning: usize = columns.iter().map(|column| count(*column)).sum();
        beginning > FEW && (list == List::Members || inside > FEW)
    }

    async fn remove(&mut self, id: &str) {
        self.people.retain(|person| person.id != id);
        for sql in [
            "DELETE FROM access_grants WHERE account_id = $1",
            "DELETE FROM access_group_members WHERE account_id = $1",
            "DELETE FROM accounts WHERE id = $1",
        ] {
            let gone = sqlx::query(sql).bind(id).execute(&mut *self.transaction).await;
            gone.expect("deletes");
        }
    }
}

async fn people(transaction: &mut Transaction) -> Vec<Person> {
    let sql = "SELECT id, name_key, given_name_key, email_key,
                 CASE WHEN EXISTS (SELECT 1 FROM access_group_members m WHERE m.account_id = accounts.id) THEN 1 ELSE 0 END
               FROM accounts WHERE company_id = 'company-acme'";
    let rows: Vec<(String, String, String, String, i32)> = sqlx::query_as(sql)
        .fetch_all(&mut **transaction)
        .await
        .expect("reads");
    let person = |(id, name, given, email, inside)| Person {
        id,
        keys: [name, given, email],
        is_inside: inside == 1,
    };
    rows.into_iter().map(person).collect()
}

/// The rank is never reversed.
fn order(one: &Position, other: &Position, descending: bool) -> Ordering {
    let by_key = (&one.key, &one.id).cmp(&(&other.key, &other.id));
    let by_key = if descending { by_key.reverse() } else { by_key };
    one.rank.cmp(&other.rank).then(by_key)
}

/// What a page behind `after` has to be.
fn expected(found: &[Position], part: &Part) -> Page {
    let is_behind = |at: &&Position| {
        let after = part.after.as_ref();
        after.is_none_or(|after| order(at, after, part.descending) == Ordering::Greater)
    };
    let behind: Vec<_> = found.iter().filter(is_behind).collect();
    let limit = part.limit as usize;
    let next = (behind.len() > limit).then(|| behind[limit - 1].clone());
    let ids = behind.iter().take(limit).map(|at| at.id.clone());
    (ids.collect(), next)
}

/// Everybody; a frequent last name and the letters that it begins with; a first name that is far away; names of a few; addresses; nobody.
const SEARCHES: [Option<&str>; 8] = [
    None,
    Some("smith"),
    Some("s"),
    Some("karla"),
    Some("smith ann3"),
    Some("z12"),
    Some("p10001"),
    Some("zzz"),
];

pub(crate) async fn people_are_found_in_order_however_frequent_what_is_searched_for(store: &Store) {
    let mut scene = Scene::new(store).await;
    for list in [List::Members, List::Environment, List::Group] {
        for (by, descending) in [
            (SortedBy::Name, false),
            (SortedBy::Name, true),
            (SortedBy::Address, false),
        ] {
            for search in SEARCHES {
                let mut part = Part {
                    limit: 25,
                    search: search.map(str::to_owned),
                    descending,
                    after: None,
                };
                let mut found = scene.found(list, by, &part);
                // From the beginning, from the middle, and at the end; 30 are a page and some of the next.
                let starts = [0, found.len() / 2, found.len().saturating_sub(30)];
                for start in starts {
                    part.after = start.checked_sub(1).map(|last| found[last].clone());
                    for page in 0..2 {
                        let read = scene.read(list, by, &part).await;
                        assert_eq!(
                            read,
                            expected(&found, &part),
                            "{list:?} by {by:?}, descending: {descending}, {search:?} from {start}, page {page}"
                        );
                        let Some(next) = read.1 else { break };
                        part.after = Some(next);
                    }
                }
                // The one at which the next page begins goes away, and the one behind it.
                part.after = found.get(24).cloned();
                if found.len() > 60 {
                    for gone in found.drain(24..26) {
                        scene.remove(&gone.id).await;
                    }
                }
                let read = scene.read(list, by, &part).await;
                assert_eq!(
                    read,
                    expected(&found, &part),
                    "{list:?} by {by:?}, {search:?}, two are gone"
                );
            }
        }
    }
}
