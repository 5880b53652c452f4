//! Sign-ins that an identity provider begins, and answers that nobody here asked for. Invariant: any page can lead a browser to either, and
//! neither signs anybody in by itself, leads elsewhere, goes round in circles or tells who is known here.

use axum::http::{Request, header};
use latchkey_fake_idp::{Endpoint, Fault, Trouble, demo_people};

use crate::flow_scene::{ADA, Scene, assert_begins_anew, assert_refused, idp_of, parameter, with, without};
use crate::support::{Browser, GLOBEX, ORIGIN, Platform, acme};

const ATTEMPTS: &str = "SELECT COUNT(*) FROM sign_in_attempts";

fn start(parameters: &[(&str, &str)]) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("/sso/start?{query}")
}

/// From the start address to the end, as Ada.
async fn arrive(scene: &Scene, browser: &mut Browser, address: &str) -> String {
    let left = browser.get(address).await;
    assert_eq!(left.status, 303, "{left:?}");
    let back = scene.idp.complete_login(left.location(), ADA).unwrap();
    browser.follow(&back).await.location().to_owned()
}

#[tokio::test]
async fn a_tile_at_the_identity_provider_leads_to_the_page_that_it_names() {
    let scene = Scene::new().await;
    let issuer = scene.idp.issuer();
    let slash = format!("{issuer}/");
    let absolute = format!("{ORIGIN}/profile?tab=1");
    for (address, lands) in [
        (start(&[("iss", issuer)]), "/"),
        (
            start(&[("iss", &slash), ("target_link_uri", "/profile")]),
            "/profile",
        ),
        (
            start(&[("iss", issuer), ("target_link_uri", &absolute)]),
            "/profile?tab=1",
        ),
        (
            "/sso/start/acme?target_link_uri=%2Fprofile".to_owned(),
            "/profile",
        ),
        (format!("/sso/start/acme?iss={slash}"), "/"),
    ] {
        let mut browser = scene.platform.browser();
        assert_eq!(arrive(&scene, &mut browser, &address).await, lands, "{address}");
        assert!(browser.is_signed_in().await);
    }
    let mut browser = scene.platform.browser();
    let left = browser
        .get(&start(&[("iss", issuer), ("login_hint", "ada at work")]))
        .await;
    assert_eq!(parameter(left.location(), "login_hint"), "ada at work");
}

/// Entra ID's discovery URL may name the application; the issuer is without that.
#[tokio::test]
async fn an_issuer_is_known_whose_endpoint_was_stored_with_a_query() {
    let scene = Scene::new().await;
    let issuer = scene.idp.issuer().to_owned();
    for endpoint in [
        format!("{issuer}?appid=1"),
        format!("{issuer}/?appid=1"),
        format!("{issuer}/.well-known/openid-configuration?appid=1"),
    ] {
        scene
            .platform
            .execute(&format!(
                "UPDATE sso_configurations SET endpoint_url = '{endpoint}' WHERE active = 1"
            ))
            .await;
        let mut browser = scene.platform.browser();
        let left = browser.get(&start(&[("iss", &issuer)])).await;
        assert!(left.location().starts_with(&issuer), "{endpoint}: {left:?}");
        // What only begins alike is another issuer.
        let shorter = &issuer[..issuer.len() - 1];
        for other in [shorter, &format!("{issuer}x"), &format!("{issuer}/x")] {
            let led = browser.get(&start(&[("iss", other)])).await;
            assert!(led.location().starts_with("/sign-in"), "{other}: {led:?}");
        }
    }
}

#[tokio::test]
async fn a_form_of_another_site_comes_as_its_own_get() {
    let scene = Scene::new().await;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("iss", scene.idp.issuer())
        .finish();
    for path in ["/sso/start", "/sso/start/acme"] {
        let mut browser = scene.platform.browser();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "cross-site")
            .body(form.clone().into())
            .unwrap();
        let led = browser.send_request(request).await;
        assert_eq!(led.location(), format!("{path}?{form}"), "{led:?}");
        assert_eq!(arrive(&scene, &mut browser, led.location()).await, "/");
    }
}

