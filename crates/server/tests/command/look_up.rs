//! What an operator looks up at night: which companies there are, who administers one, and how an account signs in.

use tempfile::TempDir;

use crate::process::{folder, latchkey, run};

const FILE: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]
  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  last_name = "Hopper"
  company_admin = true
  password = "correct horse battery staple"
  [[company.account]]
  email = "henry@globex.example"
  first_name = "Henry"
[[company]]
name = "Acme"
slug = "acme"
"#;

/// What a command writes to standard output.
fn printed(folder: &TempDir, arguments: &[&str]) -> String {
    let output = latchkey(folder, arguments, &[]).output().expect("runs");
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).expect("text")
}

fn imported() -> TempDir {
    let folder = folder();
    std::fs::write(folder.path().join("import.toml"), FILE).expect("a file");
    let (status, said) = run(latchkey(&folder, &["import", "import.toml"], &[]));
    assert!(status.success(), "{said}");
    folder
}

#[test]
fn a_database_that_may_not_be_written_is_named_in_one_line() {
    let folder = imported();
    let read_only = [("LATCHKEY_DATABASE_URL", "sqlite://latchkey.db?mode=ro")];
    let looks = latchkey(&folder, &["company", "list"], &read_only)
        .output()
        .expect("runs");
    assert!(looks.status.success(), "{looks:?}");
    let arguments = ["account", "deactivate", "henry@globex.example"];
    let (status, said) = run(latchkey(&folder, &arguments, &read_only));
    assert!(!status.success());
    assert_eq!(said.trim_end().lines().count(), 1, "{said}");
    assert!(
        said.contains("latchkey.db cannot be written: ") && said.contains("run it as"),
        "{said}"
    );
}

#[test]
fn companies_are_listed_by_slug_and_shown_with_their_admins() {
    let folder = imported();
    assert_eq!(
        printed(&folder, &["company", "list"]),
        "acme\tAcme\tpassword\nglobex\tGlobex\tpassword\n"
    );
    let shown = printed(&folder, &["company", "show", "globex"]);
    assert!(
        shown.contains("globex.example") && shown.contains("Admin: Grace Hopper <grace@globex.example>"),
        "{shown}"
    );
    assert!(!shown.contains("henry"), "{shown}");
    assert!(printed(&folder, &["company", "show", "acme"]).contains("Admins: none"));
    let (status, said) = run(latchkey(&folder, &["company", "show", "initech"], &[]));
    assert!(
        !status.success() && said.contains("latchkey company list"),
        "{said}"
    );
}

#[test]
fn showing_an_account_says_whether_it_is_switched_off_and_changes_nothing() {
    let folder = imported();
    let show = |address: &str| printed(&folder, &["account", "show", address]);
    let grace = show("Grace@Globex.Example");
    for part in [
        "Company: Globex (globex)",
        "State: active",
        "Admin of the company: yes",
        "Signs in with: password",
        "Second factor: none",
    ] {
        assert!(grace.contains(part), "{part}: {grace}");
    }
    assert!(show("henry@globex.example").contains("no password is set"));
    let (status, said) = run(latchkey(
        &folder,
        &["account", "deactivate", "henry@globex.example"],
        &[],
    ));
    assert!(status.success(), "{said}");
    for _ in 0..2 {
        assert!(show("henry@globex.example").contains("State: switched off since"));
    }
}
