//! Removing a domain. Invariants: nothing is removed before the dialog has said what follows from it; the last proven domain is not
//! offered for removal while people sign in by SSO.

use latchkey_contract::{
    ErrorCode,
    email_domains::{
        DeleteEmailDomain, DomainState, EmailDomain, EmailDomainDeletion, GetEmailDomainDeletion,
        delete_email_domain, get_email_domain_deletion,
    },
};
use leptos::prelude::*;

use crate::{
    api::ApiError,
    i18n::*,
    kit::{Form, Loaded, RowSource, focus_heading, use_locale, use_session_client},
    phrases::error_phrase,
    ui::{Alert, Callout, ConfirmDialog, Toast, Tone, use_toasts},
};

/// Open while there is a domain.
#[component]
pub fn RemovalDialog(
    /// The domain.
    domain: RwSignal<Option<EmailDomain>>,
    /// Reads the list again.
    source: RowSource,
) -> impl IntoView {
    move || {
        let asked = domain.get()?;
        Some(view! { <Asked asked domain source /> })
    }
}

#[component]
fn Asked(asked: EmailDomain, domain: RwSignal<Option<EmailDomain>>, source: RowSource) -> impl IntoView {
    let locale = use_locale();
    let toasts = use_toasts();
    let form = Form::new("remove-email-domain");
    let (open, is_done) = (RwSignal::new(true), StoredValue::new(false));
    let deletion = read_deletion(asked.domain.clone());
    // Nothing can be confirmed before it is on the screen what follows.
    let ready = Memo::new(move |_| matches!(deletion.get(), Some(Ok(deletion)) if !deletion.is_needed));
    let done = move || {
        is_done.set_value(true);
        open.set(false);
    };
    let remove = form.submission::<DeleteEmailDomain>(move |_, _| done());
    Effect::new(move |_| {
        // Removed in another tab meanwhile: what was wanted is so.
        if form.refused.get() == Some(ErrorCode::NotFound) {
            done();
        }
    });
    let name = asked.shown_name().to_owned();
    let request = delete_email_domain::Request {
        domain: asked.domain.clone(),
    };
    // The focus moves only once the dialog is closed: while it is open, the browser lets nothing behind it take the focus.
    let closed = {
        let name = name.clone();
        Callback::new(move |()| {
            domain.set(None);
            if is_done.get_value() {
                toasts.show(Toast::good(td_string!(
                    locale,
                    email_domains.removed,
                    domain = name.clone()
                )));
                source.read_again();
                focus_heading();
            }
        })
    };
    view! {
        <ConfirmDialog
            open
            title=td_string!(locale, email_domains.remove_title, domain = name)
            confirm=td_string!(locale, email_domains.remove_yes)
            cancel=td_string!(locale, portal.cancel)
            on_confirm=move |()| remove.send(request.clone())
            busy=remove.pending()
            ready
            closed
        >
            <div aria-live="polite">
                <Loaded resource=deletion let:deletion>
                    <WhatFollows state=asked.state deletion />
                </Loaded>
            </div>
            <Alert locale notice=form.notice />
        </ConfirmDialog>
    }
}

/// Asks the platform what follows from it.
fn read_deletion(domain: String) -> LocalResource<Result<EmailDomainDeletion, ApiError>> {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        let request = get_email_domain_deletion::Request {
            domain: domain.clone(),
        };
        async move { client.call::<GetEmailDomainDeletion>(&request).await }
    })
}

#[component]
fn WhatFollows(state: DomainState, deletion: EmailDomainDeletion) -> impl IntoView {
    let locale = use_locale();
    if deletion.is_needed {
        let why = error_phrase(locale, ErrorCode::EmailDomainNeeded);
        return view! { <Callout tone=Tone::Warn><p>{why}</p></Callout> }.into_any();
    }
    let text = match state {
        DomainState::Proven | DomainState::ProvenByOperator => {
            td_string!(locale, email_domains.remove_proven)
        }
        DomainState::Waiting | DomainState::GivenUp => td_string!(locale, email_domains.remove_unproven),
    };
    let people = match deletion.people {
        0 => None,
        1 => Some(td_string!(locale, email_domains.remove_person).to_owned()),
        count => Some(td_string!(locale, email_domains.remove_people, count = count)),
    };
    let federated = deletion
        .is_federated
        .then(|| view! { <p>{td_string!(locale, email_domains.remove_federated)}</p> });
    let mailed = (deletion.mailed > 0)
        .then(|| view! { <p>{td_string!(locale, email_domains.remove_mailed, count = deletion.mailed)}</p> });
    view! {
        <p>{text}</p>
        {people.map(|people| view! { <p>{people}</p> })}
        {federated}
        {mailed}
    }
    .into_any()
}
