//! Scenes in which somebody who belonged to no company becomes part of one: whoever made the account may be somebody else.

use latchkey_server::cli::company::{AddCompany, Maker};
use latchkey_server::config::DatabaseOptions;

use super::people::{INITECH, unaffiliated, with_account};
use super::prepared::Prepared;
use crate::support::{ORIGIN, PASSWORD, Platform};

pub(super) const SCENES: &[&str] = &[
    "a company proves the domain of somebody who belonged to nobody",
    "`company add --admin` names somebody who belonged to nobody",
    "an import names somebody who belonged to nobody",
    "an import sets the password of somebody who belonged to nobody",
    "somebody who belonged to nobody takes an address in a company's domain",
];

/// Plays the scene with this name.
pub(super) async fn play(name: &str) -> Prepared {
    match name {
        "a company proves the domain of somebody who belonged to nobody" => {
            let prepared = unaffiliated("nora@initech.example").await;
            prepared.platform.import(INITECH).await;
            prepared
        }
        "`company add --admin` names somebody who belonged to nobody" => {
            let prepared = unaffiliated("nora@initech.example").await;
            add_company(&prepared.platform).await;
            prepared
        }
        "an import names somebody who belonged to nobody" => {
            let prepared = unaffiliated("nora@elsewhere.example").await;
            let file = with_account(INITECH, "nora@elsewhere.example", "");
            prepared.platform.import(&file).await;
            prepared
        }
        "an import sets the password of somebody who belonged to nobody" => {
            let prepared = unaffiliated("nora@elsewhere.example").await;
            // The very password that the account has: whoever knows it was there before.
            let more = format!("password = \"{PASSWORD}\"");
            let file = with_account(INITECH, "nora@elsewhere.example", &more);
            prepared.platform.import(&file).await;
            prepared
        }
        "somebody who belonged to nobody takes an address in a company's domain" => {
            let mut prepared = unaffiliated("nora@elsewhere.example").await;
            let (confirm, _) = prepared.ask_for("nora@globex.example").await;
            prepared.use_link(&confirm, &[]).await;
            prepared
        }
        other => panic!("no scene for {other:?}"),
    }
}

/// Adds the company Initech with Nora as its admin, and spends the link that its first admin gets.
pub(super) async fn add_company(platform: &Platform) {
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
