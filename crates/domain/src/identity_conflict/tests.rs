//! Choices and their way back, against a model that knows no steps: sets before and after.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::email_address::EmailDomain;

const ADDRESSES: [&str; 5] = [
    "ada@acme.example",
    "alan@acme.example",
    "ada@globex.example",
    "grace@acme.example",
    "ada@elsewhere.example",
];

fn identity(foreign_id: &str) -> LinkedIdentity {
    LinkedIdentity {
        issuer: "https://idp.example".to_owned(),
        foreign_id_claim: "sub".to_owned(),
        foreign_id: foreign_id.to_owned(),
    }
}

fn account(id: &'static str) -> impl Strategy<Value = ConflictAccount> {
    (
        prop::sample::select(vec!["acme", "acme", "acme", "globex"]),
        prop::sample::select(ADDRESSES.to_vec()),
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.2),
    )
        .prop_map(
            move |(company, email, company_admin, deactivated)| ConflictAccount {
                account_id: id.to_owned(),
                company_id: company.to_owned(),
                email: email.to_owned(),
                company_admin,
                deactivated,
            },
        )
}

fn people() -> impl Strategy<Value = People> {
    let links = prop::collection::btree_map(
        prop::sample::select(vec!["1", "2", "3"]),
        prop::sample::select(vec!["a", "b"]),
        0..3,
    );
    let taken = prop::collection::vec(prop::sample::select(ADDRESSES.to_vec()), 0..2);
    let second = (
        prop::sample::select(vec!["1", "2"]),
        prop::sample::select(vec!["a", "b", "c"]),
    );
    let attached = prop::option::weighted(0.2, second);
    (
        account("a"),
        account("b"),
        links,
        taken,
        any::<bool>(),
        any::<bool>(),
        attached,
    )
        .prop_filter("two accounts never have one address", |(a, b, ..)| {
            a.email != b.email
        })
        .prop_map(|(a, b, links, taken, stands, is_proven, attached)| {
            let mut linked: Vec<(LinkedIdentity, String)> = Vec::new();
            for (foreign_id, id) in links {
                // The database holds that an account has one identity of an issuer.
                if !linked.iter().any(|(_, of)| of == id) {
                    linked.push((identity(foreign_id), id.to_owned()));
                }
            }
            let taken = taken
                .into_iter()
                .filter(|text| *text != a.email && *text != b.email);
            let domains = ["acme.example"].into_iter().filter(|_| is_proven);
            People {
                company_id: "acme".to_owned(),
                proven_domains: domains.filter_map(EmailDomain::parse).collect(),
                links: linked,
                attached: attached
                    .map(|(foreign_id, id)| (identity(foreign_id), id.to_owned()))
                    .into_iter()
                    .collect(),
                taken: taken.map(str::to_owned).collect(),
                usernames: stands
                    .then(|| ("ada@acme.example".to_owned(), "b".to_owned()))
                    .into_iter()
                    .collect(),
                accounts: vec![a, b],
            }
        })
}

fn sides() -> impl Strategy<Value = ConflictSides> {
    let id = || prop::option::weighted(0.8, prop::sample::select(vec!["a", "b", "gone"]));
    (
        prop::sample::select(ConflictKind::ALL.to_vec()),
        id(),
        id(),
        prop::sample::select(vec!["1", "2", "3"]),
        prop::sample::select(ADDRESSES.to_vec()),
        prop::bool::weighted(0.1),
    )
        .prop_map(
            |(kind, account, other, foreign_id, address, address_denied)| ConflictSides {
                kind,
                account_id: account.map(str::to_owned),
                other_account_id: other.filter(|other| Some(*other) != account).map(str::to_owned),
                identity: identity(foreign_id),
                address: address.to_owned(),
                address_denied,
                typed: Some("ada@acme.example".to_owned()),
            },
        )
}

/// Accounts, links and usernames, without an order.
type Standing = (
    BTreeSet<String>,
    BTreeSet<(LinkedIdentity, String)>,
    BTreeSet<(String, String)>,
);

/// What may differ between before and after.
fn standing(people: &People) -> Standing {
    let accounts = people.accounts.iter().map(|account| format!("{account:?}"));
    (
        accounts.collect(),
        people.links.iter().cloned().collect(),
        people.usernames.iter().cloned().collect(),
    )
}

