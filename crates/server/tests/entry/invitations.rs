//! Invitations into an app: whom a list invites, what the mail's link leads to, and who may accept.

use latchkey_server::mail::Message;
use serde_json::{Value, json};

use crate::mailbox::{mails, open, sent, signed_up};
use crate::support::{Browser, GLOBEX, ORIGIN, PASSWORD, Platform};

pub(crate) const NORA: &str = "nora@elsewhere.example";
const MINUTE_MS: i64 = 60_000;

/// Globex, whose app Grace's team looks after; Max has access to Acceptance, Lin has not. Initech has an admin.
pub(crate) async fn platform() -> Platform {
    let account = |name: &str, at: &str, more: &str| {
        format!(
            "  [[company.account]]\n  email = \"{name}@{at}.example\"\n  first_name = \"{name}\"\n  last_name = \"Doe\"\n\
               password = \"{PASSWORD}\"\n{more}\n"
        )
    };
    let file = format!(
        r#"{GLOBEX}
{}{}
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"
  team = ["grace@globex.example"]

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    redirect_uris = ["https://expenses.example/callback"]
    roles = ["User", "Administrator"]

      [[company.app.environment.access]]
      email = "max@globex.example"
      roles = ["User"]

[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]
{}
"#,
        account("max", "globex", ""),
        account("lin", "globex", ""),
        account("admin", "initech", "company_admin = true"),
    );
    Platform::with(&file).await
}

pub(crate) async fn environment(grace: &mut Browser) -> String {
    let app = grace.get("/api/apps/company-expenses").await.json();
    let id = app["environments"][0]["id"].as_str().expect("a text").to_owned();
    format!("/api/environments/{id}")
}

pub(crate) async fn signed_in(platform: &Platform, email: &str) -> Browser {
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200, "{email}");
    browser
}

/// What was said of each address: what was typed, and the outcome.
fn outcomes(answer: &Value) -> Vec<(String, String)> {
    let items = answer["items"].as_array().unwrap_or_else(|| panic!("{answer}"));
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    items
        .iter()
        .map(|item| (text(&item["typed"]), text(&item["outcome"])))
        .collect()
}

pub(crate) async fn invite(
    grace: &mut Browser,
    place: &str,
    emails: &[&str],
    roles: &[&str],
) -> Vec<(String, String)> {
    let body = json!({ "emails": emails, "roles": roles });
    let answer = grace.post(&format!("{place}/invitations"), &body).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    outcomes(&answer.json())
}

/// The newest invitation that was mailed to `address`, as a path of the platform.
pub(crate) async fn link_to(platform: &Platform, address: &str) -> String {
    let mails = mails(platform).await;
    let mut links = mails.iter().rev().filter(|mail| mail.to == address);
    let link = links.find_map(|mail| match &mail.message {
        Message::Invitation { link, .. } => Some(link.clone()),
        _ => None,
    });
    let link = link.unwrap_or_else(|| panic!("no invitation for {address}"));
    link.strip_prefix(ORIGIN).expect("the platform's").to_owned()
}

/// States by address.
pub(crate) async fn states(grace: &mut Browser, place: &str) -> Vec<(String, String)> {
    let list = grace.get(&format!("{place}/invitations")).await.json();
    let items = list["items"].as_array().expect("a list").clone();
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    items
        .iter()
        .map(|item| (text(&item["email"]), text(&item["state"])))
        .collect()
}

async fn id_of(grace: &mut Browser, place: &str) -> String {
    let list = grace.get(&format!("{place}/invitations")).await.json();
    list["items"][0]["id"].as_str().expect("a text").to_owned()
}

