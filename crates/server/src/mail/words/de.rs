//! Mails in German.

use super::super::letter::{Button, Letter, Look};
use super::{Message, Moment, lifetime};
use crate::domain::mailed_link::Kind;

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
        (1, true) => "1 Stunde".to_owned(),
        (hours, true) => format!("{hours} Stunden"),
        (days, false) => format!("{days} Tage"),
    };
    format!("Der Link gilt einmal, {time} lang (bis {hour:02}:{minute:02} Uhr UTC am {day}. {month} {year}).")
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
        format!("{platform} schickt Ihnen das, weil {why} Bitte antworten Sie nicht auf diese Mail.")
    };
    let letter = |subject: String, before: Vec<String>, button, after: Vec<String>, why: &str| Letter {
        subject,
        preheader: before.first().cloned().unwrap_or_default(),
        before,
        button,
        or_paste: "Oder fügen Sie diesen Link in Ihren Browser ein:",
        after,
        foot: because(why),
        language_tag: "de",
    };
    const TYPED: &str = "dort Ihre Adresse eingegeben wurde.";
    const YOURS: &str = "Sie dort ein Konto haben.";
    match message {
        Message::SignUp { link, expires_at_ms } => letter(
            format!("Legen Sie Ihr Konto bei {platform} an"),
            vec![format!(
                "Bestätigen Sie diese Adresse, um Ihr Konto bei {platform} anzulegen."
            )],
            button("Konto anlegen", link),
            vec![
                once_until(Kind::SignUp, *expires_at_ms),
                "Wenn Sie das nicht waren, müssen Sie nichts tun: Es entsteht kein Konto.".into(),
            ],
            TYPED,
        ),
        Message::AlreadyHasAccount { sign_in, reset } => letter(
            format!("Sie haben schon ein Konto bei {platform}"),
            vec![format!(
                "Mit dieser Adresse wurde ein Konto bei {platform} angefordert. Sie hat schon eines."
            )],
            button("Anmelden", sign_in),
            vec![
                format!("Passwort vergessen? Setzen Sie ein neues: {reset}"),
                "Wenn Sie das nicht waren, müssen Sie nichts tun: Es wurde nichts geändert.".into(),
            ],
            TYPED,
        ),
        Message::ResetPassword { link, expires_at_ms } => letter(
            format!("Setzen Sie ein neues Passwort bei {platform}"),
            vec![format!(
                "Für Ihr Konto bei {platform} wurde ein neues Passwort angefordert."
            )],
            button("Neues Passwort setzen", link),
            vec![
                once_until(Kind::ResetPassword, *expires_at_ms),
                "Wenn Sie das nicht waren, müssen Sie nichts tun: Ihr Passwort bleibt, wie es ist.".into(),
            ],
            TYPED,
        ),
        Message::UseSso { sign_in, company } => letter(
            format!("Melden Sie sich bei {platform} mit SSO an"),
            vec![
                format!(
                    "Mit dieser Adresse melden Sie sich bei {platform} über die Kontoseite von {company} an. Sie brauchen hier weder ein Passwort noch ein eigenes Konto."
                ),
                "Geben Sie auf der Anmeldeseite Ihre Adresse ein; sie führt Sie hin.".into(),
            ],
            button("Mit SSO anmelden", sign_in),
            vec!["Wenn Sie das nicht waren, müssen Sie nichts tun: Es wurde nichts geändert.".into()],
            TYPED,
        ),
        Message::SetPassword {
            link,
            expires_at_ms,
            company,
        } => letter(
            format!("Ihr Konto bei {platform}"),
            vec![format!(
                "Sie haben jetzt ein Konto bei {platform}, als Admin von {company}. Setzen Sie Ihr Passwort, um zu beginnen."
            )],
            button("Passwort setzen", link),
            vec![once_until(Kind::SetPassword, *expires_at_ms)],
            "dort ein Konto für Sie angelegt wurde.",
        ),
        Message::ConfirmAddress {
            link,
            expires_at_ms,
            name,
            present_address,
        } => letter(
            format!("Bestätigen Sie Ihre neue Adresse bei {platform}"),
            vec![format!(
                "Für das Konto von {name} ({present_address}) bei {platform} wurde diese Adresse angefordert. Bestätigen Sie sie nur, wenn es Ihr Konto ist und Sie das angefordert haben."
            )],
            button("Adresse bestätigen", link),
            vec![
                once_until(Kind::ConfirmAddress, *expires_at_ms),
                "Wenn Sie das nicht waren, müssen Sie nichts tun: Das Konto behält seine Adresse.".into(),
            ],
            TYPED,
        ),
        Message::AddressChangeAsked {
            new_address,
            stop,
            expires_at_ms,
        } => letter(
            format!("Ihre Adresse bei {platform} soll sich ändern"),
            vec![
                format!(
                    "Für Ihr Konto bei {platform} wurde die Adresse {new_address} angefordert. Die Änderung gilt, sobald die neue Adresse bestätigt ist."
                ),
                "Wenn Sie das waren, müssen Sie nichts tun.".into(),
            ],
            warning("Ich war das nicht: Änderung stoppen", stop),
            vec![
                "Wenn Sie es nicht waren, ändern Sie auch Ihr Passwort: Wer das angefordert hat, kennt es."
                    .into(),
                once_until(Kind::StopAddressChange, *expires_at_ms),
            ],
            YOURS,
        ),
        Message::AddressInUse { sign_in } => letter(
            format!("Ihre Adresse wurde bei {platform} eingegeben"),
            vec![format!(
                "Diese Adresse wurde für ein anderes Konto bei {platform} angefordert. Sie gehört zu Ihrem Konto, also wurde nichts geändert."
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
            vec![format!(
                "Wenn Sie das nicht waren, wenden Sie sich sofort an den Support von {platform}."
            )],
            YOURS,
        ),
        Message::PasswordChanged { reset } => letter(
            format!("Ihr Passwort bei {platform} hat sich geändert"),
            vec![format!(
                "Ihr Konto bei {platform} hat ein neues Passwort. Ihre anderen Sitzungen wurden beendet."
            )],
            None,
            vec![format!(
                "Wenn Sie das nicht waren, setzen Sie jetzt ein anderes: {reset}"
            )],
            YOURS,
        ),
    }
}
