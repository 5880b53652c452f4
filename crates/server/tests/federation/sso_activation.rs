//! A company's admin activates a configuration, and de-activates it again: who may, what stands in the way, and that nobody signs in past it.

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::mailed_link::Kind;
use latchkey_server::sign_in::link::{Purpose, make};
use latchkey_server::store::accounts;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp, configuration, mails, recovery_codes};
use crate::support::{Browser, PASSWORD};

const BOB: &str = "bob@initech.example";
const GRACE: &str = "grace@globex.example";
const ACTIVE: &str = "SELECT COUNT(*) FROM sso_configurations c JOIN companies o ON o.id = c.company_id
                      WHERE o.slug = 'initech' AND c.active = 1";
const PASSWORDS: &str = "SELECT COUNT(*) FROM accounts a JOIN companies o ON o.id = a.company_id
                         WHERE o.slug = 'initech' AND a.password_hash IS NOT NULL";

async fn preview(anna: &mut Browser, id: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}/activation")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

async fn submit(browser: &mut Browser, id: &str, what: &str, version: &Value) -> Answer {
    let body = json!({ "version": version });
    browser.post(&format!("{LIST}/{id}/{what}"), &body).await
}

/// Activates or de-activates as somebody does who has looked at the preview just now.
pub(crate) async fn looked_at(anna: &mut Browser, id: &str, what: &str) -> Answer {
    let version = preview(anna, id).await["version"].clone();
    submit(anna, id, what, &version).await
}

async fn map(anna: &mut Browser, id: &str) {
    let version = configuration(anna, id).await["version"].clone();
    let mapping =
        json!({ "foreign_id": "sub", "username": "email", "first_name": "given_name", "last_name": null });
    let body = json!({ "version": version, "mapping": mapping });
    let saved = anna.post(&format!("{LIST}/{id}/claim-mapping"), &body).await;
    assert_eq!(saved.status, 200, "{saved:?}");
}

/// A draft of this name with nothing in the way of activating it.
pub(crate) async fn ready(set_up: &SetUp, anna: &mut Browser, name: &str) -> String {
    recovery_codes(anna).await;
    let body =
        json!({ "connection": set_up.connection(&json!({ "name": name })), "client_secret": "secret" });
    let made = anna.post(LIST, &body).await;
    assert_eq!(made.status, 200, "{made:?}");
    let id = made.json()["id"].as_str().expect("an identifier").to_owned();
    let run = set_up.test(anna, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    map(anna, &id).await;
    id
}

async fn signs_in(set_up: &SetUp, email: &str) -> bool {
    set_up.platform.browser().sign_in(email, PASSWORD).await.status == 200
}

#[tokio::test]
async fn what_is_activated_counts_from_that_moment_for_this_company_alone() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let shown = preview(&mut anna, &id).await;
    assert_eq!(shown["obstacles"], json!([]), "{shown:#}");
    let domain = json!([{ "domain": "initech.example", "accounts": 2, "with_password": 2, "never_came": 2, "repository_passwords": 0, "service_accounts": 0 }]);
    assert_eq!(shown["domains"], domain, "{shown:#}");
    assert_eq!((&shown["admins"], &shown["outside"]), (&json!(1), &json!(0)));
    assert!(signs_in(&set_up, BOB).await);

    let activated = looked_at(&mut anna, &id, "activate").await;
    assert_eq!(activated.status, 200, "{activated:?}");
    // Before the job has come to anybody.
    assert!(!signs_in(&set_up, BOB).await);
    assert!(!signs_in(&set_up, ANNA).await);
    assert_eq!(set_up.platform.count(PASSWORDS).await, 2);
    set_up.platform.run_jobs("sso_takeover").await;
    assert_eq!(set_up.platform.count(PASSWORDS).await, 0);
    assert!(signs_in(&set_up, GRACE).await);
    let told = mails(&set_up.platform).await;
    assert!(
        told.iter()
            .any(|mail| mail.to == ANNA && mail.message.kind() == "sso_activated")
    );
}

