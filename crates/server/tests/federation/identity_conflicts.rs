//! Identity conflicts: what a sign-in writes down, who may decide, what a decision does, and what taking it back restores.

use latchkey_fake_idp::Fault;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene};
use crate::support::{Browser, PASSWORD, acme};

const CONFLICTS: &str = "/api/company/identity-conflicts";
const ALAN: &str = "alan@acme.example";

/// Ada is linked; Alan, who is linked too, is Acme's admin and signed in.
async fn scene() -> (Scene, Browser) {
    let scene = Scene::new().await;
    let alan = "\n  [[company.account]]\n  email = \"alan@acme.example\"\n  first_name = \"Alan\"\n  last_name = \"Turing\"\n  company_admin = true\n";
    let file = acme(scene.idp.issuer()).replacen("\n  [[company.sso", &format!("{alan}\n  [[company.sso"), 1);
    scene.platform.import(&file).await;
    scene.sign_in_as(ADA).await;
    let (boss, answer) = scene.sign_in_as(ALAN).await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    (scene, boss)
}

/// Somebody signs in at the identity provider as Ada, and one claim says something else.
async fn comes_with(scene: &Scene, claim: &'static str, value: &str) -> (Browser, Answer) {
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim,
        value: json!(value),
    });
    let came = scene.sign_in_as(ADA).await;
    scene.idp.clear_faults();
    came
}

async fn listed(boss: &mut Browser, query: &str) -> Vec<Value> {
    let answer = boss.get(&format!("{CONFLICTS}?{query}")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().unwrap().clone()
}

/// How many the portal says are open.
async fn open(browser: &mut Browser) -> i64 {
    let permissions = browser.get("/api/session/permissions").await.json();
    permissions["open_identity_conflicts"].as_i64().expect("a number")
}

/// The one conflict of this kind, with its choices.
async fn detail(boss: &mut Browser, kind: &str) -> Value {
    let items = listed(boss, &format!("kind={kind}")).await;
    assert_eq!(items.len(), 1, "{items:#?}");
    let path = format!("{CONFLICTS}/{}", items[0]["id"].as_str().unwrap());
    boss.get(&path).await.json()
}

fn offer<'a>(detail: &'a Value, choice: &str) -> &'a Value {
    let offers = detail["offers"].as_array().unwrap();
    let offer = offers.iter().find(|offer| offer["choice"] == choice);
    offer.unwrap_or_else(|| panic!("no {choice}: {detail:#}"))
}

fn decision_of(detail: &Value) -> String {
    format!(
        "{CONFLICTS}/{}/decision",
        detail["conflict"]["id"].as_str().unwrap()
    )
}

async fn decide(boss: &mut Browser, kind: &str, choice: &str) -> Answer {
    let detail = detail(boss, kind).await;
    let body = json!({ "choice": choice, "version": offer(&detail, choice)["version"] });
    boss.post(&decision_of(&detail), &body).await
}

async fn undo(boss: &mut Browser, kind: &str) -> Answer {
    let detail = detail(boss, kind).await;
    boss.delete(&decision_of(&detail)).await
}

async fn events(scene: &Scene, action: &str) -> i64 {
    let mut connection = scene.platform.app.store.read().await.unwrap();
    sqlx::query_scalar("SELECT COUNT(*) FROM audit_events WHERE action = $1")
        .bind(action)
        .fetch_one(&mut *connection)
        .await
        .unwrap()
}

/// Who is linked to whom, and who has which address.
async fn standing(scene: &Scene) -> Vec<String> {
    let mut connection = scene.platform.app.store.read().await.unwrap();
    let sql = "SELECT a.email || ' ' || COALESCE(l.foreign_id, '-') || ' ' || CASE WHEN a.deactivated_at_ms IS NULL THEN 'on' ELSE 'off' END
               FROM accounts a LEFT JOIN account_links l ON l.account_id = a.id ORDER BY 1";
    sqlx::query_scalar(sql).fetch_all(&mut *connection).await.unwrap()
}

