//! The form with which somebody new gets an account. Invariant: it makes at most one account, for the browser that was at
//! the identity provider, and as long as what was decided there still holds.

use latchkey_fake_idp::{Person, demo_people};
use latchkey_test_browser::Answer;

use crate::flow_scene::{ADA, Scene, assert_refused};
use crate::support::{Browser, Platform, acme};

const ALAN: &str = "alan@acme.example";
/// Breaks out of an attribute, out of an element, and out of a script's JSON.
const MARKUP: &str = "\"'></script><img src=x onerror=alert(1)>";

/// A browser in front of the form, and the attempt that the form belongs to.
async fn at_the_form(scene: &Scene) -> (Browser, String) {
    let (browser, answer) = scene.sign_in_as(ALAN).await;
    let attempt = answer
        .location()
        .strip_prefix("/onboarding?attempt=")
        .unwrap_or_else(|| panic!("{answer:?}"));
    (browser, attempt.to_owned())
}

async fn send(browser: &mut Browser, attempt: &str, first_name: &str, last_name: &str) -> Answer {
    let fields = [
        ("attempt", attempt),
        ("first_name", first_name),
        ("last_name", last_name),
    ];
    browser.submit("/onboarding", &fields).await
}

/// Whether the page says that this field is wrong.
fn is_blamed(answer: &Answer, field: &str) -> bool {
    let (_, rest) = answer
        .text()
        .split_once(&format!("<input id=\"{field}\""))
        .expect("the field");
    let (input, _) = rest.split_once('>').expect("its end");
    input.contains("aria-invalid=\"true\"")
}

async fn accounts(scene: &Scene) -> i64 {
    scene.platform.count("SELECT count(*) FROM accounts").await
}

/// No account, no link, no session, and the person is told so on a page.
async fn assert_came_to_nothing(scene: &Scene, browser: &mut Browser, answer: &Answer, accounts_before: i64) {
    let is_told = answer.status == 400 || answer.location().starts_with("/sign-in/failed/");
    assert!(is_told, "{answer:?}");
    assert!(!browser.is_signed_in().await);
    assert_eq!((accounts(scene).await, scene.links().await), (accounts_before, 0));
}

#[tokio::test]
async fn the_form_makes_an_account_that_the_next_sign_in_finds() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (mut browser, attempt) = at_the_form(&scene).await;
    scene.platform.brand("acme", "Acme Works").await;
    let page = browser.get(&format!("/onboarding?attempt={attempt}")).await;
    assert!(page.text().contains(ALAN) && page.text().contains("Turing"));
    Platform::assert_branded(&page, "Acme Works");
    let answer = send(&mut browser, &attempt, " Alan Mathison ", "Turing").await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{answer:?}");
    let session = browser.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], ALAN);
    assert_eq!(session["account"]["first_name"], "Alan Mathison");
    let answer = send(&mut browser, &attempt, "Alan", "Turing").await;
    assert_eq!(
        (answer.status, answer.location()),
        (303, "/"),
        "pressed twice, it leads on"
    );
    assert!(
        answer.headers.get("set-cookie").is_none(),
        "and signs nobody in again: {answer:?}"
    );
    let (mut again, answer) = scene.sign_in_as(ALAN).await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    assert!(again.is_signed_in().await);
    assert_eq!((accounts(&scene).await, scene.links().await), (before + 1, 1));
}

#[tokio::test]
async fn the_form_is_worth_nothing_in_another_browser() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (mut browser, attempt) = at_the_form(&scene).await;
    let mut stranger = scene.platform.browser();
    let mut another = scene.platform.browser();
    another.start_sso(ADA).await;
    for thief in [&mut stranger, &mut another] {
        let answer = send(thief, &attempt, "Alan", "Turing").await;
        assert_refused(thief, &answer).await;
        let answer = send(thief, &attempt, "", "").await;
        assert!(!answer.text().contains(ALAN), "{}", answer.text());
        assert_came_to_nothing(&scene, thief, &answer, before).await;
    }
    for unknown in ["", "an-attempt-that-nobody-made", "%"] {
        let answer = send(&mut browser, unknown, "Alan", "Turing").await;
        assert_refused(&mut browser, &answer).await;
    }
    let answer = send(&mut browser, &attempt, "Alan", "Turing").await;
    assert_eq!(answer.location(), "/", "its own browser was not disturbed");
}

#[tokio::test]
async fn the_form_comes_too_late_after_a_quarter_of_an_hour() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (mut browser, attempt) = at_the_form(&scene).await;
    scene.platform.clock.advance(15 * 60_000);
    for (first_name, last_name) in [("Alan", "Turing"), ("", "")] {
        let answer = send(&mut browser, &attempt, first_name, last_name).await;
        assert_came_to_nothing(&scene, &mut browser, &answer, before).await;
    }
    let page = browser.get(&format!("/onboarding?attempt={attempt}")).await;
    assert_eq!((page.status, page.location()), (303, "/sign-in"));
}

#[tokio::test]
async fn a_configuration_that_is_changed_or_switched_off_meanwhile_vouches_for_nobody() {
    for is_changed in [true, false] {
        let scene = Scene::new().await;
        let before = accounts(&scene).await;
        let (mut browser, attempt) = at_the_form(&scene).await;
        if is_changed {
            let changed = acme(scene.idp.issuer()).replace("\"latchkey\"", "\"another-client\"");
            scene.platform.import(&changed).await;
        } else {
            scene.execute("UPDATE sso_configurations SET active = 0").await;
        }
        let answer = send(&mut browser, &attempt, "Alan", "Turing").await;
        assert_came_to_nothing(&scene, &mut browser, &answer, before).await;
    }
}

