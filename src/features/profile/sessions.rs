//! The person's sessions, and the buttons that end one of them or all others.

use latchkey_contract::{
    Empty,
    session::{EndOtherSessions, EndSessionOf, ListSessions, SessionItem, end_session_of},
};
use leptos::{
    html::{H2, Ul},
    prelude::*,
};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::page::RowsSkeleton;
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Question, RelativeTime, format_datetime, use_locale,
        use_session_client,
    },
    ui::{Badge, Tone, act_name},
};

/// How many are shown at first.
const FEW: usize = 5;

/// What is to end.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Target {
    One { id: String, device: String },
    Others,
}

/// The section of "My Account" > Security.
#[component]
pub fn Sessions(
    /// Counts up when all other sessions were ended.
    changes: RwSignal<u32>,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let heading = NodeRef::<H2>::new();
    let reading = client.clone();
    let sessions = LocalResource::new(move || {
        let client = reading.clone();
        async move { Ok(client.call::<ListSessions>(&Empty {}).await?.items) }
    });
    let ending = Confirmation::new(
        move || td_string!(locale, sessions.done).to_owned(),
        move |target| {
            let client = client.clone();
            async move {
                match target {
                    Target::One { id, .. } => {
                        let request = end_session_of::Request { session: id };
                        client.call::<EndSessionOf>(&request).await?;
                    }
                    Target::Others => {
                        client.call::<EndOtherSessions>(&Empty {}).await?;
                        changes.update(|count| *count += 1);
                    }
                }
                sessions.refetch();
                Ok(())
            }
        },
    );
    let on_done = move |()| {
        // The button that was pressed is gone; the place is kept.
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    };
    view! {
        <section class="page-section" aria-labelledby="sessions">
            <h2 id="sessions" tabindex="-1" node_ref=heading>
                {td_string!(locale, sessions.title)}
            </h2>
            <p>{td_string!(locale, sessions.intro)}</p>
            <ConfirmationDialog
                confirmation=ending
                question=Callback::new(move |target| question(locale, target))
                on_done
            />
            <Loaded resource=sessions fallback=|| view! { <RowsSkeleton count=3 /> } let:items>
                <List ending items />
            </Loaded>
        </section>
    }
}

fn question(locale: Locale, target: Target) -> Question {
    match target {
        Target::One { device, .. } => Question {
            title: td_string!(locale, sessions.ask_title).to_owned(),
            text: td_string!(locale, sessions.ask, device = device),
            confirm: td_string!(locale, sessions.yes).to_owned(),
        },
        Target::Others => Question {
            title: td_string!(locale, sessions.ask_others_title).to_owned(),
            text: td_string!(locale, sessions.ask_others).to_owned(),
            confirm: td_string!(locale, sessions.yes_others).to_owned(),
        },
    }
}

#[component]
fn List(ending: Confirmation<Target>, mut items: Vec<SessionItem>) -> impl IntoView {
    let locale = use_locale();
    // Stable: the rest stays as the platform orders it, by last use.
    items.sort_by_key(|item| !item.is_this);
    let count = items.len();
    let rest = items.split_off(count.min(FEW));
    let shows_all = RwSignal::new(rest.is_empty());
    let end_others = (count > 1).then(|| {
        view! {
            <button class="button danger quiet" type="button" on:click=move |_| ending.ask(Target::Others)>
                {td_string!(locale, sessions.end_others)}
            </button>
        }
    });
    let row = move |item| view! { <Row ending item /> };
    let list = NodeRef::<Ul>::new();
    let show_all = move |_| {
        shows_all.set(true);
        // The button is gone; the list goes on where it was.
        request_animation_frame(move || focus_row(list, FEW));
    };
    view! {
        <ul class="account-rows" node_ref=list>
            {items.into_iter().map(row).collect_view()}
            <Show when=move || shows_all.get()>{rest.iter().cloned().map(row).collect_view()}</Show>
        </ul>
        <div class="buttons">
            <Show when=move || !shows_all.get()>
                <button class="button quiet" type="button" on:click=show_all>
                    {td_string!(locale, sessions.show_all, count = count)}
                </button>
            </Show>
            {end_others}
        </div>
    }
}

/// The focus goes to the button of a row.
fn focus_row(list: NodeRef<Ul>, index: usize) {
    let row = format!(":scope > :nth-child({}) button", index + 1);
    let list = list.try_get_untracked().flatten();
    let button = list.and_then(|list| list.query_selector(&row).ok().flatten());
    if let Some(button) = button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

#[component]
fn Row(ending: Confirmation<Target>, item: SessionItem) -> impl IntoView {
    let locale = use_locale();
    let device = device(locale, item.browser.as_deref(), item.system.as_deref());
    let this = item
        .is_this
        .then(|| view! { <Badge tone=Tone::Good label=td_string!(locale, sessions.this) /> });
    // Devices look alike: their times and addresses tell them apart.
    let whose = [
        device.as_str(),
        &format_datetime(locale, &item.signed_in_at),
        &item.client_address,
    ]
    .join(", ");
    let target = Target::One {
        id: item.id,
        device: device.clone(),
    };
    let end = (!item.is_this).then(|| {
        let words = td_string!(locale, sessions.end);
        view! {
            <button
                class="button quiet dense"
                type="button"
                aria-label=act_name(words, &whose)
                on:click=move |_| ending.ask(target.clone())
            >
                {words}
            </button>
        }
    });
    view! {
        <li class="account-row session">
            <div class="account-facts">
                <p class="account-name">{device} " " {this}</p>
                <p>
                    {td_string!(locale, sessions.place, address = item.client_address)} " · "
                    {td_string!(locale, sessions.signed_in)} " " <RelativeTime at=item.signed_in_at /> " · "
                    {td_string!(locale, sessions.last_seen)} " " <RelativeTime at=item.last_seen_at />
                </p>
            </div>
            {end}
        </li>
    }
}

/// The device in words.
pub(super) fn device(locale: Locale, browser: Option<&str>, system: Option<&str>) -> String {
    match (browser, system) {
        (Some(browser), Some(system)) => {
            td_string!(
                locale,
                sessions.browser_on,
                browser = browser.to_owned(),
                system = system.to_owned()
            )
        }
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => td_string!(locale, sessions.unknown).to_owned(),
    }
}
