//! Pages of lists whose rows are some of very many, e.g. the people of an environment among all accounts. Invariant: however the rows
//! are spread, and whatever is searched for, a statement looks at a bounded part of the many, or at the rows of the list alone.

use sqlx::FromRow;
use sqlx::any::AnyRow;

use super::probe::{count, end_of_walk};
use super::search::{Bounds, Search};
use super::statement::{Begins, Piece, in_order};
use super::{List, Part, Rows, gather};
use crate::{Connection, Result};

/// A list of some of many. All statements have the values of `many`.
pub(crate) struct Sparse<'a> {
    /// The many, in the order of an index that has all columns of the order; the searched columns have such indexes, too.
    pub(crate) many: List<'a>,
    /// The condition that one of the many belongs to the list.
    pub(crate) belongs: &'a str,
    /// The same rows by what makes them belong; none where no index knows that.
    pub(crate) few: Option<Few<'a>>,
}

/// The rows of a list by what makes them belong to it: for where they are few, or far away in the order.
pub(crate) struct Few<'a> {
    /// What makes rows belong, at least one for each, so that it can be counted without gathering them: `access_grants WHERE …`.
    pub(crate) counted: &'a str,
    /// The rows: `accounts WHERE id IN (…)`.
    pub(crate) found: &'a str,
}

impl<'a> Few<'a> {
    /// The list with its rows from here.
    pub(super) const fn of(&self, list: &List<'a>) -> List<'a> {
        List {
            from: self.found,
            ..*list
        }
    }
}

/// Reads a part of a list. A long statement where it is searched, or where its rows stand together far from the beginning of the part.
pub(crate) async fn read_sparse<T>(
    connection: &mut Connection,
    list: &Sparse<'_>,
    part: &Part,
) -> Result<Rows<T>>
where
    T: for<'r> FromRow<'r, AnyRow>,
{
    let rows = read_within(connection, list, part, Bounds::OF_LISTS).await?;
    Rows::of(&rows, part)
}

/// The rows of a part, [`Part::most`] at most.
pub(super) async fn read_within(
    connection: &mut Connection,
    list: &Sparse<'_>,
    part: &Part,
    bounds: Bounds,
) -> Result<Vec<AnyRow>> {
    let Sparse { many, belongs, few } = list;
    // A list that began in the order of a search goes on in it.
    let is_ranked = part.after.as_ref().is_some_and(|after| after.rank.is_some());
    if !is_ranked
        && let Some(few) = few
        && count(connection, many, few.counted, bounds.few + 1).await? <= bounds.few
    {
        return gather(connection, &few.of(many), part).await;
    }
    if let Some(prefix) = &part.search {
        let search = Search::new(*many, Some(belongs), few.as_ref(), prefix, bounds);
        return search.read(connection, part).await;
    }
    for length in bounds.walks {
        let end = end_of_walk(connection, many, &part.rest(), length).await?;
        let is_whole = end.is_none();
        let walked = Piece { end, ..part.rest() };
        let statement = in_order(many, &walked, Begins::NONE, Some(belongs), connection);
        let rows = statement.rows(connection, part.most()).await?;
        if is_whole || rows.len() == part.most() {
            return Ok(rows);
        }
    }
    match few {
        Some(few) => gather(connection, &few.of(many), part).await,
        None => {
            let statement = in_order(many, &part.rest(), Begins::NONE, Some(belongs), connection);
            statement.rows(connection, part.most()).await
        }
    }
}
