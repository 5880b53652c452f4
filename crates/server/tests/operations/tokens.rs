//! Personal access tokens: made by whoever has just signed in, shown once, listed and ended by their owner and the company's admins, and
//! by nobody else.

use latchkey_server::mail::{self, Message};
use latchkey_server::store::mails;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use crate::support::{Browser, GLOBEX, Platform};

pub(crate) const TOKENS: &str = "/api/profile/tokens";
const COMPANY: &str = "/api/company/tokens";
const GRACE: &str = "grace@globex.example";
const MINUTE_MS: i64 = 60_000;
const DAY_MS: i64 = 24 * 60 * MINUTE_MS;

/// A request for a token that may push, for a month.
pub(crate) fn wanted(name: &str) -> Value {
    json!({ "name": name, "scopes": ["repository:write"], "lifetime": { "days": 30 } })
}

/// Makes a token; returns its identifier and its value.
pub(crate) async fn made(browser: &mut Browser, request: &Value) -> (String, String) {
    let answer = browser.post(TOKENS, request).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let text = |name: &str| answer.json()[name].as_str().expect("a text").to_owned();
    (text("id"), text("token"))
}

async fn own(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.get(TOKENS).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").clone()
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

/// What was mailed to this address, of the kinds that are about tokens.
async fn mailed(platform: &Platform, to: &str) -> Vec<Message> {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let opened = waiting
        .iter()
        .map(|waiting| mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed).expect("opens"));
    let of_person = opened.filter(|mail| mail.to == to).map(|mail| mail.message);
    of_person
        .filter(|message| message.kind().starts_with("token_"))
        .collect()
}

#[tokio::test]
async fn a_token_is_shown_once_and_its_owner_gets_a_mail() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let (id, value) = made(&mut grace, &wanted(" Build server ")).await;
    assert!(
        value.starts_with("lkp_") && value.len() == 50,
        "a form that scanners know"
    );
    let answer = grace.get(TOKENS).await;
    assert_eq!(answer.json()["username"], GRACE);
    assert!(!answer.text().contains(&value[4..]), "never again");
    let listed = &own(&mut grace).await[0];
    assert_eq!(listed["id"], json!(id));
    assert_eq!(listed["name"], "Build server");
    assert_eq!(listed["scopes"], json!(["repository:write"]));
    assert_eq!(
        (&listed["state"], &listed["expires_soon"]),
        (&json!("active"), &json!(false))
    );
    assert!(listed.get("last_used_at").is_none());
    let mails = mailed(&platform, GRACE).await;
    assert!(
        matches!(&mails[..], [Message::TokenMade { name, page, .. }] if name == "Build server" && page.ends_with(TOKENS.trim_start_matches("/api"))),
        "{mails:?}"
    );
    let sql = "SELECT COUNT(*) FROM audit_events WHERE action = 'personal_token_made'";
    assert_eq!(platform.count(sql).await, 1);
    // Nowhere in the database is what it is made of.
    let mut connection = platform.app.store.read().await.expect("a connection");
    let sql = "SELECT token_hash FROM personal_tokens";
    let stored: String = sqlx::query_scalar(sql)
        .fetch_one(&mut *connection)
        .await
        .expect("a hash");
    assert_eq!(stored.len(), 64);
    assert!(!stored.contains(&value[4..20]));
}

#[tokio::test]
async fn only_whoever_has_just_signed_in_makes_one() {
    let platform = Platform::with(GLOBEX).await;
    assert_eq!(
        refused(&platform.browser().post(TOKENS, &wanted("x")).await),
        (401, "not_signed_in".into())
    );
    let mut grace = platform.grace().await;
    platform.clock.advance(10 * MINUTE_MS);
    made(&mut grace, &wanted("in time")).await;
    platform.clock.advance(1);
    assert_eq!(
        refused(&grace.post(TOKENS, &wanted("late")).await),
        (403, "sign_in_again".into())
    );
    assert_eq!(own(&mut grace).await.len(), 1);
    // Ending one needs no more than the session.
    let id = own(&mut grace).await[0]["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    assert_eq!(grace.delete(&format!("{TOKENS}/{id}")).await.status, 200);
}

#[tokio::test]
async fn what_cannot_be_is_said_all_at_once() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let wrong = json!({ "name": " ", "scopes": [], "lifetime": { "until": "2001-01-01" } });
    let answer = grace.post(TOKENS, &wrong).await;
    let fields = &answer.json()["fields"];
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(
        fields,
        &json!([
            { "field": "name", "code": "name_invalid" },
            { "field": "scopes", "code": "value_missing" },
            { "field": "lifetime", "code": "value_invalid" },
        ])
    );
    for (lifetime, status) in [
        (json!({ "days": 0 }), 422),
        (json!({ "days": 366 }), 200),
        (json!({ "days": 367 }), 422),
        (json!({ "until": "tomorrow" }), 422),
        (json!({ "until": "9999-12-31" }), 422),
        (json!({ "days": -1 }), 400),
        (json!({ "days": 70_000 }), 400),
        (json!("for ever"), 400),
        (Value::Null, 400),
    ] {
        let request = json!({ "name": "x", "scopes": ["repository:read"], "lifetime": lifetime });
        assert_eq!(grace.post(TOKENS, &request).await.status, status, "{lifetime}");
    }
    for scopes in [json!(["admin"]), json!("repository:read"), json!([1])] {
        let request = json!({ "name": "x", "scopes": scopes, "lifetime": { "days": 7 } });
        assert_eq!(grace.post(TOKENS, &request).await.status, 400, "{scopes}");
    }
    let long = "x".repeat(101);
    for name in [long.as_str(), "a\u{202e}b", "a\nb"] {
        assert_eq!(
            grace.post(TOKENS, &wanted(name)).await.code(),
            "name_invalid",
            "{name:?}"
        );
    }
}

