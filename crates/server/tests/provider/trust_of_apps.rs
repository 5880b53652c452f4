//! The table "Where an app's or a provider's trust changes hands" of `docs/ARCHITECTURE.md`, row by row: what was given before is
//! used after the change. A row without a scene fails, and so does a scene without a row.

use std::collections::BTreeSet;

use http::Method;
use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::mailed_link::Kind;
use latchkey_server::sign_in::link::{Purpose, make};
use latchkey_server::store::accounts;
use serde_json::{Value, json};

use crate::app::{SECRET, call, file, refresh, tokens, userinfo};
use crate::support::{Browser, Platform, acme};
use crate::{bulk_removal, groups, groups_by_idp, trust_of_browsers, trust_of_recovery, trust_of_sso};

/// The scenes, by the first cell of their rows.
const SCENES: &[&str] = &[
    "a company's rule no longer lets browsers be remembered",
    "a client secret is rotated",
    "the previous client secret is ended",
    "an import replaces a client secret",
    "an import gives somebody other roles",
    "somebody is given other roles in Access Management",
    "somebody's access is removed in Access Management",
    "the access of many people is removed at once in Access Management",
    "an invitation is withdrawn",
    "whoever is invited declines",
    "the app no longer publishes a role",
    "a link that was used is opened again",
    "an import replaces the client secret of an identity provider",
    "a group is given other roles",
    "somebody is taken out of a group",
    "an environment is taken from a group",
    "a group is deleted",
    "the identity provider no longer sends what a rule of a group reads",
    "a rule of a group is removed",
    "an environment is archived",
    "an environment is deleted",
    "an app is deleted",
    "a set-up link of single sign-on is revoked",
    "whoever came by a set-up link of single sign-on finishes",
];

/// Whether the usual app is known by this secret.
async fn works(platform: &Platform, secret: &str) -> bool {
    let basic = format!("expenses:{secret}");
    let answer = call(platform, "/oauth/introspect", &basic, &[("token", "x")]).await;
    assert!([200, 401].contains(&answer.status), "{answer:?}");
    answer.status == 200
}

async fn environment(grace: &mut Browser) -> String {
    let app = grace.get("/api/apps/company-expenses").await.json();
    let all = app["environments"].as_array().expect("a list").clone();
    let found = all.iter().find(|one| one["client_id"] == "expenses");
    let id = found.expect("the environment")["id"].as_str().expect("a text");
    format!("/api/environments/{id}")
}

async fn rotate(grace: &mut Browser) -> String {
    let path = format!("{}/secret", environment(grace).await);
    let answer = grace.post(&path, &json!({})).await.json();
    answer["client_secret"].as_str().expect("a secret").to_owned()
}

async fn roles(platform: &Platform, held: &Value) -> Value {
    let about = userinfo(platform, &held["access_token"]).await;
    assert_eq!(about.status, 200, "{about:?}");
    about.json()["roles"].clone()
}

async fn nothing_opens(platform: &Platform, held: &Value) {
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(platform, token).await.status, 401);
    assert!(!works(platform, SECRET).await);
}

