//! What admins change about the people of their company: who may, what ends, and that a company keeps an admin.

use std::time::Duration;

use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use crate::support::{Browser, PASSWORD, Platform};

const MEMBERS: &str = "/api/company/members";
const GRACE: &str = "grace@globex.example";
const ADMIN: &str = "admin@globex.example";
/// Longer than a request takes to come to its transaction.
const LONG_ENOUGH: Duration = Duration::from_millis(300);

async fn member(browser: &mut Browser, email: &str) -> Value {
    let answer = browser.get(&format!("{MEMBERS}?search={email}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"][0].clone()
}

/// The one text that a query answers.
async fn text(platform: &Platform, sql: String) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
        .fetch_one(&mut *connection)
        .await
        .expect("a text")
}

async fn id_of(platform: &Platform, email: &str) -> String {
    text(
        platform,
        format!("SELECT id FROM accounts WHERE email = '{email}'"),
    )
    .await
}

async fn update(browser: &mut Browser, id: &str, change: &str) -> Answer {
    browser
        .post(&format!("{MEMBERS}/{id}"), &json!({ "change": change }))
        .await
}

/// How many events of this kind the trail has of what people did.
async fn events(platform: &Platform, action: &str) -> usize {
    let sql = "SELECT action FROM audit_events WHERE actor_account_id IS NOT NULL";
    let mut connection = platform.app.store.read().await.expect("a connection");
    let actions: Vec<String> = sqlx::query_scalar(sql)
        .fetch_all(&mut *connection)
        .await
        .expect("texts");
    actions.iter().filter(|written| *written == action).count()
}