#[tokio::test]
async fn each_kind_is_written_down_once_and_counted() {
    let (scene, mut boss) = scene().await;
    for _ in 0..2 {
        let (_, answer) = comes_with(&scene, "email", "ada.king@acme.example").await;
        assert_eq!(
            answer.location(),
            "/",
            "the link outlives the address: {answer:?}"
        );
        comes_with(&scene, "sub", "somebody-else").await;
        comes_with(&scene, "email", ALAN).await;
        scene.sign_in_as("grace@elsewhere.example").await;
        let mut typed = scene.platform.browser();
        let url = typed.start_sso(ADA).await;
        typed.follow(&scene.idp.complete_login(&url, ALAN).unwrap()).await;
    }
    let all = listed(&mut boss, "").await;
    let mut told: Vec<_> = all
        .iter()
        .map(|conflict| {
            let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            assert_eq!(
                (&conflict["seen"], &conflict["state"]),
                (&json!(2), &json!("open")),
                "{conflict:#}"
            );
            let (kind, address) = (text(&conflict["kind"]), text(&conflict["address"]));
            let (account, other) = (
                text(&conflict["account"]["email"]),
                text(&conflict["other"]["email"]),
            );
            format!("{kind} {address} {account} {other}")
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "changed_address ada.king@acme.example ada@acme.example -",
            "duplicate_match alan@acme.example ada@acme.example alan@acme.example",
            "reused_address ada@acme.example ada@acme.example -",
            "wrong_person alan@acme.example ada@acme.example alan@acme.example",
            "wrong_person grace@elsewhere.example - -",
        ]
    );
    assert_eq!(
        events(&scene, "identity_conflict_found").await,
        5,
        "one event each"
    );
    assert_eq!(listed(&mut boss, "kind=wrong_person").await.len(), 2);
    assert_eq!(listed(&mut boss, "standing=decided").await.len(), 0);
    assert_eq!(listed(&mut boss, "search=ada.").await.len(), 1);
    let first = boss.get(&format!("{CONFLICTS}?limit=2")).await.json();
    let next = first["next"].as_str().unwrap();
    assert_eq!(
        listed(&mut boss, &format!("limit=100&after={next}")).await.len(),
        3
    );
}

#[tokio::test]
async fn a_usual_sign_in_writes_nothing_down() {
    let (scene, mut boss) = scene().await;
    scene.sign_in_as(ADA).await;
    comes_with(&scene, "email", "ADA@Acme.Example").await;
    assert_eq!(
        listed(&mut boss, "").await.len(),
        0,
        "a spelling is no other address"
    );
}

#[tokio::test]
async fn an_account_takes_the_new_address_and_gets_the_old_one_back() {
    let (scene, mut boss) = scene().await;
    let before = standing(&scene).await;
    comes_with(&scene, "email", "ada.king@acme.example").await;
    let answer = decide(&mut boss, "changed_address", "take_address").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(
        standing(&scene)
            .await
            .contains(&"ada.king@acme.example idp-ada on".to_owned())
    );
    assert_eq!(
        listed(&mut boss, "standing=decided").await[0]["choice"],
        "take_address"
    );
    assert_eq!(listed(&mut boss, "standing=open").await.len(), 0);
    comes_with(&scene, "email", "ada.king@acme.example").await;
    assert_eq!(
        detail(&mut boss, "changed_address").await["conflict"]["seen"],
        1,
        "they agree by now"
    );
    let answer = undo(&mut boss, "changed_address").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(standing(&scene).await, before);
    assert_eq!(
        detail(&mut boss, "changed_address").await["conflict"]["state"],
        "undone"
    );
    let told = [
        "identity_conflict_decided",
        "identity_conflict_undone",
        "address_changed",
    ];
    for (action, times) in told.into_iter().zip([1, 1, 2]) {
        assert_eq!(events(&scene, action).await, times, "{action}");
    }
}

#[tokio::test]
async fn an_account_is_given_to_another_identity_and_back() {
    let (scene, mut boss) = scene().await;
    let before = standing(&scene).await;
    let (mut old, _) = scene.sign_in_as(ADA).await;
    comes_with(&scene, "sub", "made-anew").await;
    let seen = detail(&mut boss, "reused_address").await;
    let effects = offer(&seen, "move_identity")["effects"].as_array().unwrap();
    let effects: Vec<_> = effects
        .iter()
        .map(|effect| effect["effect"].as_str().unwrap())
        .collect();
    assert_eq!(effects, ["link_ends", "link_begins", "access_ends"]);
    assert!(old.is_signed_in().await);
    assert_eq!(
        decide(&mut boss, "reused_address", "move_identity").await.status,
        200
    );
    assert!(!old.is_signed_in().await, "whoever was there before is out");
    let (mut new, _) = comes_with(&scene, "sub", "made-anew").await;
    assert_eq!(new.get("/api/session").await.json()["account"]["email"], ADA);
    let (_, answer) = scene.sign_in_as(ADA).await;
    assert!(
        answer.location().starts_with("/sign-in/failed/"),
        "the identity of before: {answer:?}"
    );
    let items = listed(&mut boss, "kind=reused_address&standing=decided").await;
    let back = boss
        .delete(&format!(
            "{CONFLICTS}/{}/decision",
            items[0]["id"].as_str().unwrap()
        ))
        .await;
    assert_eq!(back.status, 200, "{back:?}");
    assert!(!new.is_signed_in().await);
    assert_eq!(standing(&scene).await, before);
    let (mut old, _) = scene.sign_in_as(ADA).await;
    assert!(old.is_signed_in().await);
}

