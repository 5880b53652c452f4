//! A dialog with everything that the platform has recorded about one event of the security history.

use latchkey_contract::security_history::SecurityEvent;
use leptos::{html, prelude::*};

use super::{
    event_row::{about, what, who},
    words::fact_words,
};
use crate::{
    i18n::*,
    kit::{format_datetime, use_locale},
    ui::{CopyButton, Dialog},
};

/// Shows the event in `opened` in a dialog. When the dialog is closed, it sets `opened` to `None`.
#[component]
pub fn EventDialog(
    /// The event to show; `None` while the dialog is closed.
    opened: RwSignal<Option<SecurityEvent>>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move |()| {
        // The dialog is closed first: while it is open, the browser lets nothing behind it take the focus.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        opened.set(None);
    };
    move || {
        let event = opened.get()?;
        let foot = move || {
            view! {
                <button class="button" type="button" on:click=move |_| close(())>
                    {td_string!(locale, history.close)}
                </button>
            }
        };
        Some(view! {
            <Dialog title=what(locale, &event) node_ref=dialog closed=Callback::new(close) foot>
                {facts(locale, event)}
            </Dialog>
        })
    }
}

fn facts(locale: Locale, event: SecurityEvent) -> impl IntoView {
    let fact = |name: String, value: AnyView| {
        view! {
            <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
            </div>
        }
    };
    let text = |value: String| view! { <bdi translate="no">{value}</bdi> }.into_any();
    let is_about = event.person.is_some() || event.object.is_some() || event.environment.is_some();
    let details = event.details.iter().map(|detail| {
        let name = match fact_words(locale, event.action, &detail.name) {
            Some(words) => view! { <dt>{words}</dt> }.into_any(),
            None => view! { <dt translate="no">{spoken(&detail.name)}</dt> }.into_any(),
        };
        view! {
            <div>
                {name}
                <dd translate="no">
                    <bdi>{detail.value.clone()}</bdi>
                </dd>
            </div>
        }
    });
    let details = details.collect_view();
    let request_id = event.request_id.clone();
    let request = (!request_id.is_empty()).then(|| {
        let what = td_string!(locale, request_id);
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{request_id.clone()}</dd>
                <dd>
                    <CopyButton locale text=request_id what />
                </dd>
            </div>
        }
    });
    let address = (!event.client_address.is_empty()).then(|| {
        let name = td_string!(locale, history.address).to_owned();
        fact(name, text(event.client_address.clone()))
    });
    view! {
        <dl class="event-facts">
            {fact(td_string!(locale, history.when).to_owned(), format_datetime(locale, &event.at).into_any())}
            {fact(td_string!(locale, history.who).to_owned(), who(locale, &event))}
            {is_about.then(|| fact(td_string!(locale, history.about).to_owned(), about(&event)))}
            {address}
            {fact(td_string!(locale, history.event).to_owned(), text(event.action_name.clone()))}
            {details}
            {request}
        </dl>
    }
}

/// The name of a recorded fact that has no words, without the underscores of a program: `role_added` is shown as `role added`. A name stands for an
/// identifier's object where the platform knows it, so `app_id` is `app`.
fn spoken(name: &str) -> String {
    name.strip_suffix("_id").unwrap_or(name).replace('_', " ")
}
