//! Control Center > Security > Security History: whose it is, what it says, and what a file of it has.

use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use crate::support::{Browser, Platform};

const HISTORY: &str = "/api/company/security-history";

async fn page(browser: &mut Browser, query: &str) -> Value {
    let answer = browser.get(&format!("{HISTORY}?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// The events of all pages, one after the other.
async fn all(browser: &mut Browser, query: &str) -> Vec<Value> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = page(browser, &format!("{query}{after}")).await;
        found.extend(page["items"].as_array().expect("a list").clone());
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

fn texts(events: &[Value], member: &str) -> Vec<String> {
    let text = |event: &Value| event[member].as_str().expect("a text").to_owned();
    events.iter().map(text).collect()
}

/// Globex with as many events more, of which every seventh is of a group; all but a few are of the same moment.
async fn busy(count: usize) -> Platform {
    let platform = platform().await;
    let now = platform.app.clock.now_ms();
    for number in 0..count {
        let action = if number % 7 == 0 {
            "group_created"
        } else {
            "signed_in"
        };
        let at = now - i64::try_from(number / 10).expect("few") * 60_000;
        platform
            .execute(&format!(
                "INSERT INTO audit_events (id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id)
                 SELECT 'event-{number:04}', {at}, '{action}', a.company_id, a.id, a.id, '{{\"name\":\"=1+1\"}}', '', ''
                 FROM accounts a WHERE a.email = 'grace@globex.example'"
            ))
            .await;
    }
    platform
}

#[tokio::test]
async fn the_history_of_a_company_is_its_admins_matter() {
    let platform = platform().await;
    let mut boss = admin(&platform).await;
    assert_eq!(
        boss.post("/api/company/groups", &json!({ "name": "Finance" }))
            .await
            .status,
        200
    );
    let events = all(&mut boss, "").await;
    let newest = &events[0];
    assert_eq!(
        (&newest["action"], &newest["object"], &newest["actor"]["email"]),
        (
            &json!("group_created"),
            &json!("Finance"),
            &json!("admin@globex.example")
        )
    );
    assert!(newest["request_id"].as_str().is_some_and(|id| !id.is_empty()));
    assert!(texts(&events, "action").contains(&"imported".to_owned()));
    let mut other = who(&platform, "admin@initech.example").await;
    let theirs = all(&mut other, "").await;
    assert!(!texts(&theirs, "action").contains(&"group_created".to_owned()));
    let ours = texts(&events, "id");
    assert!(
        texts(&theirs, "id").iter().all(|id| !ours.contains(id)),
        "of one company each"
    );
    assert_eq!(all(&mut other, "search=grace").await, Vec::<Value>::new());
    for path in [
        HISTORY.to_owned(),
        format!("{HISTORY}.csv"),
        format!("{HISTORY}.jsonl"),
    ] {
        for email in ["grace@globex.example", "team@globex.example"] {
            let refused = who(&platform, email).await.get(&path).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (404, "not_found"),
                "{email}"
            );
        }
        assert_eq!(platform.browser().get(&path).await.status, 401);
    }
}

#[tokio::test]
async fn pages_follow_each_other_newest_first_and_are_narrowed() {
    let platform = busy(60).await;
    let mut boss = admin(&platform).await;
    let events = all(&mut boss, "limit=7").await;
    let ids = texts(&events, "id");
    assert_eq!(ids, texts(&all(&mut boss, "").await, "id"), "whatever the limit");
    let times = texts(&events, "at");
    assert!(times.is_sorted_by(|newer, older| newer >= older), "{times:?}");
    let mut oldest_first = texts(&all(&mut boss, "limit=9&sort=-newest").await, "id");
    oldest_first.reverse();
    assert_eq!(ids, oldest_first);
    let groups = all(&mut boss, "limit=4&kind=access").await;
    let made = |event: &&Value| event["action"] == "group_created";
    assert_eq!(groups.len(), 9);
    assert_eq!(groups.iter().filter(made).count(), 9);
    let graces = all(&mut boss, "limit=13&search=hop").await;
    let written = |id: &String| id.starts_with("event-");
    assert_eq!(
        texts(&graces, "id").iter().filter(|id| written(id)).count(),
        60,
        "each once"
    );
    let both = all(&mut boss, "limit=4&search=grace&kind=access&within=hour").await;
    assert_eq!(both.len(), 9);
    assert_eq!(all(&mut boss, "search=nobody").await.len(), 0);
    // Somebody of another company, who was given access to an app of this one.
    let elsewhere = "INSERT INTO audit_events (id, at_ms, action, company_id, actor_account_id, subject, detail, client_address, request_id)
         SELECT 'elsewhere', 1, 'access_given', g.company_id, g.id, a.id, '{}', '', ''
         FROM accounts a, accounts g WHERE a.email = 'admin@initech.example' AND g.email = 'grace@globex.example'";
    platform.execute(elsewhere).await;
    let found = all(&mut boss, "search=Admin%40Initech.Example").await;
    assert_eq!(texts(&found, "id"), ["elsewhere"]);
    platform.clock.advance(2 * 3_600_000);
    let mut boss = admin(&platform).await;
    let recent = texts(&all(&mut boss, "within=hour").await, "action");
    assert_eq!(recent, ["signed_in"], "the sign-in of just now");
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused() {
    let platform = busy(5).await;
    let mut boss = admin(&platform).await;
    let first = page(&mut boss, "limit=2").await;
    let next = first["next"].as_str().expect("a next page").to_owned();
    for query in [
        "limit=0".to_owned(),
        "limit=101".to_owned(),
        "kind=weather".to_owned(),
        "within=second".to_owned(),
        "sort=size".to_owned(),
        "search=a%00b".to_owned(),
        "after=x".to_owned(),
        "page=2".to_owned(),
        format!("limit=2&kind=access&after={next}"),
        format!("limit=2&sort=-newest&after={next}"),
    ] {
        for path in [HISTORY.to_owned(), format!("{HISTORY}.csv")] {
            let refused = boss.get(&format!("{path}?{query}")).await;
            assert_eq!(
                (refused.status, refused.code().as_str()),
                (400, "malformed_request"),
                "{path}?{query}"
            );
        }
    }
}

#[tokio::test]
async fn a_file_has_what_the_list_shows_and_is_an_event_itself() {
    let platform = busy(1_005).await;
    platform.clock.advance(1);
    let mut boss = admin(&platform).await;
    let query = "search=grace&kind=access";
    let shown = all(&mut boss, query).await;
    let file = boss.get(&format!("{HISTORY}.csv?{query}")).await;
    assert_eq!(
        (file.status, file.header("content-type")),
        (200, "text/csv; charset=utf-8")
    );
    assert_eq!(
        file.header("content-disposition"),
        "attachment; filename=\"security-history.csv\""
    );
    let text = file.text();
    let rows: Vec<_> = text
        .trim_start_matches('\u{feff}')
        .split_terminator("\r\n")
        .collect();
    assert!(
        rows[0].starts_with("at,action,actor_email,actor_name,by_operator,"),
        "{}",
        rows[0]
    );
    assert_eq!(rows.len(), shown.len() + 1);
    assert!(
        rows[1].contains(",group_created,grace@globex.example,Grace Hopper,no,,,'=1+1,"),
        "{}",
        rows[1]
    );
    let lines = boss.get(&format!("{HISTORY}.jsonl?{query}")).await;
    let lines = lines.text();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(lines, shown);
    let whole = boss.get(&format!("{HISTORY}.jsonl")).await;
    let whole = whole.text();
    let written = |line: &&str| line.contains("\"id\":\"event-");
    assert_eq!(whole.lines().filter(written).count(), 1_005, "of several parts");
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'security_history_exported'";
    assert_eq!(platform.count(told).await, 3);
    assert_eq!(
        page(&mut boss, "limit=1").await["items"][0]["action"],
        "security_history_exported"
    );
    // As browsers ask for it.
    boss.headers.push(("accept-encoding", "gzip".to_owned()));
    for file in [
        format!("{HISTORY}.csv"),
        format!("{HISTORY}.jsonl"),
        "/api/company/sign-in-attempts.csv".to_owned(),
    ] {
        let compressed = boss.get(&file).await;
        assert_eq!(compressed.header("content-encoding"), "gzip", "{file}");
        assert!(!compressed.body.is_empty(), "{file}");
    }
    boss.headers.clear();
}
