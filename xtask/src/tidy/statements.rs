//! Statements that one file alone may hold. Invariant: what trust in an account rests on is written where everything that was
//! prepared before ends with it.

use super::tree::{Tree, code_lines};

const SOURCES: [&str; 2] = ["crates/server/src/", "crates/store/src/"];
const ACCOUNT_SECURITY: &str = "crates/store/src/account_security.rs";
/// Writes the same address in another form, once after an upgrade.
const ADDRESS_FORMS: &str = "crates/store/src/address_forms.rs";

/// What trust in an account rests on.
const COLUMNS: [&str; 5] = [
    "password_hash",
    "company_id",
    "company_admin",
    "deactivated_at_ms",
    "email",
];

/// An account's password, company, rights, address and whether it is switched off are written in one file.
pub(super) fn account_security(tree: &Tree) -> Vec<String> {
    let sources = SOURCES.iter().flat_map(|folder| tree.files(folder, ".rs"));
    let elsewhere = sources.filter(|(path, _)| ![ACCOUNT_SECURITY, ADDRESS_FORMS].contains(path));
    let broken = elsewhere.flat_map(|(path, text)| {
        let lines = code_lines(text).filter(|(_, line)| writes(line));
        lines.map(move |(number, _)| {
            format!("{path}:{number}: writes an account beside the store's account_security.rs")
        })
    });
    broken.collect()
}

/// Whether the line sets one of the columns, to anything but itself (which holds the row).
fn writes(line: &str) -> bool {
    let Some((_, assignments)) = line.split_once("UPDATE accounts SET ") else {
        return false;
    };
    let assignments = assignments.split(" WHERE ").next().unwrap_or_default();
    assignments.split(',').any(|assignment| {
        let mut sides = assignment
            .split('=')
            .map(|side| side.trim().trim_end_matches('"'));
        let (column, value) = (sides.next().unwrap_or_default(), sides.next());
        COLUMNS.contains(&column) && value != Some(column)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_written_in_one_file() {
        let statement =
            "let sql = \"UPDATE accounts SET first_name = $3, password_hash = $2 WHERE id = $1\";";
        let tree = Tree::of(&[
            (ACCOUNT_SECURITY, statement),
            ("crates/store/src/accounts.rs", statement),
            (
                "crates/server/src/cli/company.rs",
                "\"UPDATE accounts SET company_admin = 1\"",
            ),
            (
                "crates/store/src/other.rs",
                "\"UPDATE accounts SET first_name = $2 WHERE company_id = $1\"\n\"UPDATE accounts SET password_hash = password_hash\"",
            ),
        ]);
        let broken = account_security(&tree);
        assert_eq!(broken.len(), 2, "{broken:?}");
    }
}
