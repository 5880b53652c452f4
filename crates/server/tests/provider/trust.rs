//! The table "Where trust changes hands" of `docs/ARCHITECTURE.md`, row by row: everything that could let somebody back in is
//! prepared in an account, the change happens, and what is left is what the row says. A row without a scene fails, and so does a
//! scene without a row.

use latchkey_contract::Language;
use latchkey_fake_idp::{FakeIdp, FakeIdpConfig};
use latchkey_server::cli::account;
use latchkey_server::cli::company::{AddCompany, Maker};
use latchkey_server::config::DatabaseOptions;
use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::mailed_link::Kind;
use latchkey_server::domain::second_factor::REMEMBERED_MS;
use latchkey_server::mail::{self, Message};
use latchkey_server::sign_in::link::{Purpose, make};
use latchkey_server::store::account_security::{self, Cause, NewPassword};
use latchkey_server::store::audit::Origin;
use latchkey_server::store::passkeys::{self, Passkey};
use latchkey_server::store::{
    accounts, apps, companies, mails, new_id, remembered_browsers, username_aliases,
};
use latchkey_server::two_step::reset::Resetting;
use serde_json::json;
use zeroize::Zeroizing;

use crate::app::{file, tokens};
use crate::scene::{ADA, acme_with_the_app};
use crate::support::{Browser, GLOBEX, ORIGIN, PASSWORD, Platform, acme};

const GRACE: &str = "grace@globex.example";
const NEW_PASSWORD: &str = "seven purple kettles under the bridge";
const INITECH: &str =
    "[[company]]\nname = \"Initech\"\nslug = \"initech\"\ndomains = [\"initech.example\"]\n";

/// The scenes, by the first cell of their rows.
const SCENES: &[&str] = &[
    "a company proves the domain of somebody who belonged to nobody",
    "`company add --admin` names somebody who belonged to nobody",
    "an import names somebody who belonged to nobody",
    "an import sets the password of somebody who belonged to nobody",
    "somebody who belonged to nobody takes an address in a company's domain",
    "an import sets another password",
    "a mailed link sets a new password",
    "the person sets another password",
    "an identity is linked to the account",
    "an identity is linked to the account in a pilot",
    "SSO is activated",
    "another identity provider takes the place of the active one",
    "a domain with people of the company is proven while SSO is active",
    "the address changes",
    "an address change is stopped by its link",
    "`account deactivate`",
    "`account reactivate`",
    "an admin deactivates a member",
    "an admin reactivates a member",
    "an admin takes away a second factor that was lost",
    "`account reset-factors`",
    "the person adds a second factor",
    "the person removes a second factor",
    "the person ends all other sessions",
    "the identity provider has all sessions of the person ended",
    "an admin makes a member an admin of the company",
    "an admin takes the rights of another admin away",
    "the owner agrees that a member's identity opens the account",
    "an admin takes the account from the identity that opens it",
    "an admin gives an account to another identity",
    "an admin takes back that an account was given to another identity",
    "an admin makes room for somebody new with the address",
    "an admin gives an account the address that its identity provider sends",
    "an import makes an admin of the company",
    "an import takes the rights of an admin away",
];

/// What was prepared in an account.
struct Prepared {
    platform: Platform,
    account_id: String,
    browser: Browser,
    password_hash: Option<String>,
    sessions: Vec<String>,
}

