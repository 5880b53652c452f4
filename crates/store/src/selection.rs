//! The accounts that a statement is about: one, some, or all unaffiliated ones in a domain. The same statement serves all. Invariant:
//! the statement that takes accounts into a company is the last of a change, because they are unaffiliated, and so selected, only
//! until then.

use super::companies;
use super::text_list::TextList;

/// The accounts that a statement is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum Selection<'a> {
    /// The one with this identifier.
    One(&'a str),
    /// Those with these identifiers.
    Listed(&'a TextList),
    /// Those with an address in this domain that belong to no company.
    Unclaimed(&'a str),
}

impl<'a> Selection<'a> {
    /// The condition on a row of `accounts`; its `$1`… are [`Self::values`].
    pub(super) fn condition(self) -> String {
        match self {
            Self::Unclaimed(_) => "email_domain = $1 AND company_id = $2".to_owned(),
            Self::One(_) | Self::Listed(_) => self.names("id"),
        }
    }

    /// The condition on a row that names an account in `column`.
    pub(super) fn names(self, column: &'static str) -> String {
        match self {
            Self::One(_) => format!("{column} = $1"),
            Self::Listed(list) => list.holds(column, 1),
            Self::Unclaimed(_) => {
                format!("{column} IN (SELECT id FROM accounts WHERE {})", self.condition())
            }
        }
    }

    /// What the condition's parameters are.
    pub(super) fn values(self) -> Vec<&'a str> {
        match self {
            Self::One(id) => vec![id],
            Self::Listed(list) => vec![list.value()],
            Self::Unclaimed(domain) => vec![domain, companies::UNAFFILIATED],
        }
    }

    /// The number of the first parameter behind the condition's.
    pub(super) fn next(self) -> usize {
        self.values().len() + 1
    }
}
