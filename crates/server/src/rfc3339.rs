//! Moments as the API writes them (RFC 3339).

use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment as text, to the second, UTC. None where it is outside the years 0 to 9999.
pub fn rfc3339(at_ms: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000))
        .ok()?
        .format(&Rfc3339)
        .ok()
}

#[cfg(test)]
mod tests {
    #[test]
    fn moments_are_utc() {
        assert_eq!(
            super::rfc3339(1_700_000_000_999).as_deref(),
            Some("2023-11-14T22:13:20Z")
        );
    }
}
