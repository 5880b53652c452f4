//! Making a configuration the one that people sign in with, and a draft again. Invariants: both take effect with the commit, for every way to
//! sign in; whatever they need is looked at again in that transaction; a company has one active configuration at most, and the database
//! holds that.

use latchkey_contract::{ErrorCode, Language, paths};
use serde_json::json;

use super::activation_preview::{obstacles, source_of, version_of};
use super::admin_notifier::AdminNotifier;
use super::{Actor, Editor, FieldRefusal, Result, SsoConfigurationError, append_audit, found, locked};
use crate::app_state::AppState;
use crate::domain::mail_notice;
use crate::federation::issuer_of_endpoint;
use crate::mail::{Asking, Message};
use crate::sign_in::recent::is_recent;
use crate::store::audit::Origin;
use crate::store::sessions::Session;
use crate::store::sso_configurations::{self as store, SsoConfiguration};
use crate::store::{
    Connection, StoreError, account_links, accounts, companies, password_jobs, password_links, sso_notices,
    sso_pilot, sso_test_access,
};

/// Whoever does it.
#[derive(Clone, Copy)]
pub struct Admin<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
    /// The language of mails to admins who chose none.
    pub language: Language,
}

impl Admin<'_> {
    /// Whether the sign-in is recent enough.
    pub(super) async fn require_fresh(self, connection: &mut Connection, now_ms: i64) -> Result<()> {
        match is_recent(connection, self.session, now_ms).await? {
            true => Ok(()),
            false => Err(SsoConfigurationError::NotFresh),
        }
    }

    /// Queues mails to the company's admins about what this admin does.
    pub(super) fn admin_notifier(self, app: &AppState) -> AdminNotifier<'_> {
        let now_ms = app.clock.now_ms();
        AdminNotifier {
            secret_key: &app.secret_key,
            now_ms,
            language: self.language,
            asking: Some(Asking::new(now_ms, &self.origin.user_agent)),
        }
    }
}

/// The mail to the company's people when a configuration is activated.
#[derive(Debug, Clone, Copy)]
pub struct MailToPeople<'a> {
    /// Whether it is sent.
    pub is_mailed: bool,
    /// What the admin adds to it.
    pub notice: &'a str,
}

