//! A mail in words: subject, a text part, an HTML part. Invariant: values from people stay on one line and are escaped; the
//! HTML loads nothing from anywhere.

use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::templates::{TemplateError, template};
use crate::domain::colour::Colour;

/// What a mail says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Button {
    /// Words of the button.
    pub label: String,
    /// Where it leads; absolute.
    pub link: String,
    /// Whether it is what most readers are meant to press.
    pub look: Look,
}

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
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

/// How a mail looks. It has no pictures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailLook {
    /// In whose name it comes.
    pub name: String,
    /// What the platform calls itself, whoever's name the mail comes in.
    pub platform_name: String,
    /// The colour of its head and its button.
    pub colour: Colour,
}

impl Letter {
    /// The text part.
    ///
    /// # Errors
    /// None that a test over all mails would not have shown.
    pub fn text(&self) -> Result<String, TemplateError> {
        template("mails/letter.txt")?.render(context! { letter => Serde(self) })
    }

    /// The HTML part.
    ///
    /// # Errors
    /// None that a test over all mails would not have shown.
    pub fn html(&self, platform_name: &str, colour: Colour) -> Result<String, TemplateError> {
        template("mails/letter.html")?.render(context! {
            letter => Serde(self),
            platform_name,
            colour => colour.to_string(),
        })
    }
}
