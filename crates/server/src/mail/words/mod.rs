//! Puts mails into words. One file per language; the compiler sees to it that each knows every mail.

mod de;
mod en;

use latchkey_contract::Language;
use time::{OffsetDateTime, UtcOffset};

use super::letter::{Letter, one_line};
use super::{Mail, Message};
use crate::domain::mailed_link::Kind;

/// The mail in the words of its reader's language.
pub fn letter(mail: &Mail, platform_name: &str) -> Letter {
    let message = tame(&mail.message);
    let platform = one_line(platform_name);
    match mail.language {
        Language::En => en::letter(&message, &platform),
        Language::De => de::letter(&message, &platform),
    }
}

/// The message with every value that a person chose on one line.
fn tame(message: &Message) -> Message {
    let mut message = message.clone();
    match &mut message {
        Message::UseSso { company, .. } | Message::SetPassword { company, .. } => {
            *company = one_line(company);
        }
        Message::AddressChangeAsked { new_address, .. } => *new_address = one_line(new_address),
        Message::ConfirmAddress {
            name,
            present_address,
            ..
        } => {
            *name = one_line(name);
            *present_address = one_line(present_address);
        }
        Message::AddressChanged {
            old_address,
            new_address,
        } => {
            *old_address = one_line(old_address);
            *new_address = one_line(new_address);
        }
        Message::SignUp { .. }
        | Message::AlreadyHasAccount { .. }
        | Message::ResetPassword { .. }
        | Message::AddressInUse { .. }
        | Message::PasswordChanged { .. } => {}
    }
    message
}

/// A moment in the parts that people read. Mails wait and travel: "in an hour" would be wrong when it is read.
struct Moment {
    day: u8,
    month: usize,
    year: i32,
    hour: u8,
    minute: u8,
}

impl Moment {
    /// In UTC, which the words say; the reader's own zone is not known.
    fn at(ms: i64) -> Self {
        let moment = OffsetDateTime::from_unix_timestamp(ms.div_euclid(1000))
            .unwrap_or(OffsetDateTime::UNIX_EPOCH)
            .to_offset(UtcOffset::UTC);
        Self {
            day: moment.day(),
            month: usize::from(u8::from(moment.month())) - 1,
            year: moment.year(),
            hour: moment.hour(),
            minute: moment.minute(),
        }
    }
}

/// How long links of a kind work: a number, and whether it counts hours; days where not.
const fn lifetime(kind: Kind) -> (i64, bool) {
    let hours = kind.lifetime_ms() / 3_600_000;
    if hours > 24 {
        (hours / 24, false)
    } else {
        (hours, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::colour::Colour;

    fn every_message() -> Vec<Message> {
        let (link, expires_at_ms) = ("https://p.example/x?token=t0ken".to_owned(), 1_800_000_000_000);
        let (sign_in, reset) = (
            "https://p.example/sign-in".to_owned(),
            "https://p.example/reset".to_owned(),
        );
        let evil = "Acme\r\nBcc: <b>x</b>".to_owned();
        vec![
            Message::SignUp {
                link: link.clone(),
                expires_at_ms,
            },
            Message::AlreadyHasAccount {
                sign_in: sign_in.clone(),
                reset: reset.clone(),
            },
            Message::ResetPassword {
                link: link.clone(),
                expires_at_ms,
            },
            Message::UseSso {
                sign_in: sign_in.clone(),
                company: evil.clone(),
            },
            Message::SetPassword {
                link: link.clone(),
                expires_at_ms,
                company: evil.clone(),
            },
            Message::ConfirmAddress {
                link: link.clone(),
                expires_at_ms,
                name: evil.clone(),
                present_address: evil.clone(),
            },
            Message::AddressChangeAsked {
                new_address: evil.clone(),
                stop: link,
                expires_at_ms,
            },
            Message::AddressInUse { sign_in },
            Message::AddressChanged {
                old_address: evil.clone(),
                new_address: evil,
            },
            Message::PasswordChanged { reset },
        ]
    }

    #[test]
    fn each_mail_says_its_own_thing_in_each_language() {
        let mut subjects = std::collections::HashSet::new();
        let messages = every_message();
        for language in Language::ALL {
            for message in &messages {
                let mail = Mail {
                    to: "a@b.example".into(),
                    language: *language,
                    message: message.clone(),
                };
                let letter = letter(&mail, "Pla\ntform");
                assert_eq!(letter.language_tag, language.tag());
                assert!(!letter.subject.contains(['\r', '\n']), "{letter:?}");
                assert!(
                    letter
                        .before
                        .iter()
                        .chain(&letter.after)
                        .all(|text| !text.contains('\n') && (text.ends_with('.') || text.ends_with("/reset"))),
                    "{letter:?}"
                );
                assert!(letter.foot.contains("Pla tform"));
                assert!(!letter.preheader.contains("https://"), "{letter:?}");
                let html = letter.html("Platform", Colour::parse("#4740c8").expect("a colour"));
                assert!(
                    html.contains("color-scheme")
                        && html.contains(letter.or_paste) == letter.button.is_some()
                );
                assert!(subjects.insert(letter.subject.clone()), "{letter:?}");
                if message.expires_at_ms().is_some() {
                    assert!(letter.text().contains("https://p.example/x?token=t0ken"));
                    assert!(
                        letter.text().contains("2027")
                            && letter.text().contains("08:00")
                            && letter.text().contains("UTC"),
                        "{letter:?}"
                    );
                }
            }
        }
        let kinds = messages
            .iter()
            .map(Message::kind)
            .collect::<std::collections::HashSet<_>>();
        assert_eq!(kinds.len(), 10);
    }
}
