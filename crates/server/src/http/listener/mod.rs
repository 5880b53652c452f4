//! Connections: accepted, bounded in number, and closed when it is the client's turn and nothing comes. Whoever opens many, sends slowly
//! or takes nothing keeps a place for seconds, not for ever.

mod limits;
mod slots;
mod turns;
mod watched;

use std::convert::Infallible;
use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Response, Version};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower::{Service, ServiceExt as _};

pub use self::limits::Limits;
use self::slots::{ConnectionSlot, ConnectionSlots};
use self::turns::Turns;
use self::watched::{Exchange, Outgoing, Watched};

/// Longest head of a request with HTTP/2, in bytes.
const MAX_HEAD_BYTES: u32 = 128 * 1024;
/// Between two tries to accept while the system has no file descriptor left.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long requests under way may take to end when the server is told to stop.
const GRACE: Duration = Duration::from_secs(10);
/// How long a connection whose client let its turn pass may take to close in order.
const LAST_WORDS: Duration = Duration::from_secs(1);
/// Most that is buffered of one HTTP/2 stream, in bytes: it is memory that a client holds by taking nothing.
const STREAM_BUFFER: usize = 64 * 1024;

/// Serves until `stop` is done and what was under way has ended.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: Limits,
    trusted_proxies: Vec<IpNet>,
    stop: impl Future<Output = ()>,
) {
    let slots = Arc::new(ConnectionSlots::new(limits, trusted_proxies));
    let (stopping, stopped) = watch::channel(false);
    tokio::pin!(stop);
    loop {
        let (stream, peer, slot) = tokio::select! {
            accepted = accept(&listener, &slots) => accepted,
            () = &mut stop => break,
        };
        tokio::spawn(run(stream, peer, slot, router.clone(), limits, stopped.clone()));
    }
    drop((listener, stopped));
    let _ = stopping.send(true);
    // Each connection holds a receiver as long as it lives.
    if tokio::time::timeout(GRACE, stopping.closed()).await.is_err() {
        tracing::warn!("some connections did not end in time");
    }
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<ConnectionSlots>,
) -> (TcpStream, SocketAddr, ConnectionSlot) {
    loop {
        match listener.accept().await {
            // Without a place it is closed.
            Ok((stream, peer)) => {
                if let Some(slot) = slots.enter(peer.ip()).await {
                    return (stream, peer, slot);
                }
            }
            Err(error) => {
                tracing::warn!(error = %error, "cannot accept a connection");
                slots.make_room();
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

/// Runs a connection to its end.
async fn run(
    stream: TcpStream,
    peer: SocketAddr,
    slot: ConnectionSlot,
    router: Router,
    limits: Limits,
    mut stopped: watch::Receiver<bool>,
) {
    let turns = slot.turns.clone();
    let io = TokioIo::new(Watched {
        stream,
        turns: turns.clone(),
    });
    let service = service(router, peer, turns.clone());
    let builder = builder(limits);
    let connection = builder.serve_connection(io, service);
    tokio::pin!(connection);
    let is_overdue = tokio::select! {
        ended = connection.as_mut() => return log_early_end(ended),
        () = turns.run_out() => true,
        _ = stopped.wait_for(|stopped| *stopped) => false,
    };
    connection.as_mut().graceful_shutdown();
    if is_overdue {
        tracing::debug!("a connection is closed: its client let its turn pass");
        let _ = tokio::time::timeout(LAST_WORDS, connection).await;
    } else {
        tokio::select! {
            ended = connection => log_early_end(ended),
            () = turns.run_out() => {}
        }
    }
}

fn log_early_end<E: std::fmt::Display>(ended: Result<(), E>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// HTTP/1 needs no timers of hyper's own: [`Turns`] are about everything that a client can leave undone, also before it is known which
/// version it speaks.
fn builder(limits: Limits) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http2()
        .timer(TokioTimer::new())
        // An address with a long `state` fits in, percent-encoded, as with HTTP/1.
        .max_header_list_size(MAX_HEAD_BYTES)
        .max_send_buf_size(STREAM_BUFFER)
        .keep_alive_interval(limits.stall_timeout)
        .keep_alive_timeout(limits.stall_timeout);
    builder
}

/// The router as hyper wants it, with the peer's address on every request.
fn service(
    router: Router,
    peer: SocketAddr,
    turns: Arc<Turns>,
) -> TowerToHyperService<
    impl Service<Request<Incoming>, Response = Response<Outgoing<Body>>, Error = Infallible, Future: Send>
    + Clone
    + Send,
> {
    TowerToHyperService::new(tower::service_fn(move |request: Request<Incoming>| {
        let exchange = Exchange::begin(turns.clone(), request.version() == Version::HTTP_2);
        let mut request = request.map(|body| Body::new(watched::Incoming::new(body, turns.clone())));
        request.extensions_mut().insert(ConnectInfo(peer));
        let answering = router.clone().oneshot(request);
        async move {
            let response = answering.await?;
            Ok(response.map(|body| Outgoing::new(body, exchange)))
        }
    }))
}

#[cfg(test)]
mod tests;
