//! The page that activates an SSO configuration, or deactivates the active one. Invariants: nothing is sent before the consequences are on the
//! screen and the admin has confirmed them; each obstacle links to the page that removes it.

use latchkey_contract::{
    ErrorCode, Operation,
    sso_configurations::{
        ActivateSsoConfiguration, DeactivateSsoConfiguration, PreviewSsoActivation,
        activate_sso_configuration, deactivate_sso_configuration,
        preview_sso_activation::{self, Response as Preview},
    },
};
use leptos::{html, prelude::*};
use leptos_router::hooks::use_navigate;

use super::{
    activation_impact::{ActivationImpact, DeactivationImpact},
    connect_form::LoadTheirs,
    notice_field::{NoticeField, TellPeople},
    wizard_frame::above,
};
use crate::{
    carried_username::carry,
    i18n::*,
    kit::{
        Form, Loaded, Page, SignInAgain, StatusMessage, Submission, focus_heading, use_current_user,
        use_locale, use_param, use_session_client,
    },
    paths,
    ui::{Alert, Callout, FieldError, SubmitButton, Toast, Tone, use_toasts},
};

/// The page.
#[component]
pub fn ActivationPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let id = use_param("configuration");
    let preview = LocalResource::new(move || {
        let (client, configuration) = (client.clone(), id.get());
        async move {
            let request = preview_sso_activation::Request { configuration };
            client.call::<PreviewSsoActivation>(&request).await
        }
    });
    let heading = Signal::derive(move || match preview.get() {
        Some(Ok(preview)) if preview.is_active => {
            td_string!(locale, sso_activation.deactivate_title, name = preview.name)
        }
        Some(Ok(preview)) => td_string!(locale, sso_activation.activate_title, name = preview.name),
        _ => td_string!(locale, sso_activation.title).to_owned(),
    });
    let reload = Callback::new(move |()| preview.refetch());
    view! {
        <Page heading crumbs=above(locale)>
            <Loaded resource=preview let:preview>
                {match preview.is_active {
                    true => view! { <Deactivate id=id.get_untracked() preview reload /> }.into_any(),
                    false => view! { <Activate id=id.get_untracked() preview reload /> }.into_any(),
                }}
            </Loaded>
        </Page>
    }
}

#[component]
fn Activate(id: String, preview: Preview, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("activate");
    let done = use_done(td_string!(locale, sso_activation.activated));
    let (ends_session, is_out) = (preview.ends_session, RwSignal::new(false));
    let send = form.submission::<ActivateSsoConfiguration>(move |_, _| match ends_session {
        // This admin is signed out now and could not read the overview.
        true => {
            is_out.set(true);
            focus_heading();
        }
        false => done.run(()),
    });
    let notice = form.field("notice", "");
    let tells_people = RwSignal::new(preview.mail.is_some());
    let request = {
        let (configuration, version) = (id.clone(), preview.version.clone());
        Callback::new(move |()| activate_sso_configuration::Request {
            configuration: configuration.clone(),
            version: version.clone(),
            tells_people: tells_people.get_untracked(),
            notice: match tells_people.get_untracked() {
                true => notice.value.get_untracked(),
                false => String::new(),
            },
        })
    };
    let mail = preview.mail.clone().filter(|_| preview.obstacles.is_empty());
    let mail = mail.map(|mail| {
        let people = preview.mailed;
        view! { <TellPeople tells_people people notice mail /> }
    });
    let confirmed = preview.obstacles.is_empty().then(|| {
        let label = td_string!(locale, sso_activation.activate);
        view! { <Confirmed form send request label reload /> }
    });
    let pilot = preview.is_pilot.then(|| {
        view! {
            <p>
                <a href=paths::sso_pilot(&id)>{td_string!(locale, sso_pilot.back_to_list)}</a>
            </p>
        }
    });
    view! {
        <div class="sso-form" style:display=move || is_out.get().then_some("none")>
            {pilot}
            <ActivationImpact id preview />
            {mail}
            {confirmed}
        </div>
        <Show when=move || is_out.get()>
            <SignedOut />
        </Show>
    }
}

