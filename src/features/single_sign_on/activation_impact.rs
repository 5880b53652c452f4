//! What activating or de-activating a configuration changes, in words and numbers.

use latchkey_contract::sso_configurations::{
    ActivationObstacle, DomainImpact, preview_sso_activation::Response as Preview,
};
use leptos::prelude::*;

use crate::{
    i18n::*,
    kit::use_locale,
    paths,
    ui::{Callout, ServiceAccountWays, Tone},
};

/// What activating a draft would change.
#[component]
pub fn ActivationImpact(
    /// The configuration.
    id: String,
    /// The preview that the server made.
    preview: Preview,
) -> impl IntoView {
    let locale = use_locale();
    let Preview {
        obstacles,
        domains,
        outside,
        replaces,
        links_voided,
        ..
    } = preview;
    let in_the_way = (!obstacles.is_empty()).then(|| view! { <Obstacles id obstacles /> });
    let replaces =
        replaces.map(|name| view! { <li>{td_string!(locale, sso_activation.replaces, name = name)}</li> });
    let voided = (links_voided > 0).then(|| {
        view! { <li>{td_string!(locale, sso_activation.voided, links = links_voided.to_string())}</li> }
    });
    let scripts: i64 = domains.iter().map(|domain| domain.repository_passwords).sum();
    let scripts = (scripts > 0).then(|| {
        view! { <li>{td_string!(locale, sso_activation.scripts, people = scripts.to_string())}</li> }
    });
    let services: i64 = domains.iter().map(|domain| domain.service_accounts).sum();
    let services = (services > 0).then(|| {
        view! { <li>{td_string!(locale, sso_activation.services, accounts = services.to_string())}</li> }
    });
    view! {
        {in_the_way}
        <section aria-labelledby="impact-heading">
            <h2 id="impact-heading">{td_string!(locale, sso_activation.what_changes)}</h2>
            <ul class="sso-changes">
                <li>{td_string!(locale, sso_activation.at_once)}</li>
                <li>{td_string!(locale, sso_activation.passwords_go)}</li>
                <li>{td_string!(locale, sso_activation.you_too)}</li>
                {replaces}
                {voided}
                {scripts}
                {services}
                <li>{td_string!(locale, sso_activation.outside, accounts = outside.to_string())}</li>
                <li>{td_string!(locale, sso_activation.admins_told)}</li>
            </ul>
        </section>
        <Domains domains />
        <ServiceAccountWays locale />
    }
}

/// Of the active one.
#[component]
pub fn DeactivationImpact(
    /// The preview that the server made.
    preview: Preview,
) -> impl IntoView {
    let locale = use_locale();
    let mailed = match preview.mailed {
        0 => td_string!(locale, sso_activation.nobody_mailed).to_owned(),
        mailed => td_string!(locale, sso_activation.mailed, people = mailed.to_string()),
    };
    view! {
        <section aria-labelledby="impact-heading">
            <h2 id="impact-heading">{td_string!(locale, sso_activation.what_changes)}</h2>
            <ul class="sso-changes">
                <li>{td_string!(locale, sso_activation.back_at_once)}</li>
                <li>{td_string!(locale, sso_activation.passwords_stay_away)}</li>
                <li>{mailed}</li>
                <li>{td_string!(locale, sso_activation.settings_stay)}</li>
                <li>{td_string!(locale, sso_activation.admins_told)}</li>
            </ul>
        </section>
        <Domains domains=preview.domains />
    }
}

/// What has to be mended first, each with the way there.
#[component]
fn Obstacles(id: String, obstacles: Vec<ActivationObstacle>) -> impl IntoView {
    let locale = use_locale();
    let rows = obstacles.into_iter().map(move |obstacle| {
        let (words, href) = match obstacle {
            ActivationObstacle::NotTested => (
                td_string!(locale, sso_activation.not_tested),
                paths::sso_test(&id),
            ),
            ActivationObstacle::ChangedSinceTest => (
                td_string!(locale, sso_activation.changed_since_test),
                paths::sso_test(&id),
            ),
            ActivationObstacle::NotMapped => {
                (td_string!(locale, sso_activation.not_mapped), paths::sso_map(&id))
            }
            ActivationObstacle::TestShowsNoUser => (
                td_string!(locale, sso_activation.test_shows_no_user),
                paths::sso_map(&id),
            ),
            ActivationObstacle::NoProvenDomain => (
                td_string!(locale, sso_activation.no_proven_domain),
                paths::EMAIL_DOMAINS.to_owned(),
            ),
            ActivationObstacle::NoRecoveryCodes => (
                td_string!(locale, sso_activation.no_recovery_codes),
                paths::RECOVERY_CODES.to_owned(),
            ),
        };
        view! {
            <li>
                <a href=href>{words}</a>
            </li>
        }
    });
    let rows = rows.collect_view();
    view! {
        <Callout tone=Tone::Warn title=td_string!(locale, sso_activation.in_the_way)>
            <ul class="sso-changes">{rows}</ul>
        </Callout>
    }
}

#[component]
fn Domains(domains: Vec<DomainImpact>) -> impl IntoView {
    let locale = use_locale();
    let rows = domains.into_iter().map(|domain| {
        view! {
            <div>
                <dt translate="no">
                    <bdi>{domain.domain}</bdi>
                </dt>
                <dd>
                    {td_string!(
                        locale,
                        sso_activation.domain,
                        accounts = domain.accounts.to_string(),
                        passwords = domain.with_password.to_string(),
                        never = domain.never_came.to_string()
                    )}
                </dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    (!rows.is_empty()).then(|| {
        view! {
            <section aria-labelledby="domains-heading">
                <h2 id="domains-heading">{td_string!(locale, sso_activation.accounts_by_domain)}</h2>
                <dl class="facts">{rows}</dl>
            </section>
        }
    })
}
