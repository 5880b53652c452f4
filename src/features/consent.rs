//! The consent screen: which app asks, what it will know (with the values), where the person goes back to. A plain form: there
//! is nothing on it for a script to do.

use leptos::prelude::*;

use crate::{
    front::page::{ConsentItem, ConsentKind, ConsentScreen},
    i18n::*,
    paths,
};

/// "Authorize access".
#[component]
pub fn Consent(
    /// Language of the screen.
    locale: Locale,
    /// What is asked.
    screen: ConsentScreen,
) -> impl IntoView {
    let intro = if screen.is_again {
        td_string!(locale, consent.intro_again)
    } else {
        td_string!(locale, consent.intro)
    };
    let is_again = screen.is_again;
    let items = screen.items.into_iter().map(|item| {
        view! { <Item locale item is_again /> }
    });
    let request = screen.request.clone();
    view! {
        <h1>{td_string!(locale, consent.title)}</h1>
        <p class="asker">
            <strong>{screen.app.app}</strong>
            " "
            <span class="tag">{screen.app.environment}</span>
            " "
            {intro}
        </p>
        <form method="post" action=paths::CONSENT>
            <input type="hidden" name="request" value=screen.request />
            <input type="hidden" name="account" value=screen.account />
            <ul class="grants">{items.collect_view()}</ul>
            <p class="fine-print">{td_string!(locale, consent.consequence, place = screen.returns_to)}</p>
            <button class="button" type="submit" name="decision" value="authorize">
                {td_string!(locale, consent.authorize)}
            </button>
            <button class="button quiet" type="submit" name="decision" value="cancel">
                {td_string!(locale, consent.cancel)}
            </button>
        </form>
        <form class="aside" method="post" action=paths::CONSENT>
            <input type="hidden" name="request" value=request />
            {td_string!(locale, consent.signed_in_as, email = screen.email)}
            " "
            <button class="link" type="submit" name="decision" value="switch">
                {td_string!(locale, consent.switch)}
            </button>
        </form>
    }
}

/// A box that is locked where the item is required: it shows what goes along, and is never sent.
#[component]
fn Item(locale: Locale, item: ConsentItem, is_again: bool) -> impl IntoView {
    let id = format!("scope-{}", item.kind.scope());
    let need = if item.required {
        td_string!(locale, consent.required)
    } else {
        td_string!(locale, consent.optional)
    };
    let news = (is_again && item.is_new)
        .then(|| view! { <span class="tag new">{td_string!(locale, consent.new)}</span> });
    view! {
        <li>
            <input
                id=id.clone()
                type="checkbox"
                name=(!item.required).then_some("scope")
                value=item.kind.scope()
                checked=item.required || item.ticked
                disabled=item.required
            />
            <label for=id>
                {kind_phrase(locale, item.kind)} " " <small>{need}</small> " " {news}
            </label>
            <span class="value">{item.value}</span>
        </li>
    }
}

fn kind_phrase(locale: Locale, kind: ConsentKind) -> &'static str {
    match kind {
        ConsentKind::Identity => td_string!(locale, consent.identity),
        ConsentKind::Profile => td_string!(locale, consent.profile),
        ConsentKind::Email => td_string!(locale, consent.email),
        ConsentKind::Apps => td_string!(locale, consent.apps),
        ConsentKind::Offline => td_string!(locale, consent.offline),
    }
}
