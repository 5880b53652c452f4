//! Apps are told that a session is over (OpenID Connect Back-Channel Logout 1.0): whenever one is ended, and never when it has run
//! out by itself.

use std::time::Duration;

use futures_util::future::join_all;
use latchkey_server::cli::account;
use latchkey_server::clock::Clock as _;
use latchkey_server::domain::job_schedule::JITTER_PERCENT;
use latchkey_server::job_kinds;
use latchkey_server::jobs::Runner;
use latchkey_server::store::jobs::{self, Lease};
use serde_json::{Value, json};
use tokio::sync::watch;

use crate::app::{
    CALLBACK, VERIFIER, call, code, credentials, error, file, hidden, id_token, refresh, request, tokens,
};
use crate::receiver::{Manner, Receiver};
use crate::support::{Browser, PASSWORD, Platform};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout'";
const HOUR: i64 = 3_600_000;
const SOON: Duration = Duration::from_secs(10);

/// The usual file; the app's environment Acceptance is told at `acceptance`, Legacy at `legacy`.
fn told_at(acceptance: &str, legacy: &str) -> String {
    let mut file = file();
    for (client_id, address) in [("expenses", acceptance), ("legacy", legacy)] {
        if !address.is_empty() {
            let line = format!("    client_id = \"{client_id}\"\n");
            let more = format!("{line}    backchannel_logout_uri = \"{address}\"\n");
            file = file.replacen(&line, &more, 1);
        }
    }
    file
}

async fn scene() -> (Platform, Receiver) {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let platform = Platform::with(&told_at(&receiver.address(), "")).await;
    (platform, receiver)
}

/// Grace, signed in to the platform and to the app, with the session's identifier.
async fn grace_in_the_app(platform: &Platform) -> (Browser, Value, String) {
    let mut grace = platform.grace().await;
    let tokens = tokens(platform, &mut grace, &[]).await;
    let (_, claims) = id_token(platform, &tokens["id_token"]).await;
    let sid = claims["sid"].as_str().expect("a sid").to_owned();
    (grace, tokens, sid)
}

async fn round(platform: &Platform) {
    platform.run_jobs("app_logout").await;
}

/// The header and claims of the one token that has come.
async fn only(platform: &Platform, receiver: &Receiver) -> (Value, Value) {
    let tokens = receiver.tokens();
    assert_eq!(tokens.len(), 1, "{tokens:?}");
    id_token(platform, &json!(tokens[0])).await
}

#[tokio::test]
async fn the_token_is_what_the_specification_says() {
    let (platform, receiver) = scene().await;
    let (mut grace, tokens, sid) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    round(&platform).await;
    let (header, claims) = only(&platform, &receiver).await;
    assert_eq!(
        (&header["typ"], &header["alg"]),
        (&json!("logout+jwt"), &json!("RS256"))
    );
    assert_eq!(claims["iss"], "http://localhost:8080");
    assert_eq!(claims["aud"], "expenses");
    let (_, about) = id_token(&platform, &tokens["id_token"]).await;
    assert_eq!((&claims["sub"], &claims["sid"]), (&about["sub"], &json!(sid)));
    assert_eq!(claims["events"], json!({ EVENT: {} }));
    let seconds = |name: &str| claims[name].as_i64().expect("a time");
    assert_eq!(seconds("iat"), platform.clock.now_ms() / 1000);
    assert_eq!(seconds("exp") - seconds("iat"), 120);
    assert!(claims["jti"].as_str().is_some_and(|jti| jti.len() > 20));
    assert!(claims.get("nonce").is_none());
    let names = claims.as_object().map(serde_json::Map::len);
    assert_eq!(names, Some(8), "nothing about the person: {claims}");
    assert_eq!(platform.count(WAITING).await, 0, "done");
    let document = platform
        .browser()
        .get("/.well-known/openid-configuration")
        .await
        .json();
    for supported in [
        "backchannel_logout_supported",
        "backchannel_logout_session_supported",
    ] {
        assert_eq!(document[supported], true);
    }
}

#[tokio::test]
async fn an_app_that_asks_for_es256_gets_it() {
    let receiver = Receiver::start(Manner::Status(204)).await;
    let platform = Platform::with(&told_at("", &receiver.address())).await;
    let mut grace = platform.grace().await;
    let address = "https://legacy.example/callback";
    let code = code(&mut grace, &[("client_id", "legacy"), ("redirect_uri", address)]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", address),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        call(&platform, "/oauth/token", "legacy:other", &fields)
            .await
            .status,
        200
    );
    grace.delete("/api/session").await;
    round(&platform).await;
    let (header, claims) = only(&platform, &receiver).await;
    assert_eq!(
        (&header["alg"], &claims["aud"]),
        (&json!("ES256"), &json!("legacy"))
    );
    assert_eq!(platform.count(WAITING).await, 0, "204 is done, too");
}

