//! Lists that come in pages: who may see them, what may be asked for, and what a cursor is good for.

use latchkey_test_browser::Answer;
use serde_json::Value;

use super::app_settings::{admin, environment, platform, settings, who};
use crate::support::{Browser, Platform};

const MEMBERS: &str = "/api/company/members";

/// Globex with as many people more, whose last names are one of three.
async fn crowd(count: usize) -> Platform {
    let platform = platform().await;
    for number in 0..count {
        let last = ["Müller", "Muller", "Zuse"][number % 3];
        let key = ["muller", "muller", "zuse"][number % 3];
        platform
            .execute(&format!(
                "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name,
                                       name_key, given_name_key, created_at_ms)
                 SELECT 'member-{number:04}', id, 'P{number}@globex.example', 'p{number}@globex.example',
                        'globex.example', 'N{number}', '{last}', '{key} n{number}', 'n{number} {key}', 0
                 FROM companies WHERE slug = 'globex'"
            ))
            .await;
    }
    platform
}

fn emails(answer: &Answer) -> Vec<String> {
    assert_eq!(answer.status, 200, "{answer:?}");
    let items = answer.json()["items"].clone();
    let items = items.as_array().expect("a list");
    let email = |item: &Value| item["email"].as_str().expect("an address").to_owned();
    items.iter().map(email).collect()
}

