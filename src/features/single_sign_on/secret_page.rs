//! The page that rotates the client secret of the active configuration: entered, tested, swapped, and restored. Invariants: the secret
//! leaves the page with the request that stores it; what people sign in with changes by the last step alone.

use latchkey_contract::sso_configurations::{
    EnterPendingSecret, GetSecretRotation, IdpKind, PreviousSecret, SecretRotation, enter_pending_secret,
    get_secret_rotation, idp_kind::is_guid, take_client_secret_back,
};
use leptos::prelude::*;

use super::{
    act::{Act, use_done},
    connect_form::LoadTheirs,
    pending_secret::Pending,
    secret_questions::{SecretQuestionDialogs, SecretQuestions},
    secret_words::SecretWords,
    wizard_frame::above,
};
use crate::{
    i18n::*,
    kit::{
        Form, Loaded, Page, StatusMessage, TextField, format_datetime, use_locale, use_param,
        use_session_client,
    },
    paths,
    ui::{Alert, Callout, SubmitButton, Tone},
};

/// The page.
#[component]
pub fn SecretPage() -> impl IntoView {
    let locale = use_locale();
    let client = use_session_client();
    let id = use_param("configuration");
    let rotation = LocalResource::new(move || {
        let (client, configuration) = (client.clone(), id.get());
        async move {
            let request = get_secret_rotation::Request { configuration };
            client.call::<GetSecretRotation>(&request).await
        }
    });
    let heading = Signal::derive(move || match rotation.get() {
        Some(Ok(rotation)) if rotation.is_key => td_string!(locale, client_key.title, name = rotation.name),
        Some(Ok(rotation)) => td_string!(locale, secret_rotation.title, name = rotation.name),
        _ => td_string!(locale, secret_rotation.title_unknown).to_owned(),
    });
    let reload = Callback::new(move |()| rotation.refetch());
    let asking = SecretQuestions::new(locale, reload);
    view! {
        <Page heading crumbs=above(locale)>
            <SecretQuestionDialogs asking />
            <Loaded resource=rotation let:rotation>
                <Steps id=id.get_untracked() rotation asking reload />
            </Loaded>
        </Page>
    }
}

#[component]
fn Steps(
    id: String,
    rotation: SecretRotation,
    asking: SecretQuestions,
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let (version, idp, is_key) = (rotation.version, rotation.idp, rotation.is_key);
    let words = SecretWords::of(locale, is_key);
    let lead = match is_key {
        true => td_string!(locale, client_key.lead),
        false => td_string!(locale, secret_rotation.lead),
    };
    let previous = rotation.previous.map(|previous| {
        view! { <TakeBack id=id.clone() version=version.clone() is_key previous asking /> }
    });
    let steps = match rotation.pending {
        None => view! {
            <section class="page-section" aria-labelledby="enter-heading">
                <h2 id="enter-heading">{words.enter.0}</h2>
                <p>{words.enter.1}</p>
                {match is_key {
                    true => view! { <Publish id version reload /> }.into_any(),
                    false => view! { <Enter id version idp reload /> }.into_any(),
                }}
            </section>
        }
        .into_any(),
        Some(pending) => view! { <Pending id version idp words pending asking reload /> }.into_any(),
    };
    view! {
        <div class="sso-form">
            <p>{lead}</p>
            {previous}
            {steps}
        </div>
    }
}

/// The button that makes the next key.
#[component]
fn Publish(id: String, version: String, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let (label, words) = SecretWords::of(locale, true).entered;
    let form = Form::new("pending-key");
    let done = use_done(words, reload);
    let send = form.submission::<EnterPendingSecret>(move |_, _| done.run(()));
    let request = enter_pending_secret::Request {
        configuration: id,
        version,
        client_secret: String::new(),
        expires_on: None,
    };
    view! { <Act form send request label reload /> }
}

/// The form for the new secret.
#[component]
fn Enter(id: String, version: String, idp: IdpKind, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("pending-secret");
    let secret = form.field("client_secret", "");
    let expires_on = form.field("expires_on", "");
    let done = use_done(td_string!(locale, secret_rotation.entered), reload);
    let send = form.submission::<EnterPendingSecret>(move |_, _| done.run(()));
    let request = StoredValue::new((id, version));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (configuration, version) = request.get_value();
        let day = expires_on.value.get_untracked();
        send.send(enter_pending_secret::Request {
            configuration,
            version,
            client_secret: secret.value.get_untracked(),
            expires_on: (!day.is_empty()).then_some(day),
        });
    };
    let looks_wrong = Memo::new(move |_| idp == IdpKind::EntraId && secret.value.with(|text| is_guid(text)));
    let warning = move || {
        looks_wrong.get().then(|| {
            view! {
                <Callout tone=Tone::Warn title=td_string!(locale, single_sign_on.secret_is_guid)>
                    <p>{td_string!(locale, single_sign_on.secret_is_guid_text)}</p>
                </Callout>
            }
        })
    };
    let label = td_string!(locale, secret_rotation.enter);
    view! {
        <form class="sso-form" aria-label=label novalidate on:submit=submit>
            <div class="sso-secret">
                <TextField
                    field=secret
                    id="new-client-secret"
                    kind="password"
                    autocomplete="new-password"
                    label=td_string!(locale, secret_rotation.new_secret)
                />
                <div role="status">{warning}</div>
            </div>
            <TextField
                field=expires_on
                id="new-secret-expires-on"
                kind="date"
                label=td_string!(locale, secret_rotation.last_day)
            />
            <Alert locale notice=form.notice />
            <LoadTheirs form reload />
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

/// The old secret, as long as it can be taken back.
#[component]
fn TakeBack(
    id: String,
    version: String,
    is_key: bool,
    previous: PreviousSecret,
    asking: SecretQuestions,
) -> impl IntoView {
    let locale = use_locale();
    let [title, label, ..] = SecretWords::of(locale, is_key).back;
    let request = take_client_secret_back::Request {
        configuration: id,
        version,
    };
    let until = format_datetime(locale, &previous.kept_until);
    let take_back = move || {
        let request = request.clone();
        view! {
            <button
                class="button quiet"
                type="button"
                on:click=move |_| asking.back.ask((request.clone(), is_key))
            >
                {label}
            </button>
        }
    };
    view! {
        <Callout tone=Tone::Info title action=take_back>
            <p>{SecretWords::back_until(locale, is_key, until)}</p>
        </Callout>
    }
}
