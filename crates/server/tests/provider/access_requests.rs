//! Requests for access from the page of those who have none: mailed once a day, answered by those who manage the app, and no way for a
//! stranger to learn anything.

use latchkey_server::mail::{self, Message};
use latchkey_server::store::{access_requests::PAUSE_MS, mails};
use serde_json::{Value, json};

use crate::app::{file, hidden, request, settle};
use crate::support::{Browser, PASSWORD, Platform};

const ROB: &str = "rob@globex.example";
const GRACE: &str = "grace@globex.example";
const REQUESTS: &str = "SELECT COUNT(*) FROM access_requests";
const ASKED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'access_requested'";

/// Whom mails wait for, with their kinds, and the link of the last.
async fn mailed(platform: &Platform) -> (Vec<(String, &'static str)>, String) {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 100).await.expect("reads");
    let (mut sent, mut last) = (Vec::new(), String::new());
    for waiting in waiting {
        let mail = mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed).expect("opens");
        sent.push((mail.to, mail.message.kind()));
        if let Message::AccessRequested { link, .. } | Message::AccessGiven { link, .. } = mail.message {
            last = link;
        }
    }
    (sent, last)
}

async fn signed_in(platform: &Platform, email: &str) -> Browser {
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
    browser
}

/// Presses **Request access** on the page, and returns the page that follows.
async fn ask(browser: &mut Browser) -> String {
    let page = browser.get(&request(&[])).await;
    assert_eq!(page.status, 403, "{page:?}");
    let id = hidden(&page, "request");
    let answer = browser
        .submit("/consent", &[("request", &id), ("decision", "ask")])
        .await;
    settle(browser, answer).await.text().to_owned()
}

async fn waiting(grace: &mut Browser) -> (String, Vec<Value>) {
    let app = grace.get("/api/apps/company-expenses").await.json();
    let all = app["environments"].as_array().expect("a list");
    let found = all.iter().find(|one| one["client_id"] == "expenses");
    let id = found.expect("the environment")["id"].as_str().expect("a text");
    let path = format!("/api/environments/{id}/access-requests");
    let items = grace.get(&path).await.json()["items"]
        .as_array()
        .expect("a list")
        .clone();
    (path, items)
}

#[tokio::test]
async fn a_request_is_mailed_once_a_day_and_accepted_into_the_app() {
    let platform = Platform::with(&file()).await;
    let mut rob = signed_in(&platform, ROB).await;
    let page = rob.get(&request(&[])).await;
    assert!(page.text().contains("value=\"ask\""), "{}", page.text());
    for _ in 0..2 {
        let said = ask(&mut rob).await;
        assert!(said.contains("Your request was sent."), "{said}");
        assert!(!said.contains("value=\"ask\""), "{said}");
        assert!(
            !said.contains("then try again"),
            "one of the two stands there: {said}"
        );
    }
    let (sent, link) = mailed(&platform).await;
    assert_eq!(sent, [(GRACE.to_owned(), "access_requested")]);
    assert_eq!(platform.count(ASKED).await, 1);
    let mut grace = platform.grace().await;
    let (path, items) = waiting(&mut grace).await;
    assert!(
        link.contains(path.split('/').nth(3).expect("an identifier")),
        "{link}"
    );
    assert_eq!(
        (&items[0]["email"], &items[0]["first_name"]),
        (&json!(ROB), &json!("Rob"))
    );
    let one = format!("{path}/{}", items[0]["id"].as_str().expect("a text"));
    let refused = grace.post(&one, &json!({ "roles": ["Nobody"] })).await;
    assert_eq!(refused.code(), "changed_meanwhile");
    assert_eq!(grace.post(&one, &json!({ "roles": ["User"] })).await.status, 200);
    assert_eq!(
        grace.post(&one, &json!({ "roles": ["User"] })).await.status,
        404,
        "answered"
    );
    let (sent, link) = mailed(&platform).await;
    assert_eq!(sent[1], (ROB.to_owned(), "access_given"));
    assert_eq!(link, "https://expenses.example/");
    let page = rob.get(&request(&[])).await;
    assert_ne!(page.status, 403, "in the app");
    let accepted = "SELECT COUNT(*) FROM audit_events WHERE action = 'access_request_accepted'";
    assert_eq!(platform.count(accepted).await, 1);
}

#[tokio::test]
async fn a_declined_request_is_mailed_and_can_be_made_again_after_a_day() {
    let platform = Platform::with(&file()).await;
    let mut rob = signed_in(&platform, ROB).await;
    ask(&mut rob).await;
    let mut grace = platform.grace().await;
    let (path, items) = waiting(&mut grace).await;
    let one = format!("{path}/{}", items[0]["id"].as_str().expect("a text"));
    for status in [200, 404] {
        assert_eq!(grace.delete(&one).await.status, status);
    }
    assert!(waiting(&mut grace).await.1.is_empty());
    platform.clock.advance(PAUSE_MS - 4 * 3_600_000 + 1);
    let mut rob = signed_in(&platform, ROB).await;
    let said = ask(&mut rob).await;
    assert!(
        said.contains("Your request was declined. You can ask again in 4 hours."),
        "{said}"
    );
    assert!(
        !said.contains("value=\"ask\"") && !said.contains("was sent"),
        "{said}"
    );
    platform.clock.advance(3 * 3_600_000);
    let mut rob = signed_in(&platform, ROB).await;
    let said = ask(&mut rob).await;
    assert!(said.contains("You can ask again within the hour."), "{said}");
    let mut grace = platform.grace().await;
    assert!(waiting(&mut grace).await.1.is_empty(), "not within a day");
    let (sent, _) = mailed(&platform).await;
    assert_eq!(sent[1], (ROB.to_owned(), "access_declined"));
    assert_eq!(sent.len(), 2);
    platform.clock.advance(PAUSE_MS + 1);
    let mut rob = signed_in(&platform, ROB).await;
    ask(&mut rob).await;
    let mut grace = platform.grace().await;
    assert_eq!(waiting(&mut grace).await.1.len(), 1);
    assert_eq!(platform.count(REQUESTS).await, 1, "one for each person");
    let declined = "SELECT COUNT(*) FROM audit_events WHERE action = 'access_request_declined'";
    assert_eq!(platform.count(declined).await, 1);
}

