//! An app's place for logout tokens, on a real socket: it keeps what comes, and answers as it is told to.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use tokio::net::TcpListener;

/// How it answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With this status.
    Status(u16),
    /// By sending elsewhere.
    Redirect(String),
    /// Not at all.
    Never,
    /// With 200, and a body that does not end.
    Endless,
    /// With 200, after this pause.
    After(Duration),
}

#[derive(Debug)]
struct Inside {
    manner: Mutex<Manner>,
    tokens: Mutex<Vec<String>>,
    connections: AtomicUsize,
}

/// A back-channel logout endpoint. It listens until the test ends.
#[derive(Debug, Clone)]
pub(crate) struct Receiver {
    pub(crate) port: u16,
    inside: Arc<Inside>,
}

impl Receiver {
    pub(crate) async fn start(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
        let port = listener.local_addr().expect("an address").port();
        let inside = Arc::new(Inside {
            manner: Mutex::new(manner),
            tokens: Mutex::default(),
            connections: AtomicUsize::new(0),
        });
        let app = Router::new().fallback(any(receive)).with_state(inside.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { port, inside }
    }

    /// The address that an app registers.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}/logout", self.port)
    }

    pub(crate) fn behaves(&self, manner: Manner) {
        *self.inside.manner.lock().expect("a manner") = manner;
    }

    /// The tokens that came, in order.
    pub(crate) fn tokens(&self) -> Vec<String> {
        self.inside.tokens.lock().expect("tokens").clone()
    }

    /// How many requests came, of whatever kind.
    pub(crate) fn requests(&self) -> usize {
        self.inside.connections.load(Ordering::SeqCst)
    }

    /// Waits until so many tokens have come.
    pub(crate) async fn wait_for(&self, count: usize, at_most: Duration) -> Vec<String> {
        let reached = async {
            while self.tokens().len() < count {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(at_most, reached).await;
        assert!(waited.is_ok(), "{} of {count} came", self.tokens().len());
        self.tokens()
    }
}

async fn receive(State(inside): State<Arc<Inside>>, headers: HeaderMap, body: Bytes) -> Response {
    inside.connections.fetch_add(1, Ordering::SeqCst);
    let form = headers.get(header::CONTENT_TYPE);
    if form.is_some_and(|kind| kind == "application/x-www-form-urlencoded") {
        let fields = url::form_urlencoded::parse(&body).collect::<Vec<_>>();
        if let [(name, token)] = fields.as_slice()
            && name == "logout_token"
        {
            inside
                .tokens
                .lock()
                .expect("tokens")
                .push(token.clone().into_owned());
        }
    }
    let manner = inside.manner.lock().expect("a manner").clone();
    match manner {
        Manner::Status(status) => StatusCode::from_u16(status).expect("a status").into_response(),
        Manner::Redirect(to) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response(),
        Manner::Never => std::future::pending().await,
        Manner::Endless => {
            let drops =
                futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(b"drip")));
            Body::from_stream(drops).into_response()
        }
        Manner::After(pause) => {
            tokio::time::sleep(pause).await;
            StatusCode::OK.into_response()
        }
    }
}