/// Ends the session of `grace`, from that browser or another one.
async fn end(platform: &Platform, way: &str, grace: &mut Browser, tokens: &Value, sid: &str) {
    let status = match way {
        "signed out" => grace.delete("/api/session").await.status,
        "signed out by the app" => {
            let hint = tokens["id_token"].as_str().expect("an ID token");
            let out = grace
                .get(&format!("/oauth/end-session?id_token_hint={hint}"))
                .await;
            out.status - 103
        }
        "signed out by the app, asked" => {
            let page = grace.get("/oauth/end-session?client_id=expenses").await;
            let fields = [("client_id", hidden(&page, "client_id"))];
            let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
            let out = grace.submit("/oauth/end-session/confirm", &fields).await;
            out.status - 103
        }
        "ended elsewhere" => {
            let mut elsewhere = platform.grace().await;
            elsewhere
                .delete(&format!("/api/profile/sessions/{sid}"))
                .await
                .status
        }
        "all others ended" => {
            let mut elsewhere = platform.grace().await;
            elsewhere.delete("/api/profile/sessions").await.status
        }
        "password changed" => {
            let mut elsewhere = platform.grace().await;
            let body = json!({ "current_password": PASSWORD, "password": "an entirely different tale" });
            elsewhere.post("/api/profile/password", &body).await.status
        }
        "deactivated" => {
            let app = &platform.app;
            let email = "grace@globex.example";
            account::set_active(&app.store, app.clock.as_ref(), email, false)
                .await
                .expect("deactivates");
            200
        }
        "somebody else signs in" => grace.sign_in("rob@globex.example", PASSWORD).await.status,
        other => panic!("{other}"),
    };
    assert!((200..300).contains(&status), "{way}: {status}");
}

#[tokio::test]
async fn whichever_way_a_session_is_ended_its_apps_are_told() {
    for way in [
        "signed out",
        "signed out by the app",
        "signed out by the app, asked",
        "ended elsewhere",
        "all others ended",
        "password changed",
        "deactivated",
        "somebody else signs in",
    ] {
        let (platform, receiver) = scene().await;
        let (mut grace, tokens, sid) = grace_in_the_app(&platform).await;
        // An app that she was not in, and a session in which she was in none.
        let _idle = platform.grace().await;
        assert_eq!(platform.count(WAITING).await, 0);
        end(&platform, way, &mut grace, &tokens, &sid).await;
        assert_eq!(platform.count(WAITING).await, 1, "{way}");
        round(&platform).await;
        let (_, claims) = only(&platform, &receiver).await;
        assert_eq!(claims["sid"], json!(sid), "{way}");
    }
}

#[tokio::test]
async fn a_session_that_runs_out_is_no_logout() {
    let (platform, _) = scene().await;
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    platform.clock.advance(HOUR);
    assert!(!grace.is_signed_in().await);
    let (_gone, ..) = grace_in_the_app(&platform).await;
    platform.clock.advance(HOUR);
    latchkey_server::housekeeping::purge(&platform.app)
        .await
        .expect("purges");
    assert_eq!(platform.count("SELECT COUNT(*) FROM sessions").await, 0);
    assert_eq!(platform.count(WAITING).await, 0);
}

#[tokio::test]
async fn whoever_signs_in_again_as_the_same_person_stays_in_the_apps() {
    let (platform, _) = scene().await;
    let (mut grace, tokens, sid) = grace_in_the_app(&platform).await;
    let old = grace.cookies["latchkey-session"].clone();
    platform.clock.advance(60_000);
    assert_eq!(grace.sign_in("grace@globex.example", PASSWORD).await.status, 200);
    assert_ne!(grace.cookies["latchkey-session"], old);
    let mut thief = platform.browser();
    thief.cookies.insert("latchkey-session".into(), old);
    assert!(!thief.is_signed_in().await, "the old secret opens nothing");
    assert_eq!(platform.count(WAITING).await, 0);
    let token = tokens["refresh_token"].as_str().expect("a token");
    assert_eq!(refresh(&platform, token).await.status, 200);
    let (_, before) = id_token(&platform, &tokens["id_token"]).await;
    let code = code(&mut grace, &[]).await;
    let anew = crate::app::redeem(&platform, &code).await.json();
    let (_, claims) = id_token(&platform, &anew["id_token"]).await;
    assert_eq!(claims["sid"], json!(sid));
    let seconds = |claims: &Value| claims["auth_time"].as_i64().expect("a time");
    assert_eq!(seconds(&claims) - seconds(&before), 60, "this was a sign-in");
}