fn is_possible(chance: &ConflictChance) -> bool {
    chance.refusal.is_none()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_choice_gives_anybody_what_is_not_the_companys(
        people in people(), sides in sides(), actor in prop::sample::select(vec!["a", "b", "boss"]),
    ) {
        for chance in choices(&sides, &people, actor).iter().filter(|chance| is_possible(chance)) {
            let after = people.after_all(&chance.effects, actor).expect("it is possible");
            for (identity, id) in &after.links {
                if people.links.contains(&(identity.clone(), id.clone())) {
                    continue;
                }
                let account = people.account(id).expect("an account");
                prop_assert!(people.attached.iter().all(|(_, second)| second != id), "nobody's second account");
                prop_assert_eq!(&account.company_id, "acme");
                prop_assert!(account.email.ends_with("@acme.example") && !people.proven_domains.is_empty());
                prop_assert!(!account.deactivated && !sides.address_denied);
                prop_assert!(!account.company_admin || id == actor);
                // Whoever was there before is out, and so is whoever has lost the identity.
                let ended: Vec<_> = chance.effects.iter().filter(|effect| matches!(effect, Effect::EndAccess { .. })).collect();
                prop_assert!(ended.iter().any(|effect| effect.account_id() == id));
                for (before, loser) in &people.links {
                    if !after.links.contains(&(before.clone(), loser.clone())) {
                        prop_assert!(people.attached.iter().all(|(known, _)| known != before), "its second accounts would go");
                        prop_assert!(ended.iter().any(|effect| effect.account_id() == loser));
                    }
                }
            }
            for (before, now) in people.accounts.iter().zip(&after.accounts) {
                prop_assert_eq!((&before.account_id, &before.company_id, before.company_admin),
                                (&now.account_id, &now.company_id, now.company_admin));
                if before != now {
                    prop_assert_eq!(&before.company_id, "acme");
                    prop_assert!(!before.company_admin || before.account_id == actor);
                    prop_assert!(now.email.ends_with("@acme.example"));
                    prop_assert!(!people.taken.contains(&now.email));
                    prop_assert!(now.deactivated || !before.deactivated, "nobody is switched on");
                }
            }
            let emails: BTreeSet<_> = after.accounts.iter().map(|account| &account.email).collect();
            prop_assert_eq!(emails.len(), after.accounts.len());
            let linked: BTreeSet<_> = after.links.iter().map(|(_, id)| id).collect();
            prop_assert_eq!(linked.len(), after.links.len(), "one identity each");
        }
    }

    #[test]
    fn taking_back_restores_exactly(
        people in people(), sides in sides(), actor in prop::sample::select(vec!["a", "b", "boss"]),
    ) {
        for chance in choices(&sides, &people, actor).iter().filter(|chance| is_possible(chance)) {
            let after = people.after_all(&chance.effects, actor).expect("it is possible");
            let (effects, refusal) = undo(&chance.effects, 0, &after, actor, UNDO_MS - 1);
            prop_assert_eq!(refusal, None, "{:?}", chance);
            let restored = after.after_all(&effects, actor).expect("it is possible");
            prop_assert_eq!(standing(&restored), standing(&people));
            let (_, late) = undo(&chance.effects, 0, &after, actor, UNDO_MS);
            prop_assert_eq!(late.is_some(), opens_again(&chance.effects));
        }
    }

    #[test]
    fn what_has_changed_since_is_not_taken_back(people in people(), sides in sides()) {
        for chance in choices(&sides, &people, "boss").iter().filter(|chance| is_possible(chance)) {
            let mut after = people.after_all(&chance.effects, "boss").expect("it is possible");
            if chance.effects.iter().any(|effect| matches!(effect, Effect::MakeLink { .. })) {
                after.links.retain(|(identity, _)| *identity != sides.identity);
                prop_assert_eq!(undo(&chance.effects, 0, &after, "boss", 1).1, Some(ConflictRefusal::Changed));
            }
            if chance.choice == ConflictChoice::NewPerson {
                // Somebody new has the address by now.
                after.taken.push(sides.address.clone());
                prop_assert_eq!(undo(&chance.effects, 0, &after, "boss", 1).1, Some(ConflictRefusal::AddressTaken));
            }
        }
    }

    #[test]
    fn keeping_is_always_possible_and_does_nothing(people in people(), sides in sides()) {
        let all = choices(&sides, &people, "boss");
        prop_assert_eq!(&all[0], &ConflictChance { choice: ConflictChoice::Keep, effects: Vec::new(), refusal: None });
    }

    #[test]
    fn an_inverse_of_an_inverse_is_the_step(people in people(), sides in sides()) {
        for effect in choices(&sides, &people, "boss").iter().flat_map(|chance| &chance.effects) {
            prop_assert_eq!(&effect.inverse().inverse(), effect);
            let text = serde_json::to_string(effect).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Effect>(&text).unwrap(), effect);
        }
    }

    #[test]
    fn a_parked_address_stays_in_its_domain(local in "[a-z.é]{1,60}", id in "[0-9a-f-]{0,36}") {
        if let Some(parked) = parked(&format!("{local}@acme.example"), &id) {
            prop_assert!(parked.ends_with("@acme.example") && parked.contains("-former-"));
            prop_assert!(parked.len() <= 64 + "@acme.example".len());
        }
    }
}

