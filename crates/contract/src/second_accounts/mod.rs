//! Second accounts behind one identity: an admin attaches an account (that of an administrator, for example) to a member's identity, its owner agrees, and
//! whoever signs in there chooses.

pub mod attach_second_account;
pub mod detach_own_second_account;
pub mod detach_second_account;
pub mod list_own_second_accounts;
pub mod list_second_accounts;

pub use attach_second_account::AttachSecondAccount;
pub use detach_own_second_account::DetachOwnSecondAccount;
pub use detach_second_account::DetachSecondAccount;
pub use list_own_second_accounts::ListOwnSecondAccounts;
pub use list_second_accounts::{ListSecondAccounts, SecondAccount};
