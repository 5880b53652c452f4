//! Reads what an identity provider says on its own page, or in `error` and `error_description`, into a cause. Invariant: a reading
//! is a hint for people. Makers may change codes and sentences at any time, and no decision rests on them.

use super::{
    IdpKind,
    idp_error_table::{ADFS, ENTRA, PHRASES},
    idp_problem::IdpProblem,
};

impl IdpProblem {
    /// What people most often see on the identity provider's page, to pick from.
    pub const PICKS: [Self; 5] = [
        Self::RedirectNotRegistered,
        Self::PersonNotAssigned,
        Self::ConsentNeeded,
        Self::ClientUnknown,
        Self::PolicyBlocked,
    ];
}

/// What a text was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdpErrorReading {
    /// The cause; none where the code is not in the table.
    pub problem: Option<IdpProblem>,
    /// The identity provider's code, where the text holds one: `AADSTS50011`, `MSIS9224`.
    pub code: Option<String>,
    /// Whose error it is, where that is certain.
    pub kind: Option<IdpKind>,
}

/// Reads a code or a sentence, as somebody pasted it from the identity provider's page.
pub fn read_idp_error(text: &str) -> Option<IdpErrorReading> {
    let small = text.to_lowercase();
    numbered(&small, "aadsts", ENTRA, IdpKind::EntraId)
        .or_else(|| numbered(&small, "msis", ADFS, IdpKind::Adfs))
        .or_else(|| {
            let (_, kind, problem) = PHRASES.iter().find(|(phrase, ..)| small.contains(phrase))?;
            Some(IdpErrorReading {
                problem: Some(*problem),
                code: None,
                kind: *kind,
            })
        })
}

/// The first number behind `prefix` that is in the table; else the first at all.
fn numbered(text: &str, prefix: &str, table: &[(u32, IdpProblem)], kind: IdpKind) -> Option<IdpErrorReading> {
    let mut unknown = None;
    for (at, _) in text.match_indices(prefix) {
        let digits: String = text[at + prefix.len()..]
            .chars()
            .take_while(char::is_ascii_digit)
            .take(9)
            .collect();
        let Ok(number) = digits.parse::<u32>() else {
            continue;
        };
        let known = table.iter().find(|(known, _)| *known == number);
        let reading = IdpErrorReading {
            problem: known.map(|(_, problem)| *problem),
            code: Some(format!("{}{digits}", prefix.to_uppercase())),
            kind: Some(kind),
        };
        if reading.problem.is_some() {
            return Some(reading);
        }
        unknown.get_or_insert(reading);
    }
    unknown
}

#[cfg(test)]
#[path = "idp_error_tests.rs"]
mod tests;
