//! For whom the portal is shown: whoever is signed in or, on the wizard's pages, whoever came by a set-up link. Invariant: the page is not
//! shown before that is known.

use latchkey_contract::{
    Empty, ErrorCode,
    session::{GetSession, get_session},
    sso_configurations::{GetSetUp, get_set_up},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    api::{ApiError, Client, use_client},
    kit::{CurrentGuest, CurrentUser, SessionClient, use_session_client},
    paths,
};

/// Reads who it is, tells the frame, and gives a name under which what they type is kept. Nobody is led to the sign-in screen.
pub(super) fn read_who(test_until: RwSignal<Option<String>>) -> LocalResource<Result<String, ApiError>> {
    let (client, session_client) = (use_client(), use_session_client());
    let (user, guest) = (expect_context::<CurrentUser>(), expect_context::<CurrentGuest>());
    let path = use_location().pathname;
    LocalResource::new(move || {
        let (client, session_client) = (client.clone(), session_client.clone());
        let may_be_guest = paths::is_of_set_up(&path.get_untracked());
        async move {
            match ask(&client, &session_client, may_be_guest).await? {
                Who::Account(session) => {
                    user.0.set(Some(session.account.clone()));
                    test_until.set(session.is_test.then_some(session.expires_at));
                    Ok(session.account.id)
                }
                Who::Guest(set_up) => {
                    let name = ["guest of ", &set_up.company, " until ", &set_up.expires_at].concat();
                    guest.0.set(Some(set_up));
                    Ok(name)
                }
            }
        }
    })
}

enum Who {
    Account(get_session::Response),
    Guest(get_set_up::Response),
}

async fn ask(client: &Client, session_client: &SessionClient, may_be_guest: bool) -> Result<Who, ApiError> {
    let session = client.call::<GetSession>(&Empty {}).await;
    if !matches!(&session, Err(error) if error.code() == Some(ErrorCode::NotSignedIn)) {
        return session.map(Who::Account);
    }
    if !may_be_guest {
        return session_client.leave().await;
    }
    match client.call::<GetSetUp>(&Empty {}).await {
        Err(error) if matches!(error.code(), Some(ErrorCode::NotFound | ErrorCode::NotSignedIn)) => {
            session_client.leave().await
        }
        set_up => set_up.map(Who::Guest),
    }
}
