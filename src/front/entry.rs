//! What the screens show on which people get in for the first time, or get in again: asking for a link, and what the link
//! leads to.

use latchkey_contract::LinkProblem;
use serde::{Deserialize, Serialize};

use super::form_problem::FormProblem;

/// What a link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkPurpose {
    /// An account for an address that has none.
    SignUp,
    /// A new password.
    ResetPassword,
    /// The first company and its admin.
    SetUp,
    /// A new address for an account: it is the reader's.
    ConfirmAddress,
    /// No new address for an account.
    KeepAddress,
    /// Another identity that opens an account.
    SecondAccount,
}

/// The owner of an account is asked to let a member's identity open it, and told that it does. Posts `answer` (`agree` or `sign_in`) to
/// `/second-account/{link}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondAccountScreen {
    /// The link's identifier; opens nothing.
    pub link: String,
    /// The address of the account.
    pub account: String,
    /// The address of the member.
    pub member: String,
    /// The admin who asked for it, maybe empty.
    pub attached_by: String,
    /// How far it is.
    pub step: SecondAccountStep,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecondAccountStep {
    /// The member signs in first.
    SignIn,
    /// The member has just signed in, and is asked.
    Agree,
    /// The page has been answered.
    Done,
}

/// An account gets a new address, or keeps its own: asks, and says that it is done. Posts nothing but itself to
/// `/confirm-address/{link}` or `/keep-address/{link}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddressChangeScreen {
    /// [`LinkPurpose::ConfirmAddress`] or [`LinkPurpose::KeepAddress`].
    pub purpose: LinkPurpose,
    /// The link's identifier; opens nothing.
    pub link: String,
    /// The address to be confirmed, or to be kept.
    pub address: String,
    /// Whose account asks for the address: name and present address. None where nothing is asked.
    pub asked_by: Option<AskingAccount>,
    /// The address that was asked for, where the link stops that and it is known.
    pub requested: Option<String>,
    /// Whether it is done.
    pub done: bool,
}

/// The account that asks for another address, as its owner knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskingAccount {
    /// The person's name.
    pub name: String,
    /// The address that the account has.
    pub address: String,
}

/// Asks for an address, to mail a link to. Posts `username` and `return_to` to `/sign-up` or `/reset-password`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskForLinkScreen {
    /// What the link will be for; never [`LinkPurpose::SetUp`].
    pub purpose: LinkPurpose,
    /// What the field holds.
    pub username: String,
    /// Where to go in the end: a path of this platform.
    pub return_to: Option<String>,
    /// Why the form is shown again.
    pub problem: Option<FormProblem>,
}

/// The answer to every request for a link, whoever it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckMailScreen {
    /// What was asked for; never [`LinkPurpose::SetUp`].
    pub purpose: LinkPurpose,
    /// The address as it was understood.
    pub address: String,
    /// Where to go in the end: a path of this platform.
    pub return_to: Option<String>,
}

/// What a link leads to: a form that ends with a new password. Posts to `/sign-up/{link}`, `/reset-password/{link}` or
/// `/set-up/{link}`: `password`, and the fields that `purpose` calls for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoosePasswordScreen {
    /// Decides which fields there are: `first_name` and `last_name` where an account is made; `company_name` and `username`
    /// when setting up.
    pub purpose: LinkPurpose,
    /// The link's identifier; opens nothing.
    pub link: String,
    /// The address of the account: given by the link, or typed when setting up.
    pub username: String,
    /// What the field holds.
    pub first_name: String,
    /// What the field holds.
    pub last_name: String,
    /// What the field holds.
    pub company_name: String,
    /// Why the form is shown again: everything that is wrong with it.
    pub problems: Vec<FormProblem>,
}

/// A link that opens nothing (any more): what became of it, and how to get a new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFailedScreen {
    /// What the link was for.
    pub purpose: LinkPurpose,
    /// Why it does not work.
    pub problem: LinkProblem,
}