impl Prepared {
    /// Two sessions, tokens that outlive them, an access token of the person's own, a consent, every kind of link, and a username that stands for the account.
    async fn new(platform: Platform, email: &str) -> Self {
        let mut browser = platform.browser();
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
        let scope = [("scope", "openid profile email offline_access")];
        tokens(&platform, &mut browser, &scope).await;
        let mut browser = platform.browser();
        assert_eq!(browser.sign_in(email, PASSWORD).await.status, 200);
        let request = json!({ "name": "Script", "scopes": ["repository:read"], "lifetime": { "days": 30 } });
        let made = browser.post("/api/profile/tokens", &request).await;
        assert_eq!(made.status, 200, "{made:?}");
        let address = EmailAddress::parse(email).expect("an address");
        let mut transaction = platform.app.store.begin().await.expect("begins");
        let account = accounts::by_email(&mut transaction, &address)
            .await
            .expect("reads");
        let account_id = account.expect("an account").id;
        for kind in [
            Kind::ResetPassword,
            Kind::SetPassword,
            Kind::ConfirmAddress,
            Kind::StopAddressChange,
            Kind::SignUp,
            Kind::Recovery,
            Kind::RecoveryByCode,
        ] {
            let purpose = Purpose {
                kind,
                address: Some(&address),
                account_id: (kind != Kind::SignUp).then_some(account_id.as_str()),
                return_to: None,
            };
            make(&mut transaction, purpose, platform.app.clock.now_ms())
                .await
                .expect("a link");
        }
        let alias = EmailAddress::parse("other@elsewhere.example").expect("an address");
        username_aliases::confirm(&mut transaction, &alias, &account_id, 1)
            .await
            .expect("an alias");
        transaction.commit().await.expect("commits");
        passkey(&platform, &account_id).await;
        remembered(&platform, &account_id).await;
        let mut prepared = Self {
            platform,
            account_id,
            browser,
            password_hash: None,
            sessions: Vec::new(),
        };
        prepared.password_hash = prepared.password().await;
        let sql = "SELECT id FROM sessions WHERE account_id = $1 ORDER BY id";
        prepared.sessions = prepared.texts(sql).await;
        assert_eq!(prepared.sessions.len(), 2);
        assert_eq!(prepared.open_links().await, 7);
        prepared
    }

    async fn texts(&self, sql: &'static str) -> Vec<String> {
        let mut connection = self.platform.app.store.read().await.expect("a connection");
        sqlx::query_scalar(sql)
            .bind(&self.account_id)
            .fetch_all(&mut *connection)
            .await
            .expect("texts")
    }

    async fn number(&self, sql: &'static str) -> i64 {
        let mut connection = self.platform.app.store.read().await.expect("a connection");
        sqlx::query_scalar(sql)
            .bind(&self.account_id)
            .fetch_one(&mut *connection)
            .await
            .expect("a number")
    }

    async fn password(&self) -> Option<String> {
        let sql = "SELECT password_hash FROM accounts WHERE id = $1 AND password_hash IS NOT NULL";
        self.texts(sql).await.pop()
    }

    async fn open_links(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM mailed_links l JOIN accounts a ON a.id = $1
                   WHERE (l.account_id = a.id OR l.kind = 'sign_up') AND l.created_at_ms < 2000000000000
                   AND l.used_at_ms IS NULL AND l.replaced_at_ms IS NULL";
        self.number(sql).await
    }

    /// The cells of the row: password, sessions, links, tokens of apps, consents, access tokens, passkeys, browsers.
    async fn left(&self) -> [String; 8] {
        let password = match self.password().await {
            None => "ends",
            now if now == self.password_hash => "stays",
            Some(_) => "is replaced",
        };
        let live = self.texts("SELECT id FROM sessions WHERE account_id = $1").await;
        let left = self.sessions.iter().filter(|id| live.contains(id)).count();
        let sessions = ["end", "others end", "stay"][left];
        let ends = |left: i64| if left == 0 { "end" } else { "stay" };
        let families = "SELECT COUNT(*) FROM token_families WHERE account_id = $1 AND revoked_at_ms IS NULL";
        let consents = "SELECT (SELECT COUNT(*) FROM consents WHERE account_id = $1)
                             + (SELECT COUNT(*) FROM username_aliases WHERE account_id = $1)";
        let consents = match self.number(consents).await {
            0 => "end",
            2 => "stay",
            other => panic!("{other} of consent and alias are left"),
        };
        let links = ends(self.open_links().await);
        let tokens = ends(self.number(families).await);
        let own = "SELECT COUNT(*) FROM personal_tokens WHERE account_id = $1 AND revoked_at_ms IS NULL";
        let own = ends(self.number(own).await);
        let passkeys = self
            .texts("SELECT CAST(opens_alone AS TEXT) FROM passkeys WHERE account_id = $1")
            .await;
        let passkeys = match passkeys.first().map(String::as_str) {
            None => "end",
            Some("0") => "behind the password",
            Some(_) => "stay",
        };
        let browsers = "SELECT COUNT(*) FROM remembered_browsers WHERE account_id = $1";
        let browsers = ends(self.number(browsers).await);
        [
            password, sessions, links, tokens, consents, own, passkeys, browsers,
        ]
        .map(str::to_owned)
    }

    async fn has_event(&self, action: &str) -> bool {
        let sql = "SELECT action FROM audit_events WHERE subject = $1";
        self.texts(sql).await.iter().any(|written| written == action)
    }

