//! Whether a machine's clock is plausible. Invariant: no start lets time go back, by however little; a clock far from the newest
//! recorded time is accepted only when the operator has said so.

/// How far the machine's clock may be behind the newest stored time, in milliseconds: a day. Clocks that are
/// wrong by a time zone, or that a virtual machine brought back from a pause, are within it.
pub const BEHIND_AT_MOST_MS: i64 = 24 * 60 * 60 * 1000;
/// How far it may be ahead of that, in milliseconds: a year. A platform may have been off for months; a clock that is years ahead is
/// more likely wrong, and a start with it would let everything expire.
pub const AHEAD_AT_MOST_MS: i64 = 365 * 24 * 60 * 60 * 1000;
/// How far it may differ from the database server's clock, in milliseconds: a day.
pub const APART_AT_MOST_MS: i64 = 24 * 60 * 60 * 1000;
/// From here on a difference from the database server's clock is worth a warning, in milliseconds: a minute.
pub const APART_UNNOTICED_MS: i64 = 60 * 1000;
/// Time that a server may have shown without having written it down before it was killed, in milliseconds.
pub const UNWRITTEN_AT_MOST_MS: i64 = 10 * 1000;

/// What is known at a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readings {
    /// What the machine's clock shows.
    pub machine_ms: i64,
    /// The newest time that was written down; `None` in a new database.
    pub newest_ms: Option<i64>,
    /// What the database server's own clock shows, where there is one.
    pub database_ms: Option<i64>,
}

/// Why a start is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockRefusal {
    /// The machine's clock is more than a day behind what was written down.
    FarBehind,
    /// The machine's clock is more than a year ahead of what was written down.
    FarAhead,
    /// The machine's clock and the database server's are more than a day apart.
    FarFromDatabase,
}

/// The time at which a server begins, in milliseconds since the Unix epoch.
///
/// # Errors
/// [`ClockRefusal`] where the machine's clock cannot be believed.
pub fn begin(readings: Readings) -> Result<i64, ClockRefusal> {
    let machine = readings.machine_ms;
    if let Some(database) = readings.database_ms
        && machine.saturating_sub(database).saturating_abs() > APART_AT_MOST_MS
    {
        return Err(ClockRefusal::FarFromDatabase);
    }
    match readings.newest_ms {
        Some(newest) if newest.saturating_sub(machine) > BEHIND_AT_MOST_MS => Err(ClockRefusal::FarBehind),
        Some(newest) if machine.saturating_sub(newest) > AHEAD_AT_MOST_MS => Err(ClockRefusal::FarAhead),
        _ => Ok(not_before(readings)),
    }
}

/// The earliest time that is not in the past of what was written down.
pub fn not_before(readings: Readings) -> i64 {
    match readings.newest_ms {
        // The clock has gone back. Whoever wrote that down may have shown a little more.
        Some(newest) if newest > readings.machine_ms => newest.saturating_add(UNWRITTEN_AT_MOST_MS),
        _ => readings.machine_ms,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: i64 = 1_800_000_000_000;

    fn at(machine_ms: i64, newest_ms: Option<i64>, database_ms: Option<i64>) -> Result<i64, ClockRefusal> {
        begin(Readings {
            machine_ms,
            newest_ms,
            database_ms,
        })
    }

    #[test]
    fn a_clock_that_is_far_off_is_refused() {
        let (behind, ahead) = (BEHIND_AT_MOST_MS, AHEAD_AT_MOST_MS);
        assert_eq!(at(NOW, None, None), Ok(NOW), "a new database believes any clock");
        assert_eq!(at(NOW, Some(NOW - 5), None), Ok(NOW));
        assert_eq!(
            at(NOW, Some(NOW + behind), None),
            Ok(NOW + behind + UNWRITTEN_AT_MOST_MS)
        );
        assert_eq!(
            at(NOW, Some(NOW + behind + 1), None),
            Err(ClockRefusal::FarBehind)
        );
        assert_eq!(at(NOW, Some(NOW - ahead), None), Ok(NOW), "it was off for months");
        assert_eq!(at(NOW, Some(NOW - ahead - 1), None), Err(ClockRefusal::FarAhead));
        for apart in [APART_AT_MOST_MS + 1, -APART_AT_MOST_MS - 1] {
            assert_eq!(
                at(NOW, None, Some(NOW + apart)),
                Err(ClockRefusal::FarFromDatabase)
            );
        }
        assert_eq!(at(NOW, None, Some(NOW + APART_AT_MOST_MS)), Ok(NOW));
    }

    proptest! {
        #[test]
        fn no_start_lets_time_go_back(machine in any::<i64>(), newest in any::<i64>(), database in any::<Option<i64>>()) {
            if let Ok(begins) = at(machine, Some(newest), database) {
                prop_assert!(begins >= newest && begins >= machine);
                prop_assert!(begins.saturating_sub(machine) <= BEHIND_AT_MOST_MS + UNWRITTEN_AT_MOST_MS);
            }
        }
    }
}
