//! Colours, and whether text on them can be read (WCAG 2.2 §1.4.3).

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

impl Colour {
    /// Reads `#rrggbb`; `None` for everything else.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        if digits.len() != 6 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self {
            red: part(0)?,
            green: part(2)?,
            blue: part(4)?,
        })
    }

    /// Whether white text on it has a contrast of at least 4.5 to 1.
    pub fn carries_white_text(self) -> bool {
        1.05 / (self.luminance() + 0.05) >= 4.5
    }

    /// Relative luminance, 0 (black) to 1 (white).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn only_six_digits_are_a_colour() {
        for bad in [
            "",
            "4740c8",
            "#4740c",
            "#4740c8ff",
            "#fff",
            "#gggggg",
            "#+1+1+1",
            "red",
            "#ééé",
        ] {
            assert_eq!(Colour::parse(bad), None, "{bad:?}");
        }
        assert_eq!(
            Colour::parse(" #4740C8 ").expect("a colour").to_string(),
            "#4740c8"
        );
    }

    #[test]
    fn what_is_too_light_for_white_text_is_known() {
        // #767676 is the lightest grey that passes, #777777 the darkest that fails.
        for (text, carries) in [
            ("#000000", true),
            ("#4740c8", true),
            ("#767676", true),
            ("#777777", false),
            ("#ffff00", false),
            ("#ffffff", false),
        ] {
            assert_eq!(
                Colour::parse(text).expect("a colour").carries_white_text(),
                carries,
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn the_text_of_a_colour_is_that_colour(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        }
    }
}
