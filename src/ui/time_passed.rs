//! How long ago something was, as people say it. Pure: the words are the browser's ([`crate::kit::datetime`]).

/// Milliseconds of a minute.
const MINUTE_MS: f64 = 60_000.0;

/// How far back a time is, in the unit that people would name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimePassed {
    /// Less than a minute.
    Now,
    /// So many minutes.
    Minutes(u32),
    /// So many hours.
    Hours(u32),
    /// So many days, fewer than 30.
    Days(u32),
}

impl TimePassed {
    /// `None` where the date says more than the distance: from 30 days on, for times to come, and for what is no time. A clock that
    /// is a minute behind the server's makes no time one to come.
    pub fn of(passed_ms: f64) -> Option<Self> {
        if passed_ms.is_nan() || passed_ms < -MINUTE_MS {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast of a number saturates"
        )]
        let minutes = (passed_ms / MINUTE_MS) as u32;
        match minutes {
            0 => Some(Self::Now),
            1..60 => Some(Self::Minutes(minutes)),
            60..1440 => Some(Self::Hours(minutes / 60)),
            1440..43200 => Some(Self::Days(minutes / 1440)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_unit_that_is_full_is_named_and_the_date_from_a_month_on() {
        let minutes = |count: f64| TimePassed::of(count * MINUTE_MS);
        for (passed, expected) in [
            (-0.9, Some(TimePassed::Now)),
            (0.0, Some(TimePassed::Now)),
            (0.99, Some(TimePassed::Now)),
            (1.0, Some(TimePassed::Minutes(1))),
            (59.9, Some(TimePassed::Minutes(59))),
            (60.0, Some(TimePassed::Hours(1))),
            (1439.0, Some(TimePassed::Hours(23))),
            (1440.0, Some(TimePassed::Days(1))),
            (43199.0, Some(TimePassed::Days(29))),
            (43200.0, None),
            (-1.1, None),
            (f64::NAN, None),
            (f64::INFINITY, None),
        ] {
            assert_eq!(minutes(passed), expected, "{passed}");
        }
    }
}
