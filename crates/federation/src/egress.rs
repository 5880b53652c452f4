//! The one HTTP client for everything that a company's administrator can point somewhere: discovery, keys, token,
//! userinfo, and apps' addresses for logout tokens. Invariant: a connection goes only to an address that was checked for this very request, and no response costs
//! more than five seconds and one megabyte.

use std::{fmt, future::Future, io, net::IpAddr, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use http::{HeaderMap, HeaderValue, Request, Response, header};
use rustls::pki_types::{CertificateDer, pem::PemObject};
use tracing::{Instrument as _, field::Empty};
use url::{Host, Url};

use super::address_rules::{canonical, is_public};
use super::egress_policy::EgressPolicy;

/// Everything together: name resolution, connecting, TLS, sending, and the last byte of the body.
const TIME_LIMIT: Duration = Duration::from_secs(5);
/// Largest body that is read, in bytes.
const BODY_LIMIT: usize = 1_000_000;

/// The addresses that a resolver finds.
pub type Resolution<'a> = Pin<Box<dyn Future<Output = io::Result<Vec<IpAddr>>> + Send + 'a>>;

/// Finds the addresses of a host name. A parameter, so that tests can play an attacker's name server.
pub trait ResolveHost: Send + Sync + fmt::Debug {
    /// All addresses of `host`, which is never an address itself.
    fn resolve<'a>(&'a self, host: &'a str) -> Resolution<'a>;
}

/// The machine's own resolver.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemResolver;

impl ResolveHost for SystemResolver {
    fn resolve<'a>(&'a self, host: &'a str) -> Resolution<'a> {
        Box::pin(async move {
            Ok(tokio::net::lookup_host((host, 0))
                .await?
                .map(|found| found.ip())
                .collect())
        })
    }
}

/// Why no response came. Deliberately opaque: whether something is down or out of bounds is for the log (`Display`), not
/// for whoever chose the address, or the guard would tell them what the network behind it looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EgressError(Refusal);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Refusal {
    Scheme,
    UserInfo,
    Host,
    Resolving,
    Address,
    Connecting,
    Certificate,
    Time,
    Late,
    Size,
    Encoding,
    Transfer,
    Status(u16),
}

impl EgressError {
    /// Whoever asked waited no longer.
    pub(super) const fn too_late() -> Self {
        Self(Refusal::Late)
    }

    /// The response came, with a status that says "not now".
    pub(super) const fn status(status: u16) -> Self {
        Self(Refusal::Status(status))
    }

    #[cfg(test)]
    pub(super) const fn nobody_listens() -> Self {
        Self(Refusal::Connecting)
    }

    /// Whether nobody listens at the address, or nobody knows it: a browser would not get there either.
    pub(super) const fn is_absence(&self) -> bool {
        matches!(self.0, Refusal::Connecting | Refusal::Resolving)
    }

    /// That status. It may be shown: whoever answered at an address that is allowed chose it.
    pub(super) const fn as_status(&self) -> Option<u16> {
        match self.0 {
            Refusal::Status(status) => Some(status),
            _ => None,
        }
    }
}

impl fmt::Display for EgressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Refusal::Scheme => "neither https nor a plain http address that is allowed",
            Refusal::UserInfo => "the address carries a user name or password",
            Refusal::Host => "the address has no host",
            Refusal::Resolving => "the host name was not found",
            Refusal::Address => "the host leads to an address that is not allowed",
            Refusal::Connecting => "no connection",
            Refusal::Certificate => "the certificate is not trusted",
            Refusal::Time => "no whole answer within 5 seconds",
            Refusal::Late => "no whole answer in the time that a sign-in waits for it",
            Refusal::Size => "the answer is larger than 1 MB",
            Refusal::Encoding => "the answer is compressed",
            Refusal::Transfer => "the answer broke off or is not HTTP",
            Refusal::Status(status) => return write!(f, "status {status}"),
        })
    }
}

impl std::error::Error for EgressError {}

/// Why a guard could not be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EgressSetupError {
    /// `extra_ca` holds no certificate, or something that is none.
    #[error("the extra certificate authorities are not certificates in PEM form")]
    ExtraCa,
    /// The TLS library refused its own defaults.
    #[error("TLS could not be set up")]
    Tls,
}