/// Earlier links, and requests for new ones, while passwords are still there: the job has not come to anybody.
#[tokio::test]
async fn no_local_way_in_is_left_from_that_moment_on() {
    let set_up = SetUp::new().await;
    let platform = &set_up.platform;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let now_ms = platform.app.clock.now_ms();
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let bob = EmailAddress::parse(BOB).expect("an address");
    let account = accounts::by_email(&mut transaction, &bob).await.expect("reads");
    let account_id = account.expect("an account").id;
    let mut links = Vec::new();
    for kind in [Kind::ResetPassword, Kind::SetPassword, Kind::SignUp] {
        let zoe = EmailAddress::parse("zoe@initech.example").expect("an address");
        let is_new = kind == Kind::SignUp;
        let purpose = Purpose {
            kind,
            address: Some(if is_new { &zoe } else { &bob }),
            account_id: (!is_new).then_some(account_id.as_str()),
            return_to: None,
        };
        let token = make(&mut transaction, purpose, now_ms).await.expect("a link");
        let page = if is_new { "/sign-up" } else { "/reset-password" };
        links.push(format!("{page}?token={token}"));
    }
    transaction.commit().await.expect("commits");
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    for link in links {
        let mut browser = platform.browser();
        let page = browser.get(&link).await.location().to_owned();
        let fields = [
            ("password", "seven purple kettles under the bridge"),
            ("first_name", "Zoe"),
            ("last_name", "Z"),
        ];
        let refused = browser.submit(&page, &fields).await;
        assert!(!browser.is_signed_in().await, "{link} {refused:?}");
    }
    assert_eq!(platform.count(PASSWORDS).await, 2, "nobody has come by one more");
    let changed = "SELECT COUNT(*) FROM audit_events WHERE action IN ('password_reset', 'account_created')";
    assert_eq!(platform.count(changed).await, 0);
    for (page, address) in [("/reset-password", BOB), ("/sign-up", "zoe@initech.example")] {
        let asked = platform.browser().submit(page, &[("username", address)]).await;
        assert_eq!(asked.status, 200, "{asked:?}");
    }
    let waiting = "SELECT COUNT(*) FROM jobs WHERE kind = 'link_request'";
    while platform.count(waiting).await > 0 {
        tokio::task::yield_now().await;
    }
    let told = mails(platform).await;
    for address in [BOB, "zoe@initech.example"] {
        let kinds: Vec<_> = told
            .iter()
            .filter(|mail| mail.to == address)
            .map(|mail| mail.message.kind())
            .collect();
        assert_eq!(kinds, ["use_sso"], "{address}");
    }
}

#[tokio::test]
async fn whose_scripts_will_stop_is_counted_before() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let now_ms = set_up.platform.app.clock.now_ms();
    // Anna's last one has not run for 31 days.
    for (email, days) in [(BOB, 29), (ANNA, 31)] {
        let at_ms = now_ms - days * 24 * 3_600_000;
        let used = format!(
            "INSERT INTO repository_passwords (account_id, used_at_ms) SELECT id, {at_ms} FROM accounts WHERE email = '{email}'"
        );
        set_up.platform.execute(&used).await;
    }
    let marked = format!("UPDATE accounts SET service_account = 1 WHERE email = '{BOB}'");
    set_up.platform.execute(&marked).await;
    let shown = preview(&mut anna, &id).await;
    assert_eq!(shown["domains"][0]["repository_passwords"], 1, "{shown:#}");
    assert_eq!(shown["domains"][0]["service_accounts"], 1, "{shown:#}");
}

#[tokio::test]
async fn whoever_signed_in_with_a_password_may_take_it_back_and_no_job_removes_more() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    assert_eq!(looked_at(&mut anna, &id, "activate").await.status, 200);
    let again = looked_at(&mut anna, &id, "activate").await;
    assert_eq!(again.json()["code"], "configuration_active", "{again:?}");

    let shown = preview(&mut anna, &id).await;
    assert_eq!(
        (&shown["is_active"], &shown["obstacles"]),
        (&json!(true), &json!([]))
    );
    let deactivated = submit(&mut anna, &id, "deactivate", &shown["version"]).await;
    assert_eq!(deactivated.status, 200, "{deactivated:?}");
    assert_eq!(set_up.platform.count(ACTIVE).await, 0);
    set_up.platform.run_jobs("sso_takeover").await;
    assert!(signs_in(&set_up, BOB).await, "the job had not come to it");
    assert_eq!(configuration(&mut anna, &id).await["status"], "tested");
    let twice = submit(&mut anna, &id, "deactivate", &shown["version"]).await;
    assert_eq!(twice.json()["code"], "changed_meanwhile", "{twice:?}");
    let told = mails(&set_up.platform).await;
    assert!(
        told.iter()
            .any(|mail| mail.to == ANNA && mail.message.kind() == "sso_deactivated")
    );
}

