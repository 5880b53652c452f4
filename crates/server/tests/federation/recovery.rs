//! The way back in when a company's identity provider lets nobody in: recovery codes, the page `/recover`, the link that is mailed, and what an
//! operator can do. And that it is a way for nobody else.

use latchkey_server::mail::Message;
use latchkey_server::store::audit;
use latchkey_test_browser::Answer;
use serde_json::json;

use super::sso_activation::{looked_at, ready};
use super::sso_set_up_scene::{ANNA, CODES, LIST, SetUp, mails, recovery_codes};
use crate::support::{Browser, ORIGIN, PASSWORD, Platform};

const BOB: &str = "bob@initech.example";
const GRACE: &str = "grace@globex.example";
const WAITING: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'recovery'";
const LEFT: &str = "SELECT COUNT(*) FROM recovery_codes WHERE used_at_ms IS NULL";

/// Initech signs in by its identity provider, and nobody has a password any more.
pub(crate) async fn active() -> (SetUp, String, Vec<String>) {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let id = ready(&set_up, &mut anna, "Our IdP").await;
    let codes = recovery_codes(&mut anna).await;
    let activated = looked_at(&mut anna, &id, "activate").await;
    assert_eq!(activated.status, 200, "{activated:?}");
    set_up.platform.run_jobs("sso_takeover").await;
    assert!(!anna.is_signed_in().await);
    (set_up, id, codes)
}

/// Types both into the form, and waits until that is decided.
pub(crate) async fn typed(platform: &Platform, browser: &mut Browser, username: &str, code: &str) -> Answer {
    let fields = [("username", username), ("code", code)];
    let answer = browser.submit("/recover", &fields).await;
    while platform.count(WAITING).await > 0 {
        tokio::task::yield_now().await;
    }
    answer
}

/// The links to sign in with that were mailed, oldest first, each with whom it went to.
pub(crate) async fn links(platform: &Platform) -> Vec<(String, String)> {
    let all = mails(platform).await.into_iter();
    let links = all.filter_map(|mail| match mail.message {
        Message::RecoveryByCode { link, .. } | Message::RecoveryByOperator { link, .. } => {
            Some((mail.to, link.strip_prefix(ORIGIN)?.to_owned()))
        }
        _ => None,
    });
    links.collect()
}

/// Opens a link, and presses the button on its page.
pub(crate) async fn pressed(browser: &mut Browser, link: &str) -> Answer {
    let opened = browser.get(link).await;
    assert_eq!(opened.status, 303, "{opened:?}");
    let page = opened.location().to_owned();
    browser.submit(&page, &[]).await
}

async fn kinds_told(platform: &Platform) -> Vec<(String, &'static str)> {
    let all = mails(platform).await.into_iter();
    all.map(|mail| (mail.to, mail.message.kind())).collect()
}

async fn has_event(platform: &Platform, action: &str) -> bool {
    let mut connection = platform.app.store.read().await.expect("a connection");
    let past = audit::of_action(&mut connection, action).await;
    !past.expect("reads").is_empty()
}

#[tokio::test]
async fn a_code_and_a_link_let_an_admin_in_who_takes_single_sign_on_back() {
    let (set_up, id, codes) = active().await;
    let platform = &set_up.platform;
    drop(set_up.idp);
    let mut anna = platform.browser();
    let code = codes[3].to_lowercase().replace('-', " ");
    let asked = typed(platform, &mut anna, " Anna@Initech.example ", &code).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    assert!(
        asked.text().contains("If address and code belong together"),
        "{asked:?}"
    );
    assert_eq!(platform.count(LEFT).await, 9);
    let links = links(platform).await;
    let [(to, link)] = links.as_slice() else {
        panic!("{links:?}")
    };
    assert_eq!(to, ANNA);

    // A scanner opens it, and so does a preview; nothing happens, and it stays hers.
    let mut scanner = platform.browser();
    let page = scanner.get(link).await.location().to_owned();
    assert_eq!(scanner.get(&page).await.status, 404);
    assert_eq!(scanner.submit(&page, &[]).await.status, 404);
    assert!(!scanner.is_signed_in().await);
    let page = anna.get(link).await.location().to_owned();
    let asks = anna.get(&page).await;
    assert!(
        asks.text().contains(ANNA) && asks.text().contains("Initech"),
        "{asks:?}"
    );
    assert!(!anna.is_signed_in().await);

    let done = anna.submit(&page, &[]).await;
    assert_eq!(
        done.location(),
        "/control-center/security/single-sign-on",
        "{done:?}"
    );
    assert!(anna.is_signed_in().await);
    let read = anna.get(CODES).await.json();
    assert_eq!(
        (&read["is_recovering"], &read["codes"]["left"]),
        (&json!(true), &json!(9))
    );
    platform.run_jobs("sso_takeover").await;
    let deactivated = looked_at(&mut anna, &id, "deactivate").await;
    assert_eq!(deactivated.status, 200, "{deactivated:?}");
    let told = kinds_told(platform).await;
    for kind in ["recovery_codes_made", "recovery_code_used", "sso_deactivated"] {
        assert!(told.contains(&(ANNA.to_owned(), kind)), "{kind}: {told:?}");
    }
    assert!(
        has_event(platform, "recovery_codes_made").await && has_event(platform, "recovery_code_used").await
    );
}

