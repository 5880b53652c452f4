//! Access by groups: what it gives, why, and what ends with it.

use latchkey_contract::app_settings::EnvironmentSettings;
use latchkey_server::domain::access::{Access, MemberSource, Origin};
use latchkey_server::domain::consent::Agreement;
use latchkey_server::domain::scopes::Scopes;
use latchkey_server::store::access::{self, Ended};
use latchkey_server::store::members::SortedBy;
use latchkey_server::store::page::Part;
use latchkey_server::store::token_families::{self, NewFamily};
use latchkey_server::store::{
    Store, StoreError, access_group_members, access_groups, app_deletions, apps, consents,
};

use super::authorizations::environment;
use super::*;

const END: i64 = NOW + 90_000;

/// Ada of Acme, in the group Finance, which nobody has given anything yet, and an environment that can be told of logouts.
pub(super) struct Scene {
    pub(super) acme: Company,
    pub(super) ada: String,
    environment: String,
    pub(super) finance: String,
}

impl Scene {
    pub(super) async fn new(transaction: &mut Transaction) -> Self {
        let acme = company(transaction, "acme").await;
        let ada = account(transaction, &acme, "ada@acme.example").await;
        let environment = environment(transaction, &acme, "test").await;
        let settings = EnvironmentSettings {
            redirect_uris: vec!["https://a.example/callback".into()],
            backchannel_logout_uri: Some("https://a.example/logout".into()),
            ..EnvironmentSettings::default()
        };
        let registration = apps::Registration::of(&settings, None);
        apps::set_registration(transaction, &environment, &registration)
            .await
            .expect("sets");
        session(transaction, &ada, "session", END).await;
        let agreement = Agreement {
            granted: Scopes::parse("openid email"),
            declined: Scopes::default(),
        };
        consents::save(transaction, &ada, &environment, agreement, NOW - 9)
            .await
            .expect("saves");
        let finance = group(transaction, &acme, "Finance").await;
        let scene = Self {
            acme,
            ada,
            environment,
            finance,
        };
        assert!(scene.add(transaction, &scene.ada, NOW - 5).await);
        scene
    }

    async fn add(&self, transaction: &mut Transaction, account_id: &str, now_ms: i64) -> bool {
        let by_hand = MemberSource::Hand;
        access_groups::add_member(transaction, &self.finance, account_id, by_hand, now_ms)
            .await
            .expect("adds")
    }

    pub(super) async fn remove(&self, transaction: &mut Transaction) -> Option<Ended> {
        let by_hand = MemberSource::Hand;
        access_groups::remove_member(transaction, &self.finance, &self.ada, by_hand, NOW)
            .await
            .expect("removes")
    }

    pub(super) async fn give(&self, transaction: &mut Transaction, roles: &[&str], now_ms: i64) -> bool {
        let roles: Vec<_> = roles.iter().map(|role| (*role).to_owned()).collect();
        access_groups::grant(transaction, &self.finance, &self.environment, &roles, now_ms)
            .await
            .expect("grants")
            .is_some()
    }

    async fn let_in(&self, transaction: &mut Transaction, now_ms: i64) {
        let roles = ["User".to_owned()];
        access::grant(transaction, &self.environment, &self.ada, &roles, now_ms)
            .await
            .expect("grants");
    }

    async fn access(&self, transaction: &mut Transaction, published: &[&str]) -> Option<Access<Origin>> {
        let published: Vec<_> = published.iter().map(|role| (*role).to_owned()).collect();
        access::of(transaction, &self.environment, &self.ada, &published)
            .await
            .expect("reads")
    }

    pub(super) async fn family(&self, transaction: &mut Transaction, id: &str, offline: bool, now_ms: i64) {
        let family = NewFamily {
            id,
            authorization_request_id: &format!("request-{id}"),
            environment_id: &self.environment,
            account_id: &self.ada,
            session_id: "id-session",
            signed_in_by: SignedInBy::Password,
            signed_in_at_ms: NOW - 1,
            auth_time_known: true,
            second_factor: None,
            scopes: Scopes::parse("openid email"),
            offline,
            ends_at_ms: END,
        };
        token_families::insert(transaction, &family, now_ms)
            .await
            .expect("a family");
    }
}

async fn group(transaction: &mut Transaction, company: &Company, name: &str) -> String {
    let id = format!("group-{}-{name}", company.slug);
    access_groups::insert(transaction, &id, &company.id, name, NOW)
        .await
        .expect("a group");
    id
}

/// The roles that tokens of a family speak of, as long as it lives.
pub(super) async fn roles(transaction: &mut Transaction, id: &str) -> Option<Vec<String>> {
    let family = token_families::alive(transaction, id, NOW).await.expect("reads");
    family.map(|family| family.person.roles)
}

