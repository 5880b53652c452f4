//! The meter's question, `POST /api/password/estimate`.

use serde_json::json;

use crate::support::{GLOBEX, Platform};

#[tokio::test]
async fn the_meter_says_what_the_form_will_say() {
    let platform = Platform::with(GLOBEX).await;
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
        let answer = platform.browser().post("/api/password/estimate", &question).await;
        assert_eq!(answer.json(), json!({ "strength": strength }), "{password}");
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn long_input_costs_little_and_bad_input_is_refused() {
    let platform = Platform::with(GLOBEX).await;
    let long = json!({ "password": "ab1".repeat(20_000), "about": [] });
    let answer = platform.browser().post("/api/password/estimate", &long).await;
    assert_eq!(answer.json(), json!({ "strength": "too_long" }));
    let many = json!({ "password": "x".repeat(256), "about": vec!["y".repeat(2_000); 20] });
    let started = std::time::Instant::now();
    let answer = platform.browser().post("/api/password/estimate", &many).await;
    assert_eq!(answer.status, 200);
    assert!(started.elapsed().as_secs() < 3, "{:?}", started.elapsed());
    for bad in [
        json!({}),
        json!({ "password": null }),
        json!({ "password": ["x"] }),
        json!({ "password": "x", "about": "y" }),
    ] {
        let answer = platform.browser().post("/api/password/estimate", &bad).await;
        assert_eq!(
            (answer.status, answer.code().as_str()),
            (400, "malformed_request"),
            "{bad}"
        );
    }
    let mut foreign = platform.browser();
    foreign.headers = vec![("sec-fetch-site", "cross-site".into())];
    let answer = foreign
        .post("/api/password/estimate", &json!({ "password": "x" }))
        .await;
    assert_eq!(answer.code(), "cross_site_request");
}

/// More than wait in the queue are turned away at once, and signing in is not in their way.
#[tokio::test(flavor = "multi_thread")]
async fn a_flood_of_estimates_is_bounded_and_signing_in_goes_on() {
    let platform = Platform::with(GLOBEX).await;
    let question = json!({ "password": "qwertyuiop[]asdfghjkl;zxcvbnm,.".repeat(8), "about": [] });
    let flood = (0..300).map(|_| {
        let (mut browser, question) = (platform.browser(), question.clone());
        tokio::spawn(async move {
            let started = std::time::Instant::now();
            let answer = browser.post("/api/password/estimate", &question).await;
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
