//! What a measurement of sign-ins by passkey needs besides the server. `passkey-signer raw` prints how many signatures a second are checked on
//! the core that it runs on, by what the server checks them with. `passkey-signer sign DATABASE_URL ORIGIN NUMBER` gives the account with that
//! number a passkey, and then answers each challenge that comes in, a line each, with the body of the sign-in.
#![allow(
    clippy::print_stdout,
    reason = "a command line tool talks on its standard output"
)]

use std::error::Error;
use std::hint::black_box;
use std::io::{BufRead as _, Write as _, stdin, stdout};
use std::time::{Duration, Instant};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::encoding::{AsDer as _, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use latchkey_server::domain::passkey::ES256;
use latchkey_server::store::passkeys::{self, Passkey};
use latchkey_server::store::{Store, new_id};
use latchkey_server::two_step::passkeys::signature;
use serde_json::json;

type Fault = Box<dyn Error + Send + Sync>;

const LONG_ENOUGH: Duration = Duration::from_secs(5);
/// Of the platform that is measured.
const RELYING_PARTY: &[u8] = b"localhost";
/// Somebody is there, and was verified.
const FLAGS: u8 = 0b101;

#[tokio::main]
async fn main() -> Result<(), Fault> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["raw"] => raw(),
        ["sign", url, origin, number] => sign(url, origin, number.parse()?).await,
        _ => Err("usage: passkey-signer raw | sign DATABASE_URL ORIGIN NUMBER".into()),
    }
}

fn raw() -> Result<(), Fault> {
    let key = Key::new()?;
    let (data, client_data) = (
        key.authenticator_data(1),
        client_data("c", "http://localhost:8080"),
    );
    let signed = signature::signed(&data, &client_data);
    let signature = key.signature(&signed)?;
    let public_key = key.public_key()?;
    let (started, mut count) = (Instant::now(), 0_u32);
    while started.elapsed() < LONG_ENOUGH {
        let is_right = signature::is_right(ES256, &public_key, black_box(&signed), &signature);
        count += u32::from(is_right);
    }
    println!("{:.3}", f64::from(count) / started.elapsed().as_secs_f64());
    Ok(())
}

async fn sign(url: &str, origin: &str, number: i64) -> Result<(), Fault> {
    let key = Key::new()?;
    let store = Store::open(url).await?;
    let mut transaction = store.begin().await?;
    let account_id: String = sqlx::query_scalar("SELECT id FROM accounts ORDER BY id LIMIT 1 OFFSET $1")
        .bind(number)
        .fetch_one(&mut *transaction)
        .await?;
    let passkey = Passkey {
        id: new_id(),
        account_id,
        credential_id: written(&key.credential_id),
        user_handle: "handle".to_owned(),
        public_key: written(&key.public_key()?),
        algorithm: ES256,
        sign_count: 0,
        backup_eligible: 0,
        backed_up: 0,
        transports: String::new(),
        name: "Measured".to_owned(),
        added_at_ms: 1,
        last_used_at_ms: None,
        opens_alone: 1,
    };
    passkeys::insert(&mut transaction, &passkey).await?;
    transaction.commit().await?;
    store.close().await;
    println!("ready");
    for (challenge, count) in stdin().lock().lines().zip(1_u32..) {
        let challenge = challenge?;
        let (data, client_data) = (key.authenticator_data(count), client_data(&challenge, origin));
        let signature = key.signature(&signature::signed(&data, &client_data))?;
        let assertion = json!({
            "challenge": challenge,
            "credential_id": passkey.credential_id,
            "client_data": written(&client_data),
            "authenticator_data": written(&data),
            "signature": written(&signature),
            "user_handle": passkey.user_handle,
        });
        println!("{}", json!({ "assertion": assertion }));
        stdout().flush()?;
    }
    Ok(())
}

/// A passkey's key.
struct Key {
    pair: EcdsaKeyPair,
    credential_id: Vec<u8>,
}

impl Key {
    fn new() -> Result<Self, Fault> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(|_| "no key")?;
        let credential_id = pair.public_key().as_ref().get(1..33).ok_or("no key")?.to_vec();
        Ok(Self { pair, credential_id })
    }

    fn public_key(&self) -> Result<Vec<u8>, Fault> {
        let der: PublicKeyX509Der<'_> = self.pair.public_key().as_der().map_err(|_| "no key")?;
        Ok(der.as_ref().to_vec())
    }

    fn authenticator_data(&self, count: u32) -> Vec<u8> {
        let hash = digest(&SHA256, RELYING_PARTY);
        [hash.as_ref(), &[FLAGS], &count.to_be_bytes()].concat()
    }

    fn signature(&self, signed: &[u8]) -> Result<Vec<u8>, Fault> {
        let signature = self.pair.sign(&SystemRandom::new(), signed);
        Ok(signature.map_err(|_| "no signature")?.as_ref().to_vec())
    }
}

fn client_data(challenge: &str, origin: &str) -> Vec<u8> {
    json!({ "type": "webauthn.get", "challenge": challenge, "origin": origin, "crossOrigin": false })
        .to_string()
        .into_bytes()
}

fn written(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}
