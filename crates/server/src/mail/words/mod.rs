//! Puts mails into words: `templates/mails/{language}/{kind of mail}.txt`, with what the mail says in their places. A test renders each
//! mail in each language: it finds a template that is missing, and one that names a value which its mail does not have. Invariant:
//! every value stands on one line.

mod times;

use std::collections::BTreeMap;

use latchkey_contract::Language;
use minijinja::{Value, context};
use serde_json::Value as Json;

pub use self::times::until;
use self::times::{day, lifetime};
use super::asking::Asking;
use super::letter::{Button, Letter, one_line};
use super::message::{Mail, Message};
use super::templates::{TemplateError, template};

/// The mail in the words of its reader's language.
///
/// # Errors
/// None that the test over all mails would not have shown: rendering into memory does not fail.
pub fn letter(mail: &Mail, platform: &str) -> Result<Letter, TemplateError> {
    let language = mail.language;
    let name = format!("mails/{}/{}.txt", language.tag(), mail.message.kind());
    let template = template(&name)?;
    let values = Value::from_pairs(values(&mail.message, language, platform));
    let mut words = template.render_captured(values)?;
    let mut block = |name| words.with_state_mut(|state| state.render_block(name));
    let button = match mail.message.button() {
        Some((link, look)) => Some(Button {
            label: one_line(&block("button")?),
            link: one_line(link),
            look,
        }),
        None => None,
    };
    let before = paragraphs(&block("before")?);
    let mut after = paragraphs(&block("after")?);
    if let Some(asking) = &mail.asking {
        after.push(asked(asking, &mail.to, language)?);
    }
    Ok(Letter {
        subject: one_line(&block("subject")?),
        preheader: before.first().cloned().unwrap_or_default(),
        before,
        button,
        or_paste: one_line(&block("or_paste")?),
        after,
        foot: one_line(&block("foot")?),
        language_tag: language.tag(),
    })
}

/// What the templates can name: the mail's own fields, times among them in words, and the platform.
fn values(message: &Message, language: Language, platform: &str) -> BTreeMap<String, String> {
    let mut values = BTreeMap::from([("platform".to_owned(), one_line(platform))]);
    // What is stored of a mail can be written as JSON.
    let fields = serde_json::to_value(message).unwrap_or_default();
    add_fields(&mut values, &fields, language);
    if let Some(kind) = message.link_kind() {
        values.insert("lifetime".to_owned(), lifetime(language, kind));
    }
    values
}

/// Adds the fields of an object, and those of objects in it.
fn add_fields(values: &mut BTreeMap<String, String>, fields: &Json, language: Language) {
    for (name, field) in fields.as_object().into_iter().flatten() {
        let (name, value) = match (name.as_str(), field) {
            ("expires_at_ms", Json::Number(at)) => {
                ("until", until(language, at.as_i64().unwrap_or_default()))
            }
            ("ends_at_ms", Json::Number(at)) => ("ends", until(language, at.as_i64().unwrap_or_default())),
            ("back_until_ms", Json::Number(at)) => {
                ("back_until", until(language, at.as_i64().unwrap_or_default()))
            }
            ("expires_on", Json::String(text)) => ("expires_on", day(language, text)),
            (name, Json::String(text)) => (name, one_line(text)),
            (_, Json::Object(_)) => {
                add_fields(values, field, language);
                continue;
            }
            (name, other) => (name, other.to_string()),
        };
        values.insert(name.to_owned(), value);
    }
}

/// For which address, when and with what the mail was caused.
fn asked(asking: &Asking, to: &str, language: Language) -> Result<String, TemplateError> {
    let template = template(&format!("mails/{}/asked.txt", language.tag()))?;
    let text = template.render(context! {
        to => one_line(to),
        at => until(language, asking.at_ms),
        browser => asking.browser.as_deref(),
        system => asking.system.as_deref(),
    })?;
    Ok(one_line(&text))
}

/// What blank lines part, each on one line. No value has a line of its own, so that none makes a paragraph.
fn paragraphs(block: &str) -> Vec<String> {
    let paragraphs = block.split("\n\n").map(one_line);
    paragraphs.filter(|text| !text.is_empty()).collect()
}

#[cfg(test)]
mod tests;
