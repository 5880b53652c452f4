//! The checks before anybody is sent to the identity provider, each by itself.

use latchkey_contract::sso_configurations::{CheckOutcome, CheckReport, PreflightCheck};

use super::{Editor, Result, admit, found};
use crate::app_state::AppState;
use crate::sign_in::sso_start::settings;

/// Asks the identity provider of a configuration one thing.
pub async fn check(
    app: &AppState,
    editor: &Editor,
    configuration_id: &str,
    check: PreflightCheck,
) -> Result<CheckReport> {
    let configuration = found(&mut *app.store.read().await?, editor, configuration_id).await?;
    admit(&app.store, &configuration.company_id, app.clock.now_ms()).await?;
    let settings = settings(app, &configuration)?;
    Ok(match check {
        PreflightCheck::Metadata => {
            app.federation.forget(&settings);
            let report = app.federation.metadata_report(&settings.endpoint_url).await;
            CheckReport {
                outcome: match report.problem {
                    Some(_) => CheckOutcome::Failed,
                    None => CheckOutcome::Passed,
                },
                problem: None,
                metadata: Some(report),
                error: None,
            }
        }
        PreflightCheck::ClientAuthentication => app.federation.probe_client(&settings).await,
        PreflightCheck::Authorization => app.federation.probe_authorization(&settings).await,
    })
}
