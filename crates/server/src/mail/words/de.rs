//! Mails in German.

use super::super::letter::{Button, Letter};
use super::{Message, Moment};

const MONTHS: [&str; 12] = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
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
    format!("Der Link gilt einmal, bis zum {day}. {month} {year}, {hour:02}:{minute:02} Uhr (UTC).")
}

fn button(label: &str, link: &str) -> Option<Button> {
    Some(Button {
        label: label.into(),
        link: link.into(),
    })
}

/// The words. Every value in `message` stands on one line.
pub(super) fn letter(message: &Message, platform: &str) -> Letter {
    let because =
        |why: &str| format!("{platform} schickt Ihnen das, weil {why} Antworten darauf liest niemand.");
    let letter = |subject: String, before: Vec<String>, button, after: Vec<String>, why: &str| Letter {
        subject,
        before,
        button,
        after,
        foot: because(why),
        language_tag: "de",
    };
    const TYPED: &str = "jemand dort Ihre Adresse eingegeben hat.";
    const YOURS: &str = "Sie dort ein Konto haben.";
    match message {
        Message::SignUp { link, expires_at_ms } => letter(
            format!("Legen Sie Ihr Konto bei {platform} an"),
            vec![format!("Hier geht es weiter mit Ihrem Konto bei {platform}.")],
            button("Konto anlegen", link),
            vec![
                once_until(*expires_at_ms),
                "Wenn Sie das nicht wollten, tun Sie nichts: Es entsteht kein Konto.".into(),
            ],
            TYPED,
        ),
        Message::AlreadyHasAccount { sign_in, reset } => letter(
            format!("Sie haben schon ein Konto bei {platform}"),
            vec![format!(
                "Jemand, wahrscheinlich Sie, wollte mit dieser Adresse ein Konto bei {platform} anlegen. Sie hat schon eines."
            )],
            button("Anmelden", sign_in),
            vec![
                format!("Wenn Sie Ihr Passwort vergessen haben, setzen Sie ein neues: {reset} ."),
                "Wenn Sie das nicht waren, tun Sie nichts: Es wurde nichts geändert.".into(),
            ],
            TYPED,
        ),
        Message::ResetPassword { link, expires_at_ms } => letter(
            format!("Setzen Sie ein neues Passwort bei {platform}"),
            vec![format!(
                "Hier setzen Sie ein neues Passwort für Ihr Konto bei {platform}."
            )],
            button("Neues Passwort setzen", link),
            vec![
                once_until(*expires_at_ms),
                "Wenn Sie das nicht wollten, tun Sie nichts: Ihr Passwort bleibt, wie es ist.".into(),
            ],
            TYPED,
        ),
        Message::UseSso { sign_in, company } => letter(
            format!("Melden Sie sich bei {platform} mit SSO an"),
            vec![
                format!(
                    "Mit dieser Adresse melden Sie sich bei {platform} über die Kontoseite von {company} an. Ein Passwort gibt es dafür hier nicht, und anlegen müssen Sie auch nichts."
                ),
                "Geben Sie auf der Anmeldeseite Ihre Adresse ein; sie führt Sie hin.".into(),
            ],
            button("Mit SSO anmelden", sign_in),
            vec!["Wenn Sie das nicht waren, tun Sie nichts: Es wurde nichts geändert.".into()],
            TYPED,
        ),
        Message::SetPassword {
            link,
            expires_at_ms,
            company,
        } => letter(
            format!("Ihr Konto bei {platform}"),
            vec![format!(
                "Bei {platform} gibt es jetzt ein Konto für Sie, als Admin von {company}. Setzen Sie das Passwort, um zu beginnen."
            )],
            button("Passwort setzen", link),
            vec![once_until(*expires_at_ms)],
            "jemand dort ein Konto für Sie angelegt hat.",
        ),
        Message::ConfirmAddress {
            link,
            expires_at_ms,
            name,
            present_address,
        } => letter(
            format!("Bestätigen Sie Ihre neue Adresse bei {platform}"),
            vec![format!(
                "Das Konto von {name} ({present_address}) bei {platform} soll diese Adresse bekommen. Bestätigen Sie das nur, wenn es Ihr Konto ist und Sie es wollten."
            )],
            button("Adresse bestätigen", link),
            vec![
                once_until(*expires_at_ms),
                "Wenn Sie das nicht wollten, tun Sie nichts: Es ist nicht Ihr Konto, und es behält seine Adresse.".into(),
            ],
            TYPED,
        ),
        Message::AddressChangeAsked {
            new_address,
            stop,
            expires_at_ms,
        } => letter(
            format!("Ihre Adresse bei {platform} soll sich ändern"),
            vec![format!(
                "Jemand, wahrscheinlich Sie, will Ihrem Konto bei {platform} eine andere Adresse geben: {new_address}. Sie ändert sich, sobald jene bestätigt ist."
            )],
            button("Das verhindern", stop),
            vec![
                "Wenn Sie das waren, ist hier nichts zu tun.".into(),
                "Wenn nicht, verhindern Sie es, und ändern Sie Ihr Passwort: Wer das wollte, kennt es."
                    .into(),
                once_until(*expires_at_ms),
            ],
            YOURS,
        ),
        Message::AddressInUse { sign_in } => letter(
            format!("Ihre Adresse wurde bei {platform} eingegeben"),
            vec![format!(
                "Jemand wollte diese Adresse für ein anderes Konto bei {platform} verwenden. Sie gehört zu Ihrem Konto, also wurde nichts geändert."
            )],
            button("Anmelden", sign_in),
            vec!["Wenn Sie das waren: Diese Adresse hat schon ein Konto.".into()],
            YOURS,
        ),
        Message::AddressChanged {
            old_address,
            new_address,
        } => letter(
            format!("Ihre Adresse bei {platform} hat sich geändert"),
            vec![
                format!(
                    "Ihr Konto bei {platform} hatte die Adresse {old_address} und hat jetzt {new_address}."
                ),
                format!("Melden Sie sich von jetzt an mit {new_address} an."),
            ],
            None,
            vec!["Wenn Sie das nicht waren, wenden Sie sich an die Betreiber der Plattform.".into()],
            YOURS,
        ),
        Message::PasswordChanged { reset } => letter(
            format!("Ihr Passwort bei {platform} hat sich geändert"),
            vec![format!(
                "Ihr Konto bei {platform} hat ein neues Passwort. Andere Sitzungen von Ihnen wurden beendet."
            )],
            None,
            vec![format!(
                "Wenn Sie das nicht waren, setzen Sie jetzt ein anderes: {reset} ."
            )],
            YOURS,
        ),
    }
}
