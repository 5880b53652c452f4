//! Brands as style sheets: the shades of a colour, light and dark, and a logo in the place of the platform's mark. Invariant: an address says all of it
//! (`/brand/006b3c.css`, `/brand/006b3c-{hash}-512x160.css`, `/brand/platform-{hash}-512x160.css`), so that what is there is the same for everybody and never
//! changes; nothing comes into a style sheet but digits that were read as a colour or a logo's name.

use crate::domain::colour::{Colour, Shades};
use crate::domain::logo::LogoName;

/// In the place of a colour: the platform's.
const PLATFORM: &str = "platform";

/// Where a logo is served.
pub fn logo_path(logo: &LogoName) -> String {
    format!("/brand/{}.png", logo.hash)
}

/// Where the style sheet is; none where there is nothing to say.
pub fn stylesheet_path(colour: Option<Colour>, logo: Option<&LogoName>) -> Option<String> {
    let colour = colour.map(|colour| colour.to_string().replace('#', ""));
    match (colour, logo) {
        (None, None) => None,
        (Some(colour), None) => Some(format!("/brand/{colour}.css")),
        (colour, Some(logo)) => {
            let colour = colour.as_deref().unwrap_or(PLATFORM);
            Some(format!("/brand/{colour}-{}.css", logo.as_text()))
        }
    }
}

/// The style sheet with this name, without its ending; none where the name is none.
pub fn stylesheet(name: &str) -> Option<String> {
    let (colour, logo) = match name.split_once('-') {
        Some((colour, logo)) => (colour, Some(LogoName::parse(logo)?)),
        None => (name, None),
    };
    let colour = match (colour, &logo) {
        (PLATFORM, Some(_)) => None,
        // Nothing around the digits, which elsewhere is a slip of the keyboard.
        (digits, _) if digits.len() != 6 => return None,
        (digits, _) => Some(Colour::parse(&format!("#{digits}"))?),
    };
    let colour = colour.map(colour_style).unwrap_or_default();
    let logo = logo.as_ref().map(logo_style).unwrap_or_default();
    Some(colour + &logo)
}

/// The tokens of a colour, light and dark. Outside of every layer, and so over those of the design, which are in one.
pub fn colour_style(colour: Colour) -> String {
    let (light, dark) = (tokens(Shades::light(colour)), tokens(Shades::dark(colour)));
    format!(
        ":root{{{light}}}@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}:root[data-theme=dark]{{{dark}}}"
    )
}

fn tokens(shades: Shades) -> String {
    let Shades {
        accent,
        deep,
        on,
        wash,
    } = shades;
    format!("--accent:{accent};--accent-deep:{deep};--on-accent:{on};--accent-wash:{wash}")
}

/// A logo in the place of the mark beside the name. Outside of every layer, and so over the mark of the design.
pub fn logo_style(logo: &LogoName) -> String {
    let (width, height) = logo.shown_size();
    let path = logo_path(logo);
    format!(
        ".brand{{flex-wrap:wrap}}.brand::before{{inline-size:{width}px;max-inline-size:100%;block-size:{height}px;margin:0;rotate:none;\
         border-radius:0;background:url({path}) 0/contain no-repeat}}\
         @media (max-width:40rem){{.bar .brand::before{{max-inline-size:5rem}}}}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn logo() -> LogoName {
        LogoName {
            hash: "0a".repeat(32),
            width: 512,
            height: 160,
        }
    }

    #[test]
    fn an_address_says_all_of_the_style_sheet() {
        let green = Colour::parse("#006b3c");
        let whole = |path: Option<String>| {
            let path = path.expect("a path");
            let name = path
                .strip_prefix("/brand/")
                .and_then(|name| name.strip_suffix(".css"));
            stylesheet(name.expect("a name")).expect("a style sheet")
        };
        let colour = colour_style(green.expect("a colour"));
        let logo = logo();
        assert_eq!(stylesheet_path(None, None), None);
        assert_eq!(whole(stylesheet_path(green, None)), colour);
        assert_eq!(whole(stylesheet_path(None, Some(&logo))), logo_style(&logo));
        let both = whole(stylesheet_path(green, Some(&logo)));
        assert_eq!(both, colour + &logo_style(&logo));
        assert!(
            both.contains("inline-size:128px") && both.contains(&logo_path(&logo)),
            "{both}"
        );
    }

    #[test]
    fn nothing_else_is_an_address() {
        let hash = "0a".repeat(32);
        for bad in [
            String::new(),
            "platform".to_owned(),
            "red".to_owned(),
            "006b3".to_owned(),
            "006b3c}".to_owned(),
            "006b3c ".to_owned(),
            "006b3c-".to_owned(),
            format!("-{hash}-1x1"),
            format!("006b3c-{hash}"),
            format!("006b3c-{hash}-1x1-"),
            format!("006b3c-{hash}-1x1}}*{{color:red"),
        ] {
            assert_eq!(stylesheet(&bad), None, "{bad}");
        }
    }

    proptest! {
        #[test]
        fn no_name_brings_anything_of_its_own(name in "[0-9a-f]{6}(-[0-9a-f]{64}-[0-9]{1,3}x[0-9]{1,3})?.{0,3}") {
            if let Some(style) = stylesheet(&name) {
                prop_assert!(name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f' | b'A'..=b'F' | b'-' | b'x')));
                prop_assert_eq!(style.matches('{').count(), style.matches('}').count());
            }
        }
    }
}
