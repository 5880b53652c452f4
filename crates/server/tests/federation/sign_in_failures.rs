//! Sign-ins that failed, as the company's admins see them: who, at which step, decoded as in a test, for 30 days, and for nobody else.

use latchkey_fake_idp::{Endpoint, Fault, Trouble};
use latchkey_server::housekeeping;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene, with, without};
use crate::support::Browser;

const ATTEMPTS: &str = "/api/company/sign-in-attempts";
const CONFIGURATIONS: &str = "/api/company/sso-configurations";
const DAY: i64 = 24 * 3_600_000;

/// Ada, who is Acme's admin and is signed in.
async fn boss(scene: &Scene) -> Browser {
    let (browser, answer) = scene.sign_in_as(ADA).await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    let sql = "UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'";
    scene.platform.execute(sql).await;
    browser
}

async fn listed(boss: &mut Browser, query: &str) -> Vec<Value> {
    let answer = boss.get(&format!("{ATTEMPTS}?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").clone()
}

#[tokio::test]
async fn each_failure_is_told_with_its_step_and_its_person() {
    let scene = Scene::new().await;
    let mut boss = boss(&scene).await;
    for (fault, reason, step, problem) in [
        (
            Fault::TokenError("invalid_client"),
            "misconfigured",
            "client_authentication",
            "client_refused",
        ),
        (
            Fault::TokenError("invalid_grant"),
            "answer_refused",
            "token",
            "code_refused",
        ),
        (
            Fault::Endpoint(Endpoint::Token, Trouble::Status(500)),
            "unavailable",
            "client_authentication",
            "token_endpoint_unavailable",
        ),
        (
            Fault::IdTokenClaim {
                claim: "nonce",
                value: json!("another"),
            },
            "answer_refused",
            "token",
            "wrong_nonce",
        ),
    ] {
        scene.idp.set_fault(fault);
        let (_, answer) = scene.sign_in_as(ADA).await;
        assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
        let newest = &listed(&mut boss, "limit=1").await[0];
        assert_eq!(
            (
                &newest["reason"],
                &newest["step"]["step"],
                &newest["step"]["problem"],
                &newest["person"]
            ),
            (&json!(reason), &json!(step), &json!(problem), &json!(ADA)),
            "{newest:#}"
        );
        assert_eq!(newest["configuration"], "Acme IdP");
        assert!(newest["request_id"].as_str().is_some_and(|id| !id.is_empty()));
        scene.idp.clear_faults();
    }
    assert_eq!(listed(&mut boss, "").await.len(), 4);
    assert_eq!(listed(&mut boss, "problem=answer_refused").await.len(), 2);
    assert_eq!(listed(&mut boss, "search=ada%40").await.len(), 4);
    assert_eq!(listed(&mut boss, "search=grace").await.len(), 0);
    assert_eq!(
        listed(&mut boss, "within=hour&sort=-newest&limit=1").await[0]["reason"],
        "misconfigured"
    );
    let file = boss.get(&format!("{ATTEMPTS}.csv?problem=unavailable")).await;
    let rows: Vec<_> = file
        .text()
        .trim_start_matches('\u{feff}')
        .lines()
        .map(str::to_owned)
        .collect();
    assert_eq!(rows.len(), 2, "{rows:?}");
    assert!(
        rows[1].contains(",ada@acme.example,unavailable,client_authentication,token_endpoint_unavailable,"),
        "{}",
        rows[1]
    );
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'sign_in_failures_exported'";
    assert_eq!(scene.platform.count(told).await, 1);
}

#[tokio::test]
async fn what_the_identity_provider_says_is_kept_short_and_read() {
    let scene = Scene::new().await;
    let mut boss = boss(&scene).await;
    let mut browser = scene.platform.browser();
    let url = browser.start_sso(ADA).await;
    let callback = scene.idp.complete_login(&url, ADA).unwrap();
    let said = format!("AADSTS50105: not assigned\n{}", "x".repeat(900));
    let refused = with(&without(&callback, "code"), "error", "access_denied");
    let answer = browser.follow(&with(&refused, "error_description", &said)).await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    let newest = &listed(&mut boss, "limit=1").await[0];
    assert_eq!(newest["step"]["idp_problem"], "person_not_assigned", "{newest:#}");
    let evidence = newest["step"]["evidence"].as_array().expect("a list");
    let words = evidence.iter().find(|piece| piece["name"] == "error_description");
    let words = words.expect("its words")["value"].as_str().expect("a text");
    assert!(words.chars().count() < 250 && !words.contains('\n'), "{words}");
}

#[tokio::test]
async fn nobody_else_sees_them_and_they_are_kept_for_thirty_days() {
    let scene = Scene::new().await;
    let mut boss = boss(&scene).await;
    scene.idp.set_fault(Fault::TokenError("invalid_client"));
    scene.sign_in_as(ADA).await;
    scene.idp.clear_faults();
    let sql = "UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'";
    let mut grace = scene.platform.grace().await;
    for path in [ATTEMPTS.to_owned(), format!("{ATTEMPTS}.csv")] {
        assert_eq!(grace.get(&path).await.status, 404);
        assert_eq!(scene.platform.browser().get(&path).await.status, 401);
    }
    scene.platform.execute(sql).await;
    assert_eq!(listed(&mut grace, "").await.len(), 0, "of another company");
    for query in ["limit=0", "problem=weather", "within=second", "after=x", "page=1"] {
        assert_eq!(
            boss.get(&format!("{ATTEMPTS}?{query}")).await.status,
            400,
            "{query}"
        );
    }
    let kept = "SELECT COUNT(*) FROM sso_sign_in_failures";
    scene.platform.clock.advance(29 * DAY);
    housekeeping::purge(&scene.platform.app).await.expect("purges");
    assert_eq!(scene.platform.count(kept).await, 1);
    scene.platform.clock.advance(2 * DAY);
    housekeeping::purge(&scene.platform.app).await.expect("purges");
    assert_eq!(scene.platform.count(kept).await, 0);
}

#[tokio::test]
async fn admins_are_told_when_more_fail_than_usual() {
    let scene = Scene::new().await;
    let mut boss = boss(&scene).await;
    assert_eq!(boss.get(CONFIGURATIONS).await.json().get("rising_failures"), None);
    scene.idp.set_fault(Fault::TokenError("invalid_client"));
    for _ in 0..5 {
        scene.sign_in_as(ADA).await;
    }
    assert_eq!(boss.get(CONFIGURATIONS).await.json()["rising_failures"], 5);
    scene
        .platform
        .execute("UPDATE sso_sign_in_failures SET reason = 'cancelled'")
        .await;
    assert_eq!(
        boss.get(CONFIGURATIONS).await.json().get("rising_failures"),
        None,
        "people who cancel are no fault"
    );
}

/// Where nobody can even be sent there, that is a failure too; a stranger who asks again and again adds no more than sign-ins do.
#[tokio::test]
async fn an_identity_provider_that_is_down_is_told() {
    let scene = Scene::new().await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::Status(500)));
    let mut browser = scene.platform.browser();
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": ADA }))
        .await;
    assert!(refused.status >= 400, "{refused:?}");
    let told = "SELECT COUNT(*) FROM sso_sign_in_failures WHERE reason = 'unavailable' AND person = 'ada@acme.example'
                AND step LIKE '%\"step\":\"discovery\"%' AND step LIKE '%\"metadata_problem\":\"unreachable\"%'";
    assert_eq!(scene.platform.count(told).await, 1);
}

/// Its metadata are known for minutes still, but the browser that is sent there shows a page of its own, and nobody here knows of it.
#[tokio::test]
async fn nobody_is_sent_to_an_identity_provider_that_has_ended() {
    let Scene { platform, idp, .. } = Scene::new().await;
    let mut browser = platform.browser();
    browser.start_sso(ADA).await;
    drop(idp);
    platform.clock.advance(29_000);
    browser.start_sso(ADA).await;
    platform.clock.advance(1_000);
    let refused = browser
        .post("/api/sign-in/sso", &json!({ "username": ADA }))
        .await;
    assert_eq!(
        refused.json()["code"],
        "identity_provider_unavailable",
        "{refused:?}"
    );
    let written_down = "SELECT COUNT(*) FROM sso_sign_in_failures WHERE reason = 'unavailable' AND person = 'ada@acme.example'";
    assert_eq!(platform.count(written_down).await, 1);
}
