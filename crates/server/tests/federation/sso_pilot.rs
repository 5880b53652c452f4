//! A pilot: the people of a list sign in through the identity provider, everybody else goes on as before, and passwords are there when it ends.

use serde_json::{Value, json};

use super::sso_activation::{looked_at, ready};
use super::sso_set_up_scene::{ANNA, LIST, SetUp};
use crate::support::{Browser, PASSWORD};
use latchkey_test_browser::Answer;

const BOB: &str = "bob@initech.example";
const PASSWORDS: &str = "SELECT COUNT(*) FROM accounts a JOIN companies o ON o.id = a.company_id
                         WHERE o.slug = 'initech' AND a.password_hash IS NOT NULL";
const PEOPLE: &str = "SELECT COUNT(*) FROM sso_pilot_people";

async fn pilot(anna: &mut Browser, id: &str) -> Value {
    let read = anna.get(&format!("{LIST}/{id}/pilot")).await;
    assert_eq!(read.status, 200, "{read:?}");
    read.json()
}

async fn change(anna: &mut Browser, id: &str, add: &str, remove: &[&str]) -> Answer {
    let body = json!({ "add": add, "remove": remove });
    anna.post(&format!("{LIST}/{id}/pilot"), &body).await
}

async fn begin(anna: &mut Browser, id: &str) -> Answer {
    let version = pilot(anna, id).await["version"].clone();
    let body = json!({ "version": version });
    anna.post(&format!("{LIST}/{id}/pilot/begin"), &body).await
}

/// A pilot of Anna alone.
async fn begun(set_up: &SetUp) -> (Browser, String) {
    let mut anna = set_up.who(ANNA).await;
    let id = ready(set_up, &mut anna, "Our IdP").await;
    assert_eq!(change(&mut anna, &id, ANNA, &[]).await.status, 200);
    let begun = begin(&mut anna, &id).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert!(begun.json()["since"].is_string(), "{begun:?}");
    (anna, id)
}

async fn discovered(set_up: &SetUp, address: Option<&str>) -> Value {
    let body = json!({ "domain": "initech.example", "address": address });
    let answer = set_up
        .platform
        .browser()
        .post("/api/sign-in/discover", &body)
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn by_password(set_up: &SetUp, email: &str) -> Answer {
    set_up.platform.browser().sign_in(email, PASSWORD).await
}

/// To the identity provider, and back from there; `meanwhile` happens in between.
async fn by_sso(set_up: &SetUp, meanwhile: impl AsyncFnOnce()) -> bool {
    let mut browser = set_up.platform.browser();
    let begun = browser
        .post("/api/sign-in/sso", &json!({ "username": ANNA }))
        .await;
    assert_eq!(begun.status, 200, "{begun:?}");
    let url = begun.json()["redirect_to"]
        .as_str()
        .expect("an address")
        .to_owned();
    meanwhile().await;
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    browser.follow(&back).await;
    browser.is_signed_in().await
}

#[tokio::test]
async fn people_of_the_list_are_sent_and_everybody_else_goes_on_as_before() {
    let set_up = SetUp::new().await;
    begun(&set_up).await;
    // The domain alone says nothing; of addresses, one that is not on the list looks like one that is nobody's.
    let of_domain = discovered(&set_up, None).await;
    assert_eq!(of_domain, json!({ "method": "password", "asks_address": true }));
    assert_eq!(
        discovered(&set_up, Some(" Anna@Initech.example ")).await,
        json!({ "method": "sso" })
    );
    let others = [BOB, "nobody@initech.example"];
    for other in others {
        assert_eq!(
            discovered(&set_up, Some(other)).await,
            json!({ "method": "password" }),
            "{other}"
        );
    }
    // Her password is asleep, in every spelling of her address; his is not.
    for spelling in [ANNA, "ANNA@initech.example", "anna@initech.example."] {
        let refused = by_password(&set_up, spelling).await;
        assert_eq!(refused.json()["code"], "sso_required", "{spelling} {refused:?}");
    }
    assert_eq!(by_password(&set_up, BOB).await.status, 200);
    let wrong = set_up
        .platform
        .browser()
        .sign_in("nobody@initech.example", PASSWORD)
        .await;
    assert_eq!(wrong.json()["code"], "wrong_credentials");
    let not_sent = set_up
        .platform
        .browser()
        .post("/api/sign-in/sso", &json!({ "username": BOB }))
        .await;
    assert_eq!(not_sent.json()["code"], "sso_not_configured", "{not_sent:?}");
    assert!(by_sso(&set_up, async || {}).await);
    assert_eq!(
        set_up.platform.count(PASSWORDS).await,
        2,
        "both sleep or wake, and none is gone"
    );
    set_up.platform.run_jobs("sso_takeover").await;
    assert_eq!(set_up.platform.count(PASSWORDS).await, 2);
}

#[tokio::test]
async fn when_it_ends_everything_is_as_it_was() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = begun(&set_up).await;
    assert!(by_sso(&set_up, async || {}).await);
    // Her earlier session ended when she was linked, as at any first sign-in through an identity provider.
    assert!(!anna.is_signed_in().await);
    set_up
        .platform
        .execute(&format!("DELETE FROM sso_pilot_people WHERE email = '{ANNA}'"))
        .await;
    let mut anna = set_up.who(ANNA).await;
    let ended = looked_at(&mut anna, &id, "deactivate").await;
    assert_eq!(ended.status, 200, "{ended:?}");
    assert_eq!(
        by_password(&set_up, ANNA).await.status,
        200,
        "her password woke up"
    );
    assert_eq!(set_up.platform.count(PEOPLE).await, 0);
    set_up.platform.run_jobs("password_links").await;
    let mailed = "SELECT COUNT(*) FROM mailed_links WHERE kind = 'set_password'";
    assert_eq!(set_up.platform.count(mailed).await, 0, "nobody is mailed");
    assert_eq!(discovered(&set_up, None).await, json!({ "method": "password" }));
    let events = "SELECT COUNT(*) FROM audit_events WHERE action IN ('sso_pilot_changed', 'sso_pilot_begun', 'sso_pilot_ended')";
    assert_eq!(set_up.platform.count(events).await, 3);
}

