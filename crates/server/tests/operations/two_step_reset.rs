//! A second factor that was lost: who takes it away, and what ends with it.

use latchkey_server::cli::account::reset_of;
use latchkey_server::mail::TwoStepChange;
use latchkey_server::two_step::reset::Resetting;
use serde_json::{Value, json};

use super::app_settings::{admin, platform, who};
use super::two_step::{GRACE, MINUTE_MS, mailed};
use crate::support::{Browser, PASSWORD, Platform};

async fn members(admin: &mut Browser) -> Vec<Value> {
    let answer = admin.get("/api/company/members").await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["items"].as_array().expect("a list").clone()
}

async fn id_of(admin: &mut Browser, email: &str) -> String {
    let all = members(admin).await;
    let one = all
        .iter()
        .find(|member| member["email"] == email)
        .expect("a member");
    one["id"].as_str().expect("an identifier").to_owned()
}

fn reset() -> Value {
    json!({ "change": "reset_second_factor" })
}

async fn is_gone(platform: &Platform) -> bool {
    let answer = platform.browser().sign_in(GRACE, PASSWORD).await;
    answer.json()["next"] == "/"
}

#[tokio::test]
async fn an_admin_takes_it_away_and_its_person_is_told_and_signed_out() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    let mut admin = admin(&platform).await;
    let has = |all: Vec<Value>| {
        all.iter()
            .filter(|member| member["has_second_factor"] == true)
            .count()
    };
    assert_eq!(has(members(&mut admin).await), 0);
    platform.add_totp(&mut grace).await;
    assert_eq!(has(members(&mut admin).await), 1);
    let path = format!("/api/company/members/{}", id_of(&mut admin, GRACE).await);
    let done = admin.post(&path, &reset()).await;
    assert_eq!(done.status, 200, "{done:?}");
    assert!(!grace.is_signed_in().await);
    assert!(is_gone(&platform).await);
    let by = "admin@globex.example".to_owned();
    assert!(mailed(&platform, GRACE).await == [TwoStepChange::Added, TwoStepChange::Reset { by }]);
    let again = admin.post(&path, &reset()).await;
    assert_eq!(again.status, 200, "what is so already is no change");
    assert_eq!(mailed(&platform, GRACE).await.len(), 2);
}

#[tokio::test]
async fn nobody_else_does_and_no_admin_the_own_or_without_a_fresh_sign_in() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    let mut admin = admin(&platform).await;
    platform.add_totp(&mut grace).await;
    platform.add_totp(&mut admin).await;
    let path = format!("/api/company/members/{}", id_of(&mut admin, GRACE).await);
    for email in ["team@globex.example", "admin@initech.example"] {
        let answer = who(&platform, email).await.post(&path, &reset()).await;
        assert_eq!(answer.status, 404, "{email}");
    }
    assert_eq!(platform.browser().post(&path, &reset()).await.status, 401);
    let own = format!(
        "/api/company/members/{}",
        id_of(&mut admin, "admin@globex.example").await
    );
    let body = json!({ "change": "reset_second_factor", "own_account": true });
    assert_eq!(admin.post(&own, &body).await.status, 400);
    platform.clock.advance(10 * MINUTE_MS);
    let late = admin.post(&path, &reset()).await;
    assert_eq!((late.status, late.code()), (403, "sign_in_again".to_owned()));
    assert!(!is_gone(&platform).await);
}

#[tokio::test]
async fn the_operator_takes_it_away() {
    let platform = platform().await;
    let mut grace = who(&platform, GRACE).await;
    platform.add_totp(&mut grace).await;
    let app = &platform.app;
    let resetting = Resetting {
        secret_key: &app.secret_key,
        public_url: &app.config.public_url,
        language: latchkey_contract::Language::En,
        by: "",
    };
    for ended in [Some(1), None] {
        let (account, done) = reset_of(&app.store, app.clock.as_ref(), GRACE, resetting)
            .await
            .expect("is done");
        assert_eq!(account.email, GRACE);
        assert_eq!(done.map(|done| done.sessions), ended);
    }
    assert!(!grace.is_signed_in().await);
    assert!(is_gone(&platform).await);
    let by = String::new();
    assert!(mailed(&platform, GRACE).await == [TwoStepChange::Added, TwoStepChange::Reset { by }]);
}
