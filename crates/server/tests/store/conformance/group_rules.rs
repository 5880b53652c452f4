//! Rules of groups, what was sent at sign-ins, and what ends with memberships that came of it.

use latchkey_contract::groups::GroupRule;
use latchkey_server::domain::access::MemberSource;
use latchkey_server::domain::group_rules::{SeenClaims, Sent};
use latchkey_server::store::access::Ended;
use latchkey_server::store::seen_claims::{self, KEPT_MS};
use latchkey_server::store::{Store, access_groups, group_rules};

use super::access::{Scene, roles};
use super::*;

fn rule(claim: &str, value: &str, name: Option<&str>) -> GroupRule {
    GroupRule {
        claim: claim.to_owned(),
        value: value.to_owned(),
        name: name.map(str::to_owned),
    }
}

fn sent(claims: &serde_json::Value, is_complete: bool) -> SeenClaims {
    SeenClaims::read(claims.as_object().expect("an object"), ["groups"], is_complete)
}

pub(crate) async fn rules_are_a_groups_own_and_go_with_it(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    let rules = [rule("roles", "boss", None), rule("groups", "f", Some("Finance"))];
    for _ in 0..2 {
        group_rules::replace(&mut transaction, &scene.finance, &rules)
            .await
            .expect("sets");
    }
    let kept = group_rules::of_group(&mut transaction, &scene.finance).await;
    assert_eq!(kept.expect("reads"), rules, "in their order");
    let company = group_rules::of_company(&mut transaction, &scene.acme.id).await;
    assert_eq!(company.expect("reads")[&scene.finance].len(), 2);
    let claims = group_rules::claims_of_company(&mut transaction, &scene.acme.id).await;
    assert_eq!(claims.expect("reads"), ["groups", "roles"]);
    let other = group_rules::claims_of_company(&mut transaction, "another").await;
    assert!(other.expect("reads").is_empty());
    access_groups::delete(&mut transaction, &scene.finance, NOW)
        .await
        .expect("deletes");
    let claims = group_rules::claims_of_company(&mut transaction, &scene.acme.id).await;
    assert!(claims.expect("reads").is_empty());
}

pub(crate) async fn what_was_sent_is_kept_once_for_each_person_and_not_for_ever(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    let company_id = scene.acme.id.clone();
    let alan = account(&mut transaction, &scene.acme, "alan@acme.example").await;
    let given = sent(&serde_json::json!({ "groups": ["f"] }), true);
    let withheld = sent(&serde_json::json!({}), false);
    for (account_id, seen, at_ms) in [
        (&scene.ada, &withheld, NOW),
        (&alan, &withheld, NOW + 1),
        (&scene.ada, &given, NOW + 2),
    ] {
        seen_claims::save(&mut transaction, account_id, &company_id, seen, at_ms)
            .await
            .expect("keeps");
    }
    let kept = seen_claims::of_account(&mut transaction, &scene.ada).await;
    assert_eq!(kept.expect("reads"), Some(given));
    let withheld = seen_claims::withheld(&mut transaction, &company_id, 9)
        .await
        .expect("reads");
    assert_eq!(withheld.len(), 1);
    assert_eq!(withheld[0].get("groups"), Some(&Sent::NotRead));
    let idp = MemberSource::Idp;
    access_groups::add_member(&mut transaction, &scene.finance, &alan, idp, NOW)
        .await
        .expect("adds");
    let latest = seen_claims::latest(&mut transaction, &company_id, &scene.finance, 9).await;
    let latest: Vec<_> = latest
        .expect("reads")
        .into_iter()
        .map(|person| (person.email, person.by_hand, person.by_idp))
        .collect();
    let expected = [
        ("ada@acme.example", true, false),
        ("alan@acme.example", false, true),
    ];
    assert_eq!(
        latest,
        expected.map(|(email, hand, idp)| (email.to_owned(), hand, idp))
    );
    let one = seen_claims::latest(&mut transaction, &company_id, &scene.finance, 1).await;
    assert_eq!(one.expect("reads").len(), 1);
    for (now_ms, gone) in [(NOW + KEPT_MS, 0), (NOW + KEPT_MS + 1, 1), (NOW + KEPT_MS + 1, 0)] {
        assert_eq!(
            seen_claims::purge(&mut transaction, now_ms)
                .await
                .expect("purges"),
            gone
        );
    }
    seen_claims::save(
        &mut transaction,
        &scene.ada,
        &company_id,
        &SeenClaims::default(),
        NOW,
    )
    .await
    .expect("forgets");
    let kept = seen_claims::of_account(&mut transaction, &scene.ada).await;
    assert_eq!(kept.expect("reads"), None, "no rule reads anything");
}

pub(crate) async fn memberships_by_the_idp_end_with_what_rested_on_them_alone(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    let (finance, idp) = (scene.finance.clone(), MemberSource::Idp);
    scene.give(&mut transaction, &["User"], NOW - 5).await;
    scene.family(&mut transaction, "one", true, NOW - 1).await;
    access_groups::add_member(&mut transaction, &finance, &scene.ada, idp, NOW - 5)
        .await
        .expect("adds");
    assert_eq!(
        group_rules::count_by_idp_alone(&mut transaction, &finance)
            .await
            .expect("counts"),
        0
    );
    let ended = group_rules::end_by_idp(&mut transaction, &finance, None, NOW).await;
    assert_eq!(
        ended.expect("ends"),
        Ended::default(),
        "she is in it by hand, too"
    );
    access_groups::add_member(&mut transaction, &finance, &scene.ada, idp, NOW - 5)
        .await
        .expect("adds");
    scene.remove(&mut transaction).await.expect("was in it");
    assert_eq!(roles(&mut transaction, "one").await.expect("lives"), ["User"]);
    let first = group_rules::first_by_idp_alone(&mut transaction, &finance, 9).await;
    assert_eq!(first.expect("reads"), ["ada@acme.example"]);
    let leavers = [scene.ada.clone()];
    let ended = group_rules::end_by_idp(&mut transaction, &finance, Some(&leavers), NOW).await;
    let expected = Ended {
        token_families: 1,
        sessions: 1,
    };
    assert_eq!(ended.expect("ends"), expected);
    assert_eq!(roles(&mut transaction, "one").await, None);
    let by_idp = group_rules::groups_by_idp(&mut transaction, &scene.ada).await;
    assert!(by_idp.expect("reads").is_empty());
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM access_group_leavers")
        .fetch_one(&mut *transaction)
        .await
        .expect("counts");
    assert_eq!(left, 0);
}
