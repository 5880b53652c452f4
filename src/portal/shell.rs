//! The frame around every page: skip link, brand, navigation, who is signed in, and the way out.

use latchkey_contract::{
    Empty, ErrorCode,
    session::{EndSession, SessionAccount},
};
use leptos::{html::Main, prelude::*};
use leptos_router::components::A;

use crate::{
    api::use_client, i18n::*, leaving::use_leave, paths, phrases::problem_phrase, portal::page::platform_name,
};

/// See the module.
#[component]
pub fn Shell(
    /// Language of the portal.
    locale: Locale,
    /// Who is signed in, once that is known.
    account: Signal<Option<SessionAccount>, LocalStorage>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let content = NodeRef::<Main>::new();
    // The router would take the link for a navigation and leave the focus where it is.
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(content) = content.get_untracked() {
            let _ = content.focus();
        }
    };
    view! {
        <a class="skip" href="#content" on:click=skip>
            {td_string!(locale, portal.skip)}
        </a>
        <header class="bar">
            <A href=paths::HOME attr:class="brand">
                {platform_name()}
            </A>
            <nav aria-label=td_string!(locale, portal.navigation)>
                <A href=paths::HOME exact=true>
                    {td_string!(locale, portal.home)}
                </A>
                <A href=paths::PROFILE>{td_string!(locale, portal.profile)}</A>
            </nav>
            {move || account.get().map(|account| view! { <Person locale account /> })}
        </header>
        <main id="content" tabindex="-1" node_ref=content>
            {children()}
        </main>
    }
}

#[component]
fn Person(locale: Locale, account: SessionAccount) -> impl IntoView {
    let client = use_client();
    let leave = use_leave();
    let sign_out = Action::new_local(move |(): &()| {
        let client = client.clone();
        async move {
            match client.call::<EndSession>(&Empty {}).await {
                Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => Some(error),
                _ => {
                    leave.to(paths::SIGNED_OUT);
                    None
                }
            }
        }
    });
    let busy = move || sign_out.pending().get().then_some("true");
    let problem = move || {
        let error = sign_out.value().get().flatten()?;
        let phrase = problem_phrase(locale, &error);
        Some(view! { <p class="alert">{td_string!(locale, portal.sign_out_failed)}" "{phrase}</p> })
    };
    let click = move |_| {
        if !sign_out.pending().get_untracked() {
            sign_out.dispatch_local(());
        }
    };
    view! {
        <div class="person">
            <span class="person-name">{account.display_name()}</span>
            <button class="button quiet" type="button" aria-busy=busy aria-disabled=busy on:click=click>
                {td_string!(locale, portal.sign_out)}
            </button>
        </div>
        <div class="bar-alert" role="alert">{problem}</div>
    }
}
