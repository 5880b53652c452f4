//! Dutch.

use super::Words;

pub(super) const DUTCH: Words = Words {
    language: "nl",
    go_on: "Een ogenblik",
    go_on_link: "Verder naar {platform}",
    not_started: "Het aanmelden is niet gestart",
    not_started_text: "{app} draait, maar de aanroep die het aanmelden start ontbreekt. Voor de ontwikkelaars: roep \
                       `latchkey.start().await` één keer aan, na het opstarten en vóór het afhandelen van verzoeken.",
    not_synchronised: "{platform} kent {app} nog niet",
    not_synchronised_text: "Het duurt even voordat een nieuwe app daar bekend is. Deze pagina probeert het vanzelf \
                            opnieuw. Blijft ze staan, dan kan het team van de app de client-ID en het secret \
                            vergelijken met de instellingen van de app bij {platform}.",
    unreachable: "{platform} is niet bereikbaar",
    unreachable_text: "Met uw account is niets mis. Deze pagina probeert het vanzelf opnieuw.",
    switched_off: "Aanmelden met {platform} is uitgeschakeld",
    switched_off_text: "Hier kent {app} alleen de eigen inloggegevens.",
    no_attempt: "Deze aanmelding is voorbij",
    no_attempt_text: "Ze was al afgerond, duurde langer dan tien minuten of begon in een andere browser. Open de app \
                      om opnieuw te beginnen.",
    denied: "U hebt zich niet aangemeld",
    denied_text: "{platform} heeft {app} niets over u verteld. U kunt zich aanmelden wanneer u wilt.",
    failed: "Het aanmelden is niet gelukt",
    failed_text: "Het antwoord van {platform} was niet te vertrouwen, dus is niemand aangemeld. Probeer het opnieuw; \
                  blijft het zo, meld het dan aan het team van de app: in het logboek van {app} staat waarom.",
    not_admitted: "{app} laat u niet binnen",
    confirm_logout: "Afmelden bij {app}?",
    confirm_logout_text: "U bent aangemeld als {name}.",
    signed_out: "U bent afgemeld",
    signed_out_text: "bij {app}. Niets meldt u opnieuw aan totdat u erom vraagt.",
    foreign: "Doe dit in de app",
    foreign_text: "Dit kwam van een andere site, dus heeft {app} niets gedaan.",
    broken: "Er is iets mis met {app}",
    broken_text: "Er is niets gewijzigd. Probeer het zo meteen opnieuw.",
    to_the_app: "{app} openen",
    try_again: "Nu opnieuw proberen",
    sign_in_again: "Opnieuw aanmelden",
    sign_out: "Afmelden",
    only_here: "“Afmelden” beëindigt alleen {app}. Met “Ook bij {platform} afmelden” bent u bij alle apps afgemeld.",
    stay: "Annuleren",
    sign_out_everywhere: "Ook bij {platform} afmelden",
};