/// Plays the scene with this name, and returns its platform.
async fn play(name: &str) -> Platform {
    if trust_of_sso::SCENES.contains(&name) {
        return trust_of_sso::play(name).await;
    }
    if trust_of_recovery::SCENES.contains(&name) {
        return trust_of_recovery::play(name).await;
    }
    if name.contains("rule of a group") {
        return no_longer_by_a_rule(name).await;
    }
    if name.contains("group") {
        return taken_from_a_group(name).await;
    }
    let platform = Platform::with(&file()).await;
    let mut grace = platform.grace().await;
    let held = tokens(&platform, &mut grace, &[]).await;
    match name {
        "a company's rule no longer lets browsers be remembered" => {
            trust_of_browsers::forgotten_by_rule(&platform).await;
        }
        "a client secret is rotated" => {
            let new = rotate(&mut grace).await;
            assert!(works(&platform, SECRET).await && works(&platform, &new).await);
            platform.clock.advance(7 * 24 * 60 * 60 * 1000);
            assert!(!works(&platform, SECRET).await && works(&platform, &new).await);
        }
        "the previous client secret is ended" => {
            let new = rotate(&mut grace).await;
            let path = format!("{}/previous-secret", environment(&mut grace).await);
            assert_eq!(grace.delete(&path).await.status, 200);
            platform.import(&file()).await;
            assert!(!works(&platform, SECRET).await && works(&platform, &new).await);
            roles(&platform, &held).await;
        }
        "an import replaces a client secret" => {
            rotate(&mut grace).await;
            platform.import(&file().replace(SECRET, "by-hand")).await;
            assert!(!works(&platform, SECRET).await && works(&platform, "by-hand").await);
            roles(&platform, &held).await;
        }
        "an import gives somebody other roles" => {
            assert_eq!(roles(&platform, &held).await, json!(["Administrator"]));
            let other = file().replacen("roles = [\"Administrator\"]", "roles = [\"User\"]", 1);
            platform.import(&other).await;
            assert_eq!(roles(&platform, &held).await, json!(["User"]));
        }
        "somebody is given other roles in Access Management" => {
            let path = person(&mut grace).await;
            let body = json!({ "present_roles": ["Administrator"], "roles": ["User"] });
            assert_eq!(grace.post(&path, &body).await.status, 200);
            assert_eq!(roles(&platform, &held).await, json!(["User"]));
        }
        "somebody's access is removed in Access Management" => removed(&platform, &mut grace, &held).await,
        "the access of many people is removed at once in Access Management" => {
            bulk_removal::take_from_everybody(&platform, &mut grace).await;
            assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
            assert!(grace.is_signed_in().await);
        }
        "an invitation is withdrawn" => withdrawn(&platform, &mut grace).await,
        "whoever is invited declines" => declined(&platform, &mut grace).await,
        "the app no longer publishes a role" => {
            let body = json!({ "roles": ["User"], "client_id": "expenses", "client_secret": SECRET });
            let mut server = platform.browser();
            let kind = Some("application/json");
            let sent = server
                .send(Method::PUT, "/oauth/roles", kind, body.to_string().into())
                .await;
            assert_eq!(sent.status, 200, "{sent:?}");
            assert_eq!(roles(&platform, &held).await, json!([]));
            platform.import(&file()).await;
            assert_eq!(roles(&platform, &held).await, json!([]), "the same file");
        }
        "a link that was used is opened again" => used_twice(&platform).await,
        "a set-up link of single sign-on is revoked" => {
            set_up_ends(&platform, &mut grace, async |grace, _, path| {
                grace.delete(path).await.status
            })
            .await;
        }
        "whoever came by a set-up link of single sign-on finishes" => {
            set_up_ends(&platform, &mut grace, async |_, guest, _| {
                guest.delete("/api/set-up").await.status
            })
            .await;
        }
        "an import replaces the client secret of an identity provider" => {
            let issuer = "https://one.example";
            platform.import(&acme(issuer)).await;
            let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'";
            let before = platform.count(jobs).await;
            let rotated = acme(issuer).replace("\"secret\"", "\"rotated\"");
            platform.import(&rotated).await;
            assert_eq!(platform.count(jobs).await, before, "the same people, as before");
            let active = "SELECT COUNT(*) FROM sso_configurations WHERE active = 1";
            assert_eq!(platform.count(active).await, 1);
            assert!(grace.is_signed_in().await);
        }
        "an environment is archived" => archived(&platform, &mut grace, &held).await,
        "an environment is deleted" => {
            let path = environment(&mut grace).await;
            assert_eq!(grace.delete(&path).await.status, 200);
            platform.import(&file()).await;
            nothing_opens(&platform, &held).await;
        }
        "an app is deleted" => {
            assert_eq!(grace.delete("/api/apps/company-expenses").await.status, 200);
            platform.import(&file()).await;
            nothing_opens(&platform, &held).await;
        }
        other => panic!("no scene for {other:?}"),
    }
    platform
}

/// Grace, who is in the app by her group and by nothing else, loses that; the app is told of her session.
async fn taken_from_a_group(name: &str) -> Platform {
    let (platform, mut grace, group) = groups::scene("https://expenses.example/logout").await;
    let held = tokens(&platform, &mut grace, &[]).await;
    assert_eq!(roles(&platform, &held).await, json!(["User"]));
    let told = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";
    if name == "a group is given other roles" {
        let access = groups::only_access(&mut grace, &group).await;
        let environment = access.rsplit('/').next().expect("a part");
        let body = json!({ "environment": environment, "roles": ["Administrator"] });
        assert_eq!(grace.post(&format!("{group}/access"), &body).await.status, 200);
        assert_eq!(roles(&platform, &held).await, json!(["Administrator"]));
        assert_eq!(platform.count(told).await, 1, "{name}");
        return platform;
    }
    let path = match name {
        "somebody is taken out of a group" => groups::only_member(&mut grace, &group).await,
        "an environment is taken from a group" => groups::only_access(&mut grace, &group).await,
        _ => group,
    };
    assert_eq!(grace.delete(&path).await.status, 200);
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&platform, token).await.status, 400);
    assert_eq!(platform.count(told).await, 1, "{name}");
    platform
}