/// Apps have sessions of their own, which live on while ours has run out: by itself that is nobody's business, but whoever is cast
/// out is cast out of them.
#[tokio::test]
async fn apps_are_told_of_who_is_cast_out_although_the_session_had_run_out() {
    for scope in ["openid", "openid offline_access"] {
        let (platform, receiver) = scene().await;
        let mut grace = platform.grace().await;
        let tokens = tokens(&platform, &mut grace, &[("scope", scope)]).await;
        platform.clock.advance(13 * HOUR);
        latchkey_server::housekeeping::purge(&platform.app)
            .await
            .expect("purges");
        assert_eq!(platform.count("SELECT COUNT(*) FROM sessions").await, 0);
        if scope != "openid" {
            let token = tokens["refresh_token"].as_str().expect("a token");
            assert_eq!(refresh(&platform, token).await.status, 200);
        }
        end(&platform, "deactivated", &mut grace, &tokens, "").await;
        round(&platform).await;
        let (_, claims) = only(&platform, &receiver).await;
        assert_eq!(claims["aud"], "expenses", "{scope}");
    }
}

/// Between the code and its exchange, also where the tokens would outlive the session.
#[tokio::test]
async fn a_code_of_a_session_that_has_been_ended_gives_nothing() {
    for scope in ["openid", "openid offline_access"] {
        let (platform, _) = scene().await;
        let mut grace = platform.grace().await;
        let code = code(&mut grace, &[("scope", scope)]).await;
        grace.delete("/api/session").await;
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", VERIFIER),
        ];
        let answer = call(&platform, "/oauth/token", &credentials(), &fields).await;
        assert_eq!(error(&answer), (400, "invalid_grant".to_owned()), "{scope}");
    }
}

#[tokio::test]
async fn what_cannot_be_queued_has_not_ended() {
    let (platform, _) = scene().await;
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    platform.execute("ALTER TABLE jobs RENAME TO hidden").await;
    assert!(grace.delete("/api/session").await.status >= 500);
    platform.execute("ALTER TABLE hidden RENAME TO jobs").await;
    let mut grace = grace.clone();
    assert!(grace.is_signed_in().await, "whole or not at all");
}

#[tokio::test]
async fn a_refusal_is_final_and_a_fault_is_not() {
    let (platform, receiver) = scene().await;
    receiver.behaves(Manner::Status(400));
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    round(&platform).await;
    assert_eq!((receiver.requests(), platform.count(WAITING).await), (1, 0));

    receiver.behaves(Manner::Status(503));
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    for (tries, pause) in [(1, 5_000), (2, 10_000), (3, 20_000)] {
        round(&platform).await;
        round(&platform).await;
        assert_eq!(receiver.requests(), 1 + tries, "once, and then after a pause");
        platform.clock.advance(pause - 1);
        round(&platform).await;
        assert_eq!(receiver.requests(), 1 + tries);
        platform.clock.advance(1 + pause * JITTER_PERCENT / 100);
    }
    receiver.behaves(Manner::Status(200));
    round(&platform).await;
    assert_eq!(platform.count(WAITING).await, 0);
    let mut ids = Vec::new();
    for token in receiver.tokens() {
        let (_, claims) = id_token(&platform, &json!(token)).await;
        ids.push(claims["jti"].as_str().expect("an identifier").to_owned());
    }
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), receiver.requests(), "each try has a token of its own");
}

#[tokio::test]
async fn after_a_day_it_is_given_up() {
    let (platform, receiver) = scene().await;
    receiver.behaves(Manner::Status(500));
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    platform.clock.advance(24 * HOUR - 1);
    round(&platform).await;
    assert_eq!((receiver.requests(), platform.count(WAITING).await), (1, 0));
    // And where nobody was there to try.
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    platform.clock.advance(24 * HOUR);
    round(&platform).await;
    assert_eq!((receiver.requests(), platform.count(WAITING).await), (1, 0));
}

