//! What a decision does, step by step. Invariant: each step has an inverse, and the inverse of that is the step.

use serde::{Deserialize, Serialize};

/// An identity at a company's identity provider.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LinkedIdentity {
    /// The issuer, as its ID tokens say it.
    pub issuer: String,
    /// The claim that Foreign ID maps to.
    pub foreign_id_claim: String,
    /// The value of that claim: the Foreign ID.
    pub foreign_id: String,
}

impl LinkedIdentity {
    /// Whether an account has only one of the two: the issuer and the claim are the same.
    pub fn is_beside(&self, other: &Self) -> bool {
        self.issuer == other.issuer && self.foreign_id_claim == other.foreign_id_claim
    }
}

/// A step. Stored with the decision until it is taken back, so names of steps and fields stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "effect", rename_all = "snake_case")]
pub enum Effect {
    /// The account is no longer linked to the identity.
    EndLink {
        /// The identity.
        identity: LinkedIdentity,
        /// The account.
        account_id: String,
    },
    /// The account is linked to the identity.
    MakeLink {
        /// The identity.
        identity: LinkedIdentity,
        /// The account.
        account_id: String,
    },
    /// Everything ends by which somebody gets into the account. Taking that back does the same: nobody knows who was there meanwhile.
    EndAccess {
        /// The account.
        account_id: String,
    },
    /// The account gets another address.
    SetAddress {
        /// The account.
        account_id: String,
        /// The address that it has.
        from: String,
        /// The new one.
        to: String,
    },
    /// The account is switched off.
    Deactivate {
        /// The account.
        account_id: String,
    },
    /// The account is switched on again.
    Reactivate {
        /// The account.
        account_id: String,
    },
    /// An address no longer stands for the account.
    ForgetUsername {
        /// The address.
        username: String,
        /// The account.
        account_id: String,
    },
    /// An address stands for the account.
    RememberUsername {
        /// The address.
        username: String,
        /// The account.
        account_id: String,
    },
}

impl Effect {
    /// The account that it is done to.
    pub fn account_id(&self) -> &str {
        match self {
            Self::EndLink { account_id, .. }
            | Self::MakeLink { account_id, .. }
            | Self::EndAccess { account_id }
            | Self::SetAddress { account_id, .. }
            | Self::Deactivate { account_id }
            | Self::Reactivate { account_id }
            | Self::ForgetUsername { account_id, .. }
            | Self::RememberUsername { account_id, .. } => account_id,
        }
    }

    /// What takes it back.
    #[must_use]
    pub fn inverse(&self) -> Self {
        match self.clone() {
            Self::EndLink { identity, account_id } => Self::MakeLink { identity, account_id },
            Self::MakeLink { identity, account_id } => Self::EndLink { identity, account_id },
            Self::EndAccess { account_id } => Self::EndAccess { account_id },
            Self::SetAddress { account_id, from, to } => Self::SetAddress {
                account_id,
                from: to,
                to: from,
            },
            Self::Deactivate { account_id } => Self::Reactivate { account_id },
            Self::Reactivate { account_id } => Self::Deactivate { account_id },
            Self::ForgetUsername { username, account_id } => Self::RememberUsername { username, account_id },
            Self::RememberUsername { username, account_id } => Self::ForgetUsername { username, account_id },
        }
    }
}
