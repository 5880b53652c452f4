//! Ports for the processes that tests and tools start. Invariant: only loopback addresses are asked about.
//!
//! A process that is told its port takes it a moment after it was found free. A port of the system's own choice can be
//! given to somebody else in that moment, so these are taken from below the range that systems choose from (32768 on
//! Linux, 49152 elsewhere), and no process finds the same one twice.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::atomic::{AtomicU32, Ordering},
    time::Duration,
};

const FIRST: u32 = 20_000;
const COUNT: u32 = 12_000;

/// How many were tried in this process.
static TRIED: AtomicU32 = AtomicU32::new(0);

/// A port of 127.0.0.1 that nobody listens on, and that this process did not find before.
///
/// # Errors
///
/// When all 12,000 are in use, or were found before.
pub fn find() -> io::Result<u16> {
    loop {
        let tried = TRIED.fetch_add(1, Ordering::Relaxed);
        if tried >= COUNT {
            return Err(io::Error::new(
                io::ErrorKind::AddrInUse,
                "no free port on 127.0.0.1",
            ));
        }
        let port = candidate(std::process::id(), tried);
        if is_free(port) {
            return Ok(port);
        }
    }
}

/// Processes that run at the same time have numbers close together: each begins at a place of its own.
fn candidate(process: u32, tried: u32) -> u16 {
    let place = u64::from(process) * 101 + u64::from(tried);
    let port = u64::from(FIRST) + place % u64::from(COUNT);
    u16::try_from(port).expect("FIRST + COUNT is a port")
}

/// Whether `port` can be listened on.
#[must_use]
pub fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}

/// Whether somebody accepts connections on `port`.
#[must_use]
pub fn answers(port: u16) -> bool {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpStream::connect_timeout(&address, Duration::from_millis(500)).is_ok()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn a_port_that_is_listened_on_is_not_free() {
        let port = find().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).unwrap();
        assert!(!is_free(port) && answers(port));
        drop(listener);
        assert!(is_free(port) && !answers(port));
    }

    #[test]
    fn no_port_is_found_twice_or_where_the_system_chooses() {
        let found: Vec<u16> = (0..100).map(|_| find().unwrap()).collect();
        assert_eq!(found.iter().collect::<HashSet<_>>().len(), found.len());
        assert!(found.iter().all(|port| *port < 32_768), "{found:?}");
    }
}
