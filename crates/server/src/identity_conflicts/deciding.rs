//! Deciding a conflict, and taking the decision back. Invariants: under the lock of the company's row, which each sign-in through its identity provider
//! shares; what is done is exactly what was shown; an admin has just signed in.

use latchkey_contract::identity_conflicts::ConflictChoice;
use serde_json::json;

use super::description::version;
use super::standing::{effects_of, foreign, people_of, sides_of};
use super::{ConflictError, found};
use crate::app_state::AppState;
use crate::domain::email_address::EmailAddress;
use crate::domain::identity_conflict::{Effect, choices, opens_again, undo as way_back};
use crate::security_history::company_of_admin;
use crate::sign_in::recent::is_recent;
use crate::store::account_security::{self, Cause};
use crate::store::audit::{self, Event, Origin};
use crate::store::identity_conflicts::{self as store, ListedConflict, NewDecision};
use crate::store::sessions::Session;
use crate::store::{
    Connection, StoreError, Transaction, account_links, accounts, companies, username_aliases,
};

type Result<T> = std::result::Result<T, ConflictError>;

/// The admin who decides, and where the request came from.
#[derive(Debug, Clone, Copy)]
pub struct ConflictAdmin<'a> {
    /// The session.
    pub session: &'a Session,
    /// Where the request came from, for audit events.
    pub origin: &'a Origin,
}

/// Carries out the choice of an admin. `seen_version`: the version of the offer that was on the admin's screen.
///
/// # Errors
/// See [`ConflictError`].
pub async fn decide(
    app: &AppState,
    admin: ConflictAdmin<'_>,
    id: &str,
    choice: ConflictChoice,
    seen_version: &str,
) -> Result<()> {
    let (now_ms, actor) = (app.clock.now_ms(), admin.session.account_id.as_str());
    let (mut transaction, company_id, row) = locked(app, admin, id, now_ms).await?;
    let sides = sides_of(&row)?;
    let people = people_of(&mut transaction, &company_id, &sides, &[], true).await?;
    let chances = choices(&sides, &people, actor);
    let chance = chances.into_iter().find(|chance| chance.choice == choice);
    let chance = chance.ok_or(ConflictError::ChangedMeanwhile)?;
    if let Some(refusal) = chance.refusal {
        return Err(ConflictError::NotPossible(refusal));
    }
    if version(&chance) != seen_version {
        return Err(ConflictError::ChangedMeanwhile);
    }
    let effects = serde_json::to_string(&chance.effects);
    let decision = NewDecision {
        id: &row.id,
        choice: choice.as_str(),
        effects: &effects.map_err(|_| StoreError::Corrupt("identity_conflicts.effects"))?,
        opens_again: opens_again(&chance.effects),
        decided_by: actor,
    };
    if !store::decide(&mut transaction, &decision, now_ms).await? {
        return Err(ConflictError::ChangedMeanwhile);
    }
    let doing = Doing {
        admin,
        company_id: &company_id,
        row: &row,
        now_ms,
    };
    doing
        .append_audit(&mut transaction, "identity_conflict_decided", choice.as_str())
        .await?;
    doing.all(&mut transaction, &chance.effects).await?;
    Ok(transaction.commit().await?)
}

/// Takes a decision back.
///
/// # Errors
/// See [`ConflictError`].
pub async fn undo(app: &AppState, admin: ConflictAdmin<'_>, id: &str) -> Result<()> {
    let (now_ms, actor) = (app.clock.now_ms(), admin.session.account_id.as_str());
    let (mut transaction, company_id, row) = locked(app, admin, id, now_ms).await?;
    let sides = sides_of(&row)?;
    let (Some(done), Some(decided_at_ms)) = (effects_of(&row)?, row.decided_at_ms) else {
        return Err(ConflictError::ChangedMeanwhile);
    };
    let people = people_of(&mut transaction, &company_id, &sides, &done, true).await?;
    let (effects, refusal) = way_back(&done, decided_at_ms, &people, actor, now_ms);
    if let Some(refusal) = refusal {
        return Err(ConflictError::NotPossible(refusal));
    }
    if !store::undo(&mut transaction, &row.id, actor, now_ms).await? {
        return Err(ConflictError::ChangedMeanwhile);
    }
    let doing = Doing {
        admin,
        company_id: &company_id,
        row: &row,
        now_ms,
    };
    let choice = row.choice.as_deref().unwrap_or_default();
    doing
        .append_audit(&mut transaction, "identity_conflict_undone", choice)
        .await?;
    doing.all(&mut transaction, &effects).await?;
    Ok(transaction.commit().await?)
}

