//! The frame around every page: skip link, brand, navigation, who is signed in, and the way out.

use latchkey_contract::{
    Empty, ErrorCode,
    session::{EndSession, SessionAccount},
};
use leptos::{html::Main, prelude::*};
use leptos_router::components::A;

use crate::{
    api::use_client,
    i18n::*,
    kit::{page::platform_name, use_locale},
    navigation::use_navigation,
    paths,
    phrases::problem_phrase,
};

/// The frame, with the page as its children.
#[component]
pub fn Frame(
    /// Who is signed in, once that is known.
    account: RwSignal<Option<SessionAccount>>,
    /// The page.
    children: Children,
) -> impl IntoView {
    let locale = use_locale();
    let content = NodeRef::<Main>::new();
    // The focus moves, the address stays what it was.
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
            <A href=paths::HOME exact=true attr:class="brand" attr:translate="no">
                {platform_name()}
            </A>
            <nav aria-label=td_string!(locale, portal.navigation)>
                <A href=paths::HOME exact=true>
                    {td_string!(locale, portal.home)}
                </A>
                <A href=paths::PROFILE>{td_string!(locale, portal.profile)}</A>
            </nav>
            {move || account.get().map(|account| view! { <Person account /> })}
        </header>
        <main id="content" tabindex="-1" node_ref=content>
            {children()}
        </main>
    }
}

#[component]
fn Person(account: SessionAccount) -> impl IntoView {
    let locale = use_locale();
    let client = use_client();
    let navigation = use_navigation();
    let sign_out = Action::new_local(move |(): &()| {
        let client = client.clone();
        async move {
            match client.call::<EndSession>(&Empty {}).await {
                Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => {
                    Some(problem_phrase(locale, &error))
                }
                _ => {
                    navigation.to(paths::SIGNED_OUT);
                    None
                }
            }
        }
    });
    let pending = sign_out.pending();
    let busy = move || pending.get().then_some("true");
    let leave = move |_| {
        if !pending.get_untracked() {
            sign_out.dispatch_local(());
        }
    };
    let problem = move || {
        let phrase = sign_out.value().get().flatten()?;
        Some(view! { <p class="alert">{td_string!(locale, portal.sign_out_failed)}" "{phrase}</p> })
    };
    view! {
        <div class="person">
            <span class="person-name" translate="no">
                {account.display_name()}
            </span>
            <button class="button quiet" type="button" aria-busy=busy aria-disabled=busy on:click=leave>
                {td_string!(locale, portal.sign_out)}
            </button>
        </div>
        <div class="bar-alert" role="alert">
            {problem}
        </div>
    }
}
