//! The new secret that waits beside the one in use: its facts, its test and the swap. Invariant: what has not passed its test has no button to
//! swap.

use latchkey_contract::sso_configurations::{
    IdpKind, PendingSecret, SwapClientSecret, discard_pending_secret, swap_client_secret,
};
use leptos::prelude::*;

use super::{
    act::{Act, use_done},
    client_key::PublicKey,
    secret_questions::SecretQuestions,
    secret_words::SecretWords,
    test_follower::{TestFollower, Tested},
    test_page::{Outcome, Start},
};
use crate::{
    i18n::*,
    kit::{Form, RelativeTime, format_datetime, format_day, use_locale},
};

/// The new secret that waits: its facts, its test, and the swap.
#[component]
pub fn Pending(
    /// The configuration's identifier.
    id: String,
    /// The version of it that the page shows.
    version: String,
    /// The make of the identity provider.
    idp: IdpKind,
    /// What the page says: of a secret, or of a key.
    words: SecretWords,
    /// The pending client secret.
    pending: PendingSecret,
    /// The dialogs that ask before something is erased.
    asking: SecretQuestions,
    /// Reads how it stands now.
    reload: Callback<()>,
) -> impl IntoView {
    let locale = use_locale();
    let is_key = pending.key.is_some();
    let key = pending.key.clone().map(|key| view! { <PublicKey key /> });
    let [swap_text, swap_first, ..] = words.swap;
    let [discard, ..] = words.discard;
    let discarded = discard_pending_secret::Request {
        configuration: id.clone(),
        version: version.clone(),
    };
    let follower = TestFollower::new(id.clone(), Tested::PendingSecret, pending.last_test.clone());
    if let Some(run) = pending.running_test.clone() {
        follower.follow(run);
    }
    let was_tested = pending.is_tested;
    let is_tested = Memo::new(move |_| was_tested || follower.has_passed());
    let outcome = move || {
        let run = follower.run.get()?;
        let passed = td_string!(locale, secret_rotation.tested_text);
        run.state.is_over().then(|| view! { <Outcome run idp passed /> })
    };
    view! {
        <section class="page-section" aria-labelledby="waits-heading">
            <h2 id="waits-heading">{words.waits}</h2>
            <PendingFacts words pending />
            {key}
            <div class="buttons">
                <button
                    class="button quiet"
                    type="button"
                    on:click=move |_| asking.discard.ask((discarded.clone(), is_key))
                >
                    {discard}
                </button>
            </div>
        </section>
        <section class="page-section sso-test" aria-labelledby="test-heading">
            <h2 id="test-heading">{td_string!(locale, secret_rotation.test_heading)}</h2>
            <Start follower text=words.test />
            <div>{outcome}</div>
        </section>
        <section class="page-section" aria-labelledby="swap-heading">
            <h2 id="swap-heading">{td_string!(locale, secret_rotation.swap_heading)}</h2>
            <p>{swap_text}</p>
            <Show
                when=move || is_tested.get()
                fallback=move || view! { <p class="hint">{swap_first}</p> }
            >
                <Swap id=id.clone() version=version.clone() is_key reload />
            </Show>
        </section>
    }
}

#[component]
fn PendingFacts(words: SecretWords, pending: PendingSecret) -> impl IntoView {
    let locale = use_locale();
    let by = pending
        .entered_by
        .map(|person| td_string!(locale, single_sign_on.changed_by, person = person));
    // A key does not expire, and waits until everybody has read it.
    let (what, when) = match (&pending.usable_from, &pending.expires_on) {
        (Some(at), _) => (
            td_string!(locale, client_key.usable_from),
            format_datetime(locale, at),
        ),
        (None, Some(day)) => (td_string!(locale, sso_secret.expiry), format_day(locale, day)),
        (None, None) => (
            td_string!(locale, sso_secret.expiry),
            td_string!(locale, sso_secret.no_date).to_owned(),
        ),
    };
    view! {
        <dl class="facts">
            <div>
                <dt>{words.since}</dt>
                <dd>
                    <RelativeTime at=pending.entered_at />
                    " "
                    {by}
                </dd>
            </div>
            <div>
                <dt>{what}</dt>
                <dd>{when}</dd>
            </div>
            <div>
                <dt>{words.erased}</dt>
                <dd>{format_datetime(locale, &pending.kept_until)}</dd>
            </div>
        </dl>
    }
}

#[component]
fn Swap(id: String, version: String, is_key: bool, reload: Callback<()>) -> impl IntoView {
    let [.., label, swapped] = SecretWords::of(use_locale(), is_key).swap;
    let form = Form::new("swap-secret");
    let done = use_done(swapped, reload);
    let send = form.submission::<SwapClientSecret>(move |_, _| done.run(()));
    let request = swap_client_secret::Request {
        configuration: id,
        version,
    };
    view! { <Act form send request label reload /> }
}