    /// Makes it look as if everything had come from an identity provider.
    async fn came_from(&self, issuer: &str) {
        let mut transaction = self.platform.app.store.begin().await.expect("begins");
        for sql in [
            "UPDATE sessions SET signed_in_by = 'sso', idp_issuer = $2, idp_subject = '1' WHERE account_id = $1",
            "UPDATE token_families SET signed_in_by = 'sso' WHERE account_id = $1 AND $2 <> ''",
        ] {
            sqlx::query(sql)
                .bind(&self.account_id)
                .bind(issuer)
                .execute(&mut *transaction)
                .await
                .expect("updates");
        }
        transaction.commit().await.expect("commits");
    }

    /// The last mail of this kind leads here.
    async fn mailed(&self, link_of: impl Fn(Message) -> Option<String>) -> String {
        let mut connection = self.platform.app.store.read().await.expect("a connection");
        let waiting = mails::all_after(&mut connection, "", 1000).await.expect("reads");
        let open = |mail: &mails::WaitingMail| {
            mail::open(&self.platform.app.secret_key, &mail.id, &mail.sealed).expect("opens")
        };
        let links = waiting.iter().filter_map(|mail| link_of(open(mail).message));
        links
            .last()
            .expect("a link")
            .strip_prefix(ORIGIN)
            .expect("ours")
            .to_owned()
    }

    async fn use_link(&self, link: &str, fields: &[(&str, &str)]) {
        let mut browser = self.platform.browser();
        let page = browser.get(link).await.location().to_owned();
        let done = browser.submit(&page, fields).await;
        assert!(done.status == 200 || done.status == 303, "{done:?}");
    }

    /// Asks for `email` as the account's address; returns the links that confirm and stop it.
    async fn ask_for(&mut self, email: &str) -> (String, String) {
        let body = json!({ "email": email, "current_password": PASSWORD });
        let asked = self.browser.post("/api/profile/address", &body).await;
        assert_eq!(asked.status, 200, "{asked:?}");
        let confirm = self.mailed(|message| match message {
            Message::ConfirmAddress { link, .. } => Some(link),
            _ => None,
        });
        let confirm = confirm.await;
        let stop = self.mailed(|message| match message {
            Message::AddressChangeAsked { stop, .. } => Some(stop),
            _ => None,
        });
        (confirm, stop.await)
    }
}

/// A passkey, which opens the account alone.
async fn passkey(platform: &Platform, account_id: &str) {
    let passkey = Passkey {
        id: new_id(),
        account_id: account_id.to_owned(),
        credential_id: account_id.to_owned(),
        user_handle: String::new(),
        public_key: String::new(),
        algorithm: -7,
        sign_count: 0,
        backup_eligible: 0,
        backed_up: 0,
        transports: String::new(),
        name: "Key".to_owned(),
        added_at_ms: 1,
        last_used_at_ms: None,
        opens_alone: 1,
    };
    let mut transaction = platform.app.store.begin().await.expect("begins");
    passkeys::insert(&mut transaction, &passkey)
        .await
        .expect("a passkey");
    // Whoever is signed in has shown it.
    let sql = "UPDATE sessions SET second_factor = 'passkey' WHERE account_id = $1";
    sqlx::query(sql)
        .bind(account_id)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    transaction.commit().await.expect("commits");
}

/// A browser that is remembered for the second step.
async fn remembered(platform: &Platform, account_id: &str) {
    let now = platform.app.clock.now_ms();
    let origin = Origin::default();
    let browser = remembered_browsers::new(new_id(), new_id(), &origin, now, REMEMBERED_MS);
    let mut transaction = platform.app.store.begin().await.expect("begins");
    remembered_browsers::insert(&mut transaction, account_id, &browser)
        .await
        .expect("a browser");
    transaction.commit().await.expect("commits");
}

/// Grace of Globex, who may enter the app.
async fn grace() -> Prepared {
    Prepared::new(Platform::with(&file()).await, GRACE).await
}

/// Somebody whose domain no company has proven, and who may enter the app.
async fn nobodys(email: &str) -> Prepared {
    let platform = Platform::with(&file()).await;
    let hash = platform
        .app
        .passwords
        .hash(Zeroizing::new(PASSWORD.to_owned()))
        .await
        .expect("a hash");
    let id = new_id();
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let address = EmailAddress::parse(email).expect("an address");
    let account = accounts::NewAccount {
        id: &id,
        company_id: companies::UNAFFILIATED,
        email: &address,
        first_name: "Nora",
        last_name: "Newcomer",
    };
    accounts::insert(&mut transaction, &account, 1)
        .await
        .expect("an account");
    let password = NewPassword {
        account_id: &id,
        hash: Some(&hash),
        keeps_session: None,
    };
    let cause = Cause::of_operator("account_created", json!({}));
    account_security::set_password(&mut transaction, &password, &cause, 1)
        .await
        .expect("a password");
    transaction.commit().await.expect("commits");
    let_in(&platform, &address).await;
    Prepared::new(platform, email).await
}

