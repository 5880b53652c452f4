//! What the pages of the way back in show, which is there for a company's admins. No browser reads them again, so that none loads what that
//! would take. Invariant: the answer to the form says nothing of what was typed.

use latchkey_contract::LinkProblem;

use super::form_problem::FormProblem;

/// One of these pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecoveryScreen {
    /// `/recover`: asks for address and code.
    Ask(RecoveryAskScreen),
    /// The answer, whatever was typed.
    Asked,
    /// `/recover/{link}`: asks whether to sign in.
    Confirm(RecoveryConfirmScreen),
    /// What it says of a link that does not work (any more).
    Over(LinkProblem),
}

/// Asks for address and code. Posts `username` and `code` to `/recover`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RecoveryAskScreen {
    /// What the field for the address holds.
    pub username: String,
    /// Why the form is shown again.
    pub problem: Option<FormProblem>,
}

/// Asks whether to sign in. Posts nothing but itself to `/recover/{link}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryConfirmScreen {
    /// The link's identifier; opens nothing.
    pub link: String,
    /// The admin's address.
    pub address: String,
    /// Name of the company.
    pub company_name: String,
}
