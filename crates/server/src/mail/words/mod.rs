//! Puts mails into words. The words are templates, `templates/mails/{language}/{mail}.txt`: the compiler refuses a mail without its
//! words in a language, and a template that names a value which the mail does not have. Invariant: every value stands on one line.

mod times;

use askama::Template;
use latchkey_contract::Language;

use self::times::lifetime;
pub use self::times::until;
use super::asking::Asking;
use super::letter::{Button, Letter, one_line};
use super::message::{Mail, Message};

/// The blocks of one template, rendered.
struct Blocks {
    subject: String,
    before: String,
    button: String,
    or_paste: String,
    after: String,
    foot: String,
}

/// Renders the template of a mail in a language, with these values.
macro_rules! words {
    ($language:expr; $en:literal, $de:literal; $($value:ident),*) => {{
        #[derive(Template)]
        #[template(path = $en, blocks = ["subject", "before", "button", "or_paste", "after", "foot"])]
        struct English { $($value: String),* }
        #[derive(Template)]
        #[template(path = $de, blocks = ["subject", "before", "button", "or_paste", "after", "foot"])]
        struct German { $($value: String),* }
        match $language {
            Language::En => blocks!(English { $($value: one_line($value)),* }),
            Language::De => blocks!(German { $($value: one_line($value)),* }),
        }
    }};
}

macro_rules! blocks {
    ($template:expr) => {{
        let template = $template;
        Blocks {
            subject: template.as_subject().render()?,
            before: template.as_before().render()?,
            button: template.as_button().render()?,
            or_paste: template.as_or_paste().render()?,
            after: template.as_after().render()?,
            foot: template.as_foot().render()?,
        }
    }};
}

/// The mail in the words of its reader's language.
///
/// # Errors
/// None that a test over all mails would not have shown: rendering into memory does not fail.
pub fn letter(mail: &Mail, platform: &str) -> Result<Letter, askama::Error> {
    let language = mail.language;
    let blocks = blocks(&mail.message, language, platform)?;
    let button = mail.message.button().map(|(link, look)| Button {
        label: one_line(&blocks.button),
        link: one_line(link),
        look,
    });
    let before = paragraphs(&blocks.before);
    let mut after = paragraphs(&blocks.after);
    if let Some(asking) = &mail.asking {
        after.push(asked(asking, &mail.to, language)?);
    }
    Ok(Letter {
        subject: one_line(&blocks.subject),
        preheader: before.first().cloned().unwrap_or_default(),
        before,
        button,
        or_paste: one_line(&blocks.or_paste),
        after,
        foot: one_line(&blocks.foot),
        language_tag: language.tag(),
    })
}

