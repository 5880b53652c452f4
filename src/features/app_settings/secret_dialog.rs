//! The one time that a secret is on the screen. Invariant: it leaves the page with the dialog.

use leptos::{html::Dialog, prelude::*};

use crate::{i18n::*, ui::CopyButton};

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
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        if let Some(dialog) = dialog.get() {
            // Where the browser cannot, the words stand in the page.
            let _ = dialog.show_modal();
        }
    });
    let close = move || {
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
                <dialog
                    class="secret"
                    aria-labelledby="secret-title"
                    aria-describedby="secret-text"
                    node_ref=dialog
                    on:keydown=stay
                    on:close=move |_| close()
                >
                    <h2 id="secret-title">{td_string!(locale, app_settings.secret_title)}</h2>
                    <p id="secret-text">{td_string!(locale, app_settings.secret_text)}</p>
                    <code class="secret-value">{secret.clone()}</code>
                    <div class="buttons">
                        <CopyButton locale text=secret what="" />
                        <button class="button" type="button" on:click=move |_| close()>
                            {td_string!(locale, app_settings.secret_kept)}
                        </button>
                    </div>
                </dialog>
            }
        })
    };
    view! { {body} }
}
