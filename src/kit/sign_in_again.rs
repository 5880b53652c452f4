//! Signs out and in again, and comes back to the page: what is grave needs a sign-in of the last minutes.

use latchkey_contract::session::{EndSession, EndSessionQuery, end_session::Request};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{locale::use_locale, session_client::use_session_client};
use crate::{i18n::*, navigation::use_navigation, paths};

/// The button.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let navigation = use_navigation();
    let place = use_location().pathname;
    let leave = Action::new_local(move |(): &()| {
        let (client, place) = (client.clone(), place.get_untracked());
        async move {
            // Whether or not it worked: the sign-in screen says what is so.
            let _ = client.call::<EndSession>(&to_prove()).await;
            navigation.to(&paths::sign_in_and_back_to(&place));
        }
    });
    view! {
        <p>
            <button
                class="button quiet"
                type="button"
                aria-busy=move || leave.pending().get().then_some("true")
                on:click=move |_| {
                    leave.dispatch_local(());
                }
            >
                {td_string!(locale, sso_activation.sign_in_again)}
            </button>
        </p>
    }
}

/// A browser that is remembered does not stand for the second step then.
const fn to_prove() -> Request {
    Request {
        query: EndSessionQuery { to_prove: Some(true) },
    }
}
