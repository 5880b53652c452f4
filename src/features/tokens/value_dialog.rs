//! The one time that a token is on the screen. Invariant: it leaves the page with the dialog.

use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::use_locale,
    ui::{CopyButton, Dialog},
};

/// A token that only just was made.
#[derive(Clone, PartialEq, Eq)]
pub struct NewValue {
    /// The username that goes with it.
    pub username: String,
    /// Its value.
    pub token: String,
}

/// Shows the token in a dialog, while there is one.
#[component]
pub fn ValueDialog(
    /// The token, while there is one to show.
    value: RwSignal<Option<NewValue>>,
    /// Runs when it is gone.
    #[prop(into)]
    kept: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        // The dialog is closed first: while it is open, the browser lets nothing behind it take the focus.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        if value.with_untracked(Option::is_some) {
            value.set(None);
            kept.run(());
        }
    };
    move || {
        let NewValue { username, token } = value.get()?;
        let foot = move || {
            view! {
                <button class="button" type="button" on:click=move |_| close()>
                    {td_string!(locale, tokens.kept)}
                </button>
            }
        };
        let fact = move |what: &'static str, value: String| {
            view! {
                <div>
                    <dt>{what}</dt>
                    <dd translate="no">{value.clone()}</dd>
                    <dd>
                        <CopyButton locale text=value what />
                    </dd>
                </div>
            }
        };
        Some(view! {
            // The key that closes dialogs would take the token away for good.
            <Dialog
                title=td_string!(locale, tokens.value_title)
                node_ref=dialog
                closed=Callback::new(move |()| close())
                escape=false
                foot
            >
                <p>{td_string!(locale, tokens.value_text)}</p>
                <dl class="copied">
                    {fact(td_string!(locale, tokens.username), username)}
                    {fact(td_string!(locale, tokens.token), token)}
                </dl>
            </Dialog>
        })
    }
}
