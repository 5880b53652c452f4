//! The first start.

use latchkey_server::sign_in::set_up::first_link;

use crate::mailbox::{NEW_PASSWORD, open, signed_up};
use crate::support::{Browser, GLOBEX, ORIGIN, Platform};

const COMPANIES: &str = "SELECT COUNT(*) FROM companies WHERE slug <> '-'";

fn form() -> [(&'static str, &'static str); 5] {
    [
        ("company_name", "Müller & Söhne"),
        ("first_name", "Mia"),
        ("last_name", "Müller"),
        ("username", "Mia@mueller.example"),
        ("password", NEW_PASSWORD),
    ]
}

async fn printed(platform: &Platform) -> String {
    let link = first_link(&platform.app).await.expect("works").expect("a link");
    link.strip_prefix(ORIGIN).expect("the platform's").to_owned()
}

async fn at_the_form(platform: &Platform) -> (Browser, String) {
    let mut browser = platform.browser();
    let (page, shown) = open(&mut browser, &printed(platform).await).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    (browser, page)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_platform_becomes_a_working_one_from_the_link_alone() {
    let platform = Platform::with("").await;
    let (mut mia, page) = at_the_form(&platform).await;
    let answer = mia.submit(&page, &form()).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{answer:?}");
    let session = mia.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], "Mia@mueller.example");
    let admins = "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id
                  WHERE a.company_admin = 1 AND c.slug = 'muller-sohne'";
    assert_eq!(platform.count(admins).await, 1);
    let written = "SELECT COUNT(*) FROM audit_events WHERE action IN ('company_created', 'account_created', 'signed_in')";
    assert_eq!(platform.count(written).await, 3);
    let unproven = "SELECT COUNT(*) FROM email_domains";
    assert_eq!(platform.count(unproven).await, 0, "nobody has proven a domain");
    assert_eq!(
        platform
            .browser()
            .sign_in("mia@mueller.example", NEW_PASSWORD)
            .await
            .status,
        200
    );
    assert!(
        first_link(&platform.app).await.expect("works").is_none(),
        "there is no second first start"
    );
    for path in ["/set-up", &page] {
        let answer = platform.browser().get(path).await;
        assert_eq!(answer.status, 404);
        assert!(
            answer.text().contains("There is nothing here"),
            "the page is gone: {}",
            answer.text()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_start_takes_the_old_link_s_place() {
    let platform = Platform::with("").await;
    let old = printed(&platform).await;
    let mut browser = platform.browser();
    let (page, _) = open(&mut browser, &old).await;
    printed(&platform).await;
    let answer = browser.submit(&page, &form()).await;
    assert_eq!(answer.status, 410, "{answer:?}");
    assert_eq!(platform.count(COMPANIES).await, 0);
    let answer = platform.browser().get("/set-up").await;
    assert_eq!(answer.status, 404);
    assert!(
        answer.text().contains("it prints a new link"),
        "{}",
        answer.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_at_once_one_wins() {
    let platform = Platform::with("").await;
    let (browser, page) = at_the_form(&platform).await;
    let presses = (0..5).map(|_| {
        let (mut browser, page) = (browser.clone(), page.clone());
        async move { browser.submit(&page, &form()).await.status }
    });
    let mut statuses = futures_util::future::join_all(presses).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410, 410, 410, 410]);
    assert_eq!(platform.count(COMPANIES).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_that_was_imported_meanwhile_ends_it() {
    let platform = Platform::with("").await;
    let (mut browser, page) = at_the_form(&platform).await;
    platform.import(GLOBEX).await;
    let answer = browser.submit(&page, &form()).await;
    assert_eq!(answer.status, 410);
    assert!(answer.text().contains("set up already"), "{}", answer.text());
    assert_eq!(platform.count(COMPANIES).await, 1);
    assert!(!browser.is_signed_in().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_told_next_to_the_field_and_what_was_typed_stays() {
    let platform = Platform::with("").await;
    signed_up(&platform, "nora@mueller.example").await;
    let (mut browser, page) = at_the_form(&platform).await;
    for (field, value, error) in [
        ("company_name", " ", "company_name-error"),
        ("first_name", "\u{1}", "first_name-error"),
        ("username", "mia", "username-error"),
        ("username", "nora@mueller.example", "username-error"),
        ("password", "Müller Müller Mia", "password-error"),
    ] {
        let mut form = form();
        form.iter_mut()
            .filter(|(name, _)| *name == field)
            .for_each(|pair| pair.1 = value);
        let answer = browser.submit(&page, &form).await;
        assert_eq!(answer.status, 422, "{field} {value}");
        let place = format!("<div id=\"{error}\"><p class=\"field-error\">");
        assert!(answer.text().contains(&place), "{place}: {}", answer.text());
        assert!(!answer.text().contains(NEW_PASSWORD));
        if field != "company_name" {
            assert!(
                answer.text().contains("value=\"Müller &amp; Söhne\""),
                "{}",
                answer.text()
            );
        }
    }
    assert_eq!(platform.count(COMPANIES).await, 0);
    assert_eq!(browser.submit(&page, &form()).await.status, 303);
}

/// A form that nobody on earth can use would only be tried again and again.
#[tokio::test(flavor = "multi_thread")]
async fn before_it_is_set_up_nobody_is_asked_to_sign_in() {
    let platform = Platform::with("").await;
    let mut browser = platform.browser();
    assert_eq!(browser.get("/").await.location(), "/sign-in");
    let page = browser.get("/sign-in").await;
    assert!(page.text().contains("<h1>Not set up yet</h1>"), "{}", page.text());
    for absent in ["<form", "href=\"/sign-up", "href=\"/sign-in"] {
        assert!(!page.text().contains(absent), "{absent}");
    }
    platform.import(GLOBEX).await;
    assert!(browser.get("/sign-in").await.text().contains("name=\"username\""));
}

/// Without WebAssembly the answer is all that tells what is wrong: it tells everything, and that the password is gone.
#[tokio::test(flavor = "multi_thread")]
async fn all_that_is_wrong_is_told_at_once() {
    let platform = Platform::with("").await;
    let (mut browser, page) = at_the_form(&platform).await;
    let empty = ["company_name", "first_name", "last_name", "username", "password"].map(|name| (name, ""));
    let answer = browser.submit(&page, &empty).await;
    for words in [
        "Enter the name of the company.",
        "Enter your name.",
        "Enter your email address, like ada@acme.example.",
        "Enter your password.",
    ] {
        assert!(answer.text().contains(words), "{words} in {}", answer.text());
    }
    let mut good_password = form();
    good_password[1].1 = "";
    good_password[2].1 = "";
    let answer = browser.submit(&page, &good_password).await;
    assert!(
        answer.text().contains("Enter your name.") && answer.text().contains("Enter your password again"),
        "{}",
        answer.text()
    );
    assert_eq!(platform.count(COMPANIES).await, 0);
}
