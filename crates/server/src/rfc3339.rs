//! Moments as the API writes them (RFC 3339).

use time::format_description::BorrowedFormatItem;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{Date, OffsetDateTime, Time};

const DAY: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day]");

/// A moment as text, to the second, UTC. None where it is outside the years 0 to 9999.
pub fn rfc3339(at_ms: i64) -> Option<String> {
    OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000))
        .ok()?
        .format(&Rfc3339)
        .ok()
}

/// The day of a moment in UTC, as `2027-01-31`. None where it is outside the years 0 to 9999.
pub fn day_of(at_ms: i64) -> Option<String> {
    let at = OffsetDateTime::from_unix_timestamp(at_ms.div_euclid(1000)).ok()?;
    at.date().format(DAY).ok()
}

/// The moment at which a day begins in UTC. None where it is no day as [`day_of`] writes it.
pub fn parse_day(text: &str) -> Option<i64> {
    let date = Date::parse(text, DAY).ok()?;
    let begins = OffsetDateTime::new_utc(date, Time::MIDNIGHT);
    begins.unix_timestamp().checked_mul(1000)
}

#[cfg(test)]
mod tests {
    #[test]
    fn days_are_read_as_they_are_written() {
        let begins = super::parse_day("2027-01-31").expect("a day");
        assert_eq!(super::day_of(begins).as_deref(), Some("2027-01-31"));
        assert_eq!(super::day_of(begins - 1).as_deref(), Some("2027-01-30"));
        for bad in ["", "2027-02-30", "31.1.2027", "2027-01-31T00:00:00Z"] {
            assert_eq!(super::parse_day(bad), None, "{bad}");
        }
    }

    #[test]
    fn moments_are_utc() {
        assert_eq!(
            super::rfc3339(1_700_000_000_999).as_deref(),
            Some("2023-11-14T22:13:20Z")
        );
    }
}