#[tokio::test]
async fn requests_are_the_matter_of_those_who_manage_the_app_and_need_a_session() {
    let platform = Platform::with(&file()).await;
    let mut rob = signed_in(&platform, ROB).await;
    ask(&mut rob).await;
    let mut grace = platform.grace().await;
    let (path, items) = waiting(&mut grace).await;
    let one = format!("{path}/{}", items[0]["id"].as_str().expect("a text"));
    let body = json!({ "roles": [] });
    let mut nobody = platform.browser();
    for (browser, status) in [(&mut rob, 404), (&mut nobody, 401)] {
        assert_eq!(browser.get(&path).await.status, status);
        assert_eq!(browser.post(&one, &body).await.status, status);
        assert_eq!(browser.delete(&one).await.status, status);
    }
    let before = platform.count(REQUESTS).await;
    for id in ["", "made-up", "a\u{0}b"] {
        let answer = nobody
            .submit("/consent", &[("request", id), ("decision", "ask")])
            .await;
        assert_ne!(answer.status, 500, "{id:?}");
    }
    // Another browser knows the identifier of Rob's request.
    let page = rob.get(&request(&[])).await;
    let id = hidden(&page, "request");
    let mut other = signed_in(&platform, GRACE).await;
    other
        .submit("/consent", &[("request", &id), ("decision", "ask")])
        .await;
    assert_eq!(platform.count(REQUESTS).await, before);
    let wrong = path.replace("/access-requests", "x/access-requests");
    assert_eq!(grace.get(&wrong).await.status, 404);
}

#[tokio::test]
async fn where_nobody_would_answer_there_is_no_button_and_admins_stand_in_for_a_team() {
    let platform = Platform::with(&file()).await;
    platform.execute("DELETE FROM app_team_members").await;
    let mut rob = signed_in(&platform, ROB).await;
    let page = rob.get(&request(&[])).await;
    assert!(!page.text().contains("value=\"ask\""), "{}", page.text());
    let id = hidden(&page, "request");
    rob.submit("/consent", &[("request", &id), ("decision", "ask")])
        .await;
    assert_eq!(platform.count(REQUESTS).await, 0);
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'")
        .await;
    ask(&mut rob).await;
    let (sent, _) = mailed(&platform).await;
    assert_eq!(sent, [(GRACE.to_owned(), "access_requested")]);
}

#[tokio::test]
async fn whoever_is_invited_accepts_at_the_app_s_door_and_who_manages_it_sees_who_is() {
    let platform = Platform::with(&file()).await;
    let mut rob = signed_in(&platform, ROB).await;
    ask(&mut rob).await;
    let mut grace = platform.grace().await;
    let (path, items) = waiting(&mut grace).await;
    assert_eq!(items[0]["invited"], Value::Null);
    let invitations = path.replace("access-requests", "invitations");
    let body = json!({ "emails": [ROB], "roles": ["User"] });
    assert_eq!(grace.post(&invitations, &body).await.status, 200);
    assert_eq!(waiting(&mut grace).await.1[0]["invited"], true);
    let page = rob.get(&request(&[])).await;
    assert_eq!(page.status, 403);
    let said = page.text();
    for words in [
        "<h1>You are invited</h1>",
        GRACE,
        "Company Expenses",
        ">User<",
        "Accept and open Company Expenses",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("value=\"ask\""), "{said}");
    let id = hidden(&page, "request");
    let answer = rob
        .submit("/consent", &[("request", &id), ("decision", "accept")])
        .await;
    let next = settle(&mut rob, answer).await;
    assert_eq!(next.status, 200, "{next:?}");
    assert!(
        next.text().contains("value=\"authorize\""),
        "on the way into the app: {}",
        next.text()
    );
    assert!(waiting(&mut grace).await.1.is_empty(), "nobody waits");
    let accepted = "SELECT COUNT(*) FROM audit_events WHERE action = 'invitation_accepted'";
    assert_eq!(platform.count(accepted).await, 1);
}

#[tokio::test]
async fn at_the_door_of_an_app_nobody_accepts_who_is_not_invited() {
    let platform = Platform::with(&file()).await;
    let mut rob = signed_in(&platform, ROB).await;
    let page = rob.get(&request(&[])).await;
    let id = hidden(&page, "request");
    let answer = rob
        .submit("/consent", &[("request", &id), ("decision", "accept")])
        .await;
    assert_eq!(settle(&mut rob, answer).await.status, 403);
}
