//! Many people whose access is changed by one job, and what is known of each. Invariant: what is read is what is there, and no opinion about it.

use std::collections::BTreeMap;

use latchkey_server::domain::bulk_access::BulkAct;
use latchkey_server::store::bulk_change_selection::{self as selection, Selected};
use latchkey_server::store::bulk_change_steps::{self as steps, NewBulkChange};
use latchkey_server::store::{access_groups, bulk_changes, new_id};
use serde_json::Value;

use crate::place::Place;
use crate::process::run;

pub(crate) const PEOPLE: usize = 6_000;
const COMPANY: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  company_admin = true
  [[company.app]]
  name = "Expenses"
  slug = "expenses"
    [[company.app.environment]]
    name = "Production"
    url = "https://app.example/"
    client_id = "expenses"
    client_secret = "killed-with"
    redirect_uris = ["https://app.example/callback"]
    roles = ["User", "Auditor"]
"#;

/// People who have the first role, the second, both, or access without a role; one in five gets the first by a group, too.
const PEOPLE_OF_IT: [&str; 4] = [
    "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key,
                           created_at_ms)
     WITH RECURSIVE numbers (n) AS (SELECT 10000 UNION ALL SELECT n + 1 FROM numbers WHERE n < 15999)
     SELECT 'account-' || n, (SELECT id FROM companies WHERE slug = 'globex'), 'p' || n || '@globex.example', 'p' || n || '@globex.example',
            'globex.example', 'A', 'B' || n, 'b' || n || ' a', 'a b' || n, 0 FROM numbers",
    "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
     SELECT (SELECT id FROM app_environments), id,
            CASE CAST(substr(id, 9) AS BIGINT) % 4
              WHEN 0 THEN '[\"User\"]' WHEN 1 THEN '[\"Auditor\"]' WHEN 2 THEN '[\"Auditor\",\"User\"]' ELSE '[]' END, 0
     FROM accounts WHERE id LIKE 'account-%'",
    "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
     SELECT (SELECT id FROM access_groups), id, 'hand', 0 FROM accounts
     WHERE id LIKE 'account-%' AND CAST(substr(id, 9) AS BIGINT) % 5 = 0",
    "INSERT INTO access_group_grants (group_id, environment_id, roles, granted_at_ms)
     SELECT (SELECT id FROM access_groups), (SELECT id FROM app_environments), '[\"User\"]', 0",
];

pub(crate) type Roles = BTreeMap<String, String>;

pub(crate) struct Scene {
    pub(crate) place: Place,
    environment: String,
    change: String,
    /// The roles that each had at first.
    pub(crate) before: Roles,
}

/// What is known of the change.
pub(crate) struct State {
    /// What became of each: outcome, and the roles before and afterwards where they were changed.
    pub(crate) people: Vec<(String, String, Option<String>, Option<String>)>,
    pub(crate) counts: Value,
    /// How far the job is; none: it is gone.
    pub(crate) done: Option<usize>,
    /// Who was named in the trail, as often as that was.
    pub(crate) told: Vec<String>,
}

impl Scene {
    pub(crate) async fn new(place: Place) -> Self {
        std::fs::write(place.folder.path().join("import.toml"), COMPANY).expect("writes");
        let (status, said) = run(place.latchkey(&["import", "import.toml"]));
        assert!(status.success(), "{said}");
        let mut scene = Self {
            place,
            environment: String::new(),
            change: new_id(),
            before: Roles::new(),
        };
        scene.begin().await;
        scene
    }

