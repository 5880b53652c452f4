//! What an identity provider publishes, below its address: read, refused with the remedy, or on its way.

use latchkey_contract::sso_configurations::{MetadataReport, ProviderMetadata};
use leptos::prelude::*;

use super::{
    metadata_reader::{MetadataReader, MetadataState},
    problem_words::metadata_problem,
};
use crate::{
    i18n::*,
    kit::use_locale,
    phrases::problem_phrase,
    ui::{Callout, Tone},
};

/// Follows the reader. `take` puts a suggested address into the field.
#[component]
pub fn MetadataPanel(
    /// Reads the metadata at the address.
    reader: MetadataReader,
    /// Takes the address that the identity provider calls itself by.
    take: Callback<String>,
) -> impl IntoView {
    let locale = use_locale();
    let shown = move || match reader.state.get() {
        MetadataState::Unread => ().into_any(),
        MetadataState::Reading => view! {
            <p class="sso-reading" aria-busy="true">
                {td_string!(locale, single_sign_on.reading)}
                " "
                <button class="button quiet dense" type="button" on:click=move |_| reader.cancel()>
                    {td_string!(locale, portal.cancel)}
                </button>
            </p>
        }
        .into_any(),
        MetadataState::Failed(error) => view! {
            <Callout tone=Tone::Danger>
                <p>{problem_phrase(locale, &error)}</p>
            </Callout>
        }
        .into_any(),
        MetadataState::Read(report) => report_view(locale, report, &reader.address(), take),
    };
    view! { <div class="sso-metadata" aria-live="polite">{shown}</div> }
}

fn report_view(locale: Locale, report: MetadataReport, address: &str, take: Callback<String>) -> AnyView {
    match (report.provider.clone(), report.problem) {
        (Some(provider), _) => found(locale, provider, address),
        (None, problem) => refused(
            locale,
            &report,
            problem.map(|problem| metadata_problem(locale, problem)),
            take,
        ),
    }
}

fn row(what: &'static str, value: String) -> impl IntoView {
    view! {
        <div>
            <dt>{what}</dt>
            <dd translate="no">{value}</dd>
        </div>
    }
}

fn found(locale: Locale, provider: ProviderMetadata, address: &str) -> AnyView {
    // Tokens name the issuer with the slash, so it is shown with it; whoever typed none wonders.
    let has_slash = provider.issuer.strip_suffix('/') == Some(address);
    let slash =
        has_slash.then(|| view! { <p class="hint">{td_string!(locale, single_sign_on.issuer_slash)}</p> });
    let list =
        |what: &'static str, values: &[String]| (!values.is_empty()).then(|| row(what, values.join(", ")));
    let methods = provider.auth_methods.unwrap_or_default();
    let optional = |what: &'static str, value: Option<String>| value.map(|value| row(what, value));
    view! {
        <Callout tone=Tone::Good title=td_string!(locale, single_sign_on.metadata_found)>
            <dl class="facts">
                {row(td_string!(locale, single_sign_on.issuer), provider.issuer)}
                {row(
                    td_string!(locale, single_sign_on.signing_keys),
                    provider.signing_keys.to_string(),
                )}
            </dl>
            {slash}
            <details>
                <summary>{td_string!(locale, single_sign_on.metadata_all)}</summary>
                <dl class="facts">
                    {row(
                        td_string!(locale, single_sign_on.authorization_endpoint),
                        provider.authorization_endpoint,
                    )}
                    {row(td_string!(locale, single_sign_on.token_endpoint), provider.token_endpoint)}
                    {optional(td_string!(locale, single_sign_on.userinfo_endpoint), provider.userinfo_endpoint)}
                    {row(td_string!(locale, single_sign_on.keys_address), provider.jwks_uri)}
                    {optional(td_string!(locale, single_sign_on.sign_out_endpoint), provider.end_session_endpoint)}
                    {list(td_string!(locale, single_sign_on.methods_offered), &methods)}
                    {list(td_string!(locale, single_sign_on.scopes_offered), &provider.scopes)}
                    {list(td_string!(locale, single_sign_on.claims_offered), &provider.claims)}
                </dl>
            </details>
        </Callout>
    }
    .into_any()
}

fn refused(
    locale: Locale,
    report: &MetadataReport,
    words: Option<super::problem_words::ProblemWords>,
    take: Callback<String>,
) -> AnyView {
    let compared = report.published.clone().map(|published| {
        view! {
            <dl class="facts">
                <div>
                    <dt>{td_string!(locale, single_sign_on.typed_issuer)}</dt>
                    <dd translate="no">{report.typed.clone()}</dd>
                </div>
                <div>
                    <dt>{td_string!(locale, single_sign_on.published_issuer)}</dt>
                    <dd translate="no">{published}</dd>
                </div>
            </dl>
        }
    });
    let suggestion = report.suggestion.clone().map(|suggestion| {
        let label = td_string!(
            locale,
            single_sign_on.take_suggestion,
            address = suggestion.clone()
        );
        view! {
            <button class="button quiet" type="button" on:click=move |_| take.run(suggestion.clone())>
                {label}
            </button>
        }
    });
    let (cause, repair) = words.map(|words| (words.cause, words.repair)).unwrap_or_default();
    view! {
        <Callout tone=Tone::Danger title=cause>
            <p>{repair}</p>
            {compared}
            {suggestion}
        </Callout>
    }
    .into_any()
}
