//! Puts mails into words. The words are templates, `templates/mails/{language}/{mail}.txt`: the compiler refuses a mail without its
//! words in a language, and a template that names a value which the mail does not have. Invariant: every value stands on one line.

mod times;

use askama::Template;
use latchkey_contract::Language;

pub use self::times::until;
use self::times::{day, lifetime};
use super::asking::Asking;
use super::letter::{Button, Letter, one_line};
use super::message::{Mail, Message};
use super::two_step_change::TwoStepChange;

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
        Message::PasswordAfterSso { company, .. } => words! {
            language; "mails/en/password_after_sso.txt", "mails/de/password_after_sso.txt"; platform, company, lifetime, until
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
        Message::SsoSecretSwapped {
            configuration,
            by,
            back_until_ms,
            ..
        } => {
            let back_until = self::until(language, *back_until_ms);
            let back_until = back_until.as_str();
            words! {
                language; "mails/en/sso_secret_swapped.txt", "mails/de/sso_secret_swapped.txt"; platform, configuration, by, back_until
            }
        }
        Message::SsoSecretTakenBack {
            configuration, by, ..
        } => words! {
            language; "mails/en/sso_secret_taken_back.txt", "mails/de/sso_secret_taken_back.txt"; platform, configuration, by
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
        Message::SsoSecretExpires {
            configuration,
            expires_on,
            ..
        } => {
            let expires_on = day(language, expires_on);
            let expires_on = expires_on.as_str();
            words! {
                language; "mails/en/sso_secret_expires.txt", "mails/de/sso_secret_expires.txt"; platform, configuration, expires_on
            }
        }
        Message::SsoSecretRefused { configuration, .. } => words! {
            language; "mails/en/sso_secret_refused.txt", "mails/de/sso_secret_refused.txt"; platform, configuration
        },
        Message::PasswordChanged { reset, tokens } => words! {
            language; "mails/en/password_changed.txt", "mails/de/password_changed.txt"; platform, reset, tokens
        },
        Message::TokenMade { name, ends_at_ms, .. } => {
            let ends = self::until(language, *ends_at_ms);
            let ends = ends.as_str();
            words! { language; "mails/en/token_made.txt", "mails/de/token_made.txt"; platform, name, ends }
        }
        Message::TwoStepChanged { change, .. } => {
            let (by, name, left) = match change {
                TwoStepChange::Reset { by } => (by.as_str(), "", String::new()),
                TwoStepChange::CodeUsed { left } => ("", "", left.to_string()),
                TwoStepChange::PasskeyAdded { name } | TwoStepChange::PasskeyRemoved { name } => {
                    ("", name.as_str(), String::new())
                }
                TwoStepChange::Added | TwoStepChange::Removed | TwoStepChange::CodesMade => {
                    ("", "", String::new())
                }
            };
            let (change, left) = (change.name(), left.as_str());
            words! {
                language; "mails/en/two_step_changed.txt", "mails/de/two_step_changed.txt"; platform, change, by, name, left
            }
        }
        Message::TokenRevoked { name, by, .. } => words! {
            language; "mails/en/token_revoked.txt", "mails/de/token_revoked.txt"; platform, name, by
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
mod tests;
