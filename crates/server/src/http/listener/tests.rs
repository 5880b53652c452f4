//! Each way in which a client can leave something undone, with short limits. A connection that is closed in time reads to its end.

use super::*;
use axum::body::Bytes;
use axum::routing::{get, post};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

const SHORT: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(20);
const BIG: usize = 32 * 1024 * 1024;

/// HTTP/2's preface and a SETTINGS frame (RFC 9113 §3.4) with an initial window of nothing.
const NO_WINDOW: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\x06\x04\0\0\0\0\0\0\x04\0\0\0\0";
/// `GET /big` on stream 1: a HEADERS frame with END_HEADERS and END_STREAM; HPACK: GET, http, a literal path, a literal authority.
const GET_BIG: &[u8] = b"\0\0\x0b\x01\x05\0\0\0\x01\x82\x86\x04\x04/big\x41\x01x";

fn limits() -> Limits {
    Limits {
        head_timeout: SHORT,
        idle_timeout: SHORT,
        stall_timeout: SHORT,
        ..Limits::default()
    }
}

async fn listen(limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new()
        .route("/", get(async || "here"))
        .route("/echo", post(async |body: Bytes| body))
        .route("/big", get(async || vec![0_u8; BIG]));
    tokio::spawn(serve(
        listener,
        router,
        limits,
        Vec::new(),
        std::future::pending(),
    ));
    address
}

async fn send(address: SocketAddr, bytes: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.expect("connects");
    stream.write_all(bytes).await.expect("sends");
    stream
}

/// Whatever still comes until the server closes.
async fn to_the_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut received = Vec::new();
    // A reset is an end, too.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut received))
        .await
        .expect("the connection is closed in time");
    received
}

#[tokio::test]
async fn a_connection_on_which_no_request_comes_is_closed() {
    let address = listen(limits()).await;
    for beginning in [
        &b""[..],
        b"P",
        b"PRI * HTTP/2",
        b"PRI * HTTP/2.0\r\n\r\nSM",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        NO_WINDOW,
        // A TLS record that begins a handshake (RFC 8446 §5.1).
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\r\n",
        b"GET / HTTP/1.1\r\nX-Slow:",
        // A HEADERS frame without END_HEADERS.
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0\0\0\x01\x01\x01\0\0\0\x01\x82",
        // Between two requests.
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /",
    ] {
        let mut stream = send(address, beginning).await;
        to_the_end(&mut stream).await;
    }
}

#[tokio::test]
async fn bytes_that_trickle_in_do_not_prolong_a_head() {
    let address = listen(limits()).await;
    let mut stream = send(address, b"GET / HTTP/1.1\r\n").await;
    let (mut reading, mut writing) = stream.split();
    let trickle = async {
        let mut tick = tokio::time::interval(SHORT / 6);
        loop {
            tick.tick().await;
            if writing.write_all(b"X-A: b\r\n").await.is_err() {
                std::future::pending::<()>().await;
            }
        }
    };
    let mut received = Vec::new();
    let ended = async {
        let _ = tokio::time::timeout(PATIENCE, reading.read_to_end(&mut received))
            .await
            .expect("the connection is closed in time");
    };
    tokio::select! {
        () = trickle => {}
        () = ended => {}
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_ends_the_connection() {
    let address = listen(limits()).await;
    for half in [
        &b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhalf"[..],
        b"POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
    ] {
        let mut stream = send(address, half).await;
        assert!(!to_the_end(&mut stream).await.starts_with(b"HTTP/1.1 200"));
    }
}

/// The server's side of the connection is gone: what is sent on it is reset.
async fn until_reset(stream: &mut TcpStream, bytes: &[u8]) {
    let reset = async {
        let mut tick = tokio::time::interval(SHORT / 6);
        loop {
            tick.tick().await;
            if stream
                .try_write(bytes)
                .is_err_and(|error| error.kind() != std::io::ErrorKind::WouldBlock)
            {
                break;
            }
        }
    };
    tokio::time::timeout(PATIENCE, reset)
        .await
        .expect("the connection is closed in time");
}

#[tokio::test]
async fn whoever_takes_nothing_of_a_response_loses_the_connection() {
    let address = listen(limits()).await;
    let pipelined = b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n".repeat(4);
    let mut stream = send(address, &pipelined).await;
    until_reset(&mut stream, b"GET / HTTP/1.1\r\n").await;
}

/// What the server's side of HTTP/2 sends, frame by frame (RFC 9113 §4.1), with its pings acknowledged (§6.7), until it closes.
async fn acknowledge_pings(stream: &mut TcpStream) -> usize {
    const PING: u8 = 6;
    const ACK: u8 = 1;
    let mut acknowledged = 0;
    let mut head = [0; 9];
    while stream.read_exact(&mut head).await.is_ok() {
        let length = usize::from(head[1]) << 8 | usize::from(head[2]);
        let mut payload = vec![0; length];
        if stream.read_exact(&mut payload).await.is_err() {
            break;
        }
        if head[3] == PING && head[4] != ACK {
            head[4] = ACK;
            acknowledged += 1;
            if stream.write_all(&[&head[..], &payload].concat()).await.is_err() {
                break;
            }
        }
    }
    acknowledged
}

#[tokio::test]
async fn a_stream_without_a_window_ends_the_connection_also_of_a_client_that_answers_pings() {
    let limits = Limits {
        stall_timeout: SHORT * 4,
        ..limits()
    };
    let address = listen(limits).await;
    let mut stream = send(address, &[NO_WINDOW, GET_BIG].concat()).await;
    let closed = tokio::time::timeout(PATIENCE, acknowledge_pings(&mut stream)).await;
    assert!(closed.expect("the connection is closed in time") < 10);
}

#[tokio::test]
async fn whoever_is_slow_but_takes_something_gets_everything() {
    let address = listen(limits()).await;
    let mut stream = send(
        address,
        b"GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    )
    .await;
    let mut received = 0;
    let mut buffer = vec![0; BIG / 16];
    // Many times longer than a client may take nothing.
    let mut tick = tokio::time::interval(SHORT / 3);
    loop {
        tick.tick().await;
        match stream.read_exact(&mut buffer).await {
            Ok(bytes) => received += bytes,
            Err(_) => break,
        }
    }
    assert!(received + buffer.len() > BIG, "{received}");
}

#[tokio::test]
async fn a_response_that_waits_for_news_may_last() {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let news = get(async || {
        let late = futures_util::stream::once(async {
            tokio::time::sleep(SHORT * 4).await;
            Ok::<_, Infallible>(Bytes::from_static(b"news"))
        });
        Body::from_stream(late)
    });
    let router = Router::new().route("/", news);
    tokio::spawn(serve(
        listener,
        router,
        limits(),
        Vec::new(),
        std::future::pending(),
    ));
    let mut stream = send(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    let received = to_the_end(&mut stream).await;
    assert!(
        received.windows(4).any(|part| part == b"news"),
        "{}",
        String::from_utf8_lossy(&received)
    );
}

#[tokio::test]
async fn silent_connections_make_room_for_one_that_asks() {
    let limits = Limits {
        connections: 4,
        connections_per_address: 2,
        ..Limits::default()
    };
    let address = listen(limits).await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        silent.push(send(address, b"").await);
    }
    let mut stream = send(address, b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    assert!(to_the_end(&mut stream).await.ends_with(b"here"));
}
