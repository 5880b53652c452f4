//! A company with a configuration over which servers run that are processes of their own, and what can be asked of them.

use latchkey_server::secrets::SecretKey;
use latchkey_server::store::sso_configurations::{self, SsoConfiguration};
use latchkey_server::store::sso_test_runs::{self, TestRunRow, result_purpose};
use latchkey_server::store::{job_kinds, kept_secrets, new_id};
use latchkey_test_browser::Answer;
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;
use tempfile::TempDir;

use super::at_port::at_port;
use super::sso_activation::ready;
use super::sso_set_up_scene::{ANNA, LIST, SetUp};
use crate::process::{Server, folder};
use crate::support::{Browser, ORIGIN};

/// What an admin asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Act {
    Activate,
    Deactivate,
    Enter,
    Discard,
    Swap,
    TakeBack,
}

impl Act {
    /// The last part of its address, its event, and the mail that all admins get.
    pub(crate) const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Activate => ("activate", "sso_configuration_activated", "sso_activated"),
            Self::Deactivate => ("deactivate", "sso_configuration_deactivated", "sso_deactivated"),
            Self::Enter => ("secret-rotation", "sso_secret_entered", ""),
            Self::Discard => ("secret-rotation/discard", "sso_secret_discarded", ""),
            Self::Swap => ("secret-rotation/swap", "sso_secret_swapped", "sso_secret_swapped"),
            Self::TakeBack => (
                "secret-rotation/take-back",
                "sso_secret_taken_back",
                "sso_secret_taken_back",
            ),
        }
    }
}

/// Where the configuration stands: whether people sign in by it, and which secrets it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) is_active: bool,
    secret: String,
    pub(crate) pending: Option<String>,
    pub(crate) previous: Option<String>,
}

impl Standing {
    /// What can be asked now. A configuration is de-activated only without anything kept beside its secret.
    pub(crate) fn acts(&self, is_key: bool) -> &'static [Act] {
        match (self.is_active, &self.pending, &self.previous) {
            (false, ..) => &[Act::Activate],
            (true, Some(_), _) => &[Act::Swap, Act::Swap, Act::Discard],
            (true, None, Some(_)) => &[Act::Enter, Act::TakeBack],
            (true, None, None) if is_key => &[Act::Enter],
            (true, None, None) => &[Act::Enter, Act::Deactivate],
        }
    }

    /// Whether this is what follows from `before` by what was asked.
    pub(crate) fn follows(&self, before: &Self, act: Act) -> bool {
        let expected = match act {
            Act::Activate | Act::Deactivate => Self {
                is_active: act == Act::Activate,
                ..before.clone()
            },
            // Which one is new: it is none that was there.
            Act::Enter => Self {
                pending: self.pending.clone().filter(|new| *new != before.secret),
                ..before.clone()
            },
            Act::Discard => Self {
                pending: None,
                ..before.clone()
            },
            Act::Swap => Self {
                secret: before.pending.clone().unwrap_or_default(),
                pending: None,
                previous: Some(before.secret.clone()),
                ..before.clone()
            },
            Act::TakeBack => Self {
                secret: before.previous.clone().unwrap_or_default(),
                pending: None,
                previous: None,
                ..before.clone()
            },
        };
        *self == expected && self != before
    }
}

/// The kinds of jobs that follow. They are paused meanwhile, so that what is queued can be counted.
pub(crate) const FOLLOWING: [&str; 2] = ["sso_takeover", "password_links"];

/// The platform's database, and Anna, who is signed in.
pub(crate) struct Scene {
    pub(crate) set_up: SetUp,
    pub(crate) is_key: bool,
    anna: Browser,
    id: String,
    folder: TempDir,
    key: String,
}

impl Scene {
    /// A tested draft with a client secret. Bob has no password: a de-activation has somebody to mail.
    pub(crate) async fn with_secret() -> Self {
        let set_up = SetUp::new().await;
        let mut anna = set_up.who(ANNA).await;
        let id = ready(&set_up, &mut anna, "Our IdP").await;
        let without = "UPDATE accounts SET password_hash = NULL WHERE email = 'bob@initech.example'";
        set_up.platform.execute(without).await;
        Self::of(set_up, anna, id, false).await
    }

