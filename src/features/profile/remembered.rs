//! In which browsers the second step is not asked for, and ending that. Nothing is shown where there is none.

use latchkey_contract::{
    Empty,
    session::{ForgetBrowser, ListRememberedBrowsers, RememberedBrowserItem, forget_browser},
};
use leptos::prelude::*;

use super::sessions::device;
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Question, RelativeTime, focus_heading, format_datetime,
        use_locale, use_session_client,
    },
    ui::{Badge, Tone, act_name},
};

/// Which browser is to be forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Target {
    id: String,
    device: String,
}

/// The section of "My Account" > Security.
#[component]
pub fn RememberedBrowsers(
    /// Read anew when it changes: ending all other sessions forgets them.
    changes: RwSignal<u32>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let reading = client.clone();
    let browsers = LocalResource::new(move || {
        changes.track();
        let client = reading.clone();
        async move { Ok(client.call::<ListRememberedBrowsers>(&Empty {}).await?.items) }
    });
    let forgetting = Confirmation::new(
        move || td_string!(locale, sessions.forgotten).to_owned(),
        move |target: Target| {
            let client = client.clone();
            async move {
                let request = forget_browser::Request { browser: target.id };
                client.call::<ForgetBrowser>(&request).await?;
                browsers.refetch();
                Ok(())
            }
        },
    );
    view! {
        <Loaded resource=browsers fallback=|| () let:items>
            {(!items.is_empty()).then(|| view! { <Section forgetting items /> })}
        </Loaded>
        <ConfirmationDialog
            confirmation=forgetting
            question=Callback::new(move |target: Target| Question {
                title: td_string!(locale, sessions.ask_forget_title).to_owned(),
                text: td_string!(locale, sessions.ask_forget, device = target.device),
                confirm: td_string!(locale, sessions.forget).to_owned(),
            })
            // The button that was pressed is gone, and perhaps the whole section.
            on_done=|()| focus_heading()
        />
    }
}

#[component]
fn Section(forgetting: Confirmation<Target>, items: Vec<RememberedBrowserItem>) -> impl IntoView {
    let locale = use_locale();
    let rows = items.into_iter().map(|item| view! { <Row forgetting item /> });
    view! {
        <section class="page-section" aria-labelledby="remembered">
            <h2 id="remembered">
                {td_string!(locale, sessions.remembered_title)}
            </h2>
            <p>{td_string!(locale, sessions.remembered_intro)}</p>
            <ul class="account-rows">{rows.collect_view()}</ul>
        </section>
    }
}

#[component]
fn Row(forgetting: Confirmation<Target>, item: RememberedBrowserItem) -> impl IntoView {
    let locale = use_locale();
    let device = device(locale, item.browser.as_deref(), item.system.as_deref());
    let this = item
        .is_this
        .then(|| view! { <Badge tone=Tone::Good label=td_string!(locale, sessions.this) /> });
    // Devices look alike: their addresses and days tell them apart.
    let until = format_datetime(locale, &item.expires_at);
    let whose = [device.as_str(), &item.client_address, &until].join(", ");
    let target = Target {
        id: item.id,
        device: device.clone(),
    };
    let forget = td_string!(locale, sessions.forget);
    view! {
        <li class="account-row remembered">
            <div class="account-facts">
                <p class="account-name">{device} " " {this}</p>
                <p>
                    {td_string!(locale, sessions.place, address = item.client_address)} " · "
                    {td_string!(locale, sessions.remembered_since)} " " <RelativeTime at=item.remembered_at /> " · "
                    {td_string!(locale, sessions.remembered_until, time = until)}
                </p>
            </div>
            <button
                class="button quiet dense"
                type="button"
                aria-label=act_name(forget, &whose)
                on:click=move |_| forgetting.ask(target.clone())
            >
                {forget}
            </button>
        </li>
    }
}
