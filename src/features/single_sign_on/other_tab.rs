//! "What does the other tab say?": most errors stand on the identity provider's own page and never come back. What somebody copies from
//! there is read here, in the browser, into a cause and a repair.

use latchkey_contract::sso_configurations::{IdpKind, IdpProblem, read_idp_error};
use leptos::prelude::*;

use super::{idp_problem_words::idp_problem, problem_words::ProblemWords};
use crate::{
    i18n::*,
    kit::use_locale,
    ui::{Callout, CopyButton, Tone},
};

/// A field for what the tab says, and what people most often see there to pick from.
#[component]
pub fn OtherTab(
    /// Which identity provider it is, for its names of things.
    idp: IdpKind,
    /// Finds the run in the log.
    request_id: String,
) -> impl IntoView {
    let locale = use_locale();
    let said = RwSignal::new(String::new());
    let picked = RwSignal::new(None::<IdpProblem>);
    let request_id = StoredValue::new(request_id);
    let reading = Memo::new(move |_| said.with(|said| read_idp_error(said)));
    let answer = move || {
        let reading = reading.get();
        let problem = reading
            .as_ref()
            .and_then(|reading| reading.problem)
            .or_else(|| picked.get().filter(|_| said.with(String::is_empty)));
        match (problem, reading.and_then(|reading| reading.code)) {
            (Some(problem), _) => known(locale, problem, idp),
            (None, Some(code)) => unknown(locale, code, request_id.get_value()),
            (None, None) if said.with(|said| said.trim().len() > 3) => {
                view! { <p>{td_string!(locale, single_sign_on.tab_not_understood)}</p> }.into_any()
            }
            (None, None) => ().into_any(),
        }
    };
    let picks = IdpProblem::PICKS.map(|problem| {
        let pick = move |_| {
            said.set(String::new());
            picked.set(Some(problem));
        };
        let is_picked = move || (picked.get() == Some(problem)).to_string();
        view! {
            <li>
                <button class="button quiet dense" type="button" aria-pressed=is_picked on:click=pick>
                    {pick_label(locale, problem)}
                </button>
            </li>
        }
    });
    view! {
        <section class="sso-other-tab">
            <h3>{td_string!(locale, single_sign_on.other_tab)}</h3>
            <div class="field">
                <label for="other-tab">{td_string!(locale, single_sign_on.other_tab_field)}</label>
                <textarea
                    id="other-tab"
                    rows="3"
                    maxlength="4000"
                    prop:value=said
                    on:input:target=move |event| said.set(event.target().value())
                ></textarea>
            </div>
            <p>{td_string!(locale, single_sign_on.other_tab_picks)}</p>
            <ul class="sso-picks">{Vec::from(picks)}</ul>
            <div aria-live="polite">{answer}</div>
        </section>
    }
}

fn pick_label(locale: Locale, problem: IdpProblem) -> &'static str {
    match problem {
        IdpProblem::RedirectNotRegistered => td_string!(locale, single_sign_on.pick_redirect),
        IdpProblem::PersonNotAssigned => td_string!(locale, single_sign_on.pick_not_assigned),
        IdpProblem::ConsentNeeded => td_string!(locale, single_sign_on.pick_consent),
        IdpProblem::ClientUnknown => td_string!(locale, single_sign_on.pick_client_unknown),
        // Those that are offered are named above.
        _ => td_string!(locale, single_sign_on.pick_policy),
    }
}

fn known(locale: Locale, problem: IdpProblem, idp: IdpKind) -> AnyView {
    let ProblemWords { cause, repair } = idp_problem(locale, problem, idp);
    view! {
        <Callout tone=Tone::Info title=cause>
            <p>{repair}</p>
        </Callout>
    }
    .into_any()
}

/// A code that is in no table: what the identity provider's admin needs to look it up.
fn unknown(locale: Locale, code: String, request_id: String) -> AnyView {
    let what = td_string!(locale, single_sign_on.unknown_code);
    let text = [code.as_str(), " ", &request_id].concat();
    view! {
        <Callout tone=Tone::Warn title=what>
            <p>{td_string!(locale, single_sign_on.unknown_code_text)}</p>
            <p translate="no">
                <code>{text.clone()}</code>
                " "
                <CopyButton locale text what />
            </p>
        </Callout>
    }
    .into_any()
}
