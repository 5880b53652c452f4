//! Identity conflicts: what does not agree in a sign-in, which choices an admin has, what each would do, and how it is taken back.
//!
//! Invariants: a choice that is possible never links an identity to an account of another company, with an address outside its proven domains, or of an
//! admin who is not the one that decides; taking a decision back restores links, addresses and usernames exactly, or is refused.

mod effect;
mod people;
#[cfg(test)]
mod tests;

use latchkey_contract::identity_conflicts::{ConflictChoice, ConflictKind, ConflictRefusal};

use super::account_linking::{AccountFacts, Assertion, Conflict, Decision};
use super::email_address::EmailAddress;
pub use effect::{Effect, LinkedIdentity};
pub use people::{ConflictAccount, People};

/// Number of days within which a decision that had effects can be taken back.
pub const UNDO_DAYS: u32 = 7;
/// The same in milliseconds.
pub const UNDO_MS: i64 = UNDO_DAYS as i64 * 24 * 60 * 60 * 1000;
/// Longest local part of an address, in bytes.
const LONGEST_LOCAL: usize = 64;

/// What does not agree, and whom it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundConflict {
    /// The kind of conflict.
    pub kind: ConflictKind,
    /// The account that the identity is linked to, that has the address, or that was asked for.
    pub account_id: Option<String>,
    /// The account that has the address, or that came back.
    pub other_account_id: Option<String>,
}

/// What does not agree between an assertion, the account that its identity is linked to, and the account that has its address.
pub fn found(
    assertion: &Assertion,
    linked: Option<&AccountFacts>,
    by_address: Option<&AccountFacts>,
    decision: &Decision,
) -> Option<FoundConflict> {
    let of = |kind, account: Option<&AccountFacts>, other: Option<&AccountFacts>| {
        let id = |account: &AccountFacts| account.account_id.clone();
        Some(FoundConflict {
            kind,
            account_id: account.map(id),
            other_account_id: other.map(id),
        })
    };
    match (decision, linked, by_address) {
        (Decision::SignIn { .. }, Some(linked), Some(other)) if linked.account_id == other.account_id => None,
        (Decision::SignIn { .. }, Some(linked), Some(other)) if other.company_id == assertion.company_id => {
            of(ConflictKind::DuplicateMatch, Some(linked), Some(other))
        }
        // Another company's account with that address is none of this company's business.
        (Decision::SignIn { .. }, Some(linked), _) => of(ConflictKind::ChangedAddress, Some(linked), None),
        (Decision::Conflict(Conflict::OtherIdentity), None, Some(holder)) => {
            of(ConflictKind::ReusedAddress, Some(holder), None)
        }
        (Decision::Conflict(Conflict::ForeignDomain | Conflict::OtherCompany), None, _) => {
            of(ConflictKind::WrongPerson, None, None)
        }
        _ => None,
    }
}

/// A conflict, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictSides {
    /// What did not agree.
    pub kind: ConflictKind,
    /// The first account.
    pub account_id: Option<String>,
    /// The other account.
    pub other_account_id: Option<String>,
    /// The identity that signed in.
    pub identity: LinkedIdentity,
    /// The address that was sent.
    pub address: String,
    /// Whether the identity provider said that the address is not verified.
    pub address_denied: bool,
    /// The address that was typed.
    pub typed: Option<String>,
}

/// A choice, what it would do in this order, and why it is not possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConflictChance {
    /// The choice.
    pub choice: ConflictChoice,
    /// What it would do.
    pub effects: Vec<Effect>,
    /// Why the choice is not possible, if it is not.
    pub refusal: Option<ConflictRefusal>,
}

/// The choices that `actor`, an admin of the company, has.
pub fn choices(sides: &ConflictSides, people: &People, actor: &str) -> Vec<ConflictChance> {
    use ConflictChoice::{ForgetUsername, Keep, MoveIdentity, NewPerson, TakeAddress};
    let choices: &[ConflictChoice] = match sides.kind {
        ConflictKind::ChangedAddress => &[Keep, TakeAddress],
        ConflictKind::ReusedAddress => &[Keep, MoveIdentity, NewPerson],
        ConflictKind::DuplicateMatch => &[Keep, MoveIdentity],
        ConflictKind::WrongPerson if forgotten(sides, people).is_some() => &[Keep, ForgetUsername],
        ConflictKind::WrongPerson => &[Keep],
    };
    let chance = |&choice| match wanted(choice, sides, people) {
        Ok(effects) => ConflictChance {
            choice,
            refusal: people.after_all(&effects, actor).err(),
            effects,
        },
        Err(refusal) => ConflictChance {
            choice,
            effects: Vec::new(),
            refusal: Some(refusal),
        },
    };
    choices.iter().map(chance).collect()
}

/// What a choice is to do.
fn wanted(
    choice: ConflictChoice,
    sides: &ConflictSides,
    people: &People,
) -> Result<Vec<Effect>, ConflictRefusal> {
    let account = || {
        let id = sides.account_id.as_deref().ok_or(ConflictRefusal::Changed)?;
        people.account(id).ok_or(ConflictRefusal::Changed)
    };
    match choice {
        ConflictChoice::Keep => Ok(Vec::new()),
        ConflictChoice::TakeAddress => take_address(sides, people, account()?),
        ConflictChoice::MoveIdentity => move_identity(sides, people, account()?),
        ConflictChoice::NewPerson => new_person(sides, people, account()?),
        ConflictChoice::ForgetUsername => {
            let effect = forgotten(sides, people).ok_or(ConflictRefusal::Changed)?;
            Ok(vec![effect])
        }
    }
}

