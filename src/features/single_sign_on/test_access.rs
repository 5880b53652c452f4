//! Test Link and Test Email Domain of a configuration, to copy, and a button that makes new ones.

use latchkey_contract::sso_configurations::{
    CreateTestAccess, ListedSsoConfiguration, TestAccess, create_test_access,
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::{Form, StatusMessage, format_datetime, use_locale},
    ui::{Alert, CopyButton},
};

/// What works now, or a button that makes it.
#[component]
pub fn TestAccessRows(
    /// The configuration.
    configuration: ListedSsoConfiguration,
    /// Reads the configurations again.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let form = Form::new("test-access");
    let create = form.submission::<CreateTestAccess>(move |_, _| reload.run(()));
    let has_some = configuration.test_access.is_some();
    let request = create_test_access::Request {
        configuration: configuration.id,
    };
    let label = match has_some {
        true => td_string!(locale, single_sign_on.renew_access),
        false => td_string!(locale, single_sign_on.make_access),
    };
    let is_busy = move || create.pending().get().then_some("true");
    let name = configuration.name;
    let facts = configuration.test_access.map(|access| view! { <Facts access /> });
    view! {
        <div class="sso-access">
            <p>{td_string!(locale, single_sign_on.access_text)}</p>
            <Alert locale notice=form.notice />
            {facts}
            <button
                class="button quiet dense"
                type="button"
                aria-busy=is_busy
                aria-disabled=is_busy
                on:click=move |_| create.send(request.clone())
            >
                {label}
                <span class="unseen" translate="no">
                    " "
                    {name}
                </span>
            </button>
            <StatusMessage message=form.message />
        </div>
    }
}

#[component]
fn Facts(access: TestAccess) -> impl IntoView {
    let locale = use_locale();
    let until = format_datetime(locale, &access.expires_at);
    let row = |what: &'static str, value: String| {
        view! {
            <div>
                <dt>{what}</dt>
                <dd translate="no">{value.clone()}</dd>
                <dd>
                    <CopyButton locale text=value what />
                </dd>
            </div>
        }
    };
    view! {
        <dl class="copied">
            {row(td_string!(locale, single_sign_on.test_link), access.test_link)}
            {row(td_string!(locale, single_sign_on.test_email_domain), access.test_email_domain)}
        </dl>
        <p class="hint">{td_string!(locale, single_sign_on.access_until, time = until)}</p>
    }
}