fn facts(id: &str, company: &str) -> AccountFacts {
    AccountFacts {
        account_id: id.to_owned(),
        company_id: company.to_owned(),
        deactivated: false,
        linked_at_this_issuer: true,
    }
}

#[test]
fn what_does_not_agree_is_found() {
    let assertion = Assertion {
        company_id: "acme".to_owned(),
        address: EmailAddress::parse("ada@acme.example").unwrap(),
        address_denied: false,
    };
    let (a, b, foreign) = (facts("a", "acme"), facts("b", "acme"), facts("c", "globex"));
    let sign_in = Decision::SignIn {
        account_id: "a".to_owned(),
    };
    let kind = |linked: Option<&AccountFacts>, by_address: Option<&AccountFacts>, decision: &Decision| {
        found(&assertion, linked, by_address, decision)
            .map(|found| (found.kind, found.account_id, found.other_account_id))
    };
    let id = |id: &str| Some(id.to_owned());
    assert_eq!(kind(Some(&a), Some(&a), &sign_in), None);
    assert_eq!(
        kind(Some(&a), None, &sign_in),
        Some((ConflictKind::ChangedAddress, id("a"), None))
    );
    assert_eq!(
        kind(Some(&a), Some(&foreign), &sign_in),
        Some((ConflictKind::ChangedAddress, id("a"), None)),
        "another company's account is not named"
    );
    assert_eq!(
        kind(Some(&a), Some(&b), &sign_in),
        Some((ConflictKind::DuplicateMatch, id("a"), id("b")))
    );
    let conflict = Decision::Conflict;
    assert_eq!(
        kind(None, Some(&a), &conflict(Conflict::OtherIdentity)),
        Some((ConflictKind::ReusedAddress, id("a"), None))
    );
    assert_eq!(
        kind(None, Some(&foreign), &conflict(Conflict::OtherCompany)),
        Some((ConflictKind::WrongPerson, None, None))
    );
    assert_eq!(
        kind(None, None, &conflict(Conflict::ForeignDomain)),
        Some((ConflictKind::WrongPerson, None, None))
    );
    assert_eq!(kind(None, Some(&a), &conflict(Conflict::Deactivated)), None);
    assert_eq!(kind(None, None, &Decision::Onboard), None);
}

#[test]
fn an_admin_confirms_what_is_about_the_own_account() {
    let people = People {
        company_id: "acme".to_owned(),
        proven_domains: EmailDomain::parse("acme.example").into_iter().collect(),
        accounts: vec![ConflictAccount {
            account_id: "a".to_owned(),
            company_id: "acme".to_owned(),
            email: "ada@acme.example".to_owned(),
            company_admin: true,
            deactivated: false,
        }],
        links: vec![(identity("1"), "a".to_owned())],
        ..People::default()
    };
    let sides = ConflictSides {
        kind: ConflictKind::ReusedAddress,
        account_id: Some("a".to_owned()),
        other_account_id: None,
        identity: identity("2"),
        address: "ada@acme.example".to_owned(),
        address_denied: false,
        typed: None,
    };
    let refusals = |actor: &str| -> Vec<_> {
        let choices = choices(&sides, &people, actor);
        choices.into_iter().map(|chance| chance.refusal).collect()
    };
    assert_eq!(
        refusals("boss"),
        [
            None,
            Some(ConflictRefusal::OwnConfirmation),
            Some(ConflictRefusal::AdminAccount)
        ]
    );
    assert_eq!(refusals("a"), [None, None, Some(ConflictRefusal::AdminAccount)]);
}
