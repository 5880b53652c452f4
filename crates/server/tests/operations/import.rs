//! `latchkey import`: creates or updates, never deletes, wholly or not at all.

use latchkey_server::cli::import::{Importer, parse};
use latchkey_server::jobs;

use crate::support::{GLOBEX, PASSWORD, Platform, acme};

async fn refused(platform: &Platform, file: &str) -> String {
    let importer = Importer {
        store: &platform.app.store,
        secret_key: &platform.app.secret_key,
        passwords: &platform.app.passwords,
        clock: &platform.clock,
    };
    match parse(file) {
        Ok(file) => importer.run(file).await.expect_err("refused").to_string(),
        Err(error) => error.to_string(),
    }
}

#[tokio::test]
async fn twice_is_once() {
    let file = format!("{GLOBEX}{}", acme("http://127.0.0.1:9"));
    let platform = Platform::with(&file).await;
    let count = async || {
        let mut counts = Vec::new();
        for sql in [
            "SELECT COUNT(*) FROM companies",
            "SELECT COUNT(*) FROM accounts",
            "SELECT COUNT(*) FROM email_domains",
            "SELECT COUNT(*) FROM sso_configurations WHERE active = 1",
            "SELECT COUNT(*) FROM password_jobs",
        ] {
            counts.push(platform.count(sql).await);
        }
        counts
    };
    let before = count().await;
    platform.import(&file).await;
    assert_eq!(count().await, before);
    assert_eq!(before, [2, 2, 2, 1, 1]);
    assert_eq!(
        platform
            .browser()
            .sign_in("grace@globex.example", PASSWORD)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn an_activation_takes_the_passwords_of_its_domains_away_and_no_others() {
    let platform = Platform::with(&format!("{GLOBEX}{}", acme("http://127.0.0.1:9"))).await;
    let with_password = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM password_jobs WHERE status = 'queued'")
            .await,
        1
    );
    jobs::run_password_jobs(&platform.app).await.expect("runs");
    assert_eq!(platform.count(with_password).await, 1, "Grace keeps hers");
    assert_eq!(
        platform
            .count("SELECT done FROM password_jobs WHERE status = 'done'")
            .await,
        1
    );
    platform.import(&acme("http://127.0.0.1:9")).await;
    assert_eq!(
        platform.count(with_password).await,
        1,
        "a file does not bring passwords back"
    );
}

#[tokio::test]
async fn what_cannot_be_is_said_and_nothing_is_imported() {
    let platform = Platform::with(GLOBEX).await;
    for (file, says) in [
        (
            "[[company]]\nname = \"X\"\nslug = \"x\"\ndomians = []",
            "line 4: unknown field `domians`",
        ),
        ("[[company]]\nname = \"X\"\nslug = \"X!\"", "slug"),
        (
            "[[company]]\nname = \"X\"\nslug = \"x\"\ndomains = [\"globex.example\"]",
            "belongs to another company",
        ),
        (
            "[[company]]\nname = \"X\"\nslug = \"x\"\ndomains = [\"no domain\"]",
            "not an email domain",
        ),
        (
            "[[company]]\nname = \"X\"\nslug = \"x\"\n[[company.account]]\nemail = \"grace@globex.example\"\nfirst_name = \"G\"",
            "belongs to another company",
        ),
        (
            "[[company]]\nname = \"X\"\nslug = \"x\"\n[[company.account]]\nemail = \"a@x.example\"",
            "first or last name",
        ),
        ("[[company]]\nname = ", "line 2"),
    ] {
        let message = refused(&platform, file).await;
        assert!(message.contains(says), "{message}");
        assert!(!message.contains('\n'), "one line: {message}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM companies").await, 1);
}

#[tokio::test]
async fn a_syntax_error_does_not_repeat_a_secret() {
    let platform = Platform::with(GLOBEX).await;
    let message = refused(&platform, "[[company]]\nname = \"X\"\nslug = \"x\"\n[[company.account]]\nemail = \"a@x.example\"\npassword = [\"hush hush hush\"]").await;
    assert!(!message.contains("hush"), "{message}");
}

#[tokio::test]
async fn client_secrets_are_sealed() {
    let platform = Platform::with(&acme("http://127.0.0.1:9")).await;
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM sso_configurations WHERE client_secret_sealed LIKE '%secret%'")
            .await,
        0
    );
}
