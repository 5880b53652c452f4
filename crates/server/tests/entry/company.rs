//! `latchkey company add`

use latchkey_server::cli::company::{AddCompany, Added, CompanyError, Maker};
use latchkey_server::config::DatabaseOptions;

use crate::mailbox::{NEW_PASSWORD, open, sent, signed_up};
use crate::support::{GLOBEX, ORIGIN, Platform};

fn initech() -> AddCompany {
    AddCompany {
        name: "Initech".into(),
        slug: None,
        domains: vec!["Initech.example".into()],
        admin: "peter@initech.example".into(),
        first_name: String::new(),
        last_name: String::new(),
        public_url: ORIGIN.into(),
        smtp_url: None,
        database: DatabaseOptions {
            database_url: String::new(),
            secret_key: None,
        },
    }
}

async fn add(platform: &Platform, company: &AddCompany) -> Result<Added, CompanyError> {
    let maker = Maker {
        store: &platform.app.store,
        secret_key: &platform.app.secret_key,
        clock: &platform.clock,
    };
    maker.add(company).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_makes_a_company_whose_admin_sets_a_password_and_is_in() {
    let platform = Platform::with(GLOBEX).await;
    let added = add(&platform, &initech()).await.expect("is made");
    assert_eq!(
        (added.slug.as_str(), added.admin.as_str()),
        ("initech", "peter@initech.example")
    );
    assert!(
        sent(&platform).await.is_empty(),
        "where no mail can be sent, none is queued"
    );
    // A week is time enough for somebody who is not there just now.
    platform.clock.advance(6 * 24 * 60 * 60 * 1000);
    let mut peter = platform.browser();
    let link = added.link.strip_prefix(ORIGIN).expect("the platform's");
    let (page, shown) = open(&mut peter, link).await;
    assert!(shown.text().contains("peter@initech.example"), "{}", shown.text());
    assert_eq!(
        peter.submit(&page, &[("password", NEW_PASSWORD)]).await.status,
        303
    );
    assert_eq!(
        peter.sign_in("peter@initech.example", NEW_PASSWORD).await.status,
        200
    );
    let facts = "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id JOIN email_domains d ON d.company_id = c.id
                 WHERE c.slug = 'initech' AND a.company_admin = 1 AND a.first_name = 'peter' AND d.domain = 'initech.example'
                 AND d.proven_at_ms IS NOT NULL";
    assert_eq!(platform.count(facts).await, 1);
    let written = "SELECT COUNT(*) FROM audit_events WHERE action IN ('company_created', 'company_admin_made', 'password_reset')";
    assert_eq!(platform.count(written).await, 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_mail_can_be_sent_the_link_is_mailed() {
    let platform = Platform::with(GLOBEX).await;
    let company = AddCompany {
        smtp_url: Some("smtp://mail.example".into()),
        ..initech()
    };
    add(&platform, &company).await.expect("is made");
    assert_eq!(
        sent(&platform).await,
        [("peter@initech.example".to_owned(), "set_password")]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_who_were_here_before_their_company_join_it() {
    let platform = Platform::with(GLOBEX).await;
    signed_up(&platform, "peter@initech.example").await;
    signed_up(&platform, "milton@initech.example").await;
    signed_up(&platform, "guest@elsewhere.example").await;
    add(&platform, &initech()).await.expect("is made");
    let people =
        "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id WHERE c.slug = 'initech'";
    assert_eq!(platform.count(people).await, 2);
    assert_eq!(
        platform
            .browser()
            .sign_in("peter@initech.example", NEW_PASSWORD)
            .await
            .status,
        401,
        "the password of before opens nothing: the mailbox is to be proven anew"
    );
    let guests =
        "SELECT COUNT(*) FROM accounts WHERE password_hash IS NOT NULL AND email = 'guest@elsewhere.example'";
    assert_eq!(platform.count(guests).await, 1, "others keep theirs");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_others_stays_theirs() {
    let platform = Platform::with(GLOBEX).await;
    add(&platform, &initech()).await.expect("is made");
    let again = add(&platform, &initech())
        .await
        .expect_err("is refused")
        .to_string();
    assert!(
        again.contains("initech.example belongs to another company"),
        "{again}"
    );
    for (company, said) in [
        (
            AddCompany {
                slug: Some("globex".into()),
                domains: vec![],
                ..initech()
            },
            "slug",
        ),
        (
            AddCompany {
                slug: Some("-".into()),
                ..initech()
            },
            "--slug",
        ),
        (
            AddCompany {
                slug: Some("x".into()),
                domains: vec!["globex.example".into()],
                ..initech()
            },
            "globex.example",
        ),
        (
            AddCompany {
                slug: Some("x".into()),
                domains: vec![],
                admin: "grace@globex.example".into(),
                ..initech()
            },
            "grace@globex.example belongs",
        ),
        (
            AddCompany {
                slug: Some("x".into()),
                domains: vec![],
                admin: "new@globex.example".into(),
                ..initech()
            },
            "new@globex.example belongs",
        ),
        (
            AddCompany {
                admin: "peter".into(),
                ..initech()
            },
            "--admin",
        ),
        (
            AddCompany {
                domains: vec!["a b".into()],
                ..initech()
            },
            "--domain",
        ),
        (
            AddCompany {
                name: " ".into(),
                ..initech()
            },
            "--name",
        ),
        (
            AddCompany {
                public_url: "http://login.example".into(),
                ..initech()
            },
            "LATCHKEY_PUBLIC_URL",
        ),
    ] {
        let refused = add(&platform, &company)
            .await
            .expect_err("is refused")
            .to_string();
        assert!(refused.contains(said), "{said}: {refused}");
    }
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM companies WHERE slug <> '-'")
            .await,
        2
    );
    assert_eq!(
        platform.count("SELECT COUNT(*) FROM accounts").await,
        2,
        "nothing was half made"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn two_of_a_name_have_two_slugs() {
    let platform = Platform::with(GLOBEX).await;
    add(&platform, &initech()).await.expect("is made");
    let company = AddCompany {
        domains: vec![],
        admin: "bill@elsewhere.example".into(),
        ..initech()
    };
    assert_eq!(add(&platform, &company).await.expect("is made").slug, "initech-2");
}
