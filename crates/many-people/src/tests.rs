//! What a filled company holds.

use latchkey_store::apps::{self, NewEnvironment, Registration};
use latchkey_store::environment_people;
use latchkey_store::members::{MemberFilter, SortedBy, of_company};
use latchkey_store::page::Part;

use super::*;

const WANTED: Wanted<'static> = Wanted {
    company: "acme",
    client_id: "expenses",
    people: 1_000,
    everybody: Some("Everybody"),
};

async fn company(store: &Store) -> Result<(), Fault> {
    let mut transaction = store.begin().await?;
    let acme = Company {
        id: "acme".into(),
        slug: "acme".into(),
        name: "Acme".into(),
    };
    companies::upsert(&mut transaction, &acme, 0).await?;
    let domain = EmailDomain::parse("acme.example").ok_or("no domain")?;
    companies::add_proven_domain(&mut transaction, &acme.id, &domain, 0).await?;
    let app = apps::upsert(&mut transaction, &acme.id, "expenses", "Expenses", 0).await?;
    let mut registration = Registration::default();
    registration.settings.roles = vec!["User".into(), "Administrator".into()];
    let environment = NewEnvironment {
        app_id: &app,
        name: "Acceptance",
        url: "https://expenses.example/",
        client_id: "expenses",
        client_secret_hash: None,
        registration: &registration,
    };
    apps::upsert_environment(&mut transaction, &environment, 0).await?;
    Ok(transaction.commit().await?)
}

async fn counted(store: &Store, what: &'static str) -> Result<i64, Fault> {
    let mut connection = store.read().await?;
    let sql = sqlx::AssertSqlSafe(format!("SELECT COUNT(*) FROM {what}"));
    Ok(sqlx::query_scalar(sql).fetch_one(&mut *connection).await?)
}

async fn filled(folder: &tempfile::TempDir) -> Result<Store, Fault> {
    let url = format!("sqlite://{}", folder.path().join("many.db").display());
    let store = Store::open(&url).await?;
    company(&store).await?;
    assert_eq!(fill(&store, &WANTED, |_, _| {}).await?, 1_000);
    Ok(store)
}

#[tokio::test]
async fn a_company_has_so_many_people_and_one_in_ten_may_enter() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let store = filled(&folder).await?;
    for (what, expected) in [
        ("accounts", 1_000),
        ("access_grants WHERE roles = '[\"User\"]'", 80),
        ("access_grants WHERE roles = '[\"User\",\"Administrator\"]'", 10),
        ("accounts WHERE deactivated_at_ms IS NOT NULL", 4),
        ("last_sign_ins", 666),
        (
            "access_group_members m JOIN access_groups g ON g.id = m.group_id WHERE g.name = 'Everybody'",
            1_000,
        ),
        (
            "access_group_members m JOIN access_group_grants g ON g.group_id = m.group_id",
            20,
        ),
    ] {
        assert_eq!(counted(&store, what).await?, expected, "{what}");
    }
    // As the page Manage Users reads them: those of groups with those of their own.
    let mut connection = store.read().await?;
    let client = clients::by_client_id(&mut connection, "expenses")
        .await?
        .ok_or("no client")?;
    let everybody = Part {
        limit: 1_000,
        ..Part::default()
    };
    let people = environment_people::of_environment(
        &mut connection,
        &client.environment_id,
        SortedBy::Name,
        &everybody,
    )
    .await?;
    assert_eq!(people.items.len(), 100);
    Ok(())
}

#[tokio::test]
async fn people_are_sorted_and_found_as_lists_do() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let store = filled(&folder).await?;
    let mut connection = store.read().await?;
    let part = Part {
        limit: 1_000,
        search: Some("gonzalez".into()),
        ..Part::default()
    };
    let found = of_company(
        &mut connection,
        "acme",
        MemberFilter::default(),
        SortedBy::Name,
        &part,
    )
    .await?;
    assert!(!found.items.is_empty());
    assert!(
        found
            .items
            .iter()
            .all(|one| one.last_name == "González" && one.email.contains(".gonzalez"))
    );
    Ok(())
}

#[tokio::test]
async fn a_company_that_is_filled_again_gets_those_who_are_missing() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let store = filled(&folder).await?;
    assert_eq!(fill(&store, &WANTED, |_, _| {}).await?, 0);
    let more = Wanted {
        people: 1_500,
        ..WANTED
    };
    assert_eq!(fill(&store, &more, |_, _| {}).await?, 500);
    assert_eq!(counted(&store, "accounts").await?, 1_500);
    assert_eq!(counted(&store, "access_groups").await?, 3);
    Ok(())
}

#[tokio::test]
async fn an_unknown_company_is_said() -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    let store = filled(&folder).await?;
    let unknown = Wanted {
        company: "globex",
        ..WANTED
    };
    let error = fill(&store, &unknown, |_, _| {})
        .await
        .err()
        .ok_or("was filled")?;
    assert_eq!(error.to_string(), "there is no company `globex`");
    Ok(())
}
