//! Changing the access of many people at once: the preview, the job, and the way back.

use latchkey_server::clock::Clock as _;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::access_management::{people, platform};
use super::app_settings::{admin, who};
use crate::support::{Browser, Platform};

const GRANTS: &str = "SELECT COUNT(*) FROM access_grants";
const STEPS: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'bulk_change_step'";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// The address of the changes of Acceptance.
async fn changes(admin: &mut Browser) -> String {
    people(admin).await.replace("/people", "/bulk-changes")
}

fn outcome(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

fn everybody() -> Value {
    json!({ "kind": "matching" })
}

fn roles(give: &[&str], take: &[&str]) -> Value {
    json!({ "kind": "change_roles", "give": give, "take": take })
}

fn removal() -> Value {
    json!({ "kind": "remove_access" })
}

async fn preview(browser: &mut Browser, path: &str, selection: &Value, act: &Value) -> Value {
    let body = json!({ "selection": selection, "act": act });
    let answer = browser.post(&format!("{path}/preview"), &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn start(browser: &mut Browser, path: &str, selection: &Value, act: &Value, total: i64) -> Answer {
    let body = json!({ "selection": selection, "act": act, "total": total });
    browser.post(path, &body).await
}

/// Starts it with the number that the preview says; the address of the change.
async fn begin(browser: &mut Browser, path: &str, selection: &Value, act: &Value) -> String {
    let total = preview(browser, path, selection, act).await["total"].as_i64();
    let answer = start(browser, path, selection, act, total.expect("a number")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    format!("{path}/{}", answer.json()["id"].as_str().expect("a text"))
}

async fn work(platform: &Platform) {
    platform.run_jobs("bulk_access_change").await;
}

/// Who has which roles directly, by first name.
async fn direct(browser: &mut Browser) -> Vec<Value> {
    let path = people(browser).await;
    let all = browser.get(&format!("{path}?sort=email")).await.json();
    let all = all["items"].as_array().expect("a list").clone();
    all.iter()
        .map(|one| json!([one["first_name"], one["direct_roles"]]))
        .collect()
}

async fn last(browser: &mut Browser, path: &str) -> Value {
    browser.get(path).await.json()["changes"][0].clone()
}

async fn steer(browser: &mut Browser, change: &str, step: &str) -> Answer {
    browser.post(change, &json!({ "step": step })).await
}

#[tokio::test]
async fn changes_of_many_are_the_matter_of_those_who_manage_the_app() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let change = begin(&mut admin, &path, &everybody(), &removal()).await;
    let people = format!("{change}/people");
    let body = json!({ "selection": everybody(), "act": removal(), "total": 3 });
    let preview = format!("{path}/preview");
    let mut nobody = platform.browser();
    let mut others = Vec::new();
    for email in [
        "grace@globex.example",
        "lin@globex.example",
        "admin@initech.example",
    ] {
        others.push((who(&platform, email).await, (404, "not_found".to_owned())));
    }
    others.push((platform.browser(), (401, "not_signed_in".to_owned())));
    let file = format!("{people}.csv");
    for (mut other, expected) in others {
        for answer in [
            other
                .post(&preview, &json!({ "selection": everybody(), "act": removal() }))
                .await,
            other.post(&path, &body).await,
            other.get(&path).await,
            other.get(&change).await,
            steer(&mut other, &change, "stop").await,
            other.get(&people).await,
            other.get(&file).await,
        ] {
            assert_eq!(outcome(&answer), expected);
        }
    }
    let listed = last(&mut admin, &path).await;
    assert_eq!(listed["state"], "waiting");
    assert_eq!(admin.get(&change).await.json(), listed);
    for unknown in ["none", "00000000-0000-7000-8000-000000000000", "%00"] {
        assert_eq!(
            admin.get(&format!("{path}/{unknown}")).await.status,
            404,
            "{unknown}"
        );
    }
    let mut team = who(&platform, "team@globex.example").await;
    assert_eq!(team.get(&people).await.status, 200);
    assert_eq!(steer(&mut team, &change, "stop").await.status, 200);
    assert_eq!(nobody.get(&path).await.status, 401);
}

#[tokio::test]
async fn the_preview_says_what_the_job_then_does() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    // Grace: User and Auditor, which is not published any more; Max: Administrator, and User by a group; Lin: User by a group.
    let act = roles(&["Administrator"], &["User"]);
    let seen = preview(&mut admin, &path, &everybody(), &act).await;
    assert_eq!(seen["total"], 3);
    let counts = |of: &Value| {
        let names = ["changed", "partly", "unchanged", "from_group"];
        names.map(|name| of["counts"][name].as_i64().expect("a number"))
    };
    // Lin gets Administrator and keeps User by the group; of Max nothing is left to change but what the group gives.
    assert_eq!(counts(&seen), [1, 1, 0, 1]);
    assert_eq!(
        seen["roles"],
        json!([
            { "role": "Administrator", "gained": 2, "lost": 0, "gained_beside_group": 0, "kept_by_group": 0 },
            { "role": "User", "gained": 0, "lost": 1, "gained_beside_group": 0, "kept_by_group": 2 },
        ]),
        "nobody loses what a group gives"
    );
    let given = preview(&mut admin, &path, &everybody(), &roles(&["User"], &[])).await;
    assert_eq!(counts(&given), [2, 0, 1, 0]);
    assert_eq!(
        given["roles"],
        json!([{ "role": "User", "gained": 0, "lost": 0, "gained_beside_group": 2, "kept_by_group": 0 }]),
        "nobody gets what is there by a group"
    );
    let examples = seen["examples"].as_array().expect("a list");
    let grace = examples
        .iter()
        .find(|one| one["outcome"] == "changed")
        .expect("one");
    assert_eq!(grace["email"], "grace@globex.example");
    assert_eq!(grace["after"], json!(["Auditor", "Administrator"]));
    assert_eq!(platform.count(GRANTS).await, 2, "nothing is changed yet");
    let change = begin(&mut admin, &path, &everybody(), &act).await;
    work(&platform).await;
    let done = last(&mut admin, &path).await;
    assert_eq!((&done["state"], &done["done"]), (&json!("done"), &json!(3)));
    assert_eq!(counts(&done), counts(&seen));
    assert_eq!(
        direct(&mut admin).await,
        [
            json!(["Grace", ["Auditor", "Administrator"]]),
            json!(["lin", ["Administrator"]]),
            json!(["max", ["Administrator"]]),
        ]
    );
    let results = admin.get(&format!("{change}/people?sort=email")).await.json();
    let results: Vec<_> = results["items"].as_array().expect("a list").iter().collect();
    assert_eq!(results.len(), 3);
    assert_eq!(results[0]["before"], json!(["User", "Auditor"]));
    assert_eq!(results[1]["outcome"], "partly");
    assert_eq!(results[1].get("before"), None, "no direct access");
    let narrowed = admin
        .get(&format!("{change}/people?outcome=from_group"))
        .await
        .json();
    assert_eq!(narrowed["items"][0]["email"], "max@globex.example");
    assert_eq!(narrowed["items"].as_array().map(Vec::len), Some(1));
    let file = admin.get(&format!("{change}/people.csv")).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.text().lines().count(), 4, "{}", file.text());
    // As browsers ask for it.
    admin.headers.push(("accept-encoding", "gzip".to_owned()));
    let compressed = admin.get(&format!("{change}/people.csv")).await;
    assert_eq!(compressed.header("content-encoding"), "gzip");
    assert!(!compressed.body.is_empty());
    admin.headers.clear();
    assert!(
        file.text().contains("grace@globex.example,Grace"),
        "{}",
        file.text()
    );
    let workbook = admin.get(&format!("{change}/people.xlsx")).await;
    assert_eq!(workbook.status, 200);
    assert!(workbook.body.starts_with(b"PK"), "a zip archive");
    for kind in ["csv", "xlsx"] {
        let path = format!("{change}/people.{kind}");
        assert_eq!(platform.browser().get(&path).await.status, 401, "{kind}");
        let refused = who(&platform, "grace@globex.example").await.get(&path).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (404, "not_found"),
            "{kind}"
        );
    }
    assert_eq!(platform.count(STEPS).await, 1);
}

