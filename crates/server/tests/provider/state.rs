//! `state` goes back to the app as it came, in whatever way the answer comes about, or there is no answer (RFC 6749 §4.1.2.1).

use crate::app::{CALLBACK, agree, answer, authorize, goes_on_to, hidden, platform, request, settle, tokens};
use crate::support::PASSWORD;

/// As long as some frameworks make it, with characters that have to be encoded.
fn long() -> String {
    let mut state = "a+b &=%#/?\"'<>|\\~ \u{1f511}".repeat(300);
    state.truncate(8192);
    while state.len() < 8192 {
        state.push('x');
    }
    state
}

#[tokio::test]
async fn eight_kilobytes_come_back_from_every_way_an_answer_takes() {
    let platform = platform().await;
    let state = long();
    let with = [("state", state.as_str())];
    let mut grace = platform.browser();
    // By way of the sign-in and of consent.
    let away = grace.get(&request(&with)).await;
    assert!(away.location().starts_with("/sign-in"), "{away:?}");
    let place = url::Url::parse(&format!("http://x{}", away.location())).expect("an address");
    let (_, return_to) = place.query_pairs().next().expect("the way back");
    assert_eq!(grace.sign_in("grace@globex.example", PASSWORD).await.status, 200);
    let page = grace.get(&return_to).await;
    let page = settle(&mut grace, page).await;
    let denied = [
        ("request", hidden(&page, "request")),
        ("decision", "cancel".to_owned()),
    ];
    let denied = denied.each_ref().map(|(name, value)| (*name, value.as_str()));
    let denied = grace.submit("/consent", &denied).await;
    assert_eq!(answer(&goes_on_to(&denied))["state"], state);
    let page = grace.get(&request(&with)).await;
    let page = settle(&mut grace, page).await;
    assert_eq!(
        answer(&agree(&mut grace, &page, &["email"]).await)["state"],
        state
    );
    // At once, posted, and with an error.
    let back = grace.get(&request(&with)).await;
    let back = answer(back.location());
    assert!(back.contains_key("code") && back["state"] == state);
    let posted = grace
        .get(&request(&[with[0], ("response_mode", "form_post")]))
        .await;
    let kept = hidden(&posted, "state").replace("&lt;", "<").replace("&gt;", ">");
    let kept = kept
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&");
    assert_eq!(kept, state);
    for fault in [
        ("scope", "profile"),
        ("prompt", "none login"),
        ("nonce", &"x".repeat(3000)),
    ] {
        let back = grace.get(&request(&[with[0], fault])).await;
        let back = answer(back.location());
        assert!(
            back.contains_key("error") && back["state"] == state,
            "{}",
            fault.0
        );
    }
}

/// The way of .NET and others that post their request.
#[tokio::test]
async fn a_posted_request_keeps_a_long_state_too() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    let state = long();
    let posted = request(&[("state", &state)]);
    let query = posted.strip_prefix("/oauth/authorize?").expect("a query");
    let fields = url::form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect::<Vec<_>>();
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut sent = grace.clone();
    sent.headers = vec![("sec-fetch-site", "cross-site".into())];
    let on = sent.submit("/oauth/authorize", &fields.collect::<Vec<_>>()).await;
    let page = grace.get(on.location()).await;
    let page = settle(&mut grace, page).await;
    let sent = authorize(&mut grace, &page, &[]).await;
    assert_eq!(answer(&goes_on_to(&sent))["state"], state);
}

#[tokio::test]
async fn odd_states_come_back_as_they_came() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    for odd in [
        "+",
        " ",
        "%2B",
        "%",
        "a&b=c#d",
        "\0",
        "\n",
        "\r\n",
        "\u{feff}\u{e9}e\u{301}",
        "null",
        "[]",
    ] {
        let back = grace.get(&request(&[("state", odd), ("prompt", "none")])).await;
        assert_eq!(answer(back.location())["state"], odd, "{odd:?}");
    }
    let empty = format!("{}&prompt=none", request(&[("state", "")]));
    assert!(!answer(grace.get(&empty).await.location()).contains_key("state"));
    let empty = format!("{empty}&state=");
    assert_eq!(answer(grace.get(&empty).await.location())["state"], "");
}

#[tokio::test]
async fn a_state_that_cannot_go_back_gets_a_page_and_no_answer() {
    let platform = platform().await;
    let mut grace = platform.grace().await;
    // The keys are there.
    grace.get("/oauth/jwks").await;
    let before = platform.rows().await;
    let good = request(&[]);
    for (what, path) in [
        ("long", request(&[("state", &"x".repeat(8193))])),
        ("very long", request(&[("state", &"x".repeat(40_000))])),
        ("twice", format!("{good}&state=the+state")),
        ("no text", good.replace("the+state", "%FF")),
        (
            "long, with another fault",
            request(&[("state", &"x".repeat(9000)), ("scope", "")]),
        ),
        (
            "long, posted",
            request(&[("state", &"x".repeat(9000)), ("response_mode", "form_post")]),
        ),
        (
            "long, unasked",
            request(&[("state", &"x".repeat(9000)), ("prompt", "none")]),
        ),
    ] {
        let page = grace.get(&path).await;
        assert_eq!((page.status, page.location()), (400, ""), "{what}");
        assert!(
            page.text().contains("state_not_returnable"),
            "{what}: {}",
            page.text()
        );
        assert!(!page.text().contains(CALLBACK), "{what}");
    }
    let mut stranger = platform.browser();
    stranger.headers = vec![("sec-fetch-site", "cross-site".into())];
    let long = [("client_id", "expenses"), ("state", &"%".repeat(21_000))];
    let refused = stranger.submit("/oauth/authorize", &long).await;
    assert_eq!(
        (refused.status, refused.location()),
        (413, ""),
        "no address is as long as that"
    );
    assert_eq!(platform.rows().await, before);
}

/// The same for the answer to a sign-out (OpenID Connect RP-Initiated Logout 1.0 §3).
#[tokio::test]
async fn a_sign_out_gives_the_state_back_or_leads_nowhere() {
    let platform = platform().await;
    let state = long();
    let encoded = url::form_urlencoded::byte_serialize(state.as_bytes()).collect::<String>();
    let path =
        "/oauth/end-session?client_id=expenses&post_logout_redirect_uri=https%3A%2F%2Fexpenses.example%2F";
    for (query, expected) in [
        (encoded.as_str(), Some(state.as_str())),
        ("", Some("")),
        ("x&state=x", None),
    ] {
        let mut grace = platform.grace().await;
        let hint = tokens(&platform, &mut grace, &[]).await["id_token"]
            .as_str()
            .expect("a token")
            .to_owned();
        let back = grace
            .get(&format!("{path}&id_token_hint={hint}&state={query}"))
            .await;
        match expected {
            Some(expected) => assert_eq!(answer(back.location())["state"], expected),
            None => assert_eq!(back.location(), "/signed-out"),
        }
        assert!(!grace.is_signed_in().await);
    }
}
