//! What the admins of a company change about its people. Invariants: a company never loses its last active admin, whoever else changes
//! something at the same time; whoever is switched off holds nothing any more when the transaction commits; nobody changes the own
//! account without having said so.

use latchkey_contract::Language;
use latchkey_contract::members::update_member::MemberChange;
use serde_json::json;

use crate::app_state::AppState;
use crate::jobs::JobError;
use crate::sign_in::recent::is_recent;
use crate::store::account_security::{self, Cause};
use crate::store::audit::{self, Event, Origin};
use crate::store::members::{self, Member};
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, accounts, app_settings, companies};
use crate::two_step::reset::{Resetting, reset};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The company of whoever asks has no such person, or the account is none of its admins.
    #[error("there is no such member for this person")]
    NotFound,
    /// It is the account of whoever asks, who did not say so.
    #[error("the own account was not named as such")]
    OwnAccount,
    /// The company would have no active admin any more.
    #[error("the last active admin of a company")]
    LastCompanyAdmin,
    /// The sign-in is too old.
    #[error("the sign-in is too old")]
    NotFresh,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The person could not be told.
    #[error(transparent)]
    Mail(#[from] JobError),
}

/// The admin who makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct MemberAdmin<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
    /// Whether the person knows that the change is of the own account.
    pub means_own_account: bool,
    /// The language of mails to people who chose none.
    pub language: Language,
}

type Result<T> = std::result::Result<T, MemberError>;

/// Changes somebody of the company. What is so already is no change, and not in the trail.
pub async fn update(
    app: &AppState,
    admin: MemberAdmin<'_>,
    account_id: &str,
    change: MemberChange,
) -> Result<()> {
    if change == MemberChange::ResetSecondFactor {
        return reset_second_factor(app, admin, account_id).await;
    }
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let (company_id, member) = locked_member(&mut transaction, admin, account_id).await?;
    let (is_active, is_admin) = (member.deactivated_at_ms.is_none(), member.company_admin == 1);
    let is_service = member.service_account == 1;
    let (action, is_so, ends_admin) = match change {
        MemberChange::Deactivate => ("account_deactivated", !is_active, true),
        MemberChange::Reactivate => ("account_reactivated", is_active, false),
        MemberChange::MakeCompanyAdmin => ("company_admin_made", is_admin, false),
        MemberChange::RemoveCompanyAdmin => ("company_admin_unmade", !is_admin, true),
        MemberChange::MarkServiceAccount => ("service_account_marked", is_service, false),
        MemberChange::UnmarkServiceAccount => ("service_account_unmarked", !is_service, false),
        MemberChange::ResetSecondFactor => return Ok(()),
    };
    if is_so {
        return Ok(());
    }
    if ends_admin
        && is_active
        && is_admin
        && !members::has_other_admin(&mut transaction, &company_id, account_id).await?
    {
        return Err(MemberError::LastCompanyAdmin);
    }
    let shown = |is_active: bool, is_admin: bool, is_service: bool| json!({ "deactivated": !is_active, "company_admin": is_admin, "service_account": is_service });
    let after = match change {
        MemberChange::Deactivate => shown(false, is_admin, is_service),
        MemberChange::Reactivate => shown(true, is_admin, is_service),
        MemberChange::MakeCompanyAdmin => shown(is_active, true, is_service),
        MemberChange::RemoveCompanyAdmin => shown(is_active, false, is_service),
        MemberChange::MarkServiceAccount => shown(is_active, is_admin, true),
        MemberChange::UnmarkServiceAccount => shown(is_active, is_admin, false),
        MemberChange::ResetSecondFactor => shown(is_active, is_admin, is_service),
    };
    let cause = Cause {
        action,
        actor_account_id: Some(&admin.session.account_id),
        detail: json!({ "by": "admin", "before": shown(is_active, is_admin, is_service), "after": after }),
        origin: admin.origin,
    };
    let connection = &mut transaction;
    match change {
        MemberChange::Deactivate | MemberChange::Reactivate => {
            let active = change == MemberChange::Reactivate;
            account_security::set_active(connection, account_id, active, &cause, now).await?;
        }
        MemberChange::MakeCompanyAdmin | MemberChange::RemoveCompanyAdmin => {
            let is_made = change == MemberChange::MakeCompanyAdmin;
            account_security::set_company_admin(connection, account_id, is_made, &cause, now).await?;
        }
        MemberChange::MarkServiceAccount | MemberChange::UnmarkServiceAccount => {
            let is_marked = change == MemberChange::MarkServiceAccount;
            members::set_service_account(connection, account_id, is_marked).await?;
            let event = Event {
                action,
                company_id: Some(&company_id),
                actor_account_id: Some(&admin.session.account_id),
                subject: Some(account_id),
                detail: cause.detail,
            };
            audit::append(connection, &event, admin.origin, now).await?;
        }
        MemberChange::ResetSecondFactor => {}
    }
    Ok(transaction.commit().await?)
}

/// Takes the second factor of somebody away who has lost it. Nobody does so with the own account: that would be the way round what My Account
/// asks for.
async fn reset_second_factor(app: &AppState, admin: MemberAdmin<'_>, account_id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let admin = MemberAdmin {
        means_own_account: false,
        ..admin
    };
    let mut transaction = app.store.begin().await?;
    let (_, member) = locked_member(&mut transaction, admin, account_id).await?;
    if !is_recent(&mut transaction, admin.session, now).await? {
        return Err(MemberError::NotFresh);
    }
    let account = accounts::by_id(&mut transaction, &member.id).await?;
    let account = account.ok_or(MemberError::NotFound)?;
    let by = accounts::by_id(&mut transaction, &admin.session.account_id).await?;
    let cause = Cause {
        action: "second_factor_reset",
        actor_account_id: Some(&admin.session.account_id),
        detail: json!({ "by": "admin" }),
        origin: admin.origin,
    };
    let resetting = Resetting {
        secret_key: &app.secret_key,
        public_url: &app.config.public_url,
        language: admin.language,
        by: by.as_ref().map_or("", |admin| admin.email.as_str()),
    };
    if reset(&mut transaction, resetting, &account, &cause, now)
        .await?
        .is_none()
    {
        return Ok(());
    }
    Ok(transaction.commit().await?)
}

/// Somebody of the company that this person administers. Until the transaction ends, nobody else changes who its admins are: of two
/// who take each other's rights at once, the second finds out that it is no admin any more.
async fn locked_member(
    connection: &mut Connection,
    admin: MemberAdmin<'_>,
    account_id: &str,
) -> Result<(String, Member)> {
    let company_id = administered_by(connection, &admin.session.account_id).await?;
    companies::lock_for_update(connection, &company_id).await?;
    if !accounts::lock_active(connection, &admin.session.account_id).await?
        || administered_by(connection, &admin.session.account_id).await? != company_id
    {
        return Err(MemberError::NotFound);
    }
    if account_id.contains(char::is_control) {
        return Err(MemberError::NotFound);
    }
    let member = members::by_id(connection, &company_id, account_id).await?;
    let member = member.ok_or(MemberError::NotFound)?;
    if account_id == admin.session.account_id && !admin.means_own_account {
        return Err(MemberError::OwnAccount);
    }
    Ok((company_id, member))
}

async fn administered_by(connection: &mut Connection, account_id: &str) -> Result<String> {
    match app_settings::membership_of(connection, account_id).await? {
        Some((Some(company_id), true)) => Ok(company_id),
        _ => Err(MemberError::NotFound),
    }
}
