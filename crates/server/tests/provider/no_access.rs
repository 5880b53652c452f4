//! The page for those without access: people of the app's company are told who can give it; nobody else learns who works there.

use latchkey_test_browser::Answer;

use crate::app::{code, file, platform, request};
use crate::support::{PASSWORD, Platform};

const INITECH: &str = r#"
[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]

  [[company.account]]
  email = "peter@initech.example"
  first_name = "Peter"
  password = "correct horse battery staple"
"#;

async fn page(platform: &Platform, email: &str) -> Answer {
    let mut browser = platform.browser();
    assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
    let page = browser.get(&request(&[])).await;
    assert_eq!(page.status, 403, "{page:?}");
    page
}

fn with_contact(contact: &str) -> String {
    let marker = "    client_id = \"expenses\"\n";
    let line = format!("{marker}    support_contact = \"{contact}\"\n");
    format!("{}{INITECH}", file().replacen(marker, &line, 1))
}

#[tokio::test]
async fn a_stranger_sees_nobody_s_address() {
    let platform = Platform::with(&format!("{}{INITECH}", file())).await;
    let seen = page(&platform, "peter@initech.example").await;
    assert!(!seen.text().contains("globex.example"), "{}", seen.text());
    assert!(seen.text().contains("Ask whoever told you about this app"));
    let seen = page(&platform, "rob@globex.example").await;
    assert!(seen.text().contains("mailto:grace@globex.example"));
}

#[tokio::test]
async fn strangers_are_told_the_contact_that_the_team_has_set() {
    for (contact, link) in [
        (
            "help@expenses.example",
            "href=\"mailto:help@expenses.example?subject=Access%20to%20",
        ),
        (
            "https://expenses.example/help?a=1",
            "href=\"https://expenses.example/help?a=1\"",
        ),
    ] {
        let platform = Platform::with(&with_contact(contact)).await;
        let seen = page(&platform, "peter@initech.example").await;
        assert!(seen.text().contains(link), "{}", seen.text());
        assert!(!seen.text().contains("globex.example"));
        let seen = page(&platform, "rob@globex.example").await;
        assert!(seen.text().contains("mailto:grace@globex.example") && !seen.text().contains(link));
        platform.execute("DELETE FROM app_team_members").await;
        let seen = page(&platform, "rob@globex.example").await;
        assert!(
            seen.text().contains(link),
            "nobody else can be asked: {}",
            seen.text()
        );
    }
}

#[tokio::test]
async fn where_nobody_is_known_people_of_the_company_are_told_to_ask_there() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    platform.execute("DELETE FROM app_team_members").await;
    let seen = page(&platform, "rob@globex.example").await;
    assert!(seen.text().contains("at your company"), "{}", seen.text());
}
