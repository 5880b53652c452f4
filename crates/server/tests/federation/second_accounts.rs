//! Two accounts behind one identity: attached by an admin, agreed to by mail and as the member, chosen at sign-in, detached.

use latchkey_server::mail::Message;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use crate::flow_scene::{ADA, Scene, assert_refused, parameter};
use crate::sso_set_up_scene::mails;
use crate::support::{Browser, ORIGIN, PASSWORD, Platform, acme};

const SECONDS: &str = "/api/company/second-accounts";
const ALAN: &str = "alan@acme.example";
const ADMIN: &str = "ada.admin@acme.example";

/// Ada is linked, has a second account, and Alan is Acme's admin and signed in.
async fn scene() -> (Scene, Browser) {
    let scene = Scene::new().await;
    let person = |email: &str, more: &str| {
        format!(
            "\n  [[company.account]]\n  email = \"{email}\"\n  first_name = \"A\"\n  last_name = \"B\"\n{more}"
        )
    };
    let people = [
        person(ALAN, "  company_admin = true\n"),
        person(ADMIN, &format!("  password = \"{PASSWORD}\"\n")),
        person("lin@acme.example", ""),
    ];
    let file = acme(scene.idp.issuer()).replacen(
        "\n  [[company.sso",
        &format!("{}\n  [[company.sso", people.concat()),
        1,
    );
    scene.platform.import(&file).await;
    scene.sign_in_as(ADA).await;
    let (boss, answer) = scene.sign_in_as(ALAN).await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    scene.platform.brand("acme", "Acme Works").await;
    (scene, boss)
}

async fn attach(boss: &mut Browser, member: &str, account: &str) -> Answer {
    boss.post(SECONDS, &json!({ "member": member, "account": account }))
        .await
}

async fn listed(boss: &mut Browser) -> Vec<Value> {
    let answer = boss.get(SECONDS).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().unwrap().clone()
}

/// The link that was mailed to the second account last, without the origin.
async fn mailed_link(scene: &Scene) -> String {
    let sent = mails(&scene.platform).await;
    let mut links = sent.into_iter().filter_map(|mail| match mail.message {
        Message::SecondAccountAsked { link, .. } => Some((mail.to, link)),
        _ => None,
    });
    let (to, link) = links.next_back().expect("a mail");
    assert_eq!(to, ADMIN);
    link.strip_prefix(ORIGIN).expect("ours").to_owned()
}

/// Goes from the address that was typed to where the browser lands when this person signs in at the identity provider.
async fn comes(scene: &Scene, browser: &mut Browser, typed: &str, as_who: &str) -> Answer {
    let url = browser.start_sso(typed).await;
    browser
        .follow(&scene.idp.complete_login(&url, as_who).unwrap())
        .await
}

/// Ada agrees, in a browser of hers that has the link.
async fn agree(scene: &Scene) -> (Browser, String) {
    let mut browser = scene.platform.browser();
    let page = browser.get(&mailed_link(scene).await).await.location().to_owned();
    comes(scene, &mut browser, ADA, ADA).await;
    let done = browser.submit(&page, &[("answer", "agree")]).await;
    assert_eq!(done.status, 200, "{done:?}");
    (browser, page)
}

/// Chooses, on the page that the answer leads to.
async fn choose(browser: &mut Browser, answer: &Answer, email: &str) -> Answer {
    let attempt = answer.location().strip_prefix("/sign-in/choose-account?attempt=");
    let attempt = attempt.unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    let page = browser.get(answer.location()).await;
    Platform::assert_branded(&page, "Acme Works");
    let id = id_of(page.text(), email);
    browser
        .submit(
            "/sign-in/choose-account",
            &[("attempt", &attempt), ("account", &id)],
        )
        .await
}

/// The value of the choice with this address.
fn id_of(page: &str, email: &str) -> String {
    let (before, _) = page.split_once(&format!(">{email}<")).expect("is offered");
    let (_, value) = before.rsplit_once("value=\"").expect("a value");
    value.split('"').next().unwrap().to_owned()
}

async fn who(browser: &mut Browser) -> Value {
    browser.get("/api/session").await.json()["account"]["email"].clone()
}

