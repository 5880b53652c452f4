//! The set-up links of the company that work: who made them and for whom, until when, and revoking one. Invariant: a link itself is shown
//! once, when it is made; here it is only named.

use latchkey_contract::{
    Empty, ErrorCode,
    sso_configurations::{ListSetUpLinks, RevokeSetUpLink, SetUpLink, SetUpLinkState, revoke_set_up_link},
};
use leptos::{html::H2, prelude::*};

use super::set_up_link_dialog::{MakeLinkDialog, MakingLink};
use crate::{
    api::ApiError,
    i18n::*,
    kit::{
        Confirmation, ConfirmationDialog, Loaded, Question, RelativeTime, format_datetime, use_locale,
        use_session_client,
    },
    ui::{Badge, Shape, Skeleton, Tone, act_name},
};

/// The links, as the platform gave them.
type Links = LocalResource<Result<Vec<SetUpLink>, ApiError>>;

/// The section of the overview.
#[component]
pub fn SetUpLinks() -> impl IntoView {
    let locale = use_locale();
    let heading = NodeRef::<H2>::new();
    let links = read_links();
    let revoking = use_revocation(locale, links);
    let making = MakingLink::new(Callback::new(move |()| links.refetch()));
    let on_done = move |()| {
        // The button that was pressed is gone; the place is kept.
        if let Some(heading) = heading.get_untracked() {
            let _ = heading.focus();
        }
    };
    let skeleton =
        move || view! { <Skeleton shape=Shape::Rows(1) label=td_string!(locale, portal.loading) /> };
    view! {
        <section class="page-section" aria-labelledby="set-up-links">
            <h2 id="set-up-links" tabindex="-1" node_ref=heading>
                {td_string!(locale, set_up_links.title)}
            </h2>
            <p>{td_string!(locale, set_up_links.text)}</p>
            <ConfirmationDialog
                confirmation=revoking
                question=Callback::new(move |link| question(locale, link))
                on_done
            />
            <Loaded resource=links fallback=skeleton let:links>
                <List links revoking />
            </Loaded>
            <div class="buttons">
                <button class="button quiet" type="button" on:click=move |_| making.open()>
                    {td_string!(locale, set_up_links.make)}
                </button>
            </div>
            <MakeLinkDialog making />
        </section>
    }
}

fn read_links() -> Links {
    let client = use_session_client();
    LocalResource::new(move || {
        let client = client.clone();
        async move { Ok(client.call::<ListSetUpLinks>(&Empty {}).await?.links) }
    })
}

fn use_revocation(locale: Locale, links: Links) -> Confirmation<SetUpLink> {
    let client = use_session_client();
    Confirmation::new(
        move || td_string!(locale, set_up_links.revoked).to_owned(),
        move |link: SetUpLink| {
            let client = client.clone();
            async move {
                let request = revoke_set_up_link::Request { link: link.id };
                match client.call::<RevokeSetUpLink>(&request).await {
                    // It has ended meanwhile: what was wanted is so.
                    Err(error) if error.code() != Some(ErrorCode::NotFound) => return Err(error),
                    _ => links.refetch(),
                }
                Ok(())
            }
        },
    )
}

fn question(locale: Locale, link: SetUpLink) -> Question {
    let text = match link.state {
        SetUpLinkState::Waiting => td_string!(locale, set_up_links.revoke_waiting),
        SetUpLinkState::Begun => td_string!(locale, set_up_links.revoke_begun),
    };
    Question {
        title: td_string!(locale, set_up_links.revoke_title).to_owned(),
        text: text.to_owned(),
        confirm: td_string!(locale, set_up_links.revoke_yes).to_owned(),
    }
}

#[component]
fn List(links: Vec<SetUpLink>, revoking: Confirmation<SetUpLink>) -> impl IntoView {
    let locale = use_locale();
    if links.is_empty() {
        return view! { <p>{td_string!(locale, set_up_links.none)}</p> }.into_any();
    }
    let rows = links
        .into_iter()
        .map(|link| view! { <Row link revoking /> })
        .collect_view();
    view! { <ul class="account-rows">{rows}</ul> }.into_any()
}

#[component]
fn Row(link: SetUpLink, revoking: Confirmation<SetUpLink>) -> impl IntoView {
    let locale = use_locale();
    let (tone, state) = match link.state {
        SetUpLinkState::Waiting => (Tone::Neutral, td_string!(locale, set_up_links.waiting)),
        SetUpLinkState::Begun => (Tone::Info, td_string!(locale, set_up_links.begun)),
    };
    let name = match &link.mailed_to {
        Some(address) => td_string!(locale, set_up_links.mailed_to, address = address.clone()),
        None => td_string!(locale, set_up_links.passed_on).to_owned(),
    };
    // Links that were passed on look alike: their times tell them apart.
    let whose = [name.as_str(), &format_datetime(locale, &link.made_at)].join(", ");
    let by = td_string!(locale, set_up_links.made_by, person = link.made_by.clone());
    let until = td_string!(
        locale,
        set_up_links.until,
        time = format_datetime(locale, &link.expires_at)
    );
    let begun = link.begun_at.clone().map(|at| {
        view! {
            " · "
            {td_string!(locale, set_up_links.begun_at)}
            " "
            <RelativeTime at />
        }
    });
    let made_at = link.made_at.clone();
    let revoke = td_string!(locale, set_up_links.revoke);
    view! {
        <li class="account-row">
            <div class="account-facts">
                <p class="account-name">
                    <bdi>{name}</bdi>
                    <Badge tone label=state />
                </p>
                <p>{by} " " <RelativeTime at=made_at /> " · " {until} {begun}</p>
            </div>
            <button
                class="button quiet dense"
                type="button"
                aria-label=act_name(revoke, &whose)
                on:click=move |_| revoking.ask(link.clone())
            >
                {revoke}
            </button>
        </li>
    }
}
