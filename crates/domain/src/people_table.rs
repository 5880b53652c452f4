//! The email addresses in a table that somebody brings: rows of cells, as a spreadsheet program writes them. Invariants: each row that says
//! something is in the result once, with its number in the file; a head is no row; what a cell looks like never decides what it does.

/// A row of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRow {
    /// Its number in the file, from 1.
    pub number: usize,
    /// What stands where addresses stand; empty where nothing does.
    pub cell: String,
}

/// Finds the column with the addresses, and what each row has there. None where no column has any.
pub fn address_rows(rows: &[Vec<String>]) -> Option<Vec<AddressRow>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    let addresses = |column: usize| {
        rows.iter()
            .filter(|row| row.get(column).is_some_and(|cell| cell.contains('@')))
            .count()
    };
    // Of two columns with as many, the first: `max_by_key` takes the last.
    let column = (0..width).rev().max_by_key(|column| addresses(*column))?;
    if addresses(column) == 0 {
        return None;
    }
    let said = |row: &[String]| row.iter().any(|cell| !cell.trim().is_empty());
    let first = rows.iter().position(|row| said(row))?;
    let cell = |row: &[String]| undone(row.get(column).map_or("", |cell| cell.trim()));
    let is_head = !rows[first].get(column).is_some_and(|cell| cell.contains('@'));
    let found = rows.iter().enumerate().skip(first + usize::from(is_head));
    let found = found.filter(|(_, row)| said(row)).map(|(at, row)| AddressRow {
        number: at + 1,
        cell: cell(row),
    });
    Some(found.collect())
}

/// Without the apostrophe by which an exported cell was kept from being a formula.
fn undone(cell: &str) -> String {
    let rest = cell.strip_prefix('\'').unwrap_or(cell);
    match rest.starts_with(['=', '+', '-', '@']) {
        true => rest.to_owned(),
        false => cell.to_owned(),
    }
}

/// The character that parts cells in a file of lines: the one that the first line has most of.
pub fn separator(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let count = |separator: u8| first.bytes().filter(|byte| *byte == separator).count();
    // Of two with as many, the later one of these.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|byte| count(*byte))
        .unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(rows: &[&[&str]]) -> Vec<Vec<String>> {
        let row = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        rows.iter().map(row).collect()
    }

    fn found(rows: &[&[&str]]) -> Option<Vec<(usize, String)>> {
        let found = address_rows(&table(rows))?;
        Some(found.into_iter().map(|row| (row.number, row.cell)).collect())
    }

    #[test]
    fn the_column_is_found_with_and_without_a_head() {
        let with = found(&[
            &["Name", "E-Mail"],
            &["Ada", "ada@x.example"],
            &["", ""],
            &["Bob", "bob"],
        ]);
        assert_eq!(with, Some(vec![(2, "ada@x.example".into()), (4, "bob".into())]));
        let without = found(&[&["ada@x.example"], &["bob@x.example"]]);
        assert_eq!(
            without,
            Some(vec![(1, "ada@x.example".into()), (2, "bob@x.example".into())])
        );
        assert_eq!(found(&[&["Name"], &["Ada"]]), None);
        assert_eq!(found(&[]), None);
        // A row that is too short says nothing there.
        let short = found(&[&["a", "x@x.example"], &["b"]]);
        assert_eq!(short, Some(vec![(1, "x@x.example".into()), (2, String::new())]));
    }

    #[test]
    fn what_was_exported_comes_back_as_it_was() {
        assert_eq!(undone("'+x@acme.example"), "+x@acme.example");
        assert_eq!(undone("'o@acme.example"), "'o@acme.example");
        assert_eq!(undone("=HYPERLINK(\"x\")"), "=HYPERLINK(\"x\")");
    }

    #[test]
    fn cells_are_parted_by_what_the_first_line_has_most_of() {
        for (text, expected) in [
            ("a,b", b','),
            ("a;b,c;d", b';'),
            ("\n\na\tb", b'\t'),
            ("a", b','),
            ("", b','),
        ] {
            assert_eq!(separator(text), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn each_row_that_says_something_is_there_once(rows in prop::collection::vec(prop::collection::vec("[a@ ]{0,3}", 0..4), 0..8)) {
            let Some(found) = address_rows(&rows) else {
                prop_assert!(rows.iter().flatten().all(|cell| !cell.contains('@')));
                return Ok(());
            };
            let said = rows.iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).count();
            prop_assert!(found.len() == said || found.len() + 1 == said);
            for row in &found {
                prop_assert!(row.cell.is_empty() || rows[row.number - 1].iter().any(|cell| cell.contains(&row.cell)));
            }
            for pair in found.windows(2) {
                prop_assert!(pair[0].number < pair[1].number);
            }
        }
    }
}
