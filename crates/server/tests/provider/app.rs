//! An app as the provider sees it: it makes authorization requests, reads answers, and calls the token endpoint.

use aws_lc_rs::digest;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bytes::Bytes;
use http::Method;
use latchkey_test_browser::Answer;
use serde_json::Value;
use std::collections::BTreeMap;

use crate::support::{Browser, GLOBEX, Platform};

pub(crate) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(crate) const SECRET: &str = "a secret & more: 100%";
pub(crate) const CALLBACK: &str = "https://expenses.example/openid/callback";

/// Globex with two apps' environments, and Rob, who may enter none of them.
pub(crate) fn file() -> String {
    format!(
        r#"{GLOBEX}
  [[company.account]]
  email = "rob@globex.example"
  first_name = "Rob"
  last_name = "Roe"
  password = "correct horse battery staple"

  [[company.app]]
  name = "Company Expenses"
  slug = "company-expenses"
  team = ["grace@globex.example"]

    [[company.app.environment]]
    name = "Acceptance"
    url = "https://expenses.example/"
    client_id = "expenses"
    client_secret = "{SECRET}"
    redirect_uris = ["{CALLBACK}"]
    post_logout_redirect_uris = ["https://expenses.example/"]
    roles = ["User", "Administrator"]
    optional_scopes = ["email"]

      [[company.app.environment.access]]
      email = "grace@globex.example"
      roles = ["Administrator"]

    [[company.app.environment]]
    name = "Legacy"
    url = "https://legacy.example/"
    client_id = "legacy"
    client_secret = "other"
    redirect_uris = ["https://legacy.example/callback"]
    require_pkce = false
    id_token_signed_response_alg = "ES256"

      [[company.app.environment.access]]
      email = "grace@globex.example"

    [[company.app.environment]]
    name = "Desktop"
    url = "https://desktop.example/"
    client_id = "desktop"
    redirect_uris = ["http://127.0.0.1/callback"]

      [[company.app.environment.access]]
      email = "grace@globex.example"
"#
    )
}

pub(crate) async fn platform() -> Platform {
    Platform::with(&file()).await
}

/// The parameters of a good request; `with` replaces some, an empty value leaves one out.
pub(crate) fn request(with: &[(&str, &str)]) -> String {
    let hash = digest::digest(&digest::SHA256, VERIFIER.as_bytes());
    let challenge = URL_SAFE_NO_PAD.encode(hash.as_ref());
    let mut parameters = BTreeMap::from([
        ("client_id", "expenses"),
        ("redirect_uri", CALLBACK),
        ("response_type", "code"),
        ("scope", "openid profile email"),
        ("state", "the state"),
        ("nonce", "the nonce"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ]);
    parameters.extend(with.iter().copied());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters.iter().filter(|(_, value)| !value.is_empty()))
        .finish();
    format!("/oauth/authorize?{query}")
}

/// The query of an answer to the app.
pub(crate) fn answer(address: &str) -> BTreeMap<String, String> {
    let url = url::Url::parse(address).unwrap_or_else(|_| panic!("{address:?} is no answer to an app"));
    url.query_pairs().into_owned().collect()
}

/// The address that a page goes on to.
pub(crate) fn goes_on_to(page: &Answer) -> String {
    assert_eq!(page.status, 200, "{page:?}");
    let text = page.text();
    let begin = text.find("0;url=").expect("a page that goes on") + 6;
    let end = begin + text[begin..].find('"').expect("an end");
    text[begin..end].replace("&amp;", "&").replace("&#39;", "'")
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &Answer, name: &str) -> String {
    let text = page.text();
    let marker = format!("name=\"{name}\" value=\"");
    let begin = text
        .find(&marker)
        .unwrap_or_else(|| panic!("no {name} in {text}"))
        + marker.len();
    text[begin..begin + text[begin..].find('"').expect("an end")].to_owned()
}

/// Follows redirects within the platform.
pub(crate) async fn settle(browser: &mut Browser, mut page: Answer) -> Answer {
    while page.status == 303 && page.location().starts_with('/') {
        let next = page.location().to_owned();
        page = browser.get(&next).await;
    }
    page
}

/// Agrees on a consent page; returns the address of the answer to the app.
pub(crate) async fn agree(browser: &mut Browser, page: &Answer, scopes: &[&str]) -> String {
    let answer = authorize(browser, page, scopes).await;
    goes_on_to(&answer)
}

