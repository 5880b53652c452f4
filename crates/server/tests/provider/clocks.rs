//! The platform's clock ahead of the machine's, after a jump: what apps compare with their own clocks is the machine's time.

use latchkey_server::clock::{Clock as _, ManualClock, SystemClock};
use serde_json::{Value, json};

use crate::app::{file, id_token, platform, refresh, tokens};
use crate::receiver::{Manner, Receiver};
use crate::support::Platform;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;

fn seconds(claims: &Value, name: &str) -> i64 {
    claims[name].as_i64().expect("a time")
}

/// The machine's clock jumped ahead by an hour and was set right again: what the platform goes by never goes back.
fn jumped(platform: Platform) -> (Platform, ManualClock) {
    let machine = ManualClock::at(SystemClock.now_ms());
    let platform = platform.with_wall_clock(machine.clone());
    platform.clock.advance(HOUR);
    (platform, machine)
}

#[tokio::test]
async fn an_id_token_is_never_from_the_future() {
    let (platform, machine) = jumped(platform().await);
    let mut grace = platform.grace().await;
    let first = tokens(&platform, &mut grace, &[]).await;
    let (_, claims) = id_token(&platform, &first["id_token"]).await;
    assert_eq!(seconds(&claims, "iat"), machine.now_ms() / 1000);
    assert_eq!(seconds(&claims, "exp") - seconds(&claims, "iat"), 600);
    assert_eq!(seconds(&claims, "auth_time"), seconds(&claims, "iat"));
    machine.advance(4 * MINUTE);
    platform.clock.advance(2 * MINUTE);
    let token = first["refresh_token"].as_str().expect("a token");
    let next = refresh(&platform, token).await.json();
    let (_, later) = id_token(&platform, &next["id_token"]).await;
    assert_eq!(seconds(&later, "iat"), machine.now_ms() / 1000);
    assert_eq!(
        later["auth_time"], claims["auth_time"],
        "nobody has signed in meanwhile"
    );
}

#[tokio::test]
async fn a_logout_token_is_never_from_the_future() {
    let receiver = Receiver::start(Manner::Status(200)).await;
    let line = "    client_id = \"expenses\"\n";
    let told = format!("{line}    backchannel_logout_uri = \"{}\"\n", receiver.address());
    let (platform, machine) = jumped(Platform::with(&file().replacen(line, &told, 1)).await);
    let mut grace = platform.grace().await;
    tokens(&platform, &mut grace, &[]).await;
    grace.delete("/api/session").await;
    platform.run_jobs("app_logout").await;
    let (_, claims) = id_token(&platform, &json!(receiver.tokens()[0])).await;
    assert_eq!(seconds(&claims, "iat"), machine.now_ms() / 1000);
    assert_eq!(seconds(&claims, "exp") - seconds(&claims, "iat"), 120);
}
