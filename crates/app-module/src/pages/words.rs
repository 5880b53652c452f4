//! What the pages say, in English and German. `{app}`, `{platform}` and `{name}` are filled in.

use axum::http::{HeaderMap, header};

/// One language.
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) go_on: &'static str,
    pub(super) go_on_link: &'static str,
    pub(super) not_started: &'static str,
    pub(super) not_started_text: &'static str,
    pub(super) not_synchronised: &'static str,
    pub(super) not_synchronised_text: &'static str,
    pub(super) unreachable: &'static str,
    pub(super) unreachable_text: &'static str,
    pub(super) switched_off: &'static str,
    pub(super) switched_off_text: &'static str,
    pub(super) no_attempt: &'static str,
    pub(super) no_attempt_text: &'static str,
    pub(super) denied: &'static str,
    pub(super) denied_text: &'static str,
    pub(super) failed: &'static str,
    pub(super) failed_text: &'static str,
    pub(super) not_admitted: &'static str,
    pub(super) confirm_logout: &'static str,
    pub(super) confirm_logout_text: &'static str,
    pub(super) signed_out: &'static str,
    pub(super) signed_out_text: &'static str,
    pub(super) foreign: &'static str,
    pub(super) foreign_text: &'static str,
    pub(super) broken: &'static str,
    pub(super) broken_text: &'static str,
    pub(super) to_the_app: &'static str,
    pub(super) try_again: &'static str,
    pub(super) sign_in_again: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) only_here: &'static str,
    pub(super) stay: &'static str,
    pub(super) sign_out_everywhere: &'static str,
}

const ENGLISH: Words = Words {
    language: "en",
    go_on: "One moment",
    go_on_link: "Continue to {platform}",
    not_started: "Signing in has not been started",
    not_started_text: "{app} runs, but the call that starts signing in is missing. For its developers: call \
                       `latchkey.start().await` once, after start-up and before serving.",
    not_synchronised: "{platform} does not know {app} yet",
    not_synchronised_text: "New apps take a moment to arrive there. This page tries again by itself. If it stays, the app's \
                            team should compare client ID and secret with the app's settings on {platform}.",
    unreachable: "{platform} cannot be reached",
    unreachable_text: "Nothing is wrong with your account. This page tries again by itself.",
    switched_off: "Signing in with {platform} is switched off",
    switched_off_text: "Here {app} knows its own credentials alone.",
    no_attempt: "This sign-in is over",
    no_attempt_text: "It was finished already, took longer than ten minutes, or began in another browser. Open the app to \
                      begin again.",
    denied: "You did not sign in",
    denied_text: "{platform} told {app} nothing about you. You can sign in whenever you like.",
    failed: "Signing in did not work",
    failed_text: "The answer of {platform} could not be trusted, so nobody was signed in. Try again; if it stays like this, \
                  tell the app's team: the log of {app} says why.",
    not_admitted: "{app} does not let you in",
    confirm_logout: "Sign out of {app}?",
    confirm_logout_text: "You are signed in as {name}.",
    signed_out: "You are signed out",
    signed_out_text: "of {app}. Nothing signs you in again until you ask for it.",
    foreign: "Please do that in the app",
    foreign_text: "This came from another site, so {app} did nothing.",
    broken: "Something is wrong with {app}",
    broken_text: "Nothing was changed. Try again in a moment.",
    to_the_app: "Open {app}",
    try_again: "Try again now",
    sign_in_again: "Sign in again",
    sign_out: "Sign out",
    only_here: "“Sign out” ends {app} alone. With “Sign out of {platform} too” you are signed out of all its apps.",
    stay: "Cancel",
    sign_out_everywhere: "Sign out of {platform} too",
};

const GERMAN: Words = Words {
    language: "de",
    go_on: "Einen Moment",
    go_on_link: "Weiter zu {platform}",
    not_started: "Das Anmelden wurde nicht gestartet",
    not_started_text: "{app} läuft, aber der Aufruf fehlt, der das Anmelden startet. Für die Entwickler: einmal \
                       `latchkey.start().await` aufrufen, nach dem Start und bevor Anfragen bedient werden.",
    not_synchronised: "{platform} kennt {app} noch nicht",
    not_synchronised_text: "Neue Apps brauchen einen Moment, bis sie dort ankommen. Diese Seite versucht es von selbst \
                            wieder. Bleibt es dabei, vergleicht das Team der App Client-ID und Secret mit den Einstellungen \
                            der App bei {platform}.",
    unreachable: "{platform} ist nicht erreichbar",
    unreachable_text: "Mit Ihrem Konto ist alles in Ordnung. Diese Seite versucht es von selbst wieder.",
    switched_off: "Das Anmelden mit {platform} ist ausgeschaltet",
    switched_off_text: "Hier kennt {app} nur eigene Zugangsdaten.",
    no_attempt: "Diese Anmeldung ist vorbei",
    no_attempt_text: "Sie war schon abgeschlossen, hat länger als zehn Minuten gedauert oder begann in einem anderen \
                      Browser. Öffnen Sie die App, um neu zu beginnen.",
    denied: "Sie haben sich nicht angemeldet",
    denied_text: "{platform} hat {app} nichts über Sie mitgeteilt. Sie können sich jederzeit anmelden.",
    failed: "Das Anmelden hat nicht geklappt",
    failed_text: "Der Antwort von {platform} war nicht zu trauen, darum wurde niemand angemeldet. Versuchen Sie es noch \
                  einmal; bleibt es dabei, sagen Sie es dem Team der App: Im Protokoll von {app} steht der Grund.",
    not_admitted: "{app} lässt Sie nicht ein",
    confirm_logout: "Von {app} abmelden?",
    confirm_logout_text: "Sie sind angemeldet als {name}.",
    signed_out: "Sie sind abgemeldet",
    signed_out_text: "von {app}. Nichts meldet Sie wieder an, bevor Sie es wünschen.",
    foreign: "Bitte tun Sie das in der App",
    foreign_text: "Das kam von einer anderen Seite, darum hat {app} nichts getan.",
    broken: "Mit {app} stimmt etwas nicht",
    broken_text: "Nichts wurde geändert. Versuchen Sie es gleich noch einmal.",
    to_the_app: "{app} öffnen",
    try_again: "Jetzt noch einmal versuchen",
    sign_in_again: "Wieder anmelden",
    sign_out: "Abmelden",
    only_here: "„Abmelden“ beendet nur {app}. Mit „Auch von {platform} abmelden“ sind Sie bei allen Apps abgemeldet.",
    stay: "Abbrechen",
    sign_out_everywhere: "Auch von {platform} abmelden",
};

impl Words {
    /// The language that the reader's browser asks for first; English for all others.
    pub(super) fn for_reader(headers: &HeaderMap) -> &'static Self {
        let asked = headers
            .get(header::ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok());
        let first = asked
            .and_then(|asked| asked.split(',').next())
            .unwrap_or_default()
            .trim();
        if first.to_ascii_lowercase().starts_with("de") {
            &GERMAN
        } else {
            &ENGLISH
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_is_asked_for_counts() {
        for (asked, expected) in [
            ("de-AT,de;q=0.9,en;q=0.8", "de"),
            ("en-GB,de;q=0.5", "en"),
            ("fr", "en"),
            ("", "en"),
        ] {
            let headers = HeaderMap::from_iter([(header::ACCEPT_LANGUAGE, asked.parse().unwrap())]);
            assert_eq!(Words::for_reader(&headers).language, expected, "{asked}");
        }
    }
}
