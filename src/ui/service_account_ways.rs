//! How a program gets an account where a company signs in through its identity provider.

use leptos::prelude::*;

use crate::i18n::*;

/// The three ways, folded up.
#[component]
pub fn ServiceAccountWays(
    /// The language of the words.
    locale: Locale,
) -> impl IntoView {
    view! {
        <details class="service-account-ways">
            <summary>{td_string!(locale, service_accounts.title)}</summary>
            <ul>
                <li>
                    <strong>{td_string!(locale, service_accounts.personal)}</strong>
                    " "
                    {td_string!(locale, service_accounts.personal_text)}
                </li>
                <li>
                    <strong>{td_string!(locale, service_accounts.at_idp)}</strong>
                    " "
                    {td_string!(locale, service_accounts.at_idp_text)}
                </li>
                <li>
                    <strong>{td_string!(locale, service_accounts.outside)}</strong>
                    " "
                    {td_string!(locale, service_accounts.outside_text)}
                </li>
            </ul>
            <p>{td_string!(locale, service_accounts.mark)}</p>
        </details>
    }
}
