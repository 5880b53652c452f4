//! An identity conflict as admins read it: who the two sides are, what may be decided, and what each choice would do.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$of:meta])* $variant:ident = $word:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// Every one.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// As it stands in JSON, in addresses and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// The one with this word.
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.as_str() == text)
            }
        }
    };
}

words! {
    /// What did not agree.
    ConflictKind {
        /// The identity provider sends another address for somebody whose account it is linked to.
        ChangedAddress = "changed_address";
        /// An identity that is linked to nobody came with the address of an account that another identity is linked to.
        ReusedAddress = "reused_address";
        /// The identity is linked to one account, and its address is that of another one.
        DuplicateMatch = "duplicate_match";
        /// Somebody else came back than was asked for, or somebody with an address outside the company's domains.
        WrongPerson = "wrong_person";
    }
}

words! {
    /// The state of an identity conflict.
    ConflictState {
        /// Nobody has decided yet.
        Open = "open";
        /// An admin has decided.
        Decided = "decided";
        /// The decision was taken back.
        Undone = "undone";
    }
}

words! {
    /// What an admin may decide.
    ConflictChoice {
        /// All stays as it is.
        Keep = "keep";
        /// The account gets the address that the identity provider sends.
        TakeAddress = "take_address";
        /// The identity signs in to the account that has its address, from now on.
        MoveIdentity = "move_identity";
        /// It is another person: the previous account is switched off and gives the address free.
        NewPerson = "new_person";
        /// The address that was typed no longer stands for the account that came back.
        ForgetUsername = "forget_username";
    }
}

words! {
    /// What a choice does.
    ConflictEffectKind {
        /// The account (`person`) is no longer linked to the identity (`value`).
        LinkEnds = "link_ends";
        /// The account (`person`) is linked to the identity (`value`).
        LinkBegins = "link_begins";
        /// All that was there to get into the account (`person`) ends.
        AccessEnds = "access_ends";
        /// The account (`person`) gets another address (`value`).
        AddressChanges = "address_changes";
        /// The account (`person`) is switched off.
        Deactivated = "deactivated";
        /// The account (`person`) is switched on again.
        Reactivated = "reactivated";
        /// The address (`value`) no longer stands for the account (`person`).
        UsernameForgotten = "username_forgotten";
        /// The address (`value`) stands for the account (`person`) again.
        UsernameRemembered = "username_remembered";
    }
}

words! {
    /// Why a choice is not possible.
    ConflictRefusal {
        /// It is about the account of an admin, who alone may decide so.
        OwnConfirmation = "own_confirmation";
        /// The account is an admin's.
        AdminAccount = "admin_account";
        /// The address lies in none of the company's proven domains.
        AddressOutside = "address_outside";
        /// The identity provider says that the address is not verified.
        AddressDenied = "address_denied";
        /// Another account has the address.
        AddressTaken = "address_taken";
        /// The account is switched off.
        Deactivated = "deactivated";
        /// The account is linked to another identity.
        OtherIdentity = "other_identity";
        /// The identity opens second accounts.
        SecondAccounts = "second_accounts";
        /// Accounts and links are not as they were when it happened.
        Changed = "changed";
        /// The time to take it back has run out.
        TooLate = "too_late";
    }
}

/// An account in a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictParty {
    /// Its address; that of now.
    pub email: String,
    /// First and last name, maybe empty.
    #[serde(default)]
    pub name: String,
}

/// A conflict in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityConflict {
    /// Identifier.
    pub id: String,
    /// What did not agree.
    pub kind: ConflictKind,
    /// Its state.
    pub state: ConflictState,
    /// The account that the identity is linked to, that has the address, or that was asked for. Absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<ConflictParty>,
    /// The other account: the one that has the address, or that came back. Absent where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<ConflictParty>,
    /// The address that the identity provider sent.
    pub address: String,
    /// The identity there, as Foreign ID has it.
    pub foreign_id: String,
    /// The address that was typed, where another account came back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typed: Option<String>,
    /// When it was seen first, RFC 3339.
    pub first_seen_at: String,
    /// When it was seen last, RFC 3339.
    pub last_seen_at: String,
    /// How often it was seen.
    pub seen: u64,
    /// What was decided last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<ConflictChoice>,
    /// The address of whoever decided or took the decision back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<String>,
    /// When that was, RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<String>,
}

/// One thing that a choice does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictEffect {
    /// The kind of effect.
    pub effect: ConflictEffectKind,
    /// The address of the account that it is done to.
    pub person: String,
    /// More of it: an identity or an address.
    #[serde(default)]
    pub value: String,
}

/// A choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictOffer {
    /// The choice.
    pub choice: ConflictChoice,
    /// What it would do, in this order; nothing where all stays as it is.
    #[serde(default)]
    pub effects: Vec<ConflictEffect>,
    /// Why it is not possible now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<ConflictRefusal>,
    /// Number of days within which it can be taken back; absent if there is no limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo_days: Option<u32>,
    /// Names exactly this, for `decide_identity_conflict`.
    pub version: String,
}

/// Taking the decision back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConflictUndo {
    /// What it would do.
    #[serde(default)]
    pub effects: Vec<ConflictEffect>,
    /// Why it is not possible now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<ConflictRefusal>,
    /// Until when it is possible, RFC 3339; absent where that has no end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
}

/// A conflict with what may be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct IdentityConflictDetail {
    /// The conflict.
    pub conflict: IdentityConflict,
    /// The choices, while it waits for one.
    #[serde(default)]
    pub offers: Vec<ConflictOffer>,
    /// The way back, when one was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undo: Option<ConflictUndo>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_as_they_are_written() {
        for &kind in ConflictKind::ALL {
            assert_eq!(ConflictKind::from_text(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        for &choice in ConflictChoice::ALL {
            assert_eq!(ConflictChoice::from_text(choice.as_str()), Some(choice));
        }
        assert_eq!(ConflictState::from_text("flown away"), None);
    }
}
