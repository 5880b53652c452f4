//! What is needed before somebody begins, and what single sign-on here does not do. Shown before the form of a new configuration.

use leptos::prelude::*;

use crate::{i18n::*, kit::use_locale, paths};

/// Stands in the place of the form until somebody goes on.
#[component]
pub fn Requirements(
    /// Goes on to the form.
    go_on: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let needed = [
        td_string!(locale, single_sign_on.need_registration),
        td_string!(locale, single_sign_on.need_endpoint),
        td_string!(locale, single_sign_on.need_credentials),
    ];
    let limits = [
        td_string!(locale, single_sign_on.limit_oidc),
        td_string!(locale, single_sign_on.limit_login_hint),
        td_string!(locale, single_sign_on.limit_passwords),
        td_string!(locale, single_sign_on.limit_repositories),
        td_string!(locale, single_sign_on.limit_service_accounts),
    ];
    let list = |items: &[&'static str]| {
        let items = items.iter().map(|item| view! { <li>{*item}</li> });
        items.collect_view()
    };
    view! {
        <div class="sso-requirements">
            <section aria-labelledby="sso-needed">
                <h2 id="sso-needed">{td_string!(locale, single_sign_on.needed)}</h2>
                <ul>{list(&needed)}</ul>
            </section>
            <section aria-labelledby="sso-limits">
                <h2 id="sso-limits">{td_string!(locale, single_sign_on.limits)}</h2>
                <ul>
                    {list(&limits)}
                    <li>
                        {td_string!(locale, single_sign_on.service_ways)}
                        <ol>
                            <li>{td_string!(locale, single_sign_on.service_way_idp)}</li>
                            <li>{td_string!(locale, single_sign_on.service_way_domain)}</li>
                            <li>{td_string!(locale, single_sign_on.service_way_password)}</li>
                        </ol>
                    </li>
                </ul>
            </section>
            <div class="buttons">
                <button class="button" type="button" on:click=move |_| go_on.run(())>
                    {td_string!(locale, single_sign_on.go_on)}
                </button>
                <a class="button quiet" href=paths::SINGLE_SIGN_ON>
                    {td_string!(locale, portal.cancel)}
                </a>
            </div>
        </div>
    }
}
