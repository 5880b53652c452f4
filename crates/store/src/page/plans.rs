//! How SQLite comes by the rows of a search. Invariant: never by reading all of a company, whose size it does not know.

use super::*;
use crate::Store;

#[tokio::test]
async fn a_search_reads_what_begins_so_and_not_the_whole_company() {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite://{}", folder.path().join("plans.db").display());
    let store = Store::open(&url).await.expect("opens");
    let mut connection = store.read().await.expect("a connection");
    let list = List {
        columns: "id",
        from: "accounts WHERE company_id = $1",
        values: &["acme"],
        key: "name_key",
        id: "id",
        searched: &["name_key", "given_name_key", "email_key"],
    };
    let part = Part {
        limit: 25,
        search: Some("gonzalez".into()),
        ..Part::default()
    };
    let mut sql = statement(&list, &part, Way::GatherEach, &connection);
    sql.text = format!("EXPLAIN QUERY PLAN {}", sql.text);
    let rows = sql.fetch(&mut connection).await.expect("explains");
    let plan: Vec<String> = rows
        .iter()
        .map(|row| row.try_get("detail").expect("a step"))
        .collect();
    for column in list.searched {
        let step = format!("(company_id=? AND {column}>? AND {column}<?)");
        assert!(plan.iter().any(|line| line.contains(&step)), "{column}: {plan:?}");
    }
}
