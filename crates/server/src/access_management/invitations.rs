//! Invitations by mail. Invariants: an address is mailed once, however often the same request comes; the link's token is in the mail alone;
//! inviting, mail and audit event are in one transaction.

use latchkey_contract::access_management::InviteeOutcome;
use latchkey_contract::{Language, paths};
use serde_json::json;

use super::invitees::{BATCH, CheckedInvitee, Standing};
use crate::app_settings::archive::require_in_use;
use crate::app_settings::{AppSettingsError, Asker, append_audit, locked_environment, managed_environment};
use crate::app_state::AppState;
use crate::domain::app_roles::chosen;
use crate::domain::email_address::EmailAddress;
use crate::domain::invitation::{InvitationState, LIFETIME_MS, MAIL_PAUSE_MS};
use crate::domain::invitee_list::{MOST, TooMany, parse};
use crate::mail::{self, Message, Recipient};
use crate::secrets::{new_token, token_hash};
use crate::store::app_invitations::{self as store, Invitation, NewInvitation};
use crate::store::app_settings::{Environment, StoredApp};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, accounts, companies, new_id};

type Result<T> = std::result::Result<T, AppSettingsError>;

/// Who is invited, as what.
#[derive(Debug, Clone, Copy)]
pub struct Inviting<'a> {
    /// The environment that the invitation is for.
    pub environment_id: &'a str,
    /// Addresses.
    pub emails: &'a [String],
    /// Names of roles.
    pub roles: &'a [String],
    /// The language of mails to those who have no account.
    pub language: Language,
}

/// Invites people. Returns what became of each address, in their order.
pub async fn invite(
    platform: &AppState,
    asker: Asker<'_>,
    inviting: Inviting<'_>,
) -> Result<Vec<CheckedInvitee>> {
    if inviting.emails.len() > MOST {
        return Err(AppSettingsError::TooManyInvitees);
    }
    let entries = parse(&inviting.emails.join("\n")).map_err(|TooMany| AppSettingsError::TooManyInvitees)?;
    let mut outcomes = Vec::with_capacity(entries.len());
    for batch in entries.chunks(BATCH) {
        let now = platform.clock.now_ms();
        let mut transaction = platform.store.begin().await?;
        let (app, environment) = locked_environment(&mut transaction, asker, inviting.environment_id).await?;
        require_in_use(&environment)?;
        // A role that was published when the form was opened, and is not any more.
        let published = &environment.registration.settings.roles;
        let roles = chosen(&[], published, inviting.roles).ok_or(AppSettingsError::ChangedMeanwhile)?;
        let standing = Standing::new(&mut transaction, &app).await?;
        let checked = standing.of(&mut transaction, &environment.id, batch, now).await?;
        let mut invited = Vec::new();
        for address in checked
            .iter()
            .filter(|one| one.outcome == InviteeOutcome::Invited)
        {
            let Some(address) = &address.address else { continue };
            let place = Place {
                app: &app,
                environment: &environment,
                language: inviting.language,
            };
            place
                .mail(platform, &mut transaction, asker, address, &roles, now)
                .await?;
            invited.push(address.to_string());
        }
        if !invited.is_empty() {
            let detail = json!({
                "app": app.slug, "environment": environment.name, "roles": roles, "addresses": invited,
            });
            let subject = &environment.id;
            append_audit(
                &mut transaction,
                asker,
                "people_invited",
                &app,
                subject,
                detail,
                now,
            )
            .await?;
        }
        transaction.commit().await?;
        outcomes.extend(checked);
    }
    Ok(outcomes)
}

/// Where somebody is invited to.
struct Place<'a> {
    app: &'a StoredApp,
    environment: &'a Environment,
    language: Language,
}

