//! The answer to every request for a link. Invariant: says the same whoever has the address, and whether anybody has.

use leptos::prelude::*;

use crate::{front::entry::CheckMailScreen, i18n::*, paths, ui::named};

/// "Check your mail".
#[component]
pub fn CheckMail(
    /// Language of the screen.
    locale: Locale,
    /// What was asked for.
    screen: CheckMailScreen,
) -> impl IntoView {
    let return_to = screen.return_to.as_deref();
    let again = paths::and_back_to(paths::asking(screen.purpose), return_to);
    let back = paths::and_back_to(paths::SIGN_IN, return_to);
    view! {
        <h1>{td_string!(locale, check_mail.title)}</h1>
        <p>{td!(locale, check_mail.text, address = named(screen.address))}</p>
        <p>{td_string!(locale, check_mail.nothing)}</p>
        <a class="button quiet" href=again>
            {td_string!(locale, check_mail.again)}
        </a>
        <p class="aside">
            <a href=back>{td_string!(locale, back_to_sign_in)}</a>
        </p>
    }
}
