//! A link that downloads a file with personal data, which the server gives only after a recent sign-in. Invariant: the download starts only
//! after a check that it will succeed, because the browser would show no reason for a refusal.

use latchkey_contract::{Empty, session::GetRecentSignIn};
use leptos::{html, prelude::*};

use super::{locale::use_locale, session_client::use_session_client, sign_in_again::SignInAgain};
use crate::{
    i18n::*,
    phrases::notice,
    ui::{Alert, Dialog},
};

/// A link that downloads a file, after asking for a new sign-in if the last one is too old.
#[component]
pub fn ExportFile(
    /// Address of the file.
    #[prop(into)]
    href: Signal<String>,
    /// Words of the link.
    label: String,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let (link, dialog) = (NodeRef::<html::A>::new(), NodeRef::<html::Dialog>::new());
    let (is_too_old, is_checked) = (RwSignal::new(false), StoredValue::new(false));
    let problem = RwSignal::new(None);
    let check = Action::new_local(move |(): &()| {
        let client = client.clone();
        async move {
            let answer = client.call::<GetRecentSignIn>(&Empty {}).await;
            // The page may be gone by now.
            let Some(link) = link.try_get_untracked().flatten() else {
                return;
            };
            match answer {
                Ok(answer) if answer.is_recent => {
                    is_checked.set_value(true);
                    link.click();
                }
                Ok(_) => is_too_old.set(true),
                Err(error) => problem.set(Some(notice(locale, &error))),
            }
        }
    });
    let click = move |event: leptos::ev::MouseEvent| {
        if is_checked.try_update_value(std::mem::take).unwrap_or_default() {
            return;
        }
        event.prevent_default();
        problem.set(None);
        check.dispatch_local(());
    };
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let asks = move || {
        is_too_old.get().then(|| {
            view! {
                <Dialog
                    title=td_string!(locale, portal.export_title)
                    node_ref=dialog
                    closed=Callback::new(move |()| is_too_old.set(false))
                >
                    <p>{td_string!(locale, portal_errors.sign_in_again)}</p>
                    <SignInAgain />
                    <div class="dialog-actions">
                        <button class="button quiet" type="button" on:click=close>
                            {td_string!(locale, portal.cancel)}
                        </button>
                    </div>
                </Dialog>
            }
        })
    };
    view! {
        <a class="button plain" href=move || href.get() download rel="external" node_ref=link on:click=click>
            {label}
        </a>
        <Alert locale notice=problem />
        {asks}
    }
}
