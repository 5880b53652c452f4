//! The one time that a secret is on the screen. Invariant: it leaves the page with the dialog.

use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    ui::{CopyButton, Dialog},
};

/// See the module.
#[component]
pub fn SecretDialog(
    /// Language of the words.
    locale: Locale,
    /// The secret, while there is one to show.
    secret: RwSignal<Option<String>>,
    /// What comes after it.
    kept: Callback<()>,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        // While it is open nothing behind it can take the focus.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        if secret.get_untracked().is_some() {
            secret.set(None);
            kept.run(());
        }
    };
    // The key that closes dialogs would take the secret away for good.
    let stay = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
        }
    };
    let body = move || {
        secret.get().map(|secret| {
            view! {
                <Dialog
                    title=td_string!(locale, app_settings.secret_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| close())
                    on:keydown=stay
                >
                    <p>{td_string!(locale, app_settings.secret_text)}</p>
                    <code class="secret-value">{secret.clone()}</code>
                    <div class="dialog-actions">
                        <CopyButton locale text=secret.clone() what="" />
                        <button class="button" type="button" on:click=move |_| close()>
                            {td_string!(locale, app_settings.secret_kept)}
                        </button>
                    </div>
                </Dialog>
            }
        })
    };
    view! { {body} }
}
