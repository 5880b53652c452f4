//! Another person came back from the identity provider than the one whose address was typed: say so, and let them choose.

use leptos::prelude::*;

use crate::{front::page::MismatchScreen, i18n::*, paths, ui::named};

/// The page that asks whether to go on as the person who came back.
#[component]
pub fn Mismatch(
    /// Language of the screen.
    locale: Locale,
    /// Who was typed and who came back.
    screen: MismatchScreen,
) -> impl IntoView {
    let MismatchScreen {
        attempt,
        company_name,
        typed,
        came_back,
    } = screen;
    let go_on = td_string!(locale, mismatch.go_on, address = came_back.clone());
    view! {
        <h1>{td_string!(locale, mismatch.title)}</h1>
        <p>{td!(locale, mismatch.text, company = named(company_name.clone()))}</p>
        <dl class="facts">
            <div>
                <dt>{td_string!(locale, mismatch.typed)}</dt>
                <dd translate="no" dir="auto">{typed}</dd>
            </div>
            <div>
                <dt>{td!(locale, mismatch.came_back, company = named(company_name))}</dt>
                <dd translate="no" dir="auto">{came_back}</dd>
            </div>
        </dl>
        <form method="post" action=paths::MISMATCH>
            <input type="hidden" name="attempt" value=attempt />
            <button class="button" type="submit" name="answer" value="go_on">
                {go_on}
            </button>
            <button class="button quiet" type="submit" name="answer" value="switch">
                {td_string!(locale, mismatch.switch)}
            </button>
        </form>
        <p class="fine-print">{td_string!(locale, mismatch.consequence)}</p>
    }
}
