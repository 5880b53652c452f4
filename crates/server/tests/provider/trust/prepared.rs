//! An account in which everything is prepared that could let somebody back in, and what is left of that after a change.

use latchkey_server::domain::email_address::EmailAddress;
use latchkey_server::domain::mailed_link::Kind;
use latchkey_server::domain::second_factor::REMEMBERED_MS;
use latchkey_server::mail::{self, Message};
use latchkey_server::sign_in::link::{Purpose, make};
use latchkey_server::store::audit::Origin;
use latchkey_server::store::passkeys::{self, Passkey};
use latchkey_server::store::{accounts, mails, new_id, remembered_browsers, username_aliases};
use serde_json::json;

use crate::app::tokens;
use crate::support::{Browser, ORIGIN, PASSWORD, Platform};

/// An account in which everything is prepared that could let somebody back in.
pub(super) struct Prepared {
    pub(super) platform: Platform,
    pub(super) account_id: String,
    pub(super) browser: Browser,
    password_hash: Option<String>,
    sessions: Vec<String>,
}

impl Prepared {
    /// Prepares the account with this address: two sessions, tokens that outlive them, an access token of the person's own, a consent, every kind
    /// of mailed link, a username that stands for the account, a passkey and a remembered browser.
    pub(super) async fn new(platform: Platform, email: &str) -> Self {
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

    pub(super) async fn texts(&self, sql: &'static str) -> Vec<String> {
        let mut connection = self.platform.app.store.read().await.expect("a connection");
        sqlx::query_scalar(sql)
            .bind(&self.account_id)
            .fetch_all(&mut *connection)
            .await
            .expect("texts")
    }

    pub(super) async fn number(&self, sql: &'static str) -> i64 {
        let mut connection = self.platform.app.store.read().await.expect("a connection");
        sqlx::query_scalar(sql)
            .bind(&self.account_id)
            .fetch_one(&mut *connection)
            .await
            .expect("a number")
    }

    pub(super) async fn password(&self) -> Option<String> {
        let sql = "SELECT password_hash FROM accounts WHERE id = $1 AND password_hash IS NOT NULL";
        self.texts(sql).await.pop()
    }

    pub(super) async fn open_links(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM mailed_links l JOIN accounts a ON a.id = $1
                   WHERE (l.account_id = a.id OR l.kind = 'sign_up') AND l.created_at_ms < 2000000000000
                   AND l.used_at_ms IS NULL AND l.replaced_at_ms IS NULL";
        self.number(sql).await
    }

    /// What is left, as the cells of a row say it: password, sessions, links, tokens of apps, consents, access tokens, passkeys, browsers.
    pub(super) async fn left(&self) -> [String; 8] {
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

    pub(super) async fn has_event(&self, action: &str) -> bool {
        let sql = "SELECT action FROM audit_events WHERE subject = $1";
        self.texts(sql).await.iter().any(|written| written == action)
    }

    /// Makes it look as if sessions and tokens had come from this identity provider.
    pub(super) async fn came_from(&self, issuer: &str) {
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

    /// The link in the last mail for which `link_of` finds one.
    pub(super) async fn mailed(&self, link_of: impl Fn(Message) -> Option<String>) -> String {
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

    pub(super) async fn use_link(&self, link: &str, fields: &[(&str, &str)]) {
        let mut browser = self.platform.browser();
        let page = browser.get(link).await.location().to_owned();
        let done = browser.submit(&page, fields).await;
        assert!(done.status == 200 || done.status == 303, "{done:?}");
    }

    /// Asks for `email` as the account's address; returns the links that confirm and stop it.
    pub(super) async fn ask_for(&mut self, email: &str) -> (String, String) {
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

/// Adds a passkey, which opens the account without a password.
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

/// Adds a browser that is remembered, so that it needs no second step.
pub(super) async fn remembered(platform: &Platform, account_id: &str) {
    let now = platform.app.clock.now_ms();
    let origin = Origin::default();
    let browser = remembered_browsers::new(new_id(), new_id(), &origin, now, REMEMBERED_MS);
    let mut transaction = platform.app.store.begin().await.expect("begins");
    remembered_browsers::insert(&mut transaction, account_id, &browser)
        .await
        .expect("a browser");
    transaction.commit().await.expect("commits");
}
