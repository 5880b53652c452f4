//! The mails that wait, read with the platform's key.

use latchkey_server::mail::{Mail, open};
use latchkey_server::store::mails::all_after;

use crate::support::Platform;

/// All of them, the oldest first.
pub(crate) async fn mails(platform: &Platform) -> Vec<Mail> {
    let app = &platform.app;
    let mut connection = app.store.read().await.expect("a connection");
    let rows = all_after(&mut connection, "", 100).await.expect("mails");
    let open = |row: &latchkey_server::store::mails::WaitingMail| open(&app.secret_key, &row.id, &row.sealed);
    rows.iter().map(|row| open(row).expect("opens")).collect()
}

/// The one mail of this kind.
pub(crate) fn only<'a>(mails: &'a [Mail], kind: &str) -> &'a Mail {
    let mut of_kind = mails.iter().filter(|mail| mail.message.kind() == kind);
    let kinds = mails.iter().map(|mail| mail.message.kind()).collect::<Vec<_>>();
    let mail = of_kind
        .next()
        .unwrap_or_else(|| panic!("no {kind} among {kinds:?}"));
    assert!(of_kind.next().is_none(), "several {kind} among {kinds:?}");
    mail
}
