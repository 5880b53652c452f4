//! Which passkeys are taken: their names, their kinds of keys, and how long a challenge works.

/// Lifetime of a challenge, in milliseconds. The sign-in page fetches another one before.
pub const CHALLENGE_MS: i64 = 10 * 60 * 1000;

/// Most passkeys of one account.
pub const MOST: i64 = 20;

/// Longest name, in characters.
pub const MAX_NAME: usize = 60;

/// Kinds of keys that are taken, from the one that is wanted most (COSE algorithms, RFC 9053).
pub const ALGORITHMS: [i64; 3] = [ES256, ED25519, RS256];
/// ECDSA with SHA-256; with P-256 here.
pub const ES256: i64 = -7;
/// EdDSA; with Ed25519 here.
pub const ED25519: i64 = -8;
/// RSASSA-PKCS1-v1_5 with SHA-256: what older TPMs have.
pub const RS256: i64 = -257;

/// Ways to an authenticator that are kept (WebAuthn §5.8.4): any other word is dropped.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// A name as it is kept; `None` where it can be none.
pub fn name(typed: &str) -> Option<String> {
    let name = typed.trim();
    let is_one = !name.is_empty() && name.chars().count() <= MAX_NAME && !name.chars().any(char::is_control);
    is_one.then(|| name.to_owned())
}

/// The ways that are known here, each once, in order, with a space between them.
pub fn transports(said: &[String]) -> String {
    let known = TRANSPORTS
        .into_iter()
        .filter(|way| said.iter().any(|said| said == way));
    known.collect::<Vec<_>>().join(" ")
}

/// Whether a name can be the relying party's (WebAuthn §5.1.2 wants a domain): an address of numbers cannot.
pub fn relying_party_id(host: &str) -> Option<&str> {
    let is_number = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    (!is_number).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_are_names() {
        assert_eq!(name("  My phone "), Some("My phone".into()));
        for bad in ["", "   ", "a\u{0}b", &"x".repeat(61)] {
            assert_eq!(name(bad), None, "{bad:?}");
        }
        assert!(name(&"ü".repeat(60)).is_some());
    }

    #[test]
    fn known_ways_are_kept_once() {
        let said = ["usb", "internal", "usb", "teleport"].map(str::to_owned);
        assert_eq!(transports(&said), "internal usb");
        assert_eq!(transports(&[]), "");
    }

    #[test]
    fn an_address_of_numbers_is_no_relying_party() {
        assert_eq!(relying_party_id("localhost"), Some("localhost"));
        assert_eq!(relying_party_id("id.example"), Some("id.example"));
        for bad in ["127.0.0.1", "[::1]"] {
            assert_eq!(relying_party_id(bad), None);
        }
    }
}
