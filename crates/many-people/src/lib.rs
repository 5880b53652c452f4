//! Fills a company with invented people: with names, groups, roles in one environment, and the days on which they last signed in. Invariants: a
//! company that is filled again gets only those who are missing; everybody has the keys that lists are sorted and searched by.

mod names;
mod person;
mod rows;

use std::ops::Range;
use std::time::{SystemTime, UNIX_EPOCH};

use latchkey_domain::email_address::EmailDomain;
use latchkey_domain::sort_key::{given_name_key, name_key};
use latchkey_store::clients::Client;
use latchkey_store::companies::Company;
use latchkey_store::{Connection, Store, access_groups, clients, companies, new_id};
use serde_json::Value;

use person::{Person, WayIn};
use rows::insert;

/// Any error.
pub type Fault = Box<dyn std::error::Error + Send + Sync>;

/// People in one transaction, and in one statement: SQLite keeps in memory what each could have to take back.
const BATCH: usize = 20_000;
/// Everybody came 400 days ago.
const AGE_MS: i64 = 400 * 24 * 60 * 60 * 1000;
/// The groups that let people in: those who may enter by it alone, and those who may enter anyway.
const GROUPS: [&str; 2] = ["Warehouse", "Field service"];

/// What is written of an account.
const ACCOUNT: [&str; 11] = [
    "id",
    "company_id",
    "email",
    "email_key",
    "email_domain",
    "first_name",
    "last_name",
    "name_key",
    "given_name_key",
    "created_at_ms",
    "deactivated_at_ms",
];

/// What is asked for.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The slug of the company.
    pub company: &'a str,
    /// The client of the environment that one in ten may enter.
    pub client_id: &'a str,
    /// How many people the company has in the end.
    pub people: usize,
    /// The name of a group in which all of them are.
    pub everybody: Option<&'a str>,
}

/// Where people are put.
struct Place {
    company: Company,
    domain: EmailDomain,
    environment_id: String,
    /// The environment's roles: the first, and all, as JSON.
    roles: [String; 2],
    groups: [String; 2],
    everybody: Option<String>,
    now_ms: i64,
}

/// Writes the people who are missing, and reports progress to `report` as (people written so far, people wanted). Returns how many were written.
pub async fn fill(store: &Store, wanted: &Wanted<'_>, report: impl Fn(usize, usize)) -> Result<usize, Fault> {
    let mut transaction = store.begin().await?;
    let place = Place::of(&mut transaction, wanted).await?;
    let present = count(&mut transaction, &place.company.id).await?;
    transaction.commit().await?;
    keep_pages(store).await?;
    for first in (present..wanted.people).step_by(BATCH) {
        let end = wanted.people.min(first + BATCH);
        let mut transaction = store.begin().await?;
        place.write(&mut transaction, first..end).await?;
        transaction.commit().await?;
        report(end, wanted.people);
    }
    update_statistics(store).await?;
    Ok(wanted.people.saturating_sub(present))
}

async fn count(connection: &mut Connection, company_id: &str) -> Result<usize, Fault> {
    let sql = "SELECT COUNT(*) FROM accounts WHERE company_id = $1";
    let count: i64 = sqlx::query_scalar(sql)
        .bind(company_id)
        .fetch_one(connection)
        .await?;
    Ok(usize::try_from(count)?)
}