fn refused(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

/// Grace is made an admin beside the one that there is.
async fn two_admins() -> (Platform, Browser, Browser) {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let id = id_of(&platform, GRACE).await;
    assert_eq!(update(&mut admin, &id, "make_company_admin").await.status, 200);
    let grace = who(&platform, GRACE).await;
    (platform, admin, grace)
}

#[tokio::test]
async fn whoever_is_deactivated_is_out_at_once_and_may_come_back_when_reactivated() {
    let platform = platform().await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    let seen = member(&mut admin, GRACE).await;
    assert_eq!(
        (&seen["deactivated"], &seen["own_account"]),
        (&json!(false), &json!(false))
    );
    assert_eq!(seen["signed_in_by"], "password");
    assert!(seen["last_sign_in_at"].is_string(), "{seen}");
    let id = seen["id"].as_str().expect("an identifier").to_owned();
    for _ in 0..2 {
        assert_eq!(
            update(&mut admin, &id, "deactivate").await.status,
            200,
            "twice is once"
        );
    }
    assert_eq!(grace.get("/api/session").await.status, 401);
    assert_eq!(
        platform.browser().sign_in(GRACE, PASSWORD).await.code(),
        "wrong_credentials"
    );
    assert_eq!(member(&mut admin, GRACE).await["deactivated"], true);
    assert_eq!(update(&mut admin, &id, "reactivate").await.status, 200);
    assert_eq!(
        grace.get("/api/session").await.status,
        401,
        "what has ended stays so"
    );
    assert_eq!(platform.browser().sign_in(GRACE, PASSWORD).await.status, 200);
    assert_eq!(events(&platform, "account_deactivated").await, 1);
    assert_eq!(events(&platform, "account_reactivated").await, 1);
    let sql = "SELECT detail FROM audit_events WHERE action = 'account_deactivated'";
    let detail = text(&platform, sql.into()).await;
    let detail: Value = serde_json::from_str(&detail).expect("JSON");
    assert_eq!(
        detail["before"],
        json!({ "deactivated": false, "company_admin": false, "service_account": false })
    );
    assert_eq!(
        detail["after"],
        json!({ "deactivated": true, "company_admin": false, "service_account": false })
    );
    assert_eq!(
        (&detail["by"], &detail["sessions_ended"]),
        (&json!("admin"), &json!(1))
    );
}

#[tokio::test]
async fn an_admin_makes_others_admins_and_takes_that_back() {
    let (platform, mut admin, mut grace) = two_admins().await;
    assert_eq!(grace.get(MEMBERS).await.status, 200);
    let id = id_of(&platform, GRACE).await;
    assert_eq!(update(&mut admin, &id, "remove_company_admin").await.status, 200);
    assert_eq!(grace.get(MEMBERS).await.status, 404, "at once");
    assert!(grace.is_signed_in().await, "the session goes on");
    assert_eq!(events(&platform, "company_admin_made").await, 1);
    assert_eq!(events(&platform, "company_admin_unmade").await, 1);
}

#[tokio::test]
async fn it_is_the_admins_matter_and_the_own_companys() {
    let platform = platform().await;
    let grace = id_of(&platform, GRACE).await;
    let elsewhere = id_of(&platform, "admin@initech.example").await;
    for (email, id) in [
        (GRACE, &grace),
        ("team@globex.example", &grace),
        ("admin@initech.example", &grace),
        (ADMIN, &elsewhere),
    ] {
        let mut browser = who(&platform, email).await;
        for change in [
            "deactivate",
            "reactivate",
            "make_company_admin",
            "remove_company_admin",
            "mark_service_account",
            "unmark_service_account",
        ] {
            let answer = update(&mut browser, id, change).await;
            assert_eq!(refused(&answer), (404, "not_found".into()), "{email} {change}");
        }
    }
    let answer = update(&mut platform.browser(), &grace, "deactivate").await;
    assert_eq!(refused(&answer), (401, "not_signed_in".into()));
    let mut admin = admin(&platform).await;
    for id in ["nobody", "%00", "%F0%9F%8C%8B"] {
        assert_eq!(update(&mut admin, id, "deactivate").await.status, 404, "{id}");
    }
    for body in [
        json!({}),
        json!({ "change": "delete" }),
        json!({ "change": "deactivate", "x": 1 }),
    ] {
        let answer = admin.post(&format!("{MEMBERS}/{grace}"), &body).await;
        assert_eq!(refused(&answer), (400, "malformed_request".into()), "{body}");
    }
    assert_eq!(events(&platform, "account_deactivated").await, 0);
    assert_eq!(events(&platform, "company_admin_made").await, 0);
    assert_eq!(events(&platform, "service_account_marked").await, 0);
}

#[tokio::test]
async fn a_service_account_is_told_apart_and_may_what_it_might_before() {
    let platform = platform().await;
    let (mut admin, mut grace) = (admin(&platform).await, who(&platform, GRACE).await);
    let id = id_of(&platform, GRACE).await;
    for is_marked in [true, false] {
        let change = if is_marked {
            "mark_service_account"
        } else {
            "unmark_service_account"
        };
        assert_eq!(update(&mut admin, &id, change).await.status, 200);
        // Once more is no change.
        assert_eq!(update(&mut admin, &id, change).await.status, 200);
        assert_eq!(member(&mut admin, GRACE).await["service_account"], is_marked);
        assert!(grace.is_signed_in().await);
    }
    assert_eq!(events(&platform, "service_account_marked").await, 1);
    assert_eq!(events(&platform, "service_account_unmarked").await, 1);
}

#[tokio::test]
async fn the_last_active_admin_stays_and_nobody_changes_the_own_account_unawares() {
    let (platform, mut admin, _) = two_admins().await;
    let own = id_of(&platform, ADMIN).await;
    let answer = update(&mut admin, &own, "remove_company_admin").await;
    assert_eq!(refused(&answer), (400, "malformed_request".into()));
    assert_eq!(answer.json()["field"], "own_account");
    // The other one does not count while switched off.
    let grace = id_of(&platform, GRACE).await;
    assert_eq!(update(&mut admin, &grace, "deactivate").await.status, 200);
    for change in ["deactivate", "remove_company_admin"] {
        let body = json!({ "change": change, "own_account": true });
        let answer = admin.post(&format!("{MEMBERS}/{own}"), &body).await;
        assert_eq!(refused(&answer), (409, "last_company_admin".into()), "{change}");
    }
    assert_eq!(
        update(&mut admin, &grace, "remove_company_admin").await.status,
        200,
        "counted for nothing"
    );
    assert_eq!(update(&mut admin, &grace, "make_company_admin").await.status, 200);
    assert_eq!(update(&mut admin, &grace, "reactivate").await.status, 200);
    let body = json!({ "change": "remove_company_admin", "own_account": true });
    assert_eq!(admin.post(&format!("{MEMBERS}/{own}"), &body).await.status, 200);
    assert_eq!(admin.get(MEMBERS).await.status, 404);
}

#[tokio::test]
async fn of_two_who_take_each_others_rights_at_once_one_stays_an_admin() {
    for change in ["remove_company_admin", "deactivate"] {
        let (platform, mut admin, mut grace) = two_admins().await;
        let (one, other) = (id_of(&platform, ADMIN).await, id_of(&platform, GRACE).await);
        // Both have asked, and been found to be admins, before either can change anything.
        let mut held = platform.app.store.begin().await.expect("begins");
        sqlx::query("UPDATE companies SET name = name")
            .execute(&mut *held)
            .await
            .expect("holds the companies");
        let (first, second, ()) = tokio::join!(
            update(&mut admin, &other, change),
            update(&mut grace, &one, change),
            async {
                tokio::time::sleep(LONG_ENOUGH).await;
                drop(held);
            }
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200, "{first:?} {second:?}");
        assert!([401, 404].contains(&statuses[1]), "{first:?} {second:?}");
        let left = "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id
                    WHERE c.slug = 'globex' AND company_admin = 1 AND deactivated_at_ms IS NULL";
        assert_eq!(platform.count(left).await, 1);
    }
}

#[tokio::test]
async fn filters_hold_all_at_once_and_belong_to_their_cursors() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let team = id_of(&platform, "team@globex.example").await;
    assert_eq!(update(&mut admin, &team, "deactivate").await.status, 200);
    assert_eq!(
        update(&mut admin, &team, "mark_service_account").await.status,
        200
    );
    platform.execute("UPDATE accounts SET created_at_ms = 0").await;
    let found = async |browser: &mut Browser, query: &str| -> Vec<String> {
        let answer = browser.get(&format!("{MEMBERS}?sort=email&{query}")).await;
        assert_eq!(answer.status, 200, "{query}: {answer:?}");
        let items = answer.json()["items"].clone();
        let name = |item: &Value| {
            item["email"]
                .as_str()
                .and_then(|email| email.split('@').next())
                .map(str::to_owned)
        };
        items
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(name)
            .collect()
    };
    for (query, expected) in [
        ("status=deactivated", &["team"][..]),
        ("status=active", &["admin", "grace"]),
        ("company_admin=true", &["admin"]),
        ("company_admin=false", &["grace", "team"]),
        ("absent=true", &["grace", "team"]),
        ("absent=false", &["admin"]),
        ("signed_in_by=password", &["admin"]),
        ("signed_in_by=sso", &[]),
        ("absent=true&status=active", &["grace"]),
        ("company_admin=true&status=deactivated", &[]),
        ("status=active&search=gra", &["grace"]),
        ("service_account=true", &["team"]),
        ("service_account=false", &["admin", "grace"]),
        ("service_account=true&status=active", &[]),
    ] {
        assert_eq!(found(&mut admin, query).await, expected, "{query}");
    }
    for query in [
        "status=gone",
        "company_admin=yes",
        "absent=",
        "signed_in_by=test",
        "status=active&status=active",
    ] {
        let answer = admin.get(&format!("{MEMBERS}?{query}")).await;
        assert_eq!(refused(&answer), (400, "malformed_request".into()), "{query}");
    }
    let first = admin
        .get(&format!("{MEMBERS}?limit=1&status=active"))
        .await
        .json();
    let next = first["next"].as_str().expect("a next page");
    let second = admin
        .get(&format!("{MEMBERS}?limit=1&status=active&after={next}"))
        .await;
    assert_eq!(second.status, 200);
    let other = admin.get(&format!("{MEMBERS}?limit=1&after={next}")).await;
    assert_eq!(
        (other.status, &other.json()["field"]),
        (400, &json!("after")),
        "{other:?}"
    );
}

/// Whoever came 91 days ago is absent, whoever came 89 days ago is not; neither is somebody who never came and is new.
#[tokio::test]
async fn absent_is_who_has_not_come_for_ninety_days() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    drop(who(&platform, GRACE).await);
    let now = platform.app.clock.now_ms();
    let grace = id_of(&platform, GRACE).await;
    for (days, is_absent) in [(91, true), (89, false)] {
        let at = now - days * DAY;
        platform
            .execute(&format!(
                "UPDATE accounts SET created_at_ms = {} WHERE id = '{grace}'",
                now - 200 * DAY
            ))
            .await;
        platform
            .execute(&format!(
                "UPDATE last_sign_ins SET at_ms = {at} WHERE account_id = '{grace}'"
            ))
            .await;
        let found = admin
            .get(&format!("{MEMBERS}?absent=true&search=grace"))
            .await
            .json();
        assert_eq!(
            found["items"].as_array().map(Vec::len),
            Some(usize::from(is_absent)),
            "{days}"
        );
    }
    let new = admin
        .get(&format!("{MEMBERS}?absent=true&search=team"))
        .await
        .json();
    assert_eq!(new["items"], json!([]));
}