    /// An active configuration with a key, and a draft beside it that follows.
    pub(crate) async fn with_key() -> Self {
        let set_up = SetUp::new().await;
        let mut anna = set_up.who(ANNA).await;
        let connection = set_up.connection(&json!({ "client_auth_method": "private_key_jwt" }));
        let made = anna.post(LIST, &json!({ "connection": connection })).await;
        assert_eq!(made.status, 200, "{made:?}");
        let id = made.json()["id"].as_str().expect("an identifier").to_owned();
        let keys = anna.get("/sso/keys/initech").await.json()["keys"].clone();
        set_up.idp.set_client_keys(keys.as_array().expect("keys").clone());
        assert_eq!(set_up.test(&mut anna, &id, |back| back).await["state"], "passed");
        let copied = anna
            .post(&format!("{LIST}/{id}/duplicate"), &json!({ "name": "Copy" }))
            .await;
        assert_eq!(copied.status, 200, "{copied:?}");
        let active = format!("UPDATE sso_configurations SET active = 1 WHERE id = '{id}'");
        set_up.platform.execute(&active).await;
        Self::of(set_up, anna, id, true).await
    }

    async fn of(set_up: SetUp, anna: Browser, id: String, is_key: bool) -> Self {
        let mut transaction = set_up.platform.app.store.begin().await.expect("begins");
        for kind in FOLLOWING {
            job_kinds::pause(&mut transaction, kind, 0).await.expect("pauses");
        }
        transaction.commit().await.expect("commits");
        let key: &SecretKey = &set_up.platform.app.secret_key;
        let key = key.to_base64().to_string();
        Self {
            set_up,
            is_key,
            anna,
            id,
            folder: folder(),
            key,
        }
    }

    /// A server over the database, and Anna's browser at it.
    pub(crate) fn serve(&self) -> (Server, Browser) {
        let settings = [
            (
                "LATCHKEY_DATABASE_URL",
                self.set_up.platform.database_url.as_str(),
            ),
            ("LATCHKEY_SECRET_KEY", &self.key),
            ("LATCHKEY_LOG", "warn"),
        ];
        let server = Server::start_with(&self.folder, &settings);
        let mut browser = Browser::new(at_port(server.port), ORIGIN);
        browser.cookies = self.anna.cookies.clone();
        (server, browser)
    }

    /// Asks for something as somebody does who has looked just now.
    pub(crate) async fn ask(&self, browser: &mut Browser, act: Act) -> (String, Value) {
        let seen = match act {
            Act::Activate | Act::Deactivate => "activation",
            _ => "secret-rotation",
        };
        let read = browser.get(&format!("{LIST}/{}/{seen}", self.id)).await;
        assert_eq!(read.status, 200, "{read:?}");
        let mut body = json!({ "version": read.json()["version"] });
        if act == Act::Enter && !self.is_key {
            body["client_secret"] = json!(format!("secret {}", new_id()));
        }
        (format!("{LIST}/{}/{}", self.id, act.names().0), body)
    }

    /// Where the configuration stands in the database.
    pub(crate) async fn standing(&self) -> Standing {
        let mut connection = self.set_up.platform.app.store.read().await.expect("reads");
        let configuration = sso_configurations::with_id(&mut connection, &self.id).await;
        let configuration = configuration.expect("reads").expect("a configuration");
        let kept = kept_secrets::of_configuration(&mut connection, &self.id).await;
        let kept = kept.expect("reads");
        let id_of = |row: Option<kept_secrets::KeptSecretRow>| row.map(|row| row.secret_id);
        Standing {
            is_active: configuration.active,
            secret: configuration.secret_id,
            pending: id_of(kept.pending),
            previous: id_of(kept.previous),
        }
    }