/// Sends the form of a consent page as a browser does; returns what that is answered with.
pub(crate) async fn authorize(browser: &mut Browser, page: &Answer, scopes: &[&str]) -> Answer {
    let shown = ["request", "account", "required"].map(|name| (name, hidden(page, name)));
    let mut fields = vec![("decision", "authorize")];
    fields.extend(shown.iter().map(|(name, value)| (*name, value.as_str())));
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    browser.submit("/consent", &fields).await
}

/// A code for `with`, in a browser that is signed in, agreeing where that is asked.
pub(crate) async fn code(browser: &mut Browser, with: &[(&str, &str)]) -> String {
    let page = browser.get(&request(with)).await;
    let page = settle(browser, page).await;
    let address = if page.status == 303 {
        page.location().to_owned()
    } else {
        agree(browser, &page, &["email"]).await
    };
    answer(&address)
        .remove("code")
        .unwrap_or_else(|| panic!("no code in {address}"))
}

/// Calls an endpoint as an app's server does: from nowhere a browser knows, with its own credentials.
pub(crate) async fn call(platform: &Platform, path: &str, basic: &str, fields: &[(&str, &str)]) -> Answer {
    let mut server = platform.browser();
    server.headers = vec![("sec-fetch-site", String::new())];
    if let Some((id, secret)) = basic.split_once(':') {
        let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = format!("{}:{}", encoded(id), encoded(secret));
        server
            .headers
            .push(("authorization", format!("Basic {}", STANDARD.encode(pair))));
    }
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let form = Some("application/x-www-form-urlencoded");
    server.send(Method::POST, path, form, Bytes::from(body)).await
}

/// The usual app's credentials.
pub(crate) fn credentials() -> String {
    format!("expenses:{SECRET}")
}

/// Redeems a code as the usual app does.
pub(crate) async fn redeem(platform: &Platform, code: &str) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
    ];
    call(platform, "/oauth/token", &credentials(), &fields).await
}

/// Uses a refresh token as the usual app does.
pub(crate) async fn refresh(platform: &Platform, token: &str) -> Answer {
    let fields = [("grant_type", "refresh_token"), ("refresh_token", token)];
    call(platform, "/oauth/token", &credentials(), &fields).await
}

/// Tokens of the usual app about Grace.
pub(crate) async fn tokens(platform: &Platform, grace: &mut Browser, with: &[(&str, &str)]) -> Value {
    let code = code(grace, with).await;
    let answer = redeem(platform, &code).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// What userinfo says to a token.
pub(crate) async fn userinfo(platform: &Platform, access_token: &Value) -> Answer {
    let mut server = platform.browser();
    let token = access_token.as_str().expect("a token");
    server.headers = vec![("authorization", format!("Bearer {token}"))];
    server.get("/oauth/userinfo").await
}

/// The error of the protocol that an answer holds.
pub(crate) fn error(answer: &Answer) -> (u16, String) {
    let body = answer.json();
    assert!(body["error_description"].is_string(), "{body}");
    assert_eq!(answer.header("cache-control"), "no-store");
    (
        answer.status,
        body["error"].as_str().expect("an error").to_owned(),
    )
}

/// The claims of an ID token; its signature is checked against the published key.
pub(crate) async fn id_token(platform: &Platform, token: &Value) -> (Value, Value) {
    let token = token.as_str().expect("an ID token");
    let parts = token.split('.').collect::<Vec<_>>();
    let bytes = |part: &str| URL_SAFE_NO_PAD.decode(part).expect("base64url");
    let json = |part: &str| serde_json::from_slice::<Value>(&bytes(part)).expect("JSON");
    let header = json(parts[0]);
    let jwks = platform.browser().get("/oauth/jwks").await.json();
    let key = jwks["keys"]
        .as_array()
        .and_then(|keys| keys.iter().find(|key| key["kid"] == header["kid"]))
        .expect("the key is published")
        .clone();
    let number = |name: &str| bytes(key[name].as_str().expect("a number"));
    let message = format!("{}.{}", parts[0], parts[1]);
    let verified = if header["alg"] == "ES256" {
        let point = [vec![4], number("x"), number("y")].concat();
        aws_lc_rs::signature::UnparsedPublicKey::new(&aws_lc_rs::signature::ECDSA_P256_SHA256_FIXED, point)
            .verify(message.as_bytes(), &bytes(parts[2]))
    } else {
        aws_lc_rs::signature::RsaPublicKeyComponents {
            n: number("n"),
            e: number("e"),
        }
        .verify(
            &aws_lc_rs::signature::RSA_PKCS1_2048_8192_SHA256,
            message.as_bytes(),
            &bytes(parts[2]),
        )
    };
    verified.expect("the published key verifies it");
    (header, json(parts[1]))
}