fn blocks(message: &Message, language: Language, platform: &str) -> Result<Blocks, askama::Error> {
    // Of a link that expires. Other mails do not say it.
    let lifetime = message.link_kind().map(|kind| lifetime(language, kind));
    let until = message.expires_at_ms().map(|at_ms| until(language, at_ms));
    let (lifetime, until) = (lifetime.unwrap_or_default(), until.unwrap_or_default());
    let (lifetime, until) = (lifetime.as_str(), until.as_str());
    Ok(match message {
        Message::SignUp { .. } => words! {
            language; "mails/en/sign_up.txt", "mails/de/sign_up.txt"; platform, lifetime, until
        },
        Message::AlreadyHasAccount { reset, .. } => words! {
            language; "mails/en/already_has_account.txt", "mails/de/already_has_account.txt"; platform, reset
        },
        Message::ResetPassword { .. } => words! {
            language; "mails/en/reset_password.txt", "mails/de/reset_password.txt"; platform, lifetime, until
        },
        Message::UseSso { company, .. } => words! {
            language; "mails/en/use_sso.txt", "mails/de/use_sso.txt"; platform, company
        },
        Message::SetPassword { company, .. } => words! {
            language; "mails/en/set_password.txt", "mails/de/set_password.txt"; platform, company, lifetime, until
        },
        Message::ConfirmAddress {
            name,
            present_address,
            ..
        } => words! {
            language; "mails/en/confirm_address.txt", "mails/de/confirm_address.txt"; platform, name, present_address, lifetime, until
        },
        Message::AddressChangeAsked { new_address, .. } => words! {
            language; "mails/en/address_change_asked.txt", "mails/de/address_change_asked.txt"; platform, new_address, lifetime, until
        },
        Message::AddressInUse { .. } => words! {
            language; "mails/en/address_in_use.txt", "mails/de/address_in_use.txt"; platform
        },
        Message::AddressChanged {
            old_address,
            new_address,
        } => words! {
            language; "mails/en/address_changed.txt", "mails/de/address_changed.txt"; platform, old_address, new_address
        },
        Message::SetUpLink { company, made_by, .. } => words! {
            language; "mails/en/set_up_link.txt", "mails/de/set_up_link.txt"; platform, company, made_by, until
        },
        Message::SsoActivated { company, by, .. } => words! {
            language; "mails/en/sso_activated.txt", "mails/de/sso_activated.txt"; platform, company, by
        },
        Message::SsoDeactivated { company, by, .. } => words! {
            language; "mails/en/sso_deactivated.txt", "mails/de/sso_deactivated.txt"; platform, company, by
        },
        Message::SsoSecretChanged {
            company,
            configuration,
            ..
        } => words! {
            language; "mails/en/sso_secret_changed.txt", "mails/de/sso_secret_changed.txt"; platform, company, configuration
        },
        Message::RecoveryByOperator { company, .. } => words! {
            language; "mails/en/recovery_by_operator.txt", "mails/de/recovery_by_operator.txt"; platform, company, lifetime, until
        },
        Message::RecoveryByCode { company, .. } => words! {
            language; "mails/en/recovery_by_code.txt", "mails/de/recovery_by_code.txt"; platform, company, lifetime, until
        },
        Message::RecoveryLinkMade { company, whom, .. } => words! {
            language; "mails/en/recovery_link_made.txt", "mails/de/recovery_link_made.txt"; platform, company, whom
        },
        Message::RecoveryCodesMade { company, by, .. } => words! {
            language; "mails/en/recovery_codes_made.txt", "mails/de/recovery_codes_made.txt"; platform, company, by
        },
        Message::RecoveryCodeUsed {
            company, by, left, ..
        } => {
            let left = left.to_string();
            let left = left.as_str();
            words! {
                language; "mails/en/recovery_code_used.txt", "mails/de/recovery_code_used.txt"; platform, company, by, left
            }
        }
        Message::Invitation {
            app,
            environment,
            company,
            inviter,
            ..
        } => words! {
            language; "mails/en/invitation.txt", "mails/de/invitation.txt"; platform, app, environment, company, inviter, until
        },
        Message::AccessRequested {
            app,
            environment,
            person,
            ..
        } => words! {
            language; "mails/en/access_requested.txt", "mails/de/access_requested.txt"; platform, app, environment, person
        },
        Message::AccessGiven { app, environment, .. } => words! {
            language; "mails/en/access_given.txt", "mails/de/access_given.txt"; platform, app, environment
        },
        Message::AccessDeclined { app, environment } => words! {
            language; "mails/en/access_declined.txt", "mails/de/access_declined.txt"; platform, app, environment
        },
        Message::DomainRecordMissing {
            domain,
            record_name,
            record_value,
            ..
        } => words! {
            language; "mails/en/domain_record_missing.txt", "mails/de/domain_record_missing.txt"; platform, domain, record_name, record_value
        },
        Message::PasswordChanged { reset } => words! {
            language; "mails/en/password_changed.txt", "mails/de/password_changed.txt"; platform, reset
        },
    })
}

/// For which address, when and with what the mail was caused.
fn asked(asking: &Asking, to: &str, language: Language) -> Result<String, askama::Error> {
    #[derive(Template)]
    #[template(path = "mails/en/asked.txt")]
    struct English<'a> {
        to: &'a str,
        at: &'a str,
        browser: Option<&'a str>,
        system: Option<&'a str>,
    }
    #[derive(Template)]
    #[template(path = "mails/de/asked.txt")]
    struct German<'a> {
        to: &'a str,
        at: &'a str,
        browser: Option<&'a str>,
        system: Option<&'a str>,
    }
    let (to, at) = (one_line(to), until(language, asking.at_ms));
    let (to, at) = (to.as_str(), at.as_str());
    let (browser, system) = (asking.browser.as_deref(), asking.system.as_deref());
    let text = match language {
        Language::En => English {
            to,
            at,
            browser,
            system,
        }
        .render()?,
        Language::De => German {
            to,
            at,
            browser,
            system,
        }
        .render()?,
    };
    Ok(one_line(&text))
}

