//! Scenes in which the operator or an admin of the company changes something about an account.

use latchkey_contract::Language;
use latchkey_server::cli::account;
use latchkey_server::two_step::reset::Resetting;
use serde_json::json;

use super::people::{GRACE, grace, rob, with_account};
use super::prepared::Prepared;
use crate::support::GLOBEX;

pub(super) const SCENES: &[&str] = &[
    "`account deactivate`",
    "`account reactivate`",
    "an admin deactivates a member",
    "an admin reactivates a member",
    "an admin takes away a second factor that was lost",
    "`account reset-factors`",
    "an admin makes a member an admin of the company",
    "an admin takes the rights of another admin away",
    "an import makes an admin of the company",
    "an import takes the rights of an admin away",
];

/// Plays the scene with this name.
pub(super) async fn play(name: &str) -> Prepared {
    match name {
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
        "an import makes an admin of the company" => {
            let prepared = grace().await;
            import_admin(&prepared, "grace", true).await;
            prepared
        }
        "an import takes the rights of an admin away" => {
            let prepared = grace().await;
            import_admin(&prepared, "grace", true).await;
            import_admin(&prepared, "rob", true).await;
            import_admin(&prepared, "grace", false).await;
            prepared
        }
        other => panic!("no scene for {other:?}"),
    }
}

async fn set_active(prepared: &Prepared, active: bool) {
    let app = &prepared.platform.app;
    account::set_active(&app.store, app.clock.as_ref(), &prepared.account_id, active)
        .await
        .expect("is done");
}

/// An import says whether somebody is an admin of Globex.
async fn import_admin(prepared: &Prepared, who: &str, is_admin: bool) {
    let company = GLOBEX.split("  [[company.account]]").next().expect("the company");
    let more = format!("company_admin = {is_admin}");
    let file = with_account(company, &format!("{who}@globex.example"), &more);
    prepared.platform.import(&file).await;
}

/// Another admin of the company makes these changes, one after the other.
async fn by_admin(prepared: &Prepared, changes: &[&str]) {
    let mut rob = rob(prepared).await;
    for change in changes {
        let path = format!("/api/company/members/{}", prepared.account_id);
        let done = rob.post(&path, &json!({ "change": change })).await;
        assert_eq!(done.status, 200, "{change}: {done:?}");
    }
}
