//! A few expenses to see. Invariant: all invented, and the same at every start.

use crate::money::{Cents, Day};

/// How far an expense has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Submitted,
    Approved,
    Paid,
}

/// What somebody paid for the company.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expense {
    pub(crate) id: u32,
    pub(crate) day: Day,
    pub(crate) what: &'static str,
    pub(crate) what_in_german: &'static str,
    pub(crate) who: &'static str,
    pub(crate) amount: Cents,
    pub(crate) standing: Standing,
}

/// Newest first.
pub(crate) const ALL: [Expense; 5] = [
    Expense {
        id: 1005,
        day: Day {
            year: 2026,
            month: 11,
            day: 18,
        },
        what: "Train to the customer, both ways",
        what_in_german: "Bahn zum Kunden, hin und zurück",
        who: "Ada Lovelace",
        amount: Cents(12_840),
        standing: Standing::Submitted,
    },
    Expense {
        id: 1004,
        day: Day {
            year: 2026,
            month: 11,
            day: 12,
        },
        what: "Three nights at the conference",
        what_in_german: "Drei Nächte auf der Konferenz",
        who: "Alan Turing",
        amount: Cents(41_700),
        standing: Standing::Approved,
    },
    Expense {
        id: 1003,
        day: Day {
            year: 2026,
            month: 11,
            day: 4,
        },
        what: "Punched cards",
        what_in_german: "Lochkarten",
        who: "Ada Lovelace",
        amount: Cents(2_395),
        standing: Standing::Paid,
    },
    Expense {
        id: 1002,
        day: Day {
            year: 2026,
            month: 10,
            day: 29,
        },
        what: "Lunch with the auditors",
        what_in_german: "Mittagessen mit der Revision",
        who: "Grace Hopper",
        amount: Cents(8_650),
        standing: Standing::Paid,
    },
    Expense {
        id: 1001,
        day: Day {
            year: 2026,
            month: 10,
            day: 20,
        },
        what: "A second-hand difference engine",
        what_in_german: "Eine gebrauchte Differenzmaschine",
        who: "Ada Lovelace",
        amount: Cents(1_250_000),
        standing: Standing::Approved,
    },
];

/// One of them.
pub(crate) fn find(id: u32) -> Option<&'static Expense> {
    ALL.iter().find(|expense| expense.id == id)
}
