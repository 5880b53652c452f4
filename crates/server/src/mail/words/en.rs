//! Mails in English.

use super::super::letter::{Button, Letter};
use super::{Message, Moment};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn once_until(expires_at_ms: i64) -> String {
    let Moment {
        day,
        month,
        year,
        hour,
        minute,
    } = Moment::at(expires_at_ms);
    let month = MONTHS.get(month).unwrap_or(&"");
    format!("The link works once, until {day} {month} {year}, {hour:02}:{minute:02} UTC.")
}

fn button(label: &str, link: &str) -> Option<Button> {
    Some(Button {
        label: label.into(),
        link: link.into(),
    })
}

/// The words. Every value in `message` stands on one line.
pub(super) fn letter(message: &Message, platform: &str) -> Letter {
    let because = |why: &str| format!("{platform} sent you this because {why} Nobody reads answers to it.");
    let letter = |subject: String, before: Vec<String>, button, after: Vec<String>, why: &str| Letter {
        subject,
        before,
        button,
        after,
        foot: because(why),
        language_tag: "en",
    };
    const TYPED: &str = "somebody entered your address there.";
    const YOURS: &str = "you have an account there.";
    match message {
        Message::SignUp { link, expires_at_ms } => letter(
            format!("Create your account at {platform}"),
            vec![format!(
                "Here you go on with creating your account at {platform}."
            )],
            button("Create account", link),
            vec![
                once_until(*expires_at_ms),
                "If you did not ask for this, do nothing: no account is made.".into(),
            ],
            TYPED,
        ),
        Message::AlreadyHasAccount { sign_in, reset } => letter(
            format!("You already have an account at {platform}"),
            vec![format!(
                "Somebody, probably you, wanted to create an account at {platform} with this address. It has one already."
            )],
            button("Sign in", sign_in),
            vec![
                format!("If you have forgotten your password, set a new one: {reset} ."),
                "If you did not ask for this, do nothing: nothing was changed.".into(),
            ],
            TYPED,
        ),
        Message::ResetPassword { link, expires_at_ms } => letter(
            format!("Set a new password at {platform}"),
            vec![format!(
                "Here you set a new password for your account at {platform}."
            )],
            button("Set a new password", link),
            vec![
                once_until(*expires_at_ms),
                "If you did not ask for this, do nothing: your password stays as it is.".into(),
            ],
            TYPED,
        ),
        Message::UseSso { sign_in, company } => letter(
            format!("Sign in to {platform} with SSO"),
            vec![
                format!(
                    "With this address you sign in to {platform} through the account page of {company}. There is no password for it here, and you need not sign up."
                ),
                "Enter your address on the sign-in screen; it takes you there.".into(),
            ],
            button("Sign in with SSO", sign_in),
            vec!["If you did not ask for this, do nothing: nothing was changed.".into()],
            TYPED,
        ),
        Message::SetPassword {
            link,
            expires_at_ms,
            company,
        } => letter(
            format!("Your account at {platform}"),
            vec![format!(
                "There is an account at {platform} for you now, as an admin of {company}. Set its password to begin."
            )],
            button("Set your password", link),
            vec![once_until(*expires_at_ms)],
            "somebody made an account for you there.",
        ),
        Message::ConfirmAddress {
            link,
            expires_at_ms,
            name,
            present_address,
        } => letter(
            format!("Confirm your new address at {platform}"),
            vec![format!(
                "The account of {name} ({present_address}) at {platform} wants this address as its own. Confirm it only if that is your account and you asked for this."
            )],
            button("Confirm address", link),
            vec![
                once_until(*expires_at_ms),
                "If you did not ask for this, do nothing: the account is not yours, and it keeps its address.".into(),
            ],
            TYPED,
        ),
        Message::AddressChangeAsked {
            new_address,
            stop,
            expires_at_ms,
        } => letter(
            format!("Your address at {platform} is about to change"),
            vec![format!(
                "Somebody, probably you, wants your account at {platform} to have another address: {new_address}. It changes when that address is confirmed."
            )],
            button("Stop this", stop),
            vec![
                "If that was you, there is nothing to do here.".into(),
                "If not, stop it, and change your password: whoever asked for this knows it.".into(),
                once_until(*expires_at_ms),
            ],
            YOURS,
        ),
        Message::AddressInUse { sign_in } => letter(
            format!("Your address was entered at {platform}"),
            vec![format!(
                "Somebody wanted to use this address for another account at {platform}. It belongs to your account, so nothing was changed."
            )],
            button("Sign in", sign_in),
            vec!["If that was you: this address already has an account.".into()],
            YOURS,
        ),
        Message::AddressChanged {
            old_address,
            new_address,
        } => letter(
            format!("Your address at {platform} has changed"),
            vec![
                format!(
                    "Your account at {platform} had the address {old_address} and now has {new_address}."
                ),
                format!("From now on, sign in with {new_address}."),
            ],
            None,
            vec!["If that was not you, tell the people who run this platform.".into()],
            YOURS,
        ),
        Message::PasswordChanged { reset } => letter(
            format!("Your password at {platform} has changed"),
            vec![format!(
                "Your account at {platform} has a new password. Other sessions of yours were ended."
            )],
            None,
            vec![format!("If that was not you, set another one now: {reset} .")],
            YOURS,
        ),
    }
}
