//! What an app's managers (the company's admins and the app's team) change in Settings > General. Invariants: for everybody else the app does not
//! exist (404); each change checks the permission again and locks it in its own transaction; a secret leaves this module once, when it is made.

pub mod archive;
mod changes;
pub mod create;
pub mod delete;
pub mod secrets;
pub mod team;
pub mod update;

use serde_json::{Value, json};

use crate::app_state::AppState;
use crate::company_brand::shown;
use crate::domain::app_management::{Membership, may_create, may_manage};
use crate::domain::registration::ValidationError;
use crate::jobs::JobError;
use crate::secrets::NoRandomness;
use crate::store::app_settings::{self as store, Environment, StoredApp};
use crate::store::apps::{self, OpenableEnvironment, Registration};
use crate::store::audit::{self, Origin};
use crate::store::page::{Part, Rows};
use crate::store::{Connection, StoreError, accounts, companies, identity_conflicts};
use latchkey_contract::session::get_permissions::{self, MAX_OPEN_CONFLICTS};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AppSettingsError {
    /// It is not there, or this person does not look after it.
    #[error("there is no such app or environment for this person")]
    NotFound,
    /// It is not any more what was looked at.
    #[error("changed meanwhile")]
    ChangedMeanwhile,
    /// An app cannot be called that.
    #[error("the name cannot be")]
    NameInvalid,
    /// An app cannot have this slug.
    #[error("the slug cannot be")]
    SlugInvalid,
    /// Another app has or had this slug.
    #[error("the slug is taken")]
    SlugTaken,
    /// The app has an environment of this name already.
    #[error("the name is taken")]
    NameTaken,
    /// Something about an environment cannot be.
    #[error("{} {}", .0.field, .0.reason)]
    Invalid(ValidationError),
    /// More people were to be invited at once than may be.
    #[error("too many addresses at once")]
    TooManyInvitees,
    /// More people were selected than may be changed at once.
    #[error("too many people at once")]
    TooManySelected,
    /// What is to be done to everybody says nothing, or contradicts itself.
    #[error("nothing can be done by this")]
    ActInvalid,
    /// Another change of many people's access goes on.
    #[error("another change goes on")]
    BulkChangeRunning,
    /// Nobody enters the environment, so that nobody is let in.
    #[error("the environment is archived")]
    Archived,
    /// The address was mailed just now.
    #[error("too many attempts")]
    TooManyAttempts {
        /// When it may be tried again.
        retry_after_seconds: u32,
    },
    /// Several fields cannot be, in their order; never empty.
    #[error("fields of the form cannot be")]
    Fields(Vec<Self>),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A mail could not be queued.
    #[error(transparent)]
    Mail(#[from] JobError),
    /// No secret could be made.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

type Result<T> = std::result::Result<T, AppSettingsError>;

/// The account that makes a request, and where it came from.
#[derive(Debug, Clone, Copy)]
pub struct Asker<'a> {
    /// The account.
    pub account_id: &'a str,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
}

/// Some of the apps that somebody manages.
#[derive(Debug)]
pub struct ManagedApps {
    /// The apps.
    pub apps: Rows<store::ListedApp>,
    /// What is registered for their environments: pairs of the app's identifier and the registration.
    pub registrations: Vec<(String, Registration)>,
    /// Whether this person may make more.
    pub may_create: bool,
}

/// Some of the apps that somebody manages, those in use or those archived, with how far their environments are.
pub async fn list(
    platform: &AppState,
    account_id: &str,
    is_archived: bool,
    part: &Part,
) -> Result<ManagedApps> {
    let mut connection = platform.store.read().await?;
    let membership = AccountMembership::of(&mut connection, account_id).await?;
    let may_create = may_create(membership.as_membership());
    let company_id = membership.company_id.filter(|_| membership.is_admin);
    let company_id = company_id.as_deref();
    let apps = store::manageable_by(&mut connection, account_id, company_id, is_archived, part).await?;
    let ids: Vec<_> = apps.items.iter().map(|app| app.id.as_str()).collect();
    Ok(ManagedApps {
        registrations: store::registrations_of(&mut connection, &ids).await?,
        apps,
        may_create,
    })
}

/// The environments that somebody may open, each with whether that person manages the app.
pub async fn openable(platform: &AppState, account_id: &str) -> Result<Vec<(OpenableEnvironment, bool)>> {
    let mut connection = platform.store.read().await?;
    let membership = AccountMembership::of(&mut connection, account_id).await?;
    let openable = apps::openable_by(&mut connection, account_id).await?;
    let with_managed = |environment: OpenableEnvironment| {
        let is_in_team = environment.in_team == 1;
        let is_managed = may_manage(membership.as_membership(), &environment.company_id, is_in_team);
        (environment, is_managed)
    };
    Ok(openable.into_iter().map(with_managed).collect())
}

/// Which areas of the portal somebody may enter.
pub async fn permissions(platform: &AppState, account_id: &str) -> Result<get_permissions::Response> {
    let mut connection = platform.store.read().await?;
    let membership = AccountMembership::of(&mut connection, account_id).await?;
    let is_company_admin = may_create(membership.as_membership());
    let administered = membership.company_id.as_deref().filter(|_| is_company_admin);
    let manages_apps = store::is_any_managed(&mut connection, account_id, administered).await?;
    let open_identity_conflicts = match administered {
        Some(id) => identity_conflicts::count_open(&mut connection, id, MAX_OPEN_CONFLICTS).await?,
        None => 0,
    };
    let company = match membership.company_id.as_deref() {
        Some(id) => companies::by_id(&mut connection, id).await?,
        None => None,
    };
    Ok(get_permissions::Response {
        company: company.map(|company| company.name),
        is_company_admin,
        manages_apps,
        brand: shown::to_account(&mut connection, account_id).await?,
        open_identity_conflicts,
    })
}

/// An app with its environments.
pub async fn read(
    platform: &AppState,
    account_id: &str,
    slug: &str,
) -> Result<(StoredApp, Vec<Environment>)> {
    let mut connection = platform.store.read().await?;
    let membership = AccountMembership::of(&mut connection, account_id).await?;
    let app = membership.manages(store::by_slug(&mut connection, slug, account_id).await?)?;
    let environments = store::environments_of(&mut connection, &app.id).await?;
    Ok((app, environments))
}

/// The version (ETag) of an environment: a hash of its stored settings.
pub fn version(environment: &Environment) -> String {
    changes::version(environment)
}

/// An environment with its app, for somebody who manages the app.
pub(crate) async fn managed_environment(
    connection: &mut Connection,
    account_id: &str,
    id: &str,
) -> Result<(StoredApp, Environment)> {
    let membership = AccountMembership::of(connection, account_id).await?;
    let environment = store::environment(connection, id).await?;
    let environment = environment.ok_or(AppSettingsError::NotFound)?;
    let app = store::by_id(connection, &environment.app_id, account_id).await?;
    Ok((membership.manages(app)?, environment))
}

/// The company of an account, and whether the account is its admin.
struct AccountMembership {
    company_id: Option<String>,
    is_admin: bool,
}

impl AccountMembership {
    async fn of(connection: &mut Connection, account_id: &str) -> Result<Self> {
        let membership = store::membership_of(connection, account_id).await?;
        let (company_id, is_admin) = membership.ok_or(AppSettingsError::NotFound)?;
        Ok(Self { company_id, is_admin })
    }

    fn as_membership(&self) -> Membership<'_> {
        Membership {
            company_id: self.company_id.as_deref(),
            is_admin: self.is_admin,
        }
    }

    fn manages(&self, app: Option<StoredApp>) -> Result<StoredApp> {
        app.filter(|app| may_manage(self.as_membership(), &app.company_id, app.is_in_team))
            .ok_or(AppSettingsError::NotFound)
    }
}

