//! Invitations that wait for the answer of whoever is signed in, above the apps. Invariant: one that was accepted stays, busy, until it can go
//! and its app be there in one step.

use latchkey_contract::apps::{AcceptMyInvitation, MyInvitation, accept_my_invitation};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, lazy_part, use_locale},
    ui::{Alert, Callout},
};

/// An invitation that was accepted: its identifier, and what is said of it.
pub type Accepted = (String, String);

lazy_part!(
    /// The invitations. Few people have one, and its form weighs a tenth of what the page does.
    invitations_part(
        invitations: Vec<MyInvitation>,
        accepted: Callback<Accepted>
    ) => {
        let invitations = invitations.into_iter();
        invitations.map(|invitation| view! { <Invitation invitation accepted /> }).collect_view()
    }
);

/// An invitation, with the button that accepts it.
#[component]
fn Invitation(
    /// What it is.
    invitation: MyInvitation,
    /// Reads the apps again.
    accepted: Callback<Accepted>,
) -> impl IntoView {
    let locale = use_locale();
    let MyInvitation {
        id,
        app,
        environment,
        roles,
        invited_by,
    } = invitation;
    let place = [app.as_str(), " · ", &environment].concat();
    let form = Form::new("invitation");
    let done = td_string!(locale, my_apps.accepted, app = place.clone());
    let is_over = RwSignal::new(false);
    let accept = form.submission::<AcceptMyInvitation>(move |sent, _| {
        is_over.set(true);
        accepted.run((sent.invitation.clone(), done.clone()));
    });
    let pending = accept.pending();
    let is_busy = move || pending.get() || is_over.get();
    let words = td_string!(locale, my_apps.accept, app = place);
    let button = move || {
        let send = {
            let id = id.clone();
            move |_| {
                if !is_over.get_untracked() {
                    let invitation = id.clone();
                    accept.send(accept_my_invitation::Request { invitation });
                }
            }
        };
        view! {
            <button
                type="button"
                class="button dense"
                aria-busy=move || is_busy().then_some("true")
                on:click=send
            >
                {words.clone()}
            </button>
        }
    };
    let text = td_string!(
        locale,
        my_apps.invited_by,
        inviter = invited_by,
        app = app,
        environment = environment
    );
    let roles = (!roles.is_empty()).then(|| {
        let roles = roles.join(", ");
        view! { <p>{td_string!(locale, my_apps.invited_as, roles = roles)}</p> }
    });
    view! {
        <Callout title=td_string!(locale, my_apps.invited) action=button>
            <p>{text}</p>
            {roles}
            <Alert locale notice=form.notice />
        </Callout>
    }
}
