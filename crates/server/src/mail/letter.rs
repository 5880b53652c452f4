//! A mail in words: subject, a text part, an HTML part. Invariant: values from people stay on one line and are escaped; the
//! HTML loads nothing from anywhere.

use std::fmt::Write as _;

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
    pub or_paste: &'static str,
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
    pub fn text(&self) -> String {
        let mut parts = self.before.clone();
        if let Some(button) = &self.button {
            parts.push(format!("{}:\n{}", button.label, button.link));
        }
        parts.extend(self.after.iter().cloned());
        parts.push(format!("-- \n{}", self.foot));
        parts.join("\n\n") + "\n"
    }

    /// The HTML part.
    pub fn html(&self, platform_name: &str, colour: Colour) -> String {
        let mut body = String::new();
        let mut paragraph = |class: &str, style: &str, text: &str| {
            // Writing to a string cannot fail.
            let _ = write!(
                body,
                "<p class=\"{class}\" style=\"margin:0 0 16px;{style}\">{text}</p>"
            );
        };
        self.before
            .iter()
            .for_each(|text| paragraph("", "", &escape(text)));
        if let Some(Button { label, link, look }) = &self.button {
            let (label, link) = (escape(label), escape(link));
            let (class, colours) = match look {
                Look::Main => (
                    "",
                    format!("border:1px solid {colour};background:{colour};color:#ffffff"),
                ),
                Look::Warning => ("warning", "border:1px solid #b3261e;color:#b3261e".to_owned()),
            };
            let style = format!(
                "display:inline-block;padding:12px 24px;border-radius:8px;text-decoration:none;font-weight:600;{colours}"
            );
            paragraph(
                "",
                "",
                &format!("<a class=\"{class}\" href=\"{link}\" style=\"{style}\">{label}</a>"),
            );
            // For programs that show no buttons, and for people who look where a link leads.
            let shown = format!("{} <span translate=\"no\">{link}</span>", escape(self.or_paste));
            paragraph(
                "soft",
                "font-size:13px;color:#555c6e;word-break:break-all",
                &shown,
            );
        }
        self.after
            .iter()
            .for_each(|text| paragraph("", "", &escape(text)));
        let (name, subject, foot) = (escape(platform_name), escape(&self.subject), escape(&self.foot));
        let preheader = escape(&self.preheader);
        format!(
            "<!DOCTYPE html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width\">\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"supported-color-schemes\" content=\"light dark\">\
             <title>{subject}</title><style>{DARK}</style></head>\
             <body class=\"page\" style=\"margin:0;padding:24px;background:#f5f6fa;color:#171a24;\
             font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif\">\
             <div style=\"display:none;max-height:0;overflow:hidden\">{preheader}</div>\
             <div class=\"card\" style=\"max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border-radius:12px;\
             border-top:4px solid {colour}\">\
             <p class=\"name\" translate=\"no\" style=\"margin:0 0 24px;font-weight:600;color:{colour}\">{name}</p>{body}\
             <p class=\"soft\" style=\"margin:24px 0 0;font-size:13px;color:#555c6e\">{foot}</p></div></body></html>",
            self.language_tag
        )
    }
}

/// What changes in the dark. Programs that read no style sheets show the light mail.
const DARK: &str = ":root{color-scheme:light dark}@media (prefers-color-scheme:dark){\
    .page{background:#101218!important;color:#eceef4!important}.card{background:#1d212c!important}\
    .name{color:#eceef4!important}.soft{color:#a5adbf!important}\
    .warning{border-color:#ffb4ab!important;color:#ffb4ab!important}}";

/// Text as it stands in HTML, also inside an attribute.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(c),
        }
    }
    escaped
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
            or_paste: evil,
            after: vec![evil.into()],
            foot: evil.into(),
            language_tag: "en",
        };
        let html = letter.html(evil, Colour::parse("#4740c8").expect("a colour"));
        assert!(!html.contains("<img"), "{html}");
        assert_eq!(
            html.matches("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;")
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

        #[test]
        fn escaped_text_opens_no_tag_and_ends_no_attribute(value in any::<String>()) {
            prop_assert!(!escape(&value).contains(['<', '>', '"', '\'']));
        }
    }
}
