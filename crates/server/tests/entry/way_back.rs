//! Where one wanted to go when one had to sign up first, or had forgotten the password: an app's request waits for it.

use latchkey_test_browser::Answer;

use crate::mailbox::{NEW_PASSWORD, link_to, mails, open, sign_up_form};
use crate::support::{Browser, GLOBEX, PASSWORD, Platform};

const NORA: &str = "nora@globex.example";
const GRACE: &str = "grace@globex.example";
const CALLBACK: &str = "https://expenses.example/openid/callback";

async fn platform() -> Platform {
    let app = r#"
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    redirect_uris = ["https://expenses.example/openid/callback"]

      [[company.app.environment.access]]
      email = "grace@globex.example"
"#;
    Platform::with(&format!("{GLOBEX}{app}")).await
}

/// An app sends the browser here; returns the sign-in screen to which that leads.
async fn begun(browser: &mut Browser) -> Answer {
    begun_in(browser, "").await
}

/// The same by an app that wants its people to be spoken to in one of these languages.
async fn begun_in(browser: &mut Browser, ui_locales: &str) -> Answer {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", "expenses")
        .append_pair("redirect_uri", CALLBACK)
        .append_pair("response_type", "code")
        .append_pair("scope", "openid")
        .append_pair("state", "the state")
        .append_pair("ui_locales", ui_locales)
        .append_pair("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
        .append_pair("code_challenge_method", "S256")
        .finish();
    let begun = browser.get(&format!("/oauth/authorize?{query}")).await;
    browser.get(begun.location()).await
}

/// The address of the first link on a page that begins like this.
fn link_on(page: &Answer, begin: &str) -> String {
    let text = page.text();
    let marker = format!("href=\"{begin}");
    let at = text
        .find(&marker)
        .unwrap_or_else(|| panic!("no {begin} in {text}"))
        + 6;
    text[at..at + text[at..].find('"').expect("an end")].replace("&amp;", "&")
}

fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let marker = format!("name=\"{name}\" value=\"");
    let at = text
        .find(&marker)
        .unwrap_or_else(|| panic!("no {name} in {text}"))
        + marker.len();
    text[at..at + text[at..].find('"').expect("an end")].replace("&amp;", "&")
}

