//! Who asks for access to an environment: stands above its people while somebody waits. Invariant: a request that was answered is gone from
//! the list, and whoever was let in stands among the people.

use latchkey_contract::access_management::{
    AccessRequest, DeclineAccessRequest, ListAccessRequests, decline_access_request, list_access_requests,
};
use leptos::{html::H2, prelude::*, task::spawn_local};

use super::{acceptance_dialog::AcceptanceDialog, person::asker};
use crate::{
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Question, RelativeTime, RowSource, focus_heading, use_locale,
        use_session_client,
    },
    phrases::notice,
    ui::{Alert, Notice, words},
};

/// The section; nothing where nobody asks.
#[component]
pub fn RequestsSection(
    /// Identifier of the environment.
    environment: String,
    /// The roles that it publishes.
    published: Vec<String>,
    /// The list of its people.
    source: RowSource,
) -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let environment = StoredValue::new(environment);
    let heading = NodeRef::<H2>::new();
    let waiting = RwSignal::new(Vec::<AccessRequest>::new());
    let problem = RwSignal::new(None::<Notice>);
    {
        let client = client.clone();
        spawn_local(async move {
            let request = list_access_requests::Request {
                environment: environment.get_value(),
            };
            // The page may be gone by the time of the answer.
            match client.call::<ListAccessRequests>(&request).await {
                Ok(answer) => drop(waiting.try_set(answer.items)),
                Err(error) => drop(problem.try_set(Some(notice(locale, &error)))),
            }
        });
    }
    let answered = Callback::new(move |id: String| {
        waiting.update(|waiting| waiting.retain(|request| request.id != id));
        source.read_again();
        match heading.get_untracked() {
            Some(heading) if waiting.with_untracked(|waiting| !waiting.is_empty()) => drop(heading.focus()),
            _ => focus_heading(),
        }
    });
    let accepted = RwSignal::new(None::<AccessRequest>);
    let declined = StoredValue::new(String::new());
    let confirmation = Confirmation::new(
        move || td_string!(locale, access_requests.declined).to_owned(),
        move |request: AccessRequest| {
            let client = client.clone();
            async move {
                let decline = decline_access_request::Request {
                    environment: environment.get_value(),
                    request: request.id.clone(),
                };
                client.call::<DeclineAccessRequest>(&decline).await?;
                declined.set_value(request.id);
                Ok(())
            }
        },
    );
    let question = Callback::new(move |request: AccessRequest| Question {
        title: td_string!(locale, access_requests.decline_title, person = asker(&request)),
        text: td_string!(locale, access_requests.decline_text).to_owned(),
        confirm: td_string!(locale, access_requests.decline).to_owned(),
    });
    let row = move |request: AccessRequest| request_row(locale, request, accepted, confirmation);
    let title = move || {
        words(move || {
            let count = waiting.with(Vec::len);
            td_string!(locale, access_requests.title, count = count.to_string())
        })
    };
    let published = StoredValue::new(published);
    view! {
        <Alert locale notice=problem />
        <Show when=move || waiting.with(|waiting| !waiting.is_empty())>
            <section class="page-section" aria-labelledby="access-requests">
                <h2 id="access-requests" tabindex="-1" node_ref=heading>
                    {title()}
                </h2>
                <ul class="account-rows" role="list" aria-labelledby="access-requests">
                    <For each=move || waiting.get() key=|request| request.id.clone() children=row />
                </ul>
            </section>
        </Show>
        {move || {
            let request = accepted.get()?;
            let (environment, published) = (environment.get_value(), published.get_value());
            Some(view! { <AcceptanceDialog request environment published asked=accepted answered /> })
        }}
        <ConfirmationDialog confirmation question on_done=move |()| answered.run(declined.get_value()) />
    }
}

fn request_row(
    locale: Locale,
    request: AccessRequest,
    accepted: RwSignal<Option<AccessRequest>>,
    confirmation: Confirmation<AccessRequest>,
) -> impl IntoView + use<> {
    let name = asker(&request);
    let of = {
        let name = name.clone();
        move || {
            view! {
                <span class="unseen" translate="no">
                    " "
                    {name.clone()}
                </span>
            }
        }
    };
    let (to_accept, to_decline) = (request.clone(), request.clone());
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name" translate="no">
                    <bdi>{name}</bdi>
                </p>
                <p>
                    <bdi translate="no">{request.email}</bdi>
                    " · "
                    <RelativeTime at=request.asked_at />
                </p>
                {request.invited.then(|| view! { <p>{td_string!(locale, access_requests.is_invited)}</p> })}
            </div>
            <div class="buttons">
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| accepted.set(Some(to_accept.clone()))
                >
                    {td_string!(locale, access_requests.accept)}
                    {of.clone()}
                </button>
                <button
                    class="button quiet dense"
                    type="button"
                    on:click=move |_| confirmation.ask(to_decline.clone())
                >
                    {td_string!(locale, access_requests.decline)}
                    {of}
                </button>
            </div>
        </li>
    }
}