#[tokio::test]
async fn a_person_has_fifty_that_live() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for number in 0..50 {
        made(&mut grace, &wanted(&format!("Script {number}"))).await;
    }
    let answer = grace.post(TOKENS, &wanted("one more")).await;
    assert_eq!(
        (answer.status, answer.code(), answer.json()["field"].clone()),
        (422, "too_many_entries".into(), json!("name"))
    );
    let id = own(&mut grace).await[0]["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    assert_eq!(grace.delete(&format!("{TOKENS}/{id}")).await.status, 200);
    made(&mut grace, &wanted("in its place")).await;
}

#[tokio::test]
async fn nobody_ends_or_sees_what_is_anothers() {
    let platform = platform().await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    let (id, value) = made(&mut grace, &wanted("Build server")).await;
    let of_admin = own(&mut admin).await;
    assert!(of_admin.is_empty(), "{of_admin:?}");
    // By the way to the own ones, not even an admin.
    assert_eq!(admin.delete(&format!("{TOKENS}/{id}")).await.status, 404);
    for address in [
        format!("{TOKENS}/{value}"),
        format!("{TOKENS}/x"),
        format!("{TOKENS}/%00"),
    ] {
        assert_eq!(grace.delete(&address).await.status, 404, "{address}");
    }
    // Whoever is no admin has no company to look at.
    assert_eq!(refused(&grace.get(COMPANY).await), (404, "not_found".into()));
    assert_eq!(grace.delete(&format!("{COMPANY}/{id}")).await.status, 404);
    assert_eq!(platform.browser().get(COMPANY).await.status, 401);
    assert_eq!(own(&mut grace).await.len(), 1);
}

#[tokio::test]
async fn admins_see_and_end_those_of_their_company_alone() {
    let platform = platform().await;
    let other = GLOBEX
        .replace("globex", "hooli")
        .replace("Globex", "Hooli")
        .replace("grace", "gavin")
        .replace("password =", "company_admin = true\n  password =");
    platform.import(&other).await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    let mut gavin = who(&platform, "gavin@hooli.example").await;
    let (id, value) = made(&mut grace, &wanted("Build server")).await;
    let (theirs, _) = made(&mut gavin, &wanted("Elsewhere")).await;
    let answer = admin.get(COMPANY).await;
    assert!(!answer.text().contains(&value[4..]) && !answer.text().contains("hash"));
    let items = answer.json()["items"].clone();
    assert_eq!(items.as_array().map(Vec::len), Some(1), "{items}");
    assert_eq!(items[0]["owner_email"], GRACE);
    assert_eq!(items[0]["owner_last_name"], "Hopper");
    assert_eq!(items[0]["state"], "active");
    for (search, found) in [("build", 1), ("GRACE@", 1), ("server", 0), ("elsewhere", 0)] {
        let answer = admin.get(&format!("{COMPANY}?search={search}")).await;
        assert_eq!(
            answer.json()["items"].as_array().map(Vec::len),
            Some(found),
            "{search}"
        );
    }
    for sort in ["owner", "-owner", "name", "-name"] {
        assert_eq!(
            admin.get(&format!("{COMPANY}?sort={sort}")).await.status,
            200,
            "{sort}"
        );
    }
    assert_eq!(admin.get(&format!("{COMPANY}?sort=token_hash")).await.status, 400);
    assert_eq!(admin.get(&format!("{COMPANY}?limit=0")).await.status, 400);
    assert_eq!(admin.delete(&format!("{COMPANY}/{theirs}")).await.status, 404);
    assert_eq!(admin.delete(&format!("{COMPANY}/{id}")).await.status, 200);
    assert_eq!(admin.delete(&format!("{COMPANY}/{id}")).await.status, 404, "once");
    assert!(own(&mut grace).await.is_empty());
    assert_eq!(own(&mut gavin).await.len(), 1);
    let told = mailed(&platform, GRACE).await;
    assert!(
        told.iter().any(|mail| matches!(mail, Message::TokenRevoked { name, by, .. } if name == "Build server" && by == "admin@globex.example")),
        "{told:?}"
    );
}

