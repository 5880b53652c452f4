//! Invitations that wait for the answer of whoever is signed in, above the apps. Invariants: one that was answered stays, busy, until it can go
//! and its app be there in one step; none is declined before it was asked.

use latchkey_contract::apps::{
    AcceptMyInvitation, DeclineMyInvitation, MyInvitation, accept_my_invitation, decline_my_invitation,
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, lazy_part, use_locale},
    ui::{Alert, Callout, ConfirmDialog},
};

/// An invitation that was answered: its identifier, and what is said of it.
pub type Answered = (String, String);

lazy_part!(
    /// The invitations. Few people have one, and its form weighs a tenth of what the page does.
    invitations_part(
        invitations: Vec<MyInvitation>,
        answered: Callback<Answered>
    ) => {
        let invitations = invitations.into_iter();
        invitations.map(|invitation| view! { <Invitation invitation answered /> }).collect_view()
    }
);

/// An invitation, with the buttons that answer it.
#[component]
fn Invitation(
    /// What it is.
    invitation: MyInvitation,
    /// Reads the apps again.
    answered: Callback<Answered>,
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
        answered.run((sent.invitation.clone(), done.clone()));
    });
    let is_asked = RwSignal::new(false);
    let pending = accept.pending();
    let is_busy = move || pending.get() || is_over.get();
    let name = StoredValue::new(place.clone());
    let shown_id = StoredValue::new(id.clone());
    let buttons = move || {
        let send = move |_| {
            if !is_over.get_untracked() {
                let invitation = shown_id.get_value();
                accept.send(accept_my_invitation::Request { invitation });
            }
        };
        let ask = move |_| {
            if !is_over.get_untracked() && !pending.get_untracked() {
                is_asked.set(true);
            }
        };
        view! {
            <div class="buttons">
                <button
                    type="button"
                    class="button dense"
                    aria-busy=move || is_busy().then_some("true")
                    on:click=send
                >
                    {td_string!(locale, my_apps.accept, app = name.get_value())}
                </button>
                <button type="button" class="button quiet dense" on:click=ask>
                    {td_string!(locale, my_apps.decline)}
                    <span class="unseen" translate="no">
                        " "
                        {name.get_value()}
                    </span>
                </button>
            </div>
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
    let invited = text.clone();
    view! {
        <Callout title=td_string!(locale, my_apps.invited) action=buttons>
            <p>{text}</p>
            {roles}
            <Alert locale notice=form.notice />
        </Callout>
        <Declining id place invited is_asked is_over answered />
    }
}

/// Asks before an invitation is declined.
#[component]
fn Declining(
    /// Identifier of the invitation.
    id: String,
    /// Names of the app and of the environment.
    place: String,
    /// Who invites, as a sentence.
    invited: String,
    /// Whether the question is open.
    is_asked: RwSignal<bool>,
    /// Whether the invitation has its answer.
    is_over: RwSignal<bool>,
    /// Reads the apps again.
    answered: Callback<Answered>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("decline-invitation");
    let decline = form.submission::<DeclineMyInvitation>(move |_, _| {
        is_over.set(true);
        is_asked.set(false);
    });
    let title = td_string!(locale, my_apps.decline_title, app = place.clone());
    let done = StoredValue::new((id.clone(), td_string!(locale, my_apps.declined, app = place)));
    // Behind the dialog's end, which takes the focus back to the button: the page then moves it.
    let closed = Callback::new(move |()| {
        if is_over.get_untracked() {
            answered.run(done.get_value());
        }
    });
    let on_confirm = Callback::new(move |()| {
        let invitation = id.clone();
        decline.send(decline_my_invitation::Request { invitation });
    });
    view! {
        <ConfirmDialog
            open=is_asked
            title=Signal::stored(title)
            confirm=Signal::stored(td_string!(locale, my_apps.decline).to_owned())
            cancel=td_string!(locale, portal.cancel)
            on_confirm
            busy=decline.pending()
            closed
        >
            <p>{invited.clone()}</p>
            <p>{td_string!(locale, my_apps.decline_text)}</p>
            <Alert locale notice=form.notice />
        </ConfirmDialog>
    }
}
