//! The discovery machine, event by event and in any order.

use latchkey_contract::sign_in::SignInMethod::{Password, Sso};
use proptest::prelude::*;

use super::*;

const ADA: &str = "ada@acme.example";
const BOB: &str = "bob@other.example";

fn asks(domain: &str) -> Option<String> {
    Some(domain.to_owned())
}

#[test]
fn typing_asks_once_after_the_last_key() {
    let mut discovery = Discovery::default();
    let first = discovery.on(Event::Typed("ada@acme.exampl"));
    let second = discovery.on(Event::Typed(ADA));
    assert_eq!((&first.ask, &second.ask), (&None, &None));
    let (Some(early), Some(late)) = (first.look_again, second.look_again) else {
        panic!("nothing was scheduled")
    };
    assert_eq!(discovery.on(Event::Quiet(early)), Todo::default());
    assert_eq!(discovery.on(Event::Quiet(late)).ask, asks("acme.example"));
    assert_eq!(discovery.on(Event::Quiet(late)), Todo::default());
}

#[test]
fn pasting_asks_at_once_and_the_timer_finds_nothing_left_to_do() {
    let mut discovery = Discovery::default();
    let ticket = discovery
        .on(Event::Typed(ADA))
        .look_again
        .expect("a look is scheduled");
    assert_eq!(discovery.on(Event::Settled(ADA)).ask, asks("acme.example"));
    assert_eq!(discovery.on(Event::Quiet(ticket)), Todo::default());
}

#[test]
fn a_late_answer_counts_for_its_own_domain_alone() {
    let mut discovery = Discovery::default();
    discovery.on(Event::Settled(ADA));
    discovery.on(Event::Settled(BOB));
    discovery.on(Event::Answered("acme.example", Sso));
    assert_eq!(discovery.method(), Password);
    discovery.on(Event::Settled(ADA));
    assert_eq!(discovery.federated_domain(), Some("acme.example"));
}

#[test]
fn an_answer_is_kept_and_a_failure_is_not() {
    let mut discovery = Discovery::default();
    discovery.on(Event::Settled(ADA));
    discovery.on(Event::Failed("acme.example"));
    assert_eq!(discovery.method(), Password);
    assert_eq!(discovery.on(Event::Settled(ADA)).ask, asks("acme.example"));
    discovery.on(Event::Answered("acme.example", Sso));
    discovery.on(Event::Settled(BOB));
    assert_eq!(discovery.on(Event::Settled("Ada@ACME.example")), Todo::default());
    assert_eq!(discovery.method(), Sso);
}

#[test]
fn a_form_waits_for_the_check_of_its_domain() {
    let mut discovery = Discovery::default();
    discovery.on(Event::Typed(ADA));
    let todo = discovery.on(Event::Submitted(ADA));
    assert_eq!((todo.ask, todo.send), (asks("acme.example"), None));
    assert!(todo.give_up.is_some());
    assert_eq!(discovery.on(Event::Answered("acme.example", Sso)).send, Some(Sso));
    assert_eq!(
        discovery.on(Event::OutOfPatience(todo.give_up.unwrap_or_default())),
        Todo::default()
    );
}

#[test]
fn a_form_does_not_wait_for_ever() {
    let mut discovery = Discovery::default();
    let ticket = discovery
        .on(Event::Submitted(ADA))
        .give_up
        .expect("there is an end to waiting");
    assert_eq!(discovery.on(Event::OutOfPatience(ticket)).send, Some(Password));
    assert_eq!(discovery.on(Event::Answered("acme.example", Sso)).send, None);
}

#[test]
fn a_form_with_nothing_to_check_goes_at_once() {
    assert_eq!(Discovery::default().on(Event::Submitted("")).send, Some(Password));
    assert_eq!(Discovery::new(ADA, Sso).on(Event::Submitted(ADA)).send, Some(Sso));
}

#[derive(Debug, Clone)]
enum Step {
    Typed(usize),
    Settled(usize),
    Quiet,
    Answered(usize, bool),
    Failed(usize),
    Submitted(usize),
    OutOfPatience,
}

const USERNAMES: [&str; 4] = ["ada", ADA, "Ada@acme.example", BOB];

fn step() -> impl Strategy<Value = Step> {
    let username = 0..USERNAMES.len();
    prop_oneof![
        username.clone().prop_map(Step::Typed),
        username.clone().prop_map(Step::Settled),
        Just(Step::Quiet),
        (0..8_usize, any::<bool>()).prop_map(|(which, sso)| Step::Answered(which, sso)),
        (0..8_usize).prop_map(Step::Failed),
        username.prop_map(Step::Submitted),
        Just(Step::OutOfPatience),
    ]
}

