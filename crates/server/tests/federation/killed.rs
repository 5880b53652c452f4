//! A server that is killed (`kill -9`) in the middle of what an admin asks of it: activating, de-activating, and rotating a client secret or a
//! key. Invariant: what was asked is there as a whole or not at all, with its event, its mails and the job that follows; what was answered is
//! there; and the next server goes on from it.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use super::at_port::BROKE;
use super::killed_scene::{Act, Scene, Standing};
use crate::kills::Kills;

/// How many servers are killed in each of the two stories; `LATCHKEY_TEST_KILLS` says another number.
const KILLS: u32 = 14;
/// How long the first request runs before its server is killed.
const FIRST_WITHIN: Duration = Duration::from_millis(100);

/// What was asked when the server was killed.
struct Asked {
    act: Act,
    before: Standing,
    told: (i64, i64),
    /// 200, or [`BROKE`].
    status: u16,
}

impl Asked {
    /// It is whole, or has not happened; returns whether it has.
    async fn has_happened(&self, scene: &Scene, now: &Standing, story: &str) -> bool {
        let has_happened = now.follows(&self.before, self.act);
        let (act, before) = (self.act, &self.before);
        assert!(
            has_happened || now == before,
            "{act:?} is half done: {before:?}, then {now:?}: {story}"
        );
        match self.status {
            200 => assert!(has_happened, "{act:?} was answered: {story}"),
            status => assert_eq!(status, BROKE, "{act:?}: {story}"),
        }
        let (events, mails) = scene.told(act).await;
        let mailed = i64::from(has_happened && !act.names().2.is_empty());
        assert_eq!(
            (events - self.told.0, mails - self.told.1),
            (i64::from(has_happened), mailed),
            "the event and the mail of {act:?}, which has happened: {has_happened}: {story}"
        );
        has_happened
    }
}

async fn killed_again_and_again(scene: Scene) {
    let mut kills = Kills::new(KILLS, FIRST_WITHIN);
    let story = kills.story();
    let mut asked: Option<Asked> = None;
    let (mut done, mut cut, mut was_active) = (HashSet::new(), 0, false);
    for kill in 0..=kills.wanted {
        let (server, mut browser) = scene.serve();
        let standing = scene.standing().await;
        scene.assert_shown(&mut browser, &standing).await;
        if let Some(asked) = asked.take() {
            cut += u32::from(asked.status == BROKE);
            let has_happened = asked.has_happened(&scene, &standing, &story).await;
            if has_happened {
                done.insert(asked.act);
            }
            kills.learn(asked.act.names().0, asked.status == 200, has_happened);
        }
        was_active |= standing.is_active;
        if !scene.is_key {
            let expected = [standing.is_active, was_active && !standing.is_active].map(i64::from);
            assert_eq!(scene.following().await, expected, "the job that follows: {story}");
        }
        if kill == kills.wanted {
            jobs_go_on(&scene, &standing, i64::from(was_active && !standing.is_active)).await;
            assert!(server.end("TERM").success(), "{story}");
            break;
        }
        let acts = standing.acts(scene.is_key);
        let act = acts[kills.below(acts.len() as u64) as usize];
        if act == Act::Swap {
            scene.pass_test().await;
        }
        let (address, body) = scene.ask(&mut browser, act).await;
        let told = scene.told(act).await;
        let request = tokio::spawn(async move { browser.post(&address, &body).await.status });
        tokio::time::sleep(kills.moment(act.names().0)).await;
        server.end("KILL");
        asked = Some(Asked {
            act,
            before: standing,
            told,
            status: request.await.expect("no panic"),
        });
    }
    assert!(
        cut > 0 && !done.is_empty(),
        "{cut} were cut off, {done:?} done: {story}"
    );
}

const PASSWORDS: &str = "SELECT COUNT(*) FROM accounts a JOIN companies o ON o.id = a.company_id
                         WHERE o.slug = 'initech' AND a.password_hash IS NOT NULL";
const LINKS: &str = "SELECT COUNT(*) FROM jobs WHERE kind = 'mail' AND label = 'password_after_sso'";

/// What follows from where the configuration stands is done by the server that lives.
async fn jobs_go_on(scene: &Scene, standing: &Standing, was_deactivated: i64) {
    scene.resume_jobs().await;
    let deadline = Instant::now() + Duration::from_secs(60);
    while scene.following().await != [0, 0] {
        assert!(Instant::now() < deadline, "jobs stay");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let count = async |sql| scene.set_up.platform.count(sql).await;
    let (passwords, links) = (count(PASSWORDS).await, count(LINKS).await);
    match (standing.is_active, scene.is_key) {
        (_, true) => assert_eq!(links, 0),
        (true, false) => assert_eq!((passwords, links), (0, 0)),
        // Anna's password stays; Bob, who has none, is mailed where something was de-activated.
        (false, false) => assert_eq!((passwords, links), (1, was_deactivated)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_while_the_server_is_killed_is_whole_or_has_not_happened() {
    killed_again_and_again(Scene::with_secret().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_is_rotated_while_the_server_is_killed_is_everywhere_or_nowhere() {
    killed_again_and_again(Scene::with_key().await).await;
}