async fn logouts(transaction: &mut Transaction) -> i64 {
    sqlx::query_scalar("SELECT COUNT(*) FROM jobs WHERE kind = 'app_logout' AND id LIKE 'id-session.%'")
        .fetch_one(&mut **transaction)
        .await
        .expect("counts")
}

pub(crate) async fn a_group_lets_its_members_in_and_says_why(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    assert_eq!(scene.access(&mut transaction, &[]).await, None);
    assert!(scene.give(&mut transaction, &["Boss", "User"], NOW - 3).await);
    assert!(
        !scene.give(&mut transaction, &["Boss", "User"], NOW).await,
        "no change"
    );
    let access = scene
        .access(&mut transaction, &["User", "Boss"])
        .await
        .expect("access");
    assert_eq!(access.since_ms, NOW - 3, "the later of membership and grant");
    let by_finance = Origin::Group {
        id: scene.finance.clone(),
        name: "Finance".into(),
        source: MemberSource::Hand,
    };
    assert_eq!(access.routes[0].origin, by_finance);
    assert_eq!(access.role_names(), ["Boss", "User"]);
    scene.let_in(&mut transaction, NOW - 1).await;
    let access = scene.access(&mut transaction, &["User"]).await.expect("access");
    let origins: Vec<_> = access.routes.iter().map(|route| &route.origin).collect();
    assert_eq!(origins, [&Origin::Direct, &by_finance]);
    assert_eq!(access.roles[0].given_by, [0, 1]);
    assert_eq!(
        access.role_names(),
        ["User"],
        "what is not published does not count"
    );
    let open = apps::openable_by(&mut transaction, &scene.ada)
        .await
        .expect("reads");
    assert_eq!(open.len(), 1, "once, though by two routes");
    let ends = app_deletions::ends_with_environment(&mut transaction, &scene.environment, NOW).await;
    assert_eq!(ends.expect("counts").people, 1);
    access::revoke(&mut transaction, &scene.environment, &scene.ada, NOW)
        .await
        .expect("revokes");
    let open = apps::openable_by(&mut transaction, &scene.ada)
        .await
        .expect("reads");
    assert_eq!(open.len(), 1, "by the group");
    let ends = app_deletions::ends_with_environment(&mut transaction, &scene.environment, NOW).await;
    assert_eq!(ends.expect("counts").people, 1, "by the group");
    let nobody = account(&mut transaction, &scene.acme, "bob@acme.example").await;
    assert!(
        apps::openable_by(&mut transaction, &nobody)
            .await
            .expect("reads")
            .is_empty()
    );
    let none = access::of(&mut transaction, &scene.environment, &nobody, &[]).await;
    assert_eq!(none.expect("reads"), None);
}

pub(crate) async fn tokens_rest_on_the_routes_of_groups_as_on_a_persons_own(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    // A node that is ahead wrote the grant: the family is no older.
    scene.give(&mut transaction, &["Boss"], NOW + 2).await;
    scene.family(&mut transaction, "f", false, NOW).await;
    assert_eq!(roles(&mut transaction, "f").await, Some(vec!["Boss".to_owned()]));
    scene.let_in(&mut transaction, NOW + 9).await;
    let both = vec!["User".to_owned(), "Boss".to_owned()];
    assert_eq!(
        roles(&mut transaction, "f").await,
        Some(both),
        "by one of its routes"
    );
    // Another route, which is younger than the family, does not keep it.
    let ended = scene.remove(&mut transaction).await;
    let signed_out = Ended {
        token_families: 0,
        sessions: 1,
    };
    assert_eq!(
        ended,
        Some(signed_out),
        "there is another route, with other roles"
    );
    assert_eq!(roles(&mut transaction, "f").await, None);
    scene.family(&mut transaction, "g", false, NOW).await;
    assert_eq!(roles(&mut transaction, "g").await, Some(vec!["User".to_owned()]));
}

