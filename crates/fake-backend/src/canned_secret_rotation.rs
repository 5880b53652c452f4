//! The rotation of the client secret of Acme's active configuration.

use std::sync::{Arc, Mutex, PoisonError};

use latchkey_contract::sso_configurations::{
    CheckClientSecret, ClientKey, DiscardPendingSecret, EnterPendingSecret, GetSecretRotation, IdpKind,
    PendingSecret, PreviousSecret, SecretCheck, SecretRotation, SecretStatus, SwapClientSecret,
    TakeClientSecretBack, set_secret_expiry,
};

use crate::{FakeBackend, MockResponse};

/// The secret that people sign in with was accepted, and expires in some weeks.
pub fn active_secret() -> SecretStatus {
    SecretStatus {
        expires_on: Some("2027-01-09".to_owned()),
        days_left: Some(45),
        check: Some(SecretCheck::Accepted),
        checked_at: Some("2026-11-25T06:00:00Z".to_owned()),
        last_sign_in_at: Some("2026-11-25T05:30:00Z".to_owned()),
    }
}

/// Before anything is entered.
pub fn secret_rotation() -> SecretRotation {
    SecretRotation {
        name: "Entra ID".to_owned(),
        idp: IdpKind::EntraId,
        version: "as-it-was-looked-at".to_owned(),
        secret: active_secret(),
        is_key: false,
        pending: None,
        previous: None,
    }
}

/// A new secret that waits, not tested yet.
pub fn pending_secret() -> PendingSecret {
    PendingSecret {
        entered_by: Some("ada@acme.example".to_owned()),
        entered_at: "2026-11-25T06:00:00Z".to_owned(),
        kept_until: "2026-12-02T06:00:00Z".to_owned(),
        expires_on: Some("2028-11-25".to_owned()),
        usable_from: None,
        key: None,
        is_tested: false,
        last_test: None,
        running_test: None,
    }
}

/// The company's public key.
pub fn client_key() -> ClientKey {
    ClientKey {
        keys_url: "https://latchkey.example/sso/keys/acme".to_owned(),
        certificate: "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----\n".to_owned(),
        thumbprint: "9A4E2B1D6C084F7AB0E37D21C58E4F929A4E2B1D".to_owned(),
    }
}

/// The next key, published, not tested yet.
pub fn pending_key() -> PendingSecret {
    PendingSecret {
        usable_from: Some("2026-11-25T07:00:00Z".to_owned()),
        key: Some(client_key()),
        expires_on: None,
        ..pending_secret()
    }
}

fn previous_secret() -> PreviousSecret {
    PreviousSecret {
        swapped_by: Some("ada@acme.example".to_owned()),
        swapped_at: "2026-11-25T06:10:00Z".to_owned(),
        kept_until: "2026-11-26T06:10:00Z".to_owned(),
        expires_on: Some("2027-01-09".to_owned()),
    }
}

/// How far it is, shared by all answers.
#[derive(Clone)]
struct Kept(Arc<Mutex<SecretRotation>>);

impl Kept {
    fn after(&self, change: impl FnOnce(&mut SecretRotation)) -> MockResponse<SecretRotation> {
        let mut rotation = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut rotation);
        MockResponse::Success(rotation.clone())
    }
}

/// The identity provider accepts the client secret whenever somebody asks.
pub fn answers_check(backend: &FakeBackend) {
    backend.on::<CheckClientSecret>(|_| {
        MockResponse::Success(set_secret_expiry::Response {
            secret: active_secret(),
        })
    });
}

/// From now on it stands like this. What is done to it is heeded.
pub fn has_secret_rotation(backend: &FakeBackend, rotation: SecretRotation) {
    let kept = Kept(Arc::new(Mutex::new(rotation)));
    let all = kept.clone();
    backend.on::<GetSecretRotation>(move |_| all.after(|_| {}));
    let all = kept.clone();
    backend.on::<EnterPendingSecret>(move |request| {
        all.after(|rotation| {
            rotation.pending = Some(match rotation.is_key {
                true => pending_key(),
                false => PendingSecret {
                    expires_on: request.expires_on,
                    ..pending_secret()
                },
            });
        })
    });
    let all = kept.clone();
    backend.on::<DiscardPendingSecret>(move |_| all.after(|rotation| rotation.pending = None));
    let all = kept.clone();
    backend.on::<SwapClientSecret>(move |_| {
        all.after(|rotation| {
            rotation.pending = None;
            rotation.previous = Some(previous_secret());
        })
    });
    backend.on::<TakeClientSecretBack>(move |_| {
        kept.after(|rotation| {
            rotation.pending = None;
            rotation.previous = None;
        })
    });
}
