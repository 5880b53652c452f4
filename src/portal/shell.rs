//! The frame around every page: skip link, brand, navigation, who is signed in, and the way out.

use latchkey_contract::{
    Empty, ErrorCode,
    session::{EndSession, SessionAccount},
};
use leptos::{html::Main, prelude::*, task::spawn_local};

use crate::{
    api::use_client,
    i18n::*,
    leaving::use_leave,
    paths::{self, PortalPage},
    phrases::problem_phrase,
    portal::{page::platform_name, place::use_place},
    ui::{Piece, live, piece, state},
};

/// See the module.
#[component]
pub fn Shell(
    /// Language of the portal.
    locale: Locale,
    /// Who is signed in, once that is known.
    account: RwSignal<Option<SessionAccount>>,
    /// The page.
    page: Piece,
) -> Piece {
    let content = NodeRef::<Main>::new();
    // The focus moves, the address stays what it was.
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        if let Some(content) = content.get_untracked() {
            let _ = content.focus();
        }
    };
    let place = use_place();
    let at = move |page: PortalPage| {
        Signal::derive(move || (place.page().as_ref() == Some(&page)).then_some("page"))
    };
    let person = live(move || {
        let account = account.get()?;
        Some(piece(view! { <Person locale account /> }))
    });
    piece(view! {
        <a class="skip" href="#content" on:click=skip>
            {td_string!(locale, portal.skip)}
        </a>
        <header class="bar">
            <a class="brand" translate="no" href=paths::HOME aria-current=at(PortalPage::MyApps)>
                {platform_name()}
            </a>
            <nav aria-label=td_string!(locale, portal.navigation)>
                <a href=paths::HOME aria-current=at(PortalPage::MyApps)>
                    {td_string!(locale, portal.home)}
                </a>
                <a href=paths::PROFILE aria-current=at(PortalPage::Profile)>
                    {td_string!(locale, portal.profile)}
                </a>
            </nav>
            {person}
        </header>
        <main id="content" tabindex="-1" node_ref=content>
            {page}
        </main>
    })
}

#[component]
fn Person(locale: Locale, account: SessionAccount) -> Piece {
    let client = use_client();
    let leave = use_leave();
    let is_leaving = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let sign_out = move |_| {
        if is_leaving.get_untracked() {
            return;
        }
        is_leaving.set(true);
        let client = client.clone();
        spawn_local(async move {
            let problem_then = match client.call::<EndSession>(&Empty {}).await {
                Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => {
                    Some(problem_phrase(locale, &error))
                }
                _ => {
                    leave.to(paths::SIGNED_OUT);
                    None
                }
            };
            // The page may be gone by now.
            let _ = is_leaving.try_set(false);
            let _ = problem.try_set(problem_then);
        });
    };
    let busy = state(move || is_leaving.get());
    let alert = live(move || {
        let phrase = problem.get()?;
        Some(piece(
            view! { <p class="alert">{td_string!(locale, portal.sign_out_failed)}" "{phrase}</p> },
        ))
    });
    piece(view! {
        <div class="person">
            <span class="person-name" translate="no">{account.display_name()}</span>
            <button class="button quiet" type="button" aria-busy=busy aria-disabled=busy on:click=sign_out>
                {td_string!(locale, portal.sign_out)}
            </button>
        </div>
        <div class="bar-alert" role="alert">{alert}</div>
    })
}