#[tokio::test]
async fn the_answer_s_body_does_not_matter() {
    let (platform, receiver) = scene().await;
    receiver.behaves(Manner::Endless);
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    round(&platform).await;
    assert_eq!((receiver.tokens().len(), platform.count(WAITING).await), (1, 0));
}

#[tokio::test]
async fn an_app_that_does_not_answer_holds_up_no_other() {
    let (silent, quick) = (
        Receiver::start(Manner::Never).await,
        Receiver::start(Manner::Status(200)).await,
    );
    let platform = Platform::with(&told_at(&silent.address(), &quick.address())).await;
    // Many wait for the silent one, and were there first.
    for _ in 0..12 {
        let (mut grace, ..) = grace_in_the_app(&platform).await;
        grace.delete("/api/session").await;
    }
    let (stop, stopped) = watch::channel(false);
    let worker = Runner::new(platform.app.clone(), job_kinds::all().to_vec()).spawn(stopped);
    silent.wait_for(4, SOON).await;
    let mut grace = platform.grace().await;
    let address = "https://legacy.example/callback";
    let code = code(&mut grace, &[("client_id", "legacy"), ("redirect_uri", address)]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", address),
        ("code_verifier", VERIFIER),
    ];
    assert_eq!(
        call(&platform, "/oauth/token", "legacy:other", &fields)
            .await
            .status,
        200
    );
    let since = std::time::Instant::now();
    grace.delete("/api/session").await;
    quick.wait_for(1, SOON).await;
    assert!(since.elapsed() < Duration::from_secs(4), "{:?}", since.elapsed());
    assert_eq!(silent.requests(), 4, "and it is not stormed");
    stop.send(true).expect("listens");
    worker.await.expect("ends");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_send_each_token_once() {
    let (platform, receiver) = scene().await;
    receiver.behaves(Manner::After(Duration::from_millis(100)));
    let mut sids = Vec::new();
    for _ in 0..10 {
        let (mut grace, _, sid) = grace_in_the_app(&platform).await;
        grace.delete("/api/session").await;
        sids.push(sid);
    }
    join_all([round(&platform), round(&platform)]).await;
    let mut told = Vec::new();
    for token in receiver.tokens() {
        let (_, claims) = id_token(&platform, &json!(token)).await;
        told.push(claims["sid"].as_str().expect("a sid").to_owned());
    }
    sids.sort_unstable();
    told.sort_unstable();
    assert_eq!(told, sids);
}

#[tokio::test]
async fn what_a_dead_node_had_taken_is_sent_by_another() {
    let (platform, receiver) = scene().await;
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    let now_ms = platform.clock.now_ms();
    let dead = Lease {
        holder: "dead",
        now_ms,
        until_ms: now_ms + 15_000,
    };
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let target = jobs::targets_due(&mut transaction, "app_logout", now_ms, 9).await;
    let target = target.expect("reads").remove(0);
    let taken = jobs::lease(&mut transaction, "app_logout", &target, dead, 9).await;
    assert_eq!(taken.expect("taken").len(), 1);
    transaction.commit().await.expect("commits");
    round(&platform).await;
    assert_eq!(receiver.requests(), 0, "it is taken");
    platform.clock.advance(15_000);
    round(&platform).await;
    assert_eq!(receiver.tokens().len(), 1);
}

#[tokio::test]
async fn who_wants_to_be_told_nothing_any_more_is_told_nothing() {
    let (platform, receiver) = scene().await;
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    let address = format!("\"{}\"", receiver.address());
    platform
        .execute(&format!(
            "UPDATE app_environments SET registration = REPLACE(registration, '{address}', 'null')"
        ))
        .await;
    round(&platform).await;
    assert_eq!((receiver.requests(), platform.count(WAITING).await), (0, 0));
    // And nothing is queued for it.
    let (mut grace, ..) = grace_in_the_app(&platform).await;
    grace.delete("/api/session").await;
    assert_eq!(platform.count(WAITING).await, 0);
}

#[tokio::test]
async fn the_browser_that_signs_out_waits_for_no_app() {
    let (platform, receiver) = scene().await;
    receiver.behaves(Manner::Never);
    let (mut grace, tokens, _) = grace_in_the_app(&platform).await;
    let hint = tokens["id_token"].as_str().expect("an ID token");
    let out = grace
        .get(&format!("/oauth/end-session?id_token_hint={hint}"))
        .await;
    assert_eq!(out.status, 303);
    assert_eq!(receiver.requests(), 0);
    assert!(grace.get(&request(&[])).await.location().starts_with("/sign-in"));
}
