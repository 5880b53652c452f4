//! What activating a configuration would change, and what stands in the way. Nothing is changed here.

use latchkey_contract::sso_configurations::preview_sso_activation::{NOTICE, Response};
use latchkey_contract::sso_configurations::{ActivationObstacle, DomainImpact, MailPreview, MappingPreview};
use latchkey_contract::{Language, paths};

use serde_json::json;

use super::{Editor, Result, found, test_result, version};
use crate::app_state::AppState;
use crate::domain::mailed_link::Kind;
use crate::domain::sso_activation::{self as rules, ActivationFacts, IdentitySource, Obstacle};
use crate::domain::token_access::DAY_MS;
use crate::federation::issuer_of_endpoint;
use crate::mail::{Mail, Message, words};
use crate::secrets::token_hash;
use crate::store::sso_activation::{self, DomainCount};
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::{Connection, companies, password_links, recovery_codes, sso_test_runs};

/// Scripts that used a password within so long will stop, in milliseconds.
const LATELY_MS: i64 = 30 * DAY_MS;

/// The preview, for an admin of the company.
pub async fn read(app: &AppState, editor: &Editor, id: &str, language: Language) -> Result<Response> {
    let mut connection = app.store.read().await?;
    let configuration = found(&mut connection, editor, id).await?;
    let company_id = configuration.company_id.clone();
    // A pilot is not activated yet: its preview is that of a draft.
    let is_active = configuration.is_for_everybody();
    let is_pilot = configuration.active && !is_active;
    let obstacles = match is_active {
        true => Vec::new(),
        false => obstacles(app, &mut connection, &configuration).await?,
    };
    let active = store::active_of_company(&mut connection, &company_id).await?;
    let company = companies::by_id(&mut connection, &company_id).await?;
    let company_name = company.map(|company| company.name).unwrap_or_default();
    let domains = companies::proven_domains(&mut connection, &company_id).await?;
    let sources = sso_activation::link_sources(&mut connection, &company_id).await?;
    drop(connection);
    // Where another one is active, people go on signing in as they do.
    let signs_in_anew = !active.as_ref().is_some_and(SsoConfiguration::is_for_everybody);
    let lately_ms = app.clock.now_ms() - LATELY_MS;
    let (counts, mailed) = app
        .store
        .read_preview(async move |connection: &mut Connection| {
            let counts = sso_activation::counts(connection, &company_id, lately_ms).await?;
            let mailed = match (is_active, signs_in_anew) {
                (true, _) => password_links::count(connection, &company_id, None).await?,
                (false, true) => counts.iter().map(|count| count.readers).sum(),
                (false, false) => 0,
            };
            Ok((counts, mailed))
        })
        .await?;
    let count_of = |domain: &str| counts.iter().find(|count| count.domain == domain);
    let domains = domains.iter().map(|domain| {
        let count = count_of(domain.as_str());
        let number = |of: fn(&DomainCount) -> i64| count.map_or(0, of);
        DomainImpact {
            domain: domain.as_str().to_owned(),
            accounts: number(|count| count.accounts),
            with_password: number(|count| count.with_password),
            never_came: number(|count| count.accounts - count.linked),
            repository_passwords: number(|count| count.repository_passwords),
            service_accounts: number(|count| count.service_accounts),
        }
    });
    Ok(Response {
        version: version_of(&configuration, active.as_ref()),
        is_active,
        is_pilot,
        obstacles: obstacles.into_iter().map(shown).collect(),
        domains: domains.collect(),
        outside: count_of("").map_or(0, |count| count.accounts),
        admins: counts.iter().map(|count| count.admins).sum(),
        ends_session: false,
        links_voided: match is_active {
            true => 0,
            false => voided(&configuration, &sources),
        },
        replaces: active
            .filter(|active| active.id != configuration.id)
            .map(|active| active.name),
        mail: match mailed {
            0 => None,
            _ => mail(app, &company_name, language, is_active),
        },
        name: configuration.name,
        mailed,
    })
}

