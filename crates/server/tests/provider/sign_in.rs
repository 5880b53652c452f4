//! Sign-in in the middle of an authorization.

use serde_json::json;

use crate::app::{CALLBACK, agree, answer, goes_on_to, platform, request, settle};
use crate::support::PASSWORD;

#[tokio::test]
async fn the_sign_in_screen_names_the_app_and_leads_back_to_it() {
    let platform = platform().await;
    let mut browser = platform.browser();
    let begun = browser
        .get(&request(&[("login_hint", "grace@globex.example")]))
        .await;
    assert!(begun.location().starts_with("/sign-in?return_to="), "{begun:?}");
    for _ in 0..2 {
        let screen = browser.get(begun.location()).await;
        for shown in ["Company Expenses", "Acceptance", "grace@globex.example"] {
            assert!(screen.text().contains(shown), "{shown}: {}", screen.text());
        }
    }
    let place = begun.location().split_once('=').expect("a place").1;
    let place = url::form_urlencoded::parse(format!("x={place}").as_bytes())
        .next()
        .expect("a place")
        .1
        .into_owned();
    let body = json!({ "username": "grace@globex.example", "password": PASSWORD, "return_to": place });
    let next = browser.post("/api/sign-in/password", &body).await.json()["next"].clone();
    assert_eq!(next, json!(place));
    let page = browser.get(&place).await;
    let page = settle(&mut browser, page).await;
    let answer = answer(&agree(&mut browser, &page, &[]).await);
    assert!(
        answer.contains_key("code") && answer["state"] == "the state",
        "{answer:?}"
    );
}

#[tokio::test]
async fn without_a_script_a_page_goes_on_because_the_form_may_not_lead_away() {
    let platform = platform().await;
    let mut browser = platform.browser();
    let begun = browser.get(&request(&[])).await;
    let place = url::Url::parse(&format!("http://x{}", begun.location()))
        .expect("a URL")
        .query_pairs()
        .next()
        .expect("a place")
        .1
        .into_owned();
    let fields = [
        ("username", "grace@globex.example"),
        ("password", PASSWORD),
        ("return_to", place.as_str()),
    ];
    let page = browser.submit("/sign-in", &fields).await;
    assert_eq!(goes_on_to(&page), place);
}

#[tokio::test]
async fn another_browser_cannot_finish_it_and_a_second_tab_can() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let first = grace.get(&request(&[])).await.location().to_owned();
    let second = grace
        .get(&request(&[("state", "second")]))
        .await
        .location()
        .to_owned();
    let page = grace.get(&first).await;
    let stolen = [
        ("request", first.split_once('=').expect("an id").1),
        ("decision", "cancel"),
    ];
    // One who has begun nothing, and one who has a request of the same kind under way.
    for has_own in [false, true] {
        let mut thief = platform.grace().await;
        if has_own {
            let own = thief.get(&request(&[])).await;
            assert_eq!(thief.get(own.location()).await.status, 200);
        }
        for place in [
            first.clone(),
            first.replace("/consent", "/oauth/authorize/continue"),
        ] {
            let page = thief.get(&place).await;
            assert_eq!((page.status, page.location()), (400, ""), "{has_own} {place}");
        }
        let answer_to_thief = thief.submit("/consent", &stolen).await;
        assert_eq!(answer_to_thief.status, 400, "{has_own}");
    }
    assert_eq!(answer(&agree(&mut grace, &page, &[]).await)["state"], "the state");
    // The other tab goes on by itself: consent is there by now.
    let tab = grace
        .get(&second.replace("/consent", "/oauth/authorize/continue"))
        .await;
    assert!(tab.location().starts_with(CALLBACK), "{tab:?}");
    assert_eq!(answer(tab.location())["state"], "second");
}

#[tokio::test]
async fn an_expired_or_finished_request_offers_to_start_again_from_the_app() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let place = grace.get(&request(&[])).await.location().to_owned();
    let page = grace.get(&place).await;
    agree(&mut grace, &page, &[]).await;
    for place in [
        place.clone(),
        place.replace("/consent", "/oauth/authorize/continue"),
    ] {
        let over = grace.get(&place).await;
        assert_eq!(over.status, 400);
        assert!(
            over.text().contains("href=\"https://expenses.example/\""),
            "{}",
            over.text()
        );
    }
    let late = grace
        .get(&request(&[("prompt", "consent")]))
        .await
        .location()
        .to_owned();
    platform.clock.advance(61 * 60_000);
    assert_eq!(grace.get(&late).await.status, 400);
}

/// What stands in the field is what is sent, kept by password managers and shown: nothing in it may be invisible.
#[tokio::test]
async fn the_field_holds_a_hint_as_the_address_that_is_meant() {
    let platform = platform().await;
    for (hint, shown) in [
        ("gra\u{200b}ce@globex.example", "grace@globex.example"),
        ("mailto:Grace@globex.example", "Grace@globex.example"),
        ("grace＠globex.example\u{feff}", "grace@globex.example"),
        ("Gra\u{202e}ce", "Grace"),
    ] {
        let mut browser = platform.browser();
        let begun = browser.get(&request(&[("login_hint", hint)])).await;
        let screen = browser.get(begun.location()).await;
        let value = format!("value=\"{shown}\"");
        assert!(screen.text().contains(&value), "{hint:?}: {}", screen.text());
    }
}
