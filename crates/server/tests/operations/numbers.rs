//! `/metrics`: what anybody can make up is no label.

use axum::http::Method;
use latchkey_server::http::health::recorder;

use crate::support::{GLOBEX, Platform};

#[tokio::test]
async fn methods_and_paths_that_somebody_made_up_make_no_row() {
    recorder();
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    for method in ["BREW", "get", "LATCHKEY-MADE-UP"] {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let answer = browser.send(method, "/sign-in", None, Default::default()).await;
        assert_eq!(answer.status, 405);
    }
    browser.get("/made-up-path?made-up=query").await;
    browser.get("/sign-in/failed/made-up-attempt").await;
    let numbers = browser.get("/metrics").await;
    assert_eq!(numbers.header("cache-control"), "no-store");
    let rows = numbers
        .text()
        .lines()
        .filter(|row| row.starts_with("latchkey_http_requests_total{"))
        .collect::<Vec<_>>();
    assert!(
        rows.iter()
            .any(|row| label(row, "method") == "other" && label(row, "route") == "/sign-in"),
        "{rows:#?}"
    );
    for row in rows {
        let usual = [
            "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other",
        ];
        assert!(usual.contains(&label(row, "method")), "{row}");
        assert!(!row.contains("made-up"), "{row}");
    }
}

fn label<'a>(row: &'a str, name: &str) -> &'a str {
    let (_, rest) = row.split_once(&format!("{name}=\"")).expect("the label");
    rest.split('"').next().expect("a value")
}
