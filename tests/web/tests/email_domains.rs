//! Control Center > Email Domains: adding a domain, its record, what a check says, and removing it.

#![cfg(target_arch = "wasm32")]

use latchkey_contract::{
    ErrorCode,
    email_domains::{
        CheckEmailDomain, CreateEmailDomain, DeleteEmailDomain, EmailDomain, EmailDomainDeletion,
        GetEmailDomainDeletion, ListEmailDomains, LookupOutcome,
    },
    session::{GetPermissions, get_permissions},
};
use latchkey_fake_backend::{FakeBackend, MockResponse, canned, canned_domains};
use latchkey_spa::{i18n::Locale, paths, phrases::error_phrase};
use latchkey_web_tests::{Stage, eventually, focused, type_text};
use wasm_bindgen::{JsCast, prelude::wasm_bindgen};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::HtmlElement;

wasm_bindgen_test_configure!(run_in_browser);

// The browser of the tests has no window with focus, and lets nothing onto its clipboard.
#[wasm_bindgen(inline_js = "
let written = '';
export function catch_clipboard() {
  const writeText = (text) => { written = text; return Promise.resolve(); };
  Object.defineProperty(navigator, 'clipboard', { value: { writeText }, configurable: true });
}
export function written_to_clipboard() { return written; }
")]
extern "C" {
    fn catch_clipboard();
    fn written_to_clipboard() -> String;
}

/// Ada administers Acme, which has these domains.
fn admin(domains: Vec<EmailDomain>) -> FakeBackend {
    let backend = canned::admin(Vec::new());
    canned_domains::kept_domains(&backend, domains);
    backend.on::<GetPermissions>(|_| {
        MockResponse::Success(get_permissions::Response {
            company: Some("Acme".to_owned()),
            is_company_admin: true,
            manages_apps: true,
            ..get_permissions::Response::default()
        })
    });
    backend
}

/// Acme waits for the record of one domain.
fn waiting() -> FakeBackend {
    admin(vec![canned_domains::waiting("research.acme.de", None)])
}

async fn list(backend: FakeBackend) -> Stage {
    let stage = Stage::portal(backend, paths::EMAIL_DOMAINS);
    eventually("the list is there", || stage.count("tbody tr, .empty-state") > 0).await;
    stage
}

async fn record_of(backend: FakeBackend) -> Stage {
    let stage = list(backend).await;
    click(&stage, "tbody tr:first-child .domain-actions > button");
    eventually("the record is shown", || {
        stage.count("dialog[open] .domain-record") == 1
    })
    .await;
    stage
}

async fn add_form(backend: FakeBackend) -> Stage {
    let stage = list(backend).await;
    stage.button("Add domain").click();
    eventually("it is asked for", || stage.count("dialog[open] #new-domain") == 1).await;
    stage
}

fn click(stage: &Stage, selector: &str) {
    stage.first(selector).unchecked_into::<HtmlElement>().click();
}

fn submit(stage: &Stage) {
    click(stage, "dialog[open] button[type=submit]");
}

fn dialog_text(stage: &Stage) -> String {
    stage.first("dialog[open]").text_content().unwrap_or_default()
}

/// The cells of a row, by the domain in it.
fn row(stage: &Stage, domain: &str) -> String {
    let rows = stage.all("tbody tr");
    let texts = rows.iter().filter_map(|row| row.text_content());
    let mut texts = texts.filter(|text| text.starts_with(domain));
    texts.next().unwrap_or_else(|| panic!("no row of {domain}"))
}

