//! Proof of the client by a signed assertion (`private_key_jwt`: OpenID Connect Core §9, RFC 7523 §3). Invariant: each assertion is taken once,
//! for this provider alone, and no longer than five minutes after it was made.

use std::collections::HashMap;

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents,
    UnparsedPublicKey,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use url::Url;

use crate::{fault::Fault, provider::Provider};

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// For how many seconds an assertion may be good.
const LONGEST: i64 = 300;
/// How many seconds clocks may be apart.
const LEEWAY: i64 = 30;

/// Whether the client proves itself so; `None` where it does not try.
pub(crate) async fn proves(provider: &Provider, form: &HashMap<String, String>) -> Option<bool> {
    let assertion = form.get("client_assertion")?;
    if form.get("client_assertion_type").map(String::as_str) != Some(TYPE)
        || form.contains_key("client_secret")
        || provider.has(&Fault::AssertionRefused)
    {
        return Some(false);
    }
    let handed_in = provider.inner().client_keys.clone();
    let keys = match (handed_in, &provider.config.client_keys_url) {
        (Some(keys), _) => keys,
        (None, Some(url)) => read_keys(url).await.unwrap_or_default(),
        (None, None) => return Some(false),
    };
    Some(is_good(provider, assertion, &keys).unwrap_or(false))
}

fn is_good(provider: &Provider, assertion: &str, keys: &[Value]) -> Option<bool> {
    let (message, signature) = assertion.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let (header, claims) = (object(header)?, object(claims)?);
    let signature = BASE64_URL_SAFE_NO_PAD.decode(signature).ok()?;
    let kid = header.get("kid")?.as_str()?;
    let key = keys
        .iter()
        .find(|key| key.get("kid").and_then(Value::as_str) == Some(kid))?;
    if !is_signed(key, header.get("alg")?.as_str()?, message.as_bytes(), &signature)? {
        return Some(false);
    }
    let says = |name: &str, value: &str| claims.get(name).and_then(Value::as_str) == Some(value);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_i64);
    let (client_id, now) = (&provider.config.client_id, provider.now());
    let token_endpoint = format!("{}/token", provider.issuer);
    let is_for_us = says("aud", &token_endpoint)
        || (says("aud", &provider.issuer) && !provider.has(&Fault::AssertionForTokenEndpointAlone));
    let expires = seconds("exp")?;
    let is_now = expires > now - LEEWAY
        && expires <= now + LONGEST + LEEWAY
        && seconds("iat").is_none_or(|issued| issued <= now + LEEWAY);
    let jti = claims.get("jti")?.as_str()?.to_owned();
    let is_ours = says("iss", client_id) && says("sub", client_id) && is_for_us && is_now;
    Some(is_ours && provider.inner().assertions.insert(jti))
}

fn is_signed(key: &Value, algorithm: &str, message: &[u8], signature: &[u8]) -> Option<bool> {
    let part = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(key.get(name)?.as_str()?).ok();
    Some(match algorithm {
        "RS256" | "PS256" => {
            let components = RsaPublicKeyComponents {
                n: part("n")?,
                e: part("e")?,
            };
            let scheme = match algorithm {
                "PS256" => &RSA_PSS_2048_8192_SHA256,
                _ => &RSA_PKCS1_2048_8192_SHA256,
            };
            components.verify(scheme, message, signature).is_ok()
        }
        "ES256" => {
            let point = [vec![4], part("x")?, part("y")?].concat();
            UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
                .verify(message, signature)
                .is_ok()
        }
        _ => false,
    })
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(part).ok()?).ok()
}

/// Reads a key set by the simplest request that there is (HTTP/1.0, RFC 1945), anew for each assertion.
async fn read_keys(address: &str) -> Option<Vec<Value>> {
    let url = Url::parse(address).ok().filter(|url| url.scheme() == "http")?;
    let (host, port) = (url.host_str()?, url.port_or_known_default()?);
    let mut stream = TcpStream::connect((host, port)).await.ok()?;
    let request = format!("GET {} HTTP/1.0\r\nHost: {host}:{port}\r\n\r\n", url.path());
    stream.write_all(request.as_bytes()).await.ok()?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await.ok()?;
    let text = String::from_utf8(response).ok()?;
    let (head, body) = text.split_once("\r\n\r\n")?;
    let is_good = head.split(' ').nth(1) == Some("200");
    let set: Value = serde_json::from_str(body).ok().filter(|_| is_good)?;
    set.get("keys")?.as_array().cloned()
}