#[tokio::test]
async fn each_obstacle_is_said_and_keeps_the_draft_a_draft() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let is_refused = async |anna: &mut Browser, obstacles: Value| {
        let shown = preview(anna, &id).await;
        assert_eq!(shown["obstacles"], obstacles, "{shown:#}");
        let refused = submit(anna, &id, "activate", &shown["version"]).await;
        assert_eq!(refused.json()["code"], "configuration_not_ready", "{refused:?}");
    };
    is_refused(
        &mut anna,
        json!(["not_tested", "not_mapped", "no_recovery_codes"]),
    )
    .await;
    set_up.test(&mut anna, &id, |back| back).await;
    is_refused(&mut anna, json!(["not_mapped", "no_recovery_codes"])).await;
    map(&mut anna, &id).await;
    is_refused(&mut anna, json!(["no_recovery_codes"])).await;
    recovery_codes(&mut anna).await;
    let used = "UPDATE recovery_codes SET used_at_ms = 1";
    set_up.platform.execute(used).await;
    is_refused(&mut anna, json!(["no_recovery_codes"])).await;
    recovery_codes(&mut anna).await;
    assert_eq!(preview(&mut anna, &id).await["obstacles"], json!([]));
    let version = configuration(&mut anna, &id).await["version"].clone();
    let body =
        json!({ "version": version, "connection": set_up.connection(&json!({})), "client_secret": "other" });
    let changed = anna.post(&format!("{LIST}/{id}/connection"), &body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    is_refused(&mut anna, json!(["changed_since_test"])).await;
    assert_eq!(set_up.platform.count(ACTIVE).await, 0);
    assert!(signs_in(&set_up, BOB).await);
}

#[tokio::test]
async fn only_admins_of_the_company_who_signed_in_just_now_may() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let version = preview(&mut anna, &id).await["version"].clone();
    for email in [BOB, GRACE] {
        let mut other = set_up.who(email).await;
        assert_eq!(other.get(&format!("{LIST}/{id}/activation")).await.status, 404);
        for what in ["activate", "deactivate"] {
            assert_eq!(submit(&mut other, &id, what, &version).await.status, 404);
        }
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(&format!("{LIST}/{id}/activation")).await.status, 401);
    for what in ["activate", "deactivate"] {
        assert_eq!(submit(&mut nobody, &id, what, &version).await.status, 401);
    }
    let older = "UPDATE sessions SET created_at_ms = created_at_ms - 601000";
    set_up.platform.execute(older).await;
    let stale = submit(&mut anna, &id, "activate", &version).await;
    assert_eq!(
        (stale.status, &stale.json()["code"]),
        (403, &json!("sign_in_again"))
    );
    let mut anna = set_up.who(ANNA).await;
    assert_eq!(submit(&mut anna, &id, "activate", &version).await.status, 200);
    set_up.platform.execute(older).await;
    let stale = looked_at(&mut anna, &id, "deactivate").await;
    assert_eq!(stale.json()["code"], "sign_in_again", "{stale:?}");
    assert_eq!(set_up.platform.count(ACTIVE).await, 1);
}

#[tokio::test]
async fn of_two_who_activate_at_once_exactly_one_does() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let (one, two) = (
        ready(&set_up, &mut anna, "One").await,
        ready(&set_up, &mut anna, "Two").await,
    );
    let mut other = set_up.who(ANNA).await;
    let (first, second) = (
        preview(&mut anna, &one).await["version"].clone(),
        preview(&mut other, &two).await["version"].clone(),
    );
    let (first, second) = tokio::join!(
        submit(&mut anna, &one, "activate", &first),
        submit(&mut other, &two, "activate", &second)
    );
    let mut statuses = [first.status, second.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409], "{first:?} {second:?}");
    assert_eq!(set_up.platform.count(ACTIVE).await, 1);
    // The other one takes its place, once somebody has seen whose.
    let loser = if first.status == 200 { &two } else { &one };
    assert!(preview(&mut other, loser).await["replaces"].is_string());
    assert_eq!(looked_at(&mut other, loser, "activate").await.status, 200);
    assert_eq!(set_up.platform.count(ACTIVE).await, 1);
}
