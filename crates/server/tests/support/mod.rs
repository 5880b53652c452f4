//! A platform inside the test's own process, and browsers to visit it with. Everything is real (router, store, hashing,
//! relying party) but the clock and the network under HTTP.
#![allow(
    dead_code,
    unreachable_pub,
    missing_docs,
    reason = "each test binary uses its own part"
)]

pub mod authenticator;
pub mod database;

use std::sync::Arc;

use bytes::Bytes;
use latchkey_server::app_state::{AppState, Parts};
use latchkey_server::assets::Assets;
use latchkey_server::cli::import::{self, Imported, Importer};
use latchkey_server::clock::{Clock, ManualClock, SystemClock};
use latchkey_server::config::{Config, MailSettings, PublicUrl};
use latchkey_server::domain::colour::Colour;
use latchkey_server::domain::company_brand::Look;
use latchkey_server::domain::logo::LogoName;
use latchkey_server::domain::totp::code_at;
use latchkey_server::email_domains::dns::DnsResolver;
use latchkey_server::federation::{Egress, EgressPolicy, Federation};
use latchkey_server::http;
use latchkey_server::job_kinds;
use latchkey_server::jobs::Runner;
use latchkey_server::mail::smtp::Mailer;
use latchkey_server::passwords::{Cost, PasswordHasher};
use latchkey_server::secrets::SecretKey;
use latchkey_server::sign_in::account_locks::AccountLocks;
use latchkey_server::store::{Store, companies, company_brands};
use sqlx::Connection as _;
use tempfile::TempDir;

pub use latchkey_test_browser::Browser;

pub const ORIGIN: &str = "http://localhost:8080";
pub const PASSWORD: &str = "correct horse battery staple";

/// Globex signs in with passwords.
pub const GLOBEX: &str = r#"
[[company]]
name = "Globex"
slug = "globex"
domains = ["globex.example"]

  [[company.account]]
  email = "grace@globex.example"
  first_name = "Grace"
  last_name = "Hopper"
  password = "correct horse battery staple"
"#;

/// Acme signs in at `issuer`. Ada has an account, and had a password before.
pub fn acme(issuer: &str) -> String {
    format!(
        r#"
[[company]]
name = "Acme"
slug = "acme"
domains = ["acme.example"]

  [[company.account]]
  email = "ada@acme.example"
  first_name = "Ada"
  last_name = "Lovelace"
  password = "correct horse battery staple"

  [[company.sso_configuration]]
  name = "Acme IdP"
  endpoint_url = "{issuer}"
  client_id = "latchkey"
  client_secret = "secret"
  scopes = ["openid", "profile", "email"]
  active = true

    [company.sso_configuration.claims]
    foreign_id = "sub"
    username = "email"
    first_name = "given_name"
    last_name = "family_name"
"#
    )
}

pub struct Platform {
    pub app: AppState,
    pub clock: ManualClock,
    /// Where its database is.
    pub database_url: String,
    folder: TempDir,
}

impl Platform {
    /// A platform with what `file` (an import file) says.
    pub async fn with(file: &str) -> Self {
        Self::at(ORIGIN, file).await
    }

    /// A platform at another origin.
    pub async fn at(origin: &str, file: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = database_url(&folder).await;
        Self::over(&url, folder, origin, file).await
    }

    /// A platform on SQLite, for what is SQLite's alone.
    pub async fn on_sqlite(file: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = sqlite_url(&folder);
        Self::over(&url, folder, ORIGIN, file).await
    }

    async fn over(database_url: &str, folder: TempDir, origin: &str, file: &str) -> Self {
        let store = Store::open(database_url).await.expect("a store");
        let clock = ManualClock::at(SystemClock.now_ms());
        let app = AppState::new(parts(origin, store, clock.clone()));
        let platform = Self {
            app,
            clock,
            database_url: database_url.to_owned(),
            folder,
        };
        platform.import(file).await;
        platform
    }

    /// The same platform in another colour.
    pub fn in_colour(self, colour: &str) -> Self {
        let mut parts = parts(
            self.app.config.public_url.origin(),
            self.app.store.clone(),
            self.clock.clone(),
        );
        parts.config.platform_colour = Colour::parse(colour).expect("a colour");
        Self {
            app: AppState::new(parts),
            ..self
        }
    }

    /// The same platform behind other workers for passwords.
    pub fn with_passwords(self, passwords: PasswordHasher) -> Self {
        let parts = Parts {
            passwords,
            ..parts(
                self.app.config.public_url.origin(),
                self.app.store.clone(),
                self.clock.clone(),
            )
        };
        Self {
            app: AppState::new(parts),
            ..self
        }
    }

    /// The same platform, which asks another name server.
    pub fn with_dns(self, dns: DnsResolver) -> Self {
        let old = &self.app;
        let parts = Parts {
            dns,
            secret_key: old.secret_key.clone(),
            ..parts(
                old.config.public_url.origin(),
                old.store.clone(),
                self.clock.clone(),
            )
        };
        Self {
            app: AppState::new(parts),
            ..self
        }
    }

