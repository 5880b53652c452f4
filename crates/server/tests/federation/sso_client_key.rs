//! A key in the place of a client secret (`private_key_jwt`): made once for a company, published, used for tests, sign-ins and the daily check, and
//! replaced by one that was published ahead.

use latchkey_fake_idp::Fault;
use latchkey_server::cli::sso::Operator;
use latchkey_server::sso_configurations::secret_check;
use latchkey_server::store::sso_secret_watch;
use latchkey_test_browser::Answer;
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp, configuration, failure, followed};
use crate::support::Browser;

const HOUR_MS: i64 = 3_600_000;
const KEY: &str = "/api/company/client-key";
const KEYS: &str = "/sso/keys/initech";

async fn make_key(browser: &mut Browser) -> Value {
    let made = browser.post(KEY, &json!({})).await;
    assert_eq!(made.status, 200, "{made:?}");
    made.json()
}

/// What the company publishes.
async fn published(set_up: &SetUp) -> Vec<Value> {
    let read = set_up.platform.browser().get(KEYS).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()["keys"].as_array().expect("keys").clone()
}

fn names(keys: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = keys
        .iter()
        .map(|key| key["kid"].as_str().expect("kid").to_owned())
        .collect();
    names.sort();
    names
}

/// The identity provider reads what is published.
async fn read_by_idp(set_up: &SetUp) {
    set_up.idp.set_client_keys(published(set_up).await);
}

fn by_key(set_up: &SetUp) -> Value {
    set_up.connection(&json!({ "client_auth_method": "private_key_jwt" }))
}

/// A draft with a key, of which the identity provider knows.
async fn draft(set_up: &SetUp) -> (Browser, String) {
    let mut anna = set_up.who(ANNA).await;
    let made = anna.post(LIST, &json!({ "connection": by_key(set_up) })).await;
    assert_eq!(made.status, 200, "{made:?}");
    let id = made.json()["id"].as_str().expect("an identifier").to_owned();
    read_by_idp(set_up).await;
    // No secret opens anything.
    set_up.idp.set_client_secrets(&[]);
    (anna, id)
}

/// The same, active; Anna is linked already.
async fn active(set_up: &SetUp) -> (Browser, String) {
    let (anna, id) = draft(set_up).await;
    let sql = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
    set_up.platform.execute(&sql).await;
    let linked = format!(
        "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
         SELECT company_id, '{}', 'sub', 'anna-1', id, 0 FROM accounts WHERE email = '{ANNA}'",
        set_up.idp.issuer()
    );
    set_up.platform.execute(&linked).await;
    (anna, id)
}

async fn gets_in(set_up: &SetUp) -> bool {
    let mut browser = set_up.platform.browser();
    let begun = browser
        .post("/api/sign-in/sso", &json!({ "username": ANNA }))
        .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let url = begun.json()["redirect_to"]
        .as_str()
        .expect("an address")
        .to_owned();
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    browser.follow(&back).await;
    browser.is_signed_in().await
}

async fn act(browser: &mut Browser, id: &str, what: &str) -> Answer {
    let address = format!("{LIST}/{id}/secret-rotation");
    let version = browser.get(&address).await.json()["version"].clone();
    let address = match what {
        "" => address,
        what => format!("{address}/{what}"),
    };
    browser.post(&address, &json!({ "version": version })).await
}

async fn tested_with_next(set_up: &SetUp, anna: &mut Browser, id: &str) -> Value {
    let wanted = json!({ "with_pending_secret": true });
    let begun = anna.post(&format!("{LIST}/{id}/test-runs"), &wanted).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let open = begun.json()["open"].as_str().expect("a path").to_owned();
    let url = anna.get(&open).await.location().to_owned();
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    anna.follow(&back).await;
    let run = begun.json()["run"]["id"].as_str().expect("a run").to_owned();
    followed(anna, id, &run).await
}

