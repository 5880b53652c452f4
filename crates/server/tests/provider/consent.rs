//! The consent page, its memory, and those without access.

use crate::app::{
    CALLBACK, agree, answer, authorize, code, file, goes_on_to, hidden, platform, redeem, request, settle,
    userinfo,
};
use crate::support::{PASSWORD, Platform};

#[tokio::test]
async fn the_page_shows_who_asks_what_and_with_which_values() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    for shown in [
        "<h1>Authorize access</h1>",
        "Company Expenses",
        "Acceptance",
        "expenses.example",
        "Administrator",
        "Grace Hopper, Globex",
        "grace@globex.example",
        "name=\"scope\" value=\"email\"",
        ">Authorize</button>",
        ">Cancel</button>",
    ] {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
    assert!(
        !page.text().contains("value=\"profile\" name"),
        "what is required is never sent"
    );
    assert_eq!(page.header("x-frame-options"), "DENY");
    assert_eq!(page.header("cache-control"), "no-store");
}

#[tokio::test]
async fn the_page_tells_environments_of_an_app_from_other_apps() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[("scope", "openid apps")])).await;
    let page = settle(&mut grace, page).await;
    for shown in [
        "The apps and environments that you may open",
        "Company Expenses (Acceptance, Desktop, Legacy)",
    ] {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
}

#[tokio::test]
async fn the_page_is_in_the_look_of_the_company_of_whoever_is_asked() {
    let platform = platform().await;
    let stylesheet = format!(
        "<link rel=\"stylesheet\" href=\"/brand/006b3c-{}-512x160.css\"></head>",
        "0a".repeat(32)
    );
    for (name, seen) in [(None, ">Latchkey<"), (Some("Globex <b>"), ">Globex &lt;b&gt;<")] {
        if let Some(name) = name {
            platform.brand("globex", name).await;
        }
        let mut grace = platform.grace().await;
        let page = grace.get(&request(&[])).await;
        let page = settle(&mut grace, page).await;
        assert!(page.text().contains(seen), "{}", page.text());
        assert_eq!(
            page.text().contains(&stylesheet),
            name.is_some(),
            "{}",
            page.text()
        );
        assert!(!page.text().contains("<b>"));
    }
    let nobody = platform.browser().get("/sign-in").await;
    assert!(!nobody.text().contains("/brand/"), "{}", nobody.text());
}

#[tokio::test]
async fn it_is_remembered_and_asked_again_only_when_more_is_wanted() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[("scope", "openid email")]).await;
    let again = grace.get(&request(&[("scope", "openid email")])).await;
    assert!(again.location().starts_with(CALLBACK), "{again:?}");
    let less = grace.get(&request(&[("scope", "openid")])).await;
    assert!(less.location().starts_with(CALLBACK), "{less:?}");
    let more = grace.get(&request(&[("scope", "openid email apps")])).await;
    let page = settle(&mut grace, more).await;
    assert_eq!(
        page.text().matches("class=\"tag new\"").count(),
        1,
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn what_is_left_out_is_not_told() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    // Ticks for what was not asked for count for nothing.
    let address = agree(&mut grace, &page, &["apps", "offline_access"]).await;
    let tokens = redeem(&platform, &answer(&address)["code"]).await.json();
    assert_eq!(tokens["scope"], "openid profile");
    let claims = userinfo(&platform, &tokens["access_token"]).await.json();
    assert!(claims["email"].is_null() && claims["apps"].is_null(), "{claims}");
    assert_eq!(claims["name"], "Grace Hopper");
    let again = grace.get(&request(&[])).await;
    assert!(
        again.location().starts_with(CALLBACK),
        "leaving out is remembered, too"
    );
}

#[tokio::test]
async fn cancelling_tells_the_app() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    let request = hidden(&page, "request");
    let fields = [("request", request.as_str()), ("decision", "cancel")];
    let sent = grace.submit("/consent", &fields).await;
    let answer = answer(&goes_on_to(&sent));
    assert_eq!(
        (answer["error"].as_str(), answer["state"].as_str()),
        ("access_denied", "the state")
    );
    assert_eq!(grace.submit("/consent", &fields).await.status, 400, "once");
}