#[tokio::test]
async fn people_are_selected_by_name_or_by_what_was_searched_for() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let act = roles(&["Administrator"], &[]);
    for (search, total) in [("grace", 1), ("MAX@", 1), ("doe", 2), ("nobody", 0), ("", 3)] {
        let selection = json!({ "kind": "matching", "search": search });
        let seen = preview(&mut admin, &path, &selection, &act).await;
        assert_eq!(seen["total"], total, "{search}");
    }
    let listed = people(&mut admin).await;
    let all = admin.get(&listed).await.json();
    let id = |name: &str| {
        let people = all["items"].as_array().expect("a list");
        let found = people
            .iter()
            .find(|one| one["first_name"] == name)
            .expect("somebody");
        found["id"].clone()
    };
    let stranger = platform_account(&platform, "admin@globex.example").await;
    let named = json!({ "kind": "people", "accounts": [id("lin"), id("lin"), "x\u{0}", stranger] });
    let seen = preview(&mut admin, &path, &named, &act).await;
    assert_eq!(seen["total"], 1, "each once, and only who may enter");
    let many = vec!["x"; 1001];
    let many = json!({ "selection": { "kind": "people", "accounts": many }, "act": act });
    let refused = admin.post(&format!("{path}/preview"), &many).await;
    assert_eq!(outcome(&refused), (422, "too_many_entries".to_owned()));
}

