//! "My Account" > Access tokens: what somebody's scripts use in the place of a password. Invariant: nothing ends before a question.

use latchkey_contract::{
    Empty, ErrorCode,
    personal_tokens::{
        ListMyTokens, MyToken, RevokeMyToken, TokenState, list_my_tokens::Response, revoke_my_token,
    },
};
use leptos::prelude::*;

use super::{
    new_token::{NewToken, NewTokenDialog},
    value_dialog::{NewValue, ValueDialog},
    words::{last_use, scope_words, state_badge},
};
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Page, Question, focus_heading, format_datetime, use_locale,
        use_session_client,
    },
    paths,
    ui::{Crumb, EmptyKind, EmptyState, Shape, Skeleton, icon},
};

/// The page.
#[component]
pub fn TokensPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let reading = client.clone();
    let tokens = LocalResource::new(move || {
        let client = reading.clone();
        async move { client.call::<ListMyTokens>(&Empty {}).await }
    });
    let username = StoredValue::new(String::new());
    let shown = RwSignal::new(None);
    let new = NewToken::new(move |token| {
        let username = username.get_value();
        shown.set(Some(NewValue { username, token }));
        tokens.refetch();
    });
    let revoking = Confirmation::new(
        move || td_string!(locale, tokens.revoked).to_owned(),
        move |token: MyToken| {
            let client = client.clone();
            async move {
                let request = revoke_my_token::Request { token: token.id };
                match client.call::<RevokeMyToken>(&request).await {
                    // Revoked in another tab meanwhile: what was wanted is so.
                    Err(error) if error.code() != Some(ErrorCode::NotFound) => return Err(error),
                    _ => tokens.refetch(),
                }
                Ok(())
            }
        },
    );
    let action = move || {
        view! {
            <button class="button" type="button" on:click=move |_| new.open()>
                {td_string!(locale, tokens.new)}
            </button>
        }
    };
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(3) label=td_string!(locale, portal.loading) /> };
    view! {
        <Page
            heading=td_string!(locale, tokens.title)
            crumbs=vec![Crumb::page(td_string!(locale, profile.title), paths::PROFILE)]
            lead=td_string!(locale, tokens.lead)
            action
        >
            <ConfirmationDialog
                confirmation=revoking
                question=Callback::new(move |token: MyToken| question(locale, &token))
                on_done=|()| focus_heading()
            />
            <NewTokenDialog new />
            <ValueDialog value=shown kept=|()| () />
            <Loaded resource=tokens fallback=skeleton let:response>
                {
                    let Response { items, username: own } = response;
                    username.set_value(own);
                    view! { <List items revoking /> }
                }
            </Loaded>
        </Page>
    }
}

fn question(locale: Locale, token: &MyToken) -> Question {
    let name = token.name.as_str();
    Question {
        title: td_string!(locale, tokens.revoke_title, name = name),
        text: td_string!(locale, tokens.revoke_text).to_owned(),
        confirm: td_string!(locale, tokens.revoke).to_owned(),
    }
}

#[component]
fn List(items: Vec<MyToken>, revoking: Confirmation<MyToken>) -> impl IntoView {
    let locale = use_locale();
    if items.is_empty() {
        let text = td_string!(locale, tokens.none);
        return view! { <EmptyState kind=EmptyKind::NothingYet icon=icon::KEY text /> }.into_any();
    }
    let rows = items.into_iter().map(|token| view! { <Row token revoking /> });
    view! { <ul class="account-rows">{rows.collect_view()}</ul> }.into_any()
}

#[component]
fn Row(token: MyToken, revoking: Confirmation<MyToken>) -> impl IntoView {
    let locale = use_locale();
    let target = token.clone();
    let time = format_datetime(locale, &token.expires_at);
    let ends = match token.state {
        TokenState::Expired => td_string!(locale, tokens.ended, time = time),
        _ => td_string!(locale, tokens.ends, time = time),
    };
    let asleep = (token.state == TokenState::Asleep)
        .then(|| view! { <p>{td_string!(locale, tokens.asleep_text)}</p> });
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name">
                    <bdi translate="no">{token.name.clone()}</bdi>
                    " "
                    {state_badge(locale, token.state, token.expires_soon)}
                </p>
                {asleep}
                <p>{scope_words(locale, &token.scopes)}</p>
                <p>{ends} " · " {last_use(locale, token.last_used_at)}</p>
            </div>
            <button
                class="button danger quiet dense"
                type="button"
                on:click=move |_| revoking.ask(target.clone())
            >
                {td_string!(locale, tokens.revoke)}
                <span class="unseen" translate="no">
                    " "
                    {token.name}
                </span>
            </button>
        </li>
    }
}
