//! Who works on a company's SSO configurations: its admins, or whoever came by a set-up link. Invariant: a guest has no account and no rights
//! of anybody's; what opens the drafts to them is the link, which is looked at again in every transaction.

use crate::store::sessions::Session;
use crate::store::sso_set_up_links::SetUpLinkRow;

/// Who edits a company's configurations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editor {
    /// Somebody who is signed in. Whether they are an admin is decided where it counts.
    Account {
        /// The account.
        account_id: String,
        /// The session.
        session_id: String,
    },
    /// Whoever came by a set-up link.
    Guest {
        /// The link.
        link_id: String,
        /// The admin who made the link.
        made_by_account_id: String,
        /// When the request came.
        now_ms: i64,
    },
}

impl Editor {
    /// Whoever is signed in.
    pub fn signed_in(session: &Session) -> Self {
        Self::Account {
            account_id: session.account_id.clone(),
            session_id: session.id.clone(),
        }
    }

    /// Whoever came by this link.
    pub fn guest(link: &SetUpLinkRow, now_ms: i64) -> Self {
        Self::Guest {
            link_id: link.id.clone(),
            made_by_account_id: link.made_by_account_id.clone(),
            now_ms,
        }
    }

    /// The account that answers for what is done: of a guest, whoever made the link.
    pub fn answerable_account(&self) -> &str {
        match self {
            Self::Account { account_id, .. } => account_id,
            Self::Guest {
                made_by_account_id, ..
            } => made_by_account_id,
        }
    }

    /// Whose test runs are whose: the account, or the link.
    pub fn own_id(&self) -> &str {
        match self {
            Self::Account { account_id, .. } => account_id,
            Self::Guest { link_id, .. } => link_id,
        }
    }

    /// In which session a test run goes on.
    pub fn session_id(&self) -> &str {
        match self {
            Self::Account { session_id, .. } => session_id,
            Self::Guest { link_id, .. } => link_id,
        }
    }

    /// Whether it is a guest, who sees drafts alone.
    pub const fn is_guest(&self) -> bool {
        matches!(self, Self::Guest { .. })
    }
}
