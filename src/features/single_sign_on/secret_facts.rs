//! What is known of a configuration's client secret: what the identity provider said of it last, and until when it works.

use latchkey_contract::sso_configurations::{
    CheckClientSecret, ConfigurationStatus, ListedSsoConfiguration, SecretCheck, SecretStatus,
    check_client_secret,
};
use leptos::prelude::*;

use super::secret_dialog::SecretDialog;
use crate::{
    i18n::*,
    kit::{RelativeTime, format_day, use_locale, use_session_client},
    paths,
    phrases::problem_phrase,
    ui::{Callout, Toast, Tone, use_toasts},
};

/// From how many days on an active configuration's date warns.
const SOON_DAYS: i32 = 60;
/// From how many days on it alarms.
const VERY_SOON_DAYS: i32 = 7;

/// Rows of the card.
#[component]
pub fn SecretFacts(
    /// The configuration whose client secret it is about.
    configuration: ListedSsoConfiguration,
    /// Reads the list again.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let asked = RwSignal::new(None::<ListedSsoConfiguration>);
    let secret = configuration.secret.clone();
    let name = configuration.name.clone();
    let uses_key = configuration.uses_key;
    let words = match uses_key {
        true => (
            td_string!(locale, client_key.check),
            td_string!(locale, client_key.link),
        ),
        false => (
            td_string!(locale, sso_secret.check),
            td_string!(locale, secret_rotation.link),
        ),
    };
    let replace = (configuration.status == ConfigurationStatus::Active).then(|| {
        view! {
            <a class="button quiet dense" href=paths::sso_secret(&configuration.id)>
                {words.1}
                <span class="unseen" translate="no">
                    " "
                    {name.clone()}
                </span>
            </a>
        }
    });
    let checked = (configuration.status == ConfigurationStatus::Active).then(|| {
        view! {
            <div>
                <dt>{words.0}</dt>
                <dd>
                    <CheckWords secret=secret.clone() />
                    " "
                    <CheckNow configuration=configuration.clone() reload />
                    " "
                    {replace}
                </dd>
            </div>
        }
    });
    let label = match secret.expires_on {
        Some(_) => td_string!(locale, sso_secret.change),
        None => td_string!(locale, sso_secret.add),
    };
    let ask = move |_| asked.set(Some(configuration.clone()));
    if uses_key {
        return checked.into_any();
    }
    view! {
        {checked}
        <div>
            <dt>{td_string!(locale, sso_secret.expiry)}</dt>
            <dd>
                {expiry_words(locale, &secret)}
                " "
                <button class="button quiet dense" type="button" on:click=ask>
                    {label}
                    <span class="unseen" translate="no">
                        " "
                        {name}
                    </span>
                </button>
                <SecretDialog of=asked done=reload />
            </dd>
        </div>
    }
    .into_any()
}

/// Has the identity provider asked at once.
#[component]
fn CheckNow(configuration: ListedSsoConfiguration, reload: Callback<()>) -> impl IntoView {
    let locale = use_locale();
    let (client, toasts) = (use_session_client(), use_toasts());
    let id = StoredValue::new(configuration.id);
    let failure = RwSignal::new(None::<String>);
    let check = Action::new_local(move |(): &()| {
        let client = client.clone();
        failure.set(None);
        async move {
            let request = check_client_secret::Request {
                configuration: id.get_value(),
            };
            match client.call::<CheckClientSecret>(&request).await {
                Ok(_) => {
                    toasts.show(Toast::good(td_string!(locale, sso_secret.checked_now).to_owned()));
                    reload.run(());
                }
                Err(error) => failure.set(Some(problem_phrase(locale, &error))),
            }
        }
    });
    view! {
        <button
            class="button quiet dense check-now"
            type="button"
            aria-busy=move || check.pending().get().then_some("true")
            on:click=move |_| {
                if !check.pending().get_untracked() {
                    check.dispatch_local(());
                }
            }
        >
            {td_string!(locale, sso_secret.check_now)}
            <span class="unseen" translate="no">
                " "
                {configuration.name}
            </span>
        </button>
        <span role="alert">{move || failure.get()}</span>
    }
}

#[component]
fn CheckWords(secret: SecretStatus) -> impl IntoView {
    let locale = use_locale();
    let (words, at) = match (secret.check, secret.last_sign_in_at) {
        (None, _) => (td_string!(locale, sso_secret.not_checked), None),
        (Some(SecretCheck::Accepted), _) => (td_string!(locale, sso_secret.accepted), secret.checked_at),
        (Some(SecretCheck::Refused), _) => (td_string!(locale, sso_secret.refused), secret.checked_at),
        (Some(SecretCheck::NoResponse), _) => (td_string!(locale, sso_secret.no_response), secret.checked_at),
        (Some(SecretCheck::Untold), Some(last)) => {
            (td_string!(locale, sso_secret.untold_signed_in), Some(last))
        }
        (Some(SecretCheck::Untold), None) => (td_string!(locale, sso_secret.untold), None),
    };
    view! {
        {words}
        {at.map(|at| view! { " (" <RelativeTime at /> ")" })}
    }
}

fn expiry_words(locale: Locale, secret: &SecretStatus) -> String {
    let Some(day) = &secret.expires_on else {
        return td_string!(locale, sso_secret.no_date).to_owned();
    };
    let day = format_day(locale, day);
    match secret.days_left {
        None => day,
        Some(..0) => td_string!(locale, sso_secret.expired, day = day),
        Some(0) => td_string!(locale, sso_secret.today, day = day),
        Some(1) => td_string!(locale, sso_secret.tomorrow, day = day),
        Some(days) => td_string!(locale, sso_secret.in_days, day = day, days = days),
    }
}

/// What is wrong with the secret of the active configuration, or will be soon; nothing where all is well.
#[component]
pub fn SecretWarning(
    /// What is known of it.
    secret: SecretStatus,
) -> impl IntoView {
    let locale = use_locale();
    let soon = td_string!(locale, sso_secret.soon_text);
    let (tone, title, text) = match (secret.check, secret.days_left) {
        (Some(SecretCheck::Refused), _) => (
            Tone::Danger,
            td_string!(locale, sso_secret.refused_title),
            td_string!(locale, sso_secret.refused_text),
        ),
        (_, Some(..0)) => (Tone::Danger, td_string!(locale, sso_secret.passed_title), soon),
        (_, Some(0..=VERY_SOON_DAYS)) => (Tone::Danger, td_string!(locale, sso_secret.soon_title), soon),
        (_, Some(..=SOON_DAYS)) => (Tone::Warn, td_string!(locale, sso_secret.soon_title), soon),
        (Some(SecretCheck::NoResponse), _) => (
            Tone::Warn,
            td_string!(locale, sso_secret.no_response),
            td_string!(locale, sso_secret.no_response_text),
        ),
        _ => return None,
    };
    Some(view! {
        <Callout tone title>
            <p>{text}</p>
        </Callout>
    })
}
