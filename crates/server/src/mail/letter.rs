//! A mail in words: subject, a text part, an HTML part. Invariant: values from people stay on one line and are escaped; the
//! HTML loads nothing from anywhere.

use askama::Template;

use crate::domain::colour::Colour;

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The subject line.
    pub subject: String,
    /// What lists of mails show beside the subject: the gist, without the link.
    pub preheader: String,
    /// Paragraphs before the button.
    pub before: Vec<String>,
    /// What the reader can do.
    pub button: Option<Button>,
    /// What stands before the link where it is written out: for programs that show no buttons.
    pub or_paste: String,
    /// Paragraphs after it.
    pub after: Vec<String>,
    /// Why this mail came; small, at the end.
    pub foot: String,
    /// Language tag (BCP 47).
    pub language_tag: &'static str,
}

/// A link that looks like a button.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub label: String,
    /// Where it leads; absolute.
    pub link: String,
    /// Whether it is what most readers are meant to press.
    pub look: Look,
}

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// The next step.
    Main,
    /// For the few who did not do what the mail tells of.
    Warning,
}

/// A value that somebody typed, fit to stand in a line: no control characters (they could begin a header, or a line that
/// looks like ours), no end of its own that hides text behind it.
pub fn one_line(value: &str) -> String {
    let visible = value.chars().map(|c| {
        let hides = c.is_control()
            || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if hides { ' ' } else { c }
    });
    let spaced: String = visible.collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Letter {
    /// The text part.
    pub fn text(&self) -> Result<String, askama::Error> {
        TextPart { letter: self }.render()
    }

    /// The HTML part.
    pub fn html(&self, platform_name: &str, colour: Colour) -> Result<String, askama::Error> {
        let part = HtmlPart {
            letter: self,
            platform_name,
            colour,
        };
        part.render()
    }
}

#[derive(Template)]
#[template(path = "mails/letter.txt")]
struct TextPart<'a> {
    letter: &'a Letter,
}

#[derive(Template)]
#[template(path = "mails/letter.html")]
struct HtmlPart<'a> {
    letter: &'a Letter,
    platform_name: &'a str,
    colour: Colour,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_in_values_is_text() {
        let evil = "<img src=x onerror=alert(1)>\"'&";
        let letter = Letter {
            subject: evil.into(),
            preheader: evil.into(),
            before: vec![evil.into()],
            button: Some(Button {
                label: evil.into(),
                link: evil.into(),
                look: Look::Warning,
            }),
            or_paste: evil.into(),
            after: vec![evil.into()],
            foot: evil.into(),
            language_tag: "en",
        };
        let colour = Colour::parse("#4740c8").expect("a colour");
        let html = letter.html(evil, colour).expect("renders");
        assert!(!html.contains("<img"), "{html}");
        assert_eq!(
            html.matches("&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;")
                .count(),
            10
        );
    }

    #[test]
    fn values_stay_on_their_line() {
        assert_eq!(
            one_line("Acme\r\nBcc: x@y.example\n\nhttp://evil"),
            "Acme Bcc: x@y.example http://evil"
        );
        assert_eq!(one_line("\u{202e}live\u{2028}x\u{0}\u{1b}[2J"), "live x [2J");
    }

    proptest! {
        #[test]
        fn no_value_begins_a_line(value in any::<String>()) {
            prop_assert!(!one_line(&value).contains(|c: char| c.is_control()));
        }
    }
}