/// Somebody of Globex whose address is of elsewhere.
async fn contractor() -> Prepared {
    let email = "nora@new.example";
    let platform = Platform::with(&file().replace("rob@globex.example", email)).await;
    let_in(&platform, &EmailAddress::parse(email).expect("an address")).await;
    Prepared::new(platform, email).await
}

/// Lets the account with this address into the app.
async fn let_in(platform: &Platform, address: &EmailAddress) {
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let account = accounts::by_email(&mut transaction, address)
        .await
        .expect("reads");
    let sql = "SELECT id FROM app_environments WHERE client_id = 'expenses'";
    let environment: String = sqlx::query_scalar(sql)
        .fetch_one(&mut *transaction)
        .await
        .expect("the app");
    let account = account.expect("an account");
    apps::grant(
        &mut transaction,
        &environment,
        &account.id,
        &["User".to_owned()],
        1,
    )
    .await
    .expect("access");
    transaction.commit().await.expect("commits");
}

fn with_password(company: &str, email: &str, more: &str) -> String {
    format!("{company}\n[[company.account]]\nemail = \"{email}\"\nfirst_name = \"Nora\"\n{more}\n")
}

/// A configuration of the company before it.
fn configuration(issuer: &str) -> String {
    let file = acme(issuer);
    let at = file
        .find("  [[company.sso_configuration]]")
        .expect("a configuration");
    file[at..].to_owned()
}

async fn set_active(prepared: &Prepared, active: bool) {
    let app = &prepared.platform.app;
    account::set_active(&app.store, app.clock.as_ref(), &prepared.account_id, active)
        .await
        .expect("is done");
}