#[tokio::test]
async fn a_session_by_recovery_lasts_an_hour_and_is_fresh_for_ten_minutes() {
    let (set_up, id, codes) = active().await;
    let platform = &set_up.platform;
    let mut anna = platform.browser();
    typed(platform, &mut anna, ANNA, &codes[0]).await;
    let link = links(platform).await.remove(0).1;
    pressed(&mut anna, &link).await;
    // Else it would wake her access tokens, which sleep for want of a sign-in at the identity provider.
    let last = "SELECT COUNT(*) FROM last_sign_ins WHERE signed_in_by = 'recovery'";
    assert_eq!(
        platform.count(last).await,
        0,
        "it passes the identity provider by"
    );
    platform.clock.advance(11 * 60_000);
    let stale = looked_at(&mut anna, &id, "deactivate").await;
    assert_eq!(stale.json()["code"], "sign_in_again", "{stale:?}");
    platform.clock.advance(48 * 60_000);
    assert!(
        anna.is_signed_in().await,
        "however it is used, and an active SSO ends it not"
    );
    platform.clock.advance(60_000);
    assert!(!anna.is_signed_in().await);
    // No identity provider could be asked to renew it.
    let again = anna.get("/sign-in").await;
    assert_eq!(again.status, 200, "{again:?}");
}

#[tokio::test]
async fn the_answer_is_the_same_whatever_was_typed() {
    let (set_up, _, codes) = active().await;
    let platform = &set_up.platform;
    let mut texts = Vec::new();
    let right = codes[1].as_str();
    for (username, code) in [
        (ANNA, right),
        (ANNA, right),
        (ANNA, "2222-2222-2222-2222"),
        (BOB, right),
        (GRACE, right),
        ("nobody@initech.example", right),
        ("no address", right),
        (ANNA, "too short"),
        ("", ""),
    ] {
        let mut browser = platform.browser();
        // A page brings the language and theme along; the first answer sets nothing but the browser's cookie.
        let answer = typed(platform, &mut browser, username, code).await;
        assert_eq!(answer.status, 200, "{username}: {answer:?}");
        texts.push(answer.text().to_owned());
    }
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:#?}");
    assert_eq!(links(platform).await.len(), 1, "and one link went out");
}

#[tokio::test]
async fn it_opens_nothing_to_anybody_else() {
    let (set_up, _, codes) = active().await;
    let platform = &set_up.platform;
    let mut browser = platform.browser();
    // A member, another company's admin, a guess, a code of another making.
    for (username, code) in [
        (BOB, codes[0].as_str()),
        (GRACE, &codes[0]),
        (ANNA, "ABCD-EFGH-JKLM-NPQR"),
        ("anna@initech.example.evil.example", &codes[0]),
    ] {
        typed(platform, &mut browser, username, code).await;
    }
    assert_eq!((links(platform).await.len(), platform.count(LEFT).await), (0, 10));
    assert!(has_event(platform, "recovery_code_refused").await);
    // Once, and in the browser that asked.
    typed(platform, &mut browser, ANNA, &codes[0]).await;
    typed(platform, &mut browser, ANNA, &codes[0]).await;
    let link = links(platform).await.pop().expect("a link").1;
    assert_eq!(links(platform).await.len(), 1);
    let mut other = platform.browser();
    other.get("/recover").await;
    typed(platform, &mut other, "nobody@x.example", &codes[5]).await;
    assert_eq!(pressed(&mut other, &link).await.status, 404, "it was forwarded");
    assert!(!other.is_signed_in().await);
    assert_eq!(pressed(&mut browser, &link).await.status, 303);
    let mut twice = browser.tab();
    assert_eq!(pressed(&mut twice, &link).await.status, 410);
    // Half an hour.
    typed(platform, &mut browser, ANNA, &codes[1]).await;
    let late = links(platform).await.pop().expect("a link").1;
    platform.clock.advance(30 * 60_000);
    assert_eq!(pressed(&mut browser, &late).await.status, 410);
}

