//! Personal access tokens: what people make for their scripts, and what a company's admins see of it. Invariants: a value leaves the
//! platform once, to whoever makes it; a token is made by somebody who has just signed in, and its owner gets a mail; nobody but its owner
//! and the admins of the owner's company learns that there is one.

pub mod company;
pub mod repository_access;

use latchkey_contract::personal_tokens::create_my_token::{Request, Response};
use latchkey_contract::personal_tokens::{TokenScope, TokenState};
use latchkey_contract::{ErrorCode, Language};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::registration::is_name;
use crate::domain::token_access::{MOST_PER_PERSON, expires_at_ms, state};
use crate::domain::token_text;
use crate::jobs::JobError;
use crate::mail::{self, Asking, Message, Recipient};
use crate::secrets::{NoRandomness, random_bytes, token_hash};
use crate::sign_in::recent::is_recent;
use crate::store::accounts::{self, Account};
use crate::store::audit::{self, Origin};
use crate::store::personal_tokens::{self as store, NewToken, PersonalToken};
use crate::store::sessions::Session;
use crate::store::token_owners::{self, TokenOwner};
use crate::store::{Connection, StoreError, new_id};

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// It is not there, or not for this person.
    #[error("there is no such token for this person")]
    NotFound,
    /// The sign-in is too old.
    #[error("the sign-in is too old")]
    NotFresh,
    /// What was asked for cannot be; each with its field.
    #[error("a token cannot be made like that")]
    Fields(Vec<(&'static str, ErrorCode)>),
    /// The person has as many as there may be.
    #[error("too many tokens")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Its owner could not be told.
    #[error(transparent)]
    Mail(#[from] JobError),
    /// The machine has no randomness to give.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

type Result<T> = std::result::Result<T, TokenError>;

/// Whoever does something, for the trail and the mail.
#[derive(Clone, Copy)]
pub struct TokenActor<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where it comes from.
    pub origin: &'a Origin,
    /// The language of mails to people who chose none.
    pub language: Language,
}

/// A token with its owner, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenToken {
    /// The token.
    pub token: PersonalToken,
    /// The person whose token it is.
    pub owner: TokenOwner,
    /// Whether it works at this moment, and otherwise why not.
    pub state: TokenState,
}

impl SeenToken {
    fn new(token: PersonalToken, owner: TokenOwner, now_ms: i64) -> Self {
        let state = state(owner.facts, &token.facts, now_ms);
        Self { token, owner, state }
    }
}

/// The tokens of the person who is signed in.
pub async fn list_own(app: &AppState, account_id: &str) -> Result<Vec<SeenToken>> {
    let now = app.clock.now_ms();
    let mut connection = app.store.read().await?;
    let owner = token_owners::by_id(&mut connection, account_id).await?;
    let owner = owner.ok_or(TokenError::NotFound)?;
    let tokens = store::of_account(&mut connection, account_id).await?;
    let seen = |token| SeenToken::new(token, owner.clone(), now);
    Ok(tokens.into_iter().map(seen).collect())
}

/// Makes a token.
///
/// # Errors
/// [`TokenError::NotFresh`] where the sign-in is too old, or tries an identity provider; [`TokenError::Fields`] where the request cannot be.
pub async fn create(app: &AppState, actor: TokenActor<'_>, request: &Request) -> Result<Response> {
    let (session, now) = (actor.session, app.clock.now_ms());
    let wanted = Wanted::read(request, now)?;
    let value = new_value()?;
    let mut transaction = app.store.begin().await?;
    if !is_recent(&mut transaction, session, now).await? {
        return Err(TokenError::NotFresh);
    }
    // Held until the end: two at once do not both find a last place, and whoever is switched off meanwhile gets nothing.
    if !accounts::lock_active(&mut transaction, &session.account_id).await? {
        return Err(TokenError::NotFound);
    }
    let account = accounts::by_id(&mut transaction, &session.account_id).await?;
    let account = account.ok_or(TokenError::NotFound)?;
    let address = EmailAddress::parse(&account.email).ok_or(StoreError::Corrupt("accounts.email"))?;
    if store::count_living(&mut transaction, &account.id, now).await? >= MOST_PER_PERSON {
        return Err(TokenError::TooMany);
    }
    let id = new_id();
    let token = NewToken {
        id: &id,
        account_id: &account.id,
        company_id: &account.company_id,
        owner: &address,
        token_hash: &token_hash(&value),
        name: wanted.name,
        scopes: &wanted.scopes,
        expires_at_ms: wanted.expires_at_ms,
    };
    store::insert(&mut transaction, &token, now).await?;
    let detail = json!({ "id": id, "name": wanted.name, "scopes": wanted.scopes, "expires_at_ms": wanted.expires_at_ms });
    append_audit(
        &mut transaction,
        "personal_token_made",
        &account,
        actor,
        detail,
        now,
    )
    .await?;
    let message = Message::TokenMade {
        name: wanted.name.to_owned(),
        page: page(app),
        ends_at_ms: wanted.expires_at_ms,
    };
    notify_owner(app, &mut transaction, &account, actor, &message, now).await?;
    transaction.commit().await?;
    Ok(Response {
        id,
        token: value.as_str().to_owned(),
    })
}

/// Ends an own token at once.
pub async fn revoke_own(app: &AppState, actor: TokenActor<'_>, id: &str) -> Result<()> {
    let now = app.clock.now_ms();
    let mut transaction = app.store.begin().await?;
    let account_id = &actor.session.account_id;
    let token = store::of_account_by_id(&mut transaction, account_id, id).await?;
    let token = token.ok_or(TokenError::NotFound)?;
    end(&mut transaction, &token, "owner", actor, now).await?;
    Ok(transaction.commit().await?)
}

/// What a new token shall be.
struct Wanted<'a> {
    name: &'a str,
    scopes: Vec<TokenScope>,
    expires_at_ms: i64,
}

