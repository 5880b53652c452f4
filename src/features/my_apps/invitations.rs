//! Invitations that wait for the answer of whoever is signed in, above the apps. Invariant: one that was accepted is gone, and its app is
//! there.

use latchkey_contract::apps::{AcceptMyInvitation, MyInvitation, accept_my_invitation};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, focus_heading, lazy_part, use_locale},
    ui::{Alert, Callout},
};

lazy_part!(
    /// The invitations. Few people have one, and its form weighs a tenth of what the page does.
    invitations_part(
        invitations: Vec<MyInvitation>,
        message: RwSignal<Option<String>>,
        changed: Callback<()>
    ) => {
        let invitations = invitations.into_iter();
        invitations.map(|invitation| view! { <Invitation invitation message changed /> }).collect_view()
    }
);

/// An invitation, with the button that accepts it.
#[component]
fn Invitation(
    /// What it is.
    invitation: MyInvitation,
    /// Where the page says that something went well.
    message: RwSignal<Option<String>>,
    /// Reads the apps again.
    changed: Callback<()>,
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
    let accept = form.submission::<AcceptMyInvitation>(move |_, _| {
        message.set(Some(done.clone()));
        // The button goes away with the invitation; the heading of the page stays.
        focus_heading();
        changed.run(());
    });
    let pending = accept.pending();
    let words = td_string!(locale, my_apps.accept, app = place);
    let button = move || {
        let send = {
            let id = id.clone();
            move |_| {
                let invitation = id.clone();
                accept.send(accept_my_invitation::Request { invitation });
            }
        };
        view! {
            <button
                type="button"
                class="button dense"
                aria-busy=move || pending.get().then_some("true")
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