/// Plays the scene with this name.
async fn play(name: &str) -> Prepared {
    match name {
        "a company proves the domain of somebody who belonged to nobody" => {
            let prepared = nobodys("nora@initech.example").await;
            prepared.platform.import(INITECH).await;
            prepared
        }
        "`company add --admin` names somebody who belonged to nobody" => {
            let prepared = nobodys("nora@initech.example").await;
            add_company(&prepared.platform).await;
            prepared
        }
        "an import names somebody who belonged to nobody" => {
            let prepared = nobodys("nora@elsewhere.example").await;
            let file = with_password(INITECH, "nora@elsewhere.example", "");
            prepared.platform.import(&file).await;
            prepared
        }
        "an import sets the password of somebody who belonged to nobody" => {
            let prepared = nobodys("nora@elsewhere.example").await;
            // The very password that the account has: whoever knows it was there before.
            let more = format!("password = \"{PASSWORD}\"");
            let file = with_password(INITECH, "nora@elsewhere.example", &more);
            prepared.platform.import(&file).await;
            prepared
        }
        "somebody who belonged to nobody takes an address in a company's domain" => {
            let mut prepared = nobodys("nora@elsewhere.example").await;
            let (confirm, _) = prepared.ask_for("nora@globex.example").await;
            prepared.use_link(&confirm, &[]).await;
            prepared
        }
        "an import sets another password" => {
            let prepared = grace().await;
            prepared
                .platform
                .import(&GLOBEX.replace(PASSWORD, NEW_PASSWORD))
                .await;
            prepared
        }
        "a mailed link sets a new password" => {
            let prepared = grace().await;
            let mut browser = prepared.platform.browser();
            browser.submit("/reset-password", &[("username", GRACE)]).await;
            while prepared
                .platform
                .count("SELECT COUNT(*) FROM jobs WHERE kind = 'link_request'")
                .await
                > 0
            {
                tokio::task::yield_now().await;
            }
            let link = prepared.mailed(|message| match message {
                Message::ResetPassword { link, .. } => Some(link),
                _ => None,
            });
            let link = link.await;
            prepared.use_link(&link, &[("password", NEW_PASSWORD)]).await;
            prepared
        }
        "the person sets another password" => {
            let mut prepared = grace().await;
            let body = json!({ "current_password": PASSWORD, "password": NEW_PASSWORD });
            let done = prepared.browser.post("/api/profile/password", &body).await;
            assert_eq!(done.status, 200, "{done:?}");
            prepared
        }
        "the person adds a second factor" => {
            let mut prepared = grace().await;
            prepared.platform.add_totp(&mut prepared.browser).await;
            prepared
        }
        "the person removes a second factor" => {
            let mut prepared = grace().await;
            prepared.platform.add_totp(&mut prepared.browser).await;
            remembered(&prepared.platform, &prepared.account_id).await;
            let removed = prepared.browser.delete("/api/profile/two-step/app").await;
            assert_eq!(removed.status, 200, "{removed:?}");
            prepared
        }
        "the person ends all other sessions" => {
            let mut prepared = grace().await;
            let ended = prepared.browser.delete("/api/profile/sessions").await;
            assert_eq!(ended.status, 200, "{ended:?}");
            prepared
        }
        "an identity is linked to the account" => linked(false).await,
        "an identity is linked to the account in a pilot" => linked(true).await,
        "the identity provider has all sessions of the person ended" => revoked_by_idp().await,
        "SSO is activated" => {
            let prepared = grace().await;
            activate(&prepared, "https://one.example").await;
            prepared
        }
        "another identity provider takes the place of the active one" => replaced().await,
        "a domain with people of the company is proven while SSO is active" => {
            let prepared = contractor().await;
            activate(&prepared, "https://one.example").await;
            assert_eq!(
                prepared.left().await[0],
                "stays",
                "people from elsewhere keep theirs"
            );
            let proven = GLOBEX.replace("[\"globex", "[\"new.example\", \"globex");
            prepared.platform.import(&proven).await;
            prepared.platform.run_jobs("sso_takeover").await;
            prepared
        }
        "the address changes" => {
            let mut prepared = grace().await;
            let (confirm, _) = prepared.ask_for("hopper@globex.example").await;
            prepared.use_link(&confirm, &[]).await;
            prepared
        }
        "an address change is stopped by its link" => {
            let mut prepared = grace().await;
            let (_, stop) = prepared.ask_for("hopper@globex.example").await;
            prepared.use_link(&stop, &[]).await;
            prepared
        }
        "`account deactivate`" => {
            let prepared = grace().await;
            set_active(&prepared, false).await;
            prepared
        }
        "`account reactivate`" => {
            let prepared = grace().await;
            set_active(&prepared, false).await;
            set_active(&prepared, true).await;
            prepared
        }
        "an admin deactivates a member" => {
            let prepared = grace().await;
            by_admin(&prepared, &["deactivate"]).await;
            prepared
        }
        "an admin reactivates a member" => {
            let prepared = grace().await;
            by_admin(&prepared, &["deactivate", "reactivate"]).await;
            prepared
        }
        "an admin takes away a second factor that was lost" => {
            let prepared = grace().await;
            by_admin(&prepared, &["reset_second_factor"]).await;
            prepared
        }
        "`account reset-factors`" => {
            let prepared = grace().await;
            let app = &prepared.platform.app;
            let resetting = Resetting {
                secret_key: &app.secret_key,
                public_url: &app.config.public_url,
                language: Language::En,
                by: "",
            };
            account::reset_of(&app.store, app.clock.as_ref(), GRACE, resetting)
                .await
                .expect("is done");
            prepared
        }
        "an admin makes a member an admin of the company" => {
            let prepared = grace().await;
            by_admin(&prepared, &["make_company_admin"]).await;
            prepared
        }
        "an admin takes the rights of another admin away" => {
            let prepared = grace().await;
            by_admin(&prepared, &["make_company_admin", "remove_company_admin"]).await;
            prepared
        }
        "the owner agrees that a member's identity opens the account" => attached().await,
        "an admin takes the account from the identity that opens it" => detached().await,
        "an admin gives an account to another identity" => {
            conflicting("reused_address", &["move_identity"]).await
        }
        "an admin takes back that an account was given to another identity" => {
            conflicting("reused_address", &["move_identity", "undo"]).await
        }
        "an admin makes room for somebody new with the address" => {
            conflicting("reused_address", &["new_person"]).await
        }
        "an admin gives an account the address that its identity provider sends" => {
            conflicting("changed_address", &["take_address"]).await
        }
        "an import makes an admin of the company" => {
            let prepared = grace().await;
            admins(&prepared, "grace", true).await;
            prepared
        }
        "an import takes the rights of an admin away" => {
            let prepared = grace().await;
            admins(&prepared, "grace", true).await;
            admins(&prepared, "rob", true).await;
            admins(&prepared, "grace", false).await;
            prepared
        }
        other => panic!("no scene for {other:?}"),
    }
}

