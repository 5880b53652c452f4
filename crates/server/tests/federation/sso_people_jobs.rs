//! The jobs that go through a company's people: links to set a password where single sign-on lets people go, and how admins follow, pause and
//! resume what is under way.

use std::time::Duration;

use latchkey_server::job_kinds;
use latchkey_server::jobs::Runner;
use latchkey_server::mail::Mail;
use latchkey_server::mail::words::letter;
use serde_json::{Value, json};

use super::sso_activation::{looked_at, ready};
use super::sso_set_up_scene::{ANNA, LIST, SetUp, mails};
use crate::support::{Browser, Platform};

const JOBS: &str = "/api/company/people-jobs";
const BOB: &str = "bob@initech.example";
const GRACE: &str = "grace@globex.example";
const LINKS: &str = "password_links";
/// Pause behind a step, in milliseconds.
const PAUSE_MS: i64 = 2_000;

/// Adds `number` people of Initech, without a password.
async fn people(platform: &Platform, domain: &str, number: i64) {
    let sql = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key, created_at_ms)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         SELECT '{domain}-' || (1000 + i), (SELECT id FROM companies WHERE slug = 'initech'), 'p' || i || '@{domain}', 'p' || i || '@{domain}',
                '{domain}', 'P', 'Q', 'p q', 'p', 0 FROM n"
    );
    platform.execute(&sql).await;
}

/// Initech's single sign-on is active, and nobody of it has a password.
async fn active(set_up: &SetUp) -> (Browser, String) {
    let mut anna = set_up.who(ANNA).await;
    let id = ready(set_up, &mut anna, "Our IdP").await;
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    let platform = &set_up.platform;
    platform
        .execute(
            "UPDATE accounts SET password_hash = NULL WHERE company_id = (SELECT id FROM companies WHERE slug = 'initech')",
        )
        .await;
    platform
        .execute("DELETE FROM jobs WHERE kind = 'sso_takeover'")
        .await;
    (anna, id)
}

/// The addresses that were mailed a link, sorted.
async fn mailed(platform: &Platform) -> Vec<String> {
    let all = mails(platform).await;
    let links = all
        .into_iter()
        .filter(|mail| mail.message.kind() == "password_after_sso");
    let mut to: Vec<String> = links.map(|mail| mail.to).collect();
    to.sort();
    to
}

async fn one_step(platform: &Platform) {
    platform.clock.advance(PAUSE_MS);
    platform.run_jobs(LINKS).await;
}

async fn jobs(browser: &mut Browser) -> Vec<Value> {
    let read = browser.get(JOBS).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()["jobs"].as_array().expect("jobs").clone()
}

#[tokio::test]
async fn deactivating_mails_each_person_without_a_password_once() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let (mut anna, id) = active(&set_up).await;
    people(platform, "initech.example", 25).await;
    // Somebody who is switched off, somebody who still has a password, and somebody with an address of another company.
    platform
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'p1@initech.example'")
        .await;
    platform
        .execute("UPDATE accounts SET password_hash = 'h' WHERE email = 'p2@initech.example'")
        .await;
    people(platform, "globex.example", 1).await;
    let linked = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                  SELECT company_id, 'https://idp.example', 'sub', 'x', id, 0 FROM accounts WHERE email = 'p1@globex.example'";
    platform.execute(linked).await;
    let shown = anna
        .get(&format!("/api/company/sso-configurations/{id}/activation"))
        .await
        .json();
    assert_eq!(shown["mailed"], 25, "Anna, Bob and 23 of the others: {shown:#}");

    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    assert_eq!(mailed(platform).await, Vec::<String>::new());
    one_step(platform).await;
    assert_eq!(mailed(platform).await.len(), 20, "a step at a time");
    // Not before the pause is over, however often somebody looks.
    platform.run_jobs(LINKS).await;
    assert_eq!(mailed(platform).await.len(), 20);
    for _ in 0..3 {
        one_step(platform).await;
    }
    let to = mailed(platform).await;
    assert_eq!(to.len(), 25);
    let mut once = to.clone();
    once.dedup();
    assert_eq!(once, to, "each once");
    for never in [
        "p1@initech.example",
        "p2@initech.example",
        "p1@globex.example",
        GRACE,
    ] {
        assert!(!to.iter().any(|address| address == never), "{never}");
    }
    assert!(to.iter().any(|address| address == BOB));
    let left = "SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'";
    assert_eq!(platform.count(left).await, 0);
    let told = "SELECT COUNT(*) FROM audit_events WHERE action = 'password_link_mailed'";
    assert_eq!(platform.count(told).await, 25);
    let ended = jobs(&mut anna).await;
    assert_eq!(
        (&ended[0]["state"], &ended[0]["done"]),
        (&json!("done"), &json!(25)),
        "{ended:#?}"
    );
}

