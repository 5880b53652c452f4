//! The consent screen: which app asks, what it will know (with the values), where the person goes back to. A plain form. Once
//! hydrated it is sent only once: a second decision would find the request over.

use leptos::{either::Either, prelude::*};

use crate::{
    front::page::{ConsentItem, ConsentScreen},
    i18n::*,
    paths,
    phrases::scope_phrase,
    ui::{idle_again_on_return, named},
};

/// "Authorize access".
#[component]
pub fn Consent(
    /// Language of the screen.
    locale: Locale,
    /// What the server knows.
    screen: ConsentScreen,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    idle_again_on_return(sending);
    let submit = move |event: web_sys::SubmitEvent| {
        if sending.get_untracked() {
            event.prevent_default();
        }
        sending.set(true);
    };
    let pressed = RwSignal::new("");
    let intro = if screen.is_again {
        td_string!(locale, consent.intro_again)
    } else {
        td_string!(locale, consent.intro)
    };
    let has_changed = screen.has_changed;
    let items = screen.items.into_iter().map(|item| {
        view! { <Item locale item /> }
    });
    let request = screen.request.clone();
    let authorized_apps =
        view! { <a href=paths::PROFILE_APPS>{td_string!(locale, consent.where_revocable)}</a> };
    view! {
        <h1>{td_string!(locale, consent.title)}</h1>
        {has_changed.then(|| view! { <p class="news">{td_string!(locale, consent.changed)}</p> })}
        <p class="asker">
            <strong translate="no" dir="auto">{screen.app.app}</strong>
            " "
            <span class="tag" translate="no" dir="auto">{screen.app.environment}</span>
            " "
            {intro}
        </p>
        <form method="post" action=paths::CONSENT on:submit=submit>
            <input type="hidden" name="request" value=screen.request />
            <input type="hidden" name="account" value=screen.account />
            <input type="hidden" name="required" value=screen.required />
            <ul class="grants">{items.collect_view()}</ul>
            {screen.is_asked_each_time.then(|| view! { <p class="fine-print">{td_string!(locale, consent.each_time)}</p> })}
            <p class="fine-print">
                {td!(locale, consent.consequence, place = named(screen.returns_to))}
                " "
                {td!(locale, consent.revocable, place = authorized_apps)}
            </p>
            <Decision class="button" value="authorize" label=td_string!(locale, consent.authorize) sending pressed />
            <Decision class="button quiet" value="cancel" label=td_string!(locale, consent.cancel) sending pressed />
        </form>
        <form class="aside" method="post" action=paths::CONSENT on:submit=submit>
            <input type="hidden" name="request" value=request />
            {td!(locale, consent.signed_in_as, email = named(screen.email))}
            " "
            <Decision class="link" value="switch" label=td_string!(locale, consent.switch) sending pressed />
        </form>
    }
}

/// A button that sends a form with its answer. It stays focusable meanwhile; see `ui::SubmitButton`.
#[component]
fn Decision(
    class: &'static str,
    value: &'static str,
    label: &'static str,
    sending: RwSignal<bool>,
    pressed: RwSignal<&'static str>,
) -> impl IntoView {
    let press = move |_| {
        if !sending.get_untracked() {
            pressed.set(value);
        }
    };
    let busy = move || (sending.get() && pressed.get() == value).then_some("true");
    let disabled = move || sending.get().then_some("true");
    view! {
        <button
            class=class
            type="submit"
            name="decision"
            value=value
            aria-busy=busy
            aria-disabled=disabled
            on:click=press
        >
            {label}
        </button>
    }
}

/// What goes along in any case is said with a check mark; what can be left out is a box.
#[component]
fn Item(locale: Locale, item: ConsentItem) -> impl IntoView {
    let id = format!("scope-{}", item.scope.as_str());
    let phrase = scope_phrase(locale, item.scope);
    let news = item
        .is_new
        .then(|| view! { <span class="tag new">{td_string!(locale, consent.new)}</span> });
    let value = (!item.value.is_empty())
        .then(|| view! { <span class="value" translate="no" dir="auto">{item.value}</span> });
    let row = if item.required {
        Either::Left(view! {
            <span class="locked" aria-hidden="true"></span>
            <span class="what" id=id>
                {phrase} " " <small>{td_string!(locale, consent.required)}</small> " " {news}
            </span>
        })
    } else {
        Either::Right(view! {
            <input
                id=id.clone()
                type="checkbox"
                name="scope"
                value=item.scope.as_str()
                checked=item.ticked
            />
            <label class="what" for=id>
                {phrase} " " <small>{td_string!(locale, consent.optional)}</small> " " {news}
            </label>
        })
    };
    view! { <li>{row} {value}</li> }
}
