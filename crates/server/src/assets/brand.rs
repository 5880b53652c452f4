//! The platform's colour in what the build made: in the entry pages as a style of its own, over the tokens of the design, and in
//! the icon. Invariant: it is put in before the Content-Security-Policy is made, so that the policy names it; where the colour
//! is the design's own, nothing is put in.

use super::asset::Asset;
use crate::config::DEFAULT_COLOUR;
use crate::domain::colour::{Colour, Shades};

/// The page in this colour.
pub(super) fn branded(html: &str, colour: Colour) -> String {
    let colour_text = colour.to_string();
    if colour_text == DEFAULT_COLOUR {
        return html.to_owned();
    }
    html.replacen("</head>", &format!("<style>{}</style></head>", style(colour)), 1)
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

/// Outside of every layer, and so over the tokens, which are in one.
fn style(colour: Colour) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "<head><title></title></head><body></head></body>";

    fn colour(text: &str) -> Colour {
        Colour::parse(text).expect("a colour")
    }

    #[test]
    fn the_designs_own_colour_changes_nothing() {
        assert_eq!(branded(PAGE, colour("#4740c8")), PAGE);
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
        let page = branded(PAGE, colour("#006b3c"));
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
            assert!(style(colour("#006b3c")).contains(name), "{name}");
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
