//! The colour of the browser's own frame around a page. The entry pages name two, and the system decides; where somebody has
//! chosen light or dark, that decides. Invariant: what the frame shows is what the page shows.

use latchkey_contract::Theme;

const NAMED: &str = "<meta name=\"theme-color\"";

/// The page with the colour of this theme alone; as it is where nobody has chosen.
pub(super) fn fitting(html: String, theme: Theme) -> String {
    let (chosen, other) = match theme {
        Theme::System => return html,
        Theme::Light => (media("light"), media("dark")),
        Theme::Dark => (media("dark"), media("light")),
    };
    let without = match html.split_once(&format!("{NAMED}{other}")) {
        Some((before, rest)) => [before, rest.split_once('>').map_or("", |(_, after)| after)].concat(),
        None => html,
    };
    without.replacen(&format!("{NAMED}{chosen}"), NAMED, 1)
}

fn media(scheme: &str) -> String {
    format!(" media=\"(prefers-color-scheme: {scheme})\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_entry_page_has_one_colour_where_a_theme_is_chosen_and_it_is_that_of_the_page() {
        let tokens = include_str!("../../../../style/tokens.css");
        for (page, ground, light, dark) in [
            (
                include_str!("../../../../index.html"),
                "card",
                "#ffffff",
                "#1d212c",
            ),
            (
                include_str!("../../../../portal.html"),
                "page",
                "#f5f6fa",
                "#101218",
            ),
        ] {
            for colour in [light, dark] {
                let token = format!("--{ground}: {};", colour.replace("#ffffff", "#fff"));
                assert!(tokens.contains(&token), "{token}");
            }
            assert_eq!(fitting(page.to_owned(), Theme::System), page);
            for (theme, colour) in [(Theme::Light, light), (Theme::Dark, dark)] {
                let one = fitting(page.to_owned(), theme);
                assert_eq!(one.matches("theme-color").count(), 1, "{one}");
                let meta = format!("{NAMED} content=\"{colour}\">\n");
                assert!(one.contains(&meta), "{one}");
                let gone = page.len() - one.len();
                assert!(gone < 150, "nothing else has gone: {gone} bytes");
                assert!(one.ends_with("</html>\n"), "{one}");
            }
        }
    }

    #[test]
    fn a_page_that_names_no_colour_stays_as_it_is() {
        let page = "<meta name=\"viewport\"><style>@media (prefers-color-scheme: dark){}</style>";
        for &theme in Theme::ALL {
            assert_eq!(fitting(page.to_owned(), theme), page);
        }
    }
}