/// A double click, and a robot.
#[tokio::test]
async fn sent_many_times_at_once_it_makes_one_account() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (browser, attempt) = at_the_form(&scene).await;
    let tries = (0..8).map(|_| {
        let (mut browser, attempt) = (browser.clone(), attempt.clone());
        async move { send(&mut browser, &attempt, "Alan", "Turing").await }
    });
    let answers = futures_util::future::join_all(tries).await;
    let signed_in = answers.iter().filter(|answer| answer.location() == "/").count();
    assert_eq!(signed_in, 1, "{answers:?}");
    assert!(answers.iter().all(|answer| answer.status < 500), "{answers:?}");
    assert_eq!((accounts(&scene).await, scene.links().await), (before + 1, 1));
}

/// Somebody impatient: sends, gives up, sends again, and closes the page while the store is still busy.
#[tokio::test]
async fn whoever_hangs_up_has_the_account_all_the_same() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (browser, attempt) = at_the_form(&scene).await;
    // SQLite's one writer, and on PostgreSQL the company, which everybody holds who decides by its configuration.
    let mut in_the_way = scene.platform.app.store.begin().await.unwrap();
    sqlx::query("UPDATE companies SET name = name WHERE slug = 'acme'")
        .execute(&mut *in_the_way)
        .await
        .unwrap();
    for _ in 0..10 {
        let (mut browser, attempt) = (browser.clone(), attempt.clone());
        let sending = async move { send(&mut browser, &attempt, "Alan", "Turing").await };
        let answer = tokio::time::timeout(std::time::Duration::from_millis(50), sending).await;
        assert!(answer.is_err(), "the store is busy: {answer:?}");
    }
    in_the_way.commit().await.unwrap();
    let links = "SELECT count(*) FROM account_links";
    scene.platform.wait_until(links, 1).await;
    assert_eq!(accounts(&scene).await, before + 1);
}

#[tokio::test]
async fn two_forms_of_one_person_sent_at_once_make_one_account() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (mut first, first_attempt) = at_the_form(&scene).await;
    let (mut second, second_attempt) = at_the_form(&scene).await;
    let answers = futures_util::future::join(
        send(&mut first, &first_attempt, "Alan", "Turing"),
        send(&mut second, &second_attempt, "Alan", "Turing"),
    )
    .await;
    assert_eq!(
        (answers.0.location(), answers.1.location()),
        ("/", "/"),
        "{answers:?}"
    );
    assert!(first.is_signed_in().await && second.is_signed_in().await);
    assert_eq!((accounts(&scene).await, scene.links().await), (before + 1, 1));
}

#[tokio::test]
async fn names_that_cannot_be_are_shown_again_as_they_were_typed() {
    let scene = Scene::new().await;
    let before = accounts(&scene).await;
    let (mut browser, attempt) = at_the_form(&scene).await;
    let too_long = "ü".repeat(101);
    for (first_name, last_name, blamed) in [
        ("", "", "first_name"),
        ("   ", "\t", "first_name"),
        (too_long.as_str(), "Turing of Wilmslow", "first_name"),
        ("Alan of Maida Vale", too_long.as_str(), "last_name"),
        ("Al\u{7}an", "Turing of Wilmslow", "first_name"),
        ("Alan of Maida Vale", "Tur\u{0}ing", "last_name"),
        ("Alan of Maida Vale", "Tur\r\ning", "last_name"),
        ("", too_long.as_str(), "last_name"),
        (too_long.as_str(), too_long.as_str(), "first_name, last_name"),
    ] {
        let answer = send(&mut browser, &attempt, first_name, last_name).await;
        assert_eq!(answer.status, 422, "{first_name:?} {last_name:?}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        let blamed_on_the_page = ["first_name", "last_name"].map(|field| is_blamed(&answer, field));
        assert_eq!(
            blamed_on_the_page,
            ["first_name", "last_name"].map(|field| blamed.contains(field)),
            "{first_name:?} {last_name:?}: {}",
            answer.text()
        );
        for typed in [first_name, last_name] {
            let is_plain = !typed.contains(char::is_control);
            assert!(
                !is_plain || answer.text().contains(typed),
                "{typed:?} is kept: {}",
                answer.text()
            );
        }
        assert!(answer.text().contains(&attempt) && answer.text().contains(ALAN));
        assert!(!browser.is_signed_in().await);
    }
    assert_eq!((accounts(&scene).await, scene.links().await), (before, 0));
    let answer = send(&mut browser, &attempt, &"ü".repeat(100), "").await;
    assert_eq!(
        answer.location(),
        "/",
        "the attempt is still open, and one name is enough"
    );
}

#[tokio::test]
async fn markup_in_names_is_text() {
    let mut people = demo_people();
    people[1] = Person::new("idp-alan", ALAN, MARKUP, "Turing");
    let scene = Scene::with_people(people).await;
    let (mut browser, attempt) = at_the_form(&scene).await;
    let from_the_provider = browser.get(&format!("/onboarding?attempt={attempt}")).await;
    let typed = send(&mut browser, &attempt, MARKUP, &"x".repeat(101)).await;
    assert_eq!((from_the_provider.status, typed.status), (200, 422));
    for page in [&from_the_provider, &typed] {
        assert!(page.text().contains("onerror"), "it is shown: {}", page.text());
        for harm in ["\"'><", "'></script>"] {
            assert!(!page.text().contains(harm), "{harm}: {}", page.text());
        }
    }
    let answer = send(&mut browser, &attempt, MARKUP, "Turing").await;
    assert_eq!(answer.location(), "/", "{answer:?}");
    let session = browser.get("/api/session").await;
    assert_eq!(session.header("content-type"), "application/json");
    assert_eq!(session.json()["account"]["first_name"], MARKUP);
    let portal = browser.get("/").await;
    assert!(portal.status == 200 && !portal.text().contains("onerror"));
}
