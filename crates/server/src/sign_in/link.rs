//! Mailed links that work once: creates them, and finds the one that a browser has opened. The link's token is in the mail and in
//! the browser's cookie only; its identifier is no secret and opens nothing.

use latchkey_contract::LinkProblem;

use serde::{Deserialize, Serialize};

use super::SignInError;
use crate::domain::mailed_link::{Kind, LinkState};
use crate::domain::return_to;
use crate::secrets::{new_token, token_hash};
use crate::store::mailed_links::{self, MailedLink, NewLink};
use crate::store::{Connection, StoreError};

/// What a new link is about; see [`NewLink`].
#[derive(Debug, Clone, Copy)]
pub struct Purpose<'a> {
    /// The kind of link.
    pub kind: Kind,
    /// To whom it goes; none for a link that is printed.
    pub address: Option<&'a crate::domain::email_address::EmailAddress>,
    /// Whose account it is about.
    pub account_id: Option<&'a str>,
    /// Where it leads in the end: a path of this platform; none: home.
    pub return_to: Option<&'a str>,
}

/// What a link remembers beside what it is for.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Payload {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    return_to: Option<String>,
    /// The hash of the secret of the browser in which alone it works.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    browser: Option<String>,
}

/// The hash of the secret of the browser in which alone a link works; none: in the one that opens it.
pub fn browser_of(link: &MailedLink) -> Option<String> {
    let payload: Payload = serde_json::from_str(&link.payload).unwrap_or_default();
    payload.browser
}

/// Where a link leads in the end, if not home. Only a path of this platform, whatever is written down.
pub fn return_to_of(link: &MailedLink) -> Option<String> {
    let payload: Payload = serde_json::from_str(&link.payload).unwrap_or_default();
    let return_to = payload.return_to?;
    return_to::checked(&return_to).map(str::to_owned)
}

/// Makes a link and returns its token.
pub async fn make(
    connection: &mut Connection,
    purpose: Purpose<'_>,
    now_ms: i64,
) -> Result<String, SignInError> {
    make_bound(connection, purpose, None, now_ms).await
}

/// Makes a link that works in the browser alone whose secret has this hash ([`browser_of`]), and returns its token.
pub async fn make_bound(
    connection: &mut Connection,
    purpose: Purpose<'_>,
    browser_hash: Option<&str>,
    now_ms: i64,
) -> Result<String, SignInError> {
    let token = new_token()?;
    let payload = Payload {
        return_to: purpose.return_to.map(str::to_owned),
        browser: browser_hash.map(str::to_owned),
    };
    let payload = serde_json::to_string(&payload).map_err(|_| StoreError::Corrupt("mailed_links.payload"))?;
    let link = NewLink {
        token_hash: &token_hash(&token),
        kind: purpose.kind,
        address: purpose.address,
        account_id: purpose.account_id,
        payload: &payload,
    };
    mailed_links::insert(connection, &link, now_ms).await?;
    Ok(token)
}

/// The link that a browser has opened.
#[derive(Debug, Clone, Copy)]
pub struct Opened<'a> {
    /// The token in its cookie.
    pub token: Option<&'a str>,
    /// The identifier in the address of the page: another tab may have opened another link since.
    pub id: &'a str,
    /// What the page is for.
    pub kinds: &'a [Kind],
}

impl Opened<'_> {
    /// The link, if it works.
    ///
    /// # Errors
    /// [`SignInError::Link`] where it does not.
    pub async fn open(&self, connection: &mut Connection, now_ms: i64) -> Result<MailedLink, SignInError> {
        let link = self.found(connection).await?;
        if !self.kinds.contains(&link.kind) {
            return Err(LinkProblem::WrongKind.into());
        }
        match link.life.state(now_ms) {
            LinkState::Open => Ok(link),
            LinkState::Used => Err(LinkProblem::Used.into()),
            LinkState::Replaced => Err(LinkProblem::Replaced.into()),
            LinkState::Expired => Err(LinkProblem::Expired.into()),
        }
    }

    /// The link, whatever became of it.
    async fn found(&self, connection: &mut Connection) -> Result<MailedLink, SignInError> {
        let Some(token) = self.token else {
            return Err(LinkProblem::Elsewhere.into());
        };
        let link = mailed_links::by_token_hash(connection, &token_hash(token)).await?;
        let link = link.ok_or(LinkProblem::Unknown)?;
        if link.id == self.id {
            Ok(link)
        } else {
            Err(LinkProblem::Elsewhere.into())
        }
    }

    /// Uses the link up. Of two at once one succeeds, and the other finds it used.
    pub async fn use_up(&self, connection: &mut Connection, now_ms: i64) -> Result<(), SignInError> {
        let hash = token_hash(self.token.unwrap_or_default());
        if mailed_links::use_up(connection, &hash, now_ms).await? {
            return Ok(());
        }
        self.open(connection, now_ms).await?;
        Err(LinkProblem::Used.into())
    }
}

/// The identifier of the link with this token, whatever became of it.
pub async fn id_of(connection: &mut Connection, token: &str) -> Result<Option<String>, StoreError> {
    let link = mailed_links::by_token_hash(connection, &token_hash(token)).await?;
    Ok(link.map(|link| link.id))
}

/// The address of an account whose password a link in this browser has just set, for the sign-in screen to fill in.
pub async fn address_just_set(
    connection: &mut Connection,
    token: Option<&str>,
    id: &str,
) -> Result<Option<String>, StoreError> {
    let Some(token) = token else { return Ok(None) };
    let link = mailed_links::by_token_hash(connection, &token_hash(token)).await?;
    let done = link.filter(|link| {
        link.id == id
            && matches!(link.kind, Kind::ResetPassword | Kind::SetPassword)
            && link.life.used_at_ms.is_some()
    });
    Ok(done.map(|link| link.address))
}
