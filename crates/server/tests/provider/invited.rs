//! Somebody without an account is invited into an app: through the company's identity provider and the consent page into it, with the
//! role; and out again, when the access is removed.

use std::time::Duration;

use latchkey_server::mail::{self, Message};
use latchkey_server::store::mails;
use serde_json::json;

use crate::app::{error, refresh, tokens, userinfo};
use crate::scene::Scene;
use crate::support::{ORIGIN, Platform};

const ALAN: &str = "alan@acme.example";

/// The invitation that was mailed, as a path of the platform.
async fn mailed_link(platform: &Platform) -> String {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 10).await.expect("reads");
    let mut links = waiting.into_iter().filter_map(|waiting| {
        let mail = mail::open(&platform.app.secret_key, &waiting.id, &waiting.sealed).expect("opens");
        match mail.message {
            Message::Invitation { link, .. } if mail.to == ALAN => Some(link),
            _ => None,
        }
    });
    let link = links.next().expect("a mail");
    assert_eq!(links.next(), None, "one mail");
    link.strip_prefix(ORIGIN).expect("the platform's").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_leads_through_sso_and_consent_into_the_app_and_removal_out_of_it() {
    let scene = Scene::new().await;
    let platform = &scene.platform;
    platform
        .execute("UPDATE accounts SET company_admin = 1 WHERE email = 'ada@acme.example'")
        .await;
    let mut ada = scene.ada().await;
    let app = ada.get("/api/apps/company-expenses").await.json();
    let id = app["environments"][0]["id"].as_str().expect("a text");
    let place = format!("/api/environments/{id}");
    let list = json!({ "emails": ["nobody", ALAN, "Alan <ALAN@acme.example>"], "roles": ["User"] });
    let invited = ada.post(&format!("{place}/invitations"), &list).await.json();
    let outcomes: Vec<_> = invited["items"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|item| &item["outcome"])
        .collect();
    assert_eq!(outcomes, ["not_an_address", "invited", "repeated"]);

    let mut alan = platform.browser();
    let page = alan.get(&mailed_link(platform).await).await.location().to_owned();
    assert_eq!(alan.get(&page).await.status, 200);
    let form = json!({ "username": ALAN, "return_to": page });
    let away = alan.post("/api/sign-in/sso", &form).await.json();
    let away = away["redirect_to"].as_str().expect("an address");
    let back = scene.idp.complete_login(away, ALAN).expect("signs in there");
    let onboarding = alan.follow(&back).await;
    let attempt = onboarding
        .location()
        .rsplit_once('=')
        .expect("the form")
        .1
        .to_owned();
    let names = [
        ("attempt", attempt.as_str()),
        ("first_name", "Alan"),
        ("last_name", "Turing"),
    ];
    let landed = alan.submit("/onboarding", &names).await;
    assert_eq!(
        (landed.status, landed.location()),
        (303, page.as_str()),
        "{landed:?}"
    );
    assert!(
        alan.get(&page)
            .await
            .text()
            .contains("Accept and open Company Expenses")
    );
    let accepted = alan.submit(&page, &[("decision", "accept")]).await;
    assert!(
        accepted.text().contains("https://expenses.example/"),
        "{accepted:?}"
    );

    let held = tokens(platform, &mut alan, &[]).await;
    let about = userinfo(platform, &held["access_token"]).await.json();
    assert_eq!(
        (&about["email"], &about["roles"]),
        (&json!(ALAN), &json!(["User"]))
    );

    let people = ada.get(&format!("{place}/people?search=alan")).await.json();
    let person = people["items"][0]["id"].as_str().expect("a text");
    assert!(people["items"][0]["last_sign_in_at"].is_string(), "{people}");
    assert_eq!(ada.delete(&format!("{place}/people/{person}")).await.status, 200);
    assert_eq!(userinfo(platform, &held["access_token"]).await.status, 401);
    let token = held["refresh_token"].as_str().expect("a token");
    assert_eq!(
        error(&refresh(platform, token).await),
        (400, "invalid_grant".to_owned())
    );
    platform.run_jobs("app_logout").await;
    let told = scene.receiver.wait_for(1, Duration::from_secs(10)).await;
    assert_eq!(told.len(), 1);
    assert!(alan.is_signed_in().await, "in the platform");
}
