//! An authenticator of the tests: makes passkeys and signs with them, and does wrong what it is told to.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Browser, ORIGIN};

pub const PRESENT: u8 = 1;
pub const VERIFIED: u8 = 1 << 2;
pub const BACKUP_ELIGIBLE: u8 = 1 << 3;
const CREDENTIAL_INCLUDED: u8 = 1 << 6;

/// A passkey, and how it answers. What can be set is what a liar would set.
pub struct Authenticator {
    key: EcdsaKeyPair,
    pub credential_id: Vec<u8>,
    pub user_handle: Option<String>,
    pub origin: String,
    pub rp_id: String,
    pub flags: u8,
    /// Signatures so far.
    pub count: u32,
}

impl Authenticator {
    pub fn new() -> Self {
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).expect("a key");
        let id = key.public_key().as_ref()[1..33].to_vec();
        Self {
            key,
            credential_id: id,
            user_handle: None,
            origin: ORIGIN.to_owned(),
            rp_id: "localhost".to_owned(),
            flags: PRESENT | VERIFIED,
            count: 0,
        }
    }

    fn header(&self, flags: u8) -> Vec<u8> {
        let hash = digest(&SHA256, self.rp_id.as_bytes());
        [hash.as_ref(), &[flags], &self.count.to_be_bytes()].concat()
    }

    fn client_data(&self, kind: &str, challenge: &str) -> Vec<u8> {
        json!({ "type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": false })
            .to_string()
            .into_bytes()
    }

    /// What a browser sends after it has made the passkey that `begun` asks for.
    pub fn made(&mut self, begun: &Value) -> Value {
        self.user_handle = begun["user_handle"].as_str().map(str::to_owned);
        let challenge = begun["challenge"].as_str().expect("a challenge");
        let length = u16::try_from(self.credential_id.len()).expect("short");
        let data = [
            &self.header(self.flags | CREDENTIAL_INCLUDED)[..],
            &[0; 16],
            &length.to_be_bytes(),
            &self.credential_id,
        ]
        .concat();
        let key: PublicKeyX509Der<'_> = self.key.public_key().as_der().expect("a key");
        json!({
            "name": "Test key",
            "challenge": challenge,
            "client_data": encoded(&self.client_data("webauthn.create", challenge)),
            "authenticator_data": encoded(&data),
            "public_key": encoded(key.as_ref()),
            "algorithm": -7,
            "transports": ["internal"],
        })
    }

    /// What a browser sends after it has asked the authenticator.
    pub fn signed(&mut self, challenge: &str) -> Value {
        if self.count > 0 {
            self.count += 1;
        }
        let data = self.header(self.flags);
        let client_data = self.client_data("webauthn.get", challenge);
        let hash = digest(&SHA256, &client_data);
        let signed = [&data[..], hash.as_ref()].concat();
        let signature = self.key.sign(&SystemRandom::new(), &signed).expect("signs");
        let mut assertion = json!({
            "challenge": challenge,
            "credential_id": encoded(&self.credential_id),
            "client_data": encoded(&client_data),
            "authenticator_data": encoded(&data),
            "signature": encoded(signature.as_ref()),
        });
        if let Some(handle) = &self.user_handle {
            assertion["user_handle"] = json!(handle);
        }
        assertion
    }

    /// Adds the passkey to the account of whoever is signed in; returns the recovery codes.
    pub async fn add_to(&mut self, browser: &mut Browser) -> Vec<String> {
        let begun = browser.post(&format!("{PASSKEYS}/challenge"), &json!({})).await;
        assert_eq!(begun.status, 200, "{begun:?}");
        let made = self.made(&begun.json());
        let added = browser.post(PASSKEYS, &made).await;
        assert_eq!(added.status, 200, "{added:?}");
        let codes = added.json()["recovery_codes"].as_array().expect("codes").clone();
        codes
            .iter()
            .map(|code| code.as_str().expect("a code").to_owned())
            .collect()
    }

    /// Signs in by it alone, in a browser of its own.
    pub async fn sign_in(&mut self, browser: &mut Browser) -> latchkey_test_browser::Answer {
        let challenge = challenge(browser).await;
        let assertion = self.signed(&challenge);
        browser.post(ALONE, &json!({ "assertion": assertion })).await
    }
}

pub const PASSKEYS: &str = "/api/profile/two-step/passkeys";
pub const ALONE: &str = "/api/sign-in/passkey";

/// A challenge for a sign-in by passkey alone.
pub async fn challenge(browser: &mut Browser) -> String {
    let begun = browser.post(&format!("{ALONE}/challenge"), &json!({})).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    begun.json()["challenge"]
        .as_str()
        .expect("a challenge")
        .to_owned()
}

fn encoded(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