async fn admins(prepared: &Prepared, who: &str, is_admin: bool) {
    let company = GLOBEX.split("  [[company.account]]").next().expect("the company");
    let more = format!("company_admin = {is_admin}");
    let file = with_password(company, &format!("{who}@globex.example"), &more);
    prepared.platform.import(&file).await;
}

/// Another admin of the company does this, one after the other.
async fn by_admin(prepared: &Prepared, changes: &[&str]) {
    let mut rob = rob(prepared).await;
    for change in changes {
        let path = format!("/api/company/members/{}", prepared.account_id);
        let done = rob.post(&path, &json!({ "change": change })).await;
        assert_eq!(done.status, 200, "{change}: {done:?}");
    }
}

/// Grace is linked to the identity `1`. Another one came with her address, or hers with another address, and Rob decides.
async fn conflicting(kind: &str, choices: &[&str]) -> Prepared {
    let prepared = grace().await;
    let mut rob = rob(&prepared).await;
    let link = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                SELECT company_id, 'https://one.example', 'sub', '1', id, 1 FROM accounts WHERE email = 'grace@globex.example'";
    prepared.platform.execute(link).await;
    let (reused, changed) = (
        "INSERT INTO identity_conflicts (id, company_id, kind, sides_hash, account_id, issuer, foreign_id_claim, foreign_id,
           address, address_key, address_denied, first_seen_at_ms, at_ms, seen, state)
         SELECT 'c', company_id, 'reused_address', 'h', id, 'https://one.example', 'sub', '2', email, email_key, 0, 1, 1, 1, 'open'
         FROM accounts WHERE email = 'grace@globex.example'",
        "INSERT INTO identity_conflicts (id, company_id, kind, sides_hash, account_id, issuer, foreign_id_claim, foreign_id,
           address, address_key, address_denied, first_seen_at_ms, at_ms, seen, state)
         SELECT 'c', company_id, 'changed_address', 'h', id, 'https://one.example', 'sub', '1', 'hopper@globex.example', '', 0, 1,
           1, 1, 'open'
         FROM accounts WHERE email = 'grace@globex.example'",
    );
    let conflict = if kind == "reused_address" { reused } else { changed };
    prepared.platform.execute(conflict).await;
    let path = "/api/company/identity-conflicts/c";
    let decision = format!("{path}/decision");
    for &choice in choices {
        let done = if choice == "undo" {
            rob.delete(&decision).await
        } else {
            let seen = rob.get(path).await.json();
            let offers = seen["offers"].as_array().expect("choices");
            let offer = offers.iter().find(|offer| offer["choice"] == choice);
            let version = &offer.expect("the choice")["version"];
            rob.post(&decision, &json!({ "choice": choice, "version": version }))
                .await
        };
        assert_eq!(done.status, 200, "{choice}: {done:?}");
    }
    prepared
}

/// Rob's identity opens Grace's account from now on, as its owner agreed.
async fn detached() -> Prepared {
    let prepared = grace().await;
    let mut rob = rob(&prepared).await;
    let link = "INSERT INTO account_links (company_id, issuer, foreign_id_claim, foreign_id, account_id, linked_at_ms)
                SELECT company_id, 'https://one.example', 'sub', '1', id, 1 FROM accounts WHERE email = 'rob@globex.example'";
    let second = "INSERT INTO second_accounts (id, company_id, issuer, foreign_id_claim, foreign_id, account_id, slot, at_ms, confirmed_at_ms)
                  SELECT 's', company_id, 'https://one.example', 'sub', '1', id, 1, 1, 1 FROM accounts WHERE email = 'grace@globex.example'";
    prepared.platform.execute(link).await;
    prepared.platform.execute(second).await;
    let done = rob.delete("/api/company/second-accounts/s").await;
    assert_eq!(done.status, 200, "{done:?}");
    prepared
}