/// What very many begin with is searched for in another way than what few do.
#[tokio::test]
async fn a_search_that_very_many_match_finds_each_who_may_enter_once() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let environment = path.split('/').nth(3).expect("an identifier");
    let company = "(SELECT company_id FROM accounts WHERE email = 'grace@globex.example')";
    // Number 5201 may enter by a group alone, number 1 also by it, those from 5202 on not at all.
    for sql in [
        format!(
            "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key, created_at_ms)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5300)
             SELECT 'many-' || i, {company}, 'zed' || i || '@globex.example', 'zed' || i || '@globex.example', 'globex.example',
                    'Zed' || i, 'Zed' || i, 'zed' || i || ' zed' || i, 'zed' || i, 0 FROM n"
        ),
        format!(
            "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
             WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5200)
             SELECT '{environment}', 'many-' || i, '[]', 0 FROM n"
        ),
        format!(
            "INSERT INTO access_groups (id, company_id, name, name_key, created_at_ms) SELECT 'many', {company}, 'Many', 'many', 0"
        ),
        "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
         VALUES ('many', 'many-1', 'hand', 0), ('many', 'many-5201', 'hand', 0)"
            .to_owned(),
        format!(
            "INSERT INTO access_group_grants (group_id, environment_id, roles, granted_at_ms) VALUES ('many', '{environment}', '[]', 0)"
        ),
    ] {
        platform.execute(&sql).await;
    }
    let act = roles(&["Administrator"], &[]);
    // 51, 510 to 519, 5100 to 5199; 52, 520 to 529, 5200 and 5201.
    for (search, total) in [
        ("zed", 5201),
        ("zed51", 111),
        ("ZED52", 13),
        ("zed5201@globex", 1),
        ("zed5202", 0),
        ("zed1 zed", 1),
    ] {
        let selection = json!({ "kind": "matching", "search": search });
        let seen = preview(&mut admin, &path, &selection, &act).await;
        assert_eq!(seen["total"], total, "{search}");
    }
    let selection = json!({ "kind": "matching", "search": "zed52" });
    let change = begin(&mut admin, &path, &selection, &act).await;
    work(&platform).await;
    assert_eq!(admin.get(&change).await.json()["done"], 13);
    let given =
        "SELECT COUNT(*) FROM access_grants WHERE roles LIKE '%Administrator%' AND account_id LIKE 'many-%'";
    assert_eq!(platform.count(given).await, 13);
}

async fn platform_account(platform: &Platform, email: &str) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    sqlx::query_scalar("SELECT id FROM accounts WHERE email = $1")
        .bind(email)
        .fetch_one(&mut *connection)
        .await
        .expect("an account")
}

