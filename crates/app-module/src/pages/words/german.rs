//! German.

use super::Words;

pub(super) const GERMAN: Words = Words {
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