fn take_address(
    sides: &ConflictSides,
    people: &People,
    account: &ConflictAccount,
) -> Result<Vec<Effect>, ConflictRefusal> {
    if sides.address_denied {
        return Err(ConflictRefusal::AddressDenied);
    }
    if people.linked_to(&sides.identity) != Some(&account.account_id) {
        return Err(ConflictRefusal::Changed);
    }
    if !people.is_proven(&sides.address) {
        return Err(ConflictRefusal::AddressOutside);
    }
    Ok(vec![Effect::SetAddress {
        account_id: account.account_id.clone(),
        from: account.email.clone(),
        to: sides.address.clone(),
    }])
}

/// The identity gets the account that has its address. Whoever was in an account whose identity changes is out of it.
fn move_identity(
    sides: &ConflictSides,
    people: &People,
    account: &ConflictAccount,
) -> Result<Vec<Effect>, ConflictRefusal> {
    if sides.address_denied {
        return Err(ConflictRefusal::AddressDenied);
    }
    let other = sides.other_account_id.as_deref();
    let target = match other {
        None => account,
        Some(other) => people.account(other).ok_or(ConflictRefusal::Changed)?,
    };
    if !has_address(target, &sides.address) {
        return Err(ConflictRefusal::Changed);
    }
    if !people.is_proven(&sides.address) {
        return Err(ConflictRefusal::AddressOutside);
    }
    let ends = match other {
        None => people
            .identity_of(&account.account_id, &sides.identity)
            .ok_or(ConflictRefusal::Changed)?,
        Some(_) => sides.identity.clone(),
    };
    let mut effects = vec![
        Effect::EndLink {
            identity: ends,
            account_id: account.account_id.clone(),
        },
        Effect::MakeLink {
            identity: sides.identity.clone(),
            account_id: target.account_id.clone(),
        },
        Effect::EndAccess {
            account_id: account.account_id.clone(),
        },
    ];
    if other.is_some() {
        let account_id = target.account_id.clone();
        effects.push(Effect::EndAccess { account_id });
    }
    Ok(effects)
}

/// The previous account makes room: who comes with its address is somebody new.
fn new_person(
    sides: &ConflictSides,
    people: &People,
    account: &ConflictAccount,
) -> Result<Vec<Effect>, ConflictRefusal> {
    if !has_address(account, &sides.address) {
        return Err(ConflictRefusal::Changed);
    }
    // Else nobody new could come with it.
    if !people.is_proven(&sides.address) {
        return Err(ConflictRefusal::AddressOutside);
    }
    let account_id = account.account_id.clone();
    Ok(vec![
        Effect::Deactivate {
            account_id: account_id.clone(),
        },
        Effect::SetAddress {
            from: account.email.clone(),
            to: parked(&account.email, &account_id).ok_or(ConflictRefusal::Changed)?,
            account_id,
        },
    ])
}

/// An address that nobody has or will have, in the same domain: the account stays one of the company.
fn parked(email: &str, account_id: &str) -> Option<String> {
    let address = EmailAddress::parse(email)?;
    let digits: Vec<char> = account_id.chars().filter(char::is_ascii_alphanumeric).collect();
    // The end of an identifier is what is random in it.
    let tail: String = digits[digits.len().saturating_sub(12)..].iter().collect();
    let suffix = format!("-former-{tail}");
    let room = LONGEST_LOCAL.saturating_sub(suffix.len());
    let mut local = String::new();
    for character in address.local_part().chars() {
        if local.len() + character.len_utf8() > room {
            break;
        }
        local.push(character);
    }
    let text = format!("{local}{suffix}@{}", address.domain().as_str());
    EmailAddress::parse(&text).map(|address| address.to_string())
}

/// Forgetting that what was typed stands for the account that came back, where that is remembered.
fn forgotten(sides: &ConflictSides, people: &People) -> Option<Effect> {
    let (typed, other) = (sides.typed.clone()?, sides.other_account_id.clone()?);
    people
        .stands_for(&typed, &other)
        .then_some(Effect::ForgetUsername {
            username: typed,
            account_id: other,
        })
}

fn has_address(account: &ConflictAccount, address: &str) -> bool {
    let key = |text: &str| EmailAddress::parse(text).map(|address| address.key());
    key(&account.email).is_some_and(|of_account| key(address) == Some(of_account))
}

/// Whether a decision that did this is open again when the same is seen once more: what was to change has not.
pub fn opens_again(effects: &[Effect]) -> bool {
    !effects.is_empty()
}

/// Until when a decision that did this can be taken back; `None`: that has no end.
pub fn undo_until_ms(effects: &[Effect], decided_at_ms: i64) -> Option<i64> {
    (!effects.is_empty()).then(|| decided_at_ms.saturating_add(UNDO_MS))
}

/// What takes back `done`, and why that is not possible.
pub fn undo(
    done: &[Effect],
    decided_at_ms: i64,
    people: &People,
    actor: &str,
    now_ms: i64,
) -> (Vec<Effect>, Option<ConflictRefusal>) {
    let effects: Vec<_> = done.iter().rev().map(Effect::inverse).collect();
    let is_late = undo_until_ms(done, decided_at_ms).is_some_and(|until_ms| now_ms >= until_ms);
    let refusal = match is_late {
        true => Some(ConflictRefusal::TooLate),
        false => people.after_all(&effects, actor).err(),
    };
    (effects, refusal)
}