impl<'a> Wanted<'a> {
    /// Everything that is wrong is said at once.
    fn read(request: &'a Request, now_ms: i64) -> Result<Self> {
        let name = request.name.trim();
        let mut wrong = Vec::new();
        if !is_name(name) {
            wrong.push(("name", ErrorCode::NameInvalid));
        }
        if request.scopes.is_empty() {
            wrong.push(("scopes", ErrorCode::ValueMissing));
        }
        let expires = expires_at_ms(&request.lifetime, now_ms);
        if expires.is_err() {
            wrong.push(("lifetime", ErrorCode::ValueInvalid));
        }
        match expires {
            Ok(expires_at_ms) if wrong.is_empty() => Ok(Self {
                name,
                scopes: TokenScope::ALL
                    .iter()
                    .copied()
                    .filter(|scope| request.scopes.contains(scope))
                    .collect(),
                expires_at_ms,
            }),
            _ => Err(TokenError::Fields(wrong)),
        }
    }
}

fn new_value() -> std::result::Result<Zeroizing<String>, NoRandomness> {
    let random = Zeroizing::new(random_bytes()?);
    token_text::spell(&random).ok_or(NoRandomness)
}

/// Ends a token that has not ended; `by` says in which part.
async fn end(
    connection: &mut Connection,
    token: &PersonalToken,
    by: &str,
    actor: TokenActor<'_>,
    now_ms: i64,
) -> Result<Account> {
    // The account before the token, as whatever ends all tokens does.
    accounts::lock_active(connection, &token.account_id).await?;
    if !store::revoke(connection, &token.id, now_ms).await? {
        return Err(TokenError::NotFound);
    }
    let account = accounts::by_id(connection, &token.account_id).await?;
    let account = account.ok_or(TokenError::NotFound)?;
    let detail = json!({ "id": token.id, "name": token.name, "by": by });
    append_audit(
        connection,
        "personal_token_revoked",
        &account,
        actor,
        detail,
        now_ms,
    )
    .await?;
    Ok(account)
}

/// The page of whoever is signed in there.
fn page(app: &AppState) -> String {
    app.config.public_url.join(latchkey_contract::paths::TOKENS)
}

/// Queues a mail to the owner of a token.
async fn notify_owner(
    app: &AppState,
    connection: &mut Connection,
    owner: &Account,
    actor: TokenActor<'_>,
    message: &Message,
    now_ms: i64,
) -> Result<()> {
    // An admin's device is not the owner's to know, and the language of the admin's page not the owner's.
    let is_owner = owner.id == actor.session.account_id;
    let to = Recipient {
        address: &owner.email,
        language: match is_owner {
            true => owner.language().unwrap_or(actor.language),
            false => owner.language_of_news(actor.language),
        },
    };
    let asking = is_owner.then(|| Asking::new(now_ms, &actor.origin.user_agent));
    Ok(mail::queue(connection, &app.secret_key, now_ms, &to, message, asking).await?)
}

async fn append_audit(
    connection: &mut Connection,
    action: &'static str,
    owner: &Account,
    actor: TokenActor<'_>,
    detail: Value,
    now_ms: i64,
) -> Result<()> {
    let event = audit::Event {
        action,
        company_id: Some(&owner.company_id),
        actor_account_id: Some(&actor.session.account_id),
        subject: Some(&owner.id),
        detail,
    };
    Ok(audit::append(connection, &event, actor.origin, now_ms).await?)
}