/// The conflict, while nobody else decides and nobody signs in through the company's identity provider.
async fn locked(
    app: &AppState,
    admin: ConflictAdmin<'_>,
    id: &str,
    now_ms: i64,
) -> Result<(Transaction, String, ListedConflict)> {
    let mut transaction = app.store.begin().await?;
    let actor = &admin.session.account_id;
    let company_id = company_of_admin(&mut transaction, actor).await?;
    let company_id = company_id.ok_or(ConflictError::NotFound)?;
    companies::lock_for_update(&mut transaction, &company_id).await?;
    // Whoever was an admin a moment ago may be none any more.
    if !accounts::lock_active(&mut transaction, actor).await?
        || company_of_admin(&mut transaction, actor).await?.as_ref() != Some(&company_id)
    {
        return Err(ConflictError::NotFound);
    }
    let row = found(&mut transaction, &company_id, id).await?;
    if !is_recent(&mut transaction, admin.session, now_ms).await? {
        return Err(ConflictError::NotFresh);
    }
    Ok((transaction, company_id, row))
}

/// What is done, for whom, and why.
struct Doing<'a> {
    admin: ConflictAdmin<'a>,
    company_id: &'a str,
    row: &'a ListedConflict,
    now_ms: i64,
}

impl Doing<'_> {
    /// Appends the audit event of a decision, or of its undoing.
    async fn append_audit(
        &self,
        connection: &mut Connection,
        action: &'static str,
        choice: &str,
    ) -> Result<()> {
        let event = Event {
            action,
            company_id: Some(self.company_id),
            actor_account_id: Some(&self.admin.session.account_id),
            subject: self.row.account_id.as_deref(),
            detail: json!({ "conflict": self.row.id, "kind": self.row.kind, "choice": choice, "address": self.row.address }),
        };
        Ok(audit::append(connection, &event, self.admin.origin, self.now_ms).await?)
    }

    async fn all(&self, connection: &mut Connection, effects: &[Effect]) -> Result<()> {
        for effect in effects {
            match self.one(connection, effect).await {
                // Somebody was given the address or the link a moment before.
                Err(ConflictError::Store(StoreError::AlreadyExists)) => {
                    return Err(ConflictError::ChangedMeanwhile);
                }
                done => done?,
            }
        }
        Ok(())
    }

    async fn one(&self, connection: &mut Connection, effect: &Effect) -> Result<()> {
        let now_ms = self.now_ms;
        let cause = |action| Cause {
            action,
            actor_account_id: Some(&self.admin.session.account_id),
            detail: json!({ "by": "admin", "conflict": self.row.id }),
            origin: self.admin.origin,
        };
        match effect {
            Effect::EndLink { identity, account_id } => {
                let identity = foreign(self.company_id, identity);
                if !account_links::delete(connection, identity, account_id).await? {
                    return Err(ConflictError::ChangedMeanwhile);
                }
            }
            Effect::MakeLink { identity, account_id } => {
                let identity = foreign(self.company_id, identity);
                account_links::insert(connection, identity, account_id, now_ms).await?;
            }
            Effect::EndAccess { account_id } => {
                let cause = cause("account_handed_over");
                account_security::hand_over(connection, account_id, &cause, now_ms).await?;
            }
            Effect::SetAddress { account_id, to, .. } => {
                let to = address(to)?;
                account_security::set_email(connection, account_id, &to, &cause("address_changed"), now_ms)
                    .await?;
            }
            Effect::Deactivate { account_id } => {
                let cause = cause("account_deactivated");
                account_security::set_active(connection, account_id, false, &cause, now_ms).await?;
            }
            Effect::Reactivate { account_id } => {
                let cause = cause("account_reactivated");
                account_security::set_active(connection, account_id, true, &cause, now_ms).await?;
            }
            Effect::ForgetUsername { username, account_id } => {
                username_aliases::forget(connection, &address(username)?, account_id).await?;
            }
            Effect::RememberUsername { username, account_id } => {
                username_aliases::confirm(connection, &address(username)?, account_id, now_ms).await?;
            }
        }
        Ok(())
    }
}

fn address(text: &str) -> Result<EmailAddress> {
    let address = EmailAddress::parse(text);
    Ok(address.ok_or(StoreError::Corrupt("identity_conflicts.effects"))?)
}
