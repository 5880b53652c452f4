//! The one time that recovery codes are on the screen. Invariant: they leave the page with the dialog.

use leptos::{html, prelude::*};

use crate::{
    i18n::*,
    kit::{platform_name, use_current_user, use_locale},
    paths,
    ui::{CopyButton, Dialog},
};

/// Shows the codes, while there are some to show.
#[component]
pub fn CodesDialog(
    /// The codes.
    codes: RwSignal<Option<Vec<String>>>,
) -> impl IntoView {
    let locale = use_locale();
    let user = use_current_user();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move |_| {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    let print = move |_| {
        // Fails only where a page may not print.
        let _ = window().print();
    };
    move || {
        let made = codes.get()?;
        let lines = made.join("\n");
        let account = user
            .0
            .with_untracked(|account| account.as_ref().map(|account| account.email.clone()))
            .unwrap_or_default();
        let platform = platform_name();
        let name = paths::codes_file_name(&platform, &account);
        let heading = td_string!(
            locale,
            two_step.file_heading,
            account = account,
            platform = platform
        );
        let file = paths::text_file(&heading, &lines);
        let rows = made
            .into_iter()
            .map(|code| view! { <li translate="no">{code}</li> });
        let rows = rows.collect_view();
        let foot = move || {
            view! {
                <button class="button quiet" type="button" on:click=close>
                    {td_string!(locale, two_step.kept)}
                </button>
                <button class="button quiet" type="button" on:click=print>
                    {td_string!(locale, two_step.print)}
                </button>
                <a
                    class="button quiet"
                    href=file.clone()
                    download=name.clone()
                    rel="external"
                >
                    {td_string!(locale, two_step.download)}
                </a>
                <CopyButton
                    locale
                    text=lines.clone()
                    what=td_string!(locale, two_step.codes)
                    class="button"
                />
            }
        };
        Some(view! {
            // The key that closes dialogs would take the codes away for good.
            <Dialog
                title=td_string!(locale, two_step.made_title)
                node_ref=dialog
                closed=Callback::new(move |()| codes.set(None))
                escape=false
                foot
            >
                <p>{td_string!(locale, two_step.made_text)}</p>
                <ol class="two-step-codes" tabindex="-1" autofocus>{rows}</ol>
            </Dialog>
        })
    }
}
