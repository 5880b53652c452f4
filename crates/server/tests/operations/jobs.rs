//! What goes on beside the requests.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use latchkey_server::jobs;
use tokio::sync::watch;

use crate::support::{GLOBEX, Platform};

/// Each request leaves a measurement, and only asking for the numbers or this tidies them up.
#[tokio::test]
async fn each_round_tidies_the_numbers_up_until_told_to_stop() {
    let platform = Platform::with(GLOBEX).await;
    let rounds = Arc::new(AtomicU32::new(0));
    let counted = rounds.clone();
    let (stop, stopped) = watch::channel(false);
    let running = jobs::spawn(platform.app.clone(), stopped, move || {
        counted.fetch_add(1, Ordering::SeqCst);
    });
    let twice = async {
        while rounds.load(Ordering::SeqCst) < 2 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), twice)
        .await
        .expect("a second round");
    stop.send(true).expect("somebody listens");
    tokio::time::timeout(Duration::from_secs(5), running)
        .await
        .expect("it stops")
        .expect("in order");
}