    /// The same platform behind another guard of what it may reach.
    pub fn with_egress(self, egress: Egress) -> Self {
        let old = &self.app;
        let parts = Parts {
            egress,
            secret_key: old.secret_key.clone(),
            ..parts(
                old.config.public_url.origin(),
                old.store.clone(),
                self.clock.clone(),
            )
        };
        Self {
            app: AppState::new(parts),
            ..self
        }
    }

    /// The same platform on a machine whose clock shows another time than what the platform goes by.
    pub fn with_wall_clock(self, wall_clock: ManualClock) -> Self {
        let old = &self.app;
        let parts = Parts {
            wall_clock: Arc::new(wall_clock),
            secret_key: old.secret_key.clone(),
            ..parts(
                old.config.public_url.origin(),
                old.store.clone(),
                self.clock.clone(),
            )
        };
        Self {
            app: AppState::new(parts),
            ..self
        }
    }

    /// From now on the company presents itself by this name, in green, with a logo of 512 by 160 pixels that nobody has drawn.
    pub async fn brand(&self, slug: &str, name: &str) {
        let now = self.app.clock.now_ms();
        let mut transaction = self.app.store.begin().await.expect("a transaction");
        let company = companies::by_slug(&mut transaction, slug).await.expect("asks");
        let company = company.expect("a company").id;
        let look = Look {
            name: Some(name.to_owned()),
            colour: Colour::parse("#006b3c"),
        };
        let logo = LogoName {
            hash: "0a".repeat(32),
            width: 512,
            height: 160,
        };
        let set = company_brands::set_look(&mut transaction, &company, &look, now);
        set.await.expect("sets");
        let set = company_brands::set_logo(&mut transaction, &company, b"PNG", &logo, now);
        set.await.expect("sets");
        transaction.commit().await.expect("commits");
    }

    /// Asserts that a page is in the look that [`Self::brand`] gave, under this name.
    pub fn assert_branded(page: &latchkey_test_browser::Answer, name: &str) {
        assert!(page.text().contains(&format!(">{name}<")), "{}", page.text());
        assert!(page.text().contains("href=\"/brand/006b3c-"), "{}", page.text());
    }

    /// What another node of the platform holds, which sends mails so.
    pub fn another_node(&self, mailer: Option<Mailer>) -> AppState {
        self.another_node_called(mailer, &self.app.config.platform_name)
    }

    /// The same on a platform of this name.
    pub fn another_node_called(&self, mailer: Option<Mailer>, name: &str) -> AppState {
        let mut parts = parts(
            self.app.config.public_url.origin(),
            self.app.store.clone(),
            self.clock.clone(),
        );
        parts.config.platform_name = name.to_owned();
        AppState::new(Parts {
            mailer,
            secret_key: self.app.secret_key.clone(),
            ..parts
        })
    }

    /// Imports one more file.
    pub async fn import(&self, file: &str) -> Imported {
        let importer = Importer {
            store: &self.app.store,
            secret_key: &self.app.secret_key,
            passwords: &self.app.passwords,
            clock: &self.clock,
        };
        let file = import::parse(file).expect("an import file");
        importer.run(file).await.expect("imports")
    }

    /// A browser that was never here.
    pub fn browser(&self) -> Browser {
        Browser::new(
            http::router(self.app.clone()),
            self.app.config.public_url.origin(),
        )
    }

    /// A browser in which Grace is signed in by password.
    pub async fn grace(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser.sign_in("grace@globex.example", PASSWORD).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        browser
    }

    /// Adds an authenticator app to the account of whoever is signed in; returns its secret and the recovery codes.
    pub async fn add_totp(&self, browser: &mut Browser) -> (String, Vec<String>) {
        let begun = browser
            .post("/api/profile/two-step/app", &serde_json::json!({}))
            .await;
        assert_eq!(begun.status, 200, "{begun:?}");
        let secret = begun.json()["secret"].as_str().expect("a secret").to_owned();
        let code = serde_json::json!({ "code": self.totp(&secret) });
        let path = "/api/profile/two-step/app/confirmation";
        let added = browser.post(path, &code).await;
        assert_eq!(added.status, 200, "{added:?}");
        let codes = added.json()["recovery_codes"].as_array().expect("codes").clone();
        let codes = codes.iter().map(|code| code.as_str().expect("a code").to_owned());
        // Its code was used: the next one is for whoever signs in.
        self.clock.advance(30_000);
        (secret, codes.collect())
    }

    /// What an app with this secret shows at this moment.
    pub fn totp(&self, secret: &str) -> String {
        code_at(secret, self.clock.now_ms()).expect("a code")
    }

    /// Does the jobs of a kind that are due, as a node of its own does.
    pub async fn run_jobs(&self, kind: &str) {
        let node = Runner::new(self.app.clone(), job_kinds::all().to_vec());
        node.run_due(kind).await.expect("a round");
    }

    /// The one text or number that a query answers.
    pub async fn count(&self, sql: &'static str) -> i64 {
        let mut connection = self.app.store.read().await.expect("a connection");
        sqlx::query_scalar(sql)
            .fetch_one(&mut *connection)
            .await
            .expect("a number")
    }
}

