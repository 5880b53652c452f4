//! Settings as rows: the name and what it does at the left, what is set in the middle, the way to change it at the right.

use leptos::prelude::*;

use super::{
    icon::{self, Icon},
    identifier::fresh_id,
    words,
};

/// Rows below each other.
#[component]
pub fn SettingRows(
    /// [`SettingRow`]s.
    children: Children,
) -> impl IntoView {
    view! { <div class="setting-rows">{children()}</div> }
}

/// One setting. A control in it is named by `label_id`, or says itself whose it is ("Change email address").
#[component]
pub fn SettingRow(
    /// Name of the setting.
    #[prop(into)]
    name: Signal<String>,
    /// What it does, in a sentence.
    #[prop(optional, into)]
    hint: Option<Signal<String>>,
    /// Identifier of the name, where a control in the row is labelled by it.
    #[prop(optional, into)]
    label_id: Option<String>,
    /// The way to change it: quiet, dense buttons.
    #[prop(optional, into)]
    action: ViewFn,
    /// The word that something was saved by itself, as long as it is to be seen.
    #[prop(optional, into)]
    saved: Signal<Option<String>>,
    /// What is set: words, or the control itself where it saves by itself.
    children: Children,
) -> impl IntoView {
    let id = label_id.unwrap_or_else(|| fresh_id("setting"));
    let labelled_by = id.clone();
    let hint = hint.map(|hint| view! { <p class="setting-hint">{words(move || hint.get())}</p> });
    let news = move || {
        let word = saved.get()?;
        Some(view! { <span class="saved"><Icon path=icon::CHECK />{word}</span> })
    };
    view! {
        <div class="setting-row" role="group" aria-labelledby=labelled_by>
            <div class="setting-name">
                <p id=id>{words(move || name.get())}</p>
                {hint}
            </div>
            <div class="setting-value">{children()}</div>
            <div class="setting-action">
                {action.run()}
                <span role="status">{news}</span>
            </div>
        </div>
    }
}