pub(crate) fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn invitations_are_the_matter_of_those_who_manage_the_app() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    invite(&mut grace, &place, &[NORA], &["User"]).await;
    let one = format!("{place}/invitations/{}", id_of(&mut grace, &place).await);
    let invitees = json!({ "text": NORA });
    let invitations = json!({ "emails": ["lin@globex.example"], "roles": [] });
    let mut refused = Vec::new();
    for email in ["max@globex.example", "admin@initech.example", ""] {
        let mut other = match email {
            "" => platform.browser(),
            email => signed_in(&platform, email).await,
        };
        for answer in [
            other.post(&format!("{place}/invitees"), &invitees).await,
            other.post(&format!("{place}/invitations"), &invitations).await,
            other.get(&format!("{place}/invitations")).await,
            other.post(&format!("{one}/resend"), &json!({})).await,
            other.delete(&one).await,
        ] {
            refused.push((email, answer.status));
        }
    }
    let expected = |email: &'static str| [(email, if email.is_empty() { 401 } else { 404 }); 5];
    assert_eq!(
        refused,
        ["max@globex.example", "admin@initech.example", ""]
            .map(expected)
            .concat()
    );
    assert_eq!(sent(&platform).await, [(NORA.to_owned(), "invitation")]);
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "pending")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_list_says_of_each_address_what_inviting_it_would_do() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    invite(&mut grace, &place, &["lin@globex.example"], &[]).await;
    let text = "Nora <nora@elsewhere.example>; max@globex.example\nnobody\tLIN@globex.example, nora@elsewhere.example";
    let body = json!({ "text": text, "include_team": true });
    let answer = grace.post(&format!("{place}/invitees"), &body).await.json();
    assert_eq!(
        outcomes(&answer),
        [
            pair("Nora <nora@elsewhere.example>", "invited"),
            pair("max@globex.example", "has_access"),
            pair("nobody", "not_an_address"),
            pair("LIN@globex.example", "pending"),
            pair("nora@elsewhere.example", "repeated"),
            pair("grace@globex.example", "invited"),
        ]
    );
    let outside: Vec<_> = answer["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| item["outside_company"] == true)
        .collect();
    assert_eq!(outside, [true, false, false, false, true, false]);
    assert_eq!(sent(&platform).await.len(), 1, "reading invites nobody");
    let long = format!("{{\"text\":\"{}\"}}", "a@b.example,".repeat(1001));
    let json = Some("application/json");
    let too_many = grace
        .send(
            http::Method::POST,
            &format!("{place}/invitees"),
            json,
            long.into(),
        )
        .await;
    assert_eq!(
        (too_many.status, too_many.code().as_str()),
        (422, "too_many_entries")
    );
    // More than other bodies may have, and less than a megabyte.
    let spaces = format!("{{\"text\":\"{}a@b.example\"}}", " ".repeat(900_000));
    let taken = grace
        .send(
            http::Method::POST,
            &format!("{place}/invitees"),
            json,
            spaces.into(),
        )
        .await;
    assert_eq!(outcomes(&taken.json()), [pair("a@b.example", "invited")]);
    let much = format!("{{\"text\":\"{}\"}}", " ".repeat(1_100_000));
    let refused = grace
        .send(
            http::Method::POST,
            &format!("{place}/invitees"),
            json,
            much.into(),
        )
        .await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (413, "payload_too_large")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_mailed_once_until_it_is_sent_again() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    let list = [NORA, "max@globex.example", "nobody"];
    let first = invite(&mut grace, &place, &list, &["User"]).await;
    assert_eq!(
        first,
        [
            pair(NORA, "invited"),
            pair("max@globex.example", "has_access"),
            pair("nobody", "not_an_address")
        ]
    );
    let again = invite(&mut grace, &place, &list, &["User"]).await;
    assert_eq!(again[0], pair(NORA, "pending"));
    assert_eq!(sent(&platform).await, [(NORA.to_owned(), "invitation")]);
    let unknown = json!({ "emails": [NORA], "roles": ["Auditor"] });
    let refused = grace.post(&format!("{place}/invitations"), &unknown).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "changed_meanwhile")
    );

    let one = format!("{place}/invitations/{}", id_of(&mut grace, &place).await);
    let soon = grace.post(&format!("{one}/resend"), &json!({})).await;
    assert_eq!((soon.status, soon.code().as_str()), (429, "too_many_attempts"));
    let before = link_to(&platform, NORA).await;
    platform.clock.advance(10 * MINUTE_MS);
    assert_eq!(grace.post(&format!("{one}/resend"), &json!({})).await.status, 200);
    assert_eq!(sent(&platform).await.len(), 2);
    assert_eq!(
        platform.browser().get(&before).await.status,
        404,
        "the newer one has taken its place"
    );
    let mut nora = platform.browser();
    let (page, shown) = open(&mut nora, &link_to(&platform, NORA).await).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text().contains("grace@globex.example") && shown.text().contains("Company Expenses"));

    assert_eq!(grace.delete(&one).await.status, 200);
    assert_eq!(grace.delete(&one).await.status, 404);
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "withdrawn")]);
    let gone = nora.get(&page).await;
    assert_eq!(gone.status, 410);
    assert!(gone.text().contains("was taken back"), "{}", gone.text());
    platform.clock.advance(10 * MINUTE_MS);
    assert_eq!(
        invite(&mut grace, &place, &[NORA], &[]).await[0],
        pair(NORA, "invited")
    );
    platform.clock.advance(14 * 24 * 60 * MINUTE_MS);
    let mut grace = platform.grace().await;
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "expired")]);
    let mut nora = platform.browser();
    let (_, late) = open(&mut nora, &link_to(&platform, NORA).await).await;
    assert_eq!(late.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_new_signs_up_accepts_and_is_in() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    invite(&mut grace, &place, &[NORA], &["User"]).await;
    let link = link_to(&platform, NORA).await;
    let mut browser = platform.browser();
    let (page, shown) = open(&mut browser, &link).await;
    assert!(
        shown.text().contains("Sign in with this address"),
        "{}",
        shown.text()
    );
    assert!(
        shown.text().contains(&format!("/sign-in?return_to={page}")),
        "{}",
        shown.text()
    );
    // Where nobody is signed in nothing is accepted.
    assert_eq!(browser.submit(&page, &[("decision", "accept")]).await.status, 303);
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "pending")]);
    // Her mail may be read in another browser than the one that opened the invitation: her account opens it, too.
    let mut nora = signed_up(&platform, NORA).await;
    let ask = nora.get(&page).await;
    assert!(
        ask.text().contains("Accept and open Company Expenses"),
        "{}",
        ask.text()
    );
    let accepted = nora.submit(&page, &[("decision", "accept")]).await;
    assert_eq!(accepted.status, 200, "{accepted:?}");
    assert!(
        accepted.text().contains("https://expenses.example/"),
        "{}",
        accepted.text()
    );
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "accepted")]);
    let people = grace.get(&format!("{place}/people?search=nora")).await.json();
    assert_eq!(people["items"][0]["roles"], json!(["User"]), "{people}");
    let twice = nora.submit(&page, &[("decision", "accept")]).await;
    assert_eq!(twice.status, 410);
    let written =
        "SELECT COUNT(*) FROM audit_events WHERE action IN ('people_invited', 'invitation_accepted')";
    assert_eq!(platform.count(written).await, 2);
    // Removed, she can be invited anew.
    let path = format!(
        "{place}/people/{}",
        people["items"][0]["id"].as_str().expect("a text")
    );
    assert_eq!(grace.delete(&path).await.status, 200);
    platform.clock.advance(10 * MINUTE_MS);
    assert_eq!(
        invite(&mut grace, &place, &[NORA], &[]).await[0],
        pair(NORA, "invited")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_else_is_told_so_and_gets_nothing() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    invite(&mut grace, &place, &[NORA], &["Administrator"]).await;
    let link = link_to(&platform, NORA).await;
    let mut lin = signed_in(&platform, "lin@globex.example").await;
    let (page, shown) = open(&mut lin, &link).await;
    assert!(shown.text().contains("for another address"), "{}", shown.text());
    assert!(!shown.text().contains("Accept and open"), "{}", shown.text());
    assert_eq!(lin.submit(&page, &[("decision", "accept")]).await.status, 303);
    assert_eq!(states(&mut grace, &place).await, [pair(NORA, "pending")]);
    let people = grace.get(&format!("{place}/people")).await.json();
    assert_eq!(people["items"].as_array().expect("a list").len(), 1);
    let switched = lin.submit(&page, &[("decision", "switch")]).await;
    assert_eq!((switched.status, switched.location()), (303, page.as_str()));
    assert!(!lin.is_signed_in().await);
    assert!(lin.get(&page).await.text().contains("Sign in with this address"));
    // Without the link there is nothing to see, whatever is known of it.
    let mut max = signed_in(&platform, "max@globex.example").await;
    let elsewhere = max.get(&page).await;
    assert_eq!(elsewhere.status, 404);
    assert!(
        !elsewhere.text().contains("Company Expenses"),
        "{}",
        elsewhere.text()
    );
    for link in [
        "/invitations",
        "/invitations?token=unknown",
        "/invitations/unknown",
    ] {
        assert_eq!(max.get(link).await.status, 404, "{link}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_adds_to_what_somebody_has() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = environment(&mut grace).await;
    let lin = "lin@globex.example";
    invite(&mut grace, &place, &[lin], &["Administrator"]).await;
    let link = link_to(&platform, lin).await;
    // Meanwhile a file has given her something.
    let sql = "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
               SELECT e.id, a.id, '[\"User\"]', 0 FROM app_environments e, accounts a WHERE a.email = 'lin@globex.example'";
    platform.execute(sql).await;
    let mut browser = signed_in(&platform, lin).await;
    let (page, _) = open(&mut browser, &link).await;
    assert_eq!(browser.submit(&page, &[("decision", "accept")]).await.status, 200);
    let people = grace.get(&format!("{place}/people?search=lin")).await.json();
    assert_eq!(
        people["items"][0]["roles"],
        json!(["User", "Administrator"]),
        "{people}"
    );
}
