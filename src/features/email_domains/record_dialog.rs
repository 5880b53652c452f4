//! The dialog with a domain's TXT record, to copy, and the button **Check now**. Invariant: the outcome shown is that of the domain for which
//! the dialog was opened.

use latchkey_contract::email_domains::{
    CheckEmailDomain, DomainState, EmailDomain, TxtRecord, check_email_domain,
};
use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::{domain_row::record_button_id, last_check::LastCheck};
use crate::{
    i18n::*,
    kit::{Form, RowSource, focus_heading, use_locale},
    ui::{Alert, CopyButton, Dialog},
};

/// The dialog, which is open while `domain` is `Some`.
#[component]
pub fn RecordDialog(
    /// The domain.
    domain: RwSignal<Option<EmailDomain>>,
    /// Whether the domain was just taken from an email address that somebody typed.
    is_from_address: RwSignal<bool>,
    /// Reads the list again.
    source: RowSource,
) -> impl IntoView {
    // Only another name makes a new dialog: a check changes the domain's state while the dialog stays open.
    let name = Memo::new(move |_| domain.with(|domain| domain.as_ref().map(|domain| domain.domain.clone())));
    move || {
        let name = name.get()?;
        Some(view! { <Shown name domain is_from_address source /> })
    }
}

#[component]
fn Shown(
    name: String,
    domain: RwSignal<Option<EmailDomain>>,
    is_from_address: RwSignal<bool>,
    source: RowSource,
) -> impl IntoView {
    let locale = use_locale();
    let (dialog, close_button) = (NodeRef::<html::Dialog>::new(), NodeRef::<html::Button>::new());
    let form = Form::new("check-email-domain");
    let check = form.submission::<CheckEmailDomain>(move |_, checked| {
        if is_proven(&checked) {
            // The pressed button disappears, and the focus with it.
            focus(close_button);
        }
        domain.set(Some(checked));
        source.read_again();
    });
    let pending = check.pending();
    let closed = Callback::new({
        let name = name.clone();
        move |()| {
            domain.set(None);
            is_from_address.set(false);
            focus_row(&name);
        }
    });
    let request = check_email_domain::Request { domain: name.clone() };
    let state = move || domain.with(|domain| domain.as_ref().map(|domain| domain.state));
    let is_unproven = move || matches!(state(), Some(DomainState::Waiting | DomainState::GivenUp));
    let is_looked_for = move || state() == Some(DomainState::Waiting);
    let foot = move || {
        let request = request.clone();
        let is_busy = move || pending.get().then_some("true");
        view! {
            <button class="button quiet" type="button" node_ref=close_button on:click=move |_| close(dialog)>
                {td_string!(locale, email_domains.close)}
            </button>
            <Show when=is_unproven>
                <button
                    class="button"
                    type="button"
                    aria-busy=is_busy
                    aria-disabled=is_busy
                    on:click={
                        let request = request.clone();
                        move |_| check.send(request.clone())
                    }
                >
                    {td_string!(locale, email_domains.check_now)}
                </button>
            </Show>
        }
    };
    let shown = domain.with_untracked(|domain| domain.as_ref().map(|domain| domain.shown_name().to_owned()));
    let shown = shown.unwrap_or(name);
    let text = td_string!(locale, email_domains.record_text, domain = shown.clone());
    let asking = td_string!(locale, email_domains.asking, domain = shown.clone());
    let outcome = move || match pending.get() {
        true => view! { <p>{asking.clone()}</p> }.into_any(),
        false => domain
            .get()
            .map(|domain| view! { <LastCheck domain /> })
            .into_any(),
    };
    let record = domain.with_untracked(|domain| domain.as_ref().and_then(|domain| domain.record.clone()));
    view! {
        <Dialog title=td_string!(locale, email_domains.record_title, domain = shown) node_ref=dialog closed foot>
            <Show when=move || is_from_address.get()>
                <p>{td_string!(locale, email_domains.from_address)}</p>
            </Show>
            <Show when=is_unproven>
                <p>{text.clone()}</p>
            </Show>
            {record.map(|record| view! { <Record record /> })}
            <Show when=is_looked_for>
                <p>{td_string!(locale, email_domains.by_itself)}</p>
            </Show>
            <div role="status" class="domain-outcome">{outcome}</div>
            <Alert locale notice=form.notice />
        </Dialog>
    }
}

/// The parts of the record, each with a button to copy it; its name in both forms that DNS control panels ask for.
#[component]
fn Record(record: TxtRecord) -> impl IntoView {
    let locale = use_locale();
    let zone = record.name.strip_prefix(&record.name_in_zone);
    let zone = zone.unwrap_or_default().trim_start_matches('.').to_owned();
    let row = |label: String, what: &'static str, value: String| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd translate="no">{value.clone()}</dd>
                <dd>
                    <CopyButton locale text=value what />
                </dd>
            </div>
        }
    };
    let full = td_string!(locale, email_domains.record_name);
    let short = td_string!(locale, email_domains.record_name_in_zone);
    let value = td_string!(locale, email_domains.record_value);
    let short_for = td_string!(locale, email_domains.record_name_without, zone = zone);
    view! {
        <dl class="copied domain-record">
            <div>
                <dt>{td_string!(locale, email_domains.record_type)}</dt>
                <dd translate="no">"TXT"</dd>
                <dd></dd>
            </div>
            {row(full.to_owned(), full, record.name)}
            {row(short_for, short, record.name_in_zone)}
            {row(value.to_owned(), value, record.value)}
        </dl>
    }
}

fn is_proven(domain: &EmailDomain) -> bool {
    matches!(domain.state, DomainState::Proven | DomainState::ProvenByOperator)
}

fn close(dialog: NodeRef<html::Dialog>) {
    if let Some(dialog) = dialog.get_untracked() {
        dialog.close();
    }
}

fn focus(button: NodeRef<html::Button>) {
    if let Some(button) = button.get_untracked() {
        // If the browser refuses the focus, the outcome is still announced.
        let _ = button.focus();
    }
}

/// Moves the focus to the button of the domain's row. The browser returns it to the button that opened the dialog, which is gone if the list
/// was read again meanwhile.
fn focus_row(domain: &str) {
    let focused = document().active_element();
    // An element of the closed dialog keeps the focus until the browser draws the page anew.
    let is_lost = focused.is_none_or(|element| element.matches("body, dialog *").unwrap_or_default());
    if !is_lost {
        return;
    }
    let button = document().get_element_by_id(&record_button_id(domain));
    match button.and_then(|button| button.dyn_into::<HtmlElement>().ok()) {
        // If the browser refuses the focus, it stays at the beginning of the page.
        Some(button) => {
            let _ = button.focus();
        }
        None => focus_heading(),
    }
}
