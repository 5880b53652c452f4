//! Slots for connections: so many in all, and so many for one client address. Invariant: where slots run out, whoever has waited
//! longest without a request gives its slot up; a connection whose request is being answered keeps it.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use tokio::sync::Notify;
use tokio::time::Instant;

use super::limits::Limits;
use super::turns::Turns;
use crate::domain::throttle::address_key;

/// Between two log lines about slots.
const LOG_PAUSE: Duration = Duration::from_secs(60);

/// All slots of a listener.
#[derive(Debug)]
pub(super) struct ConnectionSlots {
    limits: Limits,
    trusted_proxies: Vec<IpNet>,
    taken: Mutex<Taken>,
    freed: Notify,
}

#[derive(Debug, Default)]
struct Taken {
    by_number: HashMap<u64, Holder>,
    by_address: HashMap<String, usize>,
    numbers: u64,
    logged: Option<Instant>,
    unlogged: u64,
}

#[derive(Debug)]
struct Holder {
    /// None: a trusted proxy, through which many come.
    address: Option<String>,
    turns: Arc<Turns>,
}

/// A slot, given back when it is dropped.
#[derive(Debug)]
pub(super) struct ConnectionSlot {
    slots: Arc<ConnectionSlots>,
    number: u64,
    pub(super) turns: Arc<Turns>,
}

impl Drop for ConnectionSlot {
    fn drop(&mut self) {
        self.slots.taken().leave(self.number);
        self.slots.freed.notify_one();
    }
}

/// Why a connection has no slot.
enum Full {
    /// Its address has all that it may have.
    Address,
    /// All slots are taken.
    All,
}

impl ConnectionSlots {
    pub(super) fn new(limits: Limits, trusted_proxies: Vec<IpNet>) -> Self {
        Self {
            limits,
            trusted_proxies,
            taken: Mutex::default(),
            freed: Notify::new(),
        }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A slot for a connection from here. Waits where all are taken by requests; none where this address has them.
    pub(super) async fn enter(self: &Arc<Self>, peer: IpAddr) -> Option<ConnectionSlot> {
        let peer = peer.to_canonical();
        let is_proxy = self.trusted_proxies.iter().any(|network| network.contains(&peer));
        let address = (!is_proxy).then(|| address_key(peer));
        loop {
            match self.try_enter(address.as_ref()) {
                Ok(slot) => return Some(slot),
                Err(Full::Address) => return None,
                Err(Full::All) => self.freed.notified().await,
            }
        }
    }

    fn try_enter(self: &Arc<Self>, address: Option<&String>) -> Result<ConnectionSlot, Full> {
        let mut taken = self.taken();
        let count = address
            .and_then(|address| taken.by_address.get(address))
            .copied()
            .unwrap_or_default();
        if address.is_some() && count >= self.limits.connections_per_address {
            taken.log("one client address holds all the connections that it may have");
            taken.make_room(address).ok_or(Full::Address)?;
        }
        if taken.by_number.len() >= self.limits.connections {
            taken.log("all connections are taken");
            taken.make_room(None).ok_or(Full::All)?;
        }
        let turns = Arc::new(Turns::new(self.limits));
        let number = taken.enter(Holder {
            address: address.cloned(),
            turns: turns.clone(),
        });
        drop(taken);
        Ok(ConnectionSlot {
            slots: self.clone(),
            number,
            turns,
        })
    }

    /// The system has no file descriptor left: the connection that has waited longest gives its own back.
    pub(super) fn make_room(&self) {
        self.taken().make_room(None);
    }
}

impl Taken {
    fn enter(&mut self, holder: Holder) -> u64 {
        if let Some(address) = &holder.address {
            *self.by_address.entry(address.clone()).or_default() += 1;
        }
        self.numbers += 1;
        self.by_number.insert(self.numbers, holder);
        self.numbers
    }

