//! Company > Email Domains: who may claim a domain, what DNS has to say, and what follows.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::TXT;
use hickory_resolver::proto::rr::{RData, Record};
use latchkey_server::email_domains::dns::DnsResolver;
use serde_json::{Value, json};
use tokio::net::UdpSocket;

use super::app_settings::{admin, platform, who};
use crate::support::{Browser, PASSWORD, Platform};

const DOMAINS: &str = "/api/company/email-domains";
const HOURS_MS: i64 = 3_600_000;

/// What the name server says to every question.
#[derive(Clone)]
enum Says {
    Texts(Vec<String>),
    Error(ResponseCode),
    Nothing,
}

/// A name server of the test's own, on loopback.
struct NameServer {
    address: SocketAddr,
    says: Arc<Mutex<Says>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl NameServer {
    async fn new() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").await.expect("a socket");
        let server = Self {
            address: socket.local_addr().expect("an address"),
            says: Arc::new(Mutex::new(Says::Error(ResponseCode::NXDomain))),
            asked: Arc::default(),
        };
        let (says, asked) = (server.says.clone(), server.asked.clone());
        tokio::spawn(async move {
            let mut bytes = [0; 1500];
            while let Ok((length, client)) = socket.recv_from(&mut bytes).await {
                let question = Message::from_vec(&bytes[..length]).expect("a question");
                let name = question.queries[0].name().clone();
                asked.lock().expect("the names").push(name.to_string());
                let mut response = Message::response(question.metadata.id, question.metadata.op_code);
                response.add_query(question.queries[0].clone());
                match says.lock().expect("the words").clone() {
                    Says::Nothing => continue,
                    Says::Error(code) => response.metadata.response_code = code,
                    Says::Texts(texts) => {
                        for text in texts {
                            let data = RData::TXT(TXT::new(vec![text]));
                            response.add_answer(Record::from_rdata(name.clone(), 300, data));
                        }
                    }
                }
                let response = response.to_vec().expect("a response");
                let _ = socket.send_to(&response, client).await;
            }
        });
        server
    }

    fn say(&self, says: Says) {
        *self.says.lock().expect("the words") = says;
    }
}

/// The platform of other tests, which asks a name server of its own, with that.
async fn with_name_server() -> (Platform, NameServer) {
    let server = NameServer::new().await;
    let platform = platform().await.with_dns(DnsResolver::new(Some(server.address)));
    (platform, server)
}

