//! Invitations as whoever is signed in sees them, without the link in the mail. Invariants: a person sees those to the account's own address
//! alone, and none before it is known that mail to it reaches the person; they are accepted as the link's are ([`super::acceptance`]).

use crate::app_state::AppState;
use crate::domain::access::Origin as AccessOrigin;
use crate::domain::app_roles::effective;
use crate::domain::email_address::EmailAddress;
use crate::store::app_invitations::{self as store, Invitation};
use crate::store::clients::Client;
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, access, accounts, clients};

/// An invitation that waits for the person's answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnInvitation {
    /// Its identifier.
    pub id: String,
    /// Identifier of the environment.
    pub environment_id: String,
    /// Name of the app.
    pub app: String,
    /// Name of the environment.
    pub environment: String,
    /// The roles that it gives, as far as the environment publishes them.
    pub roles: Vec<String>,
    /// Address of who invites.
    pub invited_by: String,
}

/// The invitations that this person can accept, the newest first, without those that would give nothing new.
pub async fn of(platform: &AppState, account_id: &str) -> Result<Vec<OwnInvitation>, StoreError> {
    let mut connection = platform.store.read().await?;
    let Some(account) = accounts::by_id(&mut connection, account_id).await? else {
        return Ok(Vec::new());
    };
    let Some(address) = EmailAddress::parse(&account.email) else {
        return Ok(Vec::new());
    };
    let open = store::open_of_key(&mut connection, &address.key(), platform.clock.now_ms()).await?;
    if open.is_empty() || !accounts::has_verified_address(&mut connection, account_id).await? {
        return Ok(Vec::new());
    }
    let mut own = Vec::with_capacity(open.len());
    for invitation in open {
        let client = clients::by_environment(&mut connection, &invitation.environment_id).await?;
        let Some(client) = client.filter(|client| !client.is_archived) else {
            continue;
        };
        own.extend(offered(&mut connection, account_id, invitation, client).await?);
    }
    Ok(own)
}

/// The invitation of this person into an environment.
pub async fn into(
    platform: &AppState,
    session: &Session,
    environment_id: &str,
) -> Result<Option<OwnInvitation>, StoreError> {
    let own = of(platform, &session.account_id).await?;
    Ok(own.into_iter().find(|one| one.environment_id == environment_id))
}

/// What the invitation offers; nothing where the person was given it before.
async fn offered(
    connection: &mut Connection,
    account_id: &str,
    invitation: Invitation,
    client: Client,
) -> Result<Option<OwnInvitation>, StoreError> {
    let published = &client.registration.settings.roles;
    let roles = effective(invitation.roles, published);
    let access = access::of(connection, &client.environment_id, account_id, published).await?;
    let mut routes = access.into_iter().flat_map(|access| access.routes);
    let direct = routes.find(|route| matches!(route.origin, AccessOrigin::Direct));
    if direct.is_some_and(|direct| roles.iter().all(|role| direct.roles.contains(role))) {
        return Ok(None);
    }
    Ok(Some(OwnInvitation {
        id: invitation.id,
        environment_id: client.environment_id,
        app: client.app,
        environment: client.environment,
        roles,
        invited_by: invitation.invited_by,
    }))
}
