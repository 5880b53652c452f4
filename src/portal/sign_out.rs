//! Signing out of the portal.

use latchkey_contract::{
    ErrorCode,
    session::{EndSession, end_session::Request},
};
use leptos::prelude::*;

use crate::{api::use_client, kit::use_locale, navigation::use_navigation, paths, phrases::problem_phrase};

/// Ends the session, once at a time, and leaves.
pub(super) fn use_sign_out(problem: RwSignal<Option<String>>) -> Callback<()> {
    let locale = use_locale();
    let client = use_client();
    let navigation = use_navigation();
    let sign_out = Action::new_local(move |(): &()| {
        let client = client.clone();
        async move {
            match client.call::<EndSession>(&Request::default()).await {
                Err(error) if error.code() != Some(ErrorCode::NotSignedIn) => {
                    let _ = problem.try_set(Some(problem_phrase(locale, &error)));
                }
                _ => navigation.to(paths::SIGNED_OUT),
            }
        }
    });
    let pending = sign_out.pending();
    Callback::new(move |()| {
        if !pending.get_untracked() {
            problem.set(None);
            sign_out.dispatch_local(());
        }
    })
}
