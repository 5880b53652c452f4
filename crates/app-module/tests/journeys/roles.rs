//! The app's roles, published at the start where the platform takes them.

use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU16, Ordering},
};

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Method, StatusCode, header},
    routing::any,
};
use latchkey_app::{Latchkey, Settings};
use latchkey_fake_idp::Fault;
use latchkey_test_browser::Browser;
use serde_json::{Value, json};

use crate::scene::{Employees, Scene, app, settings};

/// What came to the platform's place for roles.
#[derive(Clone, Default)]
struct Place {
    came: Arc<Mutex<Vec<(Method, String, Value)>>>,
    status: Arc<AtomicU16>,
}

impl Place {
    async fn open(status: u16) -> (Self, String) {
        let place = Self::default();
        place.status.store(status, Ordering::SeqCst);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/roles", listener.local_addr().unwrap());
        let router = Router::new()
            .route("/roles", any(receive))
            .with_state(place.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (place, address)
    }

    fn came(&self) -> Vec<(Method, String, Value)> {
        self.came.lock().unwrap().clone()
    }
}

async fn receive(State(place): State<Place>, method: Method, headers: HeaderMap, body: String) -> StatusCode {
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    let who = headers[header::AUTHORIZATION].to_str().unwrap().to_owned();
    let body = serde_json::from_str(&body).unwrap();
    place.came.lock().unwrap().push((method, who, body));
    StatusCode::from_u16(place.status.load(Ordering::SeqCst)).unwrap()
}

/// An app with roles, started with a platform that names this address, if any.
async fn started(scene: &Scene, address: Option<&str>, change: impl FnOnce(&mut Settings)) -> Latchkey {
    if let Some(address) = address {
        scene.idp.set_fault(Fault::Metadata {
            field: "latchkey_roles_endpoint",
            value: json!(address),
        });
    }
    let mut settings = settings(scene.idp.issuer()).with_roles(["User", "Administrator"]);
    change(&mut settings);
    let latchkey = Latchkey::new(settings, Employees::default());
    latchkey.start().await;
    latchkey
}

#[tokio::test]
async fn the_start_publishes_them_with_the_secret() {
    let scene = Scene::new().await;
    let (place, address) = Place::open(200).await;
    let latchkey = started(&scene, Some(&address), |_| {}).await;
    let came = place.came();
    assert_eq!(came.len(), 1);
    assert_eq!(came[0].0, Method::PUT);
    assert_eq!(came[0].2, json!({ "roles": ["User", "Administrator"] }));
    // "expenses:a+secret+%26+a+half%3A+100%25", as RFC 6749 §2.3.1 wants it.
    assert_eq!(
        came[0].1,
        "Basic ZXhwZW5zZXM6YStzZWNyZXQrJTI2K2EraGFsZiUzQSsxMDAlMjU="
    );
    let mut browser = Browser::at_app(app(&latchkey));
    for _ in 0..3 {
        assert_eq!(browser.get("/openid/login").await.status, 303);
    }
    tokio::task::yield_now().await;
    assert_eq!(place.came().len(), 1, "once is enough");
}

#[tokio::test]
async fn a_platform_that_does_not_take_them_keeps_nobody_out() {
    for status in [400, 401, 404, 500] {
        let scene = Scene::new().await;
        let (place, address) = Place::open(status).await;
        let latchkey = started(&scene, Some(&address), |_| {}).await;
        let mut browser = Browser::at_app(app(&latchkey));
        for _ in 0..5 {
            assert_eq!(browser.get("/openid/login").await.status, 303, "{status}");
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        assert_eq!(place.came().len(), 1, "{status}: and is left alone for a while");
    }
}

/// The platform was away when the app started.
#[tokio::test]
async fn what_the_start_could_not_publish_a_sign_in_does() {
    let scene = Scene::new().await;
    let (place, address) = Place::open(204).await;
    scene.idp.set_fault(Fault::TokenError("invalid_client"));
    let latchkey = started(&scene, Some(&address), |_| {}).await;
    assert!(place.came().is_empty());
    scene.idp.clear_faults();
    scene.idp.set_fault(Fault::Metadata {
        field: "latchkey_roles_endpoint",
        value: json!(address),
    });
    let mut browser = Browser::at_app(app(&latchkey));
    let began = std::time::Instant::now();
    while place.came().is_empty() {
        assert!(began.elapsed().as_secs() < 10, "not published");
        browser.get("/openid/login").await;
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn nothing_is_sent_where_nobody_asked_for_it_or_it_could_be_overheard() {
    let scene = Scene::new().await;
    let (place, address) = Place::open(200).await;
    // Another OpenID provider.
    started(&scene, None, |_| {}).await;
    // No roles; no secret.
    started(&scene, Some(&address), |settings| settings.roles.clear()).await;
    started(&scene, Some(&address), |settings| {
        settings.platform.as_mut().unwrap().client_secret = None;
    })
    .await;
    // In clear over a network, or no address at all.
    for bad in [
        "http://platform.example/roles",
        "ftp://127.0.0.1/roles",
        "/roles",
        "",
    ] {
        let latchkey = started(&scene, Some(bad), |_| {}).await;
        assert_eq!(
            Browser::at_app(app(&latchkey)).get("/openid/login").await.status,
            303,
            "{bad}"
        );
    }
    assert!(place.came().is_empty());
}
