//! A search in a list. Rows are found by the beginning of one of several columns. Few of them are sorted as the list is. More than that cannot
//! be sorted while somebody waits: then those come first that the column of the order finds, in its order, and behind them, for each other
//! column, those that it finds and none before it, in the order of that column. Invariants: what begins so by a column stands together in its
//! index and is read where it stands, however much it is; which of the two orders a list has is decided on its first page and stays.

use sqlx::any::AnyRow;

use super::legs::{Leg, beginning, legs};
use super::probe::{count, count_beginning, count_within, end_of_walk};
use super::statement::{Begins, Piece, gathered, gathered_each, in_order};
use super::{Few, List, Part};
use crate::{Connection, Result};

/// How far a search looks before it goes another way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Number of rows that can be gathered and sorted in a few milliseconds, wherever they are in the order.
    pub(super) few: i64,
    /// Numbers of rows that are looked at in an order, where each has to be asked whether it belongs: at first, and if that was not enough.
    /// The first yields a page if one row in a hundred belongs.
    pub(super) walks: [i64; 2],
    /// Up to this number, rows are counted that are neither few nor found by walking.
    pub(super) many: i64,
}

impl Bounds {
    pub(super) const OF_LISTS: Self = Self {
        few: 5_000,
        walks: [2_000, 20_000],
        many: 50_000,
    };
}

/// What remains where those who belong are not soon come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LastWay {
    /// All that begins so.
    Beginning,
    /// All who belong to the list.
    Belonging,
}

/// The one of which there are fewer. None belong by an index: there is but one way.
const fn last_way(beginning: i64, belonging: Option<i64>) -> LastWay {
    match belonging {
        Some(belonging) if belonging < beginning => LastWay::Belonging,
        _ => LastWay::Beginning,
    }
}

/// A search in a list, or in those rows of it that belong to another.
pub(super) struct Search<'a> {
    list: List<'a>,
    /// The condition that a row belongs.
    belongs: Option<&'a str>,
    few: Option<&'a Few<'a>>,
    prefix: &'a str,
    /// The searched columns: that of the order, then the others.
    columns: Vec<&'static str>,
    bounds: Bounds,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        list: List<'a>,
        belongs: Option<&'a str>,
        few: Option<&'a Few<'a>>,
        prefix: &'a str,
        bounds: Bounds,
    ) -> Self {
        let others = list.searched.iter().copied().filter(|column| *column != list.key);
        Self {
            list,
            belongs,
            few,
            prefix,
            columns: std::iter::once(list.key).chain(others).collect(),
            bounds,
        }
    }

    /// The rows of a part, [`Part::most`] at most.
    pub(super) async fn read(self, connection: &mut Connection, part: &Part) -> Result<Vec<AnyRow>> {
        match self.is_sorted(connection, part).await? {
            true => self.read_sorted(connection, part).await,
            false => self.read_ranked(connection, part).await,
        }
    }

    async fn is_sorted(&self, connection: &mut Connection, part: &Part) -> Result<bool> {
        if let Some(after) = &part.after {
            return Ok(after.rank.is_none());
        }
        let (others, few) = (self.others(), self.bounds.few);
        Ok(others.columns.is_empty()
            || count_beginning(connection, &self.list, others, few + 1).await? <= few)
    }

    /// What others find stands anywhere in the order.
    fn others(&self) -> Begins<'_> {
        let (_, others) = self.columns.split_at(1);
        Begins {
            columns: others,
            prefix: self.prefix,
        }
    }

    async fn read_sorted(&self, connection: &mut Connection, part: &Part) -> Result<Vec<AnyRow>> {
        let mut rows = Vec::new();
        for Leg { piece, is_all } in legs(self.prefix, part) {
            let most = part.most() - rows.len();
            if most == 0 {
                break;
            }
            if is_all {
                rows.extend(self.read_piece(connection, self.list, &piece, most).await?);
            } else if !self.others().columns.is_empty() {
                let others = self.others();
                let statement = gathered_each(&self.list, &piece, others, self.belongs, connection);
                rows.extend(statement.rows(connection, most).await?);
            }
        }
        Ok(rows)
    }

    async fn read_ranked(&self, connection: &mut Connection, part: &Part) -> Result<Vec<AnyRow>> {
        let mut rows = Vec::new();
        let first = part.after.as_ref().and_then(|after| after.rank).unwrap_or(0);
        for (rank, column) in self.columns.iter().enumerate().skip(first) {
            let most = part.most() - rows.len();
            if most == 0 {
                break;
            }
            let mut piece = beginning(self.prefix, part.descending);
            piece.rank = Some(rank);
            if rank == first {
                match piece.behind(part.after.as_ref()) {
                    Some(left) => piece = left,
                    None => continue,
                }
            }
            let list = List {
                key: column,
                ..self.list
            };
            rows.extend(self.read_piece(connection, list, &piece, most).await?);
        }
        Ok(rows)
    }

    /// Reads what begins so by the column of this order, and by none before it.
    async fn read_piece(
        &self,
        connection: &mut Connection,
        list: List<'_>,
        piece: &Piece,
        most: usize,
    ) -> Result<Vec<AnyRow>> {
        let before = Begins {
            columns: &self.columns[..piece.rank.unwrap_or(0)],
            prefix: self.prefix,
        };
        if self.belongs.is_none() {
            let statement = in_order(&list, piece, before, None, connection);
            return statement.rows(connection, most).await;
        }
        for length in self.bounds.walks {
            let end = end_of_walk(connection, &list, piece, length).await?;
            let is_whole = end.is_none();
            let walked = Piece {
                end: end.or_else(|| piece.end.clone()),
                ..piece.clone()
            };
            let statement = in_order(&list, &walked, before, self.belongs, connection);
            let rows = statement.rows(connection, most).await?;
            if is_whole || rows.len() == most {
                return Ok(rows);
            }
        }
        let many = self.bounds.many;
        let beginning = count_within(connection, &list, piece, many).await?;
        let belonging = match self.few {
            Some(few) => Some(count(connection, &list, few.counted, many).await?),
            None => None,
        };
        let statement = match (last_way(beginning, belonging), self.few) {
            (LastWay::Belonging, Some(few)) => gathered(&few.of(&list), piece, None, before, connection),
            _ => in_order(&list, piece, before, self.belongs, connection),
        };
        statement.rows(connection, most).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_way_is_the_shorter_one() {
        for (beginning, belonging, expected) in [
            (10, None, LastWay::Beginning),
            (10, Some(9), LastWay::Belonging),
            // Both may be more than was counted: what begins so needs no look at anybody else.
            (10, Some(10), LastWay::Beginning),
            (10, Some(11), LastWay::Beginning),
        ] {
            assert_eq!(
                last_way(beginning, belonging),
                expected,
                "{beginning}, {belonging:?}"
            );
        }
    }
}
