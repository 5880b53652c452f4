//! The meter's question, `POST /api/password/estimate`.

use serde_json::json;

use crate::mailbox::{ask, link_to, open};
use crate::support::{GLOBEX, Platform};

const METER: &str = "/api/password/estimate";

/// An estimate costs work: whoever may set no password is given none.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_given_no_estimate() {
    let platform = Platform::with(GLOBEX).await;
    let question = json!({ "password": "seven purple kettles under the bridge", "about": [] });
    let answer = platform.browser().post(METER, &question).await;
    assert_eq!((answer.status, answer.code().as_str()), (401, "not_signed_in"));

    let mut browser = platform.browser();
    ask(&mut browser, "/reset-password", "grace@globex.example").await;
    let link = link_to(&platform, "grace@globex.example").await;
    let (page, _) = open(&mut browser, &link).await;
    assert_eq!(
        browser.post(METER, &question).await.status,
        200,
        "at the link's form"
    );
    let answer = browser
        .submit(&page, &[("password", "seven purple kettles under the bridge")])
        .await;
    assert_eq!(answer.status, 303);
    assert_eq!(
        browser.post(METER, &question).await.status,
        401,
        "the link is used up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn estimates_are_counted_by_client_address() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.grace().await;
    assert_eq!(browser.post(METER, &json!({ "password": "x" })).await.status, 200);
    let scope = format!("estimate:{}", browser.address.ip());
    platform.seed_throttle(&scope, 599).await;
    let answer = browser.post(METER, &json!({ "password": "x" })).await;
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(!answer.header("retry-after").is_empty());
}

#[tokio::test]
async fn the_meter_says_what_the_form_will_say() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.grace().await;
    for (password, about, strength) in [
        ("short", json!([]), "too_short"),
        ("passwordpassword", json!([]), "guessable"),
        (
            "grace.hopper.globex",
            json!(["grace.hopper@globex.example"]),
            "guessable",
        ),
        ("Latchkey-Latchkey-1", json!([]), "guessable"),
        (
            "seven purple kettles under the bridge",
            json!(["grace@globex.example", ""]),
            "strong",
        ),
    ] {
        let question = json!({ "password": password, "about": about });
        let answer = browser.post(METER, &question).await;
        assert_eq!(answer.json(), json!({ "strength": strength }), "{password}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

/// What the form's answer knows of the person, the meter knows, too: else it would call good what is then refused.
#[tokio::test(flavor = "multi_thread")]
async fn the_meter_knows_the_person_as_the_form_does() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.grace().await;
    let own_name = json!({ "password": "GraceHopperGlobex2026", "about": [] });
    let answer = browser.post(METER, &own_name).await;
    assert_eq!(
        answer.json(),
        json!({ "strength": "guessable" }),
        "of whoever is signed in"
    );

    let mut browser = platform.browser();
    ask(&mut browser, "/reset-password", "grace@globex.example").await;
    let link = link_to(&platform, "grace@globex.example").await;
    let (page, _) = open(&mut browser, &link).await;
    let answer = browser.post(METER, &own_name).await;
    assert_eq!(
        answer.json(),
        json!({ "strength": "guessable" }),
        "of whom the link is for"
    );
    let answer = browser
        .submit(&page, &[("password", "GraceHopperGlobex2026")])
        .await;
    assert_eq!(answer.status, 422, "and so does the form");
}

#[tokio::test]
async fn long_input_costs_little_and_bad_input_is_refused() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.grace().await;
    let long = json!({ "password": "ab1".repeat(20_000), "about": [] });
    let answer = browser.post(METER, &long).await;
    assert_eq!(answer.json(), json!({ "strength": "too_long" }));
    let many = json!({ "password": "x".repeat(256), "about": vec!["y".repeat(2_000); 20] });
    let started = std::time::Instant::now();
    let answer = browser.post(METER, &many).await;
    assert_eq!(answer.status, 200);
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    for bad in [
        json!({}),
        json!({ "password": null }),
        json!({ "password": ["x"] }),
        json!({ "password": "x", "about": "y" }),
    ] {
        let answer = browser.post(METER, &bad).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "malformed_request"),
            "{bad}"
        );
    }
    let mut foreign = platform.browser();
    foreign.headers = vec![("sec-fetch-site", "cross-site".into())];
    let answer = foreign.post(METER, &json!({ "password": "x" })).await;
    assert_eq!(answer.code(), "cross_site_request");
}

/// More than wait in the queue are turned away at once, and signing in is not in their way.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_estimates_is_bounded_and_signing_in_goes_on() {
    let platform = Platform::with(GLOBEX).await;
    let question = json!({ "password": "qwertyuiop[]asdfghjkl;zxcvbnm,.".repeat(8), "about": [] });
    let grace = platform.grace().await;
    let flood = (0..300).map(|_| {
        let (mut browser, question) = (grace.clone(), question.clone());
        tokio::spawn(async move {
            let started = std::time::Instant::now();
            let answer = browser.post(METER, &question).await;
            (answer.status, started.elapsed())
        })
    });
    let flood = flood.collect::<Vec<_>>();
    let signed_in = platform
        .browser()
        .sign_in("grace@globex.example", crate::support::PASSWORD)
        .await;
    assert_eq!(signed_in.status, 200);
    let mut turned_away = 0;
    for answer in flood {
        match answer.await.expect("runs") {
            (200, _) => {}
            // At once, and not when the request's time is up.
            (503, elapsed) if elapsed.as_secs() < 10 => turned_away += 1,
            other => panic!("{other:?}"),
        }
    }
    assert!(turned_away > 0, "the queue has an end");
}
