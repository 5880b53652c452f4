//! A form for what needs a sign-in of the last ten minutes. Invariant: where there is none, the way to one comes before the form: nothing that was
//! typed is lost by it, and no password waits anywhere meanwhile.

use latchkey_contract::{Empty, ErrorCode, session::GetRecentSignIn};
use leptos::{html::P, prelude::*};

use super::{
    editable_row::{CancelButton, Editing},
    loaded::Loaded,
    locale::use_locale,
    session_client::use_session_client,
    sign_in_again::SignInAgain,
};
use crate::phrases::error_phrase;

/// The form of a row, or the way to a sign-in first.
#[component]
pub fn RecentSignIn(
    /// The row.
    editing: Editing,
    children: ChildrenFn,
) -> impl IntoView {
    let client = use_session_client();
    let recent = LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<GetRecentSignIn>(&Empty {}).await?.is_recent) }
    });
    let form = StoredValue::new(children);
    view! {
        <Loaded resource=recent fallback=|| () let:is_recent>
            {match is_recent {
                true => form.with_value(|form| form()).into_any(),
                false => view! { <SignInFirst editing /> }.into_any(),
            }}
        </Loaded>
    }
}

#[component]
fn SignInFirst(editing: Editing) -> impl IntoView {
    let locale = use_locale();
    let words = NodeRef::<P>::new();
    Effect::new(move |_| {
        // The button that was pressed is gone.
        if let Some(words) = words.get() {
            let _ = words.focus();
        }
    });
    view! {
        <div class="row-form">
            <p tabindex="-1" node_ref=words>
                {error_phrase(locale, ErrorCode::SignInAgain)}
            </p>
            <SignInAgain />
            <div class="buttons">
                <CancelButton editing reset=|()| () />
            </div>
        </div>
    }
}
