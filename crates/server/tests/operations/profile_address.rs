//! Another address for an account: asked for, confirmed, stopped, refused.

use latchkey_server::cli::account::set_active;
use latchkey_server::mail::Message;
use serde_json::json;

use crate::queued::{mails, only};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform, acme};

const NEW: &str = "amazing@grace.example";

/// Another person's address at Globex.
const HEDY: &str = r#"
[[company]]
name = "Globex"
slug = "globex"

  [[company.account]]
  email = "hedy@globex.example"
  first_name = "Hedy"
  last_name = "Lamarr"
  password = "correct horse battery staple"
"#;

/// In a company without a proven domain, people choose their addresses.
fn globex_without_domains() -> String {
    GLOBEX.replace("domains = [\"globex.example\"]", "")
}

async fn ask(browser: &mut Browser, email: &str) -> latchkey_test_browser::Answer {
    let body = json!({ "email": email, "current_password": PASSWORD });
    browser.post("/api/profile/address", &body).await
}

async fn refused(browser: &mut Browser, email: &str) -> (u16, String, String) {
    let answer = ask(browser, email).await;
    let field = answer.json()["field"].as_str().unwrap_or_default().to_owned();
    (answer.status, answer.code(), field)
}

/// The links that were mailed: to the new address, and to the present one.
async fn links(platform: &Platform) -> (String, String) {
    let mails = mails(platform).await;
    let Message::ConfirmAddress { link, .. } = &only(&mails, "confirm_address").message else {
        panic!("no link")
    };
    let Message::AddressChangeAsked { stop, .. } = &only(&mails, "address_change_asked").message else {
        panic!("no link")
    };
    (link.clone(), stop.clone())
}

/// Opens a link and presses its button; returns what the page says.
async fn use_link(browser: &mut Browser, link: &str) -> (u16, String) {
    let passed = browser.follow(link).await;
    assert_eq!(passed.status, 303, "{passed:?}");
    let page = passed.location().to_owned();
    assert!(!page.contains("token"), "{page}");
    let shown = browser.get(&page).await;
    if shown.status != 200 {
        return (shown.status, shown.text().to_owned());
    }
    let done = browser.submit(&page, &[]).await;
    (done.status, done.text().to_owned())
}

