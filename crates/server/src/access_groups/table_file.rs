//! Reads a file with people as rows of cells. Invariants: what it takes in memory is bounded before anything is unpacked; nothing in it is
//! ever calculated or run, formulas are what the program that wrote them had calculated.

use std::io::{Cursor, Read as _, copy, sink};

use calamine::{Data, Reader as _, Xlsx};
use latchkey_contract::groups::import_group_members::{FileProblem, MOST_FILE_BYTES, MOST_FILE_ROWS};
use zip::ZipArchive;

use crate::domain::people_table::separator;

/// What an .xlsx file may unpack to, in bytes: a sheet of the most rows has a small part of it.
const MOST_UNPACKED: u64 = 16 * 1024 * 1024;
/// Most parts of an .xlsx file.
const MOST_PARTS: usize = 200;
/// Most cells of a row that are looked at.
const MOST_COLUMNS: usize = 100;
/// How a zip file begins.
const ZIP: &[u8] = b"PK\x03\x04";
/// How an old spreadsheet file begins, and one with a password.
const OLD: &[u8] = b"\xd0\xcf\x11\xe0";

type Rows = Vec<Vec<String>>;

/// Reads it, by what it is and not by its name.
pub(super) fn rows(content: &[u8]) -> Result<Rows, FileProblem> {
    if content.len() > MOST_FILE_BYTES {
        return Err(FileProblem::TooLarge);
    }
    match content {
        content if content.starts_with(ZIP) => sheet(content),
        content if content.starts_with(OLD) => Err(FileProblem::Unreadable),
        content => lines(content),
    }
}

/// Rows of a .csv file, parted by commas, semicolons or tabs.
fn lines(content: &[u8]) -> Result<Rows, FileProblem> {
    let text = std::str::from_utf8(content).map_err(|_| FileProblem::NotUtf8)?;
    let text = text.trim_start_matches('\u{feff}');
    if text.contains('\0') {
        return Err(FileProblem::Unreadable);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator(text))
        .from_reader(text.as_bytes());
    let mut rows = Rows::new();
    for record in reader.records() {
        let record = record.map_err(|_| FileProblem::Unreadable)?;
        let at = record.position().map_or(0, |position| line_of(text, position));
        if at > MOST_FILE_ROWS + 1 {
            return Err(FileProblem::TooManyRows);
        }
        rows.resize(rows.len().max(at.saturating_sub(1)), Vec::new());
        rows.push(record.iter().take(MOST_COLUMNS).map(str::to_owned).collect());
    }
    Ok(rows)
}

/// The line in which a record begins. Its position is that of the blank lines before it, which are no records.
fn line_of(text: &str, position: &csv::Position) -> usize {
    let begin = usize::try_from(position.byte()).unwrap_or(usize::MAX);
    let rest = text.as_bytes().get(begin..).unwrap_or_default();
    let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
    let blank = blank.filter(|byte| **byte == b'\n').count();
    usize::try_from(position.line())
        .unwrap_or(usize::MAX)
        .saturating_add(blank)
}

/// Rows of the first sheet of an .xlsx file.
fn sheet(content: &[u8]) -> Result<Rows, FileProblem> {
    bounded(content)?;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(content)).map_err(|_| FileProblem::Unreadable)?;
    let name = workbook.sheet_names().first().cloned();
    let mut cells = workbook
        .worksheet_cells_reader(&name.ok_or(FileProblem::Unreadable)?)
        .map_err(|_| FileProblem::Unreadable)?;
    let mut rows = Rows::new();
    // Cell by cell: a sheet may say that its last cell is a million rows away.
    while let Some(cell) = cells.next_cell().map_err(|_| FileProblem::Unreadable)? {
        let (row, column) = cell.get_position();
        let text = Data::from(cell.get_value().clone()).to_string();
        let (row, column) = (row as usize, column as usize);
        if text.is_empty() || column >= MOST_COLUMNS {
            continue;
        }
        if row > MOST_FILE_ROWS {
            return Err(FileProblem::TooManyRows);
        }
        rows.resize(rows.len().max(row + 1), Vec::new());
        let cells = &mut rows[row];
        cells.resize(cells.len().max(column + 1), String::new());
        cells[column] = text;
    }
    Ok(rows)
}

