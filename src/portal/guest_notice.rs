//! What stands above every page that a guest sees: for whom they set single sign-on up, until when, and a way to leave. Invariant: leaving
//! asks first, because the link does not open again.

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{EndSetUp, get_set_up},
};
use leptos::prelude::*;

use crate::{
    api::use_client,
    i18n::*,
    kit::{Confirmation, ConfirmationDialog, Question, format_datetime, use_locale},
    navigation::use_navigation,
    paths,
    ui::{Badge, Tone},
};

/// The notice.
#[component]
pub fn GuestNotice(
    /// The guest's set-up.
    set_up: get_set_up::Response,
) -> impl IntoView {
    let locale = use_locale();
    let (client, navigation) = (use_client(), use_navigation());
    let ending = Confirmation::new(String::new, move |()| {
        let client = client.clone();
        async move {
            match client.call::<EndSetUp>(&Empty {}).await {
                // It has ended meanwhile: the page of the link says how.
                Err(error) if error.code() != Some(ErrorCode::NotFound) => Err(error),
                _ => Ok(()),
            }
        }
    });
    let text = td_string!(
        locale,
        portal.guest_text,
        company = set_up.company,
        person = set_up.made_by.clone(),
        time = format_datetime(locale, &set_up.expires_at)
    );
    let question = Callback::new(move |()| Question {
        title: td_string!(locale, portal.guest_end_title).to_owned(),
        text: td_string!(locale, portal.guest_end_text, person = set_up.made_by.clone()),
        confirm: td_string!(locale, portal.guest_end_yes).to_owned(),
    });
    view! {
        <section class="bar-test" aria-label=td_string!(locale, portal.guest_label)>
            <Badge tone=Tone::Info label=Signal::stored(td_string!(locale, portal.guest).to_owned()) />
            <p>{text}</p>
            <button class="button quiet dense" type="button" on:click=move |_| ending.ask(())>
                {td_string!(locale, portal.guest_end)}
            </button>
            <ConfirmationDialog
                confirmation=ending
                question
                on_done=move |()| navigation.to(paths::SSO_SET_UP)
            />
        </section>
    }
    .into_any()
}
