//! People are mailed that they sign in by single sign-on from now on, when a company's admin activates it and wants them told.

use latchkey_server::mail::words::letter;
use serde_json::json;

use super::sso_activation::{looked_at, ready};
use super::sso_set_up_scene::{ANNA, LIST, SetUp, mails};
use crate::support::{Browser, Platform};

const NOTICES: &str = "sso_notices";
const LEFT: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_notices'";
const BOB: &str = "bob@initech.example";
/// Pause behind a step, in milliseconds.
const PAUSE_MS: i64 = 2_000;

/// Activates as somebody does who has looked at the preview, and wants people told with these words.
async fn activate(anna: &mut Browser, id: &str, notice: &str) -> (i64, latchkey_test_browser::Answer) {
    let preview = anna.get(&format!("{LIST}/{id}/activation")).await.json();
    let body = json!({ "version": preview["version"], "tells_people": true, "notice": notice });
    let answer = anna.post(&format!("{LIST}/{id}/activate"), &body).await;
    (preview["mailed"].as_i64().expect("a number"), answer)
}

/// Adds `number` people of Initech.
async fn people(platform: &Platform, number: i64) {
    let sql = format!(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, name_key, given_name_key, created_at_ms)
         WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number})
         SELECT 'p-' || (1000 + i), (SELECT id FROM companies WHERE slug = 'initech'), 'p' || i || '@initech.example',
                'p' || i || '@initech.example', 'initech.example', 'P', 'Q', 'p q', 'p', 0 FROM n"
    );
    platform.execute(&sql).await;
}

async fn one_step(platform: &Platform) {
    platform.clock.advance(PAUSE_MS);
    platform.run_jobs(NOTICES).await;
}

/// The addresses that were told, sorted.
async fn told(platform: &Platform) -> Vec<String> {
    let notices = mails(platform).await.into_iter();
    let notices = notices.filter(|mail| mail.message.kind() == "sso_started");
    let mut to: Vec<String> = notices.map(|mail| mail.to).collect();
    to.sort();
    to
}

#[tokio::test]
async fn each_person_is_told_once_with_the_words_of_the_admin() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    people(platform, 25).await;
    // Neither a program, nor somebody who is switched off, nor somebody whose address another company has proven.
    for change in [
        "service_account = 1 WHERE email = 'p1@initech.example'",
        "deactivated_at_ms = 1 WHERE email = 'p2@initech.example'",
        "email = 'p3@globex.example', email_key = 'p3@globex.example', email_domain = 'globex.example' WHERE email = 'p3@initech.example'",
    ] {
        platform.execute(&format!("UPDATE accounts SET {change}")).await;
    }
    // With such an address, too, somebody who has come from the identity provider, and somebody who was known by another one before.
    let outside = ["p4", "p5"].map(|name| format!("{name}@outside.example"));
    for address in &outside {
        platform
            .execute(&format!(
                "UPDATE accounts SET email = '{address}', email_key = '{address}', email_domain = 'outside.example'
                 WHERE email = '{}@initech.example'",
                &address[..2]
            ))
            .await;
    }
    let linked = format!(
        "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
         SELECT company_id, '{}', 'sub', 'p4', id, 0 FROM accounts WHERE email = 'p4@outside.example'",
        set_up.idp.issuer()
    );
    let former = "INSERT INTO former_addresses (account_id, email_key, email, email_domain, until_ms)
         SELECT id, 'p5@initech.example', 'p5@initech.example', 'initech.example', 0 FROM accounts WHERE email = 'p5@outside.example'";
    for sql in [linked.as_str(), former] {
        platform.execute(sql).await;
    }
    let (mailed, answer) = activate(&mut anna, &id, "Questions?  Ask Anna.").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    for _ in 0..4 {
        one_step(platform).await;
    }
    assert_eq!(platform.count(LEFT).await, 0);
    let told = told(platform).await;
    assert_eq!(i64::try_from(told.len()).expect("a few"), mailed, "{told:?}");
    // Anna is an admin, and has a mail of her own.
    assert!(
        told.contains(&BOB.to_owned()) && !told.contains(&ANNA.to_owned()),
        "{told:?}"
    );
    assert!(outside.iter().all(|address| told.contains(address)), "{told:?}");
    for other in ["p1@initech.example", "p2@initech.example", "p3@globex.example"] {
        assert!(!told.contains(&other.to_owned()), "{other} of {told:?}");
    }
    let bobs = mails(platform).await;
    let bobs = bobs
        .iter()
        .find(|mail| mail.to == BOB && mail.message.kind() == "sso_started")
        .expect("Bob's");
    let letter = letter(bobs, "Latchkey").expect("words");
    let text = letter.before.join(" ");
    assert!(text.contains("\"Questions? Ask Anna.\""), "{text}");
    let jobs = anna.get("/api/company/people-jobs").await.json();
    let kinds: Vec<_> = jobs["jobs"]
        .as_array()
        .expect("jobs")
        .iter()
        .map(|job| &job["kind"])
        .collect();
    assert!(kinds.contains(&&json!("mail_sso_notices")), "{jobs:#}");
}

#[tokio::test]
async fn nobody_is_told_unless_that_is_wanted_or_after_the_end() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    people(platform, 30).await;
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    assert_eq!(platform.count(LEFT).await, 0, "nobody wanted it");
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);

    let (_, answer) = activate(&mut anna, &id, "").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    one_step(platform).await;
    assert_eq!(told(platform).await.len(), 20);
    assert_eq!(looked_at(&mut anna, &id, "deactivate").await.status, 200);
    one_step(platform).await;
    assert_eq!(told(platform).await.len(), 20, "it is not true any more");
    assert_eq!(platform.count(LEFT).await, 0);
}

#[tokio::test]
async fn words_that_lead_elsewhere_are_refused_before_anything_changes() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let (_, answer) = activate(&mut anna, &id, "Sign in at https://evil.example").await;
    assert_eq!(answer.status, 422, "{answer:?}");
    assert_eq!(answer.json()["fields"][0]["field"], "notice", "{answer:?}");
    let active = "SELECT COUNT(*) FROM sso_configurations c JOIN companies o ON o.id = c.company_id
                  WHERE o.slug = 'initech' AND c.active = 1";
    assert_eq!((platform.count(active).await, platform.count(LEFT).await), (0, 0));
}