#[tokio::test]
async fn what_says_nothing_is_not_published_or_has_other_people_than_the_preview_is_refused() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    for (act, expected) in [
        (roles(&[], &[]), (422, "value_invalid".to_owned())),
        (roles(&["User"], &["User"]), (422, "value_invalid".to_owned())),
        (roles(&["Auditor"], &[]), (409, "changed_meanwhile".to_owned())),
    ] {
        let body = json!({ "selection": everybody(), "act": act });
        let answer = admin.post(&format!("{path}/preview"), &body).await;
        assert_eq!(outcome(&answer), expected, "{act}");
        let answer = start(&mut admin, &path, &everybody(), &act, 3).await;
        assert_eq!(outcome(&answer), expected, "{act}");
    }
    let other = start(&mut admin, &path, &everybody(), &removal(), 2).await;
    assert_eq!(outcome(&other), (409, "changed_meanwhile".to_owned()));
    let nobody = json!({ "kind": "matching", "search": "nobody" });
    let nobody = start(&mut admin, &path, &nobody, &removal(), 0).await;
    assert_eq!(outcome(&nobody), (409, "changed_meanwhile".to_owned()));
    assert_eq!(platform.count("SELECT COUNT(*) FROM bulk_changes").await, 0);
    work(&platform).await;
    assert_eq!(platform.count(GRANTS).await, 2);
}

#[tokio::test]
async fn one_goes_on_at_a_time() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let first = begin(&mut admin, &path, &everybody(), &roles(&["Administrator"], &[])).await;
    let second = start(&mut admin, &path, &everybody(), &removal(), 3).await;
    assert_eq!(outcome(&second), (409, "bulk_change_running".to_owned()));
    work(&platform).await;
    // The way back of the first is a change, too.
    let second = begin(&mut admin, &path, &everybody(), &removal()).await;
    let undo = steer(&mut admin, &first, "undo").await;
    assert_eq!(outcome(&undo), (409, "bulk_change_running".to_owned()));
    assert_eq!(steer(&mut admin, &second, "stop").await.status, 200);
    assert_eq!(steer(&mut admin, &first, "undo").await.status, 200);
    assert_eq!(last(&mut admin, &path).await["state"], "stopped");
}

#[tokio::test]
async fn it_stands_still_while_it_is_paused_and_ends_where_it_is_stopped() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let change = begin(&mut admin, &path, &everybody(), &removal()).await;
    for _ in 0..2 {
        let paused = steer(&mut admin, &change, "pause").await;
        assert_eq!(paused.json()["changes"][0]["state"], "paused");
        assert_eq!(paused.json()["changes"][0]["paused_by"], "admin@globex.example");
    }
    work(&platform).await;
    assert_eq!(platform.count(GRANTS).await, 2, "nothing is done");
    assert_eq!(steer(&mut admin, &change, "resume").await.status, 200);
    assert_eq!(steer(&mut admin, &change, "stop").await.status, 200);
    work(&platform).await;
    assert_eq!(platform.count(GRANTS).await, 2);
    let stopped = last(&mut admin, &path).await;
    assert_eq!(
        (&stopped["state"], &stopped["done"]),
        (&json!("stopped"), &json!(0))
    );
    assert_eq!(stopped.get("undo_until"), None, "nothing was done");
    let told = "SELECT COUNT(*) FROM audit_events WHERE action IN
                  ('bulk_change_started', 'bulk_change_paused', 'bulk_change_resumed', 'bulk_change_stopped')";
    assert_eq!(platform.count(told).await, 4, "once each");
    let unknown = steer(&mut admin, &format!("{path}/nothing"), "pause").await;
    assert_eq!(outcome(&unknown), (404, "not_found".to_owned()));
}

