//! The one time that a secret is on the screen. Invariant: it leaves the page with the dialog.

use leptos::{html, prelude::*};

use super::{connect::fact, guide::Connection};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{CopyButton, Dialog},
};

/// A secret that only just was made, with what it belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct NewSecret {
    /// What else the app has to be told.
    pub connection: Connection,
    /// The secret.
    pub secret: String,
}

/// Shows the secret in a dialog, while there is one.
#[component]
pub fn SecretDialog(
    /// The secret, while there is one to show.
    secret: RwSignal<Option<NewSecret>>,
    /// What comes after it.
    kept: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move || {
        // The dialog is closed first: while it is open, the browser lets nothing behind it take the focus.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        if secret.with_untracked(Option::is_some) {
            secret.set(None);
            kept.run(());
        }
    };
    move || {
        let NewSecret { connection, secret } = secret.get()?;
        let title = td_string!(locale, app_settings.secret_title);
        let closed = Callback::new(move |()| close());
        let lines = connection.variables(Some(&secret));
        let client_id = fact(
            locale,
            td_string!(locale, app_settings.client_id),
            connection.client_id,
        );
        let secret = fact(locale, td_string!(locale, app_settings.secret), secret);
        let all = lines.clone();
        let foot = move || {
            view! {
                <button class="button quiet" type="button" on:click=move |_| close()>
                    {td_string!(locale, app_settings.secret_kept)}
                </button>
                <CopyButton
                    locale
                    text=all.clone()
                    what=""
                    label=td_string!(locale, app_settings.copy_all)
                    class="button"
                />
            }
        };
        Some(view! {
            // The key that closes dialogs would take the secret away for good.
            <Dialog title node_ref=dialog closed escape=false foot>
                <p>{td_string!(locale, app_settings.secret_text)}</p>
                <dl class="copied">{client_id}</dl>
                <dl class="copied secret-value">{secret}</dl>
                <pre class="variables" tabindex="0" role="region" aria-label=td_string!(locale, app_settings.variables)>
                    <code translate="no">{lines}</code>
                </pre>
            </Dialog>
        })
    }
}
