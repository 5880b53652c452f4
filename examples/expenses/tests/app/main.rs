//! The sample app as its people see it, with a real OpenID provider behind it. Invariant: every page is asked for as somebody
//! who may see it and as somebody who may not.
#![allow(clippy::unwrap_used, reason = "a helper that finds nothing fails its test")]

use axum::Router;
use latchkey_app::{Ending, Latchkey, PlatformSettings, Settings, SignOn};
use latchkey_expenses::{Environment, LOCAL_PASSWORD, People, app};
use latchkey_fake_idp::{FakeIdp, FakeIdpConfig, Fault};
use serde_json::{Value, json};
use url::Url;

use latchkey_test_browser::{Answer, Browser};

struct Scene {
    idp: FakeIdp,
    latchkey: Latchkey,
    app: Router,
}

impl Scene {
    async fn new(sign_on: SignOn) -> Self {
        Self::with(sign_on, true).await
    }

    async fn with(sign_on: SignOn, is_on: bool) -> Self {
        let idp = FakeIdp::start(FakeIdpConfig {
            client_id: "expenses-acceptance".to_owned(),
            redirect_uris: vec!["http://localhost:8082/openid/callback".to_owned()],
            ..FakeIdpConfig::default()
        })
        .await
        .unwrap();
        let mut settings = Settings::new(Url::parse("http://localhost:8082/").unwrap());
        settings.app_name = "Company Expenses".to_owned();
        settings.sign_on = sign_on;
        let mut platform = PlatformSettings::new(&settings.app_url, idp.issuer(), "expenses-acceptance");
        platform.client_secret = Some(idp.config().client_secret.clone());
        settings.platform = Some(platform).filter(|_| is_on);
        let people = People::with_local_users();
        let latchkey = Latchkey::new(settings, people.clone());
        let app = app(&latchkey, people, &Environment("Acceptance".to_owned()));
        latchkey.start().await;
        Self { idp, latchkey, app }
    }

    fn browser(&self) -> Browser {
        Browser::at_app(self.app.clone())
    }

    /// Signs in through the platform, which says that these are the roles, and these the other apps.
    async fn sign_in(&self, email: &str, roles: &[&str], apps: Value) -> Browser {
        self.idp.clear_faults();
        self.idp.set_fault(Fault::UserInfoClaim {
            claim: "roles",
            value: json!(roles),
        });
        self.idp.set_fault(Fault::UserInfoClaim {
            claim: "apps",
            value: apps,
        });
        let mut browser = self.browser();
        let url = browser.get("/openid/login").await.leads_to();
        let callback = self.idp.complete_login(&url, email).unwrap();
        assert_eq!(browser.get(&callback).await.leads_to(), "/");
        browser
    }

    async fn sign_in_locally(&self, username: &str) -> Browser {
        let mut browser = self.browser();
        let answer = try_password(&mut browser, username, LOCAL_PASSWORD).await;
        assert_eq!(answer.leads_to(), "/", "{answer:?}");
        browser
    }
}

fn page() -> SignOn {
    SignOn::Page("/sign-on".to_owned())
}

async fn try_password(browser: &mut Browser, username: &str, password: &str) -> Answer {
    let form = format!(
        "username={username}&password={}&return_to=",
        password.replace(' ', "+")
    );
    browser.submit_text("/sign-on", &form).await
}

#[tokio::test]
async fn the_sign_on_screen_has_the_button_and_local_credentials() {
    let scene = Scene::new(page()).await;
    let mut browser = scene.browser();
    let way_in = browser.get("/expenses/1003").await.leads_to();
    assert_eq!(way_in, "/sign-on?return_to=%2Fexpenses%2F1003");
    let screen = browser.get(&way_in).await;
    screen.shows(200, "Sign in to Company Expenses");
    assert!(
        screen.text().contains(">Latchkey Account</button>"),
        "{}",
        screen.text()
    );
    assert_eq!(
        screen
            .text()
            .matches("name=\"return_to\" value=\"/expenses/1003\"")
            .count(),
        2,
        "{}",
        screen.text()
    );
    let policy = screen.headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
        "{policy}"
    );
    let on = browser
        .submit_text("/openid/login", "return_to=%2Fexpenses%2F1003")
        .await;
    let url = on
        .text()
        .split("0;url=")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .replace("&amp;", "&");
    let callback = scene.idp.complete_login(&url, "ada@acme.example").unwrap();
    assert_eq!(browser.get(&callback).await.leads_to(), "/expenses/1003");
    browser.get("/expenses/1003").await.shows(200, "Punched cards");
}