#[tokio::test]
async fn what_is_not_known_here_leads_to_the_sign_in_page() {
    let scene = Scene::new().await;
    scene
        .execute("UPDATE sso_configurations SET active = 0 WHERE company_id IN (SELECT id FROM companies WHERE slug = 'globex')")
        .await;
    let issuer = scene.idp.issuer().to_owned();
    let before = scene.platform.count(ATTEMPTS).await;
    for address in [
        "/sso/start".to_owned(),
        start(&[("iss", "https://unknown.example"), ("login_hint", ADA)]),
        start(&[("iss", "no address"), ("login_hint", ADA)]),
        start(&[("login_hint", ADA)]),
        start(&[("iss", &issuer), ("iss", "https://unknown.example")]),
        "/sso/start/nobody".to_owned(),
        "/sso/start/globex".to_owned(),
        "/sso/start/acme?iss=https%3A%2F%2Funknown.example".to_owned(),
    ] {
        let mut browser = scene.platform.browser();
        let answer = browser.get(&address).await;
        assert_eq!((answer.status, answer.location()), (303, "/sign-in"), "{address}");
        assert!(
            !answer.headers.contains_key(header::SET_COOKIE),
            "{address}: {answer:?}"
        );
    }
    assert_eq!(scene.platform.count(ATTEMPTS).await, before);
}

#[tokio::test]
async fn a_target_elsewhere_leads_home() {
    let scene = Scene::new().await;
    for target in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/#http://localhost:8080/",
        "javascript:alert(1)",
        "/sso/start/acme",
        "/sign-in",
    ] {
        let address = start(&[("iss", scene.idp.issuer()), ("target_link_uri", target)]);
        let mut browser = scene.platform.browser();
        assert_eq!(arrive(&scene, &mut browser, &address).await, "/", "{target}");
    }
    let unknown = start(&[
        ("iss", "https://unknown.example"),
        ("target_link_uri", "/profile"),
    ]);
    let answer = scene.platform.browser().get(&unknown).await;
    assert_eq!(answer.location(), "/sign-in?return_to=%2Fprofile");
}

#[tokio::test]
async fn what_is_no_navigation_begins_nothing() {
    let scene = Scene::new().await;
    let address = start(&[("iss", scene.idp.issuer())]);
    for headers in [
        vec![("sec-fetch-dest", "image"), ("sec-fetch-mode", "no-cors")],
        vec![("sec-fetch-dest", "iframe"), ("sec-fetch-mode", "navigate")],
        vec![("sec-purpose", "prefetch")],
    ] {
        let mut browser = scene.platform.browser();
        browser.headers = headers
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        assert_eq!(browser.get(&address).await.status, 403, "{headers:?}");
        // Nor does an answer that nobody asked for.
        let answer = browser.get("/sso/callback/acme?code=x&state=unknown").await;
        assert_eq!(answer.status, 400, "{headers:?}");
    }
    assert_eq!(scene.platform.count(ATTEMPTS).await, 0);
}

#[tokio::test]
async fn who_is_signed_in_already_goes_straight_there() {
    let scene = Scene::new().await;
    let (mut ada, _) = scene.sign_in_as(ADA).await;
    let attempts = scene.platform.count(ATTEMPTS).await;
    for hint in ["", "not an address", "Ada@Acme.example"] {
        let address = start(&[
            ("iss", scene.idp.issuer()),
            ("login_hint", hint),
            ("target_link_uri", "/profile"),
        ]);
        assert_eq!(ada.get(&address).await.location(), "/profile", "{hint}");
    }
    assert_eq!(scene.platform.count(ATTEMPTS).await, attempts);
    let another = start(&[("iss", scene.idp.issuer()), ("login_hint", "alan@acme.example")]);
    assert!(ada.get(&another).await.location().starts_with(scene.idp.issuer()));
}

/// Any page can hold such a link, also one that a company made which wants others to work in its account.
#[tokio::test]
async fn who_is_signed_in_as_somebody_else_is_asked_first() {
    let scene = Scene::new().await;
    let mut grace = scene.platform.grace().await;
    let asked = arrive(&scene, &mut grace, &start(&[("iss", scene.idp.issuer())])).await;
    assert!(asked.starts_with("/sign-in/mismatch?attempt="), "{asked}");
    let session = grace.get("/api/session").await.json();
    assert_eq!(session["account"]["email"], "grace@globex.example", "{session}");
}

#[tokio::test]
async fn where_companies_share_an_issuer_the_address_says_which() {
    let idp = idp_of("acme", demo_people()).await;
    let initech = acme(idp.issuer())
        .replace("acme", "initech")
        .replace("Acme", "Initech");
    let platform = Platform::with(&format!("{GLOBEX}{}{initech}", acme(idp.issuer()))).await;
    let callback_of = |hint: &str| {
        let address = start(&[("iss", idp.issuer()), ("login_hint", hint)]);
        let mut browser = platform.browser();
        async move { browser.get(&address).await.location().to_owned() }
    };
    for company in ["acme", "initech"] {
        let left = callback_of(&format!("ada@{company}.example")).await;
        assert!(
            parameter(&left, "redirect_uri").ends_with(&format!("/sso/callback/{company}")),
            "{left}"
        );
    }
    for hint in ["", "ada@globex.example"] {
        assert_eq!(callback_of(hint).await, "/sign-in", "{hint}");
    }
}