/// Unpacks everything to nowhere first: what a file says of its size need not be so.
fn bounded(content: &[u8]) -> Result<(), FileProblem> {
    let mut archive = ZipArchive::new(Cursor::new(content)).map_err(|_| FileProblem::Unreadable)?;
    if archive.len() > MOST_PARTS {
        return Err(FileProblem::TooLarge);
    }
    let mut left = MOST_UNPACKED;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| FileProblem::Unreadable)?;
        let name = part.name().map_err(|_| FileProblem::Unreadable)?;
        if name.to_ascii_lowercase().contains("vbaproject") {
            return Err(FileProblem::HasMacros);
        }
        let unpacked = copy(&mut part.take(left + 1), &mut sink()).map_err(|_| FileProblem::Unreadable)?;
        left = left.checked_sub(unpacked).ok_or(FileProblem::TooLarge)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use rust_xlsxwriter::{Formula, Workbook};
    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    fn workbook(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut workbook = Workbook::new();
        write(workbook.add_worksheet());
        workbook.save_to_buffer().expect("a file")
    }

    fn zipped(parts: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            writer
                .start_file(*name, SimpleFileOptions::default())
                .expect("begins");
            writer.write_all(content).expect("writes");
        }
        writer.finish().expect("ends").into_inner()
    }

    #[test]
    fn a_sheet_is_read_and_nothing_in_it_is_calculated() {
        let file = workbook(|sheet| {
            sheet.write_string(0, 0, "Email").expect("writes");
            sheet.write_string(1, 0, "ada@acme.example").expect("writes");
            let formula = Formula::new("=1+1").set_result("bob@acme.example");
            sheet.write_formula(3, 0, formula).expect("writes");
            sheet.write_number(3, 1, 7).expect("writes");
        });
        let rows = rows(&file).expect("reads");
        assert_eq!(rows[1], ["ada@acme.example"]);
        assert_eq!(rows[2], Vec::<String>::new());
        assert_eq!(rows[3], ["bob@acme.example", "7"]);
    }

    #[test]
    fn a_sheet_that_says_it_ends_a_million_rows_away_is_refused_and_not_laid_out() {
        let far = workbook(|sheet| {
            sheet.write_string(1_048_575, 16_383, "x").expect("writes");
            sheet.write_string(1_048_575, 0, "x").expect("writes");
        });
        assert_eq!(rows(&far), Err(FileProblem::TooManyRows));
    }

    #[test]
    fn lines_are_read_by_what_parts_them() {
        for text in [
            "a,ada@x.example\r\nb,c",
            "\u{feff}a;ada@x.example\nb;c",
            "a\tada@x.example\nb\tc",
        ] {
            assert_eq!(
                rows(text.as_bytes()),
                Ok(vec![
                    vec!["a".to_owned(), "ada@x.example".to_owned()],
                    vec!["b".to_owned(), "c".to_owned()],
                ]),
                "{text}"
            );
        }
        let gap = rows(b"a\n\n\nb").expect("reads");
        assert_eq!((gap.len(), gap[3].as_slice()), (4, &["b".to_owned()][..]));
    }

    #[test]
    fn odd_files_are_refused_with_the_reason() {
        let zeros = vec![0; 32 * 1024 * 1024];
        let bomb = zipped(&[("xl/worksheets/sheet1.xml", &zeros)]);
        assert!(bomb.len() < MOST_FILE_BYTES, "it looks small");
        let many: Vec<String> = (0..300).map(|at| format!("part{at}")).collect();
        let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
        let lines = "x@x.example\n".repeat(MOST_FILE_ROWS + 2);
        for (content, expected) in [
            (bomb, FileProblem::TooLarge),
            (zipped(&many), FileProblem::TooLarge),
            (vec![b'a'; MOST_FILE_BYTES + 1], FileProblem::TooLarge),
            (zipped(&[("xl/vbaProject.bin", b"x")]), FileProblem::HasMacros),
            (zipped(&[("a.txt", b"x")]), FileProblem::Unreadable),
            (b"PK\x03\x04nothing".to_vec(), FileProblem::Unreadable),
            (b"\xd0\xcf\x11\xe0old".to_vec(), FileProblem::Unreadable),
            (b"M\xfcller".to_vec(), FileProblem::NotUtf8),
            (b"a\0b".to_vec(), FileProblem::Unreadable),
            (lines.into_bytes(), FileProblem::TooManyRows),
        ] {
            assert_eq!(rows(&content), Err(expected));
        }
    }
}