#[tokio::test]
async fn somebody_new_with_an_old_address_gets_an_account_of_their_own() {
    let (scene, mut boss) = scene().await;
    let before = standing(&scene).await;
    comes_with(&scene, "sub", "the-new-ada").await;
    assert_eq!(
        decide(&mut boss, "reused_address", "new_person").await.status,
        200
    );
    assert!(!standing(&scene).await.iter().any(|line| line.starts_with(ADA)));
    assert_eq!(undo(&mut boss, "reused_address").await.status, 200);
    assert_eq!(standing(&scene).await, before);
    assert_eq!(
        decide(&mut boss, "reused_address", "new_person").await.status,
        200
    );
    let (mut new, answer) = comes_with(&scene, "sub", "the-new-ada").await;
    let attempt = answer
        .location()
        .strip_prefix("/onboarding?attempt=")
        .expect("is new")
        .to_owned();
    let fields = [
        ("attempt", attempt.as_str()),
        ("first_name", "Ada"),
        ("last_name", "Byron"),
    ];
    new.submit("/onboarding", &fields).await;
    assert_eq!(
        new.get("/api/session").await.json()["account"]["last_name"],
        "Byron"
    );
    let seen = detail(&mut boss, "reused_address").await;
    assert_eq!(seen["undo"]["refusal"], "address_taken");
    let answer = undo(&mut boss, "reused_address").await;
    assert_eq!(
        (answer.status, answer.code()),
        (409, "choice_not_possible".to_owned())
    );
}

#[tokio::test]
async fn an_address_that_stood_for_another_account_is_forgotten() {
    let (scene, mut boss) = scene().await;
    let mut typed = scene.platform.browser();
    let url = typed.start_sso(ADA).await;
    let answer = typed.follow(&scene.idp.complete_login(&url, ALAN).unwrap()).await;
    let attempt = answer
        .location()
        .strip_prefix("/sign-in/mismatch?attempt=")
        .unwrap()
        .to_owned();
    typed
        .submit("/sign-in/mismatch", &[("attempt", &attempt), ("answer", "go_on")])
        .await;
    let aliases = "SELECT COUNT(*) FROM username_aliases";
    assert_eq!(scene.platform.count(aliases).await, 1);
    assert_eq!(
        decide(&mut boss, "wrong_person", "forget_username").await.status,
        200
    );
    assert_eq!(scene.platform.count(aliases).await, 0);
    assert_eq!(undo(&mut boss, "wrong_person").await.status, 200);
    assert_eq!(scene.platform.count(aliases).await, 1);
}

#[tokio::test]
async fn what_is_kept_stays_decided_and_what_comes_back_is_open_again() {
    let (scene, mut boss) = scene().await;
    assert_eq!(open(&mut boss).await, 0);
    comes_with(&scene, "sub", "somebody-else").await;
    assert_eq!(open(&mut boss).await, 1);
    assert_eq!(decide(&mut boss, "reused_address", "keep").await.status, 200);
    assert_eq!(open(&mut boss).await, 0);
    comes_with(&scene, "sub", "somebody-else").await;
    let seen = detail(&mut boss, "reused_address").await;
    assert_eq!(
        (&seen["conflict"]["state"], &seen["conflict"]["seen"]),
        (&json!("decided"), &json!(2))
    );
    assert_eq!(seen["undo"]["until"], Value::Null, "that has no end");
    scene
        .execute("UPDATE identity_conflicts SET decided_at_ms = 1")
        .await;
    assert_eq!(undo(&mut boss, "reused_address").await.status, 200);
    comes_with(&scene, "email", "ada.king@acme.example").await;
    assert_eq!(open(&mut boss).await, 2);
    assert_eq!(
        decide(&mut boss, "changed_address", "take_address").await.status,
        200
    );
    scene
        .execute("UPDATE accounts SET email = 'ada@acme.example', email_key = 'ada@acme.example' WHERE email LIKE 'ada.king%'")
        .await;
    comes_with(&scene, "email", "ada.king@acme.example").await;
    assert_eq!(
        detail(&mut boss, "changed_address").await["conflict"]["state"],
        "open"
    );
}

