//! Each switch of the stand-in for identity providers, against the wizard: the checks before the test, and the test. Invariant: what the
//! wizard says names what is really wrong; where it says nothing, the table says why. A new switch does not compile without a row.

use clap::ValueEnum as _;
use latchkey_contract::sso_configurations::{
    IdpKind, IdpProblem, MappingPreview, MappingWarning, ReturnedClaim, read_idp_error,
};
use latchkey_fake_idp::{FaultName, FaultName as F};
use serde_json::{Value, json};

use super::sso_set_up_scene::{ANNA, LIST, SetUp, failure, followed};
use crate::support::Browser;

/// What the wizard has to say.
#[derive(Debug, Clone, Copy)]
enum Reading {
    /// The metadata cannot be worked with, and nobody is sent there.
    Metadata(&'static str),
    /// The check of the metadata says this, and the test fails at its step.
    Keys(&'static str),
    /// The check of the client says this, and so does the test.
    Client(&'static str),
    /// The test fails at a step with a problem; and with what the identity provider's own error means.
    Fails(&'static str, &'static str, Option<&'static str>),
    /// The test passes, and its last step has a note.
    Notes(&'static str),
    /// The same, and nobody could sign in by the recommended mapping.
    NotesAndWarns(&'static str, MappingWarning),
    /// The test passes, and the preview of the recommended mapping warns.
    Warns(MappingWarning),
    /// Nothing comes back in time.
    Nothing,
    /// Nobody comes back; this is what the page in the other tab is read as.
    Page(Option<IdpProblem>),
    /// The test passes, and shows that it is this person who came back.
    Person(&'static str),
    /// The test passes, for this reason.
    Right(&'static str),
}

const fn reading(fault: FaultName) -> Reading {
    use Reading::{Client, Fails, Keys, Metadata, Notes, NotesAndWarns, Nothing, Page, Person, Right, Warns};
    match fault {
        F::SlowDiscovery => Metadata("unreachable"),
        F::OtherIssuer => Metadata("many_tenants"),
        F::NoJwksUri => Metadata("no_jwks_uri"),
        F::KeysDown => Keys("no_usable_keys"),
        F::KeyTwice | F::KeysOfOneName | F::KeyWithoutName => Right("every key that may be meant is tried"),
        F::SlowSignIn => Nothing,
        F::OtherPerson => Person("Alan"),
        F::NoCode => Fails("authorization", "no_code", None),
        F::OtherIssuerAnswers => Fails("authorization", "another_issuer_answered", None),
        F::AccessDenied => sent_back("person_not_assigned"),
        F::InvalidScope => sent_back("scope_refused"),
        F::ServerError | F::TemporarilyUnavailable => sent_back("idp_busy"),
        F::LoginRequired => sent_back("sign_in_needed"),
        F::ConsentRequired => sent_back("consent_needed"),
        F::InteractionRequired => sent_back("second_factor_needed"),
        F::UnauthorizedClient => sent_back("flow_not_allowed"),
        F::SilentError => Right("a test asks the person, and never with prompt=none"),
        F::EntraRedirectPage | F::OktaRedirectPage => Page(Some(IdpProblem::RedirectNotRegistered)),
        F::EntraNotAssignedPage => Page(Some(IdpProblem::PersonNotAssigned)),
        F::EntraPolicyPage => Page(Some(IdpProblem::PolicyBlocked)),
        F::KeycloakClientPage => Page(Some(IdpProblem::ClientUnknown)),
        F::UnknownCodePage => Page(None),
        F::WrongSecret => Client("client_refused"),
        F::UnknownKey | F::AssertionForTokenEndpoint => Right("the client proves itself by a secret here"),
        F::WrongMethod => Client("secret_missing"),
        F::CodeRefused => Fails("token", "code_refused", Some("code_expired")),
        F::SlowToken | F::TokenDown => Fails("client_authentication", "token_endpoint_unavailable", None),
        F::NoIdToken => Fails("token", "no_id_token", None),
        F::NoAccessToken | F::UserinfoRefuses | F::SlowUserinfo => Notes("user_info_failed"),
        F::NoAccessTokenNoClaims => NotesAndWarns("user_info_failed", MappingWarning::NobodyWouldSignIn),
        F::RotatedKey => Fails("signature", "wrong_signature", None),
        F::Unsigned => Fails("signature", "wrong_algorithm", None),
        F::TokenOfOtherIssuer => Fails("token", "wrong_issuer", None),
        F::WrongAudience => Fails("token", "wrong_audience", None),
        F::WrongNonce => Fails("token", "wrong_nonce", None),
        F::NoAuthTime => Right("nothing of a test depends on it"),
        F::ClockAhead => Right("three minutes ahead are taken"),
        F::ClockFarAhead => Fails("token", "wrong_time", None),
        F::NoEmail => Warns(MappingWarning::NobodyWouldSignIn),
        F::ClaimsInUserinfo => Right("both sources are read"),
        F::UserinfoOfOther => Fails("claims", "user_info_of_another", None),
        F::TooManyGroups => Notes("too_many_groups"),
        F::OddClaims => Right("nobody needs these claims"),
        F::EmailVerifiedText => Right("\"True\" is a yes"),
        F::EmailVerifiedFalse | F::UserinfoDenies | F::EmailVerifiedUnclear => {
            Warns(MappingWarning::AddressDenied)
        }
    }
}

/// The identity provider sends the person back with an error, which means this.
const fn sent_back(meaning: &'static str) -> Reading {
    Reading::Fails("authorization", "authorization_error", Some(meaning))
}

/// What the wizard says.
struct Said {
    checks: [Value; 3],
    /// The identity provider's page, where nobody came back.
    page: Option<String>,
    run: Value,
}

async fn said(set_up: &SetUp, anna: &mut Browser, id: &str) -> Said {
    let mut checks = [Value::Null, Value::Null, Value::Null];
    for (check, name) in checks
        .iter_mut()
        .zip(["metadata", "client_authentication", "authorization"])
    {
        let asked = json!({ "check": name });
        *check = anna.post(&format!("{LIST}/{id}/checks"), &asked).await.json();
    }
    let (run, url) = set_up.leave(anna, id).await;
    let mut page = None;
    match url.map(|url| set_up.idp.complete_login(&url, ANNA)) {
        Some(Ok(back)) => {
            anna.follow(&back).await;
        }
        Some(Err(nobody_came)) => page = Some(nobody_came.to_string()),
        None => {}
    }
    let run = followed(anna, id, &run).await;
    Said { checks, page, run }
}

fn warnings(run: &Value) -> Vec<MappingWarning> {
    let claims: Vec<ReturnedClaim> = serde_json::from_value(run["claims"].clone()).expect("claims");
    let mapping = IdpKind::Other.recommended_mapping();
    let domains = ["initech.example".to_owned()];
    MappingPreview::of(&mapping, &claims, IdpKind::Other, &domains).warnings
}

fn assert_says(name: FaultName, said: &Said) {
    let Said { checks, page, run } = said;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let metadata = text(&checks[0]["metadata"]["problem"]);
    let failed = run["trace"]
        .as_array()
        .and_then(|trace| trace.iter().find(|step| step["outcome"] == "failed"));
    let idp_problem = failed.map(|step| text(&step["idp_problem"])).unwrap_or_default();
    let last = &run["trace"][6];
    let fails = |step: &str, problem: &str| {
        assert_eq!(
            failure(run),
            (step.to_owned(), problem.to_owned()),
            "{name:?}: {run:#}"
        );
    };
    let passes = || assert_eq!(run["state"], "passed", "{name:?}: {run:#}");
    match reading(name) {
        Reading::Metadata(problem) => {
            assert_eq!(metadata, problem, "{name:?}");
            fails("discovery", "metadata");
            assert_eq!(run["trace"][0]["metadata_problem"], problem, "{name:?}: {run:#}");
        }
        Reading::Keys(problem) => {
            assert_eq!(metadata, problem, "{name:?}");
            fails("keys", "keys_unreadable");
        }
        Reading::Client(problem) => {
            assert_eq!(
                (&checks[1]["outcome"], &checks[1]["problem"]),
                (&json!("failed"), &json!(problem)),
                "{name:?}"
            );
            fails("client_authentication", "client_refused");
            assert_eq!(idp_problem, problem, "{name:?}");
        }
        Reading::Fails(step, problem, meaning) => {
            fails(step, problem);
            assert_eq!(idp_problem, meaning.unwrap_or_default(), "{name:?}: {run:#}");
        }
        Reading::Notes(problem) => {
            passes();
            assert_eq!(
                (&last["outcome"], &last["problem"]),
                (&json!("noted"), &json!(problem)),
                "{name:?}: {run:#}"
            );
            assert_eq!(warnings(run), [], "{name:?}");
        }
        Reading::NotesAndWarns(problem, warning) => {
            passes();
            assert_eq!(last["problem"], problem, "{name:?}: {run:#}");
            assert_eq!(warnings(run), [warning], "{name:?}");
        }
        Reading::Warns(warning) => {
            passes();
            assert_eq!(warnings(run), [warning], "{name:?}");
        }
        Reading::Nothing => fails("authorization", "nothing_came_back"),
        Reading::Page(problem) => {
            let page = page.as_deref().unwrap_or_default();
            let read = read_idp_error(page).expect("a code or a sentence that is known");
            assert_eq!(read.problem, problem, "{name:?}: {page}");
            assert!(
                problem.is_some() || read.code.is_some(),
                "{name:?}: the code at least"
            );
            assert_eq!(
                checks[2]["problem"],
                json!(problem),
                "{name:?}: before the tab opens"
            );
        }
        Reading::Person(person) => {
            passes();
            assert!(
                last["evidence"]
                    .to_string()
                    .to_lowercase()
                    .contains(&person.to_lowercase()),
                "{last:#}"
            );
        }
        Reading::Right(why) => {
            passes();
            assert_eq!(
                (&last["problem"], warnings(run)),
                (&Value::Null, vec![]),
                "{name:?}: {why}"
            );
        }
    }
}

#[tokio::test]
async fn each_switch_leads_to_what_is_really_wrong() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = set_up.draft(&mut anna).await;
    for &name in FaultName::value_variants() {
        set_up.idp.switch(name, true);
        let said = match reading(name) {
            // Nobody waits for a page that does not come.
            Reading::Nothing => {
                let (run, _) = set_up.leave(&mut anna, &id).await;
                set_up.platform.clock.advance(30_000);
                set_up.idp.set_clock_offset(30);
                let run = followed(&mut anna, &id, &run).await;
                Said {
                    checks: Default::default(),
                    page: None,
                    run,
                }
            }
            _ => said(&set_up, &mut anna, &id).await,
        };
        assert_says(name, &said);
        set_up.idp.switch(name, false);
    }
}
