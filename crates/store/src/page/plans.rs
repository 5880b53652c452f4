//! Tests of the plans by which SQLite runs a search. Invariant: no plan reads all rows of a company, since SQLite does not know their number.

use super::legs::legs;
use super::statement::{Statement, gathered_each};
use super::*;
use crate::Store;

const MEMBERS: List<'_> = List {
    columns: "id",
    from: "accounts WHERE company_id = $1",
    values: &["acme"],
    key: "name_key",
    id: "id",
    searched: &["name_key", "given_name_key", "email_key"],
};

/// The steps in which SQLite would run a statement.
async fn plan(statement: impl FnOnce(&Connection) -> Statement) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("plans.db").display());
    let store = Store::open(&url).await.expect("opens");
    let mut connection = store.read().await.expect("a connection");
    let mut statement = statement(&connection);
    statement.text = format!("EXPLAIN QUERY PLAN {}", statement.text);
    let rows = statement.rows(&mut connection, 26).await.expect("explains");
    rows.iter()
        .map(|row| row.try_get("detail").expect("a step"))
        .collect()
}

#[tokio::test]
async fn a_search_reads_what_begins_so_and_not_the_whole_company() {
    let begins = Begins {
        columns: MEMBERS.searched,
        prefix: "gonzalez",
    };
    let rest = Part::default().rest();
    let plan = plan(|connection| gathered_each(&MEMBERS, &rest, begins, None, connection)).await;
    for column in MEMBERS.searched {
        let step = format!("(company_id=? AND {column}>? AND {column}<?)");
        assert!(plan.iter().any(|line| line.contains(&step)), "{column}: {plan:?}");
    }
}

#[tokio::test]
async fn what_begins_so_by_the_order_is_read_where_it_stands_and_not_sorted() {
    for descending in [false, true] {
        let part = Part {
            descending,
            ..Part::default()
        };
        let legs = legs("smith", &part);
        let leg = legs.iter().find(|leg| leg.is_all).expect("a leg");
        let plan = plan(|connection| in_order(&MEMBERS, &leg.piece, Begins::NONE, None, connection)).await;
        let [step] = &plan[..] else {
            panic!("one step, and no sorting: {plan:?}")
        };
        let index = "INDEX accounts_by_name (company_id=? AND (name_key,id)>(?,?) AND (name_key,id)<(?,?))";
        assert!(step.ends_with(index), "{step}");
    }
}

#[tokio::test]
async fn those_who_are_deactivated_are_read_in_order_and_not_sorted() {
    for (key, index) in [
        ("name_key", "INDEX accounts_deactivated_by_name (company_id=?)"),
        (
            "email_key",
            "INDEX accounts_deactivated_by_address (company_id=?)",
        ),
    ] {
        let deactivated = List {
            from: "accounts WHERE company_id = $1 AND deactivated_at_ms IS NOT NULL",
            key,
            ..MEMBERS
        };
        let rest = Part::default().rest();
        let plan = plan(|connection| in_order(&deactivated, &rest, Begins::NONE, None, connection)).await;
        let [step] = &plan[..] else {
            panic!("one step, and no sorting: {plan:?}")
        };
        assert!(step.ends_with(index), "{step}");
    }
}
