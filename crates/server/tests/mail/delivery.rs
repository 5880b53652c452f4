//! What arrives, and that nobody waits for it.

use std::time::Duration;

use latchkey_contract::Language;
use latchkey_server::mail::Message;
use tokio::sync::watch;

use crate::scene::{HOUR, LINK, node, node_named, queue, reset, round, waiting};
use crate::sink::Sink;
use crate::support::{GLOBEX, Platform};

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_has_a_text_and_an_html_part_in_its_readers_language() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&[]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    queue(&platform, "grace@globex.example", Language::En, &reset(&platform)).await;
    round(&node).await;
    queue(
        &platform,
        "günther@globex.example",
        Language::De,
        &reset(&platform),
    )
    .await;
    round(&node).await;
    assert_eq!(waiting(&platform).await, 0, "what is sent is forgotten");

    let mails = sink.wait_for(2).await;
    let [english, german] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(english.header("to"), "grace@globex.example");
    assert_eq!(english.header("from"), "Latchkey <no-reply@localhost>");
    assert_eq!(english.header("subject"), "Set a new password at Latchkey");
    assert_eq!(english.header("auto-submitted"), "auto-generated");
    assert_eq!(english.header("x-sink-from"), "no-reply@localhost");
    assert!(english.header("message-id").ends_with("@localhost>"));
    assert!(
        english
            .header("content-type")
            .starts_with("multipart/alternative")
    );
    for mail in &mails {
        assert!(mail.text.contains(LINK), "{mail:?}");
        assert!(mail.html.contains(&format!("href=\"{LINK}\"")), "{mail:?}");
        assert!(mail.html.contains("#4740c8"), "the platform's colour");
        for remote in ["src=", "<link", "url(", "@import", "<script", "<img"] {
            assert!(!mail.html.contains(remote), "{remote} in {mail:?}");
        }
    }
    assert_eq!(german.header("x-sink-to"), "günther@globex.example");
    assert!(german.html.contains("<html lang=\"de\">"));
    assert!(german.text.contains("wurde ein neues Passwort angefordert"));
}

#[tokio::test(flavor = "multi_thread")]
async fn people_of_a_company_get_mails_in_its_name_and_colour() {
    let platform = Platform::with(GLOBEX).await;
    platform.brand("globex", "Globex").await;
    let sink = Sink::start(&[]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    for address in ["grace@globex.example", "new@globex.example"] {
        queue(&platform, address, Language::En, &reset(&platform)).await;
        round(&node).await;
    }
    let ended = Message::PasswordAfterSso {
        link: LINK.into(),
        expires_at_ms: platform.app.clock.now_ms() + HOUR,
        company: "Globex Corporation".into(),
        notice: String::new(),
    };
    queue(&platform, "grace@globex.example", Language::En, &ended).await;
    round(&node).await;
    let mails = sink.wait_for(3).await;
    let [member, stranger, ended] = &mails[..] else {
        panic!("{mails:?}")
    };
    assert_eq!(member.header("from"), "Globex <no-reply@localhost>");
    assert_eq!(member.header("subject"), "Set a new password at Globex");
    assert!(
        member.html.contains("#006b3c") && !member.html.contains("Latchkey"),
        "{member:?}"
    );
    assert!(
        !member.html.contains("<img") && !member.html.contains("url("),
        "mails have no pictures"
    );
    assert_eq!(
        stranger.header("from"),
        "Latchkey <no-reply@localhost>",
        "an address without an account"
    );
    assert!(stranger.html.contains("#4740c8"), "{stranger:?}");
    assert_eq!(ended.header("from"), "Globex <no-reply@localhost>");
    assert!(ended.html.contains("#006b3c"), "{ended:?}");
    let sentence = "Globex Corporation no longer signs you in to Latchkey by single sign-on";
    assert!(ended.html.contains(sentence), "{ended:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_in_a_name_or_an_address_begins_a_header_or_markup() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&[]);
    let url = format!("smtp://127.0.0.1:{}", sink.port);
    let evil = "Acme\r\nBcc: victim@evil.example\r\n\r\n<img src=//evil.example> & \u{202e}";
    let node = node_named(&platform, &url, None, evil);
    let message = Message::UseSso {
        sign_in: "https://login.example/sign-in".into(),
        company: evil.into(),
    };
    queue(&platform, "grace@globex.example", Language::En, &message).await;
    for address in [
        "grace@globex.example\r\nBcc: victim@evil.example",
        "grace@globex.example>\r\nRCPT TO:<victim@evil.example",
        "grace@globex.example, victim@evil.example",
    ] {
        queue(&platform, address, Language::En, &reset(&platform)).await;
    }
    round(&node).await;
    assert_eq!(
        waiting(&platform).await,
        0,
        "addresses that are none are given up"
    );
    let mails = sink.wait_for(1).await;
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert_eq!(mails[0].header("x-sink-to"), "grace@globex.example");
    assert_eq!(mails[0].header("to"), "grace@globex.example");
    assert!(mails[0].all("bcc").is_empty(), "{}", mails[0].raw);
    assert!(!mails[0].html.contains("<img"), "{}", mails[0].html);
    assert!(
        mails[0].text.contains("page of Acme Bcc: victim@evil.example"),
        "{}",
        mails[0].text
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_delays_no_request_and_no_other_mail() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&["--hold", "--together", "4"]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    for number in 0..4 {
        let address = format!("reader-{number}@globex.example");
        queue(&platform, &address, Language::En, &reset(&platform)).await;
    }
    let (stop, stopped) = watch::channel(false);
    let worker = node.spawn(stopped);
    // It is under way when the mails are taken.
    while platform
        .count("SELECT COUNT(*) FROM jobs WHERE attempts > 0")
        .await
        < 4
    {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let _grace = platform.grace().await;
    assert!(
        sink.mails().is_empty(),
        "signing in (it writes) did not wait for the mails"
    );
    // The server takes none before all four are under way together.
    sink.let_go();
    sink.wait_for(4).await;
    let _ = stop.send(true);
    worker.await.expect("ends");
    assert_eq!(waiting(&platform).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_committed_is_not_sent() {
    let platform = Platform::with(GLOBEX).await;
    let sink = Sink::start(&[]);
    let node = node(&platform, &format!("smtp://127.0.0.1:{}", sink.port), None);
    let app = &platform.app;
    let mut transaction = app.store.begin().await.expect("a transaction");
    let to = latchkey_server::mail::Recipient {
        address: "grace@globex.example",
        language: Language::En,
    };
    latchkey_server::mail::queue(&mut transaction, &app.secret_key, 0, &to, &reset(&platform), None)
        .await
        .expect("queued");
    drop(transaction);
    round(&node).await;
    assert!(sink.mails().is_empty());
    assert_eq!(waiting(&platform).await, 0);
}
