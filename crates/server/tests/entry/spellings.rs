//! Addresses in other spellings than the account's: they are read alike everywhere, and nothing is mailed to a spelling.

use latchkey_server::mail::Message;

use crate::mailbox::{ask, link_to, mails, open, sent, sign_up_form, signed_up};
use crate::support::{GLOBEX, PASSWORD, Platform};

const GRACE: &str = "grace@globex.example";

/// Other spellings of `GRACE`; some are other mailboxes where a mail system tells them apart.
const SPELLINGS: [&str; 9] = [
    "GRACE@globex.example",
    "gr\u{200b}ace@globex.example",
    "\u{feff}grace@globex.example\u{202c}",
    "ｇｒａｃｅ＠globex.example",
    "grace﹫globex.example",
    "mailto:Grace@globex.example?subject=Hello",
    "Grace Hopper <grace@globex.example>",
    "\"Hopper, Grace\" <grace@globex.example>;",
    "grace@globex.example,",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_spelling_signs_in() {
    let platform = Platform::with(GLOBEX).await;
    for spelling in SPELLINGS {
        let answer = platform.browser().sign_in(spelling, PASSWORD).await;
        assert_eq!(answer.status, 200, "{spelling:?} {answer:?}");
    }
    for two in [
        "grace@globex.example, ada@globex.example",
        "Ada <ada@globex.example>; Grace <grace@globex.example>",
    ] {
        let answer = platform.browser().sign_in(two, PASSWORD).await;
        assert_eq!(answer.code(), "username_not_an_address", "{two:?}");
    }
}

/// KELVIN SIGN finds mike's account; the mailbox with it may be somebody else's.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_about_an_account_goes_to_its_own_address() {
    let file = GLOBEX.replace("grace@", "mike@");
    let platform = Platform::with(&file).await;
    for (page, typed) in [
        ("/reset-password", "mi\u{212a}e@globex.example"),
        ("/sign-up", "MIKE@globex.example"),
    ] {
        ask(&mut platform.browser(), page, typed).await;
    }
    let mut sent = sent(&platform).await;
    // Two requests are looked at side by side.
    sent.sort();
    assert_eq!(
        sent,
        [
            ("mike@globex.example".to_owned(), "already_has_account"),
            ("mike@globex.example".to_owned(), "reset_password"),
        ]
    );
    // The link is about the account's address, too: that is what the sign-in screen fills in.
    let mut browser = platform.browser();
    let (page, shown) = open(&mut browser, &link_to(&platform, "mike@globex.example").await).await;
    assert!(
        shown.text().contains("mike@globex.example"),
        "{page} {}",
        shown.text()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn word_that_an_address_is_taken_goes_to_its_owner_as_spelled_there() {
    let platform = Platform::with(GLOBEX).await;
    let mut nora = signed_up(&platform, "nora@elsewhere.example").await;
    let change = serde_json::json!({
        "email": "GRACE@globex.example",
        "current_password": crate::mailbox::NEW_PASSWORD,
    });
    let answer = nora.post("/api/profile/address", &change).await;
    assert!(answer.status < 300, "{answer:?}");
    let mails = mails(&platform).await;
    let told: Vec<_> = mails
        .iter()
        .filter(|mail| matches!(mail.message, Message::AddressInUse { .. }))
        .map(|mail| mail.to.as_str())
        .collect();
    assert_eq!(told, [GRACE]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_account_has_the_canonical_address() {
    let platform = Platform::with(GLOBEX).await;
    let mut browser = platform.browser();
    ask(
        &mut browser,
        "/sign-up",
        "Re\u{301}my <re\u{301}\u{ad}my@elsewhere.example>",
    )
    .await;
    let link = link_to(&platform, "r\u{e9}my@elsewhere.example").await;
    let (page, _) = open(&mut browser, &link).await;
    assert_eq!(browser.submit(&page, &sign_up_form()).await.status, 303);
    let answer = platform
        .browser()
        .sign_in("R\u{c9}MY@elsewhere.example", crate::mailbox::NEW_PASSWORD)
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_form_shows_the_address_that_was_understood() {
    let platform = Platform::with(GLOBEX).await;
    let form = [
        ("username", "mailto:gr\u{200b}ace@globex.example"),
        ("password", "wrong wrong wrong"),
    ];
    let answer = platform.browser().submit("/sign-in", &form).await;
    assert!(
        answer.text().contains("value=\"grace@globex.example\""),
        "{}",
        answer.text()
    );
}

/// A link that was mailed shows that mail reaches the person; an import shows nothing.
#[tokio::test(flavor = "multi_thread")]
async fn mailed_links_verify_the_address() {
    let platform = Platform::with(GLOBEX).await;
    let verified = |email: &str| {
        let sql = format!(
            "SELECT COUNT(*) FROM accounts WHERE email = '{email}' AND email_verified_at_ms IS NOT NULL"
        );
        platform.count(sql.leak())
    };
    assert_eq!(verified(GRACE).await, 0, "imported");
    signed_up(&platform, "nora@elsewhere.example").await;
    assert_eq!(verified("nora@elsewhere.example").await, 1, "signed up");
    let mut browser = platform.browser();
    ask(&mut browser, "/reset-password", GRACE).await;
    let (page, _) = open(&mut browser, &link_to(&platform, GRACE).await).await;
    assert_eq!(verified(GRACE).await, 0, "opening a link changes nothing");
    let answer = browser
        .submit(&page, &[("password", crate::mailbox::NEW_PASSWORD)])
        .await;
    assert_eq!((answer.status, verified(GRACE).await), (303, 1), "reset by mail");
}
