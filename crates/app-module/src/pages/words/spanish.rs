//! Spanish.

use super::Words;

pub(super) const SPANISH: Words = Words {
    language: "es",
    go_on: "Un momento",
    go_on_link: "Continuar a {platform}",
    not_started: "El inicio de sesión no se ha puesto en marcha",
    not_started_text: "{app} funciona, pero falta la llamada que pone en marcha el inicio de sesión. Para sus \
                       desarrolladores: llamen a `latchkey.start().await` una vez, después del arranque y antes de \
                       atender solicitudes.",
    not_synchronised: "{platform} aún no conoce {app}",
    not_synchronised_text: "Las aplicaciones nuevas tardan un momento en llegar allí. Esta página lo intenta de nuevo \
                            por sí sola. Si no cambia, el equipo de la aplicación debería comparar el ID de cliente y \
                            el secreto con los ajustes de la aplicación en {platform}.",
    unreachable: "No se puede acceder a {platform}",
    unreachable_text: "Su cuenta está bien. Esta página lo intenta de nuevo por sí sola.",
    switched_off: "El inicio de sesión con {platform} está desactivado",
    switched_off_text: "Aquí {app} solo conoce sus propias credenciales.",
    no_attempt: "Este inicio de sesión ha terminado",
    no_attempt_text: "Ya se había completado, duró más de diez minutos o empezó en otro navegador. Abra la aplicación \
                      para empezar de nuevo.",
    denied: "No ha iniciado sesión",
    denied_text: "{platform} no ha dicho nada de usted a {app}. Puede iniciar sesión cuando quiera.",
    failed: "El inicio de sesión no ha funcionado",
    failed_text: "La respuesta de {platform} no era de confianza, así que nadie ha iniciado sesión. Inténtelo de \
                  nuevo; si no cambia, avise al equipo de la aplicación: el registro de {app} dice por qué.",
    not_admitted: "{app} no le deja entrar",
    confirm_logout: "¿Cerrar la sesión de {app}?",
    confirm_logout_text: "Ha iniciado sesión como {name}.",
    signed_out: "Ha cerrado la sesión",
    signed_out_text: "de {app}. Nada vuelve a iniciarla hasta que usted lo pida.",
    foreign: "Hágalo en la aplicación, por favor",
    foreign_text: "La solicitud venía de otro sitio, así que {app} no ha hecho nada.",
    broken: "Algo va mal en {app}",
    broken_text: "No se ha cambiado nada. Inténtelo de nuevo en un momento.",
    to_the_app: "Abrir {app}",
    try_again: "Intentarlo de nuevo ahora",
    sign_in_again: "Iniciar sesión de nuevo",
    sign_out: "Cerrar sesión",
    only_here: "«Cerrar sesión» cierra solo {app}. Con «Cerrar también la sesión de {platform}» se cierra la de todas \
                sus aplicaciones.",
    stay: "Cancelar",
    sign_out_everywhere: "Cerrar también la sesión de {platform}",
};