/// All pages of a list, one after the other.
async fn all(browser: &mut Browser, query: &str) -> Vec<String> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let answer = browser.get(&format!("{MEMBERS}?{query}{after}")).await;
        found.extend(emails(&answer));
        match answer.json()["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}

#[tokio::test]
async fn the_people_of_a_company_are_its_admins_matter() {
    let platform = platform().await;
    let answer = admin(&platform).await.get(MEMBERS).await;
    let mut expected = [
        "admin@globex.example",
        "grace@globex.example",
        "team@globex.example",
    ];
    expected.sort_unstable();
    let mut found = emails(&answer);
    found.sort_unstable();
    assert_eq!(found, expected);
    let json = answer.json();
    let grace = &json["items"].as_array().expect("a list")[2];
    assert_eq!(grace["first_name"], "Grace");
    assert_eq!(
        (&grace["company_admin"], &grace["deactivated"]),
        (&false.into(), &false.into())
    );
    assert!(grace.get("password_hash").is_none(), "{grace}");
    let other = who(&platform, "admin@initech.example").await.get(MEMBERS).await;
    assert_eq!(emails(&other), ["admin@initech.example"]);
    for email in ["grace@globex.example", "team@globex.example"] {
        let refused = who(&platform, email).await.get(MEMBERS).await;
        assert_eq!(
            (refused.status, refused.code().as_str()),
            (404, "not_found"),
            "{email}"
        );
    }
    let refused = platform.browser().get(MEMBERS).await;
    assert_eq!((refused.status, refused.code().as_str()), (401, "not_signed_in"));
}

#[tokio::test]
async fn pages_follow_each_other_in_every_order() {
    let platform = crowd(25).await;
    let mut admin = admin(&platform).await;
    for key in ["name", "email"] {
        let ascending = all(&mut admin, &format!("limit=4&sort={key}")).await;
        assert_eq!(ascending.len(), 28);
        assert_eq!(
            ascending,
            all(&mut admin, &format!("sort={key}")).await,
            "whatever the limit"
        );
        let mut descending = all(&mut admin, &format!("limit=5&sort=-{key}")).await;
        descending.reverse();
        assert_eq!(ascending, descending);
    }
    let found = all(&mut admin, "limit=3&search=M%C3%BCl").await;
    assert_eq!(found.len(), 17, "{found:?}");
    assert_eq!(all(&mut admin, "search=P7%40").await, ["P7@globex.example"]);
    assert_eq!(all(&mut admin, "search=%25").await.len(), 0);
}

/// The addresses of three lists of people: the company's, an environment's and a group's. Everybody is in each.
async fn lists_of_people(platform: &Platform, admin: &mut Browser) -> [String; 3] {
    let environment = environment(admin, "Acceptance").await;
    let environment = environment["id"].as_str().expect("an identifier");
    platform
        .execute(
            "INSERT INTO access_grants (environment_id, account_id, roles, granted_at_ms)
             SELECT e.id, a.id, '[]', 0 FROM app_environments e JOIN accounts a ON a.id LIKE 'member-%'
             WHERE e.name = 'Acceptance' AND e.client_id = 'expenses' ON CONFLICT DO NOTHING",
        )
        .await;
    let made = admin
        .post("/api/company/groups", &serde_json::json!({ "name": "Field" }))
        .await
        .json();
    let group = made["id"].as_str().expect("an identifier");
    platform
        .execute(
            "INSERT INTO access_group_members (group_id, account_id, source, added_at_ms)
             SELECT g.id, a.id, 'hand', 0 FROM access_groups g JOIN accounts a ON a.id LIKE 'member-%'",
        )
        .await;
    [
        MEMBERS.to_owned(),
        format!("/api/environments/{environment}/people"),
        format!("/api/company/groups/{group}/members"),
    ]
}

async fn refuses(browser: &mut Browser, address: &str, field: Option<&str>) {
    let refused = browser.get(address).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (400, "malformed_request"),
        "{address}"
    );
    if let Some(field) = field {
        assert_eq!(refused.json()["field"], field, "{address}");
    }
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused_at_its_field() {
    let platform = crowd(9).await;
    let mut admin = admin(&platform).await;
    let mut team = who(&platform, "team@globex.example").await;
    let mut other = who(&platform, "admin@initech.example").await;
    let mut cursors = Vec::new();
    let lists = lists_of_people(&platform, &mut admin).await;
    for list in &lists {
        let first = admin.get(&format!("{list}?limit=2&sort=email")).await;
        let next = first.json()["next"].as_str().expect("a next page").to_owned();
        let altered = format!("A{}", &next[1..]);
        assert_ne!(altered, next);
        for (query, field) in [
            ("limit=0".to_owned(), "limit"),
            ("limit=101".to_owned(), "limit"),
            ("search=a%00b".to_owned(), "search"),
            ("after=".to_owned(), "after"),
            ("after=%F0%9F%8C%8B".to_owned(), "after"),
            (format!("limit=2&sort=email&after={altered}"), "after"),
            (format!("limit=2&sort=-email&after={next}"), "after"),
            (format!("limit=2&sort=email&search=p&after={next}"), "after"),
        ] {
            refuses(&mut admin, &format!("{list}?{query}"), Some(field)).await;
        }
        for query in [
            "limit=-1",
            "limit=two",
            "sort=size",
            "sort=",
            "page=2",
            "limit=1&limit=2",
        ] {
            refuses(&mut admin, &format!("{list}?{query}"), None).await;
        }
        let good = admin
            .get(&format!("{list}?limit=2&sort=email&after={next}"))
            .await;
        assert_eq!(emails(&good).len(), 2);
        cursors.push(next);
    }
    let [members, people, group] = &cursors[..] else {
        panic!("three cursors: {cursors:?}")
    };
    // Another person's cursor, and another list's.
    let theirs = format!("{MEMBERS}?limit=2&sort=email&after={members}");
    refuses(&mut other, &theirs, None).await;
    let theirs = format!("{}?limit=2&sort=email&after={people}", lists[1]);
    refuses(&mut team, &theirs, None).await;
    for (list, cursor) in [(&lists[0], group), (&lists[1], members), (&lists[2], people)] {
        let address = format!("{list}?limit=2&sort=email&after={cursor}");
        refuses(&mut admin, &address, Some("after")).await;
    }
}

#[tokio::test]
async fn apps_come_in_pages_and_say_what_else_may_be_done() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    for name in ["Älpler", "Zoo", "beta"] {
        let body = serde_json::json!({ "name": name, "slug": format!("app-{}", name.len()) });
        let made = admin.post("/api/apps", &body).await;
        assert_eq!(made.status, 200, "{made:?}");
    }
    let first = admin.get("/api/apps?limit=3").await.json();
    let names = |page: &Value| -> Vec<String> {
        let items = page["items"].as_array().expect("a list");
        items
            .iter()
            .map(|app| app["name"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(names(&first), ["Älpler", "beta", "Company Expenses"]);
    assert_eq!(first["may_create"], true);
    let next = first["next"].as_str().expect("a next page");
    let second = admin.get(&format!("/api/apps?limit=3&after={next}")).await.json();
    assert_eq!(names(&second), ["Zoo"]);
    assert!(second.get("next").is_none());
    let found = admin.get("/api/apps?search=alp&sort=-name").await.json();
    assert_eq!(names(&found), ["Älpler"]);
    let team = who(&platform, "team@globex.example")
        .await
        .get("/api/apps")
        .await
        .json();
    assert_eq!(
        (names(&team), &team["may_create"]),
        (vec!["Company Expenses".to_owned()], &false.into())
    );
}

#[tokio::test]
async fn an_app_in_the_list_says_how_far_its_environments_are() {
    let platform = platform().await;
    let mut admin = admin(&platform).await;
    let body = serde_json::json!({ "name": "Bare", "slug": "bare" });
    assert_eq!(admin.post("/api/apps", &body).await.status, 200);
    for (name, redirect_uris) in [
        ("Test", vec![]),
        ("Production", vec!["https://app.example/callback"]),
    ] {
        let settings = settings(serde_json::json!({ "name": name, "redirect_uris": redirect_uris }));
        let body = serde_json::json!({ "settings": settings });
        let made = admin.post("/api/apps/company-expenses/environments", &body).await;
        assert_eq!(made.status, 200, "{made:?}");
    }
    let deleted = environment(&mut admin, "Production").await["id"].clone();
    let id = deleted.as_str().expect("an identifier");
    let list = admin.get("/api/apps").await.json();
    let counts = |list: &Value, at: usize| {
        let app = &list["items"][at];
        (app["environments"].clone(), app["without_redirect_uri"].clone())
    };
    assert_eq!(counts(&list, 0), (0.into(), 0.into()));
    assert_eq!(counts(&list, 1), (3.into(), 1.into()));
    platform
        .execute(&format!(
            "UPDATE app_environments SET deleted_at_ms = 1 WHERE id = '{id}'"
        ))
        .await;
    assert_eq!(
        counts(&admin.get("/api/apps").await.json(), 1),
        (2.into(), 1.into())
    );
}

#[tokio::test]
async fn home_knows_which_apps_somebody_manages() {
    let platform = platform().await;
    for email in [
        "admin@globex.example",
        "team@globex.example",
        "grace@globex.example",
        "admin@initech.example",
    ] {
        platform
            .execute(&format!(
                "INSERT INTO access_grants (account_id, environment_id, roles, granted_at_ms)
                 SELECT a.id, e.id, '[]', 0 FROM accounts a, app_environments e WHERE a.email = '{email}'"
            ))
            .await;
    }
    for (email, managed) in [
        ("admin@globex.example", true),
        ("team@globex.example", true),
        ("grace@globex.example", false),
        ("admin@initech.example", false),
    ] {
        let list = who(&platform, email).await.get("/api/my-apps").await.json();
        assert_eq!(list["items"][0]["managed"], managed, "{email}: {list}");
    }
}
