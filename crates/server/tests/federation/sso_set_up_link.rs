//! Somebody without an account sets SSO up by a link. Invariant: the link opens the wizard's operations for drafts of one company, in one
//! browser, until it ends; in everything else whoever has it is nobody.

use bytes::Bytes;
use latchkey_contract::Method;
use latchkey_server::http::operations;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp, configuration};
use crate::support::Browser;

const LINKS: &str = "/api/company/set-up-links";
const SET_UP: &str = "/api/set-up";
const DAY: i64 = 24 * 60 * 60 * 1000;

/// What a guest may do.
const WIZARD: [&str; 12] = [
    "list_sso_configurations",
    "get_sso_configuration",
    "create_sso_configuration",
    "update_sso_connection",
    "update_claim_mapping",
    "make_client_key",
    "read_idp_metadata",
    "check_sso_configuration",
    "start_sso_test",
    "get_sso_test",
    "extend_sso_test",
    "get_set_up",
];

/// A link, and its token.
async fn link(anna: &mut Browser) -> (String, String) {
    let made = anna.post(LINKS, &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    let text = |name: &str| made.json()[name].as_str().expect("a text").to_owned();
    (text("id"), text("token"))
}

async fn guest(set_up: &SetUp, token: &str) -> (Browser, Answer) {
    let mut browser = set_up.platform.browser();
    let begun = browser.post(SET_UP, &json!({ "token": token })).await;
    (browser, begun)
}

#[tokio::test]
async fn a_guest_gets_through_the_wizard() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (link_id, token) = link(&mut anna).await;
    assert_eq!(anna.get(LINKS).await.json()["links"][0]["state"], "waiting");
    let (mut guest, begun) = guest(&set_up, &token).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert!(begun.header("set-cookie").contains("HttpOnly"), "{begun:?}");
    let shown = guest.get(SET_UP).await.json();
    assert_eq!(
        (&shown["company"], &shown["made_by"]),
        (&json!("Initech"), &json!(ANNA))
    );
    let listed = anna.get(LINKS).await;
    assert_eq!(listed.json()["links"][0]["state"], "begun");
    assert!(!listed.text().contains(&token));

    let id = set_up.draft(&mut guest).await;
    let run = set_up.test(&mut guest, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    let mapping =
        json!({ "foreign_id": "sub", "username": "email", "first_name": "given_name", "last_name": null });
    let version = configuration(&mut guest, &id).await["version"].clone();
    let saved = guest
        .post(
            &format!("{LIST}/{id}/claim-mapping"),
            &json!({ "version": version, "mapping": mapping }),
        )
        .await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let seen = configuration(&mut anna, &id).await;
    assert_eq!(
        (&seen["status"], &seen["changed_by"]),
        (&json!("tested"), &json!(ANNA))
    );
    // The trail does not say that it was Anna.
    let by_anna = "SELECT COUNT(*) FROM audit_events WHERE actor_account_id IS NOT NULL AND action LIKE 'sso_configuration_%'";
    assert_eq!(set_up.platform.count(by_anna).await, 0);
    let mut connection = set_up.platform.app.store.read().await.expect("a connection");
    let details: Vec<String> =
        sqlx::query_scalar("SELECT e.detail FROM audit_events e JOIN companies o ON o.id = e.company_id WHERE o.slug = 'initech' AND (e.action LIKE 'sso_configuration_%' OR e.action = 'sso_set_up_begun')")
            .fetch_all(&mut *connection)
            .await
            .expect("the trail");
    assert_eq!(details.len(), 4, "{details:?}");
    for detail in details {
        let detail: Value = serde_json::from_str(&detail).expect("JSON");
        assert_eq!(detail["set_up_link"]["id"], link_id, "{detail}");
    }
}

#[tokio::test]
async fn a_guest_is_nobody_in_every_other_operation() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, token) = link(&mut anna).await;
    let id = set_up.draft(&mut anna).await;
    let (mut guest, _) = guest(&set_up, &token).await;
    let mut nobody = set_up.platform.browser();
    let mut walked = 0;
    let all = operations::all();
    // What ends the link is for whoever has it, and has a test of its own.
    for operation in all
        .served()
        .iter()
        .filter(|operation| operation.id != "end_set_up")
    {
        let mut path = operation.path.to_owned();
        while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
            path.replace_range(from..=to, &id);
        }
        let ask = async |browser: &mut Browser| {
            let (method, body) = match operation.method {
                Method::Get => ("GET", Bytes::new()),
                Method::Post => ("POST", "{}".into()),
                Method::Delete => ("DELETE", Bytes::new()),
            };
            let method = method.parse().expect("a method");
            browser
                .send(method, &path, Some("application/json"), body)
                .await
                .status
        };
        let (of_guest, of_nobody) = (ask(&mut guest).await, ask(&mut nobody).await);
        if WIZARD.contains(&operation.id) {
            assert_ne!(of_guest, 401, "{}", operation.id);
            walked += 1;
        } else {
            assert_eq!(of_guest, of_nobody, "{}", operation.id);
            assert!(
                ![200, 403].contains(&of_guest) || of_nobody == of_guest,
                "{}",
                operation.id
            );
        }
    }
    assert_eq!(walked, WIZARD.len());
    for (path, body) in [
        (format!("{LIST}/{id}/duplicate"), json!({ "name": "x" })),
        (format!("{LIST}/{id}/test-access"), json!({})),
        (LINKS.to_owned(), json!({})),
    ] {
        assert_eq!(guest.post(&path, &body).await.status, 401, "{path}");
    }
    assert_eq!(guest.delete(&format!("{LIST}/{id}")).await.status, 401);
    assert_eq!(
        guest.get("/control-center/people/members").await.location(),
        "/sign-in?return_to=%2Fcontrol-center%2Fpeople%2Fmembers"
    );
}

