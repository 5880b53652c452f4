//! An app's address for logout tokens is chosen by whoever registers the app: it must not lead the platform into its own network.

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use latchkey_server::federation::{Egress, EgressPolicy, Resolution, ResolveHost};
use tokio::net::TcpListener;

use crate::app::{file, tokens};
use crate::receiver::{Manner, Receiver};
use crate::support::Platform;

/// An attacker's name server: every name leads to this machine.
#[derive(Debug)]
struct ToLoopback;

impl ResolveHost for ToLoopback {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolution<'a> {
        Box::pin(async { Ok(vec![IpAddr::from([127, 0, 0, 1])]) })
    }
}

/// Counts whoever connects, whatever they say.
async fn counter() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let port = listener.local_addr().expect("an address").port();
    let count = Arc::new(AtomicUsize::new(0));
    let counting = count.clone();
    tokio::spawn(async move {
        while listener.accept().await.is_ok() {
            counting.fetch_add(1, Ordering::SeqCst);
        }
    });
    (port, count)
}

fn with_address(address: &str) -> String {
    let line = "    client_id = \"expenses\"\n";
    let more = format!("{line}    backchannel_logout_uri = \"{address}\"\n");
    file().replacen(line, &more, 1)
}

/// Signs somebody out of an app at this address, and sends.
async fn sign_out(platform: &Platform) {
    let mut grace = platform.grace().await;
    tokens(platform, &mut grace, &[]).await;
    grace.delete("/api/session").await;
    platform.run_jobs("app_logout").await;
}

/// Why the last try came to nothing.
async fn last_error(platform: &Platform) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    sqlx::query_scalar("SELECT last_error FROM jobs")
        .fetch_one(&mut *connection)
        .await
        .expect("one that waits")
}

#[tokio::test]
async fn an_internal_address_is_never_connected_to() {
    let (port, count) = counter().await;
    for address in [
        format!("https://127.0.0.1:{port}/logout"),
        format!("https://2130706433:{port}/logout"),
        format!("https://0x7f.1:{port}/logout"),
        format!("https://[::ffff:127.0.0.1]:{port}/logout"),
        format!("https://localhost:{port}/logout"),
        format!("https://rebound.example:{port}/logout"),
        format!("http://localhost:{port}/logout"),
        format!("http://127.0.0.1:{port}/logout"),
    ] {
        let guard = Egress::with_resolver(EgressPolicy::default(), Arc::new(ToLoopback));
        let platform = Platform::with(&with_address(&address))
            .await
            .with_egress(guard.expect("a guard"));
        sign_out(&platform).await;
        let reason = last_error(&platform).await;
        assert!(reason.contains("allowed"), "{address}: {reason}");
        assert_eq!(count.load(Ordering::SeqCst), 0, "{address}");
        let tried = "SELECT attempts FROM jobs";
        assert_eq!(
            platform.count(tried).await,
            1,
            "and is tried again: the operator may allow it"
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let inside = Receiver::start(Manner::Status(200)).await;
    let outside = Receiver::start(Manner::Redirect(inside.address())).await;
    let platform = Platform::with(&with_address(&outside.address())).await;
    sign_out(&platform).await;
    assert_eq!((outside.requests(), inside.requests()), (1, 0));
    assert_eq!(last_error(&platform).await, "status 307");
}

#[tokio::test]
async fn what_the_operator_allows_is_reached() {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let allowed = format!("127.0.0.1:{}", receiver.port);
    let policy = EgressPolicy {
        allow: vec![allowed.parse().expect("a destination")],
        extra_ca: None,
    };
    let platform = Platform::with(&with_address(&receiver.address()))
        .await
        .with_egress(Egress::new(policy).expect("a guard"));
    sign_out(&platform).await;
    assert_eq!(receiver.tokens().len(), 1);
}