/// A new database: SQLite, or PostgreSQL where `LATCHKEY_TEST_ENGINE` says so (on the server that
/// `LATCHKEY_TEST_POSTGRES_URL` names).
async fn database_url(folder: &TempDir) -> String {
    if std::env::var("LATCHKEY_TEST_ENGINE").is_ok_and(|engine| engine == "postgres") {
        let server =
            std::env::var("LATCHKEY_TEST_POSTGRES_URL").expect("LATCHKEY_TEST_POSTGRES_URL names a server");
        sqlx::any::install_default_drivers();
        let name = format!("latchkey_{}", uuid::Uuid::now_v7().simple());
        let mut connection = sqlx::AnyConnection::connect(&server).await.expect("connects");
        let sql = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
        sqlx::query(sql)
            .execute(&mut connection)
            .await
            .expect("a database");
        let (base, _) = server.rsplit_once('/').expect("a database in the URL");
        return format!("{base}/{name}");
    }
    sqlite_url(folder)
}

fn sqlite_url(folder: &TempDir) -> String {
    format!("sqlite://{}/platform.db", folder.path().display())
}

/// Hashes at next to no cost. At their usual one, half of the time of all tests would go into them.
fn quick_passwords() -> PasswordHasher {
    let cost = Cost {
        memory_kib: 8,
        passes: 1,
    };
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    PasswordHasher::with_cost(cores, 150, cost)
}

fn parts(origin: &str, store: Store, clock: ManualClock) -> Parts {
    let allow = ["127.0.0.0/8", "::1/128"].map(|network| network.parse().expect("a destination"));
    let policy = EgressPolicy {
        allow: allow.into(),
        extra_ca: None,
    };
    let egress = Egress::new(policy).expect("a guard");
    Parts {
        config: config(origin),
        store,
        clock: Arc::new(clock.clone()),
        wall_clock: Arc::new(clock.clone()),
        secret_key: SecretKey::generate().expect("randomness"),
        passwords: quick_passwords(),
        federation: Federation::new(egress.clone(), Arc::new(clock)),
        egress,
        dns: DnsResolver::new(None),
        assets: Assets::from_files(entry_pages()).expect("the screens"),
        mailer: None,
        account_locks: AccountLocks::default(),
    }
}

fn config(origin: &str) -> Config {
    Config {
        public_url: PublicUrl::parse(origin).expect("an origin"),
        listen: "127.0.0.1:0".parse().expect("an address"),
        platform_name: "Latchkey".into(),
        platform_colour: Colour::parse("#4740c8").expect("a colour"),
        platform_logo: None,
        mail: MailSettings {
            server: None,
            from: "no-reply@localhost".into(),
        },
        egress_allow: Vec::new(),
        egress_ca: None,
        dns_resolver: None,
        trusted_proxies: vec!["192.0.2.0/24".parse().expect("a network")],
        security_contact: Some("mailto:security@globex.example".into()),
        session_ttl_ms: 3_600_000,
        test_run_ttl_ms: 30_000,
        audit_retention_ms: Some(90 * 24 * 3_600_000),
    }
}

/// Entry pages with the places that the server fills; what the real build makes is looked at by the end-to-end tests.
fn entry_pages() -> Vec<(String, Bytes)> {
    let front = "<!DOCTYPE html><html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><head><title>__LATCHKEY_TITLE__</title>\
        <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"#ffffff\">\
        <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#1d212c\">\
        <script type=\"module\">wake()</script><!--latchkey:head--></head><body><!--latchkey:body--></body></html>";
    let portal = "<!DOCTYPE html><html lang=\"__LATCHKEY_LANG__\" data-theme=\"__LATCHKEY_THEME__\"><head><title>__LATCHKEY_TITLE__</title>\
        <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"#ffffff\">\
        <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"#1d212c\"></head></html>";
    vec![
        ("front/index.html".into(), Bytes::from_static(front.as_bytes())),
        ("sign_in/index.html".into(), Bytes::from_static(front.as_bytes())),
        ("portal/index.html".into(), Bytes::from_static(portal.as_bytes())),
        ("front/front-1.wasm".into(), Bytes::from_static(b"\0asm")),
        ("front/front-1.wasm.br".into(), Bytes::from_static(b"brotli")),
        (
            "front/favicon.ico".into(),
            Bytes::from_static(include_bytes!("../../../../public/favicon.ico")),
        ),
        (
            "front/passkey.js".into(),
            Bytes::from_static(include_bytes!("../../../../public/passkey.js")),
        ),
        (
            "front/new-passkey.js".into(),
            Bytes::from_static(include_bytes!("../../../../public/new-passkey.js")),
        ),
        (
            "front/favicon.svg".into(),
            Bytes::from_static(include_bytes!("../../../../public/favicon.svg")),
        ),
        (
            "front/apple-touch-icon.png".into(),
            Bytes::from_static(include_bytes!("../../../../public/apple-touch-icon.png")),
        ),
        (
            "front/robots.txt".into(),
            Bytes::from_static(include_bytes!("../../../../public/robots.txt")),
        ),
    ]
}