    fn leave(&mut self, number: u64) {
        let Some(address) = self.by_number.remove(&number).and_then(|holder| holder.address) else {
            return;
        };
        if let Some(count) = self.by_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.by_address.remove(&address);
            }
        }
    }

    /// Ends the connection (of this address, or of all) whose client has waited longest without a request.
    fn make_room(&mut self, address: Option<&String>) -> Option<()> {
        let (_, number) = self
            .by_number
            .iter()
            .filter(|(_, holder)| address.is_none() || holder.address.as_ref() == address)
            .filter_map(|(number, holder)| Some((holder.turns.idle_until()?, *number)))
            .min()?;
        self.by_number[&number].turns.give_up();
        self.leave(number);
        Some(())
    }

    /// One line a minute at most: whoever fills the slots must not fill the log, too.
    fn log(&mut self, reason: &'static str) {
        let now = Instant::now();
        if self.logged.is_some_and(|at| now < at + LOG_PAUSE) {
            self.unlogged += 1;
            return;
        }
        let more = std::mem::take(&mut self.unlogged);
        self.logged = Some(now);
        tracing::warn!(
            reason,
            connections = self.by_number.len(),
            addresses = self.by_address.len(),
            more_since_the_last_line = more,
            "connections that have waited longest without a request are closed to make room"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(connections: usize, connections_per_address: usize) -> Arc<ConnectionSlots> {
        let limits = Limits {
            connections,
            connections_per_address,
            ..Limits::default()
        };
        let proxies = vec!["192.0.2.0/24".parse().expect("a network")];
        Arc::new(ConnectionSlots::new(limits, proxies))
    }

    async fn enter(slots: &Arc<ConnectionSlots>, peer: &str) -> Option<ConnectionSlot> {
        let entering = slots.enter(peer.parse().expect("an address"));
        tokio::time::timeout(Duration::from_millis(50), entering)
            .await
            .ok()
            .flatten()
    }

    #[tokio::test]
    async fn an_address_has_a_share_and_its_own_longest_waiting_connection_makes_room() {
        let slots = slots(10, 2);
        let first = enter(&slots, "203.0.113.1").await.expect("a slot");
        let other = enter(&slots, "203.0.113.2").await.expect("a slot");
        let second = enter(&slots, "203.0.113.1").await.expect("a slot");
        let third = enter(&slots, "203.0.113.1").await.expect("a slot");
        first.turns.run_out().await;
        let waiting = |slot: &ConnectionSlot| slot.turns.idle_until().is_some();
        assert!(waiting(&second) && waiting(&third) && waiting(&other));
        drop(first);
        second.turns.request_begins(false);
        third.turns.request_begins(false);
        assert!(
            enter(&slots, "203.0.113.1").await.is_none(),
            "requests are not cut off"
        );
        drop(second);
        assert!(
            enter(&slots, "203.0.113.1").await.is_some(),
            "the slot was given back once"
        );
    }

    #[tokio::test]
    async fn an_ipv6_network_is_one_address_and_a_trusted_proxy_is_none() {
        let slots = slots(10, 1);
        let first = enter(&slots, "2001:db8::1").await.expect("a slot");
        first.turns.request_begins(false);
        assert!(enter(&slots, "2001:db8::2").await.is_none());
        assert!(enter(&slots, "2001:db8:0:1::2").await.is_some());
        let mut behind = Vec::new();
        for _ in 0..5 {
            let slot = enter(&slots, "::ffff:192.0.2.7").await.expect("a slot");
            slot.turns.request_begins(false);
            behind.push(slot);
        }
    }

    #[tokio::test]
    async fn where_all_are_busy_the_next_waits_for_a_place() {
        let slots = slots(1, 1);
        let first = enter(&slots, "203.0.113.1").await.expect("a slot");
        first.turns.request_begins(false);
        assert!(enter(&slots, "203.0.113.2").await.is_none());
        let waiting = tokio::spawn({
            let slots = slots.clone();
            async move { slots.enter("203.0.113.2".parse().expect("an address")).await }
        });
        drop(first);
        assert!(waiting.await.expect("ends").is_some());
    }
}