/// Reads the membership and locks it until the transaction ends.
async fn locked_membership(connection: &mut Connection, asker: Asker<'_>) -> Result<AccountMembership> {
    if !accounts::lock_active(connection, asker.account_id).await? {
        return Err(AppSettingsError::NotFound);
    }
    store::lock_teams_for_share(connection, asker.account_id).await?;
    AccountMembership::of(connection, asker.account_id).await
}

/// Reads the app and locks it until the transaction ends.
async fn locked_app(connection: &mut Connection, asker: Asker<'_>, slug: &str) -> Result<StoredApp> {
    let membership = locked_membership(connection, asker).await?;
    let app = membership.manages(store::by_slug(connection, slug, asker.account_id).await?)?;
    store::lock_for_update(connection, &app.id).await?;
    membership.manages(store::by_id(connection, &app.id, asker.account_id).await?)
}

/// Reads the environment with its app and locks both until the transaction ends.
pub(crate) async fn locked_environment(
    connection: &mut Connection,
    asker: Asker<'_>,
    id: &str,
) -> Result<(StoredApp, Environment)> {
    let membership = locked_membership(connection, asker).await?;
    let found = store::environment(connection, id).await?;
    let app_id = found.ok_or(AppSettingsError::NotFound)?.app_id;
    let app = membership.manages(store::by_id(connection, &app_id, asker.account_id).await?)?;
    store::lock_for_update(connection, &app.id).await?;
    let environment = store::environment(connection, id).await?;
    Ok((app, environment.ok_or(AppSettingsError::NotFound)?))
}

/// Renames an app, if it is still called what `present_name` says.
pub async fn rename(
    platform: &AppState,
    asker: Asker<'_>,
    slug: &str,
    present_name: &str,
    name: &str,
) -> Result<()> {
    let name = create::app_name(name)?;
    let now = platform.clock.now_ms();
    let mut transaction = platform.store.begin().await?;
    let app = locked_app(&mut transaction, asker, slug).await?;
    if app.name != present_name {
        return Err(AppSettingsError::ChangedMeanwhile);
    }
    if app.name != name {
        store::rename(&mut transaction, &app.id, name).await?;
        let detail = json!({ "from": app.name, "to": name });
        append_audit(&mut transaction, asker, "app_renamed", &app, &app.id, detail, now).await?;
    }
    Ok(transaction.commit().await?)
}

/// Whether this person is an admin of the company that the app belongs to.
pub(crate) async fn administers(
    connection: &mut Connection,
    account_id: &str,
    app: &StoredApp,
) -> Result<bool> {
    let membership = AccountMembership::of(connection, account_id).await?;
    Ok(may_manage(membership.as_membership(), &app.company_id, false))
}

/// Tells the audit trail of something about an app or an environment.
pub(crate) async fn append_audit(
    connection: &mut Connection,
    asker: Asker<'_>,
    action: &'static str,
    app: &StoredApp,
    subject: &str,
    detail: Value,
    now_ms: i64,
) -> Result<()> {
    let event = audit::Event {
        action,
        company_id: Some(&app.company_id),
        actor_account_id: Some(asker.account_id),
        subject: Some(subject),
        detail,
    };
    Ok(audit::append(connection, &event, asker.origin, now_ms).await?)
}
