//! Very many invented people (`crates/many-people`), for whoever tries or measures long lists. Invariant: they are written before a server
//! runs on the database.

use std::{path::Path, process::Command};

use anyhow::{Context, Result, bail};

use crate::process;

/// More would not fit into the time and the disk of somebody who tries.
const MOST: usize = 10_000_000;

/// How many people somebody asks for by what stands behind `demo`.
pub(crate) fn asked(arguments: &[&str]) -> Result<Option<usize>> {
    match arguments {
        [] => Ok(None),
        ["--people", number] => {
            let people = number.parse().ok().filter(|people| (1..=MOST).contains(people));
            let people = people.with_context(|| {
                format!("`--people` wants a whole number from 1 to {MOST}, and `{number}` is none")
            })?;
            Ok(Some(people))
        }
        ["--people"] => bail!("`--people` wants a number behind it, for example `demo --people 1000000`"),
        ["--people", _, other, ..] | [other, ..] => {
            bail!("`demo` takes `--people NUMBER` and nothing else: what is `{other}`?")
        }
    }
}

/// Where they are put.
pub(crate) struct Place<'a> {
    /// The database.
    pub(crate) url: &'a str,
    /// The slug of the company.
    pub(crate) company: &'a str,
    /// The client of the environment that one in ten may enter.
    pub(crate) client_id: &'a str,
    /// The name of a group in which all of them are.
    pub(crate) everybody: Option<&'a str>,
}

/// Gives the company so many people in all, with `program`, which says how far it is.
pub(crate) fn write(program: &Path, place: &Place<'_>, people: usize) -> Result<()> {
    let mut command = Command::new(program);
    command.args([place.url, place.company, place.client_id, &people.to_string()]);
    process::run(command.args(place.everybody))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_people_is_read() {
        assert_eq!(asked(&[]).unwrap(), None);
        assert_eq!(asked(&["--people", "1000000"]).unwrap(), Some(1_000_000));
    }

    #[test]
    fn what_is_no_number_of_people_is_said() {
        for (arguments, part) in [
            (&["--people", "many"][..], "`many` is none"),
            (&["--people", "0"], "`0` is none"),
            (&["--people", "-5"], "`-5` is none"),
            (&["--people", "10000001"], "from 1 to 10000000"),
            (&["--people"], "demo --people 1000000"),
            (&["--persons", "5"], "what is `--persons`?"),
            (&["--people", "5", "6"], "what is `6`?"),
        ] {
            let error = asked(arguments).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
