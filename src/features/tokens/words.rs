//! How a token stands and what it opens, in words.

use latchkey_contract::personal_tokens::{TokenScope, TokenState};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::RelativeTime,
    ui::{Badge, Tone, icon},
};

/// The state, where it says more than that the token works.
pub fn state_badge(locale: Locale, state: TokenState, expires_soon: bool) -> AnyView {
    let (tone, label) = match state {
        TokenState::Active if expires_soon => (Tone::Warn, td_string!(locale, tokens.expires_soon)),
        TokenState::Active => (Tone::Good, td_string!(locale, tokens.active)),
        TokenState::Asleep => {
            let label = td_string!(locale, tokens.asleep);
            return view! { <Badge tone=Tone::Warn icon=icon::CLOCK label /> }.into_any();
        }
        TokenState::Expired => (Tone::Danger, td_string!(locale, tokens.expired)),
        TokenState::Revoked | TokenState::OwnerDeactivated => {
            (Tone::Danger, td_string!(locale, tokens.owner_deactivated))
        }
    };
    view! { <Badge tone label /> }.into_any()
}

/// What it opens: the most that it does, which includes the rest.
pub fn scope_words(locale: Locale, scopes: &[TokenScope]) -> &'static str {
    match scopes.contains(&TokenScope::RepositoryWrite) {
        true => td_string!(locale, tokens.write),
        false => td_string!(locale, tokens.read),
    }
}

/// When it was last used.
pub fn last_use(locale: Locale, at: Option<String>) -> AnyView {
    match at {
        Some(at) => view! { {td_string!(locale, tokens.used)} " " <RelativeTime at /> }.into_any(),
        None => td_string!(locale, tokens.never_used).into_any(),
    }
}
