//! The mails that wait, opened with the platform's key, and the links in them.

use std::time::{Duration, Instant};

use latchkey_server::mail::{self, Mail, Message};
use latchkey_server::store::mails;
use latchkey_test_browser::Answer;

use crate::support::{Browser, ORIGIN, Platform};

/// A password that nobody here has yet.
pub(crate) const NEW_PASSWORD: &str = "seven purple kettles under the bridge";

/// All mails so far, oldest first, once every request for a link was decided.
pub(crate) async fn mails(platform: &Platform) -> Vec<Mail> {
    let deadline = Instant::now() + Duration::from_secs(10);
    while platform
        .count("SELECT COUNT(*) FROM jobs WHERE kind = 'link_request'")
        .await
        > 0
    {
        assert!(Instant::now() < deadline, "a request was not decided");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut connection = platform.app.store.read().await.expect("a connection");
    let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
    let open = |mail: mails::WaitingMail| mail::open(&platform.app.secret_key, &mail.id, &mail.sealed);
    waiting
        .into_iter()
        .map(|mail| open(mail).expect("opens"))
        .collect()
}

/// The kinds of the mails so far, with whom they went to.
pub(crate) async fn sent(platform: &Platform) -> Vec<(String, &'static str)> {
    let mails = mails(platform).await;
    mails
        .into_iter()
        .map(|mail| (mail.to, mail.message.kind()))
        .collect()
}

/// The newest link that was mailed to `address`, as a path of the platform.
pub(crate) async fn link_to(platform: &Platform, address: &str) -> String {
    let mails = mails(platform).await;
    let links = mails.iter().rev().filter(|mail| mail.to == address);
    let mut links = links.filter_map(|mail| match &mail.message {
        Message::SignUp { link, .. }
        | Message::ResetPassword { link, .. }
        | Message::SetPassword { link, .. } => Some(link.clone()),
        _ => None,
    });
    let link = links.next().unwrap_or_else(|| panic!("no link for {address}"));
    link.strip_prefix(ORIGIN).expect("the platform's").to_owned()
}

/// Asks for a link on `page`.
pub(crate) async fn ask(browser: &mut Browser, page: &str, address: &str) -> Answer {
    browser.submit(page, &[("username", address)]).await
}

/// Opens a link as a browser does; returns the address of the form and what it shows.
pub(crate) async fn open(browser: &mut Browser, link: &str) -> (String, Answer) {
    let answer = browser.get(link).await;
    assert_eq!(answer.status, 303, "{answer:?}");
    let page = answer.location().to_owned();
    let shown = browser.get(&page).await;
    (page, shown)
}

/// Signs up with `address` to the end; returns the browser, signed in.
pub(crate) async fn signed_up(platform: &Platform, address: &str) -> Browser {
    let mut browser = platform.browser();
    ask(&mut browser, "/sign-up", address).await;
    let link = link_to(platform, address).await;
    let (page, _) = open(&mut browser, &link).await;
    let answer = browser.submit(&page, &sign_up_form()).await;
    assert_eq!((answer.status, answer.location()), (303, "/"), "{answer:?}");
    browser
}

pub(crate) fn sign_up_form() -> [(&'static str, &'static str); 3] {
    [
        ("first_name", "Nora"),
        ("last_name", "Newcomer"),
        ("password", NEW_PASSWORD),
    ]
}