#[wasm_bindgen_test]
async fn the_list_says_how_far_each_domain_is() {
    let stage = list(admin(canned_domains::domains())).await;
    assert_eq!(stage.heading(), "Email Domains");
    for (domain, words) in [
        ("acme.example", &["Proven by the operator", "Not needed"][..]),
        ("acme-labs.example", &["Proven", "Since", "Found, "]),
        (
            "acme.co.uk",
            &[
                "Waiting for the record",
                "Next check",
                "Not checked yet",
                "Show record",
            ],
        ),
        (
            "acme.fr",
            &["Waiting for the record", "Not found, ", "Show record"],
        ),
        (
            "acme.jp",
            &["Waiting for the record", "No answer, ", "Show record"],
        ),
        (
            "acme.se",
            &["Not found for a week", "not checked by itself", "Show record"],
        ),
    ] {
        let row = row(&stage, domain);
        for word in words {
            assert!(row.contains(word), "{word} is not in {row}");
        }
    }
    let current = stage.all("nav a[aria-current='page']");
    let current: Vec<_> = current.iter().filter_map(|link| link.text_content()).collect();
    assert!(
        current.iter().any(|link| link.trim() == "Email Domains"),
        "{current:?}"
    );
}

#[wasm_bindgen_test]
async fn it_is_found_in_the_control_center_and_in_the_first_steps() {
    let stage = Stage::portal(waiting(), paths::HOME);
    eventually("the steps lead there", || {
        stage.text().contains("To Email Domains")
    })
    .await;
    let link = stage.link("To Email Domains");
    assert!(
        link.get_attribute("href")
            .is_some_and(|href| href == paths::EMAIL_DOMAINS)
    );
    link.click();
    eventually("the list is there", || stage.count("tbody tr") == 1).await;
}

#[wasm_bindgen_test]
async fn to_everybody_but_admins_there_is_nothing() {
    let backend = admin(Vec::new());
    backend.on::<ListEmailDomains>(|_| MockResponse::refused(ErrorCode::NotFound));
    let stage = list(backend).await;
    assert!(stage.text().contains("You don't have access to this page."));
    assert!(stage.find_button("Add domain").is_none());
}

#[wasm_bindgen_test]
async fn what_cannot_be_loaded_is_asked_for_again() {
    let backend = admin(Vec::new());
    backend.on::<ListEmailDomains>(|_| MockResponse::refused(ErrorCode::Internal));
    let stage = Stage::portal(backend, paths::EMAIL_DOMAINS);
    eventually("it is told", || stage.find_button("Try again").is_some()).await;
    canned_domains::kept_domains(&stage.backend, canned_domains::domains());
    stage.button("Try again").click();
    eventually("it is there", || stage.count("tbody tr") == 7).await;
}

#[wasm_bindgen_test]
async fn the_first_domain_is_added_and_its_record_is_shown_in_both_forms() {
    let stage = add_form(admin(Vec::new())).await;
    assert!(stage.text().contains("Your company has no email domain yet."));
    type_text(&stage.field("Email domain"), " Ada@research.acme.de ");
    submit(&stage);
    eventually("the record is shown", || {
        stage.count("dialog[open] .domain-record") == 1
    })
    .await;
    let sent = stage.backend.requests::<CreateEmailDomain>();
    assert_eq!(sent[0].domain, "Ada@research.acme.de");
    let text = dialog_text(&stage);
    for words in [
        "We took the domain out of the address that you typed.",
        "TXT record of research.acme.de",
        "_latchkey-challenge.research.acme.de",
        "if your DNS panel adds acme.de by itself_latchkey-challenge.researchCopy",
        "latchkey-domain-verification=k3yf0b",
    ] {
        assert!(text.contains(words), "{words} is not in {text}");
    }
    stage.button("Close").click();
    eventually("it is in the list", || {
        stage.count("dialog[open]") == 0 && stage.count("tbody tr") == 1
    })
    .await;
    eventually("the focus is where it can be shown again", || {
        focused().id() == "record-of-research.acme.de"
    })
    .await;
}

#[wasm_bindgen_test]
async fn each_part_of_the_record_is_copied_by_a_button_that_says_what() {
    let stage = record_of(waiting()).await;
    let names: Vec<_> = stage.all("dialog[open] .domain-record button");
    let names: Vec<_> = names.iter().filter_map(|button| button.text_content()).collect();
    assert_eq!(names, ["Copy Name", "Copy Short name", "Copy Value"]);
    catch_clipboard();
    click(&stage, "dialog[open] .domain-record > div:last-child button");
    eventually("it says so", || dialog_text(&stage).contains("Copied Value")).await;
    let copied = written_to_clipboard();
    assert!(copied.starts_with("latchkey-domain-verification="), "{copied}");
}

