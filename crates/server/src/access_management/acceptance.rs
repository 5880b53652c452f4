//! What an invitation's link leads to. Invariants: looking changes nothing; with the link only the account with the invited address accepts, or
//! one for which the person has said that it stands for it; without it only the account with that address, verified; who has neither learns nothing.

use serde_json::json;

use crate::app_state::AppState;
use crate::domain::access::Origin as AccessOrigin;
use crate::domain::app_roles::{chosen, effective};
use crate::domain::email_address::EmailAddress;
use crate::domain::invitation::InvitationState;
use crate::secrets::token_hash;
use crate::store::app_invitations::{self as store, Invitation};
use crate::store::audit::{self, Origin};
use crate::store::clients::Client;
use crate::store::sessions::Session;
use crate::store::{Connection, StoreError, access, accounts, clients, username_aliases};

/// Why an invitation leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// There is none, or the environment is gone or archived.
    Unknown,
    /// This browser has not opened its link.
    Elsewhere,
    /// The invitation was accepted.
    Accepted,
    /// Whoever is invited declined.
    Declined,
    /// Nobody accepted in time.
    Expired,
    /// It was taken back.
    Withdrawn,
}

/// Who looks at an invitation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Viewer {
    /// Nobody is signed in.
    Nobody,
    /// Whoever was invited; with the account's address.
    Invitee(String),
    /// Somebody else; with that account's address.
    Another(String),
}

/// An invitation that can be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// The environment that the invitation is for.
    pub client: Client,
    /// The roles that it gives, as far as the environment publishes them.
    pub roles: Vec<String>,
    /// Who opened the link.
    pub viewer: Viewer,
}

/// The invitation at `id`, as whoever is in front of a browser may see it that has opened the link with this token, or none.
pub async fn look(
    platform: &AppState,
    id: &str,
    token: Option<&str>,
    session: Option<&Session>,
) -> Result<Result<OpenInvitation, Closed>, StoreError> {
    let mut connection = platform.store.read().await?;
    let Some(invitation) = store::by_id(&mut connection, id).await? else {
        return Ok(Err(Closed::Unknown));
    };
    let has_link = opens(&invitation, token);
    let viewer = viewer(&mut connection, &invitation, session, has_link).await?;
    if !has_link && !matches!(viewer, Viewer::Invitee(_)) {
        return Ok(Err(Closed::Elsewhere));
    }
    if let Err(closed) = state(&invitation, platform.clock.now_ms()) {
        return Ok(Err(closed));
    }
    let client = clients::by_environment(&mut connection, &invitation.environment_id).await?;
    let Some(client) = client.filter(|client| !client.is_archived) else {
        return Ok(Err(Closed::Unknown));
    };
    Ok(Ok(OpenInvitation {
        roles: effective(invitation.roles.clone(), &client.registration.settings.roles),
        invitation,
        client,
        viewer,
    }))
}

/// The address that was invited, in a browser that has opened the link with this token.
pub async fn invited_address(
    platform: &AppState,
    id: &str,
    token: &str,
) -> Result<Option<String>, StoreError> {
    let mut connection = platform.store.read().await?;
    let found = store::by_token_hash(&mut connection, &token_hash(token)).await?;
    let found = found.filter(|invitation| invitation.id == id);
    Ok(found.map(|invitation| invitation.email))
}

/// The identifier of the invitation whose link has this token.
pub async fn id_of(platform: &AppState, token: &str) -> Result<Option<String>, StoreError> {
    let mut connection = platform.store.read().await?;
    let found = store::by_token_hash(&mut connection, &token_hash(token)).await?;
    Ok(found.map(|invitation| invitation.id))
}

/// Accepts an invitation as the person of this session, in a browser that has opened the link with this token, or none. Returns where the app
/// opens.
pub async fn accept(
    platform: &AppState,
    id: &str,
    token: Option<&str>,
    session: &Session,
    origin: &Origin,
) -> Result<Result<String, Closed>, StoreError> {
    let now = platform.clock.now_ms();
    let account_id = &session.account_id;
    let mut transaction = platform.store.begin().await?;
    let (invitation, client) = match answerable(&mut transaction, id, token, session, now).await? {
        Ok(found) => found,
        Err(closed) => return Ok(Err(closed)),
    };
    let roles = give(&mut transaction, &invitation, &client, account_id, now).await?;
    store::accept(&mut transaction, id, account_id, now).await?;
    let event = audit::Event {
        action: "invitation_accepted",
        company_id: Some(&client.company_id),
        actor_account_id: Some(account_id),
        subject: Some(account_id),
        detail: json!({
            "client_id": client.client_id, "app_name": client.app, "environment": client.environment,
            "environment_id": client.environment_id, "roles": roles,
            "invited_by": invitation.invited_by,
        }),
    };
    audit::append(&mut transaction, &event, origin, now).await?;
    transaction.commit().await?;
    Ok(Ok(client.url))
}