async fn add(browser: &mut Browser, domain: &str) -> Value {
    let answer = browser.post(DOMAINS, &json!({ "domain": domain })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

async fn check(browser: &mut Browser, domain: &str) -> Value {
    let answer = browser
        .post(&format!("{DOMAINS}/{domain}/check"), &json!({}))
        .await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn a_claim_counts_when_its_record_was_found() {
    let (platform, server) = with_name_server().await;
    let mut browser = admin(&platform).await;
    let added = add(&mut browser, "Ada <ada@Shop.Globex-More.example>").await;
    assert_eq!(added["is_from_address"], true);
    let record = &added["domain"]["record"];
    assert_eq!(record["name"], "_latchkey-challenge.shop.globex-more.example");
    assert_eq!(record["name_in_zone"], "_latchkey-challenge.shop");
    assert_eq!(added["domain"]["state"], "waiting");
    let value = record["value"].as_str().expect("a value").to_owned();
    assert!(
        value.starts_with("latchkey-domain-verification=") && value.len() > 50,
        "{value}"
    );

    let name = "shop.globex-more.example";
    let outcome = |domain: &Value| {
        domain["last_check"]["outcome"]
            .as_str()
            .expect("an outcome")
            .to_owned()
    };
    assert_eq!(outcome(&check(&mut browser, name).await), "not_found");
    server.say(Says::Texts(vec!["v=spf1 -all".into()]));
    let other = check(&mut browser, name).await;
    assert_eq!(
        (outcome(&other), &other["last_check"]["records"]),
        ("not_found".into(), &json!(["v=spf1 -all"]))
    );
    server.say(Says::Texts(Vec::new()));
    assert_eq!(outcome(&check(&mut browser, name).await), "not_found");
    for code in [ResponseCode::ServFail, ResponseCode::Refused] {
        server.say(Says::Error(code));
        assert_eq!(outcome(&check(&mut browser, name).await), "no_response", "{code}");
    }
    server.say(Says::Texts(vec!["v=spf1 -all".into(), value]));
    let found = check(&mut browser, name).await;
    assert_eq!(
        (&found["state"], outcome(&found)),
        (&"proven".into(), "found".into())
    );
    assert_eq!(found["next_check_at"], Value::Null);
    let asked = server.asked.lock().expect("the names").clone();
    assert!(
        asked
            .iter()
            .all(|name| name == "_latchkey-challenge.shop.globex-more.example."),
        "{asked:?}"
    );
    let events = "SELECT COUNT(*) FROM audit_events WHERE action IN ('email_domain_added', 'email_domain_proven') AND actor_account_id IS NOT NULL";
    assert_eq!(platform.count(events).await, 2);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM jobs WHERE kind = 'email_domain_check'")
            .await,
        0
    );
}

#[tokio::test]
async fn a_name_server_that_is_silent_is_no_response() {
    let (platform, server) = with_name_server().await;
    let mut browser = admin(&platform).await;
    add(&mut browser, "globex-more.example").await;
    server.say(Says::Nothing);
    let silent = check(&mut browser, "globex-more.example").await;
    assert_eq!(silent["last_check"]["outcome"], "no_response");
}

#[tokio::test]
async fn it_is_checked_by_itself_until_it_is_found_or_a_week_has_gone() {
    let (platform, server) = with_name_server().await;
    let mut browser = admin(&platform).await;
    let record = add(&mut browser, "one.example").await["domain"]["record"]["value"].clone();
    add(&mut browser, "two.example").await;
    let asked = || server.asked.lock().expect("the names").len();
    platform.run_jobs("email_domain_check").await;
    assert_eq!(
        asked(),
        0,
        "nobody looks at once: resolvers would remember that there is none"
    );
    platform.clock.advance(HOURS_MS);
    platform.run_jobs("email_domain_check").await;
    assert_eq!(asked(), 2);
    let text = record.as_str().expect("a value").to_owned();
    server.say(Says::Texts(vec![text]));
    platform.clock.advance(8 * HOURS_MS);
    platform.run_jobs("email_domain_check").await;
    let mut browser = admin(&platform).await;
    let states = |list: &Value| {
        list["items"]
            .as_array()
            .expect("a list")
            .iter()
            .map(|item| item["state"].as_str().expect("a state").to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        states(&browser.get(DOMAINS).await.json()),
        ["proven_by_operator", "proven", "waiting"]
    );
    platform.clock.advance(8 * 24 * HOURS_MS);
    platform.run_jobs("email_domain_check").await;
    let mut browser = admin(&platform).await;
    assert_eq!(
        states(&browser.get(DOMAINS).await.json()),
        ["proven_by_operator", "proven", "given_up"]
    );
    server.say(Says::Nothing);
    assert_eq!(
        check(&mut browser, "two.example").await["state"],
        "waiting",
        "an admin asks again"
    );
}

#[tokio::test]
async fn a_record_that_has_gone_warns_the_admins_and_changes_nothing_else() {
    let (platform, server) = with_name_server().await;
    let mut browser = admin(&platform).await;
    let record = add(&mut browser, "one.example").await["domain"]["record"]["value"].clone();
    let text = record.as_str().expect("a value").to_owned();
    server.say(Says::Texts(vec![text.clone()]));
    assert_eq!(check(&mut browser, "one.example").await["state"], "proven");
    let mails = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'domain_record_missing'";
    let look = async || {
        platform.clock.advance(24 * HOURS_MS + 1);
        latchkey_server::email_domains::watch::queue_due(&platform.app)
            .await
            .expect("queues");
        platform.run_jobs("email_domain_watch").await;
        let mut browser = admin(&platform).await;
        let list = browser.get(DOMAINS).await.json();
        let domains = list["items"].as_array().expect("a list").clone();
        let one = domains
            .into_iter()
            .find(|domain| domain["domain"] == "one.example");
        let one = one.expect("it stays");
        assert_eq!(one["state"], "proven");
        (one["missing_since"].is_string(), platform.count(mails).await)
    };
    assert_eq!(look().await, (false, 0));
    server.say(Says::Texts(Vec::new()));
    assert_eq!(look().await, (true, 0));
    server.say(Says::Nothing);
    assert_eq!(look().await, (true, 0), "who does not respond says nothing");
    server.say(Says::Texts(vec!["v=spf1 -all".into()]));
    platform.clock.advance(HOURS_MS);
    platform.run_jobs("email_domain_watch").await;
    let admins = platform
        .count("SELECT COUNT(*) FROM accounts a JOIN email_domains d ON d.company_id = a.company_id WHERE d.domain = 'one.example' AND a.company_admin = 1")
        .await;
    assert_eq!(look().await, (true, admins));
    assert_eq!(look().await, (true, admins), "once");
    server.say(Says::Texts(vec![text]));
    assert_eq!(look().await, (false, admins));
    let events = "SELECT COUNT(*) FROM audit_events WHERE action IN ('email_domain_record_missing', 'email_domain_record_back')";
    assert_eq!(platform.count(events).await, 2);
}

#[tokio::test]
async fn whoever_was_in_an_account_of_the_domain_is_out_of_it() {
    let (platform, server) = with_name_server().await;
    platform.execute(
        "INSERT INTO accounts (id, company_id, email, email_key, email_domain, first_name, last_name, password_hash, created_at_ms)
         VALUES ('zoe', '00000000-0000-0000-0000-000000000000', 'zoe@new.example', 'zoe@new.example', 'new.example', 'Z', '', 'x', 0)",
    ).await;
    let mut browser = admin(&platform).await;
    let value = add(&mut browser, "new.example").await["domain"]["record"]["value"].clone();
    server.say(Says::Texts(vec![value.as_str().expect("a value").into()]));
    check(&mut browser, "new.example").await;
    let entered = "SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id WHERE a.id = 'zoe' AND c.slug = 'globex' AND a.password_hash IS NULL";
    assert_eq!(platform.count(entered).await, 1);
}

#[tokio::test]
async fn what_cannot_be_claimed_says_why_at_the_field() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    for (typed, code) in [
        ("", "email_domain_malformed"),
        ("globex", "email_domain_malformed"),
        ("co.uk", "email_domain_public_suffix"),
        ("grace@gmail.com", "email_domain_public_mail"),
        ("globex.example", "email_domain_present"),
        ("Initech.example", "email_domain_taken"),
    ] {
        let answer = browser.post(DOMAINS, &json!({ "domain": typed })).await;
        assert_eq!((answer.status, answer.code().as_str()), (422, code), "{typed}");
        let body = answer.json();
        assert_eq!(body["field"], "domain");
        assert!(!body["detail"].as_str().expect("a text").contains("Initech"));
    }
    assert_eq!(platform.count("SELECT COUNT(*) FROM email_domains").await, 2);
}

#[tokio::test]
async fn they_are_the_matter_of_the_company_s_admins() {
    let platform = platform().await;
    let mut others = Vec::new();
    for email in [
        "grace@globex.example",
        "team@globex.example",
        "admin@initech.example",
    ] {
        others.push(who(&platform, email).await);
    }
    others.push(platform.browser());
    let domain = format!("{DOMAINS}/globex.example");
    for mut browser in others {
        for answer in [
            browser.get(&format!("{domain}/deletion")).await,
            browser.post(&format!("{domain}/check"), &json!({})).await,
            browser.delete(&domain).await,
        ] {
            assert!([401, 404].contains(&answer.status), "{answer:?}");
        }
    }
    let mut grace = who(&platform, "grace@globex.example").await;
    assert_eq!(grace.get(DOMAINS).await.status, 404);
    assert_eq!(
        grace
            .post(DOMAINS, &json!({ "domain": "x.example" }))
            .await
            .status,
        404
    );
    assert_eq!(platform.count("SELECT COUNT(*) FROM email_domains").await, 2);
}

#[tokio::test]
async fn the_last_proven_domain_stays_while_sso_is_active() {
    let platform = platform().await;
    let mut browser = admin(&platform).await;
    let domain = format!("{DOMAINS}/globex.example");
    platform.execute(
        "INSERT INTO sso_configurations (id, company_id, name, endpoint_url, client_id, client_secret_sealed, scopes,
                                         claim_mapping, active, created_at_ms, updated_at_ms)
         SELECT 'sso', id, 'n', 'https://idp.example/', 'c', 's', '', '{\"foreign_id\":\"sub\",\"username\":\"email\"}', 1, 0, 0
         FROM companies WHERE slug = 'globex'",
    ).await;
    let deletion = browser.get(&format!("{domain}/deletion")).await.json();
    assert_eq!(
        deletion,
        json!({ "people": 3, "is_federated": true, "is_needed": true, "mailed": 0 })
    );
    let refused = browser.delete(&domain).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (409, "email_domain_needed")
    );
    platform.execute("UPDATE sso_configurations SET active = 0").await;
    assert_eq!(browser.delete(&domain).await.status, 200);
    assert_eq!(platform.count("SELECT COUNT(*) FROM accounts a JOIN companies c ON c.id = a.company_id WHERE c.slug = 'globex'").await, 3);
    assert_eq!(
        platform
            .count("SELECT COUNT(*) FROM audit_events WHERE action = 'email_domain_removed'")
            .await,
        1
    );
    assert_eq!(
        platform
            .browser()
            .sign_in("grace@globex.example", PASSWORD)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn a_removed_domain_does_not_come_back_by_the_same_file() {
    let file = "[[company]]\nname = \"Umbrella\"\nslug = \"umbrella\"\ndomains = [\"umbrella.example\", \"other.example\"]\n";
    let platform = platform().await;
    platform.import(file).await;
    platform
        .execute("DELETE FROM email_domains WHERE domain = 'other.example'")
        .await;
    platform.import(file).await;
    let there = "SELECT COUNT(*) FROM email_domains WHERE domain IN ('umbrella.example', 'other.example')";
    assert_eq!(platform.count(there).await, 1);
    let more = file.replace("\"other.example\"", "\"third.example\", \"other.example\"");
    platform.import(&more).await;
    let third = "SELECT COUNT(*) FROM email_domains WHERE domain = 'third.example'";
    assert_eq!(platform.count(third).await, 1);
}

#[tokio::test]
async fn a_company_asks_dns_so_often_and_no_more() {
    let (platform, _server) = with_name_server().await;
    let mut browser = admin(&platform).await;
    add(&mut browser, "globex-more.example").await;
    let check = format!("{DOMAINS}/globex-more.example/check");
    for _ in 0..30 {
        assert_eq!(browser.post(&check, &json!({})).await.status, 200);
    }
    let refused = browser.post(&check, &json!({})).await;
    assert_eq!(
        (refused.status, refused.code().as_str()),
        (429, "too_many_attempts")
    );
}

#[tokio::test]
async fn an_internationalised_domain_is_shown_in_letters_that_resemble_no_others() {
    let (platform, _server) = with_name_server().await;
    let mut anna = admin(&platform).await;
    for (typed, domain, letters) in [
        ("Bücher.de", "xn--bcher-kva.de", json!("bücher.de")),
        ("аррӏе.de", "xn--80ak6aa92e.de", Value::Null),
        ("acme-labs.de", "acme-labs.de", Value::Null),
    ] {
        let made = anna.post(DOMAINS, &json!({ "domain": typed })).await;
        assert_eq!(made.status, 200, "{made:?}");
        let made = made.json();
        assert_eq!(
            (&made["domain"]["domain"], &made["domain"]["in_letters"]),
            (&json!(domain), &letters),
            "{made}"
        );
    }
}
