//! Guessing apps' secrets: so many wrong ones, then none is looked at for a while; and nobody else is in that app's way.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Method;
use latchkey_test_browser::Answer;

use crate::app::{SECRET, error, file, platform};
use crate::support::Platform;

const COUNTED: &str = "SELECT COUNT(*) FROM throttle_attempts";

/// Asks about a token as an app, from an address.
async fn ask(platform: &Platform, address: &str, client_id: &str, secret: &str) -> Answer {
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    ask_as(platform, address, &encoded(client_id), &encoded(secret)).await
}

/// The same with credentials that are not encoded any further.
async fn ask_as(platform: &Platform, address: &str, client_id: &str, secret: &str) -> Answer {
    let mut server = platform.browser();
    server.address = address.parse().expect("an address");
    let pair = STANDARD.encode(format!("{client_id}:{secret}"));
    server.headers = vec![
        ("sec-fetch-site", String::new()),
        ("authorization", format!("Basic {pair}")),
    ];
    let form = Some("application/x-www-form-urlencoded");
    let body = Bytes::from_static(b"token=x");
    server.send(Method::POST, "/oauth/introspect", form, body).await
}

#[tokio::test]
async fn two_hundred_wrong_secrets_in_a_quarter_of_an_hour() {
    const HERE: &str = "203.0.113.5:1";
    let platform = platform().await;
    for n in 0..200 {
        let wrong = ask(&platform, HERE, "expenses", &format!("guess {n}")).await;
        assert_eq!(error(&wrong), (401, "invalid_client".to_owned()), "{n}");
    }
    let rows = platform.rows().await;
    for secret in ["one more guess", SECRET] {
        let refused = ask(&platform, HERE, "expenses", secret).await;
        assert_eq!(error(&refused), (429, "temporarily_unavailable".to_owned()));
        let seconds: u32 = refused.header("retry-after").parse().expect("seconds");
        assert!((1..=901).contains(&seconds), "{seconds}");
    }
    assert_eq!(platform.rows().await, rows);
    // The app's own servers are elsewhere; and other apps at that address have their own numbers.
    assert_eq!(
        ask(&platform, "203.0.113.6:1", "expenses", SECRET).await.status,
        200
    );
    assert_eq!(ask(&platform, HERE, "legacy", "other").await.status, 200);
    platform.clock.advance(15 * 60_000);
    assert_eq!(ask(&platform, HERE, "expenses", SECRET).await.status, 200);
}

/// Many clients put their credentials into the header as they are (RFC 6749 §2.3.1 wants them form-encoded). Either reading
/// may be right, and together they are one guess.
#[tokio::test]
async fn a_secret_that_nobody_encoded_is_read_as_it_stands() {
    const HERE: &str = "203.0.113.5:1";
    const ODD: &str = "a+b%41&c=1%";
    let odd = file()
        .replace(SECRET, ODD)
        .replace("client_id = \"legacy\"", "client_id = \"old+app\"");
    let platform = Platform::with(&odd).await;
    let before = platform.count(COUNTED).await;
    assert_eq!(ask(&platform, HERE, "expenses", ODD).await.status, 200);
    assert_eq!(ask_as(&platform, HERE, "expenses", ODD).await.status, 200);
    assert_eq!(ask(&platform, HERE, "old+app", "other").await.status, 200);
    assert_eq!(ask_as(&platform, HERE, "old+app", "other").await.status, 200);
    assert_eq!(
        platform.count(COUNTED).await,
        before,
        "what is right is not counted"
    );
    for wrong in ["a b%41&c=1%", "a+bA&c=1%", "a+b%2541"] {
        let refused = ask_as(&platform, HERE, "expenses", wrong).await;
        assert_eq!(error(&refused), (401, "invalid_client".to_owned()), "{wrong}");
    }
    assert_eq!(platform.count(COUNTED).await, before + 3, "one guess each");
    // A name that is somebody's as it should be read is nobody else's.
    let both = odd.replace("client_id = \"desktop\"", "client_id = \"old app\"");
    platform.import(&both).await;
    let other = ask_as(&platform, HERE, "old+app", "other").await;
    assert_eq!(error(&other), (401, "invalid_client".to_owned()));
    assert_eq!(ask(&platform, HERE, "old+app", "other").await.status, 200);
}

#[tokio::test]
async fn what_is_right_or_nobody_s_is_not_counted() {
    let platform = platform().await;
    let before = platform.count(COUNTED).await;
    for _ in 0..3 {
        assert_eq!(
            ask(&platform, "203.0.113.5:1", "expenses", SECRET).await.status,
            200
        );
        for (client_id, secret) in [("nobody", "x"), ("desktop", "x"), ("expenses", ""), ("\0", "x")] {
            let refused = ask(&platform, "203.0.113.5:1", client_id, secret).await;
            assert_eq!(error(&refused).1, "invalid_client", "{client_id:?}");
        }
    }
    assert_eq!(platform.count(COUNTED).await, before);
}