#[wasm_bindgen_test]
async fn what_cannot_be_added_says_why_at_the_field_and_stays_typed() {
    let stage = add_form(waiting()).await;
    let field = stage.field("Email domain");
    // No two after each other are refused for the same: the phrase says that the answer has come.
    for (typed, code) in [
        ("", ErrorCode::EmailDomainMalformed),
        ("co.uk", ErrorCode::EmailDomainPublicSuffix),
        ("acme", ErrorCode::EmailDomainMalformed),
        ("ada@gmail.com", ErrorCode::EmailDomainPublicMail),
        ("research.acme.de", ErrorCode::EmailDomainPresent),
        (canned_domains::TAKEN, ErrorCode::EmailDomainTaken),
    ] {
        type_text(&field, typed);
        submit(&stage);
        let phrase = error_phrase(Locale::en, code);
        let error = || stage.by_id("new-domain-error").text_content().unwrap_or_default();
        eventually(phrase, || error().contains(phrase)).await;
        assert_eq!(field.value(), typed);
        assert!(focused().is_same_node(Some(&field)), "{typed}");
    }
    let full = |_| MockResponse::refused_at(ErrorCode::TooManyEntries, "domain");
    stage.backend.on::<CreateEmailDomain>(full);
    submit(&stage);
    eventually("its own words", || {
        stage.text().contains("as many domains as it can have")
    })
    .await;
}

#[wasm_bindgen_test]
async fn a_check_says_that_it_asks_and_what_it_found() {
    let stage = record_of(waiting()).await;
    stage.backend.hold::<CheckEmailDomain>();
    stage.button("Check now").click();
    eventually("it says that it asks", || {
        dialog_text(&stage).contains("Asking the name servers of research.acme.de")
    })
    .await;
    stage.backend.release::<CheckEmailDomain>("");
    eventually("it is proven", || {
        dialog_text(&stage).contains("research.acme.de is proven")
    })
    .await;
    assert!(stage.find_button("Check now").is_none());
    assert_eq!(focused().text_content().as_deref(), Some("Close"));
    eventually("the list knows", || {
        row(&stage, "research.acme.de").contains("Proven")
    })
    .await;
}

#[wasm_bindgen_test]
async fn each_outcome_has_words_of_its_own() {
    let stage = record_of(waiting()).await;
    let other = "v=spf1 -all";
    for (outcome, records, words) in [
        (
            LookupOutcome::NotFound,
            Vec::new(),
            "There is no TXT record with this name.",
        ),
        (
            LookupOutcome::NotFound,
            vec![other.to_owned()],
            "but not with the value above",
        ),
        (LookupOutcome::NoResponse, Vec::new(), "did not answer"),
    ] {
        stage.backend.on::<CheckEmailDomain>(move |request| {
            let check = canned_domains::check(outcome, records.clone());
            MockResponse::Success(canned_domains::waiting(&request.domain, Some(check)))
        });
        stage.button("Check now").click();
        eventually(words, || dialog_text(&stage).contains(words)).await;
        assert_eq!(dialog_text(&stage).contains(other), words.contains("value above"));
        assert!(dialog_text(&stage).contains("Next check: "));
    }
    stage
        .backend
        .on::<CheckEmailDomain>(|_| MockResponse::refused_for(ErrorCode::TooManyAttempts, 90));
    stage.button("Check now").click();
    eventually("how long to wait", || {
        stage.alert().contains("Try again in 2 minutes.")
    })
    .await;
}

