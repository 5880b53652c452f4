//! Colours, and whether text on them can be read (WCAG 2.2 §1.4.3); the shades in which the screens bear a platform's colour.
//! Invariant: whatever the colour, its shades can be read on every ground that `style/tokens.css` puts them on.

/// The contrast that text needs.
const READABLE: f64 = 4.5;
const BLACK: Colour = Colour::rgb(0, 0, 0);
const WHITE: Colour = Colour::rgb(255, 255, 255);
/// `--page` and `--card` of `style/tokens.css`, light and dark.
const LIGHT_PAGE: Colour = Colour::rgb(0xf5, 0xf6, 0xfa);
const DARK_PAGE: Colour = Colour::rgb(0x10, 0x12, 0x18);
const DARK_CARD: Colour = Colour::rgb(0x1d, 0x21, 0x2c);

/// The shades that go by `--accent` and its kin in `style/tokens.css`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shades {
    /// `--accent`: text and shapes on pages, cards and the wash; what buttons are filled with.
    pub accent: Colour,
    /// `--accent-deep`: the same under the pointer.
    pub deep: Colour,
    /// `--on-accent`: text on both.
    pub on: Colour,
    /// `--accent-wash`: a ground for the accent and for text.
    pub wash: Colour,
}

impl Shades {
    /// The colours for light pages.
    pub fn light(colour: Colour) -> Self {
        let wash = colour.towards(WHITE, 90);
        let accent = colour.readable(BLACK, &[WHITE, LIGHT_PAGE, wash]);
        Self {
            accent,
            deep: accent.towards(BLACK, 20),
            on: WHITE,
            wash,
        }
    }