#[tokio::test]
async fn forged_and_swapped_consent_gives_nothing() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    let (request, required) = (hidden(&page, "request"), hidden(&page, "required"));
    let mut forged = grace.clone();
    forged.headers = vec![("sec-fetch-site", "cross-site".into())];
    assert_eq!(authorize(&mut forged, &page, &[]).await.status, 403);
    // Somebody else signs in in another tab: the page that Grace was shown agrees to nothing for Rob.
    grace.sign_in("rob@globex.example", PASSWORD).await;
    let swapped = authorize(&mut grace, &page, &[]).await;
    assert_eq!(swapped.status, 303, "{swapped:?}");
    assert!(
        swapped.location().starts_with("/oauth/authorize/continue"),
        "{swapped:?}"
    );
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
    let nobody = [
        ("request", request.as_str()),
        ("account", ""),
        ("required", required.as_str()),
        ("decision", "authorize"),
    ];
    assert!(
        grace
            .submit("/consent", &nobody)
            .await
            .location()
            .starts_with("/oauth/authorize/continue")
    );
}

#[tokio::test]
async fn without_access_one_is_told_whom_to_ask() {
    let platform = platform().await;
    let mut rob = platform.browser();
    rob.sign_in("rob@globex.example", PASSWORD).await;
    let page = rob.get(&request(&[])).await;
    assert_eq!((page.status, page.header("cache-control")), (403, "no-store"));
    for shown in [
        "rob@globex.example",
        "Company Expenses",
        "mailto:grace@globex.example",
    ] {
        assert!(page.text().contains(shown), "{shown}: {}", page.text());
    }
    let request = hidden(&page, "request");
    let sent = rob
        .submit("/consent", &[("request", &request), ("decision", "cancel")])
        .await;
    assert_eq!(answer(&goes_on_to(&sent))["error"], "access_denied");
}

#[tokio::test]
async fn not_you_signs_out_and_asks_who_it_is() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    let request = hidden(&page, "request");
    let sent = grace
        .submit("/consent", &[("request", &request), ("decision", "switch")])
        .await;
    let screen = settle(&mut grace, sent).await;
    assert!(screen.text().contains("name=\"username\"") && screen.text().contains("Company Expenses"));
    assert!(!grace.is_signed_in().await);
}

#[tokio::test]
async fn an_answer_can_be_posted() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[]).await;
    let page = grace.get(&request(&[("response_mode", "form_post")])).await;
    assert_eq!(page.status, 200);
    assert!(
        page.text().contains(&format!("action=\"{CALLBACK}\"")),
        "{}",
        page.text()
    );
    for field in ["code", "state", "iss"] {
        assert!(!hidden(&page, field).is_empty(), "{field}");
    }
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("form-action https: https://expenses.example;"),
        "{policy}"
    );
    assert!(
        policy.contains("'sha256-") && !policy.contains("unsafe-inline"),
        "{policy}"
    );
}

/// Between the page and the answer to it a person can lose access, and a sign-in can become too old.
#[tokio::test]
async fn what_ended_since_the_page_was_shown_is_not_agreed_to() {
    for what in ["access", "freshness"] {
        let platform = platform().await;
        let mut grace = platform.grace().await;
        platform.clock.advance(1);
        let page = grace.get(&request(&[("max_age", "60")])).await;
        let page = settle(&mut grace, page).await;
        if what == "access" {
            platform.execute("DELETE FROM access_grants").await;
        } else {
            platform.clock.advance(60_000);
        }
        let over = authorize(&mut grace, &page, &[]).await;
        assert!(
            over.location().starts_with("/oauth/authorize/continue"),
            "{what}: {over:?}"
        );
        assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0, "{what}");
        let codes = "SELECT COUNT(*) FROM authorization_requests WHERE code_hash IS NOT NULL";
        assert_eq!(platform.count(codes).await, 0, "{what}");
    }
}

