//! Whose turn is it on a connection? While it is the client's (to send a request's head, more of a body, or to take more of a response),
//! a deadline runs. Invariant: no turn of the client is without a deadline, and none of the server's has one: a response that
//! waits for news may last.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

use super::limits::Limits;

/// The turn that is no message's: to send the next request's head.
const HEAD: u64 = 0;
/// Number of bytes that a client has to take to make progress. Fewer may be a client that keeps its place by taking one now and then.
const PROGRESS_BYTES: usize = 8 * 1024;

/// The turns of one connection.
#[derive(Debug)]
pub(super) struct Turns {
    limits: Limits,
    state: Mutex<State>,
    given_up: Notify,
}

#[derive(Debug, Default)]
struct State {
    /// When each turn of the client ends.
    deadlines: HashMap<u64, Instant>,
    /// Numbers given to messages.
    messages: u64,
    /// Requests whose response has not been handed over whole.
    requests: usize,
    /// Bytes taken since the last progress.
    taken: usize,
    /// HTTP/2: what is written says nothing about progress, because a client can have its pings acknowledged.
    is_multiplexed: bool,
    given_up: bool,
}

impl Turns {
    /// Of a connection that was just accepted.
    pub(super) fn new(limits: Limits) -> Self {
        let deadlines = HashMap::from([(HEAD, Instant::now() + limits.head_timeout)]);
        Self {
            limits,
            state: Mutex::new(State {
                deadlines,
                ..State::default()
            }),
            given_up: Notify::new(),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request's head has come.
    pub(super) fn request_begins(&self, is_multiplexed: bool) {
        let mut state = self.state();
        state.requests += 1;
        state.is_multiplexed |= is_multiplexed;
        state.deadlines.remove(&HEAD);
    }

    /// Its response is handed over, or given up.
    pub(super) fn request_ends(&self) {
        let mut state = self.state();
        state.requests = state.requests.saturating_sub(1);
        state.taken = 0;
        if state.requests == 0 {
            let deadline = Instant::now() + self.limits.idle_timeout;
            state.deadlines.insert(HEAD, deadline);
        }
    }

    /// A number for a body.
    pub(super) fn message(&self) -> u64 {
        let mut state = self.state();
        state.messages += 1;
        state.messages
    }

    /// The client is to go on with this body.
    pub(super) fn clients(&self, message: u64) {
        let deadline = Instant::now() + self.limits.stall_timeout;
        self.state().deadlines.insert(message, deadline);
    }

    /// The server is to go on with this body, or it is over.
    pub(super) fn servers(&self, message: u64) {
        self.state().deadlines.remove(&message);
    }

    /// The client has taken so many bytes: a response that is buffered whole is still on its way.
    pub(super) fn taken(&self, bytes: usize) {
        let mut state = self.state();
        state.taken += bytes;
        if state.taken >= PROGRESS_BYTES && !state.is_multiplexed {
            state.taken = 0;
            let later = Instant::now() + self.limits.idle_timeout;
            if let Some(deadline) = state.deadlines.get_mut(&HEAD) {
                *deadline = later.max(*deadline);
            }
        }
    }

    /// Until when the client may send the next request's head; none: a request is being answered.
    pub(super) fn idle_until(&self) -> Option<Instant> {
        self.state().deadlines.get(&HEAD).copied()
    }

    /// The place is needed: [`Self::run_out`] is done.
    pub(super) fn give_up(&self) {
        self.state().given_up = true;
        self.given_up.notify_one();
    }

    /// Waits until the client has let a turn pass.
    pub(super) async fn run_out(&self) {
        loop {
            let now = Instant::now();
            // No turn that begins meanwhile ends before that.
            let mut next = now + self.limits.shortest();
            {
                let state = self.state();
                if state.given_up || state.deadlines.values().any(|deadline| *deadline <= now) {
                    return;
                }
                next = state.deadlines.values().fold(next, |next, at| next.min(*at));
            }
            tokio::select! {
                () = sleep_until(next) => {}
                () = self.given_up.notified() => {}
            }
        }
    }
}
