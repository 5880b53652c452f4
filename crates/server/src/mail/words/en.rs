//! Mails in English.

use super::super::letter::{Button, Letter, Look};
use super::{Message, Moment, lifetime};
use crate::domain::mailed_link::Kind;

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

/// How long a link works is told of the kind of link, and until when: mails wait and travel.
fn once_until(kind: Kind, expires_at_ms: i64) -> String {
    let Moment {
        day,
        month,
        year,
        hour,
        minute,
    } = Moment::at(expires_at_ms);
    let month = MONTHS.get(month).unwrap_or(&"");
    let time = match lifetime(kind) {
        (1, true) => "1 hour".to_owned(),
        (hours, true) => format!("{hours} hours"),
        (days, false) => format!("{days} days"),
    };
    format!("The link works once, for {time} (until {hour:02}:{minute:02} UTC on {day} {month} {year}).")
}

fn button(label: &str, link: &str) -> Option<Button> {
    Some(Button {
        label: label.into(),
        link: link.into(),
        look: Look::Main,
    })
}

/// For those who did not do what the mail tells of; nobody else is drawn to press it.
fn warning(label: &str, link: &str) -> Option<Button> {
    button(label, link).map(|button| Button {
        look: Look::Warning,
        ..button
    })
}

/// The words. Every value in `message` stands on one line.
pub(super) fn letter(message: &Message, platform: &str) -> Letter {
    let because = |why: &str| {
        format!("{platform} sent you this because {why} Please don't reply; this mailbox is not read.")
    };
    let letter = |subject: String, before: Vec<String>, button, after: Vec<String>, why: &str| Letter {
        subject,
        preheader: before.first().cloned().unwrap_or_default(),
        before,
        button,
        or_paste: "Or paste this link into your browser:",
        after,
        foot: because(why),
        language_tag: "en",
    };
    const TYPED: &str = "your address was entered there.";
    const YOURS: &str = "you have an account there.";
    match message {
        Message::SignUp { link, expires_at_ms } => letter(
            format!("Create your account at {platform}"),
            vec![format!("Confirm this address to create your {platform} account.")],
            button("Create account", link),
            vec![
                once_until(Kind::SignUp, *expires_at_ms),
                "If you did not ask for this, there is nothing to do: no account is created.".into(),
            ],
            TYPED,
        ),
        Message::AlreadyHasAccount { sign_in, reset } => letter(
            format!("You already have an account at {platform}"),
            vec![format!(
                "An account at {platform} was asked for with this address. It has one already."
            )],
            button("Sign in", sign_in),
            vec![
                format!("Forgot your password? Set a new one: {reset}"),
                "If you did not ask for this, there is nothing to do: nothing was changed.".into(),
            ],
            TYPED,
        ),
        Message::ResetPassword { link, expires_at_ms } => letter(
            format!("Set a new password at {platform}"),
            vec![format!(
                "A new password was asked for, for your account at {platform}."
            )],
            button("Set a new password", link),
            vec![
                once_until(Kind::ResetPassword, *expires_at_ms),
                "If you did not ask for this, there is nothing to do: your password stays as it is.".into(),
            ],
            TYPED,
        ),
        Message::UseSso { sign_in, company } => letter(
            format!("Sign in to {platform} with SSO"),
            vec![
                format!(
                    "With this address you sign in to {platform} through the account page of {company}. You need no password and no account of your own here."
                ),
                "Enter your address on the sign-in screen; it takes you there.".into(),
            ],
            button("Sign in with SSO", sign_in),
            vec!["If you did not ask for this, there is nothing to do: nothing was changed.".into()],
            TYPED,
        ),
        Message::SetPassword {
            link,
            expires_at_ms,
            company,
        } => letter(
            format!("Your account at {platform}"),
            vec![format!(
                "You have an account at {platform} now, as an admin of {company}. Set your password to begin."
            )],
            button("Set your password", link),
            vec![once_until(Kind::SetPassword, *expires_at_ms)],
            "an account was created for you there.",
        ),
        Message::ConfirmAddress {
            link,
            expires_at_ms,
            name,
            present_address,
        } => letter(
            format!("Confirm your new address at {platform}"),
            vec![format!(
                "A new email address was asked for, for the account of {name} ({present_address}) at {platform}: this one. Confirm it only if that is your account and you asked for this."
            )],
            button("Confirm address", link),
            vec![
                once_until(Kind::ConfirmAddress, *expires_at_ms),
                "If you did not ask for this, there is nothing to do: the account keeps its address.".into(),
            ],
            TYPED,
        ),
        Message::AddressChangeAsked {
            new_address,
            stop,
            expires_at_ms,
        } => letter(
            format!("Your address at {platform} is about to change"),
            vec![
                format!(
                    "A change of your email address at {platform} to {new_address} was requested. It takes effect when that address is confirmed."
                ),
                "If this was you, there is nothing to do.".into(),
            ],
            warning("It wasn't me: stop the change", stop),
            vec![
                "If it was not you, change your password as well: whoever asked for this knows it.".into(),
                once_until(Kind::StopAddressChange, *expires_at_ms),
            ],
            YOURS,
        ),
        Message::AddressInUse { sign_in } => letter(
            format!("Your address was entered at {platform}"),
            vec![format!(
                "This address was asked for, for another account at {platform}. It belongs to your account, so nothing was changed."
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
            vec![format!(
                "If that was not you, tell the support of {platform} at once."
            )],
            YOURS,
        ),
        Message::PasswordChanged { reset } => letter(
            format!("Your password at {platform} has changed"),
            vec![format!(
                "Your account at {platform} has a new password. Your other sessions were ended."
            )],
            None,
            vec![format!("If that was not you, set another one now: {reset}")],
            YOURS,
        ),
    }
}