impl Place<'_> {
    /// Makes an invitation, or makes it anew, and queues its mail.
    async fn mail(
        &self,
        platform: &AppState,
        connection: &mut Connection,
        asker: Asker<'_>,
        address: &EmailAddress,
        roles: &[String],
        now_ms: i64,
    ) -> Result<()> {
        let token = new_token()?;
        let (hash, id) = (token_hash(&token), new_id());
        let expires_at_ms = now_ms + LIFETIME_MS;
        let invitation = NewInvitation {
            id: &id,
            environment_id: &self.environment.id,
            address,
            roles,
            invited_by_account_id: asker.account_id,
            token_hash: &hash,
            expires_at_ms,
        };
        store::invite(connection, &invitation, now_ms).await?;
        let inviter = accounts::by_id(connection, asker.account_id).await?;
        let company = companies::by_id(connection, &self.app.company_id).await?;
        let message = Message::Invitation {
            link: platform
                .config
                .public_url
                .join(&format!("{}?token={token}", paths::INVITATIONS)),
            expires_at_ms,
            app: self.app.name.clone(),
            environment: self.environment.name.clone(),
            company: company.map(|company| company.name).unwrap_or_default(),
            inviter: inviter
                .map(|inviter| match inviter.name() {
                    name if name.is_empty() => inviter.email,
                    name => name,
                })
                .unwrap_or_default(),
            token_hash: hash,
        };
        let account = accounts::by_email(connection, address).await?;
        let address = address.to_string();
        let to = Recipient {
            address: &address,
            language: account.map_or(self.language, |account| account.language_of_news(self.language)),
        };
        mail::queue(connection, &platform.secret_key, now_ms, &to, &message, None).await?;
        Ok(())
    }
}

/// Some of the invitations into an environment, for somebody who manages its app.
pub async fn list(
    platform: &AppState,
    account_id: &str,
    environment_id: &str,
    part: &Part,
) -> Result<Rows<Invitation>> {
    let mut connection = platform.store.read().await?;
    let (_, environment) = managed_environment(&mut connection, account_id, environment_id).await?;
    Ok(store::of_environment(&mut connection, &environment.id, part).await?)
}

/// Mails an invitation again, with a new link.
pub async fn resend(
    platform: &AppState,
    asker: Asker<'_>,
    language: Language,
    environment_id: &str,
    id: &str,
) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    require_in_use(&environment)?;
    let invitation = of(&mut transaction, &environment, id).await?;
    if invitation.life.state(now) == InvitationState::Accepted {
        return Err(AppSettingsError::NotFound);
    }
    if !invitation.life.may_be_mailed(now) {
        let left_ms = invitation.life.sent_at_ms + MAIL_PAUSE_MS - now;
        return Err(AppSettingsError::TooManyAttempts {
            retry_after_seconds: u32::try_from(left_ms.div_euclid(1000) + 1).unwrap_or(1),
        });
    }
    let address = EmailAddress::parse(&invitation.email).ok_or(AppSettingsError::NotFound)?;
    let place = Place {
        app: &app,
        environment: &environment,
        language,
    };
    place
        .mail(
            platform,
            &mut transaction,
            asker,
            &address,
            &invitation.roles,
            now,
        )
        .await?;
    let detail = json!({
        "app": app.slug, "environment": environment.name, "roles": invitation.roles, "addresses": [invitation.email],
    });
    append_audit(
        &mut transaction,
        asker,
        "people_invited",
        &app,
        &environment.id,
        detail,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// Takes an invitation back.
pub async fn withdraw(platform: &AppState, asker: Asker<'_>, environment_id: &str, id: &str) -> Result<()> {
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let (app, environment) = locked_environment(&mut transaction, asker, environment_id).await?;
    let invitation = of(&mut transaction, &environment, id).await?;
    if !invitation.life.is_open(now) {
        return Err(AppSettingsError::NotFound);
    }
    store::withdraw(&mut transaction, id, now).await?;
    let detail = json!({ "app": app.slug, "environment": environment.name, "address": invitation.email });
    append_audit(
        &mut transaction,
        asker,
        "invitation_withdrawn",
        &app,
        &environment.id,
        detail,
        now,
    )
    .await?;
    Ok(transaction.commit().await?)
}

/// An invitation into this environment, held until the transaction ends.
async fn of(connection: &mut Connection, environment: &Environment, id: &str) -> Result<Invitation> {
    store::lock(connection, id).await?;
    let found = store::by_id(connection, id).await?;
    found
        .filter(|invitation| invitation.environment_id == environment.id)
        .ok_or(AppSettingsError::NotFound)
}
