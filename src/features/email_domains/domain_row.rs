//! A domain in the list: how far its proof is, what came of the last check, and what can be done.

use latchkey_contract::email_domains::{DomainState, EmailDomain};
use leptos::prelude::*;

use super::last_check::outcome_words;
use crate::{
    i18n::*,
    kit::{RelativeTime, format_datetime, revision},
    ui::{Badge, Icon, Menu, MenuAction, TableRow, Tone, icon},
};

/// The domains that dialogs are open for.
#[derive(Clone, Copy)]
pub struct OpenDialogs {
    /// Whose record is shown.
    pub record: RwSignal<Option<EmailDomain>>,
    /// About whose removal somebody is asked.
    pub removal: RwSignal<Option<EmailDomain>>,
}

/// The row of `domain`.
pub fn domain_row(locale: Locale, domain: EmailDomain, dialogs: OpenDialogs) -> TableRow {
    let name = domain.domain.clone();
    let check = domain.last_check.as_ref();
    let revision = revision(&(
        domain.state,
        &domain.proven_at,
        check.map(|check| (&check.at, check.outcome)),
        &domain.next_check_at,
        &domain.missing_since,
    ));
    let heading = {
        let (name, letters) = (name.clone(), domain.in_letters.clone());
        move || {
            // What DNS panels and mails have stays beside it.
            let beside = letters
                .is_some()
                .then(|| view! { <span class="fine-print" translate="no">{name.clone()}</span> });
            view! {
                <span class="domain-state">
                    <bdi translate="no">{letters.clone().unwrap_or_else(|| name.clone())}</bdi>
                    {beside}
                </span>
            }
        }
    };
    let domain = StoredValue::new(domain);
    let state = move || domain.with_value(|domain| state_cell(locale, domain));
    let last_check = move || domain.with_value(|domain| last_check_cell(locale, domain));
    let actions = move || actions_cell(locale, domain.get_value(), dialogs);
    TableRow {
        id: name.clone(),
        revision,
        name,
        cells: vec![heading.into(), state.into(), last_check.into(), actions.into()],
    }
}

/// Identifier of the button that shows the record of this domain.
pub fn record_button_id(domain: &str) -> String {
    ["record-of-", domain].concat()
}

fn state_cell(locale: Locale, domain: &EmailDomain) -> AnyView {
    let at = |time: &Option<String>| time.as_deref().map(|time| format_datetime(locale, time));
    let missing_since = at(&domain.missing_since);
    let badge = match domain.state {
        DomainState::Proven if missing_since.is_some() => {
            view! { <Badge tone=Tone::Warn label=td_string!(locale, email_domains.record_missing) /> }
        }
        DomainState::Proven => {
            view! { <Badge tone=Tone::Good label=td_string!(locale, email_domains.proven) /> }
        }
        DomainState::ProvenByOperator => {
            view! { <Badge tone=Tone::Good label=td_string!(locale, email_domains.proven_by_operator) /> }
        }
        DomainState::Waiting => {
            view! { <Badge tone=Tone::Info icon=icon::CLOCK label=td_string!(locale, email_domains.waiting) /> }
        }
        DomainState::GivenUp => {
            view! { <Badge tone=Tone::Warn label=td_string!(locale, email_domains.given_up) /> }
        }
    };
    let detail = match domain.state {
        DomainState::Proven if missing_since.is_some() => {
            missing_since.map(|time| td_string!(locale, email_domains.record_missing_since, time = time))
        }
        DomainState::Proven => {
            at(&domain.proven_at).map(|time| td_string!(locale, email_domains.since, time = time))
        }
        DomainState::ProvenByOperator => None,
        DomainState::Waiting => {
            at(&domain.next_check_at).map(|time| td_string!(locale, email_domains.next_check, time = time))
        }
        DomainState::GivenUp => Some(td_string!(locale, email_domains.checks_ended).to_owned()),
    };
    let detail = detail.map(|detail| view! { <span class="fine-print">{detail}</span> });
    view! { <div class="domain-state">{badge} {detail}</div> }.into_any()
}

fn last_check_cell(locale: Locale, domain: &EmailDomain) -> AnyView {
    match (&domain.last_check, domain.state) {
        (Some(check), _) => view! {
            <span>
                {outcome_words(locale, check.outcome)} ", " <RelativeTime at=check.at.clone() />
            </span>
        }
        .into_any(),
        (None, DomainState::ProvenByOperator) => td_string!(locale, email_domains.no_check_needed).into_any(),
        (None, _) => td_string!(locale, email_domains.not_checked).into_any(),
    }
}

fn actions_cell(locale: Locale, domain: EmailDomain, dialogs: OpenDialogs) -> AnyView {
    let name = domain.domain.clone();
    let is_waiting = matches!(domain.state, DomainState::Waiting | DomainState::GivenUp);
    let called = domain.shown_name().to_owned();
    let label = td_string!(locale, email_domains.actions_for, domain = called.clone());
    let shown = domain.record.is_some().then(|| domain.clone());
    let show = Callback::new(move |()| dialogs.record.set(shown.clone()));
    let button = is_waiting.then(|| {
        view! {
            <button
                id=record_button_id(&name)
                class="button quiet dense"
                type="button"
                on:click=move |_| show.run(())
            >
                {td_string!(locale, email_domains.show_record)}
                <span class="unseen" translate="no">
                    " "
                    {called.clone()}
                </span>
            </button>
        }
    });
    let entry = (!is_waiting && domain.record.is_some()).then(|| {
        view! { <MenuAction label=td_string!(locale, email_domains.show_record) icon=icon::DOMAIN on_select=show /> }
    });
    let remove = Callback::new(move |()| dialogs.removal.set(Some(domain.clone())));
    view! {
        <div class="domain-actions">
            {button}
            <Menu label button=|| view! { <Icon path=icon::MORE /> } button_class="button quiet dense icon-only">
                {entry}
                <MenuAction
                    label=td_string!(locale, email_domains.remove)
                    icon=icon::TRASH
                    danger=true
                    on_select=remove
                />
            </Menu>
        </div>
    }
    .into_any()
}
