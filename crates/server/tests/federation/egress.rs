//! Where requests may go: an attacker chooses the URL, or the name server behind it.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use http::Request;
use latchkey_server::federation::{
    AllowedDestination, Egress, EgressError, EgressPolicy, FederationError, Resolution, ResolveHost,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use crate::relying_party::RelyingParty;

/// Answers each look-up with the next list of addresses, the last one for ever.
#[derive(Debug, Default)]
pub(crate) struct ScriptedResolver {
    answers: Mutex<Vec<Vec<IpAddr>>>,
    lookups: AtomicUsize,
}

impl ScriptedResolver {
    pub(crate) fn new(answers: &[&[&str]]) -> Arc<Self> {
        let answers = answers
            .iter()
            .map(|list| list.iter().map(|text| text.parse().unwrap()).collect())
            .collect();
        Arc::new(Self {
            answers: Mutex::new(answers),
            lookups: AtomicUsize::new(0),
        })
    }
}

impl ResolveHost for ScriptedResolver {
    fn resolve<'a>(&'a self, _: &'a str) -> Resolution<'a> {
        self.lookups.fetch_add(1, Ordering::SeqCst);
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 {
            answers.remove(0)
        } else {
            answers[0].clone()
        };
        Box::pin(async move { Ok::<_, io::Error>(answer) })
    }
}

/// Something that listens on a loopback address and counts who comes.
struct Listener {
    address: SocketAddr,
    visits: Arc<AtomicUsize>,
}

impl Listener {
    async fn at(address: &str, port: u16, body: &'static str) -> Self {
        let listener = TcpListener::bind((address, port)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let visits = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&visits);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                counter.fetch_add(1, Ordering::SeqCst);
                let _ = stream.read(&mut [0; 4_096]).await;
                let head = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                    body.len()
                );
                let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            }
        });
        Self { address, visits }
    }

    fn visits(&self) -> usize {
        self.visits.load(Ordering::SeqCst)
    }
}

fn policy(allow: &[&str]) -> EgressPolicy {
    let allow = allow
        .iter()
        .map(|text| text.parse::<AllowedDestination>().unwrap())
        .collect();
    EgressPolicy {
        allow,
        ..EgressPolicy::default()
    }
}

async fn get(egress: &Egress, url: &str) -> Result<Vec<u8>, EgressError> {
    let request = Request::get(url).body(Vec::new()).unwrap();
    egress.send(request).await.map(|response| response.into_body())
}

#[tokio::test]
async fn internal_addresses_in_any_spelling_are_refused() {
    let inside = Listener::at("127.0.0.1", 0, "inside").await;
    let port = inside.address.port();
    let egress = Egress::new(EgressPolicy::default()).unwrap();
    for scheme in ["http", "https"] {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.1",
            "0177.0.0.1",
            "0",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[::127.0.0.1]",
            "[64:ff9b::7f00:1]",
            "[2002:7f00:1::]",
            "localhost",
            "LOCALHOST",
            "169.254.169.254",
            "10.0.0.1",
            "[fd00:ec2::254]",
            "[fe80::1]",
        ] {
            let error = get(&egress, &format!("{scheme}://{host}:{port}/"))
                .await
                .unwrap_err();
            let refusal = error.to_string();
            let expected = if scheme == "https" {
                "not allowed"
            } else {
                "plain http"
            };
            assert!(refusal.contains(expected), "{scheme}://{host}: {refusal}");
        }
    }
    assert_eq!(inside.visits(), 0);
}

#[tokio::test]
async fn names_that_lead_inside_are_refused() {
    let inside = Listener::at("127.0.0.1", 0, "inside").await;
    for addresses in [
        &["127.0.0.1"][..],
        &["::ffff:127.0.0.1"],
        &["10.0.0.1", "127.0.0.1"],
    ] {
        let egress = Egress::with_resolver(policy(&[]), ScriptedResolver::new(&[addresses])).unwrap();
        let url = format!("https://idp.example:{}/", inside.address.port());
        let error = get(&egress, &url).await.unwrap_err();
        assert!(error.to_string().contains("not allowed"), "{error}");
    }
    assert_eq!(inside.visits(), 0);
}