/// The page is the last one's who was asked: Grace's is worth nothing once Rob was asked after her, even when she is back.
#[tokio::test]
async fn a_page_is_worth_nothing_once_somebody_else_was_asked() {
    let legacy = "    [[company.app.environment]]\n    name = \"Legacy\"";
    let rob =
        format!("      [[company.app.environment.access]]\n      email = \"rob@globex.example\"\n\n{legacy}");
    let platform = Platform::with(&file().replacen(legacy, &rob, 1)).await;
    let mut browser = platform.grace().await;
    let page = browser.get(&request(&[])).await;
    let page = settle(&mut browser, page).await;
    let (request, account) = (hidden(&page, "request"), hidden(&page, "account"));
    browser.sign_in("rob@globex.example", PASSWORD).await;
    let for_rob = browser
        .get(&format!("/oauth/authorize/continue?request={request}"))
        .await;
    let for_rob = settle(&mut browser, for_rob).await;
    assert_ne!(hidden(&for_rob, "account"), account);
    browser.sign_in("grace@globex.example", PASSWORD).await;
    let over = authorize(&mut browser, &page, &[]).await;
    assert!(
        over.location().starts_with("/oauth/authorize/continue"),
        "{over:?}"
    );
    assert_eq!(platform.count("SELECT COUNT(*) FROM consents").await, 0);
}

#[tokio::test]
async fn nobody_keeps_an_answer_with_a_code() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let page = grace.get(&request(&[])).await;
    let page = settle(&mut grace, page).await;
    let after_form = authorize(&mut grace, &page, &["email"]).await;
    assert!(goes_on_to(&after_form).contains("code="));
    let redirect = grace.get(&request(&[])).await;
    assert!(redirect.location().contains("code="), "{redirect:?}");
    let posted = grace.get(&request(&[("response_mode", "form_post")])).await;
    assert!(!hidden(&posted, "code").is_empty());
    for answer in [after_form, redirect, posted] {
        assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
    }
}

/// Any program on a device can ask in the name of an app there and listen for its answer (RFC 6749 §10.2, RFC 8252 §8.6).
#[tokio::test]
async fn an_app_on_a_device_asks_each_time() {
    let addresses = "redirect_uris = [\"http://127.0.0.1/callback\", \"http://localhost:3000/callback\", \
                     \"com.example.desktop:/callback\", \"https://desktop.example/callback\"]";
    let platform =
        Platform::with(&file().replacen("redirect_uris = [\"http://127.0.0.1/callback\"]", addresses, 1))
            .await;
    let mut grace = platform.grace().await;
    let desktop = |address, prompt| {
        [
            ("client_id", "desktop"),
            ("redirect_uri", address),
            ("prompt", prompt),
        ]
    };
    code(&mut grace, &desktop("https://desktop.example/callback", "")).await;
    for address in [
        "http://127.0.0.1:49152/callback",
        "http://127.0.0.1/callback",
        "http://localhost:3000/callback",
        "com.example.desktop:/callback",
    ] {
        for _ in 0..2 {
            let page = grace.get(&request(&desktop(address, ""))).await;
            assert!(page.location().starts_with("/consent"), "{address}: {page:?}");
            let page = settle(&mut grace, page).await;
            assert!(page.text().contains("runs on your device"), "{address}");
            assert!(!page.text().contains("more than you have agreed to"), "{address}");
            let back = agree(&mut grace, &page, &["email"]).await;
            assert!(
                back.starts_with(address) && answer(&back).contains_key("code"),
                "{back}"
            );
        }
        let back = grace.get(&request(&desktop(address, "none"))).await;
        assert_eq!(answer(back.location())["error"], "consent_required", "{address}");
    }
    // One with a name of its own, and one that proves itself by a secret, are remembered.
    let page = grace
        .get(&request(&desktop("https://desktop.example/callback", "none")))
        .await;
    assert!(answer(page.location()).contains_key("code"), "{page:?}");
    assert!(!page.text().contains("runs on your device"));
}

#[tokio::test]
async fn an_app_with_a_secret_is_remembered_on_this_machine_too() {
    let address = "http://localhost:8082/openid/callback";
    let platform = Platform::with(&file().replace(CALLBACK, address)).await;
    let mut grace = platform.grace().await;
    code(&mut grace, &[("redirect_uri", address)]).await;
    let back = grace.get(&request(&[("redirect_uri", address)])).await;
    assert!(answer(back.location()).contains_key("code"), "{back:?}");
}
