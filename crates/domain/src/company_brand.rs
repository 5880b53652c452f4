//! The name and the colour that a company gives itself on the platform's screens. Invariant: the name shows what it is. Any colour is accepted:
//! screens and mails have [`Shades`](super::colour::Shades) of it, which can be read whatever it is.

use super::colour::Colour;
use super::name_text::is_plain;

/// The most characters of a name.
const LONGEST_NAME: usize = 60;

/// What a company chose; what it did not choose is the platform's.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Look {
    /// What its people see above the sign-in, 1 to 60 characters.
    pub name: Option<String>,
    /// Its colour.
    pub colour: Option<Colour>,
}

/// Why a choice was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookFault {
    /// The name is too long, or holds what cannot be seen.
    NameInvalid,
    /// It is not a colour such as `#4740c8`.
    ColourMalformed,
}

impl Look {
    /// What was typed; nothing but spaces is no choice.
    ///
    /// # Errors
    /// Everything that is wrong with it, the name first.
    pub fn chosen(name: Option<&str>, colour: Option<&str>) -> Result<Self, Vec<LookFault>> {
        let filled = |text: Option<&str>| {
            let text = text.unwrap_or_default().trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        let mut faults = Vec::new();
        let name = filled(name);
        if name.as_deref().is_some_and(|name| !is_name(name)) {
            faults.push(LookFault::NameInvalid);
        }
        let typed = filled(colour);
        let colour = typed.as_deref().and_then(Colour::parse);
        if typed.is_some() && colour.is_none() {
            faults.push(LookFault::ColourMalformed);
        }
        match faults.is_empty() {
            true => Ok(Self { name, colour }),
            false => Err(faults),
        }
    }
}

fn is_name(name: &str) -> bool {
    name.chars().count() <= LONGEST_NAME && is_plain(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_is_no_choice() {
        for nothing in [None, Some(""), Some("  ")] {
            assert_eq!(Look::chosen(nothing, nothing), Ok(Look::default()));
        }
    }

    #[test]
    fn what_cannot_be_read_is_refused_all_at_once() {
        use LookFault::{ColourMalformed, NameInvalid};
        let long = "a".repeat(61);
        for (name, colour, faults) in [
            (Some(long.as_str()), None, vec![NameInvalid]),
            (Some("Acme\u{202e}"), Some("#ffff00"), vec![NameInvalid]),
            (Some("Acme\u{7}"), Some("red"), vec![NameInvalid, ColourMalformed]),
            (Some("Acme"), Some("#006b3c;}"), vec![ColourMalformed]),
        ] {
            assert_eq!(Look::chosen(name, colour), Err(faults), "{name:?} {colour:?}");
        }
    }

    #[test]
    fn a_pale_colour_is_taken_as_it_is() {
        let look = Look::chosen(None, Some(" #FFFF00 ")).expect("a look");
        assert_eq!(look.colour, Colour::parse("#ffff00"));
    }

    proptest! {
        #[test]
        fn what_is_accepted_can_be_read(name in ".{0,70}", colour in "#[0-9a-fA-F]{6}") {
            if let Ok(look) = Look::chosen(Some(&name), Some(&colour)) {
                prop_assert_eq!(look.colour, Colour::parse(&colour));
                prop_assert!(look.name.is_none_or(|name| is_plain(&name) && (1..=60).contains(&name.chars().count())));
            }
        }
    }
}