/// Alan's identity opens Ada's account from now on: she agrees, as Alan.
async fn attached() -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        redirect_uris: vec![format!("{ORIGIN}/sso/callback/acme")],
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let alan = "\n  [[company.account]]\n  email = \"alan@acme.example\"\n  first_name = \"Alan\"\n  last_name = \"Turing\"\n  company_admin = true\n";
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let file = file.replacen("\n  [[company.sso", &format!("{alan}\n  [[company.sso"), 1);
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    prepared
        .platform
        .execute("UPDATE sso_configurations SET active = 1")
        .await;
    let mut boss = prepared.platform.browser();
    let url = boss.start_sso("alan@acme.example").await;
    boss.follow(
        &idp.complete_login(&url, "alan@acme.example")
            .expect("signs in there"),
    )
    .await;
    let body = json!({ "member": "alan@acme.example", "account": ADA });
    let asked = boss.post("/api/company/second-accounts", &body).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    let link = prepared.mailed(|message| match message {
        Message::SecondAccountAsked { link, .. } => Some(link),
        _ => None,
    });
    let page = boss.get(&link.await).await.location().to_owned();
    let done = boss.submit(&page, &[("answer", "agree")]).await;
    assert_eq!(done.status, 200, "{done:?}");
    prepared
}

/// Another admin of Globex, who has just signed in.
async fn rob(prepared: &Prepared) -> Browser {
    let company = GLOBEX.split("  [[company.account]]").next().expect("the company");
    let more = format!("password = \"{PASSWORD}\"\ncompany_admin = true");
    let file = with_password(company, "rob@globex.example", &more);
    prepared.platform.import(&file).await;
    let mut rob = prepared.platform.browser();
    assert_eq!(rob.sign_in("rob@globex.example", PASSWORD).await.status, 200);
    rob
}

async fn activate(prepared: &Prepared, issuer: &str) {
    let file = format!("{GLOBEX}{}", configuration(issuer));
    prepared.platform.import(&file).await;
    prepared.platform.run_jobs("sso_takeover").await;
}

/// Everything came from the first identity provider; then a second one takes its place.
async fn replaced() -> Prepared {
    let prepared = grace().await;
    prepared.came_from("https://one.example/").await;
    activate(&prepared, "https://one.example").await;
    let left = prepared.left().await;
    assert_eq!(
        left[1], "stay",
        "sessions at the active identity provider go on: {left:?}"
    );
    assert_eq!(left[3], "stay", "and so do tokens that came of them: {left:?}");
    prepared.platform.clock.advance(1000);
    activate(&prepared, "https://two.example").await;
    prepared
}

async fn add_company(platform: &Platform) {
    let maker = Maker {
        store: &platform.app.store,
        secret_key: &platform.app.secret_key,
        clock: &platform.clock,
    };
    let company = AddCompany {
        name: "Initech".into(),
        slug: None,
        domains: vec![],
        admin: "nora@initech.example".into(),
        first_name: String::new(),
        last_name: String::new(),
        public_url: ORIGIN.into(),
        smtp_url: None,
        database: DatabaseOptions {
            database_url: String::new(),
            secret_key: None,
        },
    };
    let added = maker.add(&company).await.expect("is made");
    // The one way in. It is not one of those that were there before.
    let mut browser = platform.browser();
    let page = browser.follow(&added.link).await.location().to_owned();
    assert_eq!(browser.get(&page).await.status, 200);
    let spent = "UPDATE mailed_links SET used_at_ms = 1 WHERE used_at_ms IS NULL AND replaced_at_ms IS NULL AND kind = 'set_password'";
    let mut transaction = platform.app.store.begin().await.expect("begins");
    let done = sqlx::query(spent)
        .execute(&mut *transaction)
        .await
        .expect("updates");
    assert_eq!(done.rows_affected(), 1, "the printed link is the only one");
    transaction.commit().await.expect("commits");
}

/// Ada, who had a password, comes from Acme's identity provider for the first time; `is_pilot`: which Acme tries with her alone.
async fn linked(is_pilot: bool) -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        redirect_uris: vec![format!("{ORIGIN}/sso/callback/acme")],
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    if is_pilot {
        let pilot = "UPDATE sso_configurations SET active = 1, pilot_since_ms = 1";
        prepared.platform.execute(pilot).await;
        let ada = "INSERT INTO sso_pilot_people (company_id, email_key, email, added_at_ms)
                   SELECT company_id, email_key, email, 1 FROM accounts WHERE email = 'ada@acme.example'";
        prepared.platform.execute(ada).await;
    } else {
        prepared.platform.import(&file).await;
    }
    let mut browser = prepared.platform.browser();
    let url = browser.start_sso(ADA).await;
    let callback = idp.complete_login(&url, ADA).expect("signs in there");
    browser.follow(&callback).await;
    assert!(browser.is_signed_in().await);
    prepared
}