/// The name server says something harmless when asked the first time and something internal afterwards. 127.0.0.2
/// stands for the harmless address: it is allowed, 127.0.0.1 is not.
#[tokio::test]
async fn a_name_that_is_rebound_after_the_check_leads_to_the_checked_address() {
    let harmless = Listener::at("127.0.0.2", 0, "harmless").await;
    let inside = Listener::at("127.0.0.1", harmless.address.port(), "inside").await;
    let resolver = ScriptedResolver::new(&[&["127.0.0.2"], &["127.0.0.1"]]);
    let egress = Egress::with_resolver(policy(&["127.0.0.2/32"]), resolver.clone()).unwrap();
    let url = format!("http://idp.example:{}/", harmless.address.port());
    assert_eq!(get(&egress, &url).await.unwrap(), b"harmless");
    assert_eq!(resolver.lookups.load(Ordering::SeqCst), 1);
    let error = get(&egress, &url).await.unwrap_err();
    assert!(
        error.to_string().contains("plain http"),
        "the next request is checked anew: {error}"
    );
    assert_eq!((harmless.visits(), inside.visits()), (1, 0));
}

#[tokio::test]
async fn of_several_addresses_only_the_allowed_ones_are_tried() {
    let inside = Listener::at("127.0.0.1", 0, "inside").await;
    let resolver = ScriptedResolver::new(&[&["127.0.0.2", "127.0.0.1"]]);
    let egress = Egress::with_resolver(policy(&["127.0.0.2/32"]), resolver).unwrap();
    let error = get(&egress, &format!("http://idp.example:{}/", inside.address.port()))
        .await
        .unwrap_err();
    assert_eq!(error.to_string(), "no connection");
    assert_eq!(inside.visits(), 0);
}

#[tokio::test]
async fn an_allowed_host_and_port_is_that_host_and_that_port() {
    let inside = Listener::at("127.0.0.1", 0, "inside").await;
    let port = inside.address.port();
    let resolver = ScriptedResolver::new(&[&["127.0.0.1"]]);
    let egress = Egress::with_resolver(policy(&[&format!("idp.internal:{port}")]), resolver).unwrap();
    assert_eq!(
        get(&egress, &format!("http://idp.internal:{port}/"))
            .await
            .unwrap(),
        b"inside"
    );
    for url in [
        format!("http://other.internal:{port}/"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://idp.internal:{}/", port ^ 1),
        "http://idp.internal/".to_owned(),
    ] {
        assert!(
            get(&egress, &url)
                .await
                .unwrap_err()
                .to_string()
                .contains("plain http"),
            "{url}"
        );
    }
    assert_eq!(inside.visits(), 1);
}

#[tokio::test]
async fn plain_http_to_the_public_internet_is_refused() {
    let egress = Egress::with_resolver(policy(&[]), ScriptedResolver::new(&[&["93.184.216.34"]])).unwrap();
    assert!(
        get(&egress, "http://idp.example/")
            .await
            .unwrap_err()
            .to_string()
            .contains("plain http")
    );
    assert!(
        get(&egress, "http://93.184.216.34/")
            .await
            .unwrap_err()
            .to_string()
            .contains("plain http")
    );
}

/// Runs itself in a process of its own that has the variables of a proxy.
#[tokio::test]
async fn proxies_of_the_environment_are_not_asked() {
    const BEHIND_A_PROXY: &str = "LATCHKEY_TEST_BEHIND_A_PROXY";
    if std::env::var_os(BEHIND_A_PROXY).is_some() {
        let target = Listener::at("127.0.0.1", 0, "target").await;
        let egress = Egress::new(policy(&["127.0.0.1/32"])).unwrap();
        let url = format!("http://{}/", target.address);
        assert_eq!(get(&egress, &url).await.unwrap(), b"target");
        return;
    }
    let proxy = Listener::at("127.0.0.1", 0, "proxy").await;
    let mut child = tokio::process::Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "egress::proxies_of_the_environment_are_not_asked"]);
    child
        .env(BEHIND_A_PROXY, "1")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy");
    for name in [
        "HTTP_PROXY",
        "http_proxy",
        "HTTPS_PROXY",
        "https_proxy",
        "ALL_PROXY",
        "all_proxy",
    ] {
        child.env(name, format!("http://{}", proxy.address));
    }
    let output = child.output().await.unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
    assert_eq!(proxy.visits(), 0);
}

#[tokio::test]
async fn unreachable_and_forbidden_look_alike_from_outside() {
    let mut party = RelyingParty::start().await;
    let mut kinds = Vec::new();
    for address in [
        "http://127.0.0.1:1",
        "https://127.0.0.2:1",
        "http://10.0.0.1",
        "https://no-such-host.invalid",
    ] {
        party.settings.endpoint_url = address.to_owned();
        kinds.push(party.authorization_url().await.unwrap_err());
    }
    assert!(
        kinds
            .iter()
            .all(|error| matches!(error, FederationError::Unavailable { .. })),
        "{kinds:?}"
    );
}
