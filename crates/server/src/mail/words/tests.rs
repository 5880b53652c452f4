//! Each mail in each language: what it says, and what all have in common.

use super::*;
use crate::domain::colour::Colour;
use crate::mail::TwoStepChange;
use crate::mail::letter::MailLook;
use crate::mail::naming::platform_name_in;

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
        Message::PasswordAfterSso {
            link: link.clone(),
            expires_at_ms,
            company: evil.clone(),
            notice: evil.clone(),
        },
        Message::SsoStarted {
            sign_in: sign_in.clone(),
            company: evil.clone(),
            notice: evil.clone(),
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
        Message::SecondAccountAsked {
            link: link.clone(),
            expires_at_ms,
            member: evil.clone(),
            by: evil.clone(),
        },
        Message::SecondAccountAttached {
            member: evil.clone(),
            account: evil.clone(),
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
            sign_in: sign_in.clone(),
        },
        Message::SsoSecretChanged {
            company: evil.clone(),
            configuration: "Our\nIdP".to_owned(),
            page: sign_in.clone(),
        },
        Message::SsoSecretSwapped {
            configuration: "Our\nIdP".to_owned(),
            by: "ada@acme.example".to_owned(),
            back_until_ms: expires_at_ms,
            page: sign_in.clone(),
        },
        Message::SsoSecretTakenBack {
            configuration: "Our\nIdP".to_owned(),
            by: "ada@acme.example".to_owned(),
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
        Message::SsoSecretExpires {
            configuration: "Entra\nID".into(),
            expires_on: "2027-01-15".into(),
            page: "https://p.example/control-center/security/single-sign-on".into(),
        },
        Message::SsoSecretRefused {
            configuration: "Entra ID".into(),
            page: "https://p.example/control-center/security/single-sign-on".into(),
        },
        Message::PasswordChanged {
            reset,
            tokens: "https://p.example/profile/tokens".into(),
        },
        Message::TokenMade {
            name: "Build\r\nserver".into(),
            page: "https://p.example/profile/tokens".into(),
            ends_at_ms: expires_at_ms,
        },
        Message::TokenRevoked {
            name: "Build\r\nserver".into(),
            by: "ada@acme.example".into(),
            page: "https://p.example/profile/tokens".into(),
        },
        Message::SecondFactorRequired {
            company: "Acme\r\nInc.".into(),
            required_from: "2027-01-31".into(),
            page: "https://p.example/profile/two-step".into(),
        },
        Message::SecondFactorRequired {
            company: "Acme".into(),
            required_from: String::new(),
            page: "https://p.example/profile/two-step".into(),
        },
        two_step(TwoStepChange::Added),
        two_step(TwoStepChange::PasskeyAdded {
            name: "Blue\r\nkey".into(),
        }),
        two_step(TwoStepChange::PasskeyRemoved {
            name: "Blue\r\nkey".into(),
        }),
        two_step(TwoStepChange::Removed),
        two_step(TwoStepChange::CodesMade),
        two_step(TwoStepChange::CodeUsed { left: 9 }),
        two_step(TwoStepChange::Reset {
            by: "ada@acme.example".into(),
        }),
    ]
}

fn two_step(change: TwoStepChange) -> Message {
    Message::TwoStepChanged {
        change,
        page: "https://p.example/profile/two-step".into(),
    }
}

#[test]
fn who_asked_is_said_in_words() {
    let mail = |language, asking| Mail {
        to: "ada@acme.example".into(),
        language,
        message: Message::PasswordChanged {
            reset: "https://p.example/reset".into(),
            tokens: String::new(),
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
        Some("Address: ada@acme.example. Time: 08:00 UTC on 15 January 2027. Device: Firefox on Windows.")
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
fn a_brand_takes_the_place_of_the_platform_only_where_no_company_is_named_beside_it() {
    let look = MailLook {
        name: "Brand".into(),
        platform_name: "Platform".into(),
        colour: Colour::parse("#4740c8").expect("a colour"),
    };
    for language in Language::ALL {
        for message in every_message() {
            let fields = serde_json::to_value(&message).expect("is stored as JSON");
            let mail = Mail {
                to: "a@b.example".into(),
                language: *language,
                message,
                asking: None,
            };
            let letter = letter(&mail, platform_name_in(&look, &mail.message)).expect("renders");
            let text = letter.subject.clone() + &letter.text().expect("renders");
            assert!(
                text.contains("Brand") != text.contains("Platform"),
                "one name for one thing: {text}"
            );
            if fields.get("company").is_some() {
                assert!(!text.contains("Brand"), "{text}");
            }
        }
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
                    .all(|text| !text.contains('\n')
                        && (text.ends_with(['.', '。']) || text.ends_with("/reset"))),
                "{letter:?}"
            );
            assert!(letter.foot.contains("Pla tform"));
            assert!(!letter.preheader.contains("https://"), "{letter:?}");
            let colour = Colour::parse("#4740c8").expect("a colour");
            let html = letter.html("Platform", colour).expect("renders");
            let text = letter.text().expect("renders");
            assert!(
                html.contains("color-scheme") && html.contains(&letter.or_paste) == letter.button.is_some()
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
    assert_eq!(kinds.len(), 36);
}