#[tokio::test]
async fn a_long_list_comes_in_pages() {
    let platform = platform().await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    for number in 0..5 {
        made(&mut grace, &wanted(&format!("Script {number}"))).await;
    }
    let (mut address, mut names) = (format!("{COMPANY}?limit=2&sort=-name"), Vec::new());
    loop {
        let page = admin.get(&address).await.json();
        let items = page["items"].as_array().expect("a list").clone();
        names.extend(
            items
                .iter()
                .map(|item| item["name"].as_str().expect("a name").to_owned()),
        );
        let Some(next) = page["next"].as_str() else { break };
        address = format!("{COMPANY}?limit=2&sort=-name&after={next}");
    }
    assert_eq!(
        names,
        ["Script 4", "Script 3", "Script 2", "Script 1", "Script 0"]
    );
}

#[tokio::test]
async fn a_new_password_ends_none_and_its_mail_says_so() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    made(&mut grace, &wanted("Build server")).await;
    let body = json!({ "current_password": crate::support::PASSWORD, "password": "seven purple kettles under the bridge" });
    assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
    assert_eq!(own(&mut grace).await.len(), 1);
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let pages = waiting.iter().filter_map(|waiting| {
        match mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed)
            .expect("opens")
            .message
        {
            Message::PasswordChanged { tokens, .. } => Some(tokens),
            _ => None,
        }
    });
    assert_eq!(
        pages.collect::<Vec<_>>(),
        ["http://localhost:8080/profile/tokens"]
    );
}

#[tokio::test]
async fn what_has_ended_is_forgotten_after_a_month() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    made(
        &mut grace,
        &json!({ "name": "x", "scopes": ["repository:read"], "lifetime": { "days": 7 } }),
    )
    .await;
    let (id, _) = made(&mut grace, &wanted("y")).await;
    assert_eq!(grace.delete(&format!("{TOKENS}/{id}")).await.status, 200);
    let count = "SELECT COUNT(*) FROM personal_tokens";
    for (days, left) in [(29, 2), (2, 1), (5, 1), (2, 0)] {
        platform.clock.advance(days * DAY_MS);
        latchkey_server::housekeeping::purge(&platform.app)
            .await
            .expect("purges");
        assert_eq!(platform.count(count).await, left, "after {days} days more");
    }
}

/// A restore or a clock that is set back must not bring a token back that was ended meanwhile.
#[tokio::test]
async fn where_everything_ends_tokens_do() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    made(&mut grace, &wanted("Build server")).await;
    let mut transaction = platform.app.store.begin().await.expect("begins");
    latchkey_server::store::clock::end_everything(&mut transaction, platform.app.clock.now_ms())
        .await
        .expect("ends");
    transaction.commit().await.expect("commits");
    let living = "SELECT COUNT(*) FROM personal_tokens WHERE revoked_at_ms IS NULL";
    assert_eq!(platform.count(living).await, 0);
}

#[tokio::test]
async fn tokens_of_service_accounts_are_listed_apart() {
    let platform = platform().await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    let mut team = who(&platform, "team@globex.example").await;
    made(&mut grace, &wanted("Build server")).await;
    made(&mut team, &wanted("Laptop")).await;
    let marked = "UPDATE accounts SET service_account = 1 WHERE email = 'grace@globex.example'";
    platform.execute(marked).await;
    for (query, expected) in [
        ("", &["Build server", "Laptop"][..]),
        ("&service_account=true", &["Build server"]),
        ("&service_account=false", &["Laptop"]),
        ("&service_account=true&search=lap", &[]),
        ("&service_account=false&search=lap", &["Laptop"]),
    ] {
        let answer = admin.get(&format!("{COMPANY}?sort=name{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        let items = answer.json()["items"].as_array().expect("a list").clone();
        let names: Vec<_> = items.iter().filter_map(|item| item["name"].as_str()).collect();
        assert_eq!(names, expected, "{query}");
        assert!(
            items
                .iter()
                .all(|item| item["owner_service_account"] == (item["name"] == "Build server")),
            "{query}"
        );
    }
    let answer = admin.get(&format!("{COMPANY}?service_account=perhaps")).await;
    assert_eq!(refused(&answer), (400, "malformed_request".into()));
    let first = admin.get(&format!("{COMPANY}?limit=1")).await.json();
    let next = first["next"].as_str().expect("a next page");
    let other = admin
        .get(&format!("{COMPANY}?limit=1&service_account=false&after={next}"))
        .await;
    assert_eq!(other.status, 400, "a cursor belongs to its filter");
}