/// Where the list was read before, and the person changed since.
#[tokio::test]
async fn what_changed_since_the_job_began_is_respected() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let (mut anna, id) = active(&set_up).await;
    people(platform, "initech.example", 60).await;
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    one_step(platform).await;
    platform
        .execute("UPDATE accounts SET password_hash = 'h' WHERE email = 'p59@initech.example'")
        .await;
    platform
        .execute("UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'p60@initech.example'")
        .await;
    one_step(platform).await;
    one_step(platform).await;
    // Active again: nobody of the rest sets a password.
    let before = mailed(platform).await.len();
    assert_eq!(before, 60);
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    let left = "SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'";
    assert_eq!(platform.count(left).await, 0);
}

#[tokio::test]
async fn removing_a_domain_while_active_mails_its_people_alone() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let second = "INSERT INTO email_domains (domain, company_id, proven_at_ms, created_at_ms)
                  SELECT 'initrode.example', id, 1, 1 FROM companies WHERE slug = 'initech'";
    platform.execute(second).await;
    let (mut anna, _) = active(&set_up).await;
    people(platform, "initrode.example", 3).await;
    let linked = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                  SELECT company_id, 'https://idp.example', 'sub', 'x', id, 0 FROM accounts WHERE email = 'p1@initrode.example'";
    platform.execute(linked).await;
    let deletion = anna
        .get("/api/company/email-domains/initrode.example/deletion")
        .await
        .json();
    assert_eq!(deletion["mailed"], 2, "{deletion:#}");
    let removed = anna.delete("/api/company/email-domains/initrode.example").await;
    assert_eq!(removed.status, 200, "{removed:?}");
    one_step(platform).await;
    one_step(platform).await;
    assert_eq!(
        mailed(platform).await,
        ["p2@initrode.example", "p3@initrode.example"],
        "whoever is linked goes on with single sign-on"
    );
}

#[tokio::test]
async fn an_admin_pauses_a_job_and_it_goes_on_where_it_was() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let (mut anna, id) = active(&set_up).await;
    people(platform, "initech.example", 48).await;
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    let waiting = jobs(&mut anna).await;
    assert_eq!(
        (&waiting[0]["state"], &waiting[0]["total"], &waiting[0]["kind"]),
        (&json!("waiting"), &json!(50), &json!("mail_password_links")),
        "{waiting:#?}"
    );
    let job = waiting[0]["id"].as_str().expect("an identifier").to_owned();
    one_step(platform).await;
    let address = |what: &str| format!("{JOBS}/{job}/{what}");
    // A sign-in of long ago is enough.
    platform
        .execute("UPDATE sessions SET created_at_ms = created_at_ms - 1200000")
        .await;
    for _ in 0..2 {
        let paused = anna.post(&address("pause"), &json!({})).await;
        assert_eq!(paused.status, 200, "{paused:?}");
        let paused = &paused.json()["jobs"][0];
        assert_eq!(
            (&paused["state"], &paused["done"], &paused["paused_by"]),
            (&json!("paused"), &json!(20), &json!(ANNA))
        );
    }
    one_step(platform).await;
    assert_eq!(mailed(platform).await.len(), 20);
    let resumed = anna.post(&address("resume"), &json!({})).await;
    assert_eq!(resumed.json()["jobs"][0]["state"], "running", "{resumed:?}");
    for _ in 0..3 {
        one_step(platform).await;
    }
    assert_eq!(mailed(platform).await.len(), 50);
    // Too late: it is done, and says so.
    let late = anna.post(&address("pause"), &json!({})).await;
    assert_eq!(
        (late.status, &late.json()["jobs"][0]["state"]),
        (200, &json!("done"))
    );
    let told =
        "SELECT COUNT(*) FROM audit_events WHERE action IN ('people_job_paused', 'people_job_resumed')";
    assert_eq!(platform.count(told).await, 2);
}

#[tokio::test]
async fn jobs_are_seen_and_paused_by_admins_of_the_company_alone() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let bob = set_up.who(BOB).await;
    let grace = platform.grace().await;
    let (mut anna, id) = active(&set_up).await;
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    let job = jobs(&mut anna).await[0]["id"].as_str().expect("one").to_owned();
    for mut other in [bob, grace] {
        assert_eq!(other.get(JOBS).await.status, 404);
        for what in ["pause", "resume"] {
            let refused = other.post(&format!("{JOBS}/{job}/{what}"), &json!({})).await;
            assert_eq!(refused.status, 404, "{refused:?}");
        }
    }
    let mut nobody = platform.browser();
    for what in ["pause", "resume"] {
        let refused = nobody.post(&format!("{JOBS}/{job}/{what}"), &json!({})).await;
        assert_eq!(refused.status, 401, "{refused:?}");
    }
    // Nor do they reach jobs that are not theirs to pause.
    let mail = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND paused_at_ms IS NOT NULL";
    for other in ["no-such", "%00"] {
        let missed = anna.post(&format!("{JOBS}/{other}/pause"), &json!({})).await;
        assert!(matches!(missed.status, 400 | 404), "{missed:?}");
    }
    assert_eq!(platform.count(mail).await, 0);
    assert_eq!(jobs(&mut anna).await[0]["state"], "waiting");
}

