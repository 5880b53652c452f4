//! The notice above every page in a session of a test, which would look like any other.

use latchkey_contract::session::SessionAccount;
use leptos::prelude::*;

use super::sign_out::use_sign_out;
use crate::{
    i18n::*,
    kit::{format_time, use_locale},
    ui::{Badge, Tone},
};

/// Says that this is a session of a test: it looks like any other.
#[component]
pub fn TestNotice(
    /// Whose session it is.
    account: SessionAccount,
    /// When it ends (RFC 3339).
    until: String,
    /// Why signing out did not work.
    problem: RwSignal<Option<String>>,
) -> impl IntoView {
    let locale = use_locale();
    let sign_out = use_sign_out(problem);
    let text = td_string!(
        locale,
        portal.test_session_text,
        person = account.email,
        time = format_time(locale, &until)
    );
    view! {
        <section class="bar-test" aria-label=td_string!(locale, portal.test_session_label)>
            <Badge tone=Tone::Warn label=Signal::stored(td_string!(locale, portal.test_session).to_owned()) />
            <p>{text}</p>
            <button class="button quiet dense" type="button" on:click=move |_| sign_out.run(())>
                {td_string!(locale, portal.sign_out)}
            </button>
        </section>
    }
    .into_any()
}