    /// The server shows that standing, and no more keys are published than it says.
    pub(crate) async fn assert_shown(&self, browser: &mut Browser, standing: &Standing) {
        let preview = browser.get(&format!("{LIST}/{}/activation", self.id)).await;
        assert_eq!(preview.status, 200, "{preview:?}");
        assert_eq!(preview.json()["is_active"], standing.is_active);
        let rotation: Answer = browser.get(&format!("{LIST}/{}/secret-rotation", self.id)).await;
        let shown = match rotation.status {
            404 => (false, false, false),
            _ => {
                let shown = rotation.json();
                (true, shown["pending"].is_object(), shown["previous"].is_object())
            }
        };
        let (pending, previous) = (standing.pending.is_some(), standing.previous.is_some());
        assert_eq!(shown, (standing.is_active, pending, previous), "{rotation:?}");
        if self.is_key {
            let keys = browser.get("/sso/keys/initech").await.json()["keys"].clone();
            let keys = keys.as_array().expect("keys").len();
            // RSA and P-256 of each; of the company, the configuration and the draft it is the same.
            assert_eq!(keys, 2 * (1 + usize::from(pending) + usize::from(previous)));
        }
    }

    /// A test with the secret that waits has passed, and a key was published for long enough.
    pub(crate) async fn pass_test(&self) {
        let app = &self.set_up.platform.app;
        let mut transaction = app.store.begin().await.expect("begins");
        let configuration = sso_configurations::with_id(&mut transaction, &self.id).await;
        let configuration = configuration.expect("reads").expect("a configuration");
        let kept = kept_secrets::of_configuration(&mut transaction, &self.id).await;
        let pending = kept.expect("reads").pending.expect("a secret waits");
        let settings = configuration.settings_fingerprint();
        let passed = sso_test_runs::last_passed(&mut transaction, &self.id, &settings).await;
        let passed = passed.expect("reads").expect("a run has passed");
        let after = SsoConfiguration {
            secret_id: pending.secret_id,
            ..configuration
        };
        let run = TestRunRow {
            id: new_id(),
            settings_fingerprint: after.settings_fingerprint(),
            ..passed.clone()
        };
        sso_test_runs::insert(&mut transaction, &run)
            .await
            .expect("inserts");
        let result = passed.result_sealed.expect("a result");
        let result = app.secret_key.open(&result_purpose(&passed.id), &result);
        let sealed = app
            .secret_key
            .seal(&result_purpose(&run.id), &result.expect("opens"))
            .expect("seals");
        for sql in [
            format!(
                "UPDATE sso_test_runs SET result_sealed = '{sealed}' WHERE id = '{}'",
                run.id
            ),
            "UPDATE kept_client_secrets SET at_ms = at_ms - 3600000 WHERE role = 'pending'".to_owned(),
        ] {
            sqlx::query(AssertSqlSafe(sql))
                .execute(&mut *transaction)
                .await
                .expect("updates");
        }
        transaction.commit().await.expect("commits");
    }

    /// Events and mails of an act so far.
    pub(crate) async fn told(&self, act: Act) -> (i64, i64) {
        let (_, event, mail) = act.names();
        let mut connection = self.set_up.platform.app.store.read().await.expect("reads");
        let mut told = [0; 2];
        for (number, sql) in told.iter_mut().zip([
            format!("SELECT COUNT(*) FROM audit_events WHERE action = '{event}'"),
            format!("SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = '{mail}'"),
        ]) {
            *number = sqlx::query_scalar(AssertSqlSafe(sql))
                .fetch_one(&mut *connection)
                .await
                .expect("a number");
        }
        (told[0], told[1])
    }

    /// How many jobs of the company wait, of each kind that follows.
    pub(crate) async fn following(&self) -> [i64; 2] {
        let mut connection = self.set_up.platform.app.store.read().await.expect("reads");
        let sql = "SELECT COUNT(*) FROM jobs WHERE kind = $1 AND target = (SELECT id FROM companies WHERE slug = 'initech')";
        let mut waiting = [0; 2];
        for (number, kind) in waiting.iter_mut().zip(FOLLOWING) {
            *number = sqlx::query_scalar(sql)
                .bind(kind)
                .fetch_one(&mut *connection)
                .await
                .expect("a number");
        }
        waiting
    }

    /// Lets what follows go on.
    pub(crate) async fn resume_jobs(&self) {
        let mut transaction = self.set_up.platform.app.store.begin().await.expect("begins");
        for kind in FOLLOWING {
            job_kinds::resume(&mut transaction, kind).await.expect("resumes");
        }
        transaction.commit().await.expect("commits");
    }
}
