//! Test runs of a draft: each step with its failures, how long a run lasts, and who may go on with it.

use latchkey_fake_idp::{Endpoint, Fault, Signing, Trouble};
use serde_json::{Value, json};

use super::{
    flow_scene::{with, without},
    sso_set_up_scene::{ANNA, LIST, SetUp, configuration, failure, followed},
};

#[tokio::test]
async fn each_failure_is_shown_at_its_step() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let claim = |claim, value| Fault::IdTokenClaim { claim, value };
    let metadata = |field, value| Fault::Metadata { field, value };
    for (fault, step, problem) in [
        (metadata("jwks_uri", Value::Null), "discovery", "metadata"),
        (
            metadata("issuer", json!("https://other.example")),
            "discovery",
            "metadata",
        ),
        (
            claim("iss", json!("https://other.example")),
            "token",
            "wrong_issuer",
        ),
        (claim("aud", json!("another")), "token", "wrong_audience"),
        (claim("nonce", json!("another")), "token", "wrong_nonce"),
        (claim("exp", json!(1)), "token", "wrong_time"),
        (
            Fault::IdTokenSigning(Signing::Broken),
            "signature",
            "wrong_signature",
        ),
        (
            Fault::IdTokenSigning(Signing::None),
            "signature",
            "wrong_algorithm",
        ),
        (
            Fault::TokenResponse {
                member: "id_token",
                value: Value::Null,
            },
            "token",
            "no_id_token",
        ),
    ] {
        set_up.idp.set_fault(fault.clone());
        let run = set_up.test(&mut anna, &id, |back| back).await;
        assert_eq!(
            (run["state"].as_str(), failure(&run)),
            (Some("failed"), (step.to_owned(), problem.to_owned())),
            "{fault:?} {run:#}"
        );
        set_up.idp.clear_faults();
    }
    let said = |parameter: &str, value: &str| {
        let (parameter, value) = (parameter.to_owned(), value.to_owned());
        move |back: String| {
            with(
                &with(&without(&back, "code"), "error", "access_denied"),
                &parameter,
                &value,
            )
        }
    };
    let run = set_up
        .test(
            &mut anna,
            &id,
            said("error_description", "AADSTS50105: not assigned\u{1b}"),
        )
        .await;
    assert_eq!(
        failure(&run),
        ("authorization".to_owned(), "authorization_error".to_owned())
    );
    let step = &run["trace"][2];
    assert_eq!(step["idp_problem"], "person_not_assigned", "{step}");
    assert!(
        !run.to_string().contains('\u{1b}') && !run.to_string().contains("\\u001b"),
        "{step}"
    );
    let run = set_up
        .test(&mut anna, &id, |back| with(&back, "iss", "https://evil.example"))
        .await;
    assert_eq!(failure(&run).1, "another_issuer_answered");
    let run = set_up.test(&mut anna, &id, |back| without(&back, "code")).await;
    assert_eq!(failure(&run).1, "no_code");
}

#[tokio::test]
async fn a_wrong_secret_is_known_before_and_in_the_test() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let body = json!({ "connection": set_up.connection(&json!({})), "client_secret": "wrong" });
    let id = anna.post(LIST, &body).await.json()["id"]
        .as_str()
        .expect("an identifier")
        .to_owned();
    let checked = anna
        .post(
            &format!("{LIST}/{id}/checks"),
            &json!({ "check": "client_authentication" }),
        )
        .await
        .json();
    assert_eq!(
        (&checked["outcome"], &checked["problem"]),
        (&json!("failed"), &json!("client_refused"))
    );
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(
        failure(&run),
        ("client_authentication".to_owned(), "client_refused".to_owned())
    );
    let evidence = run["trace"][3]["evidence"].to_string();
    assert!(
        evidence.contains("invalid_client") && evidence.contains("client_secret_"),
        "{evidence}"
    );
}

#[tokio::test]
async fn userinfo_that_refuses_is_a_note() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    set_up
        .idp
        .set_fault(Fault::Endpoint(Endpoint::UserInfo, Trouble::Status(403)));
    let run = set_up.test(&mut anna, &id, |back| back).await;
    assert_eq!(
        (&run["state"], &run["trace"][6]["outcome"]),
        (&json!("passed"), &json!("noted")),
        "{run:#}"
    );
    assert_eq!(run["trace"][6]["problem"], "user_info_failed");
    assert!(!run.to_string().contains(Trouble::GIVEAWAY));
    set_up.idp.clear_faults();
    set_up.idp.set_fault(Fault::ClaimsOnlyInUserInfo);
    let run = set_up.test(&mut anna, &id, |back| back).await;
    let claims = run["claims"].as_array().expect("claims");
    let email = claims
        .iter()
        .find(|claim| claim["name"] == "email")
        .expect("an address");
    assert_eq!(email["source"], "user_info", "{run:#}");
}

