//! A search in a list. Invariant: what begins so by the column of the order stands together and is read where it stands, however much that is; for
//! what other columns find, a bounded part of the list is looked at before anything is sorted.

use sqlx::any::AnyRow;

use super::legs::{Leg, legs};
use super::probe::{count, count_beginning, end_of_walk};
use super::statement::{Begins, Piece, gathered, gathered_each, in_order, walked};
use super::{Few, List, Part};
use crate::{Connection, Result};

/// How far a search looks before it goes another way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Number of matching rows of a column that can be gathered and sorted in a few milliseconds, wherever they are in the order.
    pub(super) few: i64,
    /// Numbers of rows that are looked at in the order of the list: at first, and if that was not enough. The first yields a page if one row in a
    /// hundred matches.
    pub(super) walks: [i64; 2],
    /// Up to this number, matching rows are counted that are neither few nor found by walking.
    pub(super) many: i64,
}

impl Bounds {
    pub(super) const OF_LISTS: Self = Self {
        few: 5_000,
        walks: [2_000, 20_000],
        many: 50_000,
    };
}

/// What remains where what is found is neither few nor soon come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LastWay {
    /// What begins so in this leg.
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

/// The outcome of a search.
enum Found {
    /// Of this leg alone.
    InLeg(Vec<AnyRow>),
    /// Of this leg and all behind it.
    InRest(Vec<AnyRow>),
}

/// A search in a list, or in those rows of it that belong to another.
pub(super) struct Search<'a> {
    list: List<'a>,
    /// The condition that a row belongs.
    belongs: Option<&'a str>,
    few: Option<&'a Few<'a>>,
    prefix: &'a str,
    /// The searched columns that the list is not sorted by.
    others: Vec<&'static str>,
    bounds: Bounds,
    /// Whether few rows begin so by one of `others`, once that is known.
    has_few: Option<bool>,
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
            others: others.collect(),
            bounds,
            has_few: None,
        }
    }

    /// The rows of a part, [`Part::most`] at most.
    pub(super) async fn read(mut self, connection: &mut Connection, part: &Part) -> Result<Vec<AnyRow>> {
        let mut rows = Vec::new();
        for leg in self.legs(part) {
            let most = part.most() - rows.len();
            if most == 0 {
                break;
            }
            match self.find(connection, &leg, most).await? {
                Found::InLeg(found) => rows.extend(found),
                Found::InRest(found) => {
                    rows.extend(found);
                    break;
                }
            }
        }
        Ok(rows)
    }

    fn legs(&self, part: &Part) -> Vec<Leg> {
        if self.others.len() < self.list.searched.len() {
            return legs(self.prefix, part);
        }
        let piece = part.rest();
        vec![Leg { piece, is_all: false }]
    }

    async fn find(&mut self, connection: &mut Connection, leg: &Leg, most: usize) -> Result<Found> {
        if leg.is_all && self.belongs.is_none() {
            let statement = in_order(&self.list, &leg.piece, None, None, connection);
            return Ok(Found::InLeg(statement.rows(connection, most).await?));
        }
        if !leg.is_all && self.others.is_empty() {
            return Ok(Found::InLeg(Vec::new()));
        }
        if !leg.is_all && self.has_few(connection).await? {
            return self.gather(connection, leg, most).await;
        }
        let (found, is_whole) = match self.belongs {
            Some(_) => self.walk_twice(connection, leg, most).await?,
            None => self.walk_once(connection, leg, most).await?,
        };
        if is_whole {
            return Ok(Found::InLeg(found));
        }
        self.find_last(connection, leg, most).await
    }

    /// Looks at the next rows of a leg. Returns what was found, and whether there is no more, or enough.
    async fn walk_once(
        &self,
        connection: &mut Connection,
        leg: &Leg,
        most: usize,
    ) -> Result<(Vec<AnyRow>, bool)> {
        let [_, length] = self.bounds.walks;
        let begins = self.begins(&self.others);
        let statement = walked(&self.list, &leg.piece, begins, length, connection);
        let found = statement.rows(connection, most).await?;
        let is_whole = found.len() == most
            || end_of_walk(connection, &self.list, &leg.piece, length)
                .await?
                .is_none();
        Ok((found, is_whole))
    }

    /// The same where each row is asked whether it belongs: at fewer rows first.
    async fn walk_twice(
        &self,
        connection: &mut Connection,
        leg: &Leg,
        most: usize,
    ) -> Result<(Vec<AnyRow>, bool)> {
        let mut found = Vec::new();
        for length in self.bounds.walks {
            let end = end_of_walk(connection, &self.list, &leg.piece, length).await?;
            let is_last = end.is_none();
            found = self.walk(connection, leg, end, most).await?;
            if is_last || found.len() == most {
                return Ok((found, true));
            }
        }
        Ok((found, false))
    }

    /// Finds those of a leg in which a page is far away.
    async fn find_last(&self, connection: &mut Connection, leg: &Leg, most: usize) -> Result<Found> {
        let (list, many) = (&self.list, self.bounds.many);
        let begins = match leg.is_all {
            true => self.begins(std::slice::from_ref(&list.key)),
            false => self.begins(&self.others),
        };
        let beginning = count_beginning(connection, list, begins, many).await?;
        let belonging = match self.few {
            Some(few) => Some(count(connection, list, few.counted, many).await?),
            None => None,
        };
        match (last_way(beginning, belonging), self.few) {
            (LastWay::Belonging, Some(few)) => {
                let list = few.of(list);
                let rest = Piece {
                    end: None,
                    ..leg.piece.clone()
                };
                let statement = gathered(&list, &rest, Some(self.begins(list.searched)), connection);
                Ok(Found::InRest(statement.rows(connection, most).await?))
            }
            _ if leg.is_all => Ok(Found::InLeg(self.walk(connection, leg, None, most).await?)),
            _ => self.gather(connection, leg, most).await,
        }
    }

    const fn begins<'b>(&'b self, columns: &'b [&'static str]) -> Begins<'b> {
        Begins {
            columns,
            prefix: self.prefix,
        }
    }

    async fn has_few(&mut self, connection: &mut Connection) -> Result<bool> {
        if let Some(has_few) = self.has_few {
            return Ok(has_few);
        }
        let few = self.bounds.few;
        let found = count_beginning(connection, &self.list, self.begins(&self.others), few + 1).await?;
        self.has_few = Some(found <= few);
        Ok(found <= few)
    }

    /// Sorts what other columns find in the leg.
    async fn gather(&self, connection: &mut Connection, leg: &Leg, most: usize) -> Result<Found> {
        let begins = self.begins(&self.others);
        let statement = gathered_each(&self.list, &leg.piece, begins, self.belongs, connection);
        Ok(Found::InLeg(statement.rows(connection, most).await?))
    }

    /// Reads the leg in its order, up to `end` if there is one.
    async fn walk(
        &self,
        connection: &mut Connection,
        leg: &Leg,
        end: Option<super::Position>,
        most: usize,
    ) -> Result<Vec<AnyRow>> {
        let mut piece = leg.piece.clone();
        piece.end = end.or(piece.end);
        let begins = (!leg.is_all).then(|| self.begins(&self.others));
        let statement = in_order(&self.list, &piece, begins, self.belongs, connection);
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