#[tokio::test]
async fn a_guest_sees_drafts_alone_and_none_of_their_test_links() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, token) = link(&mut anna).await;
    let id = set_up.draft(&mut anna).await;
    assert_eq!(
        anna.post(&format!("{LIST}/{id}/test-access"), &json!({}))
            .await
            .status,
        200
    );
    let (mut guest, _) = guest(&set_up, &token).await;
    let listed = guest.get(LIST).await.json();
    assert_eq!(
        listed["configurations"][0]["test_access"],
        Value::Null,
        "{listed}"
    );
    assert_eq!(configuration(&mut guest, &id).await["test_access"], Value::Null);
    let version = configuration(&mut guest, &id).await["version"].clone();
    set_up
        .platform
        .execute("UPDATE sso_configurations SET active = 1")
        .await;
    assert_eq!(guest.get(LIST).await.json()["configurations"], json!([]));
    assert_eq!(guest.get(&format!("{LIST}/{id}")).await.status, 404);
    let renamed = json!({ "version": version, "connection": set_up.connection(&json!({ "name": "Mine" })) });
    assert_eq!(
        guest
            .post(&format!("{LIST}/{id}/connection"), &renamed)
            .await
            .status,
        404
    );
    assert_eq!(
        guest
            .post(&format!("{LIST}/{id}/checks"), &json!({ "check": "metadata" }))
            .await
            .status,
        404
    );
    assert_eq!(
        guest
            .post(&format!("{LIST}/{id}/test-runs"), &json!({}))
            .await
            .status,
        404
    );
}

#[tokio::test]
async fn a_link_works_in_one_browser_and_until_it_ends() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (_, token) = link(&mut anna).await;
    for wrong in ["", "no-token", &token[1..]] {
        assert_eq!(guest(&set_up, wrong).await.1.status, 404, "{wrong}");
    }
    let (first, again) = tokio::join!(guest(&set_up, &token), guest(&set_up, &token));
    let mut begun: Vec<Browser> = Vec::new();
    for (browser, answer) in [first, again] {
        match answer.status {
            200 => begun.push(browser),
            status => assert_eq!(status, 404),
        }
    }
    assert_eq!(begun.len(), 1, "of two at once, one");
    let mut of_expired = begun.remove(0);
    set_up.platform.clock.advance(7 * DAY - 1);
    assert_eq!(of_expired.get(LIST).await.status, 200);
    set_up.platform.clock.advance(1);
    assert_eq!(of_expired.get(LIST).await.status, 401);
    assert_eq!(of_expired.get(SET_UP).await.status, 404);
    let mut anna = set_up.who(ANNA).await;
    assert_eq!(anna.get(LINKS).await.json()["links"], json!([]));

    // Revoked, at once, begun with or not.
    let ((id, token), (unopened, other)) = (link(&mut anna).await, link(&mut anna).await);
    let (mut guest_of_it, _) = guest(&set_up, &token).await;
    assert_eq!(guest_of_it.get(LIST).await.status, 200);
    for id in [&id, &unopened] {
        assert_eq!(anna.delete(&format!("{LINKS}/{id}")).await.status, 200);
        assert_eq!(anna.delete(&format!("{LINKS}/{id}")).await.status, 404);
    }
    assert_eq!(guest_of_it.get(LIST).await.status, 401);
    assert_eq!(guest(&set_up, &other).await.1.status, 404);
    for action in ["created", "revoked"] {
        let sql = format!(
            "SELECT COUNT(*) FROM audit_events WHERE action = 'sso_set_up_link_{action}' AND actor_account_id IS NOT NULL"
        );
        let sql: &'static str = Box::leak(sql.into_boxed_str());
        assert!(set_up.platform.count(sql).await >= 2, "{action}");
    }

    // With the rights of whoever made it.
    let (_, token) = link(&mut anna).await;
    let (mut of_demoted, _) = guest(&set_up, &token).await;
    assert_eq!(of_demoted.get(LIST).await.status, 200);
    set_up
        .platform
        .execute(&format!(
            "UPDATE accounts SET company_admin = 0 WHERE email = '{ANNA}'"
        ))
        .await;
    assert_eq!(of_demoted.get(LIST).await.status, 401);
}

#[tokio::test]
async fn only_admins_make_see_and_revoke_links_and_of_their_own_company() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (id, _) = link(&mut anna).await;
    for email in ["bob@initech.example", "grace@globex.example"] {
        let mut other = set_up.who(email).await;
        assert_eq!(other.post(LINKS, &json!({})).await.status, 404, "{email}");
        assert_eq!(other.get(LINKS).await.status, 404, "{email}");
        assert_eq!(
            other.delete(&format!("{LINKS}/{id}")).await.status,
            404,
            "{email}"
        );
    }
    set_up
        .platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'")
        .await;
    let mut grace = set_up.who("grace@globex.example").await;
    assert_eq!(grace.delete(&format!("{LINKS}/{id}")).await.status, 404);
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(LINKS).await.status, 401);
    for _ in 1..20 {
        link(&mut anna).await;
    }
    assert_eq!(anna.post(LINKS, &json!({})).await.code(), "too_many_entries");
}