#[tokio::test]
async fn a_company_has_one_key_that_is_made_once_and_shown_by_its_public_halves() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    assert!(published(&set_up).await.is_empty());
    let (first, second) = (make_key(&mut anna).await, make_key(&mut anna).await);
    assert_eq!(first, second);
    let certificate = first["certificate"].as_str().expect("a certificate");
    assert!(
        certificate.starts_with("-----BEGIN CERTIFICATE-----"),
        "{certificate}"
    );
    assert!(!first.to_string().contains("PRIVATE"), "{first}");
    let address = first["keys_url"].as_str().expect("an address");
    assert!(address.ends_with(KEYS), "{address}");
    let answer = set_up.platform.browser().get(KEYS).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=600");
    let keys = published(&set_up).await;
    assert_eq!(keys.len(), 2, "RSA and P-256");
    for key in &keys {
        for private in ["d", "p", "q", "k"] {
            assert!(key.get(private).is_none(), "{key}");
        }
    }
    let nobodys = set_up.platform.browser().get("/sso/keys/nobody").await;
    assert_eq!((nobodys.status, nobodys.json()), (200, json!({ "keys": [] })));
    let events = "SELECT COUNT(*) FROM audit_events WHERE action = 'sso_client_key_made'";
    assert_eq!(set_up.platform.count(events).await, 1);
    // Other companies have theirs, and people who look after none have none.
    let mut grace = set_up.who("grace@globex.example").await;
    let mut bob = set_up.who("bob@initech.example").await;
    for (browser, status) in [(&mut grace, 404), (&mut bob, 404)] {
        assert_eq!(browser.post(KEY, &json!({})).await.status, status);
    }
    assert_eq!(set_up.platform.browser().post(KEY, &json!({})).await.status, 401);
}

#[tokio::test]
async fn a_key_takes_the_place_of_the_secret_in_the_test_and_at_sign_ins() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = draft(&set_up).await;
    let shown = configuration(&mut anna, &id).await;
    assert_eq!(
        (&shown["has_secret"], &shown["connection"]["client_auth_method"]),
        (&json!(false), &json!("private_key_jwt"))
    );
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert!(run.to_string().contains("private_key_jwt"), "{run:#}");
    // A key that was not uploaded is told as what it is.
    set_up.idp.set_fault(Fault::AssertionRefused);
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(failure(&run).0, "client_authentication", "{run:#}");
    set_up.idp.clear_faults();
    let sql = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
    set_up.platform.execute(&sql).await;
    assert!(gets_in(&set_up).await);
}

#[tokio::test]
async fn each_algorithm_and_either_audience_is_good_where_the_identity_provider_wants_it() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = draft(&set_up).await;
    for algorithm in ["RS256", "PS256", "ES256"] {
        set_up.idp.set_fault(Fault::Metadata {
            field: "token_endpoint_auth_signing_alg_values_supported",
            value: json!(["HS256", algorithm]),
        });
        let run = set_up.test(&mut anna, &id, |back| back).await;
        assert_eq!(run["state"], "passed", "{algorithm} {run:#}");
        set_up.idp.clear_faults();
    }
    set_up.idp.set_fault(Fault::AssertionForTokenEndpointAlone);
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(run["state"], "passed", "{run:#}");
    set_up.idp.clear_faults();
    set_up.idp.set_fault(Fault::Metadata {
        field: "token_endpoint_auth_signing_alg_values_supported",
        value: json!(["HS256"]),
    });
    assert_eq!(set_up.test(&mut anna, &id, |back| back).await["state"], "failed");
}

#[tokio::test]
async fn an_assertion_is_for_one_request() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = draft(&set_up).await;
    for _ in 0..2 {
        let run = set_up.test(&mut anna, &id, |back| back).await;
        assert_eq!(run["state"], "passed", "each has a `jti` of its own: {run:#}");
    }
}

#[tokio::test]
async fn from_secret_to_key_and_back_what_was_there_before_opens_nothing() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let version = configuration(&mut anna, &id).await["version"].clone();
    let body = json!({ "version": version, "connection": by_key(&set_up) });
    let saved = anna.post(&format!("{LIST}/{id}/connection"), &body).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    read_by_idp(&set_up).await;
    assert_eq!(set_up.test(&mut anna, &id, |back| back).await["state"], "passed");
    let version = configuration(&mut anna, &id).await["version"].clone();
    let body = json!({ "version": version, "connection": set_up.connection(&json!({})) });
    let refused = anna.post(&format!("{LIST}/{id}/connection"), &body).await;
    assert_eq!(
        refused.json()["fields"][0]["field"],
        "client_secret",
        "{refused:?}"
    );
}

#[tokio::test]
async fn the_daily_check_asks_by_key_and_nothing_warns_of_a_date() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let expiry = anna
        .post(
            &format!("{LIST}/{id}/secret-expiry"),
            &json!({ "expires_on": "2099-01-01" }),
        )
        .await;
    assert_eq!(expiry.status, 422, "{expiry:?}");
    let days = std::cell::Cell::new(0);
    let said = async |id: &str| {
        let platform = &set_up.platform;
        platform.clock.advance(24 * HOUR_MS + 1);
        days.set(days.get() + 1);
        set_up.idp.set_clock_offset(days.get() * 24 * 3_600);
        secret_check::queue_due(&platform.app).await.expect("queues");
        platform.run_jobs("sso_secret_check").await;
        let mut connection = platform.app.store.read().await.expect("a connection");
        let known = sso_secret_watch::of_configuration(&mut connection, id)
            .await
            .expect("reads");
        let standing = known.check.map_or("nothing", |(_, standing)| standing.as_str());
        (standing, known.tells_wrong)
    };
    assert_eq!(said(&id).await, ("accepted", Some(true)));
    set_up.idp.set_fault(Fault::AssertionRefused);
    assert_eq!(said(&id).await.0, "refused");
}

