//! On the way, for forms that were posted without WebAssembly. The page goes on by itself (`<meta http-equiv="refresh">`, put in
//! by the server); the link is for whom it does not.

use leptos::prelude::*;

use crate::{
    front::page::{FormPostScreen, GoingOnScreen},
    i18n::*,
    ui::named,
};

/// "Continue to …".
#[component]
pub fn GoingOn(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows: where the browser goes on.
    screen: GoingOnScreen,
) -> impl IntoView {
    view! {
        <h1>{td_string!(locale, going_on.title)}</h1>
        <p>{td_string!(locale, going_on.text)}</p>
        <a class="button" href=screen.redirect_to>
            {td!(locale, going_on.go_on, place = named(screen.place))}
        </a>
    }
}

/// The same for an answer that is posted; the server's script sends it, the button is for whom it does not.
#[component]
pub fn FormPost(
    /// Language of the screen.
    locale: Locale,
    /// What and where to.
    screen: FormPostScreen,
) -> impl IntoView {
    let fields = screen.fields.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=name value=value /> }
    });
    view! {
        <h1>{td_string!(locale, going_on.title)}</h1>
        <p>{td_string!(locale, going_on.text)}</p>
        <form method="post" action=screen.action>
            {fields.collect_view()}
            <button class="button" type="submit">
                {td!(locale, going_on.go_on, place = named(screen.place))}
            </button>
        </form>
    }
}