async fn address_of(browser: &mut Browser) -> String {
    browser.get("/api/profile").await.json()["email"]
        .as_str()
        .expect("an address")
        .to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_changes_when_its_link_is_used_and_not_when_it_is_looked_at() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    assert_eq!(ask(&mut grace, NEW).await.status, 200);
    let mails_then = mails(&platform).await;
    assert_eq!(only(&mails_then, "confirm_address").to, NEW);
    assert_eq!(
        only(&mails_then, "address_change_asked").to,
        "grace@globex.example"
    );
    assert_eq!(grace.get("/api/profile").await.json()["pending_address"], NEW);

    // A mail scanner opens every link.
    let (confirm, _) = links(&platform).await;
    let mut scanner = platform.browser();
    let page = scanner.follow(&confirm).await.location().to_owned();
    assert!(scanner.get(&page).await.text().contains(NEW));
    assert_eq!(address_of(&mut grace).await, "grace@globex.example");

    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert_eq!(status, 200, "{said}");
    assert!(
        said.contains("Your address has changed") && said.contains(NEW),
        "{said}"
    );
    assert_eq!(address_of(&mut grace).await, NEW, "and the session goes on");
    assert_eq!(
        grace.get("/api/profile").await.json()["pending_address"],
        json!(null)
    );
    let told = mails(&platform).await;
    let told = told
        .iter()
        .filter(|mail| mail.message.kind() == "address_changed");
    let mut told = told.map(|mail| mail.to.as_str()).collect::<Vec<_>>();
    told.sort_unstable();
    assert_eq!(told, [NEW, "grace@globex.example"]);
    assert_eq!(platform.browser().sign_in(NEW, PASSWORD).await.status, 200);
    assert_eq!(
        platform
            .browser()
            .sign_in("grace@globex.example", PASSWORD)
            .await
            .status,
        401
    );
    for action in ["address_change_asked", "address_changed"] {
        let sql = if action == "address_changed" {
            "SELECT COUNT(*) FROM audit_events WHERE action = 'address_changed'"
        } else {
            "SELECT COUNT(*) FROM audit_events WHERE action = 'address_change_asked'"
        };
        assert_eq!(platform.count(sql).await, 1, "{action}");
    }
    // Once.
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert_eq!(status, 410, "{said}");
    assert!(said.contains("already confirmed or stopped"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_of_the_present_address_can_stop_it() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    ask(&mut grace, NEW).await;
    let (confirm, stop) = links(&platform).await;
    let (status, said) = use_link(&mut platform.browser(), &stop).await;
    assert!(status == 200 && said.contains("Your address stays"), "{said}");
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert_eq!(status, 410, "{said}");
    assert_eq!(address_of(&mut grace).await, "grace@globex.example");

    // The person can, too; and a newer wish takes the place of an older one.
    ask(&mut grace, "second@grace.example").await;
    assert_eq!(grace.delete("/api/profile/address").await.status, 200);
    assert_eq!(
        grace.get("/api/profile").await.json()["pending_address"],
        json!(null)
    );
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM mailed_links WHERE used_at_ms IS NULL AND replaced_at_ms IS NULL")
            .await,
        0
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_does_its_own_thing_only_and_not_for_ever() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    ask(&mut grace, NEW).await;
    let (confirm, stop) = links(&platform).await;
    // A link to keep the address, made into one that confirms.
    let (status, said) = use_link(
        &mut platform.browser(),
        &stop.replace("/keep-address", "/confirm-address"),
    )
    .await;
    assert!(status == 404 && said.contains("something else"), "{said}");
    let reset = confirm.replace("/confirm-address", "/reset-password");
    let (status, _) = use_link(&mut platform.browser(), &reset).await;
    assert_eq!(status, 404);
    let mangled = platform.browser().follow(&format!("{confirm}x")).await;
    assert_eq!(mangled.status, 404);
    assert!(mangled.text().contains("do not know this link"));
    // Another browser has the page's address and not the link.
    let mut browser = platform.browser();
    let page = browser.follow(&confirm).await.location().to_owned();
    let elsewhere = platform.browser().submit(&page, &[]).await;
    assert_eq!(elsewhere.status, 404);
    platform.clock.advance(24 * 3_600_000);
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert!(status == 410 && said.contains("This link has expired"), "{said}");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM accounts WHERE email = 'grace@globex.example'")
            .await,
        1
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_learns_whether_an_address_is_taken() {
    let platform = Platform::with(&globex_without_domains()).await;
    platform.import(HEDY).await;
    let mut answers = Vec::new();
    for email in ["hedy@globex.example", NEW] {
        let mut grace = platform.grace().await;
        let mut answer = ask(&mut grace, email).await;
        answer.headers.remove("x-request-id");
        let profile = grace.get("/api/profile").await.json();
        assert_eq!(profile["pending_address"], email);
        let to_grace = mails(&platform).await;
        let to_grace = to_grace.iter().filter(|mail| mail.to == "grace@globex.example");
        answers.push((
            answer.status,
            answer.headers.clone(),
            answer.body.clone(),
            to_grace.count(),
        ));
    }
    let (taken, free) = (&answers[0], &answers[1]);
    assert_eq!((taken.0, &taken.1, &taken.2), (free.0, &free.1, &free.2));
    assert_eq!(
        (taken.3, free.3),
        (1, 2),
        "the same mail to the present address, each time"
    );
    let mails = mails(&platform).await;
    assert_eq!(only(&mails, "address_in_use").to, "hedy@globex.example");
    assert_eq!(
        only(&mails, "confirm_address").to,
        NEW,
        "no link to take Hedy's address is mailed"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_somebody_took_meanwhile_stays_theirs() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    ask(&mut grace, "hedy@globex.example").await;
    let (confirm, _) = links(&platform).await;
    platform.import(HEDY).await;
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert!(
        status == 409 && said.contains("There is an account with this address"),
        "{said}"
    );
    assert_eq!(address_of(&mut grace).await, "grace@globex.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_that_sign_their_people_in_decide_about_addresses() {
    let platform = Platform::with(&globex_without_domains()).await;
    platform.import(&acme("https://idp.example")).await;
    let mut grace = platform.grace().await;
    assert_eq!(
        refused(&mut grace, "grace@acme.example").await,
        (422, "address_federated".into(), "email".into())
    );
    assert_eq!(
        refused(&mut grace, "grace@ACME.example.").await.1,
        "address_federated"
    );

    // Asked for before the domain was federated, confirmed after.
    ask(&mut grace, "grace@initech.example").await;
    let (confirm, _) = links(&platform).await;
    let initech = acme("https://idp.example")
        .replace("acme", "initech")
        .replace("Acme", "Initech");
    platform.import(&initech).await;
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert!(status == 409 && said.contains("own account page"), "{said}");
    assert_eq!(address_of(&mut grace).await, "grace@globex.example");

    // The account's own domain.
    let globex = acme("https://idp.example")
        .replace("acme", "globex")
        .replace("Acme", "Globex");
    platform.import(&globex).await;
    for (path, body) in [
        (
            "/api/profile/address",
            json!({ "email": NEW, "current_password": PASSWORD }),
        ),
        (
            "/api/profile/password",
            json!({ "current_password": PASSWORD, "password": "seven small kettles sing" }),
        ),
    ] {
        let answer = grace.post(path, &body).await;
        if answer.status == 401 {
            continue; // An activation may end sessions; then there is nothing to refuse.
        }
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (409, "managed_by_company"),
            "{path}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_new_address_is_refused() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    for (email, code) in [
        ("", "username_missing"),
        ("grace", "username_not_an_address"),
        (
            "grace@globex.example\r\nBcc: x@y.example",
            "username_not_an_address",
        ),
        (" grace@GLOBEX.example", "address_unchanged"),
    ] {
        assert_eq!(
            refused(&mut grace, email).await,
            (422, code.into(), "email".into()),
            "{email:?}"
        );
    }
    let body = json!({ "email": NEW, "current_password": "wrong" });
    assert_eq!(
        grace.post("/api/profile/address", &body).await.code(),
        "current_password_wrong"
    );
    assert!(mails(&platform).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_flooded_with_mails() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    for _ in 0..5 {
        assert_eq!(ask(&mut grace, NEW).await.status, 200);
    }
    let sixth = ask(&mut grace, NEW).await;
    assert_eq!(sixth.code(), "too_many_attempts");
    let sent = mails(&platform).await;
    assert_eq!(sent.iter().filter(|mail| mail.to == NEW).count(), 5);
}

/// Else a thief who asked for another address would come back by it after the owner has thrown them out.
#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_waits_is_over_when_the_password_changes_or_the_account_is_switched_off() {
    for with_password in [true, false] {
        let platform = Platform::with(&globex_without_domains()).await;
        let mut grace = platform.grace().await;
        ask(&mut grace, NEW).await;
        let (confirm, _) = links(&platform).await;
        if with_password {
            let body = json!({ "current_password": PASSWORD, "password": "seven small kettles sing" });
            assert_eq!(grace.post("/api/profile/password", &body).await.status, 200);
        } else {
            for active in [false, true] {
                let (store, clock) = (&platform.app.store, &platform.clock);
                let done = set_active(store, clock, "grace@globex.example", active).await;
                assert!(done.is_ok(), "{done:?}");
            }
        }
        let (status, said) = use_link(&mut platform.browser(), &confirm).await;
        assert_eq!(status, 410, "{said}");
        let moved = "SELECT COUNT(*) FROM accounts WHERE email = 'amazing@grace.example'";
        assert_eq!(platform.count(moved).await, 0);
    }
}

/// Whoever presses the button in somebody else's mail lends them the address, and must not lend them the company.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_into_a_company_by_an_address_comes_by_its_mailbox_alone() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    let mut transaction = platform.app.store.begin().await.expect("a transaction");
    let nobodys = "UPDATE accounts SET company_id = '00000000-0000-0000-0000-000000000000',
                   email = 'g@home.example', email_key = 'g@home.example', email_domain = 'home.example'
                   WHERE email = 'grace@globex.example'";
    sqlx::query(nobodys)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
    assert_eq!(ask(&mut grace, "somebody@globex.example").await.status, 200);
    let (confirm, _) = links(&platform).await;
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert_eq!(status, 200, "{said}");
    assert!(!grace.is_signed_in().await);
    let mut browser = platform.browser();
    assert_eq!(
        browser.sign_in("somebody@globex.example", PASSWORD).await.status,
        401
    );
}

/// Else an address of one's own choice would be a way round the company's identity provider, and out of its admins' sight.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_takes_an_address_outside_the_domains_of_the_company() {
    let platform = Platform::with(GLOBEX).await;
    let mut grace = platform.grace().await;
    for outside in [
        NEW,
        "grace@mail.globex.example",
        "grace@globex.example.evil.example",
    ] {
        assert_eq!(
            refused(&mut grace, outside).await,
            (422, "address_outside_company".into(), "email".into()),
            "{outside}"
        );
    }
    assert!(mails(&platform).await.is_empty());
    assert_eq!(ask(&mut grace, "hopper@globex.example").await.status, 200);

    // Asked for before the company had a domain, confirmed after.
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    ask(&mut grace, NEW).await;
    let (confirm, _) = links(&platform).await;
    platform.import(GLOBEX).await;
    let (status, said) = use_link(&mut platform.browser(), &confirm).await;
    assert_eq!(status, 409, "{said}");
    assert_eq!(address_of(&mut grace).await, "grace@globex.example");

    // A domain of others, from a company that has none.
    let platform = Platform::with(&globex_without_domains()).await;
    platform
        .import("[[company]]\nname = \"Initech\"\nslug = \"initech\"\ndomains = [\"initech.example\"]\n")
        .await;
    let mut grace = platform.grace().await;
    assert_eq!(
        refused(&mut grace, "grace@initech.example").await.1,
        "address_outside_company"
    );
}

/// Whoever has the mailbox of a new address may not be who asked for it.
#[tokio::test(flavor = "multi_thread")]
async fn the_mail_and_the_page_say_whose_account_wants_the_address() {
    let platform = Platform::with(&globex_without_domains()).await;
    let mut grace = platform.grace().await;
    ask(&mut grace, NEW).await;
    let sent = mails(&platform).await;
    let Message::ConfirmAddress {
        name,
        present_address,
        ..
    } = &only(&sent, "confirm_address").message
    else {
        panic!("no link")
    };
    assert_eq!(
        (name.as_str(), present_address.as_str()),
        ("Grace Hopper", "grace@globex.example")
    );
    let (confirm, _) = links(&platform).await;
    let mut browser = platform.browser();
    let page = browser.follow(&confirm).await.location().to_owned();
    let shown = browser.get(&page).await;
    for part in ["Grace Hopper", "grace@globex.example", "only if"] {
        assert!(shown.text().contains(part), "{part}: {}", shown.text());
    }
}