#[tokio::test]
async fn what_removes_passwords_is_followed_and_paused_alike() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    let waiting = jobs(&mut anna).await;
    assert_eq!(
        (&waiting[0]["kind"], &waiting[0]["total"]),
        (&json!("remove_passwords"), &json!(2))
    );
    let job = waiting[0]["id"].as_str().expect("one").to_owned();
    let paused = anna.post(&format!("{JOBS}/{job}/pause"), &json!({})).await;
    assert_eq!(paused.status, 200, "{paused:?}");
    let passwords = "SELECT COUNT(*) FROM accounts a JOIN companies o ON o.id = a.company_id
                     WHERE o.slug = 'initech' AND a.password_hash IS NOT NULL";
    platform.run_jobs("sso_takeover").await;
    assert_eq!(platform.count(passwords).await, 2);
    let resumed = anna.post(&format!("{JOBS}/{job}/resume"), &json!({})).await;
    assert_eq!(resumed.status, 200, "{resumed:?}");
    platform.run_jobs("sso_takeover").await;
    assert_eq!(platform.count(passwords).await, 0);
}

/// Nodes that stop at any moment: their transactions are rolled back, and what they had leased stays leased. On PostgreSQL, too, with
/// `LATCHKEY_TEST_ENGINE`.
#[tokio::test(flavor = "multi_thread")]
async fn wherever_nodes_stop_nobody_is_mailed_twice_or_left_out() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let (mut anna, id) = active(&set_up).await;
    people(platform, "initech.example", 198).await;
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    let mut seed: u64 = platform.app.clock.now_ms().unsigned_abs() | 1;
    println!("seed {seed}");
    for _ in 0..50 {
        let node = Runner::new(platform.another_node(None), job_kinds::all().to_vec());
        let running = tokio::spawn(async move { node.run_due(LINKS).await });
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        tokio::time::sleep(Duration::from_micros(seed % 12_000)).await;
        running.abort();
        // Over with the lease.
        _ = running.await;
        platform.clock.advance(15_001);
    }
    let left = "SELECT COUNT(*) FROM jobs WHERE kind = 'password_links'";
    while platform.count(left).await > 0 {
        platform.clock.advance(15_001);
        platform.run_jobs(LINKS).await;
    }
    let to = mailed(platform).await;
    let mut once = to.clone();
    once.dedup();
    assert_eq!((to.len(), once.len()), (200, 200));
    let links = "SELECT COUNT(*) FROM mailed_links WHERE kind = 'set_password'";
    assert_eq!(platform.count(links).await, 200);
}

/// An admin's own words stand in the mail, as plain text, and in no other mail; what could lead elsewhere is refused.
#[tokio::test]
async fn an_admin_adds_a_few_plain_words_to_the_mail() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let preview = anna.get(&format!("{LIST}/{id}/activation")).await.json();
    let paragraphs = preview["mail"]["paragraphs"].to_string();
    assert!(paragraphs.contains("{notice}"), "{preview:#}");
    let deactivate = async |anna: &mut Browser, notice: &str| {
        let version = anna.get(&format!("{LIST}/{id}/activation")).await.json()["version"].clone();
        let body = json!({ "version": version, "notice": notice });
        anna.post(&format!("{LIST}/{id}/deactivate"), &body).await
    };
    for wrong in [
        "See https://evil.example",
        "www.evil.example",
        "a\u{202e}b",
        &"x".repeat(501),
    ] {
        let refused = deactivate(&mut anna, wrong).await;
        assert_eq!(refused.status, 422, "{wrong} {refused:?}");
        assert_eq!(refused.json()["fields"][0]["field"], "notice", "{refused:?}");
    }
    let done = deactivate(&mut anna, " Call 4711,\n <b>if</b> in doubt ").await;
    assert_eq!(done.status, 200, "{done:?}");
    one_step(&set_up.platform).await;
    let mails = mails(&set_up.platform).await;
    let told: Vec<String> = mails
        .iter()
        .filter(|mail| mail.message.kind() == "password_after_sso")
        .map(words_of)
        .collect();
    assert!(!told.is_empty());
    for words in told {
        assert!(
            words.contains("add: \"Call 4711, <b>if</b> in doubt\"."),
            "{words}"
        );
    }
}

fn words_of(mail: &Mail) -> String {
    letter(mail, "Latchkey").expect("renders").before.join("\n")
}