#[tokio::test]
async fn or_it_starts_by_itself() {
    let scene = Scene::new(SignOn::Platform).await;
    assert_eq!(
        scene.browser().get("/").await.leads_to(),
        "/openid/login?return_to=%2F"
    );
}

#[tokio::test]
async fn switched_off_only_local_credentials_are_offered() {
    let scene = Scene::with(page(), false).await;
    let screen = scene.browser().get("/sign-on").await;
    screen.shows(200, "Sign in to Company Expenses");
    assert!(!screen.text().contains("Latchkey"), "{}", screen.text());
    scene
        .sign_in_locally("petty.cash")
        .await
        .get("/")
        .await
        .shows(200, "Expenses");
}

#[tokio::test]
async fn a_wrong_pair_does_not_say_which_half() {
    let scene = Scene::new(page()).await;
    let mut browser = scene.browser();
    let wrong = try_password(&mut browser, "petty.cash", "wrong").await;
    let unknown = try_password(&mut browser, "who%22%3E", "wrong").await;
    assert_eq!((wrong.status, unknown.status), (401, 401));
    assert!(wrong.text().contains("Username or password is wrong."));
    assert_eq!(
        wrong.text().replace("petty.cash", "X"),
        unknown.text().replace("who&quot;&gt;", "X")
    );
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn my_account_tells_local_and_platform_users_apart() {
    let scene = Scene::new(page()).await;
    let ada = scene
        .sign_in("ada@acme.example", &["User"], Value::Null)
        .await
        .get("/account")
        .await;
    ada.shows(200, "My Account");
    assert!(
        ada.text().contains("Latchkey account") && ada.text().contains("ada@acme.example"),
        "{}",
        ada.text()
    );
    assert!(
        ada.text()
            .contains(&format!("href=\"{}/profile\"", scene.idp.issuer())),
        "{}",
        ada.text()
    );
    let local = scene.sign_in_locally("petty.cash").await.get("/account").await;
    assert!(
        local.text().contains("Local user") && !local.text().contains("/profile"),
        "{}",
        local.text()
    );
}

#[tokio::test]
async fn the_overview_is_for_administrators() {
    let scene = Scene::new(page()).await;
    let mut user = scene.sign_in("ada@acme.example", &["User"], Value::Null).await;
    assert!(!user.get("/").await.text().contains("User Overview"));
    for path in ["/users", "/users/office"] {
        user.get(path).await.shows(403, "This page is for administrators");
    }
    user.submit_text("/users/petty.cash", "administrator=yes")
        .await
        .shows(403, "This page is for administrators");
    let mut admin = scene
        .sign_in("grace@elsewhere.example", &["Administrator"], Value::Null)
        .await;
    let overview = admin.get("/users").await;
    overview.shows(200, "User Overview");
    for part in [
        "Ada Lovelace",
        "Grace Hopper",
        "Petty Cash",
        "Latchkey account",
        "Local user",
    ] {
        assert!(overview.text().contains(part), "{part}: {}", overview.text());
    }
}

#[tokio::test]
async fn users_of_the_platform_cannot_be_changed_here() {
    let scene = Scene::new(page()).await;
    scene.sign_in("ada@acme.example", &["User"], Value::Null).await;
    let mut admin = scene.sign_in_locally("office").await;
    let page = admin.get("/users/employee-3").await;
    page.shows(200, "Ada Lovelace");
    assert!(
        page.text().contains("This user is managed on Latchkey") && !page.text().contains("<form"),
        "{}",
        page.text()
    );
    let answer = admin.submit_text("/users/employee-3", "administrator=yes").await;
    answer.shows(409, "This user is managed on Latchkey");
    let overview = admin.get("/users").await;
    let overview = overview.text();
    assert_eq!(
        overview.matches(">User, Administrator<").count(),
        1,
        "the office alone: {overview}"
    );
}

#[tokio::test]
async fn local_users_are_changed_at_once() {
    let scene = Scene::new(page()).await;
    let mut admin = scene.sign_in_locally("office").await;
    let mut petty = scene.sign_in_locally("petty.cash").await;
    assert_eq!(
        admin
            .submit_text("/users/petty.cash", "administrator=yes")
            .await
            .leads_to(),
        "/users"
    );
    assert!(
        petty.get("/users").await.leads_to().starts_with("/sign-on"),
        "the old session has the old roles"
    );
    scene
        .sign_in_locally("petty.cash")
        .await
        .get("/users")
        .await
        .shows(200, "User Overview");
    admin
        .submit_text("/users/nobody", "")
        .await
        .shows(404, "There is nothing here");
}

#[tokio::test]
async fn the_switcher_leads_to_the_other_apps() {
    let scene = Scene::new(page()).await;
    let apps = json!([
        { "app": "Company Expenses", "environment": "Acceptance", "url": "http://localhost:8082/" },
        { "app": "Company Expenses", "environment": "Production", "url": "http://localhost:8083/" },
        { "app": "<b>Plans</b>", "environment": "Test", "url": "https://plans.example/?a=1&b=2" },
    ]);
    let page = scene
        .sign_in("ada@acme.example", &["User"], apps)
        .await
        .get("/")
        .await;
    let page = page.text();
    assert!(page.contains("href=\"http://localhost:8083/\""), "{page}");
    assert!(
        page.contains(
            "href=\"https://plans.example/?a=1&amp;b=2\" translate=\"no\">&lt;b&gt;Plans&lt;/b&gt;"
        ),
        "{page}"
    );
    assert!(
        !page.contains("href=\"http://localhost:8082/\""),
        "not to where one is: {page}"
    );
    assert!(page.contains(&format!("href=\"{}\"", scene.idp.issuer())));
}

#[tokio::test]
async fn names_are_text() {
    let scene = Scene::new(page()).await;
    scene.idp.set_fault(Fault::IdTokenClaim {
        claim: "name",
        value: json!("<script>alert(1)</script>"),
    });
    let mut browser = scene.browser();
    let url = browser.get("/openid/login").await.leads_to();
    scene.idp.set_fault(Fault::UserInfoClaim {
        claim: "name",
        value: json!("<script>alert(1)</script>"),
    });
    browser
        .get(&scene.idp.complete_login(&url, "ada@acme.example").unwrap())
        .await;
    let page = browser.get("/account").await;
    let page = page.text();
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script"),
        "{page}"
    );
}

#[tokio::test]
async fn nobody_learns_what_is_there_without_signing_in() {
    let scene = Scene::new(page()).await;
    for path in [
        "/",
        "/expenses/1003",
        "/account",
        "/users",
        "/users/office",
        "/nothing",
    ] {
        assert!(
            scene
                .browser()
                .get(path)
                .await
                .leads_to()
                .starts_with("/sign-on?"),
            "{path}"
        );
    }
    let mut local = scene.sign_in_locally("petty.cash").await;
    for path in [
        "/nothing",
        "/expenses/1",
        "/expenses/x",
        "/expenses/99999999999999",
    ] {
        local.get(path).await.shows(404, "There is nothing here");
    }
    let ending = Ending {
        user: Some("petty.cash".to_owned()),
        ..Ending::default()
    };
    assert_eq!(scene.latchkey.end_sessions(&ending).await.unwrap(), 1);
    assert!(local.get("/").await.leads_to().starts_with("/sign-on?"));
}