proptest! {
    /// Plays any order of events, with answers only to what was asked, and keeps its own books beside the machine.
    #[test]
    fn the_promises_hold_in_any_order(steps in prop::collection::vec(step(), 0..60)) {
        let mut discovery = Discovery::default();
        let mut asking: Vec<String> = Vec::new();
        let mut known: Vec<(String, SignInMethod)> = Vec::new();
        let mut current: Option<String> = None;
        let mut quiet = 0;
        let mut patience = 0;
        let mut waiting = false;
        for step in steps {
            // The screen refuses a second submission while the first is on its way.
            if waiting && matches!(step, Step::Submitted(_)) {
                continue;
            }
            let typed = match step {
                Step::Typed(which) | Step::Settled(which) | Step::Submitted(which) => Some(USERNAMES[which]),
                _ => None,
            };
            if let Some(username) = typed {
                current = domain_to_discover(username).map(str::to_ascii_lowercase);
            }
            let answered = match step {
                Step::Answered(which, _) | Step::Failed(which) if !asking.is_empty() => {
                    Some(asking.remove(which % asking.len()))
                }
                _ => None,
            };
            let todo = match (&step, &answered) {
                (Step::Typed(which), _) => discovery.on(Event::Typed(USERNAMES[*which])),
                (Step::Settled(which), _) => discovery.on(Event::Settled(USERNAMES[*which])),
                (Step::Quiet, _) => discovery.on(Event::Quiet(quiet)),
                (Step::Answered(_, sso), Some(domain)) => {
                    let method = if *sso { Sso } else { Password };
                    known.push((domain.clone(), method));
                    discovery.on(Event::Answered(domain, method))
                }
                (Step::Failed(_), Some(domain)) => discovery.on(Event::Failed(domain)),
                (Step::Answered(..) | Step::Failed(_), None) => continue,
                (Step::Submitted(which), _) => {
                    waiting = true;
                    discovery.on(Event::Submitted(USERNAMES[*which]))
                }
                (Step::OutOfPatience, _) => discovery.on(Event::OutOfPatience(patience)),
            };
            quiet = todo.look_again.unwrap_or(quiet);
            patience = todo.give_up.unwrap_or(patience);
            if let Some(domain) = todo.ask {
                prop_assert!(!asking.contains(&domain), "{domain} is being asked about already");
                prop_assert!(!known.iter().any(|(known, _)| *known == domain), "{domain} is known");
                prop_assert_eq!(Some(&domain), current.as_ref());
                asking.push(domain);
            }
            let expected = known.iter().find(|(domain, _)| Some(domain) == current.as_ref());
            let expected = expected.map_or(Password, |(_, method)| *method);
            prop_assert_eq!(discovery.method(), expected);
            if let Some(method) = todo.send {
                prop_assert!(waiting, "nobody has sent the form");
                prop_assert_eq!(method, expected);
                waiting = false;
            }
            if waiting {
                prop_assert!(current.as_ref().is_some_and(|domain| asking.contains(domain)));
            }
        }
    }
}

/// Where some people of a company try single sign-on, addresses are asked about, and the domain says nothing.
#[test]
fn an_address_is_asked_about_where_the_platform_asks_for_it() {
    let mut discovery = Discovery::new("", Password);
    let todo = discovery.on(Event::Settled("Ada@Acme.example"));
    assert_eq!(
        todo.ask.as_deref(),
        Some("acme.example"),
        "the domain alone at first"
    );
    let todo = discovery.on(Event::AsksAddress("acme.example"));
    assert_eq!(todo.ask.as_deref(), Some("ada@acme.example"));
    assert_eq!(discovery.method(), Password);
    discovery.on(Event::Answered("ada@acme.example", Sso));
    assert_eq!(discovery.federated_domain(), Some("acme.example"));
    let todo = discovery.on(Event::Settled("bob@acme.example"));
    assert_eq!(todo.ask.as_deref(), Some("bob@acme.example"));
    assert_eq!(discovery.federated_domain(), None, "nobody else");
    assert_eq!(discovery.on(Event::Settled("acme.example")).ask, None);
    assert_eq!(
        discovery.on(Event::Settled("x@other.example")).ask.as_deref(),
        Some("other.example")
    );
}

/// A form that was sent waits for the address, too.
#[test]
fn a_form_waits_until_its_address_is_known() {
    let mut discovery = Discovery::new("", Password);
    let todo = discovery.on(Event::Submitted("ada@acme.example"));
    assert_eq!((todo.ask.as_deref(), todo.send), (Some("acme.example"), None));
    assert_eq!(discovery.on(Event::AsksAddress("acme.example")).send, None);
    let todo = discovery.on(Event::Answered("ada@acme.example", Sso));
    assert_eq!(todo.send, Some(Sso));
}