pub(crate) async fn whoever_loses_the_last_route_loses_what_apps_hold(store: &Store) {
    type Loss = fn(&Scene) -> Step<'_>;
    enum Step<'a> {
        Member,
        Grant(&'a str),
        Group(&'a str),
    }
    let losses: [(&str, Loss); 3] = [
        ("member", |_| Step::Member),
        ("grant", |scene| Step::Grant(&scene.environment)),
        ("group", |scene| Step::Group(&scene.finance)),
    ];
    for (name, loss) in losses {
        for has_own in [true, false] {
            // Not committed: the next one finds nothing of it.
            let mut transaction = store.begin().await.expect("begins");
            let scene = Scene::new(&mut transaction).await;
            scene.give(&mut transaction, &["Boss"], NOW - 5).await;
            if has_own {
                scene.let_in(&mut transaction, NOW - 7).await;
            }
            scene.family(&mut transaction, "f", false, NOW).await;
            scene.family(&mut transaction, "offline", true, NOW).await;
            let ended = match loss(&scene) {
                Step::Member => scene.remove(&mut transaction).await.expect("was in it"),
                Step::Grant(environment) => {
                    access_groups::revoke_grant(&mut transaction, &scene.finance, environment, NOW)
                        .await
                        .expect("revokes")
                        .expect("was there")
                }
                Step::Group(group) => access_groups::delete(&mut transaction, group, NOW)
                    .await
                    .expect("deletes"),
            };
            let expected = match has_own {
                // Signed out of the app all the same: the role of the group is gone.
                true => Ended {
                    token_families: 0,
                    sessions: 1,
                },
                false => Ended {
                    token_families: 2,
                    sessions: 1,
                },
            };
            assert_eq!(ended, expected, "{name} {has_own}");
            assert_eq!(logouts(&mut transaction).await, 1, "{name}");
            assert_eq!(roles(&mut transaction, "f").await.is_some(), has_own, "{name}");
            if has_own {
                let own = access::revoke(&mut transaction, &scene.environment, &scene.ada, NOW).await;
                let own = own.expect("revokes").expect("was there");
                assert_eq!(
                    (own.token_families, own.sessions),
                    (2, 0),
                    "{name}: its logout waits already"
                );
                assert_eq!(roles(&mut transaction, "f").await, None, "{name}");
            }
            // Given again, it brings nothing back.
            scene.let_in(&mut transaction, NOW + 1).await;
            assert_eq!(roles(&mut transaction, "offline").await, None, "{name}");
        }
    }
}

/// Sets what Ada is given directly and what her group is, or takes it.
async fn set(transaction: &mut Transaction, scene: &Scene, is_direct: bool, roles: Option<&[&str]>) {
    match (is_direct, roles) {
        (true, Some(roles)) => {
            let roles: Vec<_> = roles.iter().map(|role| (*role).to_owned()).collect();
            access::grant(transaction, &scene.environment, &scene.ada, &roles, NOW - 3)
                .await
                .expect("grants");
        }
        (true, None) => {
            access::revoke(transaction, &scene.environment, &scene.ada, NOW)
                .await
                .expect("revokes");
        }
        (false, Some(roles)) => {
            scene.give(transaction, roles, NOW - 3).await;
        }
        (false, None) => {
            access_groups::revoke_grant(transaction, &scene.finance, &scene.environment, NOW)
                .await
                .expect("revokes");
        }
    }
}

pub(crate) async fn whoever_has_a_role_less_is_signed_out_of_the_app(store: &Store) {
    const DIRECT: [Option<&[&str]>; 4] = [None, Some(&[]), Some(&["Boss"]), Some(&["Boss", "User"])];
    const GROUP: [Option<&[&str]>; 3] = [None, Some(&["User"]), Some(&["User", "Boss"])];
    let changes = (0..DIRECT.len())
        .map(|at| (true, DIRECT[at]))
        .chain((0..GROUP.len()).map(|at| (false, GROUP[at])));
    for (is_direct, wanted) in changes {
        for (direct, group) in DIRECT
            .iter()
            .flat_map(|direct| GROUP.map(|group| (*direct, group)))
        {
            // Not committed: the next one finds nothing of it.
            let mut transaction = store.begin().await.expect("begins");
            let scene = Scene::new(&mut transaction).await;
            set(&mut transaction, &scene, true, direct).await;
            set(&mut transaction, &scene, false, group).await;
            let Some(before) = scene.access(&mut transaction, &[]).await else {
                continue;
            };
            scene.family(&mut transaction, "f", false, NOW).await;
            set(&mut transaction, &scene, is_direct, wanted).await;
            let after = scene.access(&mut transaction, &[]).await;
            let has_less = after.is_none_or(|after| {
                let left = after.role_names();
                before.role_names().iter().any(|role| !left.contains(role))
            });
            let case = format!("{direct:?} and {group:?}, then {is_direct} {wanted:?}");
            assert_eq!(logouts(&mut transaction).await, i64::from(has_less), "{case}");
        }
    }
}

pub(crate) async fn a_role_that_is_not_published_is_lost_unnoticed(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    let settings = EnvironmentSettings {
        redirect_uris: vec!["https://a.example/callback".into()],
        backchannel_logout_uri: Some("https://a.example/logout".into()),
        roles: vec!["User".into()],
        ..EnvironmentSettings::default()
    };
    let registration = apps::Registration::of(&settings, None);
    apps::set_registration(&mut transaction, &scene.environment, &registration)
        .await
        .expect("sets");
    set(&mut transaction, &scene, true, Some(&["User", "Former"])).await;
    scene.family(&mut transaction, "f", false, NOW).await;
    set(&mut transaction, &scene, true, Some(&["User"])).await;
    assert_eq!(logouts(&mut transaction).await, 0);
}

pub(crate) async fn a_group_is_its_companys_and_its_name_is_there_once(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    let globex = company(&mut transaction, "globex").await;
    let stranger = account(&mut transaction, &globex, "gus@globex.example").await;
    assert!(
        !scene.add(&mut transaction, &stranger, NOW).await,
        "of another company"
    );
    assert!(!scene.add(&mut transaction, &scene.ada, NOW).await, "is in it");
    assert_eq!(scene.remove(&mut transaction).await, Some(Ended::default()));
    assert_eq!(scene.remove(&mut transaction).await, None, "was not in it");
    group(&mut transaction, &globex, "finance").await;
    for (company_id, is_there) in [(&scene.acme.id, true), (&globex.id, false)] {
        let found = access_groups::find(&mut transaction, company_id, &scene.finance).await;
        assert_eq!(found.expect("reads").is_some(), is_there);
    }
    let found = access_groups::by_name(&mut transaction, &scene.acme.id, " FINANCE ").await;
    assert_eq!(
        found.expect("reads").map(|group| group.id),
        Some(scene.finance.clone())
    );
    let odd = access_groups::find(&mut transaction, &scene.acme.id, "a\0b").await;
    assert_eq!(odd.expect("reads"), None);
    transaction.commit().await.expect("commits");
    let mut transaction = store.begin().await.expect("begins");
    let again = access_groups::insert(&mut transaction, "again", &scene.acme.id, "FINÁNCE", NOW).await;
    assert!(matches!(again, Err(StoreError::AlreadyExists)));
}

pub(crate) async fn groups_and_their_people_come_in_pages(store: &Store) {
    let mut transaction = store.begin().await.expect("begins");
    let scene = Scene::new(&mut transaction).await;
    for name in ["Sales", "Öffentlichkeit", "Legal"] {
        group(&mut transaction, &scene.acme, name).await;
    }
    scene.give(&mut transaction, &[], NOW).await;
    let idp = MemberSource::Idp;
    access_groups::add_member(&mut transaction, &scene.finance, &scene.ada, idp, NOW)
        .await
        .expect("adds");
    let mut part = Part {
        limit: 3,
        ..Part::default()
    };
    let groups = access_groups::of_company(&mut transaction, &scene.acme.id, &part).await;
    let groups = groups.expect("reads");
    let names: Vec<_> = groups.items.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["Finance", "Legal", "Öffentlichkeit"]);
    assert_eq!((groups.items[0].members, groups.items[0].environments), (1, 1));
    assert_eq!((groups.items[1].members, groups.items[1].environments), (0, 0));
    part.after = groups.next;
    let rest = access_groups::of_company(&mut transaction, &scene.acme.id, &part).await;
    assert_eq!(rest.expect("reads").items[0].name, "Sales");
    let bob = account(&mut transaction, &scene.acme, "bob@acme.example").await;
    account(&mut transaction, &scene.acme, "zed@acme.example").await;
    scene.add(&mut transaction, &bob, NOW).await;
    for (search, found) in [
        (None, &["ada@acme.example", "bob@acme.example"][..]),
        (Some("bo"), &["bob@acme.example"]),
        (Some("ze"), &[]),
    ] {
        let part = Part {
            limit: 9,
            search: search.map(str::to_owned),
            ..Part::default()
        };
        let by = SortedBy::Address;
        let people =
            access_group_members::of_group(&mut transaction, &scene.acme.id, &scene.finance, by, &part).await;
        let people = people.expect("reads").items;
        let addresses: Vec<_> = people.iter().map(|member| member.email.as_str()).collect();
        assert_eq!(addresses, found, "{search:?}");
        if search.is_none() {
            let ada = &people[0];
            assert_eq!(
                (ada.by_hand_since_ms, ada.by_idp_since_ms),
                (Some(NOW - 5), Some(NOW))
            );
            assert_eq!(
                (people[1].by_hand_since_ms, people[1].by_idp_since_ms),
                (Some(NOW), None)
            );
        }
    }
    let grants = access_groups::grants_of(&mut transaction, &scene.finance).await;
    let grants = grants.expect("reads");
    assert_eq!(
        (grants[0].app.as_str(), grants[0].environment.as_str()),
        ("Expenses", "test")
    );
}