/// The guard and the client behind it. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Egress {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    policy: EgressPolicy,
    tls: rustls::ClientConfig,
    resolver: Arc<dyn ResolveHost>,
}

impl Egress {
    /// A guard with the machine's resolver.
    pub fn new(policy: EgressPolicy) -> Result<Self, EgressSetupError> {
        Self::with_resolver(policy, Arc::new(SystemResolver))
    }

    /// A guard with another resolver.
    pub fn with_resolver(
        policy: EgressPolicy,
        resolver: Arc<dyn ResolveHost>,
    ) -> Result<Self, EgressSetupError> {
        let tls = tls_config(policy.extra_ca.as_deref())?;
        Ok(Self {
            inner: Arc::new(Inner {
                policy,
                tls,
                resolver,
            }),
        })
    }

    /// Sends a request and reads the whole response. Redirects are responses, not followed.
    pub async fn send(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, EgressError> {
        tokio::time::timeout(TIME_LIMIT, self.send_checked(request))
            .await
            .unwrap_or(Err(EgressError(Refusal::Time)))
    }

    /// Posts a form and returns the status alone: the body is not read, whatever is in it.
    pub async fn notify(&self, address: &str, fields: &[(&str, &str)]) -> Result<u16, EgressError> {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(form.into_bytes())
            .map_err(|_| EgressError(Refusal::Host))?;
        let answer = tokio::time::timeout(TIME_LIMIT, self.begin(request)).await;
        Ok(answer
            .unwrap_or(Err(EgressError(Refusal::Time)))?
            .status()
            .as_u16())
    }

    /// Whether a request to this URL would be let out. Looks the host up, connects to nothing.
    pub(super) async fn admits(&self, url: &Url) -> bool {
        tokio::time::timeout(TIME_LIMIT, self.admit(url))
            .await
            .is_ok_and(|admitted| admitted.is_ok())
    }

    async fn send_checked(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, EgressError> {
        read(self.begin(request).await?).await
    }

    /// Sends a request; the body of the response is still to come.
    async fn begin(&self, request: Request<Vec<u8>>) -> Result<reqwest::Response, EgressError> {
        let url = Url::parse(&request.uri().to_string()).map_err(|_| EgressError(Refusal::Host))?;
        let addresses = self.admit(&url).await?;
        let client = self.client_for(&url, &addresses)?;
        let (parts, body) = request.into_parts();
        let host = url.host_str().unwrap_or_default();
        let traced = tracing::trace_span!(
            target: latchkey_system::TRACES, "call", otel.name = format!("{} {host}", parts.method), otel.kind = "client",
            otel.status_code = Empty, http.request.method = %parts.method, server.address = host,
            http.response.status_code = Empty,
        );
        let mut headers = parts.headers;
        headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let answer = client
            .request(parts.method, url)
            .headers(headers)
            .body(body)
            .send()
            .instrument(traced.clone())
            .await;
        match &answer {
            Ok(answer) => traced.record("http.response.status_code", answer.status().as_u16()),
            Err(_) => traced.record("otel.status_code", "ERROR"),
        };
        answer.map_err(|error| why_not_sent(&error))
    }

    /// The addresses that a request to `url` may use: never empty.
    ///
    /// A name with public and private addresses is admitted with the public ones alone. Refusing it altogether would be
    /// no safer, since nothing but the addresses returned here is connected to, and would shut out networks that
    /// synthesise NAT64 addresses and an allowed `127.0.0.1/32` for `localhost`.
    async fn admit(&self, url: &Url) -> Result<Vec<SocketAddr>, EgressError> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(EgressError(Refusal::Scheme));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(EgressError(Refusal::UserInfo));
        }
        let (Some(host), Some(port)) = (url.host(), url.port_or_known_default()) else {
            return Err(EgressError(Refusal::Host));
        };
        let found = self.addresses_of(&host).await?;
        let allow = &self.inner.policy.allow;
        let host_is_allowed = allow.iter().any(|entry| entry.names(&host, port));
        let is_https = url.scheme() == "https";
        let admitted: Vec<SocketAddr> = found
            .into_iter()
            .map(canonical)
            .filter(|&ip| {
                host_is_allowed || allow.iter().any(|entry| entry.contains(ip)) || (is_https && is_public(ip))
            })
            .map(|ip| SocketAddr::new(ip, port))
            .collect();
        if admitted.is_empty() {
            return Err(EgressError(if is_https {
                Refusal::Address
            } else {
                Refusal::Scheme
            }));
        }
        Ok(admitted)
    }

