//! Searches beside a model that looks at each row, on both databases. Invariant: the bounds are so low that of a few dozen rows some are few and some
//! are very many.

use std::cmp::Ordering;
use std::sync::Mutex;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use sqlx::AnyPool;
use tokio::runtime::Runtime;

use super::search::{Bounds, Search};
use super::sparse::read_within;
use super::*;
use crate::Store;

const COLUMNS: [&str; 3] = ["last_key", "first_key", "address_key"];
/// Searched by the column of the order alone.
const ALONE: [&[&str]; 3] = [&[COLUMNS[0]], &[COLUMNS[1]], &[COLUMNS[2]]];
const OURS: &str = "listed WHERE ours = 1";

#[derive(Debug, Clone)]
struct Listed {
    id: String,
    keys: [String; 3],
    is_ours: bool,
}

/// Which rows a list has, and what is known of them.
#[derive(Debug, Clone, Copy)]
enum Which {
    All,
    Ours,
    OursByAnIndex,
}

#[derive(Debug, Clone)]
struct Case {
    rows: Vec<Listed>,
    which: Which,
    sorted_by: usize,
    is_alone: bool,
    search: Option<String>,
    limit: u32,
    descending: bool,
    bounds: Bounds,
    /// The numbers of rows that go away, one behind each page.
    gone: Vec<usize>,
}

fn rows() -> impl Strategy<Value = Vec<Listed>> {
    // Few letters: keys that are alike, and beginnings of each other.
    let key = || "[ab\u{3b1}]{0,3} ";
    let row = ([key(), key(), key()], any::<bool>());
    let rows = proptest::collection::vec(row, 0..50);
    (rows, 1_usize..50).prop_map(|(rows, step)| {
        let rows = rows.into_iter().enumerate();
        rows.map(|(number, (keys, is_ours))| Listed {
            // In no order of numbers, and none twice.
            id: format!("{}-{number}", number * step % 7),
            keys,
            is_ours,
        })
        .collect()
    })
}

fn case() -> impl Strategy<Value = Case> {
    let which = prop_oneof![Just(Which::All), Just(Which::Ours), Just(Which::OursByAnIndex)];
    let search = proptest::option::weighted(0.9, "[ab\u{3b1}]{0,2}");
    let bounds = (0_i64..8, 1_i64..6, 1_i64..12, 1_i64..20);
    let gone = proptest::collection::vec(0_usize..50, 0..20);
    (
        rows(),
        which,
        (0_usize..3, proptest::bool::weighted(0.2)),
        search,
        1_u32..6,
        any::<bool>(),
        bounds,
        gone,
    )
        .prop_map(
            |(
                rows,
                which,
                (sorted_by, is_alone),
                search,
                limit,
                descending,
                (few, first, more, many),
                gone,
            )| Case {
                rows,
                which,
                sorted_by,
                is_alone,
                search,
                limit,
                descending,
                bounds: Bounds {
                    few,
                    walks: [first, first + more],
                    many,
                },
                gone,
            },
        )
}

impl Case {
    /// The searched columns: that of the order, then the others.
    fn columns(&self) -> Vec<usize> {
        let others = (0..COLUMNS.len()).filter(|column| !self.is_alone && *column != self.sorted_by);
        std::iter::once(self.sorted_by).chain(others).collect()
    }

    /// Whether a search finds too much to sort it: by other columns than that of the order, and among too many rows.
    fn is_ranked(&self, rows: &[Listed], part: &Part) -> bool {
        let Some(search) = &part.search else {
            return false;
        };
        if let Some(after) = &part.after {
            return after.rank.is_some();
        }
        let ours = rows.iter().filter(|row| row.is_ours).count();
        let is_many = |count: usize| i64::try_from(count).expect("a number") > self.bounds.few;
        if matches!(self.which, Which::OursByAnIndex) && !is_many(ours) {
            return false;
        }
        let others = self.columns().split_off(1);
        let begins = |column: &usize| {
            let rows = rows.iter();
            rows.filter(|row| row.keys[*column].starts_with(search.as_str()))
                .count()
        };
        is_many(others.iter().map(begins).sum())
    }

    fn position(&self, row: &Listed, search: &str, is_ranked: bool) -> Option<Position> {
        let columns = self.columns();
        let rank = columns
            .iter()
            .position(|column| row.keys[*column].starts_with(search))?;
        let column = if is_ranked { columns[rank] } else { self.sorted_by };
        Some(Position {
            key: row.keys[column].clone(),
            id: row.id.clone(),
            rank: is_ranked.then_some(rank),
        })
    }

    /// The order of positions: what a column finds is behind what one before it finds, in either direction.
    fn order(&self, one: &Position, other: &Position) -> Ordering {
        let by_key = (&one.key, &one.id).cmp(&(&other.key, &other.id));
        let by_key = if self.descending { by_key.reverse() } else { by_key };
        one.rank.cmp(&other.rank).then(by_key)
    }

