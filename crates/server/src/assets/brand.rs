//! The platform's colour in what the build made: in the entry pages as a style of its own, over the tokens of the design, and in
//! the icon. Invariant: it is put in before the Content-Security-Policy is made, so that the policy names it; where the colour
//! is the design's own, nothing is put in.

use super::asset::Asset;
use crate::company_brand::style::{colour_style, logo_style};
use crate::config::DEFAULT_COLOUR;
use crate::domain::colour::Colour;
use crate::domain::logo::LogoName;

/// The page with this style, if there is any.
pub(super) fn branded(html: &str, style: &str) -> String {
    if style.is_empty() {
        return html.to_owned();
    }
    html.replacen("</head>", &format!("<style>{style}</style></head>"), 1)
}

/// What a platform's pages have over the design: its colour, and its logo.
pub(super) fn platform_style(colour: Colour, logo: Option<&LogoName>) -> String {
    let colour = match colour.to_string() == DEFAULT_COLOUR {
        true => String::new(),
        false => colour_style(colour),
    };
    colour + &logo.map(logo_style).unwrap_or_default()
}

/// The icon, an SVG, in this colour.
pub(super) fn branded_icon(icon: &Asset, colour: Colour) -> Asset {
    let svg = String::from_utf8_lossy(&icon.plain);
    Asset {
        plain: svg.replace(DEFAULT_COLOUR, &colour.to_string()).into(),
        brotli: None,
        gzip: None,
        content_type: icon.content_type,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><title></title></head><body></head></body>";

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn the_designs_own_colour_changes_nothing() {
        assert_eq!(branded(PAGE, &platform_style(colour("#4740c8"), None)), PAGE);
    }

    #[test]
    fn a_logo_takes_the_place_of_the_mark() {
        let logo = LogoName {
            hash: "0a".repeat(32),
            width: 80,
            height: 40,
        };
        let page = branded(PAGE, &platform_style(colour("#4740c8"), Some(&logo)));
        assert!(page.contains("<style>.brand{"), "{page}");
        assert!(page.contains(&format!("url(/brand/{}.png)", logo.hash)), "{page}");
    }

    #[test]
    fn another_colour_is_in_the_icon_and_over_the_tokens_in_light_and_dark() {
        let icon = Asset {
            plain: include_bytes!("../../../../public/favicon.svg").as_slice().into(),
            ..Asset::default()
        };
        let icon = branded_icon(&icon, colour("#006b3c")).plain;
        let icon = std::str::from_utf8(&icon).expect("text");
        assert_eq!(
            (icon.matches("#006b3c").count(), icon.matches("#4740c8").count()),
            (1, 0)
        );
        let page = branded(PAGE, &platform_style(colour("#006b3c"), None));
        assert_eq!(page.matches("<style>").count(), 1, "{page}");
        assert!(page.contains("<style>:root{--accent:#006b3c;"), "{page}");
        let dark = page.split_once("prefers-color-scheme:dark").expect("is there").1;
        assert!(
            dark.contains("--accent:#") && !dark.contains("--accent:#006b3c"),
            "{page}"
        );
    }

    #[test]
    fn the_tokens_are_those_of_the_design() {
        let tokens = include_str!("../../../../style/tokens.css");
        for name in ["--accent:", "--accent-deep:", "--on-accent:", "--accent-wash:"] {
            assert_eq!(
                tokens.matches(name).count(),
                3,
                "{name}, light, dark, and dark by choice"
            );
            assert!(colour_style(colour("#006b3c")).contains(name), "{name}");
        }
        for ground in [
            "--page: #f5f6fa",
            "--card: #fff;",
            "--page: #101218",
            "--card: #1d212c",
        ] {
            assert!(tokens.contains(ground), "domain::colour reckons with {ground}");
        }
        assert!(tokens.contains(&format!("--accent: {DEFAULT_COLOUR};")));
        let block = |begin: &str| {
            let rules = tokens.split_once(begin).expect("is there").1;
            let rules = rules.split_once('}').expect("ends").0.split_whitespace();
            rules.collect::<Vec<_>>().join(" ")
        };
        assert_eq!(
            block(
                "[data-theme=\"dark\"] { color-scheme: dark;"
                    .replace("{ ", "{\n    ")
                    .as_str()
            ),
            block(":root:not([data-theme=\"light\"]) {"),
            "dark is dark, by choice or by the system"
        );
    }
}