#[tokio::test]
async fn the_next_key_is_published_for_an_hour_before_it_is_used_and_the_old_one_for_a_day_after() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let old = names(&published(&set_up).await);
    let announced = act(&mut anna, &id, "").await;
    assert_eq!(announced.status, 200, "{announced:?}");
    let pending = announced.json()["pending"].clone();
    assert!(
        pending["usable_from"].is_string() && pending["key"]["certificate"].is_string(),
        "{pending:#}"
    );
    let both = names(&published(&set_up).await);
    assert_eq!(both.len(), 4);
    assert!(old.iter().all(|name| both.contains(name)));

    // The identity provider has not read it.
    assert_eq!(
        failure(&tested_with_next(&set_up, &mut anna, &id).await).0,
        "client_authentication"
    );
    assert_eq!(
        act(&mut anna, &id, "swap").await.json()["code"],
        "secret_not_tested"
    );
    read_by_idp(&set_up).await;
    assert_eq!(tested_with_next(&set_up, &mut anna, &id).await["state"], "passed");
    assert!(gets_in(&set_up).await, "with the present one");
    assert_eq!(act(&mut anna, &id, "swap").await.json()["code"], "key_too_new");

    let fresh = "UPDATE kept_client_secrets SET at_ms = at_ms - 3600000";
    set_up.platform.execute(fresh).await;
    let swapped = act(&mut anna, &id, "swap").await;
    assert_eq!(swapped.status, 200, "{swapped:?}");
    assert!(gets_in(&set_up).await, "with the next one");
    assert_eq!(names(&published(&set_up).await), both, "the old one stays");
    let over = "UPDATE kept_client_secrets SET until_ms = 1";
    set_up.platform.execute(over).await;
    let left = names(&published(&set_up).await);
    assert_eq!(left.len(), 2);
    assert!(old.iter().all(|name| !left.contains(name)), "the old one is gone");
    read_by_idp(&set_up).await;
    assert!(gets_in(&set_up).await);
    // What is set up from now on begins with the new one.
    let made = anna
        .post(
            LIST,
            &json!({ "connection": { "name": "Other", "idp": "other", "endpoint_url": set_up.idp.issuer(),
        "client_id": "latchkey", "client_auth_method": "private_key_jwt", "scopes": ["openid"] } }),
        )
        .await;
    assert_eq!(made.status, 200, "{made:?}");
    assert_eq!(names(&published(&set_up).await), left);
}

#[tokio::test]
async fn the_key_of_before_comes_back_within_a_day_and_drafts_follow() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = active(&set_up).await;
    let copied = anna
        .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "Copy" }))
        .await;
    assert_eq!(copied.status, 200, "{copied:?}");
    let old = names(&published(&set_up).await);
    assert_eq!(act(&mut anna, &id, "").await.status, 200);
    read_by_idp(&set_up).await;
    assert_eq!(tested_with_next(&set_up, &mut anna, &id).await["state"], "passed");
    set_up
        .platform
        .execute("UPDATE kept_client_secrets SET at_ms = at_ms - 3600000")
        .await;
    assert_eq!(act(&mut anna, &id, "swap").await.status, 200);
    set_up
        .platform
        .execute("UPDATE kept_client_secrets SET until_ms = until_ms - 3600000")
        .await;
    let back = act(&mut anna, &id, "take-back").await;
    assert_eq!(back.status, 200, "{back:?}");
    assert_eq!(
        names(&published(&set_up).await),
        old,
        "the newer one is gone, from the copy too"
    );
    assert!(gets_in(&set_up).await);
}

#[tokio::test]
async fn the_operators_client_secret_takes_the_place_of_a_key() {
    let set_up = SetUp::new().await;
    let (_, _) = active(&set_up).await;
    let app = &set_up.platform.app;
    let operator = Operator {
        store: &app.store,
        secret_key: &app.secret_key,
        public_url: &app.config.public_url,
        clock: app.clock.as_ref(),
    };
    operator
        .set_secret("initech", "by-the-operator")
        .await
        .expect("is set");
    set_up.idp.set_client_secrets(&["by-the-operator"]);
    assert!(gets_in(&set_up).await);
}
