//! French.

use super::Words;

pub(super) const FRENCH: Words = Words {
    language: "fr",
    go_on: "Un instant",
    go_on_link: "Continuer vers {platform}",
    not_started: "La connexion n’a pas été démarrée",
    not_started_text: "{app} fonctionne, mais l’appel qui démarre la connexion manque. Pour les développeurs\u{a0}: \
                       appelez `latchkey.start().await` une fois, après le démarrage et avant de servir des requêtes.",
    not_synchronised: "{platform} ne connaît pas encore {app}",
    not_synchronised_text: "Une nouvelle application met un moment à y arriver. Cette page réessaie d’elle-même. Si \
                            elle reste affichée, l’équipe de l’application devrait comparer l’identifiant client et le \
                            secret avec les paramètres de l’application sur {platform}.",
    unreachable: "{platform} est injoignable",
    unreachable_text: "Votre compte n’est pas en cause. Cette page réessaie d’elle-même.",
    switched_off: "La connexion avec {platform} est désactivée",
    switched_off_text: "Ici, {app} ne connaît que ses propres identifiants.",
    no_attempt: "Cette connexion est terminée",
    no_attempt_text: "Elle était déjà achevée, a duré plus de dix minutes ou a commencé dans un autre navigateur. \
                      Ouvrez l’application pour recommencer.",
    denied: "Vous ne vous êtes pas connecté",
    denied_text: "{platform} n’a rien dit de vous à {app}. Vous pouvez vous connecter quand vous voulez.",
    failed: "La connexion n’a pas abouti",
    failed_text: "La réponse de {platform} n’était pas digne de confiance\u{a0}; personne n’a donc été connecté. \
                  Réessayez\u{a0}; si cela persiste, prévenez l’équipe de l’application\u{a0}: le journal de {app} en \
                  donne la raison.",
    not_admitted: "{app} ne vous laisse pas entrer",
    confirm_logout: "Se déconnecter de {app}\u{a0}?",
    confirm_logout_text: "Vous êtes connecté en tant que {name}.",
    signed_out: "Vous êtes déconnecté",
    signed_out_text: "de {app}. Rien ne vous reconnecte avant que vous ne le demandiez.",
    foreign: "Veuillez le faire dans l’application",
    foreign_text: "Cette demande venait d’un autre site\u{a0}; {app} n’a donc rien fait.",
    broken: "{app} rencontre un problème",
    broken_text: "Rien n’a été modifié. Réessayez dans un instant.",
    to_the_app: "Ouvrir {app}",
    try_again: "Réessayer maintenant",
    sign_in_again: "Se connecter à nouveau",
    sign_out: "Se déconnecter",
    only_here: "«\u{a0}Se déconnecter\u{a0}» ne ferme que {app}. Avec «\u{a0}Se déconnecter aussi de \
                {platform}\u{a0}», vous êtes déconnecté de toutes ses applications.",
    stay: "Annuler",
    sign_out_everywhere: "Se déconnecter aussi de {platform}",
};
