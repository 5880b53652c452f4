//! `latchkey ready`: asks the server on this machine whether it is ready. Invariant: it opens no database and needs no key, so it can be
//! asked every few seconds.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use clap::Args;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::config::{ConfigError, parse_listen};

/// A server that is ready answers within milliseconds; one that waits for its database has given up on it by then.
const PATIENCE: Duration = Duration::from_secs(6);
/// What is read of a response: its status line and the line that says why.
const READ_AT_MOST: u64 = 16 << 10;

/// `latchkey ready`.
#[derive(Debug, Args)]
pub struct Ready {
    /// Address and port that the server listens on.
    #[arg(long, env = "LATCHKEY_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: String,
}

/// Why the server cannot be called ready. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// A setting cannot be worked with.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// Nobody listens there, or the connection broke.
    #[error("no server answers at {address}: {source}")]
    Unreachable {
        /// The address at which a server was expected.
        address: SocketAddr,
        /// The system's error.
        source: io::Error,
    },
    /// It says itself that it is not.
    #[error("the server at {address} is not ready: {status}")]
    Refused {
        /// The address of the server that was asked.
        address: SocketAddr,
        /// Its status line.
        status: String,
    },
}

/// Asks `GET /readyz`; returns a line for the operator where the server is ready.
///
/// # Errors
/// Where it is not, or does not answer within six seconds.
pub async fn run(command: &Ready) -> Result<String, NotReady> {
    let address = reached_at(parse_listen(&command.listen)?);
    let asked = timeout(PATIENCE, ask(address)).await;
    let status = asked
        .unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
        .map_err(|source| NotReady::Unreachable { address, source })?;
    match status.split(' ').nth(1) {
        Some("200") => Ok("ready".to_owned()),
        _ => Err(NotReady::Refused { address, status }),
    }
}

/// Where a server that listens on `address` is reached from its own machine.
const fn reached_at(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// The status line of the response.
async fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut response = Vec::new();
    stream.take(READ_AT_MOST).read_to_end(&mut response).await?;
    let text = String::from_utf8_lossy(&response);
    Ok(text.lines().next().unwrap_or_default().trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_asked_on_this_machine() {
        for (listens, asked) in [
            ("0.0.0.0:8080", "127.0.0.1:8080"),
            ("[::]:8080", "[::1]:8080"),
            ("192.0.2.7:80", "192.0.2.7:80"),
        ] {
            let listens = listens.parse().expect("an address");
            assert_eq!(reached_at(listens).to_string(), asked);
        }
    }
}