#[tokio::test]
async fn whoever_is_taken_out_on_the_way_is_not_let_in() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = begun(&set_up).await;
    let is_in = by_sso(&set_up, async || {
        assert_eq!(change(&mut anna, &id, "", &[ANNA]).await.status, 200);
    })
    .await;
    assert!(!is_in);
    assert_eq!(
        set_up.platform.count("SELECT COUNT(*) FROM account_links").await,
        0
    );
    assert_eq!(by_password(&set_up, ANNA).await.status, 200, "at once");
}

#[tokio::test]
async fn from_the_list_to_everybody() {
    let set_up = SetUp::new().await;
    let (mut anna, id) = begun(&set_up).await;
    let preview = anna.get(&format!("{LIST}/{id}/activation")).await.json();
    assert_eq!(
        (&preview["is_pilot"], &preview["is_active"]),
        (&json!(true), &json!(false)),
        "{preview:#}"
    );
    assert_eq!(preview["obstacles"], json!([]), "{preview:#}");
    let activated = looked_at(&mut anna, &id, "activate").await;
    assert_eq!(activated.status, 200, "{activated:?}");
    assert_eq!(discovered(&set_up, None).await, json!({ "method": "sso" }));
    assert_eq!(by_password(&set_up, BOB).await.json()["code"], "sso_required");
    set_up.platform.run_jobs("sso_takeover").await;
    assert_eq!(set_up.platform.count(PASSWORDS).await, 0);
    assert_eq!(set_up.platform.count(PEOPLE).await, 0);
}

#[tokio::test]
async fn a_list_has_addresses_of_the_companys_domains_and_says_what_is_none() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let text = format!("Anna Nass <{ANNA}>, {BOB}; {BOB}\nnobody\ngrace@globex.example\nzoe@initech.example");
    let changed = change(&mut anna, &id, &text, &[]).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    let people = changed.json()["people"].clone();
    let emails: Vec<&str> = people
        .as_array()
        .expect("people")
        .iter()
        .map(|person| person["email"].as_str().expect("text"))
        .collect();
    assert_eq!(emails, [ANNA, BOB, "zoe@initech.example"]);
    assert_eq!(people[2]["has_account"], false);
    let refused = json!([
        { "typed": "nobody", "is_of_other_domain": false },
        { "typed": "grace@globex.example", "is_of_other_domain": true },
    ]);
    assert_eq!(changed.json()["refused"], refused);
    let again = change(
        &mut anna,
        &id,
        BOB,
        &["zoe@initech.example", "unknown@initech.example"],
    )
    .await;
    assert_eq!(
        again.json()["people"].as_array().map(Vec::len),
        Some(2),
        "{again:?}"
    );
    let many: String = (0..1001).map(|n| format!("p{n}@initech.example\n")).collect();
    let refused = change(&mut anna, &id, &many, &[]).await;
    assert_eq!(refused.status, 422, "{refused:?}");
}

#[tokio::test]
async fn it_begins_as_an_activation_does_and_for_admins_alone() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Ready").await;
    let empty = begin(&mut anna, &id).await;
    assert_eq!(
        empty.json()["code"],
        "configuration_not_ready",
        "nobody is on the list: {empty:?}"
    );
    assert_eq!(change(&mut anna, &id, ANNA, &[]).await.status, 200);
    let untested = set_up.draft(&mut anna).await;
    let refused = begin(&mut anna, &untested).await;
    assert_eq!(refused.json()["code"], "configuration_not_ready", "{refused:?}");
    let stale = json!({ "version": "of-before" });
    let refused = anna.post(&format!("{LIST}/{id}/pilot/begin"), &stale).await;
    assert_eq!(refused.json()["code"], "changed_meanwhile", "{refused:?}");
    for who in [BOB, "grace@globex.example"] {
        let mut browser = set_up.who(who).await;
        assert_eq!(
            browser.get(&format!("{LIST}/{id}/pilot")).await.status,
            404,
            "{who}"
        );
        assert_eq!(change(&mut browser, &id, BOB, &[]).await.status, 404, "{who}");
        let begun = browser.post(&format!("{LIST}/{id}/pilot/begin"), &stale).await;
        assert_eq!(begun.status, 404, "{who}");
    }
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(&format!("{LIST}/{id}/pilot")).await.status, 401);
    let older = "UPDATE sessions SET created_at_ms = created_at_ms - 601000";
    set_up.platform.execute(older).await;
    assert_eq!(begin(&mut anna, &id).await.json()["code"], "sign_in_again");
}