    async fn addresses_of(&self, host: &Host<&str>) -> Result<Vec<IpAddr>, EgressError> {
        match *host {
            Host::Ipv4(address) => Ok(vec![address.into()]),
            Host::Ipv6(address) => Ok(vec![address.into()]),
            Host::Domain(name) => match self.inner.resolver.resolve(name).await {
                Ok(found) if !found.is_empty() => Ok(found),
                _ => Err(EgressError(Refusal::Resolving)),
            },
        }
    }

    /// A client for one request, which knows these addresses and cannot look up others. Making one is cheap beside the
    /// TLS handshake; a shared pool would reuse connections that another request's check had admitted.
    fn client_for(&self, url: &Url, addresses: &[SocketAddr]) -> Result<reqwest::Client, EgressError> {
        reqwest::Client::builder()
            .tls_backend_preconfigured(self.inner.tls.clone())
            .dns_resolver(NoResolver)
            .resolve_to_addrs(url.host_str().unwrap_or_default(), addresses)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate()
            .pool_max_idle_per_host(0)
            .user_agent("Latchkey")
            .build()
            .map_err(|_| EgressError(Refusal::Connecting))
    }
}

/// Behind the pinned addresses: whatever is not pinned does not exist.
struct NoResolver;

impl reqwest::dns::Resolve for NoResolver {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(std::future::ready(Err(
            "only checked addresses are connected to".into()
        )))
    }
}

fn tls_config(extra_ca: Option<&[u8]>) -> Result<rustls::ClientConfig, EgressSetupError> {
    let mut roots = rustls::RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    if let Some(pem) = extra_ca {
        let certificates: Vec<_> = CertificateDer::pem_slice_iter(pem)
            .collect::<Result<_, _>>()
            .map_err(|_| EgressSetupError::ExtraCa)?;
        let (added, ignored) = roots.add_parsable_certificates(certificates);
        if added == 0 || ignored > 0 {
            return Err(EgressSetupError::ExtraCa);
        }
    }
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    Ok(rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| EgressSetupError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

async fn read(mut answer: reqwest::Response) -> Result<Response<Vec<u8>>, EgressError> {
    if is_encoded(answer.headers()) {
        return Err(EgressError(Refusal::Encoding));
    }
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|_| EgressError(Refusal::Transfer))? {
        if body.len() + chunk.len() > BODY_LIMIT {
            return Err(EgressError(Refusal::Size));
        }
        body.extend_from_slice(&chunk);
    }
    let mut response = Response::new(body);
    *response.status_mut() = answer.status();
    *response.headers_mut() = std::mem::take(answer.headers_mut());
    Ok(response)
}

/// The request does not ask for compression; a response that is compressed nevertheless is not unpacked.
fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|encoding| encoding != "identity")
}

fn why_not_sent(error: &reqwest::Error) -> EgressError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if inner.is::<rustls::Error>() {
            return EgressError(Refusal::Certificate);
        }
        // `source` of an I/O error skips the error that it wraps.
        cause = match inner.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => inner.source(),
        };
    }
    EgressError(if error.is_connect() {
        Refusal::Connecting
    } else {
        Refusal::Transfer
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extra_authorities_must_be_certificates() {
        for pem in [
            "",
            "nonsense",
            "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        ] {
            let policy = EgressPolicy {
                extra_ca: Some(pem.into()),
                ..EgressPolicy::default()
            };
            assert_eq!(
                Egress::new(policy).unwrap_err(),
                EgressSetupError::ExtraCa,
                "{pem}"
            );
        }
    }
}