/// Ada, who has a password that no job has come to yet, is signed out by Acme's identity provider.
async fn revoked_by_idp() -> Prepared {
    let config = FakeIdpConfig {
        client_secret: "secret".to_owned(),
        ..FakeIdpConfig::default()
    };
    let idp = FakeIdp::start(config).await.expect("an identity provider");
    let file = acme_with_the_app(idp.issuer(), "https://expenses.example/logout");
    let platform = Platform::with(&file.replace("active = true", "")).await;
    let prepared = Prepared::new(platform, ADA).await;
    prepared
        .platform
        .execute("UPDATE sso_configurations SET active = 1")
        .await;
    let path = "/sso/universal-logout/acme";
    let token = idp.revocation_token(&format!("{ORIGIN}{path}"));
    let mut server = prepared.platform.browser();
    server.headers = vec![
        ("sec-fetch-site", String::new()),
        ("authorization", format!("Bearer {token}")),
    ];
    let subject = json!({ "subject": { "format": "email", "email": ADA } });
    let done = server.post(path, &subject).await;
    assert_eq!(done.status, 204, "{done:?}");
    prepared
}

/// The rows of the table, by their cells.
fn rows() -> Vec<Vec<String>> {
    let text = include_str!("../../../../docs/ARCHITECTURE.md");
    let (_, section) = text
        .split_once("## Where trust changes hands")
        .expect("the section is there");
    let section = section.split("\n##").next().unwrap_or_default();
    let lines = section.lines().filter(|line| line.starts_with('|')).skip(2);
    let cells = lines.map(|line| {
        let cells = line.trim_matches('|').split('|');
        cells.map(|cell| cell.trim().to_owned()).collect::<Vec<_>>()
    });
    cells.collect()
}

#[test]
fn each_row_has_a_scene_and_each_scene_a_row() {
    let mut named = rows().into_iter().map(|row| row[0].clone()).collect::<Vec<_>>();
    let mut scenes = SCENES.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
    named.sort();
    scenes.sort();
    assert_eq!(named, scenes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_after_each_change_is_what_its_row_says() {
    let mut wrong = Vec::new();
    for row in rows() {
        let prepared = play(&row[0]).await;
        let left = prepared.left().await;
        if left != row[1..9] {
            wrong.push(format!("{}: {left:?}, and not {:?}", row[0], &row[1..9]));
        }
        let action = row[9].trim_matches('`');
        if !prepared.has_event(action).await {
            wrong.push(format!("{}: no event {action}", row[0]));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The way of a thief: an account made beforehand takes the boss's address, and becomes the admin's.
#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_was_made_beforehand_is_nobodys_way_into_a_company() {
    let mut prepared = nobodys("thief@evil.example").await;
    let (confirm, _) = prepared.ask_for("nora@initech.example").await;
    prepared.use_link(&confirm, &[]).await;
    add_company(&prepared.platform).await;
    assert!(!prepared.browser.is_signed_in().await);
    let again = prepared
        .platform
        .browser()
        .sign_in("nora@initech.example", PASSWORD)
        .await;
    assert_eq!(again.status, 401);
    let admin = "SELECT company_admin FROM accounts WHERE id = $1";
    assert_eq!(prepared.number(admin).await, 1, "the boss is the admin of it");
}

/// Whoever left the company's domains before stays within reach of its identity provider, and of the operator.
#[tokio::test(flavor = "multi_thread")]
async fn whoever_left_the_domains_of_a_company_is_found_by_the_former_address_and_loses_the_password() {
    let platform = Platform::with(&file().replace("domains = [\"globex.example\"]", "")).await;
    let mut prepared = Prepared::new(platform, GRACE).await;
    let (confirm, _) = prepared.ask_for("grace@free.example").await;
    prepared.use_link(&confirm, &[]).await;
    let app = &prepared.platform.app;
    let (found, _) = account::set_active(&app.store, app.clock.as_ref(), GRACE, true)
        .await
        .expect("is found");
    assert_eq!(
        (found.id.as_str(), found.email.as_str()),
        (prepared.account_id.as_str(), "grace@free.example")
    );
    activate(&prepared, "https://one.example").await;
    let left = prepared.left().await;
    assert_eq!(left[..4], ["ends", "end", "end", "end"].map(str::to_owned));
}