    /// What the part has, by a look at each row.
    fn expected(&self, rows: &[Listed], part: &Part) -> (Vec<String>, Option<Position>) {
        let search = part.search.as_deref().unwrap_or_default();
        let is_ranked = self.is_ranked(rows, part);
        let is_behind = |at: &Position| {
            let after = part.after.as_ref();
            after.is_none_or(|after| self.order(at, after) == Ordering::Greater)
        };
        let mut found: Vec<_> = rows
            .iter()
            .filter(|row| matches!(self.which, Which::All) || row.is_ours)
            .filter_map(|row| self.position(row, search, is_ranked))
            .filter(is_behind)
            .collect();
        found.sort_by(|one, other| self.order(one, other));
        let limit = part.limit as usize;
        let next = (found.len() > limit).then(|| found[limit - 1].clone());
        found.truncate(limit);
        (found.into_iter().map(|at| at.id).collect(), next)
    }

    async fn read(&self, connection: &mut Connection, part: &Part) -> Result<Rows<(String,)>> {
        let list = List {
            columns: "id",
            from: "listed WHERE TRUE",
            values: &[],
            key: COLUMNS[self.sorted_by],
            id: "id",
            searched: if self.is_alone {
                ALONE[self.sorted_by]
            } else {
                &COLUMNS
            },
        };
        let few = Few {
            counted: OURS,
            found: OURS,
        };
        let sparse = |few| Sparse {
            many: list,
            belongs: "(ours + 0) = 1",
            few,
        };
        let rows = match (self.which, &part.search) {
            (Which::All, Some(prefix)) => {
                let search = Search::new(list, None, None, prefix, self.bounds);
                search.read(connection, part).await?
            }
            (Which::All, None) => return read(connection, &list, part).await,
            (Which::Ours, _) => read_within(connection, &sparse(None), part, self.bounds).await?,
            (Which::OursByAnIndex, _) => {
                read_within(connection, &sparse(Some(few)), part, self.bounds).await?
            }
        };
        Rows::of(&rows, part)
    }

    /// Reads all pages, of which each has to be the model's.
    async fn hold(&self, connection: &mut Connection) -> std::result::Result<(), TestCaseError> {
        write(connection, &self.rows).await;
        let (mut rows, mut gone) = (self.rows.clone(), self.gone.iter());
        let mut part = Part {
            limit: self.limit,
            after: None,
            search: self.search.clone(),
            descending: self.descending,
        };
        loop {
            let found = self.read(connection, &part).await.expect("reads");
            let ids: Vec<_> = found.items.into_iter().map(|(id,)| id).collect();
            prop_assert_eq!((ids, found.next.clone()), self.expected(&rows, &part));
            if found.next.is_none() {
                return Ok(());
            }
            part.after = found.next;
            if let Some(number) = gone.next().filter(|number| **number < rows.len()) {
                let row = rows.remove(*number);
                run(connection, "DELETE FROM listed WHERE id = $1", &[&row.id]).await;
            }
        }
    }
}

async fn run(connection: &mut Connection, sql: &'static str, values: &[&str]) {
    let mut query = sqlx::query(sql);
    for value in values {
        query = query.bind((*value).to_owned());
    }
    query.execute(connection).await.expect("writes");
}

async fn write(connection: &mut Connection, rows: &[Listed]) {
    run(connection, "DELETE FROM listed", &[]).await;
    for Listed { id, keys, is_ours } in rows {
        let ours = if *is_ours { "1" } else { "0" };
        let sql = "INSERT INTO listed (id, last_key, first_key, address_key, ours) VALUES ($1, $2, $3, $4, CAST($5 AS INTEGER))";
        run(connection, sql, &[id, &keys[0], &keys[1], &keys[2], ours]).await;
    }
}

const TABLE: &str = "CREATE TEMPORARY TABLE listed (
    id TEXT NOT NULL, last_key TEXT NOT NULL, first_key TEXT NOT NULL, address_key TEXT NOT NULL, ours INTEGER NOT NULL)";

fn all_cases_hold(runtime: &Runtime, connection: &mut Connection, cases: u32) {
    runtime.block_on(run(connection, TABLE, &[]));
    let connection = Mutex::new(connection);
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases)
    };
    let held = TestRunner::new(config).run(&case(), |case| {
        let mut connection = connection.lock().expect("nobody panicked");
        runtime.block_on(case.hold(&mut connection))
    });
    held.expect("every page is the model's");
}

#[test]
fn pages_are_those_of_a_look_at_each_row_on_sqlite() {
    let runtime = Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("model.db").display());
    let store = runtime.block_on(Store::open(&url)).expect("opens");
    let mut transaction = runtime.block_on(store.begin()).expect("begins");
    all_cases_hold(&runtime, &mut transaction, 1_000);
}

#[test]
fn pages_are_those_of_a_look_at_each_row_on_postgresql() {
    let url = std::env::var("LATCHKEY_TEST_POSTGRES_URL").expect(
        "LATCHKEY_TEST_POSTGRES_URL must name a PostgreSQL server for tests; `cargo xtask test` starts one",
    );
    let runtime = Runtime::new().expect("a runtime");
    // A connection is given back by a task.
    let _inside = runtime.enter();
    sqlx::any::install_default_drivers();
    let pool = runtime.block_on(AnyPool::connect(&url)).expect("connects");
    let mut connection = Connection::Postgres(runtime.block_on(pool.acquire()).expect("a connection"));
    all_cases_hold(&runtime, &mut connection, 300);
}
