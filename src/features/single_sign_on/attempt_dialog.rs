//! All that is known of a sign-in that failed: what happened, what to do, and what the identity provider said.

use latchkey_contract::security_history::SignInFailure;
use leptos::{html, prelude::*};

use super::{
    failure_words::failure_words,
    problem_words::{ProblemWords, evidence_name, test_step},
};
use crate::{
    i18n::*,
    kit::{format_datetime, use_locale},
    ui::{CopyButton, Dialog},
};

/// Shows a failure in a dialog, while there is one.
#[component]
pub fn AttemptDialog(
    /// The failure, while there is one to show.
    opened: RwSignal<Option<SignInFailure>>,
) -> impl IntoView {
    let locale = use_locale();
    let dialog = NodeRef::<html::Dialog>::new();
    let close = move |()| {
        // The dialog is closed first: while it is open, the browser lets nothing behind it take the focus.
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
        opened.set(None);
    };
    move || {
        let failure = opened.get()?;
        let ProblemWords { cause, repair } =
            failure_words(locale, failure.reason, failure.step.as_ref(), failure.idp);
        let foot = move || {
            view! {
                <button class="button" type="button" on:click=move |_| close(())>
                    {td_string!(locale, history.close)}
                </button>
            }
        };
        Some(view! {
            <Dialog title=cause node_ref=dialog closed=Callback::new(close) foot>
                <p>{repair}</p>
                {facts(locale, failure)}
            </Dialog>
        })
    }
}

fn facts(locale: Locale, failure: SignInFailure) -> impl IntoView {
    let fact = |name: &'static str, value: String| {
        (!value.is_empty()).then(|| {
            view! {
                <div>
                    <dt>{name}</dt>
                    <dd translate="no">
                        <bdi>{value}</bdi>
                    </dd>
                </div>
            }
        })
    };
    let step = failure.step.as_ref();
    let step_name = step.map(|step| test_step(locale, step.step).to_owned());
    let evidence = step.into_iter().flat_map(|step| step.evidence.clone());
    let evidence = evidence.map(|piece| fact(evidence_name(locale, piece.name), piece.value));
    let evidence = evidence.collect_view();
    let request = failure.request_id.clone();
    let request = (!request.is_empty()).then(|| {
        let what = td_string!(locale, request_id);
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{request.clone()}</dd>
                <dd>
                    <CopyButton locale text=request what />
                </dd>
            </div>
        }
    });
    view! {
        <dl class="event-facts">
            {fact(td_string!(locale, history.when), format_datetime(locale, &failure.at))}
            {fact(td_string!(locale, sign_in_failures.person), failure.person)}
            {fact(td_string!(locale, sign_in_failures.step), step_name.unwrap_or_default())}
            {evidence}
            {fact(td_string!(locale, sign_in_failures.configuration), failure.configuration.unwrap_or_default())}
            {fact(td_string!(locale, history.address), failure.client_address)}
            {request}
        </dl>
    }
}