#[tokio::test]
async fn a_run_ends_after_30_seconds_or_one_minute_later() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (run, url) = set_up.leave(&mut anna, &id).await;
    let at_idp = followed(&mut anna, &id, &run).await;
    assert_eq!(
        (&at_idp["state"], &at_idp["seconds_left"]),
        (&json!("at_idp"), &json!(30))
    );
    set_up.platform.clock.advance(29_000);
    let extend = format!("{LIST}/{id}/test-runs/{run}/extension");
    for _ in 0..2 {
        let extended = anna.post(&extend, &json!({})).await.json();
        assert_eq!(
            (&extended["seconds_left"], &extended["is_extended"]),
            (&json!(61), &json!(true))
        );
    }
    set_up.platform.clock.advance(61_000);
    let expired = followed(&mut anna, &id, &run).await;
    assert_eq!(
        (&expired["state"], failure(&expired).1.as_str()),
        (&json!("expired"), "nothing_came_back")
    );
    // Who comes back later changes nothing.
    let back = set_up
        .idp
        .complete_login(&url.expect("left"), ANNA)
        .expect("comes back");
    assert!(anna.follow(&back).await.location().ends_with("/tested"));
    assert_eq!(followed(&mut anna, &id, &run).await["state"], "expired");
}

#[tokio::test]
async fn a_run_is_followed_to_its_end_by_events() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let (run, url) = set_up.leave(&mut anna, &id).await;
    let path = format!("{LIST}/{id}/test-runs/{run}/events");
    let mut tab = anna.tab();
    let back = set_up
        .idp
        .complete_login(&url.expect("left"), ANNA)
        .expect("comes back");
    // The response ends with the run.
    let (events, landed) = tokio::join!(anna.get(&path), tab.follow(&back));
    assert!(landed.location().ends_with("/tested"), "{landed:?}");
    assert!(
        events.header("content-type").starts_with("text/event-stream"),
        "{events:?}"
    );
    let last = events
        .text()
        .trim_end()
        .rsplit("data: ")
        .next()
        .unwrap_or_default()
        .to_owned();
    let last: Value = serde_json::from_str(&last).expect("a run");
    assert_eq!(last["state"], "passed", "{last}");
    let mut other = set_up.who("bob@initech.example").await;
    assert_eq!(other.get(&path).await.status, 404);
}

#[tokio::test]
async fn a_run_goes_on_in_its_own_session_alone_and_once() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    let begun = anna
        .post(&format!("{LIST}/{id}/test-runs"), &json!({}))
        .await
        .json();
    let open = begun["open"].as_str().expect("a path").to_owned();
    let mut elsewhere = set_up.who(ANNA).await;
    assert_eq!(elsewhere.get(&open).await.status, 404);
    let url = anna.get(&open).await.location().to_owned();
    assert!(
        url.contains("prompt=select_account") && !url.contains("login_hint"),
        "{url}"
    );
    let back = set_up.idp.complete_login(&url, ANNA).expect("comes back");
    // Another session's answer belongs to no attempt, and does not use the run up.
    assert_eq!(elsewhere.follow(&back).await.status, 400);
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.follow(&back).await.status, 400);
    for _ in 0..2 {
        assert!(anna.follow(&back).await.location().ends_with("/tested"));
    }
    let run = followed(
        &mut anna,
        &id,
        begun["run"]["id"].as_str().expect("an identifier"),
    )
    .await;
    assert_eq!(run["state"], "passed", "{run:#}");
    assert!(!nobody.is_signed_in().await);
}

/// The page was loaded again, or is open on another machine.
#[tokio::test]
async fn a_run_that_goes_on_is_found_again_by_whoever_began_it() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    assert_eq!(configuration(&mut anna, &id).await["running_test"], Value::Null);
    let (run, url) = set_up.leave(&mut anna, &id).await;
    let mut elsewhere = set_up.who(ANNA).await;
    for browser in [&mut anna, &mut elsewhere] {
        let seen = configuration(browser, &id).await;
        assert_eq!(
            (&seen["running_test"]["id"], &seen["running_test"]["state"]),
            (&json!(run), &json!("at_idp")),
            "{seen:#}"
        );
        assert_eq!(seen["last_test"], Value::Null);
    }
    set_up
        .platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'bob@initech.example'")
        .await;
    let mut bob = set_up.who("bob@initech.example").await;
    assert_eq!(
        configuration(&mut bob, &id).await["running_test"],
        Value::Null,
        "another admin's"
    );
    let back = set_up
        .idp
        .complete_login(&url.expect("left"), ANNA)
        .expect("comes back");
    anna.follow(&back).await;
    let over = configuration(&mut anna, &id).await;
    assert_eq!(over["running_test"], Value::Null);
    assert_eq!(over["last_test"]["id"], json!(run));

    let (run, _) = set_up.leave(&mut anna, &id).await;
    set_up.platform.clock.advance(30_000);
    assert_eq!(
        configuration(&mut anna, &id).await["running_test"],
        Value::Null,
        "its time is over"
    );
    assert_eq!(followed(&mut anna, &id, &run).await["state"], "expired");
}