/// Replaces the form if the activation has ended this admin's own session.
#[component]
fn SignedOut() -> impl IntoView {
    let locale = use_locale();
    // The form there then knows who comes, and by which way: nobody has to find out that the address is wanted.
    let user = use_current_user();
    let carry_address = move |_| {
        user.0.with_untracked(|account| {
            if let Some(account) = account {
                carry(&account.email);
            }
        });
    };
    // Not a link of the router: the sign-in screen is another WebAssembly program.
    let sign_in = move || {
        view! {
            <a
                class="button"
                href=paths::sign_in_and_back_to(paths::SINGLE_SIGN_ON)
                rel="external"
                on:click=carry_address
            >
                {td_string!(locale, sso_activation.activated_sign_in)}
            </a>
        }
    };
    view! {
        <Callout tone=Tone::Good title=td_string!(locale, sso_activation.activated) action=sign_in>
            <p>{td_string!(locale, sso_activation.activated_text)}</p>
        </Callout>
    }
}

#[component]
fn Deactivate(id: String, preview: Preview, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("deactivate");
    let done = use_done(td_string!(locale, sso_activation.deactivated));
    let send = form.submission::<DeactivateSsoConfiguration>(move |_, _| done.run(()));
    let notice = form.field("notice", "");
    let version = preview.version.clone();
    let request = Callback::new(move |()| deactivate_sso_configuration::Request {
        configuration: id.clone(),
        version: version.clone(),
        notice: notice.value.get_untracked(),
    });
    let mail = preview
        .mail
        .clone()
        .map(|mail| view! { <NoticeField notice mail /> });
    let label = td_string!(locale, sso_activation.deactivate);
    view! {
        <div class="sso-form">
            <DeactivationImpact preview />
            {mail}
            <Confirmed form send request label reload />
        </div>
    }
}

/// Goes to the overview and shows a toast there.
fn use_done(words: &'static str) -> Callback<()> {
    let (toasts, navigate) = (use_toasts(), use_navigate());
    Callback::new(move |()| {
        toasts.show(Toast::good(words.to_owned()));
        navigate(paths::SINGLE_SIGN_ON, Default::default());
    })
}

/// The check box that confirms the consequences, and the button that sends.
#[component]
fn Confirmed<Op>(
    form: Form,
    send: Submission<Op>,
    request: Callback<(), Op::Request>,
    label: &'static str,
    reload: Callback<()>,
) -> impl IntoView
where
    Op: Operation + 'static,
    Op::Request: Clone + Send + Sync + 'static,
{
    let locale = use_locale();
    let (is_sure, is_missing) = (RwSignal::new(false), RwSignal::new(false));
    let tick = NodeRef::<html::Input>::new();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        is_missing.set(!is_sure.get_untracked());
        if let (false, Some(tick)) = (is_sure.get_untracked(), tick.get_untracked()) {
            let _ = tick.focus();
        }
        if is_sure.get_untracked() {
            send.send(request.run(()));
        }
    };
    let missing = Signal::derive(move || {
        (is_missing.get() && !is_sure.get())
            .then(|| td_string!(locale, sso_activation.sure_missing).to_owned())
    });
    view! {
        <form class="sso-form" aria-label=label novalidate on:submit=submit>
            <div class="choice">
                <input
                    type="checkbox"
                    id="sure"
                    node_ref=tick
                    aria-describedby="sure-error"
                    aria-invalid=move || missing.get().is_some().then_some("true")
                    prop:checked=is_sure
                    on:change:target=move |event| is_sure.set(event.target().checked())
                />
                <label for="sure">{td_string!(locale, sso_activation.sure)}</label>
            </div>
            <div role="alert">
                <FieldError id="sure-error" message=missing />
            </div>
            <Alert locale notice=form.notice />
            <LoadTheirs form reload />
            <Show when=move || form.refused.get() == Some(ErrorCode::SignInAgain)>
                <SignInAgain />
            </Show>
            <div class="buttons">
                <SubmitButton busy=send.pending() label />
                <a class="button quiet" href=paths::SINGLE_SIGN_ON>
                    {td_string!(locale, portal.cancel)}
                </a>
            </div>
            <StatusMessage message=form.message />
        </form>
    }
}