    /// The colours for dark pages.
    pub fn dark(colour: Colour) -> Self {
        let wash = colour.towards(DARK_CARD, 75);
        let accent = colour.readable(WHITE, &[DARK_PAGE, DARK_CARD, wash]);
        let deep = accent.towards(WHITE, 30);
        Self {
            accent,
            deep,
            on: colour.towards(BLACK, 75).readable(BLACK, &[accent, deep]),
            wash,
        }
    }
}

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

    const fn rgb(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// Whether white text on it has a contrast of at least 4.5 to 1.
    pub fn carries_white_text(self) -> bool {
        self.contrast(WHITE) >= READABLE
    }

    /// The contrast of white text on it in tenths, 10 to 210, never rounded up: what reads as 4.5 is enough.
    pub fn white_text_contrast_tenths(self) -> u32 {
        (self.contrast(WHITE) * 10.0) as u32
    }

    /// The contrast of two colours, 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(two) / one.min(two)
    }

    /// The colour on its way to another: `percent` of the way.
    #[must_use]
    pub fn towards(self, other: Self, percent: u32) -> Self {
        let percent = percent.min(100);
        let part = |from: u8, to: u8| {
            let sum = u32::from(from) * (100 - percent) + u32::from(to) * percent;
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self::rgb(
            part(self.red, other.red),
            part(self.green, other.green),
            part(self.blue, other.blue),
        )
    }

    /// The colour as near to itself as can be read on all these grounds, on its way to black or white.
    fn readable(self, towards: Self, grounds: &[Self]) -> Self {
        let ways = (0..=100).map(|percent| self.towards(towards, percent));
        let mut readable =
            ways.filter(|shade| grounds.iter().all(|ground| shade.contrast(*ground) >= READABLE));
        readable.next().unwrap_or(towards)
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

    #[test]
    fn the_contrast_that_is_told_says_whether_it_is_enough() {
        for (text, tenths) in [
            ("#000000", 210),
            ("#767676", 45),
            ("#777777", 44),
            ("#ffffff", 10),
        ] {
            let colour = Colour::parse(text).expect("a colour");
            assert_eq!(colour.white_text_contrast_tenths(), tenths, "{text}");
        }
    }

    #[test]
    fn contrast_is_that_of_the_guidelines() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((WHITE.contrast(WHITE) - 1.0).abs() < 1e-9);
        assert_eq!(BLACK.towards(WHITE, 0), BLACK);
        assert_eq!(BLACK.towards(WHITE, 100), WHITE);
    }

    #[test]
    fn a_colour_that_can_be_read_as_it_is_stays() {
        let indigo = Colour::parse("#4740c8").expect("a colour");
        assert_eq!(Shades::light(indigo).accent, indigo);
        let sky = Colour::parse("#8ecbff").expect("a colour");
        assert_eq!(Shades::dark(sky).accent, sky);
    }

    fn is_readable(shades: Shades, page: Colour, card: Colour, ink: Colour) -> bool {
        let grounds = [page, card, shades.wash];
        [shades.accent, shades.deep].iter().all(|shade| {
            shade.contrast(shades.on) >= READABLE
                && grounds.iter().all(|ground| shade.contrast(*ground) >= READABLE)
        }) && ink.contrast(shades.wash) >= READABLE
    }

    proptest! {
        #[test]
        fn every_shade_can_be_read_where_it_stands(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            let ink = |text| Colour::parse(text).expect("a colour");
            let (light, dark) = (Shades::light(colour), Shades::dark(colour));
            prop_assert!(is_readable(light, LIGHT_PAGE, WHITE, ink("#171a24")), "{light:?}");
            prop_assert!(is_readable(dark, DARK_PAGE, DARK_CARD, ink("#eceef4")), "{dark:?}");
        }

        #[test]
        fn the_contrast_that_is_told_is_enough_where_it_is(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            prop_assert_eq!(colour.carries_white_text(), colour.white_text_contrast_tenths() >= 45);
        }

        #[test]
        fn the_text_of_a_colour_is_that_colour(red: u8, green: u8, blue: u8) {
            let colour = Colour { red, green, blue };
            prop_assert_eq!(Colour::parse(&colour.to_string()), Some(colour));
        }
    }

    /// The colours of one block of `style/tokens.css`, by name.
    fn tokens(begin: &str) -> impl Fn(&str) -> Colour {
        let all = include_str!("../../../style/tokens.css");
        let block = all.split_once(begin).expect("the block is there").1;
        let block = block.split_once('}').expect("it ends").0;
        move |name| {
            let begin = format!("--{name}: ");
            let value = block
                .lines()
                .find_map(|line| line.trim().strip_prefix(&begin)?.strip_suffix(';'));
            let value = value.unwrap_or_else(|| panic!("no --{name}"));
            let value = if value == "#fff" { "#ffffff" } else { value };
            Colour::parse(value).unwrap_or_else(|| panic!("--{name} is {value}"))
        }
    }

    fn assert_seen(colour: &impl Fn(&str) -> Colour, what: &str, ground: &str, least: f64) {
        let contrast = colour(what).contrast(colour(ground));
        assert!(contrast >= least, "--{what} on --{ground}: {contrast:.2}");
    }

    #[test]
    fn states_text_and_shapes_can_be_seen_in_light_and_dark() {
        for begin in ["--quick: 120ms;", ":root:not([data-theme=\"light\"]) {"] {
            let colour = tokens(begin);
            for state in ["good", "warn", "info", "bad"] {
                let wash = format!("{state}-wash");
                for ground in ["page", "card", &wash] {
                    assert_seen(&colour, state, ground, READABLE);
                }
                assert_seen(&colour, "ink", &wash, READABLE);
                assert_seen(&colour, "ink-soft", &wash, READABLE);
            }
            for ground in ["danger", "danger-deep"] {
                assert_seen(&colour, "on-danger", ground, READABLE);
            }
            for ground in ["page", "card"] {
                assert_seen(&colour, "ink-soft", ground, READABLE);
                assert_seen(&colour, "line-control", ground, 3.0);
            }
        }
    }
}