/// The mail that people get: when the active configuration is de-activated, or when another one is activated.
fn mail(app: &AppState, company: &str, language: Language, is_active: bool) -> Option<MailPreview> {
    let public_url = &app.config.public_url;
    let (company, notice) = (company.to_owned(), NOTICE.to_owned());
    let message = match is_active {
        true => Message::PasswordAfterSso {
            link: public_url.join(paths::RESET_PASSWORD),
            expires_at_ms: app.clock.now_ms() + Kind::SetPassword.lifetime_ms(),
            company,
            notice,
        },
        false => Message::SsoStarted {
            sign_in: public_url.join(paths::SIGN_IN),
            company,
            notice,
        },
    };
    let mail = Mail {
        to: String::new(),
        language,
        message,
        asking: None,
    };
    let letter = words::letter(&mail, &app.config.platform_name).ok()?;
    Some(MailPreview {
        subject: letter.subject,
        paragraphs: letter.before.into_iter().chain(letter.after).collect(),
        button: letter.button.map(|button| button.label).unwrap_or_default(),
    })
}

/// The version of an activation: a hash of the configuration and of the active one that it would replace.
pub(super) fn version_of(configuration: &SsoConfiguration, active: Option<&SsoConfiguration>) -> String {
    let both = json!([
        version(configuration),
        active.map(|active| (&active.id, version(active)))
    ]);
    token_hash(&both.to_string())
}

/// What stands in the way of activating the configuration.
pub(super) async fn obstacles(
    app: &AppState,
    connection: &mut Connection,
    configuration: &SsoConfiguration,
) -> Result<Vec<Obstacle>> {
    let (id, fingerprint) = (&configuration.id, configuration.settings_fingerprint());
    let run = sso_test_runs::last_passed(connection, id, &fingerprint).await?;
    let domains = companies::proven_domains(connection, &configuration.company_id).await?;
    let proven: Vec<String> = domains.iter().map(|domain| domain.as_str().to_owned()).collect();
    let shows_user = match &run {
        Some(run) => {
            let claims = test_result::shown(app, run)?.claims;
            let preview =
                MappingPreview::of(&configuration.claim_mapping, &claims, configuration.idp, &proven);
            preview.identity.is_some() && !preview.warnings.iter().any(|warning| warning.keeps_out())
        }
        None => false,
    };
    Ok(rules::obstacles(ActivationFacts {
        is_tested: run.is_some(),
        was_tested: sso_test_runs::has_ever_passed(connection, id).await?,
        is_mapped: configuration.is_mapped,
        shows_user,
        has_proven_domain: !proven.is_empty(),
        has_recovery_codes: recovery_codes::is_any_left(connection, &configuration.company_id).await?,
    }))
}

/// What tells people apart by this configuration.
pub(super) fn source_of(configuration: &SsoConfiguration) -> IdentitySource<'_> {
    IdentitySource {
        issuer: issuer_of_endpoint(&configuration.endpoint_url).ok(),
        foreign_id_claim: &configuration.claim_mapping.foreign_id,
        client_id: &configuration.client_id,
    }
}

/// How many links the configuration would not produce.
fn voided(configuration: &SsoConfiguration, sources: &[(String, String, i64)]) -> i64 {
    let source = source_of(configuration);
    let stays = |issuer: &str, claim: &str| {
        claim == source.foreign_id_claim && issuer_of_endpoint(issuer).ok() == source.issuer
    };
    let gone = sources.iter().filter(|(issuer, claim, _)| !stays(issuer, claim));
    gone.map(|(_, _, links)| links).sum()
}

pub(super) const fn shown(obstacle: Obstacle) -> ActivationObstacle {
    match obstacle {
        Obstacle::NotTested => ActivationObstacle::NotTested,
        Obstacle::ChangedSinceTest => ActivationObstacle::ChangedSinceTest,
        Obstacle::NotMapped => ActivationObstacle::NotMapped,
        Obstacle::TestShowsNoUser => ActivationObstacle::TestShowsNoUser,
        Obstacle::NoProvenDomain => ActivationObstacle::NoProvenDomain,
        Obstacle::NoRecoveryCodes => ActivationObstacle::NoRecoveryCodes,
    }
}