/// Declines an invitation as the person of this session, without its link. The app's managers see that, and may invite the person anew.
pub async fn decline(
    platform: &AppState,
    id: &str,
    session: &Session,
    origin: &Origin,
) -> Result<Result<(), Closed>, StoreError> {
    let now = platform.clock.now_ms();
    let account_id = &session.account_id;
    let mut transaction = platform.store.begin().await?;
    let (invitation, client) = match answerable(&mut transaction, id, None, session, now).await? {
        Ok(found) => found,
        Err(closed) => return Ok(Err(closed)),
    };
    store::decline(&mut transaction, id, now).await?;
    let event = audit::Event {
        action: "invitation_declined",
        company_id: Some(&client.company_id),
        actor_account_id: Some(account_id),
        subject: Some(account_id),
        detail: json!({
            "client_id": client.client_id, "environment": client.environment, "invited_by": invitation.invited_by,
        }),
    };
    audit::append(&mut transaction, &event, origin, now).await?;
    transaction.commit().await?;
    Ok(Ok(()))
}

/// The invitation at `id`, if the person of this session may answer it now, with its environment. Both are held until the transaction ends: of
/// two answers the second finds the first.
async fn answerable(
    transaction: &mut Connection,
    id: &str,
    token: Option<&str>,
    session: &Session,
    now_ms: i64,
) -> Result<Result<(Invitation, Client), Closed>, StoreError> {
    if !accounts::lock_active(transaction, &session.account_id).await? {
        return Ok(Err(Closed::Elsewhere));
    }
    store::lock(transaction, id).await?;
    let Some(invitation) = store::by_id(transaction, id).await? else {
        return Ok(Err(Closed::Unknown));
    };
    let has_link = opens(&invitation, token);
    let viewer = viewer(transaction, &invitation, Some(session), has_link).await?;
    if !matches!(viewer, Viewer::Invitee(_)) {
        return Ok(Err(Closed::Elsewhere));
    }
    if let Err(closed) = state(&invitation, now_ms) {
        return Ok(Err(closed));
    }
    if !clients::lock(transaction, &invitation.environment_id).await? {
        return Ok(Err(Closed::Unknown));
    }
    let client = clients::by_environment(transaction, &invitation.environment_id).await?;
    let client = client.filter(|client| !client.is_archived);
    Ok(client.map(|client| (invitation, client)).ok_or(Closed::Unknown))
}

/// Gives what the invitation says, beside what the person was given directly before.
async fn give(
    connection: &mut Connection,
    invitation: &Invitation,
    client: &Client,
    account_id: &str,
    now_ms: i64,
) -> Result<Vec<String>, StoreError> {
    let published = &client.registration.settings.roles;
    let before = access::of(connection, &client.environment_id, account_id, published).await?;
    let mut routes = before.into_iter().flat_map(|access| access.routes);
    let direct = routes.find(|route| matches!(route.origin, AccessOrigin::Direct));
    let held = direct.map(|route| route.roles).unwrap_or_default();
    let mut wanted = effective(invitation.roles.clone(), published);
    wanted.extend(held.iter().filter(|role| published.contains(role)).cloned());
    wanted.retain(|role| published.contains(role));
    let roles = chosen(&held, published, &wanted).unwrap_or(held);
    access::grant(connection, &client.environment_id, account_id, &roles, now_ms).await?;
    Ok(roles)
}

fn state(invitation: &Invitation, now_ms: i64) -> Result<(), Closed> {
    match invitation.life.state(now_ms) {
        InvitationState::Pending | InvitationState::Bounced => Ok(()),
        InvitationState::Accepted => Err(Closed::Accepted),
        InvitationState::Declined => Err(Closed::Declined),
        InvitationState::Expired => Err(Closed::Expired),
        InvitationState::Withdrawn => Err(Closed::Withdrawn),
    }
}

/// Whether the link with this token is the invitation's.
fn opens(invitation: &Invitation, token: Option<&str>) -> bool {
    token.is_some_and(|token| token_hash(token) == invitation.token_hash)
}

async fn viewer(
    connection: &mut Connection,
    invitation: &Invitation,
    session: Option<&Session>,
    has_link: bool,
) -> Result<Viewer, StoreError> {
    let Some(session) = session else {
        return Ok(Viewer::Nobody);
    };
    let Some(account) = accounts::by_id(connection, &session.account_id).await? else {
        return Ok(Viewer::Nobody);
    };
    let Some(invited) = EmailAddress::parse(&invitation.email) else {
        return Ok(Viewer::Another(account.email));
    };
    let has_address = EmailAddress::parse(&account.email).is_some_and(|own| own.key() == invited.key());
    // Who has the link has read the mail. To anybody else an address says nothing that nobody has verified.
    let is_invitee = match has_link {
        true => has_address || username_aliases::is_alias(connection, &invited, &account.id).await?,
        false => has_address && accounts::has_verified_address(connection, &account.id).await?,
    };
    Ok(match is_invitee {
        true => Viewer::Invitee(account.email),
        false => Viewer::Another(account.email),
    })
}
