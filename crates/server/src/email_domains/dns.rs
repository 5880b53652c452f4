//! Asks DNS for TXT records. Invariants: each question is asked anew, nothing is remembered from the one before; it has a deadline; what
//! is no response to the question is never taken for "there is no such record".

use std::net::SocketAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolverConfig, ResolverOpts};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{RData, RecordType};

/// How long one question may take, with all attempts.
const DEADLINE: Duration = Duration::from_secs(8);
/// How long one attempt waits.
const ATTEMPT: Duration = Duration::from_secs(2);

/// The outcome of a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TxtLookup {
    /// The records of the name; none where there are none, or no such name.
    Records(Vec<String>),
    /// No response, or one that is an error; why, for the log.
    NoResponse(String),
}

/// Asks the name servers that the operator named, or those of the machine.
#[derive(Clone)]
pub struct DnsResolver(Result<TokioResolver, String>);

impl std::fmt::Debug for DnsResolver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DnsResolver")
    }
}

impl DnsResolver {
    /// Asks `name_server`; where that is none, what the machine is set up with (`/etc/resolv.conf`). Where that cannot be read, each
    /// question has no response, and says why.
    pub fn new(name_server: Option<SocketAddr>) -> Self {
        Self(resolver(name_server).map_err(|error| error.to_string()))
    }

    /// The TXT records of a name, each with its parts joined (RFC 7208 §3.3 reads them so, too).
    pub async fn txt(&self, name: &str) -> TxtLookup {
        let resolver = match &self.0 {
            Ok(resolver) => resolver,
            Err(reason) => return TxtLookup::NoResponse(reason.clone()),
        };
        // With the root's dot no search list of the machine is tried.
        let question = resolver.lookup(format!("{name}."), RecordType::TXT);
        match tokio::time::timeout(DEADLINE, question).await {
            Err(_) => TxtLookup::NoResponse("no response in time".to_owned()),
            Ok(Ok(lookup)) => TxtLookup::Records(
                lookup
                    .answers()
                    .iter()
                    .filter_map(|record| text(&record.data))
                    .collect(),
            ),
            Ok(Err(error)) => failed(&error),
        }
    }
}

fn resolver(name_server: Option<SocketAddr>) -> Result<TokioResolver, NetError> {
    let mut builder = match name_server {
        None => TokioResolver::builder_tokio()?,
        Some(address) => {
            let mut server = NameServerConfig::udp_and_tcp(address.ip());
            for connection in &mut server.connections {
                connection.port = address.port();
            }
            let config = ResolverConfig::from_name_servers(vec![server]);
            TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
        }
    };
    let options: &mut ResolverOpts = builder.options_mut();
    options.cache_size = 0;
    options.timeout = ATTEMPT;
    options.attempts = 1;
    builder.build()
}

fn text(data: &RData) -> Option<String> {
    let RData::TXT(txt) = data else {
        return None;
    };
    Some(String::from_utf8_lossy(&txt.txt_data.concat()).into_owned())
}

fn failed(error: &NetError) -> TxtLookup {
    match error {
        NetError::Dns(DnsError::NoRecordsFound(none))
            if matches!(none.response_code, ResponseCode::NXDomain | ResponseCode::NoError) =>
        {
            TxtLookup::Records(Vec::new())
        }
        error => TxtLookup::NoResponse(error.to_string()),
    }
}
