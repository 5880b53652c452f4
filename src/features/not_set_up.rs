//! What stands in the place of the sign-in form on a platform that nobody has set up yet. Invariant: it leads nowhere: there is
//! nobody who could sign in, and only the printed link leads on.

use leptos::prelude::*;

use crate::i18n::*;

/// "Not set up yet", and where the link is.
#[component]
pub fn NotSetUp(
    /// Language of the screen.
    locale: Locale,
) -> impl IntoView {
    view! {
        <h1>{td_string!(locale, not_set_up.title)}</h1>
        <p>{td_string!(locale, not_set_up.text)}</p>
        <p>{td_string!(locale, not_set_up.lost)}</p>
    }
}