#[tokio::test]
async fn nobody_else_sees_or_decides_and_an_old_sign_in_does_not() {
    let (scene, mut boss) = scene().await;
    comes_with(&scene, "email", "ada.king@acme.example").await;
    let seen = detail(&mut boss, "changed_address").await;
    let (path, decision) = (
        format!("{CONFLICTS}/{}", seen["conflict"]["id"].as_str().unwrap()),
        decision_of(&seen),
    );
    let body = json!({ "choice": "take_address", "version": offer(&seen, "take_address")["version"] });
    let (mut member, _) = scene.sign_in_as(ADA).await;
    let mut anybody = scene.platform.browser();
    scene
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'")
        .await;
    let mut foreign = scene.platform.browser();
    assert_eq!(
        foreign.sign_in("grace@globex.example", PASSWORD).await.status,
        200
    );
    for (browser, status) in [(&mut member, 404), (&mut anybody, 401), (&mut foreign, 404)] {
        assert_eq!(browser.get(&path).await.status, status);
        assert_eq!(browser.post(&decision, &body).await.status, status);
        assert_eq!(browser.delete(&decision).await.status, status);
    }
    assert_eq!(member.get(CONFLICTS).await.status, 404);
    assert_eq!(listed(&mut foreign, "").await.len(), 0);
    let counts = [
        open(&mut boss).await,
        open(&mut member).await,
        open(&mut foreign).await,
    ];
    assert_eq!(
        counts,
        [1, 0, 0],
        "an admin, a member, an admin of another company"
    );
    for bad in ["standing=maybe", "kind=none", "limit=0", "after=forged"] {
        assert_eq!(boss.get(&format!("{CONFLICTS}?{bad}")).await.status, 400, "{bad}");
    }
    let mut other = body.clone();
    other["version"] = json!("another");
    assert_eq!(boss.post(&decision, &other).await.code(), "changed_meanwhile");
    other["choice"] = json!("move_identity");
    assert_eq!(
        boss.post(&decision, &other).await.code(),
        "changed_meanwhile",
        "no choice of this kind"
    );
    assert_eq!(
        boss.delete(&decision).await.code(),
        "changed_meanwhile",
        "nothing is decided"
    );
    scene.platform.clock.advance(11 * 60_000);
    assert_eq!(boss.post(&decision, &body).await.code(), "sign_in_again");
    assert_eq!(events(&scene, "identity_conflict_decided").await, 0);
}

#[tokio::test]
async fn an_admins_account_is_given_away_by_that_admin_alone() {
    let (scene, mut boss) = scene().await;
    scene
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'")
        .await;
    let (mut ada, _) = scene.sign_in_as(ADA).await;
    comes_with(&scene, "sub", "somebody-else").await;
    let seen = detail(&mut boss, "reused_address").await;
    assert_eq!(offer(&seen, "move_identity")["refusal"], "own_confirmation");
    assert_eq!(offer(&seen, "new_person")["refusal"], "admin_account");
    for choice in ["move_identity", "new_person"] {
        assert_eq!(
            decide(&mut boss, "reused_address", choice).await.code(),
            "choice_not_possible"
        );
    }
    assert_eq!(
        decide(&mut ada, "reused_address", "move_identity").await.status,
        200
    );
    assert!(!ada.is_signed_in().await);
    assert_eq!(
        undo(&mut boss, "reused_address").await.code(),
        "choice_not_possible",
        "not either"
    );
}

#[tokio::test]
async fn of_two_decisions_at_once_one_is_made_and_one_is_told() {
    let (scene, mut boss) = scene().await;
    comes_with(&scene, "sub", "made-anew").await;
    let seen = detail(&mut boss, "reused_address").await;
    let decision = decision_of(&seen);
    let body = |choice: &str| json!({ "choice": choice, "version": offer(&seen, choice)["version"] });
    let mut tab = boss.tab();
    let (one, other) = (body("move_identity"), body("new_person"));
    let (one, other) = tokio::join!(boss.post(&decision, &one), tab.post(&decision, &other));
    let mut statuses = [one.status, other.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{one:?} {other:?}");
    assert_eq!(events(&scene, "identity_conflict_decided").await, 1);
}