#[tokio::test]
async fn attached_agreed_to_chosen_and_detached() {
    let (scene, mut boss) = scene().await;
    assert_eq!(attach(&mut boss, ADA, ADMIN).await.status, 200);
    let (mut before, answer) = scene.sign_in_as(ADA).await;
    assert_eq!(answer.location(), "/", "nothing changes before the owner agrees");
    assert_eq!(who(&mut before).await, ADA);
    let (mut owner, page) = agree(&scene).await;
    assert!(listed(&mut boss).await[0]["confirmed_at"].is_string());
    let again = owner.submit(&page, &[("answer", "agree")]).await;
    assert!(again.status >= 400, "the link works once: {again:?}");

    let mut browser = scene.platform.browser();
    let answer = comes(&scene, &mut browser, ADA, ADA).await;
    assert!(!browser.is_signed_in().await, "nobody enters unasked");
    let page = browser.get(answer.location()).await;
    assert!(
        page.text().contains("Acme") && page.text().contains(ADMIN),
        "{}",
        page.text()
    );
    let selected = page
        .text()
        .split("class=\"choice\"")
        .find(|part| part.contains("checked"));
    assert!(
        selected.is_some_and(|part| part.contains(ADA)),
        "what was typed is chosen at first"
    );
    let chosen = choose(&mut browser, &answer, ADMIN).await;
    assert_eq!(chosen.location(), "/", "{chosen:?}");
    assert_eq!(who(&mut browser).await, ADMIN);

    let mut typed = scene.platform.browser();
    let answer = comes(&scene, &mut typed, ADMIN, ADA).await;
    let page = typed.get(answer.location()).await;
    let selected = page
        .text()
        .split("class=\"choice\"")
        .find(|part| part.contains("checked"));
    assert!(
        selected.is_some_and(|part| part.contains(ADMIN)),
        "no mismatch, and chosen at first"
    );

    let id = listed(&mut boss).await[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(boss.delete(&format!("{SECONDS}/{id}")).await.status, 200);
    assert!(!browser.is_signed_in().await, "what came that way ends");
    let (mut after, answer) = scene.sign_in_as(ADA).await;
    assert_eq!((answer.location(), who(&mut after).await), ("/", json!(ADA)));
    for action in [
        "second_account_asked",
        "second_account_attached",
        "second_account_detached",
    ] {
        let mut connection = scene.platform.app.store.read().await.unwrap();
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM audit_events WHERE action = $1")
            .bind(action)
            .fetch_one(&mut *connection)
            .await
            .unwrap();
        assert_eq!(count, 1, "{action}");
    }
}

#[tokio::test]
async fn an_admin_alone_or_the_mailbox_alone_opens_nothing() {
    let (scene, mut boss) = scene().await;
    attach(&mut boss, ADA, ADMIN).await;
    let link = mailed_link(&scene).await;
    // Whoever reads the mailbox is nobody, or somebody else.
    let mut thief = scene.platform.browser();
    let page = thief.get(&link).await.location().to_owned();
    assert_eq!(thief.get(&page).await.status, 200, "looking changes nothing");
    let answer = thief.submit(&page, &[("answer", "agree")]).await;
    assert!(answer.location().starts_with("/sign-in?return_to="), "{answer:?}");
    comes(&scene, &mut thief, ALAN, ALAN).await;
    let answer = thief.submit(&page, &[("answer", "agree")]).await;
    assert!(answer.location().starts_with("/sign-in?return_to="), "{answer:?}");
    assert!(!thief.is_signed_in().await, "the identity provider is asked anew");
    // Whoever is the member has no link.
    let (mut member, _) = scene.sign_in_as(ADA).await;
    let answer = member.submit(&page, &[("answer", "agree")]).await;
    assert_eq!(answer.status, 404, "{answer:?}");
    // An old sign-in does not count.
    let mut owner = scene.platform.browser();
    owner.get(&link).await;
    comes(&scene, &mut owner, ADA, ADA).await;
    scene.platform.clock.advance(11 * 60_000);
    let answer = owner.submit(&page, &[("answer", "agree")]).await;
    assert!(answer.location().starts_with("/sign-in?return_to="), "{answer:?}");
    let confirmed = "SELECT COUNT(*) FROM second_accounts WHERE confirmed_at_ms IS NOT NULL";
    assert_eq!(scene.platform.count(confirmed).await, 0);
}

#[tokio::test]
async fn what_is_chosen_is_one_of_them_in_that_browser_and_still_active() {
    let (scene, mut boss) = scene().await;
    attach(&mut boss, ADA, ADMIN).await;
    agree(&scene).await;
    let mut browser = scene.platform.browser();
    let answer = comes(&scene, &mut browser, ADA, ADA).await;
    let attempt = answer
        .location()
        .strip_prefix("/sign-in/choose-account?attempt=")
        .unwrap()
        .to_owned();
    let page = browser.get(answer.location()).await;
    let id = id_of(page.text(), ADMIN);
    let mut stranger = scene.platform.browser();
    let refused = stranger
        .submit(
            "/sign-in/choose-account",
            &[("attempt", &attempt), ("account", &id)],
        )
        .await;
    assert_refused(&mut stranger, &refused).await;
    // Alan's account is not offered.
    let alan = boss.get("/api/session").await.json()["account"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let answer = browser
        .submit(
            "/sign-in/choose-account",
            &[("attempt", &attempt), ("account", &alan)],
        )
        .await;
    scene
        .assert_failed(&mut browser, &answer, "account_deactivated")
        .await;
    let mut later = scene.platform.browser();
    let answer = comes(&scene, &mut later, ADA, ADA).await;
    scene
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'ada.admin@acme.example'")
        .await;
    let attempt = parameter(&format!("{ORIGIN}{}", answer.location()), "attempt");
    let answer = later
        .submit(
            "/sign-in/choose-account",
            &[("attempt", &attempt), ("account", &id)],
        )
        .await;
    assert!(answer.location().starts_with("/sign-in/failed/"), "{answer:?}");
    let (_, answer) = scene.sign_in_as(ADA).await;
    assert_eq!(answer.location(), "/", "one is left, and nobody is asked");
}

#[tokio::test]
async fn an_attached_account_is_linked_to_nobody_else_and_its_password_ends() {
    let (scene, mut boss) = scene().await;
    attach(&mut boss, ADA, ADMIN).await;
    agree(&scene).await;
    let passwords =
        "SELECT COUNT(*) FROM accounts WHERE email = 'ada.admin@acme.example' AND password_hash IS NOT NULL";
    assert_eq!(scene.platform.count(passwords).await, 0);
    // Somebody else at the identity provider comes with its address.
    scene.idp.set_fault(latchkey_fake_idp::Fault::IdTokenClaim {
        claim: "sub",
        value: json!("another"),
    });
    scene.execute("UPDATE accounts SET email = 'x@acme.example', email_key = 'x@acme.example' WHERE email = 'ada@acme.example'").await;
    scene.execute("UPDATE accounts SET email = 'ada@acme.example', email_key = 'ada@acme.example' WHERE email = 'ada.admin@acme.example'").await;
    let (mut browser, answer) = scene.sign_in_as(ADA).await;
    scene
        .assert_failed(&mut browser, &answer, "account_conflict")
        .await;
}

#[tokio::test]
async fn only_admins_attach_only_accounts_of_the_company_and_at_most_four() {
    let (scene, mut boss) = scene().await;
    for (member, account, code) in [
        ("nobody@acme.example", ADMIN, "member_unknown"),
        (ADA, "nobody@acme.example", "member_unknown"),
        (ADA, "grace@globex.example", "member_unknown"),
        ("lin@acme.example", ADMIN, "identity_missing"),
        (ADA, ADA, "account_not_attachable"),
        (ADA, ALAN, "account_not_attachable"),
        ("no address", ADMIN, "member_unknown"),
    ] {
        let answer = attach(&mut boss, member, account).await;
        assert_eq!(
            (answer.status, answer.code()),
            (422, code.to_owned()),
            "{member} {account}"
        );
    }
    assert_eq!(attach(&mut boss, ADA, ADMIN).await.status, 200);
    assert_eq!(
        attach(&mut boss, ADA, ADMIN).await.code(),
        "account_not_attachable"
    );
    let (mut member, _) = scene.sign_in_as(ADA).await;
    let mut foreign = scene.platform.grace().await;
    let id = listed(&mut boss).await[0]["id"].as_str().unwrap().to_owned();
    let (of_company, own) = (
        format!("{SECONDS}/{id}"),
        format!("/api/profile/second-accounts/{id}"),
    );
    for browser in [&mut member, &mut foreign] {
        assert_eq!(browser.get(SECONDS).await.status, 404);
        assert_eq!(attach(browser, ADA, "lin@acme.example").await.status, 404);
        assert_eq!(browser.delete(&of_company).await.status, 404);
    }
    assert_eq!(foreign.delete(&own).await.status, 404);
    assert_eq!(boss.delete(&own).await.status, 404, "not the admin's own");
    let items = member.get("/api/profile/second-accounts").await.json();
    assert_eq!(items["items"][0]["account"], ADMIN);
    assert_eq!(member.delete(&own).await.status, 200, "the member may");
    scene.platform.clock.advance(11 * 60_000);
    assert_eq!(attach(&mut boss, ADA, ADMIN).await.code(), "sign_in_again");
    // The database itself holds that an identity has five at most, and all of one company.
    let slot = "INSERT INTO second_accounts (id, company_id, issuer, foreign_id_claim, foreign_id, account_id, slot, at_ms)
                SELECT 'x', l.company_id, l.issuer, l.foreign_id_claim, l.foreign_id, a.id, 5, 1
                FROM account_links l JOIN accounts a ON a.email = 'ada.admin@acme.example' LIMIT 1";
    let other = "INSERT INTO second_accounts (id, company_id, issuer, foreign_id_claim, foreign_id, account_id, slot, at_ms)
                 SELECT 'x', l.company_id, l.issuer, l.foreign_id_claim, l.foreign_id, a.id, 1, 1
                 FROM account_links l JOIN accounts a ON a.email = 'grace@globex.example' LIMIT 1";
    for sql in [slot, other] {
        let mut connection = scene.platform.app.store.read().await.unwrap();
        let done = sqlx::query(sql).execute(&mut *connection).await;
        assert!(done.is_err(), "{sql}");
    }
}