    /// Makes the people, and begins to give all of them the second role and to take the first.
    async fn begin(&mut self) {
        let mut transaction = self.place.store.begin().await.expect("begins");
        let company = sqlx::query_scalar("SELECT id FROM companies WHERE slug = 'globex'")
            .fetch_one(&mut *transaction)
            .await;
        let company: String = company.expect("a company");
        access_groups::insert(&mut transaction, &new_id(), &company, "Office", 0)
            .await
            .expect("a group");
        for sql in PEOPLE_OF_IT {
            sqlx::query(sql)
                .execute(&mut *transaction)
                .await
                .expect("inserts");
        }
        let sql = "SELECT id, (SELECT id FROM accounts WHERE company_admin = 1) FROM app_environments";
        let ids = sqlx::query_as(sql).fetch_one(&mut *transaction).await;
        let (environment, admin): (String, String) = ids.expect("an environment and an admin");
        let act = BulkAct::ChangeRoles {
            give: vec!["Auditor".into()],
            take: vec!["User".into()],
        };
        let new = NewBulkChange {
            id: &self.change,
            job_id: &new_id(),
            environment_id: &environment,
            account_id: &admin,
            act: &act,
        };
        steps::insert(&mut transaction, &new, 0).await.expect("a change");
        let everybody = Selected::Matching(None);
        let total = selection::write_down(&mut transaction, new.id, &environment, &everybody).await;
        let total = total.expect("people");
        assert_eq!(total, PEOPLE as i64);
        steps::queue(&mut transaction, &new, total, 0)
            .await
            .expect("a job");
        transaction.commit().await.expect("commits");
        self.environment = environment;
        self.before = self.grants().await;
    }

    pub(crate) async fn begin_undo(&self) {
        let mut transaction = self.place.store.begin().await.expect("begins");
        let change = bulk_changes::find(&mut transaction, &self.environment, &self.change).await;
        let change = change.expect("reads").expect("the change");
        assert!(change.ended_at_ms.is_some() && change.job.is_none());
        let begun = steps::begin_undo(&mut transaction, &change, &new_id(), 0).await;
        assert!(begun.expect("begins"));
        transaction.commit().await.expect("commits");
    }

    pub(crate) async fn grants(&self) -> Roles {
        let mut connection = self.place.store.read().await.expect("a connection");
        let sql = "SELECT account_id, roles FROM access_grants";
        let rows: Vec<(String, String)> = sqlx::query_as(sql)
            .fetch_all(&mut *connection)
            .await
            .expect("reads");
        rows.into_iter().collect()
    }

    pub(crate) async fn state(&self, is_undo: bool) -> State {
        let mut connection = self.place.store.read().await.expect("a connection");
        let sql = "SELECT account_id, outcome, roles_before, roles_after FROM bulk_change_people";
        let people = sqlx::query_as(sql).fetch_all(&mut *connection).await;
        let sql = "SELECT counts FROM bulk_changes";
        let counts: String = sqlx::query_scalar(sql)
            .fetch_one(&mut *connection)
            .await
            .expect("reads");
        let sql = "SELECT COALESCE(progress, '{\"done\":0}') FROM jobs WHERE kind = 'bulk_access_change'";
        let progress: Option<String> = sqlx::query_scalar(sql)
            .fetch_optional(&mut *connection)
            .await
            .expect("reads");
        let sql = "SELECT detail FROM audit_events WHERE action = 'bulk_change_step'";
        let events: Vec<String> = sqlx::query_scalar(sql)
            .fetch_all(&mut *connection)
            .await
            .expect("reads");
        let json = |text: String| serde_json::from_str::<Value>(&text).expect("JSON");
        let events = events
            .into_iter()
            .map(json)
            .filter(|event| event["undo"] == is_undo);
        State {
            people: people.expect("reads"),
            counts: json(counts),
            done: progress.map(|text| json(text)["done"].as_u64().expect("a number") as usize),
            told: events.flat_map(|event| accounts(&event)).collect(),
        }
    }
}

/// The accounts that an event of a step names.
fn accounts(event: &Value) -> Vec<String> {
    let changes = event["changes"].as_array().expect("a list").iter();
    let accounts = changes.flat_map(|change| change["accounts"].as_array().expect("a list"));
    accounts
        .map(|id| id.as_str().expect("a text").to_owned())
        .collect()
}
