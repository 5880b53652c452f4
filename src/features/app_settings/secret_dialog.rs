//! The one time that a secret is on the screen. Invariant: it leaves the page with the dialog.

use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    ui::{CopyButton, Dialog},
};

/// Shows the secret in a dialog, while there is one.
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
    move || {
        let secret = secret.get()?;
        let title = td_string!(locale, app_settings.secret_title);
        let closed = Callback::new(move |()| close());
        Some(view! {
            // The key that closes dialogs would take the secret away for good.
            <Dialog title node_ref=dialog closed escape=false>
                <p>{td_string!(locale, app_settings.secret_text)}</p>
                <code class="secret-value" translate="no">
                    {secret.clone()}
                </code>
                <div class="dialog-actions">
                    <CopyButton locale text=secret what="" />
                    <button class="button" type="button" on:click=move |_| close()>
                        {td_string!(locale, app_settings.secret_kept)}
                    </button>
                </div>
            </Dialog>
        })
    }
}
