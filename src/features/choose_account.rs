//! An identity with several accounts: which one? A plain form with nothing to wake.

use leptos::prelude::*;

use crate::{front::page::ChooseAccountScreen, i18n::*, paths, ui::named};

/// The page that lets the person choose.
#[component]
pub fn ChooseAccount(
    /// Language of the screen.
    locale: Locale,
    /// What there is to choose from.
    screen: ChooseAccountScreen,
) -> impl IntoView {
    let ChooseAccountScreen {
        attempt,
        company_name,
        accounts,
    } = screen;
    let choices = accounts.into_iter().map(|account| {
        let id = ["account-", &account.id].concat();
        view! {
            <div class="choice">
                <input
                    type="radio"
                    name="account"
                    id=id.clone()
                    value=account.id
                    checked=account.selected
                    required
                />
                <label for=id translate="no">
                    <bdi>{account.address}</bdi>
                </label>
            </div>
        }
    });
    view! {
        <h1>{td_string!(locale, choose_account.title)}</h1>
        <p>{td!(locale, choose_account.text, company = named(company_name))}</p>
        <form method="post" action=paths::CHOOSE_ACCOUNT>
            <input type="hidden" name="attempt" value=attempt />
            <fieldset>
                <legend>{td_string!(locale, choose_account.legend)}</legend>
                {choices.collect_view()}
            </fieldset>
            <button class="button" type="submit">
                {td_string!(locale, choose_account.submit)}
            </button>
        </form>
    }
}
