//! The names of a person who gets an account.

use super::SignInError;
use crate::domain::name_text::is_plain;

/// Longest name that is accepted, in characters.
const MAX_NAME_CHARS: usize = 100;

/// What is wrong with a first and a last name: one of them must be there at least, and nothing strange in either.
pub fn problems(first_name: &str, last_name: &str) -> Vec<SignInError> {
    let names = [("first_name", first_name.trim()), ("last_name", last_name.trim())];
    let none_is_there = names.iter().all(|(_, name)| name.is_empty());
    names
        .into_iter()
        .filter(|&(field, name)| !fits(name) || none_is_there && field == "first_name")
        .map(|(field, _)| SignInError::NameInvalid { field })
        .collect()
}

/// Whether a first and a last name can be used.
///
/// # Errors
/// [`SignInError::NameInvalid`], for the first that cannot.
pub fn check(first_name: &str, last_name: &str) -> Result<(), SignInError> {
    problems(first_name, last_name)
        .into_iter()
        .next()
        .map_or(Ok(()), Err)
}

/// Whether a company's name can be used.
///
/// # Errors
/// [`SignInError::CompanyNameInvalid`]
pub fn check_company(name: &str) -> Result<(), SignInError> {
    if !name.trim().is_empty() && fits(name.trim()) {
        Ok(())
    } else {
        Err(SignInError::CompanyNameInvalid)
    }
}

fn fits(name: &str) -> bool {
    name.chars().count() <= MAX_NAME_CHARS && is_plain(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_is_enough_and_none_is_too_few() {
        assert!(check("Ada", "").is_ok() && check(" ", "Lovelace").is_ok());
        let long = "a".repeat(101);
        for (first, last) in [
            ("", " "),
            ("Ada", long.as_str()),
            ("A\0da", ""),
            ("\u{202e}adA", ""),
            ("A\u{200b}da", ""),
        ] {
            assert!(check(first, last).is_err(), "{first:?} {last:?}");
            assert_eq!(problems(first, last).len(), 1, "{first:?} {last:?}");
        }
        assert_eq!(problems(&long, &long).len(), 2, "each is told of");
        assert!(
            check_company("Acme").is_ok() && check_company(" ").is_err() && check_company(&long).is_err()
        );
        assert!(check_company("Acme \u{2067}GmbH").is_err());
    }
}
