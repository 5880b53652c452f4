//! `LATCHKEY_OTLP_ENDPOINT`: what a collector is sent, and what it is never sent.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

use crate::process::{Server, folder, log_lines, sign_in};

/// A collector that takes everything, and gives on the path and the body of each request.
fn collector() -> (String, Receiver<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let _ = sender.send(take(stream));
        }
    });
    (address, received)
}

fn take(mut stream: TcpStream) -> (String, Vec<u8>) {
    let mut read = Vec::new();
    let mut part = [0; 4096];
    loop {
        let count = stream.read(&mut part).expect("reads");
        read.extend_from_slice(&part[..count]);
        let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
        let length = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length
            .and_then(|length| length.trim().parse().ok())
            .expect("a length");
        if read.len() == end + 4 + length {
            let answer = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
            stream.write_all(answer.as_bytes()).expect("writes");
            let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
            return (path, read.split_off(end + 4));
        }
    }
}

/// A browser asks for a page.
fn page(port: u16, path: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nuser-agent: a-browser-of-ada\r\nconnection: close\r\n\r\n"
    )
}

fn holds(body: &[u8], text: &str) -> bool {
    body.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_collector_gets_routes_and_jobs_and_nothing_of_anybody() {
    let folder = folder();
    let (endpoint, received) = collector();
    // The log says little; traces do not depend on it.
    let settings = [
        ("LATCHKEY_OTLP_ENDPOINT", endpoint.as_str()),
        ("LATCHKEY_LOG", "warn"),
    ];
    let server = Server::start_with(&folder, &settings);
    server.send(&page(server.port, "/sign-in?return_to=/a-place-of-ada"));
    server.send(&sign_in(server.port, "a-secret-of-ada"));
    server.end("TERM");
    let batches: Vec<_> = received.try_iter().collect();
    assert!(!batches.is_empty(), "what was left is sent at the end");
    let mut sent = Vec::new();
    for (path, body) in batches {
        assert_eq!(path, "/v1/traces");
        sent.extend(body);
    }
    for known in [
        "GET /sign-in",
        "POST /api/sign-in/password",
        "http.response.status_code",
        "latchkey.request_id",
        "service.name",
    ] {
        assert!(holds(&sent, known), "{known}");
    }
    for secret in ["ada", "grace", "globex", "127.0.0.1", "a-secret"] {
        assert!(!holds(&sent, secret), "{secret}");
    }
}

const TRACE: [u8; 16] = *b"\x4b\xf9\x2f\x35\x77\xb3\x4d\xa6\xa3\xce\x92\x9d\x0e\x0e\x47\x36";
const PARENT: [u8; 8] = *b"\x00\xf0\x67\xaa\x0b\xa9\x02\xb7";

/// A trace that another program has begun, which records it (`01`) or does not (`00`).
fn sent_for_a_parent(trusted_proxies: &str, flags: &str) -> Vec<u8> {
    let folder = folder();
    let (endpoint, received) = collector();
    let settings = [
        ("LATCHKEY_OTLP_ENDPOINT", endpoint.as_str()),
        ("LATCHKEY_TRUSTED_PROXIES", trusted_proxies),
        ("LATCHKEY_LOG", "warn"),
    ];
    let server = Server::start_with(&folder, &settings);
    let parent =
        format!("\r\ntraceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-{flags}\r\n\r\n");
    let request = page(server.port, "/sign-in").replace("\r\n\r\n", &parent);
    assert!(server.send(&request).starts_with("HTTP/1.1 200"));
    server.end("TERM");
    received.try_iter().flat_map(|(_, body)| body).collect()
}

#[test]
fn a_request_is_part_of_the_trace_that_a_trusted_proxy_names_and_of_nobody_else_s() {
    let has =
        |sent: &[u8], identifier: &[u8]| sent.windows(identifier.len()).any(|window| window == identifier);
    let sent = sent_for_a_parent("127.0.0.1", "01");
    assert!(has(&sent, &TRACE) && has(&sent, &PARENT) && holds(&sent, "GET /sign-in"));
    let sent = sent_for_a_parent("127.0.0.1", "00");
    assert!(
        !holds(&sent, "GET /sign-in"),
        "what is not recorded there is not here"
    );
    for flags in ["01", "00"] {
        let sent = sent_for_a_parent("192.0.2.1", flags);
        assert!(
            !has(&sent, &TRACE) && !has(&sent, &PARENT),
            "anybody can send that"
        );
        assert!(holds(&sent, "GET /sign-in"), "{flags}");
    }
}

#[test]
fn a_collector_that_is_not_there_holds_nobody_up() {
    let folder = folder();
    let port = latchkey_free_port::find().expect("a free port");
    let endpoint = format!("http://127.0.0.1:{port}");
    let server = Server::start_with(&folder, &[("LATCHKEY_OTLP_ENDPOINT", &endpoint)]);
    let answer = server.send(&page(server.port, "/sign-in"));
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(server.end("TERM").success());
    let lines = log_lines(&folder);
    assert!(
        lines.iter().any(|line| line.contains("\"answered\"")),
        "{lines:?}"
    );
}

#[test]
fn an_endpoint_that_is_no_address_is_refused_at_the_start() {
    let folder = folder();
    let settings = [("LATCHKEY_OTLP_ENDPOINT", "collector:4318")];
    let (status, said) = crate::process::run(crate::process::latchkey(&folder, &["serve"], &settings));
    assert!(!status.success());
    assert!(said.contains("is not an http or https address"), "{said}");
}