#[tokio::test]
async fn it_is_taken_back_within_a_day_but_for_what_was_changed_since() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let before = direct(&mut admin).await;
    let change = begin(&mut admin, &path, &everybody(), &removal()).await;
    work(&platform).await;
    assert_eq!(platform.count(GRANTS).await, 0);
    let done = last(&mut admin, &path).await;
    assert!(done["undo_until"].is_string(), "{done}");
    assert_eq!(steer(&mut admin, &change, "undo").await.status, 200);
    work(&platform).await;
    assert_eq!(
        direct(&mut admin).await,
        before,
        "everybody has what was there before"
    );
    let undone = last(&mut admin, &path).await;
    assert_eq!(
        (&undone["is_undo"], &undone["state"]),
        (&json!(true), &json!("done"))
    );
    assert_eq!(undone["counts"]["restored"], 2);
    assert_eq!(undone.get("undo_until"), None, "once");
    // Again, and somebody gets something in between.
    let change = begin(
        &mut admin,
        &path,
        &everybody(),
        &roles(&["Administrator"], &["User"]),
    )
    .await;
    work(&platform).await;
    let listed = people(&mut admin).await;
    let all = admin.get(&format!("{listed}?search=lin@")).await.json();
    let lin = format!("{listed}/{}", all["items"][0]["id"].as_str().expect("a text"));
    let edit = json!({ "present_roles": ["Administrator"], "roles": ["User"] });
    assert_eq!(admin.post(&lin, &edit).await.status, 200);
    assert_eq!(steer(&mut admin, &change, "undo").await.status, 200);
    work(&platform).await;
    let counts = last(&mut admin, &path).await["counts"].clone();
    assert_eq!((&counts["restored"], &counts["kept"]), (&json!(1), &json!(1)));
    assert_eq!(direct(&mut admin).await[1], json!(["lin", ["User"]]));
    // A day later it is too late.
    let change = begin(&mut admin, &path, &everybody(), &removal()).await;
    work(&platform).await;
    platform.clock.advance(DAY);
    let mut admin = super::app_settings::admin(&platform).await;
    assert_eq!(last(&mut admin, &path).await.get("undo_until"), None);
    let late = steer(&mut admin, &change, "undo").await;
    assert_eq!(outcome(&late), (409, "changed_meanwhile".to_owned()));
}

#[tokio::test]
async fn whoever_began_it_and_manages_the_app_no_longer_changes_nothing_more() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let mut team = who(&platform, "team@globex.example").await;
    begin(&mut team, &path, &everybody(), &removal()).await;
    platform.execute("DELETE FROM app_team_members").await;
    work(&platform).await;
    assert_eq!(platform.count(GRANTS).await, 2, "nothing is taken");
    let stopped = last(&mut admin, &path).await;
    assert_eq!(stopped["state"], "stopped");
    // It stands in nobody's way.
    begin(&mut admin, &path, &everybody(), &removal()).await;
}

#[tokio::test]
async fn done_twice_it_is_done_once() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    begin(&mut admin, &path, &everybody(), &removal()).await;
    // A node that is killed behind its last step, before the job's end: the same job comes again from its beginning.
    platform
        .execute("CREATE TABLE kept AS SELECT * FROM jobs WHERE kind = 'bulk_access_change'")
        .await;
    work(&platform).await;
    let steps = platform.count(STEPS).await;
    platform.execute("INSERT INTO jobs SELECT * FROM kept").await;
    platform
        .execute("UPDATE bulk_changes SET ended_at_ms = NULL")
        .await;
    work(&platform).await;
    assert_eq!(platform.count(STEPS).await, steps, "nothing is done again");
    let done = last(&mut admin, &path).await;
    assert_eq!(
        (&done["state"], &done["counts"]["changed"]),
        (&json!("done"), &json!(1))
    );
}

#[tokio::test]
async fn what_ended_long_ago_is_forgotten() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = changes(&mut admin).await;
    let change = begin(&mut admin, &path, &everybody(), &removal()).await;
    work(&platform).await;
    let rows = "SELECT (SELECT COUNT(*) FROM bulk_changes) + (SELECT COUNT(*) FROM bulk_change_people)";
    for (days, expected, status) in [(29, 4, 200), (2, 0, 404)] {
        platform.clock.advance(days * DAY);
        let now = platform.clock.now_ms();
        assert!(now > 0);
        latchkey_server::housekeeping::purge(&platform.app)
            .await
            .expect("purges");
        assert_eq!(platform.count(rows).await, expected);
        let mut admin = self::admin(&platform).await;
        assert_eq!(admin.get(&change).await.status, status);
    }
}
