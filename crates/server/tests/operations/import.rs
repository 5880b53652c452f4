//! `latchkey import`: creates or updates, never deletes, wholly or not at all.

use latchkey_server::cli::import::{Importer, parse};
use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::store::{accounts, companies, sso_configurations};

use crate::support::{GLOBEX, PASSWORD, Platform, acme};

pub(crate) async fn refused(platform: &Platform, file: &str) -> String {
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
            "SELECT COUNT(*) FROM companies WHERE slug <> '-'",
            "SELECT COUNT(*) FROM accounts",
            "SELECT COUNT(*) FROM email_domains",
            "SELECT COUNT(*) FROM sso_configurations WHERE active = 1",
            "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'",
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
            .count("SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'")
            .await,
        1
    );
    platform.run_jobs("sso_takeover").await;
    assert_eq!(platform.count(with_password).await, 1, "Grace keeps hers");
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'account_taken_over_by_sso'")
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
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM companies WHERE slug <> '-'")
            .await,
        1
    );
}

#[tokio::test]
async fn an_address_that_no_answer_could_go_to_is_named_with_the_reason() {
    let platform = Platform::with(GLOBEX).await;
    let file = |environment: &str| {
        format!(
            "{GLOBEX}\n[[company.app]]\nname = \"A\"\nslug = \"a\"\n[[company.app.environment]]\nname = \"Test\"\nurl = \"https://a.example/\"\nclient_id = \"a\"\n{environment}"
        )
    };
    for (environment, at, reason) in [
        (
            r#"redirect_uris = ["https://a.example/c", "http://a.example/c"]"#,
            r#"redirect_uris, entry 2 "http://a.example/c""#,
            "must begin with https://",
        ),
        (
            r#"post_logout_redirect_uris = ["javascript:alert(1)"]"#,
            r#"post_logout_redirect_uris, entry 1 "javascript:alert(1)""#,
            "scheme",
        ),
        (
            "client_secret = \"s3cret\"\nredirect_uris = [\"com.example.app:/c\"]",
            r#"redirect_uris, entry 1 "com.example.app:/c""#,
            "only a single-page or native app",
        ),
        (
            r#"backchannel_logout_uri = "https://a.example/#l""#,
            "backchannel_logout_uri",
            "must not have a part behind #",
        ),
        (
            r#"id_token_signed_response_alg = "HS256""#,
            "id_token_signed_response_alg",
            "expected `ES256` or `RS256`",
        ),
        (
            r#"redirect_uri = "https://a.example/c""#,
            "redirect_uri",
            "unknown field",
        ),
        (r#"kind = "public""#, "kind", "unknown field"),
        (r#"roles = "User""#, "roles", "expected a sequence"),
        (
            "client_secret = \"s3cret\"\nrefresh_token_reuse_seconds = 61",
            "refresh_token_reuse_seconds",
            "must be 0 to 60",
        ),
        (
            "refresh_token_reuse_seconds = 1",
            "refresh_token_reuse_seconds",
            "0 without a client secret",
        ),
        (
            r#"support_contact = "javascript:alert(1)""#,
            r#"support_contact "javascript:alert(1)""#,
            "must be an email address",
        ),
        (
            r#"roles = ["User", "User"]"#,
            r#"roles, entry 2 "User""#,
            "is there twice",
        ),
    ] {
        let said = refused(&platform, &file(environment)).await;
        assert!(said.contains(r#"environment "Test""#), "{said}");
        assert!(said.contains(at) && said.contains(reason), "{said}");
        assert!(!said.contains("s3cret") && !said.contains('\n'), "{said}");
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM apps").await, 0);
    let native = r#"redirect_uris = ["com.example.app:/c", "http://127.0.0.1/c"]"#;
    platform.import(&file(native)).await;
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

const WITH_PASSWORD: &str = "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL";
const UNFINISHED_JOBS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'sso_takeover'";

/// Acme with Bob, whose address is in another domain than hers, and with these domains.
fn acme_with_bob(domains: &str) -> String {
    let bob = "[[company.account]]\nemail = \"bob@labs.example\"\nfirst_name = \"Bob\"\npassword = \"correct horse battery staple\"\n";
    acme("http://127.0.0.1:9").replace("[\"acme.example\"]", domains) + bob
}

#[tokio::test]
async fn a_domain_that_is_proven_later_loses_its_passwords_too() {
    let platform = Platform::with(&acme_with_bob("[\"acme.example\"]")).await;
    platform.run_jobs("sso_takeover").await;
    assert_eq!(platform.count(WITH_PASSWORD).await, 1, "Bob keeps his");
    let file = acme_with_bob("[\"acme.example\", \"labs.example\"]");
    platform.import(&file).await;
    assert_eq!(platform.count(UNFINISHED_JOBS).await, 1);
    platform.import(&file).await;
    assert_eq!(platform.count(UNFINISHED_JOBS).await, 1, "twice is once");
    platform.run_jobs("sso_takeover").await;
    assert_eq!(platform.count(WITH_PASSWORD).await, 0);
    platform.import(&file).await;
    assert_eq!(
        platform.count(UNFINISHED_JOBS).await,
        0,
        "nothing is left to take"
    );
    assert_eq!(platform.count(WITH_PASSWORD).await, 0);
}

#[tokio::test]
async fn a_domain_without_proof_is_proven_by_the_file() {
    let platform = Platform::with(&acme_with_bob("[\"acme.example\"]")).await;
    platform.run_jobs("sso_takeover").await;
    let mut transaction = platform.app.store.begin().await.expect("begins");
    sqlx::query("INSERT INTO email_domains (domain, company_id) SELECT 'labs.example', id FROM companies WHERE slug = 'acme'")
        .execute(&mut *transaction)
        .await
        .expect("inserts");
    transaction.commit().await.expect("commits");
    platform.import(&acme_with_bob("[\"acme.example\"]")).await;
    let proven = "SELECT COUNT(*) FROM email_domains WHERE proven_at_ms IS NOT NULL";
    assert_eq!(platform.count(proven).await, 1, "the file did not name it");
    assert_eq!(platform.count(UNFINISHED_JOBS).await, 0);
    platform
        .import(&acme_with_bob("[\"acme.example\", \"labs.example\"]"))
        .await;
    assert_eq!(platform.count(proven).await, 2);
    assert_eq!(platform.count(UNFINISHED_JOBS).await, 1);
}

#[tokio::test]
async fn names_and_client_secrets_change_with_the_file() {
    let file = acme("http://127.0.0.1:9");
    let platform = Platform::with(&file).await;
    let changed = file
        .replace("\"Lovelace\"", "\"King\"")
        .replace("\"Acme\"", "\"Acme Ltd\"")
        .replace("client_secret = \"secret\"", "client_secret = \"rotated\"");
    platform.import(&changed).await;
    let mut connection = platform.app.store.read().await.expect("a connection");
    let company = companies::by_slug(&mut connection, "acme")
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(company.name, "Acme Ltd");
    let ada = EmailAddress::parse("ada@acme.example").expect("an address");
    let ada = accounts::by_email(&mut connection, &ada)
        .await
        .expect("reads")
        .expect("is there");
    assert_eq!(ada.last_name, "King");
    let active = sso_configurations::active_of_company(&mut connection, &company.id)
        .await
        .expect("reads")
        .expect("still active");
    let purpose = sso_configurations::client_secret_purpose(&active.id);
    let opened = platform
        .app
        .secret_key
        .open(&purpose, &active.client_secret_sealed);
    assert_eq!(*opened.expect("opens"), "rotated");
}

/// Whatever turns the direction of text, or is not seen, is in no name.
#[tokio::test]
async fn names_that_show_something_else_are_refused() {
    let platform = Platform::with(GLOBEX).await;
    let file = format!("{GLOBEX}{}", acme("http://127.0.0.1:9"));
    for name in ["Globex", "Grace", "Hopper", "Acme IdP"] {
        for hidden in ["\u{202e}", "\u{2066}", "\u{200b}", "\u{ad}", "\u{feff}"] {
            let written = format!("\"{name}\"");
            let with = format!("\"{hidden}{name}\"");
            let said = refused(&platform, &file.replacen(&written, &with, 1)).await;
            assert!(
                said.contains("none of them invisible"),
                "{name} {hidden:?}: {said}"
            );
        }
    }
    let app = "\n  [[company.app]]\n  name = \"Expenses\"\n  slug = \"expenses\"\n\n    [[company.app.environment]]\n    name = \"Acceptance\"\n    \
               url = \"https://app.example/\"\n    client_id = \"app\"\n    redirect_uris = [\"https://app.example/callback\"]\n    roles = [\"User\"]\n";
    let file = format!("{GLOBEX}{app}");
    for (written, with) in [
        ("\"Expenses\"", "\"Expen\u{202e}ses\""),
        ("\"Acceptance\"", "\"Accept\u{200b}ance\""),
        ("\"app\"", "\"a\u{2066}pp\""),
        ("\"User\"", "\"Us\u{ad}er\""),
        (
            "\"https://app.example/callback\"",
            "\"https://app.example/call\u{202e}back\"",
        ),
        ("\"https://app.example/\"", "\"https://app.example/\u{202e}\""),
    ] {
        let said = refused(&platform, &file.replacen(written, with, 1)).await;
        assert!(
            !said.contains('\u{202e}'),
            "it is shown in a readable form: {said}"
        );
    }
    platform.import(&file).await;
    // Persian needs its joiner.
    let persian = GLOBEX.replace(
        "\"Grace\"",
        "\"\u{639}\u{644}\u{6cc}\u{200c}\u{631}\u{636}\u{627}\"",
    );
    platform.import(&persian).await;
}
