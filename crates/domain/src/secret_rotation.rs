//! Rotation of the client secret of an active SSO configuration. The new secret is kept beside the present one until it has been tested, then
//! the two are swapped, and the previous one can be restored for a day. Invariants: the present secret changes by a swap or a restore alone,
//! and neither happens if the settings have changed since the other secret was stored; no secret is kept longer than it can be used.

/// How long a new secret is kept before the swap, in milliseconds: a week.
pub const PENDING_FOR_MS: i64 = 7 * 24 * 60 * 60 * 1000;
/// How long the previous secret can be restored, in milliseconds: a day.
pub const PREVIOUS_FOR_MS: i64 = 24 * 60 * 60 * 1000;

/// How long a new key is published before it is used, in milliseconds: identity providers cache published keys.
pub const ANNOUNCED_FOR_MS: i64 = 60 * 60 * 1000;

/// A secret that is kept beside the present one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSecret {
    /// Identifier of the secret.
    pub secret_id: String,
    /// Fingerprint of the settings, including the present secret, at the time when it was stored.
    pub beside: String,
    /// From when on it can be swapped in, in milliseconds since the Unix epoch.
    pub usable_from_ms: i64,
    /// When it is erased, in milliseconds since the Unix epoch.
    pub until_ms: i64,
}

/// The configuration as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Present<'a> {
    /// Whether people sign in with it.
    pub is_active: bool,
    /// Identifier of the secret that it uses.
    pub secret_id: &'a str,
    /// Fingerprint of its settings, including that secret.
    pub settings: &'a str,
    /// Now, in milliseconds since the Unix epoch.
    pub now_ms: i64,
}

impl KeptSecret {
    /// Whether it can still be used: the configuration is active and unchanged, and the time is not over.
    pub fn holds(&self, present: Present<'_>) -> bool {
        present.is_active && self.beside == present.settings && present.now_ms < self.until_ms
    }
}

/// Why a swap or a restore is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The configuration is not active: its secret is changed in the wizard.
    NotActive,
    /// There is no such secret, or it cannot be used any more.
    NothingKept,
    /// No test with the new secret has passed.
    NotTested,
    /// It is a key that has not been published for long enough.
    TooEarly,
}

/// The secrets that are kept beside the present one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rotation {
    /// The new one, before the swap.
    pub pending: Option<KeptSecret>,
    /// The old one, after the swap.
    pub previous: Option<KeptSecret>,
}

impl Rotation {
    /// The secrets that can still be used.
    #[must_use]
    pub fn holding(self, present: Present<'_>) -> Self {
        Self {
            pending: self.pending.filter(|kept| kept.holds(present)),
            previous: self.previous.filter(|kept| kept.holds(present)),
        }
    }

    /// The rotation with a new pending secret, which replaces any earlier one. `ahead_ms`: how long it is published before it can be used.
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

    /// The rotation after the swap: the formerly present secret can be restored. `settings_after`: fingerprint of the settings with the
    /// pending secret.
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

    /// The rotation after the previous secret was restored: nothing is kept, and the newer secret is erased.
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