/// What blank lines part, each on one line. No value has a line of its own, so that none makes a paragraph.
fn paragraphs(block: &str) -> Vec<String> {
    let paragraphs = block.split("\n\n").map(one_line);
    paragraphs.filter(|text| !text.is_empty()).collect()
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
        let (evil, link_again) = ("Acme\r\nBcc: <b>x</b>".to_owned(), link.clone());
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
                stop: link.clone(),
                expires_at_ms,
            },
            Message::SetUpLink {
                link,
                expires_at_ms,
                company: evil.clone(),
                made_by: "ada@acme.example".to_owned(),
            },
            Message::SsoActivated {
                company: evil.clone(),
                by: "ada@acme.example".to_owned(),
                sign_in: sign_in.clone(),
            },
            Message::SsoDeactivated {
                company: evil.clone(),
                by: "ada@acme.example".to_owned(),
                reset: reset.clone(),
            },
            Message::SsoSecretChanged {
                company: evil.clone(),
                configuration: "Our\nIdP".to_owned(),
                page: sign_in.clone(),
            },
            Message::RecoveryByOperator {
                link: link_again.clone(),
                expires_at_ms,
                company: evil.clone(),
            },
            Message::RecoveryByCode {
                link: link_again,
                expires_at_ms,
                company: evil.clone(),
            },
            Message::RecoveryLinkMade {
                company: evil.clone(),
                whom: "ada@acme.example".to_owned(),
                page: sign_in.clone(),
            },
            Message::RecoveryCodesMade {
                company: evil.clone(),
                by: "ada@acme.example".to_owned(),
                page: sign_in.clone(),
            },
            Message::RecoveryCodeUsed {
                company: evil.clone(),
                by: "ada@acme.example".to_owned(),
                left: 1,
                page: sign_in.clone(),
            },
            Message::AddressInUse { sign_in },
            Message::AddressChanged {
                old_address: evil.clone(),
                new_address: evil,
            },
            Message::Invitation {
                link: "https://p.example/x?token=t0ken".into(),
                expires_at_ms,
                app: "Company\nExpenses".into(),
                environment: "Acceptance".into(),
                company: "Acme".into(),
                inviter: "Ada Lovelace".into(),
                token_hash: String::new(),
            },
            Message::AccessRequested {
                link: "https://p.example/apps".into(),
                app: "Company\nExpenses".into(),
                environment: "Acceptance".into(),
                person: "Ada\r\nLovelace (ada@acme.example)".into(),
            },
            Message::AccessGiven {
                link: "https://expenses.example/".into(),
                app: "Company\nExpenses".into(),
                environment: "Acceptance".into(),
            },
            Message::AccessDeclined {
                app: "Company\nExpenses".into(),
                environment: "Acceptance".into(),
            },
            Message::DomainRecordMissing {
                domain: "acme.example".into(),
                record_name: "_latchkey-challenge.acme.example".into(),
                record_value: "latchkey-domain-verification=t0ken".into(),
                page: "https://p.example/control-center/company/email-domains".into(),
            },
            Message::PasswordChanged { reset },
        ]
    }

    #[test]
    fn who_asked_is_said_in_words() {
        let mail = |language, asking| Mail {
            to: "ada@acme.example".into(),
            language,
            message: Message::PasswordChanged {
                reset: "https://p.example/reset".into(),
            },
            asking,
        };
        let last = |mail: &Mail| letter(mail, "Latchkey").expect("renders").after.pop();
        let asking = Asking {
            at_ms: 1_800_000_000_000,
            browser: Some("Firefox".into()),
            system: Some("Windows".into()),
        };
        assert_eq!(
            last(&mail(Language::En, Some(asking.clone()))).as_deref(),
            Some(
                "Address: ada@acme.example. Time: 08:00 UTC on 15 January 2027. Device: Firefox on Windows."
            )
        );
        let without = |browser: Option<&str>, system: Option<&str>| Asking {
            browser: browser.map(str::to_owned),
            system: system.map(str::to_owned),
            ..asking.clone()
        };
        for (asking, end) in [
            (without(None, Some("Linux")), "Gerät: Linux."),
            (without(Some("curl"), None), "Gerät: curl."),
            (without(None, None), "Gerät: unbekannt."),
            (asking.clone(), "Gerät: Firefox unter Windows."),
        ] {
            let text = last(&mail(Language::De, Some(asking))).expect("a paragraph");
            assert!(text.ends_with(end), "{text}");
        }
        let unknown = last(&mail(Language::En, None));
        assert!(unknown.is_some_and(|text| text.ends_with("/reset")));
    }

    #[test]
    fn the_words_are_those_that_were_read_last() {
        for language in Language::ALL {
            let texts = every_message().into_iter().map(|message| {
                let kind = message.kind();
                let mail = Mail {
                    to: "ada@acme.example".into(),
                    language: *language,
                    message,
                    asking: Some(Asking {
                        at_ms: 1_800_000_000_000,
                        browser: Some("Firefox".into()),
                        system: Some("Windows".into()),
                    }),
                };
                let letter = letter(&mail, "Latchkey").expect("renders");
                let text = letter.text().expect("renders");
                format!("### {kind}\n{}\n\n{text}", letter.subject)
            });
            let texts = texts.collect::<Vec<_>>().join("\n\n");
            insta::assert_snapshot!(format!("mails_{}", language.tag()), texts);
        }
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
                    asking: None,
                };
                let letter = letter(&mail, "Pla\ntform").expect("renders");
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
                let colour = Colour::parse("#4740c8").expect("a colour");
                let html = letter.html("Platform", colour).expect("renders");
                let text = letter.text().expect("renders");
                assert!(
                    html.contains("color-scheme")
                        && html.contains(&letter.or_paste) == letter.button.is_some()
                );
                assert!(subjects.insert(letter.subject.clone()), "{letter:?}");
                if message.expires_at_ms().is_some() {
                    assert!(text.contains("https://p.example/x?token=t0ken"));
                    assert!(
                        text.contains("2027") && text.contains("08:00") && text.contains("UTC"),
                        "{letter:?}"
                    );
                }
            }
        }
        let kinds = messages
            .iter()
            .map(Message::kind)
            .collect::<std::collections::HashSet<_>>();
        assert_eq!(kinds.len(), 24);
    }
}