#[tokio::test]
async fn an_identity_provider_that_is_down_is_said_on_the_sign_in_page() {
    let scene = Scene::new().await;
    scene
        .idp
        .set_fault(Fault::Endpoint(Endpoint::Discovery, Trouble::Status(503)));
    let answer = scene.platform.browser().get("/sso/start/acme").await;
    assert_eq!(answer.status, 503, "{}", answer.text());
    assert!(answer.text().contains("<form"), "{}", answer.text());
    assert_eq!(scene.platform.count(ATTEMPTS).await, 0);
}

/// A bookmark, the way back in the history, or an identity provider that sends people without having been asked.
#[tokio::test]
async fn an_answer_that_nobody_asked_for_leads_to_a_sign_in() {
    let scene = Scene::new().await;
    for answer in ["", "?code=x", "?code=x&state=unknown"] {
        let mut browser = scene.platform.browser();
        let led = browser.get(&format!("/sso/callback/acme{answer}")).await;
        assert_begins_anew(&mut browser, &led).await;
        assert_eq!(
            arrive(&scene, &mut browser, led.location()).await,
            "/",
            "{answer}"
        );
        assert!(browser.is_signed_in().await);
        // Once more, by somebody who is signed in.
        browser.cookies.remove("latchkey-begun-anew");
        let led = browser.get(&format!("/sso/callback/acme{answer}")).await;
        assert_eq!(browser.get(led.location()).await.location(), "/");
    }
}

#[tokio::test]
async fn who_comes_too_late_begins_anew_with_what_was_typed_and_wanted() {
    let scene = Scene::new().await;
    let mut browser = scene.platform.browser();
    let asked = serde_json::json!({ "username": ADA, "return_to": "/profile" });
    let url = browser.post("/api/sign-in/sso", &asked).await.json()["redirect_to"]
        .as_str()
        .unwrap()
        .to_owned();
    let back = scene.idp.complete_login(&url, ADA).unwrap();
    scene.platform.clock.advance(15 * 60_000);
    scene.idp.set_clock_offset(15 * 60);
    let led = browser.follow(&back).await;
    assert_begins_anew(&mut browser, &led).await;
    assert!(!led.location().contains("ada"), "{led:?}");
    let left = browser.get(led.location()).await;
    assert_eq!(parameter(left.location(), "login_hint"), ADA);
    let back = scene.idp.complete_login(left.location(), ADA).unwrap();
    assert_eq!(browser.follow(&back).await.location(), "/profile");
}

#[tokio::test]
async fn an_identity_provider_that_loses_the_state_is_asked_once_more_and_no_further() {
    let scene = Scene::new().await;
    let (mut browser, callback) = scene.at_the_idp().await;
    let led = browser.follow(&without(&callback, "state")).await;
    assert_begins_anew(&mut browser, &led).await;
    let left = browser.get(led.location()).await;
    let back = scene.idp.complete_login(left.location(), ADA).unwrap();
    let answer = browser.follow(&without(&back, "state")).await;
    assert_refused(&mut browser, &answer).await;
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookies_does_not_go_round_in_circles() {
    let scene = Scene::new().await;
    let led = scene.platform.browser().get("/sso/callback/acme?code=x").await;
    let mut forgetful = scene.platform.browser();
    let page = forgetful.get(led.location()).await;
    assert_eq!((page.status, page.location()), (400, ""), "{page:?}");
    assert_eq!(scene.platform.count(ATTEMPTS).await, 0);
}

#[tokio::test]
async fn an_answer_of_a_foreign_issuer_or_an_error_leads_nowhere() {
    let scene = Scene::new().await;
    let (_, callback) = scene.at_the_idp().await;
    let unasked = with(&callback, "state", "unknown");
    for answer in [
        with(&unasked, "iss", "https://evil.example"),
        format!("{unasked}&error=access_denied"),
        unasked.replace("/acme", "/globex"),
        unasked.replace("/acme", "/nobody"),
    ] {
        let mut browser = scene.platform.browser();
        browser.get("/sign-in").await;
        let refused = browser.follow(&answer).await;
        assert_refused(&mut browser, &refused).await;
    }
    // One that somebody waits for in another browser is that browser's.
    let mut stranger = scene.platform.browser();
    let refused = stranger.follow(&callback).await;
    assert_refused(&mut stranger, &refused).await;
}