/// Makes the draft the active configuration, and queues the job that ends passwords.
///
/// # Errors
/// [`SsoConfigurationError::Fields`] if the notice contains what a mail cannot; [`SsoConfigurationError::NotReady`] if there is an obstacle;
/// [`SsoConfigurationError::NotFresh`] if the sign-in is too old.
pub async fn activate(
    app: &AppState,
    admin: Admin<'_>,
    id: &str,
    (seen_version, people): (&str, MailToPeople<'_>),
) -> Result<()> {
    let notice = mail_notice::checked(people.notice).map_err(|_| refused_notice())?;
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let company_id = found(&mut *app.store.read().await?, &editor, id)
        .await?
        .company_id;
    let mut transaction = app.store.begin().await?;
    // Nobody sets a password any more.
    password_links::cancel(&mut transaction, &company_id).await?;
    let draft = locked(&mut transaction, actor, id).await?;
    let before = store::active_of_company(&mut transaction, &draft.company_id).await?;
    refuse_changed(&draft, before.as_ref(), seen_version)?;
    if draft.is_for_everybody() {
        return Err(SsoConfigurationError::IsActive);
    }
    // What a pilot tried becomes everybody's: nobody was taken over before.
    let before = before.filter(SsoConfiguration::is_for_everybody);
    sso_pilot::set(&mut transaction, id, None).await?;
    sso_pilot::forget(&mut transaction, &company_id).await?;
    admin.require_fresh(&mut transaction, now_ms).await?;
    if !obstacles(app, &mut transaction, &draft).await?.is_empty() {
        return Err(SsoConfigurationError::NotReady);
    }
    store::set_active(&mut transaction, &draft.company_id, Some(id), now_ms).await?;
    // It was for trying what everybody uses now.
    sso_test_access::delete(&mut transaction, id).await?;
    let voided = void_other_links(&mut transaction, &draft).await?;
    let keeps_links = before
        .as_ref()
        .is_some_and(|before| source_of(&draft).keeps_links_of(&source_of(before)));
    if keeps_links {
        password_jobs::queue_where_passwords_are_left(&mut transaction, &draft.company_id, now_ms).await?;
    } else {
        let replaced_at_ms = before.as_ref().map_or(0, |_| now_ms);
        password_jobs::queue(&mut transaction, &draft.company_id, replaced_at_ms, now_ms).await?;
    }
    // Where another configuration was active, people sign in as they did.
    let tells_people = people.is_mailed && before.is_none();
    if tells_people {
        sso_notices::queue(&mut transaction, &company_id, &notice, now_ms).await?;
    }
    let named =
        |configuration: &SsoConfiguration| json!({ "id": configuration.id, "name": configuration.name });
    let detail = json!({
        "before": before.as_ref().map(named),
        "after": named(&draft),
        "links_voided": voided,
        "notice": tells_people.then_some(notice),
    });
    let action = "sso_configuration_activated";
    append_audit(
        &mut transaction,
        actor,
        action,
        &draft.company_id,
        id,
        detail,
        now_ms,
    )
    .await?;
    notify_admins(app, &mut transaction, admin, &draft, true).await?;
    Ok(transaction.commit().await?)
}

/// Makes the active configuration a draft. What takes passwords away ends: whoever sets one from now on keeps it. Whoever has none is mailed a
/// link that sets one, by a job.
///
/// # Errors
/// [`SsoConfigurationError::ChangedMeanwhile`] where it is not active any more; [`SsoConfigurationError::NotFresh`] where the sign-in is
/// too old.
pub async fn deactivate(
    app: &AppState,
    admin: Admin<'_>,
    id: &str,
    (seen_version, notice): (&str, &str),
) -> Result<()> {
    let notice = mail_notice::checked(notice).map_err(|_| refused_notice())?;
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let company_id = found(&mut *app.store.read().await?, &editor, id)
        .await?
        .company_id;
    let mut transaction = app.store.begin().await?;
    password_jobs::cancel(&mut transaction, &company_id).await?;
    sso_notices::cancel(&mut transaction, &company_id).await?;
    let active = locked(&mut transaction, actor, id).await?;
    refuse_changed(&active, Some(&active), seen_version)?;
    if !active.active || active.company_id != company_id {
        return Err(SsoConfigurationError::ChangedMeanwhile);
    }
    admin.require_fresh(&mut transaction, now_ms).await?;
    store::set_active(&mut transaction, &company_id, None, now_ms).await?;
    let detail = json!({ "before": { "id": id, "name": active.name }, "after": null });
    if !active.is_for_everybody() {
        // The passwords of a pilot's people were asleep, and nobody is mailed.
        sso_pilot::set(&mut transaction, id, None).await?;
        sso_pilot::forget(&mut transaction, &company_id).await?;
        let action = "sso_pilot_ended";
        append_audit(&mut transaction, actor, action, &company_id, id, detail, now_ms).await?;
        return Ok(transaction.commit().await?);
    }
    password_links::queue(&mut transaction, &company_id, None, &notice, now_ms).await?;
    let mut detail = detail;
    detail["notice"] = json!(notice);
    let action = "sso_configuration_deactivated";
    append_audit(&mut transaction, actor, action, &company_id, id, detail, now_ms).await?;
    notify_admins(app, &mut transaction, admin, &active, false).await?;
    Ok(transaction.commit().await?)
}

fn refused_notice() -> SsoConfigurationError {
    SsoConfigurationError::Fields(vec![FieldRefusal {
        field: "notice",
        entry: None,
        code: ErrorCode::ValueInvalid,
    }])
}

fn refuse_changed(
    configuration: &SsoConfiguration,
    active: Option<&SsoConfiguration>,
    seen_version: &str,
) -> Result<()> {
    match version_of(configuration, active) == seen_version {
        true => Ok(()),
        false => Err(SsoConfigurationError::ChangedMeanwhile),
    }
}

/// Deletes the links to identities other than those of the active configuration. Returns how many.
async fn void_other_links(connection: &mut Connection, active: &SsoConfiguration) -> Result<u64> {
    let issuer = issuer_of_endpoint(&active.endpoint_url).ok();
    // Links hold the issuer as its ID tokens spell it, which may differ from the configured spelling.
    let is_issuer = |linked: &str| issuer_of_endpoint(linked).ok() == issuer;
    let claim = &active.claim_mapping.foreign_id;
    Ok(account_links::delete_others(connection, &active.company_id, is_issuer, claim).await?)
}

/// Queues a mail to all admins of the company, including the one who did it.
async fn notify_admins(
    app: &AppState,
    connection: &mut Connection,
    admin: Admin<'_>,
    configuration: &SsoConfiguration,
    is_active: bool,
) -> Result<()> {
    let company = companies::by_id(connection, &configuration.company_id)
        .await?
        .ok_or(StoreError::Corrupt("sso_configurations.company_id"))?
        .name;
    let by = accounts::by_id(connection, &admin.session.account_id)
        .await?
        .map_or_else(|| admin.session.email.clone(), |account| account.email);
    let sign_in = app.config.public_url.join(paths::SIGN_IN);
    let message = match is_active {
        true => Message::SsoActivated { company, by, sign_in },
        false => Message::SsoDeactivated { company, by, sign_in },
    };
    Ok(admin
        .admin_notifier(app)
        .admins(connection, &configuration.company_id, &message)
        .await?)
}
