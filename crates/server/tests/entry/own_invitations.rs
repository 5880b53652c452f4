//! Invitations as whoever is signed in sees them, without the link in the mail: listed, accepted and declined by those alone whose verified
//! address was invited.

use serde_json::{Value, json};

use crate::invitations::{NORA, environment, invite, link_to, pair, platform, signed_in, states};
use crate::mailbox::{open, signed_up};
use crate::support::{Browser, Platform};

const LIN: &str = "lin@globex.example";
const MAX: &str = "max@globex.example";
const DECLINED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'invitation_declined'";
const ACCEPTED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'invitation_accepted'";

/// What waits for whoever is signed in.
async fn own(browser: &mut Browser) -> Vec<Value> {
    let answer = browser.get("/api/my-apps").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let waiting = answer.json()["invitations"].clone();
    waiting.as_array().cloned().unwrap_or_default()
}

fn path_of(invitation: &Value) -> String {
    format!(
        "/api/my-invitations/{}",
        invitation["id"].as_str().expect("a text")
    )
}

async fn accept(browser: &mut Browser, path: &str) -> u16 {
    browser.post(path, &json!({})).await.status
}

async fn decline(browser: &mut Browser, path: &str) -> u16 {
    browser.delete(path).await.status
}

async fn invited(platform: &Platform, emails: &[&str]) -> (Browser, String) {
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    invite(&mut grace, &place, emails, &["User"]).await;
    (grace, place)
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_invited_sees_it_and_accepts_without_the_mail() {
    let platform = platform().await;
    let (mut grace, place) = invited(&platform, &[LIN, NORA]).await;
    // Nora is new: she signs up with the address, and has shown by that mail that it is hers.
    for (email, mut browser) in [
        (LIN, signed_in(&platform, LIN).await),
        (NORA, signed_up(&platform, NORA).await),
    ] {
        let waiting = own(&mut browser).await;
        assert_eq!(waiting.len(), 1, "{email}");
        let one = &waiting[0];
        assert_eq!(
            (
                &one["app"],
                &one["environment"],
                &one["roles"],
                &one["invited_by"]
            ),
            (
                &json!("Company Expenses"),
                &json!("Acceptance"),
                &json!(["User"]),
                &json!("grace@globex.example")
            )
        );
        let path = path_of(one);
        assert_eq!(accept(&mut browser, &path).await, 200, "{email}");
        assert_eq!(accept(&mut browser, &path).await, 404, "once");
        assert_eq!(own(&mut browser).await, Vec::<Value>::new());
        let apps = browser.get("/api/my-apps").await.json();
        assert_eq!(apps["items"][0]["environment"], "Acceptance");
    }
    assert_eq!(platform.count(ACCEPTED).await, 2);
    assert_eq!(
        states(&mut grace, &place).await,
        [pair(LIN, "accepted"), pair(NORA, "accepted")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_s_invitation_is_not_there() {
    let platform = platform().await;
    let (mut grace, place) = invited(&platform, &[LIN]).await;
    let mut lin = signed_in(&platform, LIN).await;
    let path = path_of(&own(&mut lin).await[0]);
    for email in [MAX, "grace@globex.example", "admin@initech.example"] {
        let mut other = signed_in(&platform, email).await;
        assert_eq!(own(&mut other).await, Vec::<Value>::new(), "{email}");
        assert_eq!(accept(&mut other, &path).await, 404, "{email}");
        assert_eq!(decline(&mut other, &path).await, 404, "{email}");
    }
    // That one's person has said that Lin's address stands for theirs says nothing of Lin's mail.
    platform
        .execute(
            "INSERT INTO username_aliases (username_key, account_id, confirmed_at_ms)
             SELECT 'lin@globex.example', id, 0 FROM accounts WHERE email = 'max@globex.example'",
        )
        .await;
    let mut max = signed_in(&platform, MAX).await;
    assert_eq!(own(&mut max).await, Vec::<Value>::new());
    assert_eq!(accept(&mut max, &path).await, 404);
    assert_eq!(decline(&mut max, &path).await, 404);
    let page = path.replace("/api/my-invitations/", "/invitations/");
    assert_eq!(max.get(&page).await.status, 404);
    assert_eq!(max.submit(&page, &[("decision", "accept")]).await.status, 303);
    assert_eq!(platform.browser().post(&path, &json!({})).await.status, 401);
    assert_eq!(platform.browser().delete(&path).await.status, 401);
    for path in ["/api/my-invitations/made-up", "/api/my-invitations/%00"] {
        assert_ne!(accept(&mut max, path).await / 100, 5, "{path}");
        assert_ne!(decline(&mut max, path).await / 100, 5, "{path}");
    }
    assert_eq!(platform.count(ACCEPTED).await, 0);
    assert_eq!(states(&mut grace, &place).await, [pair(LIN, "pending")]);
    // With the link of the mail it is as the person has said.
    let (page, _) = open(&mut max, &link_to(&platform, LIN).await).await;
    assert_eq!(max.submit(&page, &[("decision", "accept")]).await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_invited_declines_until_invited_anew() {
    let platform = platform().await;
    let (mut grace, place) = invited(&platform, &[LIN, NORA]).await;
    let mut lin = signed_in(&platform, LIN).await;
    let path = path_of(&own(&mut lin).await[0]);
    let link = link_to(&platform, LIN).await;
    assert_eq!(decline(&mut lin, &path).await, 200);
    assert_eq!(own(&mut lin).await, Vec::<Value>::new());
    assert_eq!(decline(&mut lin, &path).await, 404, "once");
    assert_eq!(accept(&mut lin, &path).await, 404, "it has its answer");
    let (page, shown) = open(&mut lin, &link).await;
    assert!(
        shown.text().contains("This invitation was declined."),
        "{}",
        shown.text()
    );
    assert_eq!(lin.submit(&page, &[("decision", "accept")]).await.status, 410);
    assert_eq!(
        states(&mut grace, &place).await,
        [pair(LIN, "declined"), pair(NORA, "pending")]
    );
    let by_lin = "SELECT COUNT(*) FROM audit_events e JOIN accounts a ON a.id = e.actor_account_id
                  WHERE e.action = 'invitation_declined' AND a.email = 'lin@globex.example' AND e.company_id = a.company_id";
    assert_eq!(platform.count(by_lin).await, 1);
    let id = path.rsplit_once('/').expect("an identifier").1;
    let invitation = format!("{place}/invitations/{id}");
    assert_eq!(grace.delete(&invitation).await.status, 404, "nothing to withdraw");
    // Those who manage the app may ask once more; the address gets no second mail within ten minutes.
    let resend = format!("{invitation}/resend");
    assert_eq!(grace.post(&resend, &json!({})).await.status, 429);
    platform.clock.advance(10 * 60 * 1000);
    assert_eq!(grace.post(&resend, &json!({})).await.status, 200);
    assert_eq!(own(&mut lin).await.len(), 1);
    assert_eq!(accept(&mut lin, &path).await, 200);
    assert_eq!(decline(&mut lin, &path).await, 404, "accepted");
    assert_eq!(
        (platform.count(DECLINED).await, platform.count(ACCEPTED).await),
        (1, 1)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_over_waits_for_nobody() {
    let platform = platform().await;
    let (mut grace, place) = invited(&platform, &[LIN]).await;
    let mut lin = signed_in(&platform, LIN).await;
    let path = path_of(&own(&mut lin).await[0]);
    let id = path.rsplit_once('/').expect("an identifier").1.to_owned();
    assert_eq!(
        grace.delete(&format!("{place}/invitations/{id}")).await.status,
        200
    );
    assert_eq!(own(&mut lin).await, Vec::<Value>::new(), "withdrawn");
    assert_eq!(accept(&mut lin, &path).await, 404, "withdrawn");
    assert_eq!(decline(&mut lin, &path).await, 404, "withdrawn");
    platform
        .execute("UPDATE app_invitations SET withdrawn_at_ms = NULL, expires_at_ms = 1")
        .await;
    assert_eq!(own(&mut lin).await, Vec::<Value>::new(), "expired");
    assert_eq!(accept(&mut lin, &path).await, 404, "expired");
    assert_eq!(decline(&mut lin, &path).await, 404, "expired");
    platform
        .execute("UPDATE app_invitations SET expires_at_ms = 9000000000000")
        .await;
    assert_eq!(own(&mut lin).await.len(), 1);
    // What the invitation gives was given to her meanwhile: there is nothing to accept.
    platform
        .execute(
            "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
             SELECT e.id, a.id, '[\"User\"]', 0 FROM app_environments e, accounts a WHERE a.email = 'lin@globex.example'",
        )
        .await;
    assert_eq!(own(&mut lin).await, Vec::<Value>::new(), "given");
    platform
        .execute("UPDATE app_environments SET deleted_at_ms = 1")
        .await;
    assert_eq!(accept(&mut lin, &path).await, 404, "deleted");
    assert_eq!(decline(&mut lin, &path).await, 404, "deleted");
    assert_eq!(platform.count(ACCEPTED).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_nobody_has_verified_waits_for_the_mail() {
    let platform = platform().await;
    invited(&platform, &[LIN]).await;
    let mut lin = signed_in(&platform, LIN).await;
    let path = path_of(&own(&mut lin).await[0]);
    platform
        .execute("UPDATE email_domains SET proven_at_ms = NULL")
        .await;
    platform
        .execute("UPDATE accounts SET email_verified_at_ms = NULL")
        .await;
    assert_eq!(own(&mut lin).await, Vec::<Value>::new());
    assert_eq!(accept(&mut lin, &path).await, 404);
    assert_eq!(decline(&mut lin, &path).await, 404);
    let page = path.replace("/api/my-invitations/", "/invitations/");
    assert_eq!(lin.get(&page).await.status, 404);
    assert_eq!(platform.count(ACCEPTED).await, 0);
    // Who opens the link of the mail has shown what was missing.
    let (page, shown) = open(&mut lin, &link_to(&platform, LIN).await).await;
    assert!(
        shown.text().contains("Accept and open Company Expenses"),
        "{}",
        shown.text()
    );
    assert_eq!(lin.submit(&page, &[("decision", "accept")]).await.status, 200);
    assert_eq!(platform.count(ACCEPTED).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_form_behind_the_link_has_the_invited_address() {
    let platform = platform().await;
    invited(&platform, &[NORA]).await;
    let mut browser = platform.browser();
    let (page, _) = open(&mut browser, &link_to(&platform, NORA).await).await;
    let form = format!("/sign-in?return_to={page}");
    let said = browser.get(&form).await;
    assert!(
        said.text().contains("value=\"nora@elsewhere.example\""),
        "{}",
        said.text()
    );
    // In a browser that has not opened the link nobody learns the address.
    let said = platform.browser().get(&form).await;
    assert_eq!(said.status, 200);
    assert!(!said.text().contains(NORA), "{}", said.text());
}
