//! Rotation of a client secret in its place: the new one waits beside the present one until it is tested, takes its place in one step, and the old
//! one can be taken back for a day. Invariants: the present secret changes by a swap or by taking the old one back, and by neither where the
//! settings are others than those beside which a secret was put; nothing is kept for longer than it can be used.

/// How long a new secret waits, in milliseconds: a week.
pub const PENDING_FOR_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long the old one can be taken back, in milliseconds: a day.
pub const PREVIOUS_FOR_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a new key is published before it is used, in milliseconds: identity providers read published keys now and then, and keep what they
/// read for a while.
pub const ANNOUNCED_FOR_MS: i64 = 60 * 60 * 1000;

/// A secret that is kept beside the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSecret {
    /// Which secret.
    pub secret_id: String,
    /// The settings, the present secret among them, beside which it is kept.
    pub beside: String,
    /// Before then it does not take the place of the present one, in milliseconds since the Unix epoch.
    pub usable_from_ms: i64,
    /// When it is erased, in milliseconds since the Unix epoch.
    pub until_ms: i64,
}

/// The configuration at this moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// People sign in with it.
    pub is_active: bool,
    /// Which secret it uses.
    pub secret_id: &'a str,
    /// Stands for its settings, that secret among them.
    pub settings: &'a str,
    /// Now, in milliseconds since the Unix epoch.
    pub now_ms: i64,
}

impl KeptSecret {
    /// Whether it can still be used.
    pub fn holds(&self, present: Present<'_>) -> bool {
        present.is_active && self.beside == present.settings && present.now_ms < self.until_ms
    }
}

/// Why something is not done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Nobody signs in with the configuration: its secret is changed in the wizard.
    NotActive,
    /// There is no such secret, or it does not hold any more.
    NothingKept,
    /// No test with the new secret has passed.
    NotTested,
    /// It is a key that has not been published for long enough.
    TooEarly,
}

/// The secrets that are kept beside the present one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotation {
    /// The one that is to take its place.
    pub pending: Option<KeptSecret>,
    /// The one whose place it took.
    pub previous: Option<KeptSecret>,
}

impl Rotation {
    /// What of it still holds.
    #[must_use]
    pub fn holding(self, present: Present<'_>) -> Self {
        Self {
            pending: self.pending.filter(|kept| kept.holds(present)),
            previous: self.previous.filter(|kept| kept.holds(present)),
        }
    }

    /// With a new secret beside the present one. One that waited is erased. `ahead_ms`: for how long it is announced before it is used.
    ///
    /// # Errors
    /// [`Refusal::NotActive`].
    pub fn with_pending(
        self,
        secret_id: String,
        present: Present<'_>,
        ahead_ms: i64,
    ) -> Result<Self, Refusal> {
        if !present.is_active {
            return Err(Refusal::NotActive);
        }
        Ok(Self {
            pending: Some(KeptSecret {
                secret_id,
                beside: present.settings.to_owned(),
                usable_from_ms: present.now_ms.saturating_add(ahead_ms),
                until_ms: present.now_ms.saturating_add(PENDING_FOR_MS),
            }),
            ..self.holding(present)
        })
    }

    /// After the swap: the pending secret is the present one, and that one can be taken back. `settings_after`: those with the pending secret.
    ///
    /// # Errors
    /// [`Refusal::NotActive`], [`Refusal::NothingKept`], [`Refusal::NotTested`], [`Refusal::TooEarly`].
    pub fn swapped(
        self,
        present: Present<'_>,
        settings_after: &str,
        is_tested: bool,
    ) -> Result<Self, Refusal> {
        if !present.is_active {
            return Err(Refusal::NotActive);
        }
        let Some(pending) = self.holding(present).pending else {
            return Err(Refusal::NothingKept);
        };
        if !is_tested {
            return Err(Refusal::NotTested);
        }
        if present.now_ms < pending.usable_from_ms {
            return Err(Refusal::TooEarly);
        }
        Ok(Self {
            pending: None,
            previous: Some(KeptSecret {
                secret_id: present.secret_id.to_owned(),
                beside: settings_after.to_owned(),
                usable_from_ms: present.now_ms,
                until_ms: present.now_ms.saturating_add(PREVIOUS_FOR_MS),
            }),
        })
    }