#[wasm_bindgen_test]
async fn it_is_asked_what_follows_before_a_domain_is_removed() {
    let stage = list(admin(canned_domains::domains())).await;
    let rows = stage.all("tbody tr");
    let at = rows.iter().position(|row| {
        row.text_content()
            .is_some_and(|text| text.starts_with("acme.example"))
    });
    let selector = format!("tbody tr:nth-child({}) .menu-item.danger", at.expect("a row") + 1);
    click(&stage, &selector);
    eventually("it says what follows", || {
        stage
            .text()
            .contains("60 people of your company have an address in it. They stay")
    })
    .await;
    assert!(stage.text().contains("Remove acme.example?"));
    assert!(stage.text().contains("will no longer sign in by SSO"));
    assert_eq!(focused().text_content().as_deref(), Some("Cancel"));
    assert!(stage.backend.requests::<DeleteEmailDomain>().is_empty());
    stage.button("Remove domain").click();
    eventually("it is told", || stage.text().contains("acme.example is removed.")).await;
    eventually("it is gone", || stage.count("tbody tr") == 6).await;
    assert_eq!(focused().tag_name(), "H1");
    assert_eq!(
        stage.backend.requests::<DeleteEmailDomain>()[0].domain,
        "acme.example"
    );
}

#[wasm_bindgen_test]
async fn the_last_domain_that_sso_needs_cannot_be_removed() {
    let backend = waiting();
    backend.on::<GetEmailDomainDeletion>(|_| {
        MockResponse::Success(EmailDomainDeletion {
            people: 3,
            is_federated: true,
            is_needed: true,
            mailed: 0,
        })
    });
    let stage = list(backend).await;
    click(&stage, "tbody .menu-item.danger");
    let why = error_phrase(Locale::en, ErrorCode::EmailDomainNeeded);
    eventually("it says why", || stage.text().contains(why)).await;
    assert!(stage.find_button("Remove domain").is_none());
}

#[wasm_bindgen_test]
async fn what_was_typed_is_there_again_after_the_session_ended() {
    let backend = waiting();
    let stage = add_form(backend).await;
    type_text(&stage.field("Email domain"), "acme.nl");
    stage
        .backend
        .on::<CreateEmailDomain>(|_| MockResponse::refused(ErrorCode::NotSignedIn));
    submit(&stage);
    eventually("it leaves for the sign-in", || !stage.left_for().is_empty()).await;
    drop(stage);
    let stage = Stage::portal(waiting(), paths::EMAIL_DOMAINS);
    eventually("the form is open", || {
        stage.count("dialog[open] #new-domain") == 1
    })
    .await;
    assert_eq!(stage.field("Email domain").value(), "acme.nl");
}

#[wasm_bindgen_test]
async fn an_internationalised_domain_stands_in_its_own_letters_beside_the_name_in_dns() {
    let domain = EmailDomain {
        in_letters: Some("bücher.example".to_owned()),
        ..canned_domains::proven("xn--bcher-kva.example")
    };
    let stage = list(admin(vec![domain, canned_domains::proven("acme.example")])).await;
    eventually("they are there", || stage.text().contains("bücher.example")).await;
    assert!(stage.text().contains("xn--bcher-kva.example"));
    click(&stage, "tbody tr:last-child .menu-item.danger");
    eventually("it is asked", || stage.text().contains("Remove bücher.example?")).await;
    eventually("what follows is known", || {
        stage.text().contains("Your company will no longer have")
    })
    .await;
    stage.button("Remove domain").click();
    eventually("it is told", || {
        stage.text().contains("bücher.example is removed.")
    })
    .await;
    let removed = &stage.backend.requests::<DeleteEmailDomain>()[0].domain;
    assert_eq!(removed, "xn--bcher-kva.example");
}

#[wasm_bindgen_test]
async fn a_proven_domain_whose_record_has_gone_says_so_and_stays_proven() {
    let domain = EmailDomain {
        missing_since: Some("2026-11-20T09:00:00Z".to_owned()),
        ..canned_domains::proven("acme.example")
    };
    let stage = list(admin(vec![domain])).await;
    assert!(stage.text().contains("Proven, record missing"));
    assert!(stage.text().contains("The domain stays yours"));
}