#[tokio::test]
async fn whoever_is_no_admin_any_more_when_it_counts_stays_out() {
    for change in [
        "UPDATE accounts SET company_admin = 0 WHERE email = 'anna@initech.example'",
        "UPDATE accounts SET deactivated_at_ms = 1 WHERE email = 'anna@initech.example'",
        "UPDATE sso_configurations SET active = 0",
    ] {
        let (set_up, _, codes) = active().await;
        let platform = &set_up.platform;
        let mut anna = platform.browser();
        typed(platform, &mut anna, ANNA, &codes[0]).await;
        let link = links(platform).await.remove(0).1;
        platform.execute(change).await;
        let refused = pressed(&mut anna, &link).await;
        assert!([409, 410].contains(&refused.status), "{change}: {refused:?}");
        assert!(!anna.is_signed_in().await, "{change}");
        typed(platform, &mut anna, ANNA, &codes[1]).await;
        assert_eq!(links(platform).await.len(), 1, "{change}");
        assert_eq!(platform.count(LEFT).await, 9, "{change}: no code was spent");
    }
}

#[tokio::test]
async fn guesses_are_counted_by_address_and_by_client_whoever_has_the_address() {
    let (set_up, _, codes) = active().await;
    let platform = &set_up.platform;
    for username in [ANNA, "nobody@nowhere.example"] {
        let mut browser = platform.browser();
        for _ in 0..10 {
            let answer = typed(platform, &mut browser, username, "2222-2222-2222-2222").await;
            assert_eq!(answer.status, 200, "{answer:?}");
        }
        let refused = typed(platform, &mut browser, username, &codes[0]).await;
        assert_eq!(refused.status, 429, "{refused:?}");
        assert!(!refused.header("retry-after").is_empty());
    }
    assert_eq!(links(platform).await.len(), 0);
    platform.clock.advance(15 * 60_000);
    let mut browser = platform.browser();
    for code in &codes[..9] {
        assert_eq!(typed(platform, &mut browser, ANNA, code).await.status, 200);
    }
    let eleventh = typed(platform, &mut browser, ANNA, &codes[9]).await;
    assert_eq!(eleventh.status, 200, "right ones do not count");
    assert_eq!(links(platform).await.len(), 10);
}

#[tokio::test]
async fn codes_are_an_admin_s_who_signed_in_just_now_and_new_ones_void_the_old() {
    let set_up = SetUp::new().await;
    let mut anna = set_up.who(ANNA).await;
    let none = anna.get(CODES).await;
    assert_eq!(
        (none.status, &none.json()["codes"]),
        (200, &json!(null)),
        "{none:?}"
    );
    let old = recovery_codes(&mut anna).await;
    let new = recovery_codes(&mut anna).await;
    assert_eq!((old.len(), new.len()), (10, 10));
    assert!(new.iter().all(|code| !old.contains(code) && code.len() == 19));
    assert_eq!(set_up.platform.count(LEFT).await, 10);
    let read = anna.get(CODES).await;
    assert!(!new.iter().any(|code| read.text().contains(code.as_str())));
    assert_eq!(read.json()["is_recovering"], json!(false));
    for (email, status) in [(BOB, 404)] {
        let mut other = set_up.who(email).await;
        assert_eq!(other.get(CODES).await.status, status);
        assert_eq!(other.post(CODES, &json!({})).await.status, status);
    }
    let mut grace = set_up.who(GRACE).await;
    assert_eq!(
        grace.get(CODES).await.json()["codes"],
        json!(null),
        "another company's"
    );
    let mut nobody = set_up.platform.browser();
    assert_eq!(nobody.get(CODES).await.status, 401);
    assert_eq!(nobody.post(CODES, &json!({})).await.status, 401);
    set_up.platform.clock.advance(601_000);
    let stale = anna.post(CODES, &json!({})).await;
    assert_eq!(
        (stale.status, &stale.json()["code"]),
        (403, &json!("sign_in_again"))
    );
    assert_eq!(set_up.platform.count(LEFT).await, 10);
    let sql = "SELECT COUNT(*) FROM recovery_codes WHERE LENGTH(code_hash) = 64";
    assert_eq!(set_up.platform.count(sql).await, 10);
    let mut again = set_up.platform.browser();
    typed(&set_up.platform, &mut again, ANNA, &old[0]).await;
    assert_eq!(
        links(&set_up.platform).await.len(),
        0,
        "without SSO a password is the way"
    );
    assert!(again.sign_in(ANNA, PASSWORD).await.status == 200);
    assert_eq!(set_up.who(ANNA).await.get(LIST).await.status, 200);
}
