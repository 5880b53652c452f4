//! The profile page. Shows what the session says; it asks for nothing more.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;

use crate::{
    i18n::*,
    portal::{language::use_locale, page::Page},
};

/// See the module.
#[component]
pub fn ProfilePage() -> impl IntoView {
    let locale = use_locale();
    let facts = use_context::<SessionAccount>().map(|account| {
        view! {
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, profile.name)}</dt>
                    <dd>{account.display_name()}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, profile.address)}</dt>
                    <dd>{account.email}</dd>
                </div>
            </dl>
        }
    });
    view! {
        <Page title=td_string!(locale, profile.title) heading=td_string!(locale, profile.title)>
            <p class="lead">{td_string!(locale, profile.intro)}</p>
            {facts}
        </Page>
    }
}
