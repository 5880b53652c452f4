//! People who come into a group from a file: said before, then done, and who may.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use crate::support::{Browser, Platform};

const GROUPS: &str = "/api/company/groups";
const ADDED: &str = "SELECT COUNT(*) FROM audit_events WHERE action = 'group_members_added'";
const MEMBERS: &str = "SELECT COUNT(*) FROM access_group_members";

async fn finance(admin: &mut Browser) -> String {
    let made = admin.post(GROUPS, &json!({ "name": "Finance" })).await.json();
    format!("{GROUPS}/{}/members/file", made["id"].as_str().expect("a text"))
}

fn body(content: &[u8], write: bool) -> Value {
    json!({ "content": STANDARD.encode(content), "write": write })
}

fn outcomes(answer: &Value) -> Vec<Value> {
    let rows = answer["rows"].as_array().expect("a list");
    let row = |row: &Value| json!([row["number"], row["given"], row["outcome"]]);
    rows.iter().map(row).collect()
}

const FILE: &str = "Name;E-Mail\nGrace;grace@globex.example\nTeam;Team <team@globex.example>\n\nAgain;GRACE@globex.example\n\
                    Other;admin@initech.example\nNobody;nobody\nEmpty;\n";

#[tokio::test]
async fn each_row_is_said_before_anybody_is_added() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = finance(&mut admin).await;
    let expected = [
        json!([2, "grace@globex.example", "added"]),
        json!([3, "Team <team@globex.example>", "added"]),
        json!([5, "GRACE@globex.example", "repeated"]),
        json!([6, "admin@initech.example", "unknown"]),
        json!([7, "nobody", "malformed"]),
        json!([8, "", "malformed"]),
    ];
    let seen = admin.post(&path, &body(FILE.as_bytes(), false)).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert_eq!(outcomes(&seen.json()), expected);
    assert_eq!(platform.count(MEMBERS).await, 0, "nothing is written");
    assert_eq!(platform.count(ADDED).await, 0);
    let done = admin.post(&path, &body(FILE.as_bytes(), true)).await.json();
    assert_eq!(outcomes(&done), expected, "it does what it said");
    assert_eq!(
        (platform.count(MEMBERS).await, platform.count(ADDED).await),
        (2, 1)
    );
    let again = admin.post(&path, &body(FILE.as_bytes(), true)).await.json();
    assert_eq!(outcomes(&again)[0][2], "present");
    assert_eq!(platform.count(ADDED).await, 1, "nothing has changed");
}

#[tokio::test]
async fn what_is_exported_can_be_imported() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = finance(&mut admin).await;
    admin.post(&path, &body(FILE.as_bytes(), true)).await;
    for kind in ["csv", "xlsx"] {
        let file = admin.get(&path.replace("/file", &format!(".{kind}"))).await;
        assert_eq!(file.status, 200);
        let seen = admin.post(&path, &body(&file.body, false)).await.json();
        let found: Vec<_> = outcomes(&seen).iter().map(|row| row[2].clone()).collect();
        assert_eq!(found, ["present", "present"], "{kind}: {seen}");
    }
}

#[tokio::test]
async fn odd_files_are_refused_and_add_nobody() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = finance(&mut admin).await;
    let long = "grace@globex.example\n".repeat(2002);
    for (content, expected) in [
        (&b"Name\nGrace"[..], "no_address"),
        (b"", "no_address"),
        (b"M\xfcller;grace@globex.example", "not_utf8"),
        (b"PK\x03\x04", "unreadable"),
        (long.as_bytes(), "too_many_rows"),
    ] {
        let answer = admin.post(&path, &body(content, true)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert_eq!(answer.json()["problem"], expected);
        assert_eq!(answer.json()["rows"], json!([]));
    }
    let odd = json!({ "content": "%%%", "write": true });
    assert_eq!(admin.post(&path, &odd).await.json()["problem"], "unreadable");
    let large = admin.post(&path, &body(&vec![b'a'; 1_000_000], true)).await;
    assert_eq!(
        (large.status, large.code()),
        (413, "payload_too_large".to_owned())
    );
    assert_eq!(platform.count(MEMBERS).await, 0);
}

async fn outcome(browser: &mut Browser, path: &str) -> (u16, String) {
    let answer = browser.post(path, &body(FILE.as_bytes(), true)).await;
    (answer.status, answer.code())
}

#[tokio::test]
async fn files_are_the_companys_admins_matter() {
    let platform: Platform = platform().await;
    let mut admin = admin(&platform).await;
    let path = finance(&mut admin).await;
    for email in ["grace@globex.example", "team@globex.example"] {
        let mut other = who(&platform, email).await;
        assert_eq!(
            outcome(&mut other, &path).await,
            (404, "not_found".to_owned()),
            "{email}"
        );
    }
    let mut nobody = platform.browser();
    assert_eq!(
        outcome(&mut nobody, &path).await,
        (401, "not_signed_in".to_owned())
    );
    let elsewhere = path.replace("/members/", "x/members/");
    assert_eq!(
        outcome(&mut admin, &elsewhere).await,
        (404, "not_found".to_owned())
    );
    assert_eq!(platform.count(MEMBERS).await, 0);
}
