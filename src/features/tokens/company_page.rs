//! Control Center > People > Access tokens: what scripts of the company's people use, for its admins, and ending one.

use latchkey_contract::{
    ErrorCode, Page, PageRequest,
    personal_tokens::{
        CompanyToken, CompanyTokenQuery, CompanyTokenSort, ListCompanyTokens, RevokeCompanyToken,
        list_company_tokens, revoke_company_token,
    },
};
use leptos::prelude::*;

use super::words::{last_use, scope_words, state_badge};
use crate::{
    i18n::*,
    kit::{
        ChosenFilters, Confirmation, ConfirmationDialog, DataTable, ListFilter, Page as PortalPage, Question,
        RowSource, focus_heading, format_datetime, revision, use_locale, use_session_client,
    },
    paths,
    ui::{Column, Crumb, EmptyKind, EmptyState, ServiceAccountWays, TableRow, icon},
};

const OWNERS: &str = "owners";

/// The page.
#[component]
pub fn CompanyTokensPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let revoking = Confirmation::new(
        move || td_string!(locale, tokens.revoked).to_owned(),
        move |token: CompanyToken| {
            let client = client.clone();
            async move {
                let request = revoke_company_token::Request { token: token.id };
                match client.call::<RevokeCompanyToken>(&request).await {
                    // Its owner was faster: what was wanted is so.
                    Err(error) if error.code() != Some(ErrorCode::NotFound) => Err(error),
                    _ => Ok(()),
                }
            }
        },
    );
    let source = source(locale, revoking);
    let on_done = Callback::new(move |()| {
        // The row has gone, and the button that was pressed with it.
        focus_heading();
        source.read_again();
    });
    let empty = move || {
        view! {
            <EmptyState
                kind=EmptyKind::NothingYet
                icon=icon::KEY
                text=td_string!(locale, tokens.company_none)
            />
        }
    };
    let crumbs = vec![
        Crumb::page(td_string!(locale, portal.control_center), paths::CONTROL_CENTER),
        Crumb::group(td_string!(locale, portal.people)),
    ];
    view! {
        <PortalPage heading=td_string!(locale, tokens.title) crumbs lead=td_string!(locale, tokens.company_lead)>
            <ServiceAccountWays locale />
            <DataTable
                label=td_string!(locale, tokens.title)
                search_label=td_string!(locale, tokens.search)
                columns=columns(locale)
                source
                empty
                filters=vec![owners(locale)]
            />
        </PortalPage>
        <ConfirmationDialog
            confirmation=revoking
            question=Callback::new(move |token: CompanyToken| question(locale, &token))
            on_done
        />
    }
}

fn source(locale: Locale, revoking: Confirmation<CompanyToken>) -> RowSource {
    let client = use_session_client();
    RowSource::filtered(
        move |page: PageRequest<CompanyTokenSort>, chosen: ChosenFilters| {
            let client = client.clone();
            let request = list_company_tokens::Request {
                query: CompanyTokenQuery {
                    service_account: chosen.get(OWNERS).map(|word| word == "service"),
                    ..CompanyTokenQuery::from(page)
                },
            };
            async move {
                let page = client.call::<ListCompanyTokens>(&request).await?;
                let rows = page.items.into_iter();
                Ok(Page {
                    items: rows.map(|token| row(locale, token, revoking)).collect(),
                    next: page.next,
                })
            }
        },
    )
}

/// Tokens of service accounts are listed apart.
fn owners(locale: Locale) -> ListFilter {
    ListFilter {
        name: OWNERS,
        label: td_string!(locale, tokens.owner),
        any: td_string!(locale, tokens.all_owners),
        choices: vec![
            ("people", td_string!(locale, tokens.people)),
            ("service", td_string!(locale, tokens.service_accounts)),
        ],
    }
}

fn row(locale: Locale, token: CompanyToken, revoking: Confirmation<CompanyToken>) -> TableRow {
    let (id, name) = (token.id.clone(), token.name.clone());
    let revision = revision(&(
        token.state,
        &token.last_used_at,
        &token.owner_email,
        token.owner_service_account,
    ));
    let token = StoredValue::new(token);
    let cell = move |of: fn(Locale, CompanyToken) -> AnyView| move || of(locale, token.get_value());
    let actions = move || {
        let name = token.with_value(|token| token.name.clone());
        view! {
            <button
                class="button danger quiet dense"
                type="button"
                on:click=move |_| revoking.ask(token.get_value())
            >
                {td_string!(locale, tokens.revoke)}
                <span class="unseen" translate="no">
                    " "
                    {name}
                </span>
            </button>
        }
    };
    TableRow {
        id,
        revision,
        name,
        cells: vec![
            cell(owner_cell).into(),
            cell(name_cell).into(),
            cell(|locale, token| scope_words(locale, &token.scopes).into_any()).into(),
            cell(|locale, token| last_use(locale, token.last_used_at)).into(),
            cell(|locale, token| format_datetime(locale, &token.expires_at).into_any()).into(),
            actions.into(),
        ],
    }
}

fn owner_cell(locale: Locale, token: CompanyToken) -> AnyView {
    let name = [token.owner_first_name.as_str(), &token.owner_last_name].join(" ");
    let name = name.trim().to_owned();
    view! {
        <bdi translate="no">{token.owner_email}</bdi>
        " "
        <span class="fine-print" translate="no">
            {name}
        </span>
        {token
            .owner_service_account
            .then(|| view! { " " <span class="fine-print">{td_string!(locale, members.service_account)}</span> })}
    }
    .into_any()
}

fn name_cell(locale: Locale, token: CompanyToken) -> AnyView {
    view! {
        <bdi translate="no">{token.name}</bdi>
        " "
        {state_badge(locale, token.state, false)}
    }
    .into_any()
}

fn question(locale: Locale, token: &CompanyToken) -> Question {
    let (name, person) = (token.name.as_str(), token.owner_email.as_str());
    Question {
        title: td_string!(locale, tokens.revoke_title, name = name),
        text: td_string!(locale, tokens.revoke_theirs, person = person),
        confirm: td_string!(locale, tokens.revoke).to_owned(),
    }
}

fn columns(locale: Locale) -> Vec<Column> {
    vec![
        Column::sortable("owner", td_string!(locale, tokens.owner)),
        Column::sortable("name", td_string!(locale, tokens.name)),
        Column::text("scopes", td_string!(locale, tokens.scopes)),
        Column::text("last_used", td_string!(locale, tokens.last_used)),
        Column::text("expires", td_string!(locale, tokens.lifetime)),
        Column::text("actions", td_string!(locale, members.actions)),
    ]
}
