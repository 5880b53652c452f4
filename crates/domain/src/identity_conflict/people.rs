//! The accounts, links, addresses and usernames that a decision is about, and what is left of them after a step. Invariant: a step that is possible
//! needs each of its rules, and changes nothing else.

use latchkey_contract::identity_conflicts::ConflictRefusal;

use super::effect::{Effect, LinkedIdentity};
use crate::email_address::{EmailAddress, EmailDomain};

/// An account that a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictAccount {
    /// Identifier.
    pub account_id: String,
    /// The company it belongs to.
    pub company_id: String,
    /// Its address.
    pub email: String,
    /// Whether the person is an admin of the company.
    pub company_admin: bool,
    /// Whether it is deactivated.
    pub deactivated: bool,
}

/// Everything that a decision may touch, as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct People {
    /// The company whose admin decides.
    pub company_id: String,
    /// Its proven domains.
    pub proven_domains: Vec<EmailDomain>,
    /// The accounts.
    pub accounts: Vec<ConflictAccount>,
    /// Who is linked to whom.
    pub links: Vec<(LinkedIdentity, String)>,
    /// Which identity opens which account as its second one.
    pub attached: Vec<(LinkedIdentity, String)>,
    /// Keys of addresses that accounts beside `accounts` have.
    pub taken: Vec<String>,
    /// Addresses that stand for an account.
    pub usernames: Vec<(String, String)>,
}

type Step = Result<People, ConflictRefusal>;

impl People {
    /// The account with this identifier.
    pub fn account(&self, id: &str) -> Option<&ConflictAccount> {
        self.accounts.iter().find(|account| account.account_id == id)
    }

    /// The account that the identity is linked to.
    pub fn linked_to(&self, identity: &LinkedIdentity) -> Option<&String> {
        let link = self.links.iter().find(|(linked, _)| linked == identity);
        link.map(|(_, account_id)| account_id)
    }

    /// The identity of the account that is from where `beside` is.
    pub fn identity_of(&self, account_id: &str, beside: &LinkedIdentity) -> Option<LinkedIdentity> {
        let mut links = self.links.iter();
        let link = links.find(|(linked, id)| id == account_id && linked.is_beside(beside));
        link.map(|(identity, _)| identity.clone())
    }

    /// Whether the address stands for the account.
    pub fn stands_for(&self, username: &str, account_id: &str) -> bool {
        self.usernames
            .iter()
            .any(|(known, id)| known == username && id == account_id)
    }

    /// What is left after all steps, or why one of them is not possible.
    pub(super) fn after_all(&self, effects: &[Effect], actor: &str) -> Step {
        let begin = Ok(self.clone());
        effects
            .iter()
            .fold(begin, |people, effect| people?.after(effect, actor))
    }

    fn after(mut self, effect: &Effect, actor: &str) -> Step {
        let account = self.touched(effect, actor)?.clone();
        let id = account.account_id.clone();
        match effect {
            Effect::EndLink { identity, .. } => {
                let opens_others = self.attached.iter().any(|(known, _)| known == identity);
                must(!opens_others, ConflictRefusal::SecondAccounts)?;
                let link = (identity.clone(), id);
                let at = self.links.iter().position(|known| *known == link);
                self.links.remove(at.ok_or(ConflictRefusal::Changed)?);
            }
            Effect::MakeLink { identity, .. } => {
                self.may_link(identity, &account)?;
                self.links.push((identity.clone(), id));
            }
            Effect::EndAccess { .. } => {}
            Effect::SetAddress { from, to, .. } => {
                self.may_have(from, to, &account)?;
                self.change(&id, |account| account.email.clone_from(to));
            }
            Effect::Deactivate { .. } => {
                if account.company_admin {
                    return Err(ConflictRefusal::AdminAccount);
                }
                must(!account.deactivated, ConflictRefusal::Deactivated)?;
                self.change(&id, |account| account.deactivated = true);
            }
            Effect::Reactivate { .. } => {
                must(account.deactivated, ConflictRefusal::Changed)?;
                self.change(&id, |account| account.deactivated = false);
            }
            Effect::ForgetUsername { username, .. } => {
                must(self.stands_for(username, &id), ConflictRefusal::Changed)?;
                self.usernames
                    .retain(|known| *known != (username.clone(), id.clone()));
            }
            Effect::RememberUsername { username, .. } => {
                must(!self.stands_for(username, &id), ConflictRefusal::Changed)?;
                self.usernames.push((username.clone(), id));
            }
        }
        Ok(self)
    }

    /// The account, if whoever decides may do anything to it.
    fn touched(&self, effect: &Effect, actor: &str) -> Result<&ConflictAccount, ConflictRefusal> {
        let account = self.account(effect.account_id());
        let account = account.filter(|account| account.company_id == self.company_id);
        let account = account.ok_or(ConflictRefusal::Changed)?;
        // Which address stands for an account lets nobody in.
        let is_harmless = matches!(
            effect,
            Effect::ForgetUsername { .. } | Effect::RememberUsername { .. }
        );
        // Switching an admin off is refused for what it is.
        let is_deactivated = matches!(effect, Effect::Deactivate { .. });
        let is_own = account.account_id == actor;
        must(
            !account.company_admin || is_own || is_harmless || is_deactivated,
            ConflictRefusal::OwnConfirmation,
        )?;
        Ok(account)
    }

    fn may_link(&self, identity: &LinkedIdentity, account: &ConflictAccount) -> Result<(), ConflictRefusal> {
        must(!account.deactivated, ConflictRefusal::Deactivated)?;
        must(self.linked_to(identity).is_none(), ConflictRefusal::Changed)?;
        // Else the account's new identity would open the second accounts of a person whom it was not attached for.
        let opens_others = self.attached.iter().any(|(known, _)| known == identity);
        must(!opens_others, ConflictRefusal::SecondAccounts)?;
        let is_linked = self.identity_of(&account.account_id, identity).is_some();
        let is_attached = self.attached.iter().any(|(_, id)| *id == account.account_id);
        must(!is_linked && !is_attached, ConflictRefusal::OtherIdentity)
    }

    fn may_have(&self, from: &str, to: &str, account: &ConflictAccount) -> Result<(), ConflictRefusal> {
        must(account.email == from, ConflictRefusal::Changed)?;
        let key = key(to).ok_or(ConflictRefusal::AddressOutside)?;
        let others = self
            .accounts
            .iter()
            .filter(|other| other.account_id != account.account_id);
        let is_taken = others
            .filter_map(|other| self::key(&other.email))
            .any(|of| of == key);
        must(
            !is_taken && !self.taken.contains(&key),
            ConflictRefusal::AddressTaken,
        )
    }

    /// Whether the address lies in a proven domain of the company.
    pub(super) fn is_proven(&self, email: &str) -> bool {
        EmailAddress::parse(email).is_some_and(|address| self.proven_domains.contains(address.domain()))
    }

    fn change(&mut self, id: &str, change: impl Fn(&mut ConflictAccount)) {
        self.accounts
            .iter_mut()
            .filter(|account| account.account_id == id)
            .for_each(change);
    }
}

fn key(email: &str) -> Option<String> {
    EmailAddress::parse(email).map(|address| address.key())
}

fn must(holds: bool, otherwise: ConflictRefusal) -> Result<(), ConflictRefusal> {
    if holds { Ok(()) } else { Err(otherwise) }
}