/// Asks for a link on the screen at `path`, as its form does; returns the way back that the form carries.
async fn ask(browser: &mut Browser, path: &str, address: &str) -> String {
    let screen = browser.get(path).await;
    let place = hidden(&screen, "return_to");
    let page = path.split('?').next().expect("a path");
    let fields = [("username", address), ("return_to", place.as_str())];
    let answer = browser.submit(page, &fields).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    for link in [page, "/sign-in"] {
        let link = link_on(&answer, link);
        assert!(link.contains("return_to=/oauth/authorize/continue"), "{link}");
    }
    place
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_up_leads_back_to_the_app_that_waits() {
    let platform = platform().await;
    let mut nora = platform.browser();
    let screen = begun(&mut nora).await;
    let place = ask(&mut nora, &link_on(&screen, "/sign-up"), NORA).await;
    assert!(place.starts_with("/oauth/authorize/continue?request="), "{place}");
    let link = link_to(&platform, NORA).await;
    assert!(!link.contains("return_to"), "the mail says nothing of it: {link}");
    let (page, _) = open(&mut nora, &link).await;
    let done = nora.submit(&page, &sign_up_form()).await;
    // The form's own policy would stop a redirect that leads on to the app: a page goes on by itself.
    assert_eq!(done.status, 200, "{done:?}");
    assert!(
        done.text().contains(&format!("0;url={place}\"")),
        "{}",
        done.text()
    );
    let next = nora.get(&place).await;
    assert_eq!(next.status, 403, "nobody has let her into the app yet: {next:?}");
    assert!(
        next.text().contains("Company Expenses") && next.text().contains(NORA),
        "{}",
        next.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_and_the_pages_of_their_links_speak_the_language_that_the_app_wants() {
    let platform = platform().await;
    for (way, address) in [("/sign-up", NORA), ("/reset-password", GRACE)] {
        let mut browser = platform.browser();
        let screen = begun_in(&mut browser, "de").await;
        let place = hidden(&screen, "return_to");
        let fields = [("username", address), ("return_to", place.as_str())];
        let asked = browser.submit(way, &fields).await;
        assert!(
            asked.text().contains("<html lang=\"de\""),
            "{way}: {}",
            asked.text()
        );
        let link = link_to(&platform, address).await;
        let sent = mails(&platform).await;
        assert_eq!(sent.last().expect("a mail").language.tag(), "de", "{way}");
        let (page, shown) = open(&mut browser, &link).await;
        let again = browser.submit(&page, &[("password", "short")]).await;
        assert_eq!(again.status, 422, "{again:?}");
        for page in [shown, again] {
            assert!(
                page.text().contains("<html lang=\"de\""),
                "{way}: {}",
                page.text()
            );
        }
    }
}

/// The request is the browser's that began it. Whoever opens the mail elsewhere has an account, and starts again.
#[tokio::test(flavor = "multi_thread")]
async fn in_another_browser_the_person_is_told_to_start_again() {
    let platform = platform().await;
    let mut nora = platform.browser();
    let screen = begun(&mut nora).await;
    let place = ask(&mut nora, &link_on(&screen, "/sign-up"), NORA).await;
    let link = link_to(&platform, NORA).await;
    let mut phone = platform.browser();
    let (page, _) = open(&mut phone, &link).await;
    assert_eq!(phone.submit(&page, &sign_up_form()).await.status, 200);
    assert!(phone.is_signed_in().await);
    let over = phone.get(&place).await;
    assert_eq!(over.status, 400);
    assert!(
        over.text().contains("<h1>Start again from the app</h1>"),
        "{}",
        over.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_leads_back_to_the_app_that_waits() {
    let platform = platform().await;
    let mut grace = platform.browser();
    let screen = begun(&mut grace).await;
    let place = ask(&mut grace, &link_on(&screen, "/reset-password"), GRACE).await;
    let link = link_to(&platform, GRACE).await;
    let (page, _) = open(&mut grace, &link).await;
    let done = grace.submit(&page, &[("password", NEW_PASSWORD)]).await;
    assert_eq!(done.status, 303, "{done:?}");
    let screen = grace.get(done.location()).await;
    for shown in ["Company Expenses", "Your new password is set.", GRACE] {
        assert!(screen.text().contains(shown), "{shown}: {}", screen.text());
    }
    assert_eq!(hidden(&screen, "return_to"), place);
    let fields = [
        ("username", GRACE),
        ("password", NEW_PASSWORD),
        ("return_to", place.as_str()),
    ];
    grace.submit("/sign-in", &fields).await;
    let consent = grace.get(&place).await;
    assert!(consent.location().starts_with("/consent?request="), "{consent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn own_paths_only_lead_back() {
    let platform = platform().await;
    for (number, evil) in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/sso/callback/x",
    ]
    .into_iter()
    .enumerate()
    {
        let mut browser = platform.browser();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("return_to", evil)
            .finish();
        for page in ["/sign-up", "/reset-password"] {
            let screen = browser.get(&format!("{page}?{query}")).await;
            let text = screen.text();
            // The link to the other language leads back to this page, and to nothing else.
            let repeats = ["name=\"return_to\"", "evil", "callback"]
                .iter()
                .any(|part| text.contains(part));
            assert!(!repeats, "{text}");
        }
        let address = format!("nora{number}@globex.example");
        let fields = [("username", address.as_str()), ("return_to", evil)];
        browser.submit("/sign-up", &fields).await;
        let (page, _) = open(&mut browser, &link_to(&platform, &address).await).await;
        // Nor where something else was written down.
        let mut transaction = platform.app.store.begin().await.expect("begins");
        let payload = serde_json::json!({ "return_to": evil }).to_string();
        let sql = "UPDATE mailed_links SET payload = $1 WHERE address = $2";
        let written = sqlx::query(sql)
            .bind(payload)
            .bind(&address)
            .execute(&mut *transaction)
            .await
            .expect("writes");
        assert_eq!(written.rows_affected(), 1);
        transaction.commit().await.expect("commits");
        let done = browser.submit(&page, &sign_up_form()).await;
        assert_eq!((done.status, done.location()), (303, "/"), "{evil}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_already_goes_on() {
    let platform = platform().await;
    let mut grace = platform.browser();
    grace.sign_in(GRACE, PASSWORD).await;
    let answer = grace.get("/sign-up?return_to=%2Fprofile").await;
    assert_eq!((answer.status, answer.location()), (303, "/profile"));
}

/// The screen sets the cookie, by script; here it is taken up once, and nothing but a username is.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_on_the_sign_in_screen_is_filled_in_once() {
    let platform = platform().await;
    for page in ["/sign-up", "/reset-password", "/sign-in"] {
        let mut browser = platform.browser();
        let typed = "n%C3%B6ra%40globex.example".to_owned();
        browser.cookies.insert("latchkey-username".into(), typed);
        let screen = browser.get(page).await;
        assert!(
            screen.text().contains("value=\"nöra@globex.example\""),
            "{}",
            screen.text()
        );
        assert!(
            !browser.cookies.contains_key("latchkey-username"),
            "it is taken away"
        );
        assert!(!browser.get(page).await.text().contains("globex.example"));
    }
    // As the address that is meant, and without what is not seen.
    for (typed, shown) in [
        ("gra%E2%80%8Bce%40globex.example%EF%BB%BF", "grace@globex.example"),
        ("mailto%3Agrace%EF%BC%A0globex.example", "grace@globex.example"),
        ("gra%E2%80%AEce", "grace"),
    ] {
        let mut browser = platform.browser();
        browser
            .cookies
            .insert("latchkey-username".into(), typed.to_owned());
        let screen = browser.get("/sign-up").await;
        assert!(
            screen.text().contains(&format!("value=\"{shown}\"")),
            "{typed}: {}",
            screen.text()
        );
    }
    for strange in ["%00", "%ff", "%0d%0aset-cookie%3a", &"x".repeat(321)] {
        let mut browser = platform.browser();
        browser
            .cookies
            .insert("latchkey-username".into(), strange.to_owned());
        let screen = browser.get("/sign-up").await;
        assert_eq!(screen.status, 200);
        assert!(
            screen.text().contains("value=\"\""),
            "{strange}: {}",
            screen.text()
        );
    }
}