/// Ada, who is in the app by what her identity provider sends and by nothing else, loses that; the app is told of her session.
async fn no_longer_by_a_rule(name: &str) -> Platform {
    let (scene, mut ada, group) = groups_by_idp::scene().await;
    groups_by_idp::set_rules(&mut ada, &group, &groups_by_idp::finance()).await;
    let mut ada = scene.ada().await;
    let held = tokens(&scene.platform, &mut ada, &[]).await;
    assert_eq!(roles(&scene.platform, &held).await, json!(["User"]));
    match name {
        "a rule of a group is removed" => groups_by_idp::set_rules(&mut ada, &group, &json!([])).await,
        _ => {
            groups_by_idp::sends(&scene, &json!([]));
            scene.ada().await;
        }
    }
    let platform = scene.platform;
    assert_eq!(userinfo(&platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&platform, token).await.status, 400);
    let told = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";
    assert_eq!(platform.count(told).await, 1, "{name}");
    assert!(ada.is_signed_in().await, "{name}");
    platform
}

/// The address of Grace's access to the usual environment, of whose app she is the team.
async fn person(grace: &mut Browser) -> String {
    let path = format!("{}/people", environment(grace).await);
    let people = grace.get(&path).await.json();
    let id = people["items"][0]["id"].as_str().expect("a text").to_owned();
    format!("{path}/{id}")
}

/// What was given before opens nothing, also when it is brought back; access stays.
async fn archived(platform: &Platform, grace: &mut Browser, held: &Value) {
    let path = format!("{}/archive", environment(grace).await);
    assert_eq!(grace.post(&path, &json!({})).await.status, 200);
    assert_eq!(grace.delete(&path).await.status, 200);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(platform, token).await.status, 400);
    assert!(works(platform, SECRET).await, "its secret stays");
    assert!(grace.is_signed_in().await);
    let again = tokens(platform, grace, &[]).await;
    assert_eq!(userinfo(platform, &again["access_token"]).await.status, 200);
}

/// Rob is invited, and looks at it: his browser, where invitations are, and the identifier of his.
async fn rob_invited(platform: &Platform, grace: &mut Browser) -> (Browser, String, String) {
    let invitations = format!("{}/invitations", environment(grace).await);
    let body = json!({ "emails": ["rob@globex.example"], "roles": [] });
    assert_eq!(grace.post(&invitations, &body).await.status, 200);
    let list = grace.get(&invitations).await.json();
    let id = list["items"][0]["id"].as_str().expect("a text").to_owned();
    let mut rob = platform.browser();
    let password = crate::support::PASSWORD;
    assert_eq!(rob.sign_in("rob@globex.example", password).await.status, 200);
    assert_eq!(rob.get(&format!("/invitations/{id}")).await.status, 200);
    (rob, invitations, id)
}

/// Rob cannot accept it any more.
async fn accepts_nothing(platform: &Platform, rob: &mut Browser, id: &str) {
    let page = format!("/invitations/{id}");
    assert_eq!(rob.submit(&page, &[("decision", "accept")]).await.status, 410);
    let granted = "SELECT COUNT(*) FROM access_grants g JOIN accounts a ON a.id = g.account_id WHERE a.email = 'rob@globex.example'";
    assert_eq!(platform.count(granted).await, 0);
}

async fn withdrawn(platform: &Platform, grace: &mut Browser) {
    let (mut rob, invitations, id) = rob_invited(platform, grace).await;
    assert_eq!(grace.delete(&format!("{invitations}/{id}")).await.status, 200);
    accepts_nothing(platform, &mut rob, &id).await;
}

async fn declined(platform: &Platform, grace: &mut Browser) {
    let (mut rob, _, id) = rob_invited(platform, grace).await;
    assert_eq!(rob.delete(&format!("/api/my-invitations/{id}")).await.status, 200);
    accepts_nothing(platform, &mut rob, &id).await;
}

async fn removed(platform: &Platform, grace: &mut Browser, held: &Value) {
    let line = "    client_id = \"expenses\"\n";
    let told = format!("{line}    backchannel_logout_uri = \"https://expenses.example/logout\"\n");
    platform.import(&file().replacen(line, &told, 1)).await;
    let path = person(grace).await;
    assert_eq!(grace.delete(&path).await.status, 200);
    let jobs = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";
    assert_eq!(platform.count(jobs).await, 1);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    let refused = refresh(platform, token).await;
    assert_eq!(
        (refused.status, refused.json()["error"].clone()),
        (400, json!("invalid_grant"))
    );
    assert!(grace.is_signed_in().await);
    platform.import(&file()).await;
    let sql = "SELECT COUNT(*) FROM access_grants g JOIN app_environments e ON e.id = g.environment_id WHERE e.client_id = 'expenses'";
    assert_eq!(
        platform.count(sql).await,
        0,
        "the file of before gives nothing back"
    );
}