/// Names come in no order: SQLite would write and read the pages of their indexes again and again.
async fn keep_pages(store: &Store) -> Result<(), Fault> {
    let mut transaction = store.begin().await?;
    if transaction.backend_name() != "PostgreSQL" {
        let sql = "PRAGMA cache_size = -400000";
        sqlx::query(sql).execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

/// Updates the statistics of PostgreSQL's query planner, which would update them by itself only after a while. SQLite plans our statements
/// well without.
async fn update_statistics(store: &Store) -> Result<(), Fault> {
    let mut transaction = store.begin().await?;
    if transaction.backend_name() == "PostgreSQL" {
        sqlx::query("ANALYZE").execute(&mut *transaction).await?;
    }
    Ok(transaction.commit().await?)
}

impl Place {
    async fn of(connection: &mut Connection, wanted: &Wanted<'_>) -> Result<Self, Fault> {
        let now_ms = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?;
        let company = companies::by_slug(connection, wanted.company).await?;
        let company = company.ok_or_else(|| format!("there is no company `{}`", wanted.company))?;
        let domains = companies::proven_domains(connection, &company.id).await?;
        let domain = domains
            .into_iter()
            .next()
            .ok_or("the company has no email domain")?;
        let client = clients::by_client_id(connection, wanted.client_id).await?;
        let client = client.ok_or_else(|| format!("there is no client `{}`", wanted.client_id))?;
        let roles = roles(&client)?;
        let mut groups = [String::new(), String::new()];
        for (group, name) in groups.iter_mut().zip(GROUPS) {
            *group = group_named(connection, &company.id, name, now_ms).await?;
            let first: Vec<String> = serde_json::from_str(&roles[0])?;
            access_groups::grant(connection, group, &client.environment_id, &first, now_ms).await?;
        }
        let everybody = match wanted.everybody {
            Some(name) => Some(group_named(connection, &company.id, name, now_ms).await?),
            None => None,
        };
        Ok(Self {
            company,
            domain,
            environment_id: client.environment_id,
            roles,
            groups,
            everybody,
            now_ms,
        })
    }

    /// Writes the people of these numbers.
    async fn write(&self, connection: &mut Connection, numbers: Range<usize>) -> Result<(), Fault> {
        let people = numbers.map(|number| (new_id(), Person::with_number(number)));
        let people: Vec<_> = people.collect();
        let accounts = people.iter().map(|(id, person)| self.account(id, person));
        insert(connection, "accounts", ACCOUNT, accounts.collect()).await?;
        let seen = people
            .iter()
            .filter_map(|(id, person)| self.last_sign_in(id, person));
        let columns = ["account_id", "at_ms", "signed_in_by"];
        insert(connection, "last_sign_ins", columns, seen.collect()).await?;
        let grants = people.iter().filter_map(|(id, person)| self.grant(id, person));
        let columns = ["environment_id", "account_id", "roles", "granted_at_ms"];
        insert(connection, "access_grants", columns, grants.collect()).await?;
        let members = people
            .iter()
            .flat_map(|(id, person)| self.memberships(id, person));
        let columns = ["group_id", "account_id", "source", "added_at_ms"];
        insert(connection, "access_group_members", columns, members.collect()).await?;
        Ok(())
    }

    /// In the order of [`ACCOUNT`].
    fn account(&self, id: &str, person: &Person) -> [Value; ACCOUNT.len()] {
        let (first, last, domain) = (person.first_name, person.last_name, self.domain.as_str());
        let address = format!("{}@{domain}", person.local_part);
        [
            id.into(),
            self.company.id.as_str().into(),
            // Small letters: the address is its own key.
            address.as_str().into(),
            address.into(),
            domain.into(),
            first.into(),
            last.into(),
            name_key(first, last).into(),
            given_name_key(first, last).into(),
            (self.now_ms - AGE_MS).into(),
            person.is_deactivated.then_some(self.now_ms).into(),
        ]
    }

    fn last_sign_in(&self, id: &str, person: &Person) -> Option<[Value; 3]> {
        let last = person.last_sign_in?;
        Some([id.into(), (self.now_ms - last.ago_ms).into(), last.by.into()])
    }

    fn grant(&self, id: &str, person: &Person) -> Option<[Value; 4]> {
        let Some(WayIn::Direct { all_roles, .. }) = person.way_in else {
            return None;
        };
        let roles = self.roles[usize::from(all_roles)].as_str();
        let environment = self.environment_id.as_str();
        Some([
            environment.into(),
            id.into(),
            roles.into(),
            (self.now_ms - AGE_MS).into(),
        ])
    }

    fn memberships(&self, id: &str, person: &Person) -> Vec<[Value; 4]> {
        let of_way = match person.way_in {
            Some(WayIn::Group) => Some(&self.groups[0]),
            Some(WayIn::Direct { and_group: true, .. }) => Some(&self.groups[1]),
            _ => None,
        };
        let groups = of_way.into_iter().chain(&self.everybody);
        let since = self.now_ms - AGE_MS;
        groups
            .map(|group| [group.as_str().into(), id.into(), "hand".into(), since.into()])
            .collect()
    }
}

/// The environment's first role, and all of them.
fn roles(client: &Client) -> Result<[String; 2], Fault> {
    let all = &client.registration.settings.roles;
    let first = all.first().ok_or("the environment has no roles")?;
    Ok([serde_json::to_string(&[first])?, serde_json::to_string(all)?])
}

/// The group of this name, which is made where there is none.
async fn group_named(
    connection: &mut Connection,
    company_id: &str,
    name: &str,
    now_ms: i64,
) -> Result<String, Fault> {
    if let Some(group) = access_groups::by_name(connection, company_id, name).await? {
        return Ok(group.id);
    }
    let id = new_id();
    access_groups::insert(connection, &id, company_id, name, now_ms).await?;
    Ok(id)
}

#[cfg(test)]
mod tests;
