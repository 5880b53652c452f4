//! The claims that a test returned: each with its value and where it came from.

use latchkey_contract::sso_configurations::{ClaimSource, ReturnedClaim};
use leptos::prelude::*;
use serde_json::Value;

use crate::{i18n::*, kit::use_locale};

/// Most characters of a value that are shown.
const LONGEST_SHOWN: usize = 120;

/// The table.
#[component]
pub fn ClaimsTable(
    /// The claims that the identity provider sent.
    claims: Vec<ReturnedClaim>,
) -> impl IntoView {
    let locale = use_locale();
    let rows = claims.into_iter().map(|claim| {
        let source = match claim.source {
            ClaimSource::IdToken => td_string!(locale, single_sign_on.source_id_token),
            ClaimSource::UserInfo => td_string!(locale, single_sign_on.source_user_info),
        };
        view! {
            <div>
                <dt translate="no">{claim.name}</dt>
                <dd translate="no">
                    <bdi>{shown(&claim.value)}</bdi>
                </dd>
                <dd class="hint">{source}</dd>
            </div>
        }
    });
    view! {
        <section class="sso-claims" aria-labelledby="sso-claims-heading">
            <h2 id="sso-claims-heading">{td_string!(locale, single_sign_on.claims_came)}</h2>
            <dl class="facts">{rows.collect_view()}</dl>
        </section>
    }
}

/// A value as it is shown, shortened.
pub fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => [&text[..end], "…"].concat(),
        None => text,
    }
}