    /// After the old secret was taken back: nothing is kept, and the newer one is erased.
    ///
    /// # Errors
    /// [`Refusal::NotActive`], [`Refusal::NothingKept`].
    pub fn taken_back(self, present: Present<'_>) -> Result<Self, Refusal> {
        if !present.is_active {
            return Err(Refusal::NotActive);
        }
        match self.holding(present).previous {
            Some(_) => Ok(Self::default()),
            None => Err(Refusal::NothingKept),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A configuration with its secrets, as a store keeps them.
    #[derive(Debug, Clone)]
    struct Machine {
        secret: u32,
        connection: u32,
        is_active: bool,
        now_ms: i64,
        made: u32,
        tested: Vec<String>,
        rotation: Rotation,
        /// For how long a new one is announced.
        ahead_ms: i64,
        entered_at_ms: i64,
    }

    #[derive(Debug, Clone, Copy)]
    enum Event {
        Enter,
        Test,
        Swap,
        TakeBack,
        /// The operator, or a file, puts another secret in.
        Replace,
        /// Another client, another address.
        Reconnect,
        Toggle,
        Wait(i64),
    }

    impl Machine {
        fn settings(&self, secret: u32) -> String {
            format!("{}/{secret}", self.connection)
        }

        fn act(&mut self, event: Event) {
            let (settings, id) = (self.settings(self.secret), self.secret.to_string());
            let present = Present {
                is_active: self.is_active,
                secret_id: &id,
                settings: &settings,
                now_ms: self.now_ms,
            };
            let rotation = self.rotation.clone();
            let pending = rotation.pending.as_ref().map(|kept| kept.secret_id.clone());
            let pending: Option<u32> = pending.and_then(|id| id.parse().ok());
            match event {
                Event::Enter => {
                    self.made += 1;
                    if let Ok(after) = rotation.with_pending(self.made.to_string(), present, self.ahead_ms) {
                        self.rotation = after;
                        self.entered_at_ms = self.now_ms;
                    }
                }
                Event::Test => {
                    if let Some(pending) = pending {
                        self.tested.push(self.settings(pending));
                    }
                }
                Event::Swap => {
                    let after = self.settings(pending.unwrap_or_default());
                    let is_tested = self.tested.contains(&after);
                    if let Ok(rotation) = rotation.swapped(present, &after, is_tested) {
                        self.secret = pending.expect("what is swapped was there");
                        self.rotation = rotation;
                    }
                }
                Event::TakeBack => {
                    let previous = rotation.previous.clone();
                    if let Ok(rotation) = rotation.taken_back(present) {
                        let previous = previous.expect("what is taken back was there");
                        self.secret = previous.secret_id.parse().expect("a number");
                        self.rotation = rotation;
                    }
                }
                Event::Replace => {
                    self.made += 1;
                    self.secret = self.made;
                }
                Event::Reconnect => self.connection += 1,
                Event::Toggle => self.is_active = !self.is_active,
                Event::Wait(ms) => self.now_ms += ms,
            }
        }
    }

    fn event() -> impl Strategy<Value = Event> {
        prop_oneof![
            3 => Just(Event::Enter),
            3 => Just(Event::Test),
            3 => Just(Event::Swap),
            2 => Just(Event::TakeBack),
            1 => Just(Event::Replace),
            1 => Just(Event::Reconnect),
            1 => Just(Event::Toggle),
            2 => (0..2 * PREVIOUS_FOR_MS).prop_map(Event::Wait),
        ]
    }

    fn new() -> Machine {
        Machine {
            secret: 0,
            connection: 0,
            is_active: true,
            now_ms: 0,
            made: 0,
            tested: Vec::new(),
            rotation: Rotation::default(),
            ahead_ms: 0,
            entered_at_ms: 0,
        }
    }

    proptest! {
        #[test]
        fn the_present_secret_changes_to_a_tested_one_or_back_to_the_one_of_the_last_day(events in prop::collection::vec(event(), 0..60)) {
            let mut machine = new();
            // Which secret had been there before, in which settings, and until when it may come back.
            let mut before: Option<(u32, u32, u32, i64)> = None;
            for event in events {
                let was = machine.clone();
                machine.act(event);
                if machine.secret == was.secret {
                    continue;
                }
                match event {
                    Event::Replace => {}
                    Event::Swap => {
                        prop_assert!(was.is_active);
                        prop_assert!(was.tested.contains(&was.settings(machine.secret)), "untested");
                        before = Some((was.secret, machine.secret, was.connection, was.now_ms + PREVIOUS_FOR_MS));
                    }
                    Event::TakeBack => {
                        let (old, new, connection, until_ms) = before.take().expect("there was a swap");
                        prop_assert!(was.is_active && was.now_ms < until_ms);
                        prop_assert_eq!((machine.secret, was.secret, was.connection), (old, new, connection));
                    }
                    _ => prop_assert!(false, "{event:?} changed the secret"),
                }
            }
        }

        #[test]
        fn a_key_is_used_after_it_was_published_for_an_hour_and_is_published_a_day_after_it_was_used(events in prop::collection::vec(event(), 0..60)) {
            let mut machine = Machine { ahead_ms: ANNOUNCED_FOR_MS, ..new() };
            for event in events {
                let was = machine.clone();
                machine.act(event);
                if machine.secret != was.secret && matches!(event, Event::Swap) {
                    prop_assert!(was.now_ms >= was.entered_at_ms + ANNOUNCED_FOR_MS, "too early");
                    let previous = machine.rotation.previous.clone().expect("the old one stays");
                    prop_assert_eq!(previous.until_ms, was.now_ms + PREVIOUS_FOR_MS);
                }
            }
        }

        #[test]
        fn with_other_settings_nothing_holds_until_a_secret_is_entered_anew(events in prop::collection::vec(event(), 0..30), other in any::<bool>()) {
            let mut machine = new();
            for event in events {
                machine.act(event);
            }
            machine.is_active = true;
            machine.act(if other { Event::Replace } else { Event::Reconnect });
            let (secret, rotation) = (machine.secret, machine.rotation.clone());
            for event in [Event::Test, Event::Swap, Event::TakeBack] {
                machine.act(event);
            }
            prop_assert_eq!((machine.secret, machine.rotation.clone()), (secret, rotation));
            for event in [Event::Enter, Event::Test, Event::Swap] {
                machine.act(event);
            }
            prop_assert_eq!(machine.secret, machine.made);
            machine.act(Event::TakeBack);
            prop_assert_eq!(machine.secret, secret);
        }
    }
}
