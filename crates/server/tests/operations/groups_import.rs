//! `[[company.group]]` of import files: what it makes, what it refuses, and what the same file does not bring back.

use latchkey_server::cli::import::parse;
use latchkey_server::store::access_groups;

use crate::import::refused;
use crate::support::{GLOBEX, Platform};

const APP: &str = r#"
  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    client_secret = "the first secret"
    redirect_uris = ["https://expenses.example/callback"]
    roles = ["User", "Boss"]
"#;

const GROUP: &str = r#"
  [[company.group]]
  name = "Finance"
  members = ["grace@globex.example"]

    [[company.group.access]]
    app = "company-expenses"
    environment = "Acceptance"
    roles = ["User"]

    [[company.group.rule]]
    claim = "groups"
    value = "finance"
    name = "Finance people"
"#;

const INITECH: &str = r#"
[[company]]
name = "Initech"
slug = "initech"
domains = ["initech.example"]

  [[company.account]]
  email = "ian@initech.example"
  first_name = "Ian"

  [[company.app]]
  name = "Theirs"
  slug = "theirs"

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://theirs.example/"
    client_id = "theirs"
    redirect_uris = ["https://theirs.example/callback"]
"#;

const MEMBERS: &str = "SELECT COUNT(*) FROM access_group_members WHERE source = 'hand'";
const GRANTS: &str = r#"SELECT COUNT(*) FROM access_group_grants WHERE roles = '["User"]'"#;
const RULES: &str = "SELECT COUNT(*) FROM access_group_rules WHERE value_name = 'Finance people'";
const GROUPS: &str = "SELECT COUNT(*) FROM access_groups";

fn file() -> String {
    format!("{GLOBEX}{APP}{GROUP}")
}

#[tokio::test]
async fn a_group_comes_with_its_people_and_access_and_the_same_file_changes_nothing() {
    let platform = Platform::with(&file()).await;
    for sql in [GROUPS, MEMBERS, GRANTS, RULES] {
        assert_eq!(platform.count(sql).await, 1, "{sql}");
    }
    let apps = platform.grace().await.get("/api/my-apps").await.json();
    assert_eq!(apps["items"].as_array().map(Vec::len), Some(1), "{apps}");
    let before = platform.rows().await;
    assert_eq!(platform.import(&file()).await.groups.left, 1);
    assert_eq!(platform.rows().await, before);
}

#[tokio::test]
async fn what_was_taken_away_since_is_not_brought_back() {
    let platform = Platform::with(&file()).await;
    for sql in [
        "DELETE FROM access_group_members",
        "DELETE FROM access_group_grants",
        "DELETE FROM access_group_rules",
    ] {
        platform.execute(sql).await;
    }
    platform.import(&file()).await;
    for sql in [MEMBERS, GRANTS, RULES] {
        assert_eq!(platform.count(sql).await, 0, "{sql}");
    }
    let more = file().replace("roles = [\"User\"]\n", "roles = [\"User\", \"Boss\"]\n");
    platform.import(&more).await;
    let both = r#"SELECT COUNT(*) FROM access_group_grants WHERE roles = '["User","Boss"]'"#;
    assert_eq!(platform.count(both).await, 1, "the file's own change");
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let id: String = sqlx::query_scalar("SELECT id FROM access_groups")
        .fetch_one(&mut *transaction)
        .await
        .expect("the group");
    access_groups::delete(&mut transaction, &id, 0)
        .await
        .expect("deletes");
    transaction.commit().await.expect("commits");
    let imported = platform.import(&file()).await;
    assert_eq!((imported.groups.all(), imported.skipped.len()), (0, 1));
    assert!(imported.skipped[0].contains("Finance"), "{:?}", imported.skipped);
    assert_eq!(platform.count(GROUPS).await, 0);
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_sentence_and_nothing_is_imported() {
    let platform = Platform::with(&format!("{GLOBEX}{APP}{INITECH}")).await;
    for (from, to, says) in [
        (
            "grace@globex.example\"]",
            "nobody@globex.example\"]",
            "has no account",
        ),
        (
            "grace@globex.example\"]",
            "ian@initech.example\"]",
            "not of the company",
        ),
        ("grace@globex.example\"]", "grace\"]", "not an email address"),
        (
            "app = \"company-expenses\"",
            "app = \"theirs\"",
            "no app \"theirs\"",
        ),
        (
            "environment = \"Acceptance\"",
            "environment = \"Test\"",
            "an environment \"Test\"",
        ),
        (
            "roles = [\"User\"]\n",
            "roles = [\"Chief\"]\n",
            "no role \"Chief\"",
        ),
        ("name = \"Finance\"", "name = \" \"", "of the group"),
        ("value = \"finance\"", "value = \" \"", "cannot be a rule"),
        ("claim = \"groups\"", "claim = \"aud\"", "cannot be a rule"),
    ] {
        let group = GROUP.replace(from, to);
        assert_ne!(group, GROUP, "{from}");
        let said = refused(&platform, &format!("{GLOBEX}{APP}{group}")).await;
        assert!(said.contains(says), "{said}");
        assert_eq!(platform.count(GROUPS).await, 0, "{to}");
    }
    let unknown = format!("{GLOBEX}{}", GROUP.replace("members", "people"));
    assert!(parse(&unknown).is_err());
}
