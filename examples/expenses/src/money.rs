//! Formats amounts of money and dates for people. Invariant: amounts are whole cents, so that nothing is rounded.

/// An amount in euro cents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cents(pub(crate) u32);

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Day {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
}

impl Cents {
    /// For a person, as in `€1,234.56` or `1.234,56 €`.
    pub(crate) fn shown(self, is_german: bool) -> String {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        if is_german {
            format!("{},{rest:02} €", grouped(whole, '.'))
        } else {
            format!("€{}.{rest:02}", grouped(whole, ','))
        }
    }
}

impl Day {
    /// For the attribute `datetime` of `<time>`.
    pub(crate) fn iso(self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// For a person, as in `3 Nov 2026` or `3.11.2026`.
    pub(crate) fn shown(self, is_german: bool) -> String {
        if is_german {
            return format!("{}.{}.{}", self.day, self.month, self.year);
        }
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        let month = months
            .get(usize::from(self.month).wrapping_sub(1))
            .copied()
            .unwrap_or_default();
        format!("{} {month} {}", self.day, self.year)
    }
}

/// A number with a separator between every three digits.
fn grouped(number: u32, separator: char) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            shown.push(separator);
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_and_days_read_well() {
        assert_eq!(Cents(123_456_705).shown(false), "€1,234,567.05");
        assert_eq!(Cents(123_456).shown(true), "1.234,56 €");
        assert_eq!(Cents(7).shown(false), "€0.07");
        let day = Day {
            year: 2026,
            month: 11,
            day: 3,
        };
        assert_eq!(
            (day.iso(), day.shown(false)),
            ("2026-11-03".into(), "3 Nov 2026".into())
        );
        assert_eq!(day.shown(true), "3.11.2026");
    }
}
