//! A server that is killed (`kill -9`) at random moments while the access of many people is changed, and while that is taken back. Invariant: whatever the
//! moment, what became of each is what each has, the numbers and the audit trail say the same, and the next server goes on from there.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::bulk_change_scene::{PEOPLE, Scene};
use crate::kills::Kills;
use crate::place::Place;

/// How many times the server is killed.
const KILLS: u32 = 8;
/// The longest at first that a server is let live after it listens.
const FIRST: Duration = Duration::from_millis(250);

impl Scene {
    /// Looks whether nothing is half done. Returns how far the job is, if it is not through.
    async fn look(&self, is_undo: bool, at: &str) -> Option<usize> {
        let (state, grants) = (self.state(is_undo).await, self.grants().await);
        assert_eq!(state.people.len(), PEOPLE, "{at}");
        let (mut done, mut changed, mut numbers) = (0, Vec::new(), BTreeMap::new());
        for (id, outcome, before, after) in &state.people {
            let (had, has) = (&self.before[id], grants.get(id));
            let (is_done, is_changed) = match (outcome.as_str(), is_undo) {
                ("waiting", false) => (false, false),
                ("changed" | "partly", _) => (!is_undo, !is_undo),
                ("unchanged" | "from_group", _) => (!is_undo, false),
                ("restored", true) => (true, true),
                other => panic!("{id} is {other:?}: {at}"),
            };
            let expected = match outcome.as_str() {
                "changed" | "partly" => after.as_ref(),
                _ => Some(had),
            };
            assert_eq!(has, expected, "{id} is {outcome}: {at}");
            assert!(
                before.as_ref().is_none_or(|before| before == had),
                "{id} had {had}: {at}"
            );
            done += usize::from(is_done);
            *numbers.entry(outcome.as_str()).or_insert(0) += i64::from(is_done);
            if is_changed {
                changed.push(id.clone());
            }
        }
        for (outcome, number) in numbers.into_iter().filter(|(_, number)| *number > 0) {
            assert_eq!(state.counts[outcome], number, "{outcome}: {at}");
        }
        let mut told = state.told;
        told.sort_unstable();
        changed.sort_unstable();
        assert!(told == changed, "each is told of once: {at}");
        match state.done {
            Some(said) => assert_eq!(said, done, "a batch and its place are one: {at}"),
            None => assert_eq!(done, self.due(is_undo), "it ends when all are done: {at}"),
        }
        state.done
    }

    /// How many have a turn.
    fn due(&self, is_undo: bool) -> usize {
        match is_undo {
            false => PEOPLE,
            // Who had the second role alone kept it.
            true => self
                .before
                .values()
                .filter(|roles| *roles != "[\"Auditor\"]")
                .count(),
        }
    }

    /// What a killed server has sent to PostgreSQL is done to its end.
    async fn settle(&self) {
        let mut connection = self.place.store.read().await.expect("a connection");
        let sql = "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                   AND state <> 'idle'";
        let deadline = Instant::now() + Duration::from_secs(20);
        while connection.backend_name() == "PostgreSQL" {
            let busy: i64 = sqlx::query_scalar(sql)
                .fetch_one(&mut *connection)
                .await
                .expect("reads");
            if busy == 0 {
                break;
            }
            assert!(Instant::now() < deadline, "it never ends");
        }
    }

    /// Starts servers and kills them, then lets one end the work. Returns how far it was at each death.
    async fn kill_again_and_again(&self, is_undo: bool, wanted: u32, kills: &mut Kills) -> Vec<usize> {
        let mut reached = vec![0];
        for kill in 0..wanted {
            let server = self.place.serve();
            tokio::time::sleep(kills.moment("a change")).await;
            server.end("KILL");
            self.settle().await;
            let at = format!("{}, kill {kill}, undo: {is_undo}", kills.story());
            let done = self.look(is_undo, &at).await;
            kills.learn(
                "a change",
                done.is_none(),
                done.is_some_and(|done| Some(&done) > reached.last()),
            );
            self.place.let_time_go_by().await;
            match done {
                Some(done) => reached.push(done),
                None => break,
            }
        }
        let server = self.place.serve();
        let deadline = Instant::now() + Duration::from_secs(60);
        while self.state(is_undo).await.done.is_some() {
            assert!(Instant::now() < deadline, "it does not go on: {}", kills.story());
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(server.end("TERM").success());
        let at = format!("{}, at the end, undo: {is_undo}", kills.story());
        assert_eq!(self.look(is_undo, &at).await, None);
        reached
    }

    async fn holds(self) {
        let mut kills = Kills::new(KILLS, FIRST);
        let (there, back) = (kills.wanted - kills.wanted / 2, kills.wanted / 2);
        let there = self.kill_again_and_again(false, there, &mut kills).await;
        self.begin_undo().await;
        let back = self.kill_again_and_again(true, back, &mut kills).await;
        let story = format!("{}, killed at {there:?}, then at {back:?}", kills.story());
        eprintln!("{story}");
        assert!(
            there.iter().chain(&back).any(|done| *done > 0),
            "killed in the middle: {story}"
        );
        assert!(self.grants().await == self.before, "all is as it was: {story}");
        self.place.remove().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_many_is_whole_after_each_kill_and_ends() {
    Scene::new(Place::on_sqlite().await).await.holds().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_many_is_whole_after_each_kill_and_ends_on_postgresql() {
    Scene::new(Place::on_postgres().await).await.holds().await;
}
