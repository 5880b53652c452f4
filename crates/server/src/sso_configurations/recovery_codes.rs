//! Recovery codes of a company: with one of them, and a link in a mail, an admin gets in when the identity provider lets nobody in. Invariants:
//! they are shown once, and stored as hashes; new ones void earlier ones.

use latchkey_contract::paths;
use latchkey_contract::sso_configurations::{create_recovery_codes, get_recovery_codes};
use serde_json::json;

use super::activation::Admin;
use super::{Actor, Editor, Result, append_audit, company_of, locked_company};
use crate::app_state::AppState;
use crate::domain::recovery::{CODE_BYTES, CODES, code_of, typed_code};
use crate::domain::session_lifetime::SignedInBy;
use crate::mail::Message;
use crate::rfc3339::rfc3339;
use crate::secrets::{random_bytes, token_hash};
use crate::store::recovery_codes as store;
use crate::store::sessions::Session;
use crate::store::{StoreError, companies};

/// What there is, for an admin of the company.
pub async fn read(app: &AppState, session: &Session) -> Result<get_recovery_codes::Response> {
    let editor = &Editor::signed_in(session);
    let mut connection = app.store.read().await?;
    let company_id = company_of(&mut connection, editor).await?;
    let codes = store::of_company(&mut connection, &company_id).await?;
    Ok(get_recovery_codes::Response {
        codes: codes.map(|codes| get_recovery_codes::RecoveryCodes {
            made_by: codes.made_by,
            made_at: rfc3339(codes.made_at_ms).unwrap_or_default(),
            made: codes.made,
            left: codes.left,
        }),
        is_recovering: session.signed_in_by == SignedInBy::Recovery,
    })
}

/// Makes codes in the place of the earlier ones, and tells all admins.
///
/// # Errors
/// [`super::SsoConfigurationError::NotFresh`] where the sign-in is too old.
pub async fn create(app: &AppState, admin: Admin<'_>) -> Result<create_recovery_codes::Response> {
    let (editor, now_ms) = (Editor::signed_in(admin.session), app.clock.now_ms());
    let actor = Actor {
        editor: &editor,
        origin: admin.origin,
    };
    let mut codes = Vec::new();
    for _ in 0..CODES {
        codes.push(code_of(random_bytes::<CODE_BYTES>()?));
    }
    let hashes: Vec<String> = codes
        .iter()
        .filter_map(|code| typed_code(code))
        .map(|code| token_hash(&code))
        .collect();
    let mut transaction = app.store.begin().await?;
    let company_id = locked_company(&mut transaction, actor).await?;
    admin.require_fresh(&mut transaction, now_ms).await?;
    let voided = store::of_company(&mut transaction, &company_id).await?;
    let made_by = editor.answerable_account();
    store::replace(&mut transaction, &company_id, made_by, &hashes, now_ms).await?;
    let detail = json!({ "made": codes.len(), "voided": voided.map_or(0, |codes| codes.left) });
    append_audit(
        &mut transaction,
        actor,
        "recovery_codes_made",
        &company_id,
        &company_id,
        detail,
        now_ms,
    )
    .await?;
    let company = companies::by_id(&mut transaction, &company_id).await?;
    let message = Message::RecoveryCodesMade {
        company: company.ok_or(StoreError::Corrupt("accounts.company_id"))?.name,
        by: admin.session.email.clone(),
        page: app.config.public_url.join(paths::SINGLE_SIGN_ON),
    };
    admin
        .admin_notifier(app)
        .admins(&mut transaction, &company_id, &message)
        .await?;
    transaction.commit().await?;
    Ok(create_recovery_codes::Response { codes })
}