/// Somebody works by a set-up link, at this path for its admin, until `end` ends it.
async fn set_up_ends(
    platform: &Platform,
    grace: &mut Browser,
    end: impl AsyncFnOnce(&mut Browser, &mut Browser, &str) -> u16,
) {
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'grace@globex.example'")
        .await;
    let link = grace.post("/api/company/set-up-links", &json!({})).await.json();
    let mut guest = platform.browser();
    let begun = json!({ "token": link["token"] });
    assert_eq!(guest.post("/api/set-up", &begun).await.status, 200);
    let drafts = "/api/company/sso-configurations";
    let draft = json!({
        "connection": {
            "name": "By a guest", "idp": "other", "endpoint_url": "https://idp.example", "client_id": "x",
            "client_auth_method": null, "scopes": ["openid"],
        },
        "client_secret": "y",
    });
    assert_eq!(guest.post(drafts, &draft).await.status, 200);
    let path = format!(
        "/api/company/set-up-links/{}",
        link["id"].as_str().expect("a text")
    );
    assert_eq!(end(grace, &mut guest, &path).await, 200);
    assert_eq!(guest.get(drafts).await.status, 401);
    let left = grace.get(drafts).await.json();
    assert_eq!(left["configurations"][0]["name"], "By a guest", "{left}");
}

/// A link to a new password sets one password, whoever has it.
async fn used_twice(platform: &Platform) {
    let address = EmailAddress::parse("grace@globex.example").expect("an address");
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let account = accounts::by_email(&mut transaction, &address)
        .await
        .expect("reads");
    let purpose = Purpose {
        kind: Kind::ResetPassword,
        address: Some(&address),
        account_id: account.as_ref().map(|account| account.id.as_str()),
        return_to: None,
    };
    let token = make(&mut transaction, purpose, platform.app.clock.now_ms())
        .await
        .expect("a link");
    transaction.commit().await.expect("commits");
    let link = format!("/reset-password?token={token}");
    let mut browser = platform.browser();
    let page = browser.get(&link).await.location().to_owned();
    // Another browser had it open by then.
    let mut other = platform.browser();
    let open = other.get(&link).await.location().to_owned();
    let first = [("password", "seven purple kettles under the bridge")];
    assert!([200, 303].contains(&browser.submit(&page, &first).await.status));
    let second = [("password", "eight yellow kettles under the bridge")];
    assert_eq!(other.submit(&open, &second).await.status, 410);
    let mut late = platform.browser();
    let page = late.get(&link).await;
    let page = crate::app::settle(&mut late, page).await;
    assert_eq!(page.status, 410, "{page:?}");
    let mut grace = platform.browser();
    assert_eq!(
        grace.sign_in("grace@globex.example", first[0].1).await.status,
        200
    );
}

/// The rows of the table, by their cells.
fn rows() -> Vec<Vec<String>> {
    let text = include_str!("../../../../docs/ARCHITECTURE.md");
    let (_, section) = text
        .split_once("### Where an app's or a provider's trust changes hands")
        .expect("the section is there");
    let section = section.split("\n##").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = lines.map(|line| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    });
    cells.collect()
}

#[test]
fn each_row_of_apps_has_a_scene_and_each_scene_a_row() {
    let rows = rows();
    let named: BTreeSet<_> = rows.iter().map(|row| row[0].as_str()).collect();
    let scenes: Vec<_> = [SCENES, trust_of_recovery::SCENES, trust_of_sso::SCENES].concat();
    assert_eq!(named, scenes.iter().copied().collect());
    assert_eq!(rows.len(), scenes.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_given_before_ends_as_the_row_of_apps_says_and_an_event_tells() {
    for row in rows() {
        let platform = play(&row[0]).await;
        let action = row[3].trim_matches('`');
        let mut connection = platform.app.store.read().await.expect("a connection");
        let sql = "SELECT COUNT(*) FROM audit_events WHERE action = $1";
        let count: i64 = sqlx::query_scalar(sql)
            .bind(action)
            .fetch_one(&mut *connection)
            .await
            .expect("a number");
        assert!(count > 0, "{}: no event {action}", row[0]);
    }
}
