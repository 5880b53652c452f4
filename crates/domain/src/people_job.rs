//! A long job that goes through a company's people, as its admins follow it: how it stands, and for how much longer it will work. Invariant: time
//! in which it stood still (paused, or its node was killed) is not counted as work.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The longest that a step takes; what is longer was a stand-still, in milliseconds.
const LONGEST_STEP_MS: i64 = 10_000;
/// Work that is too little to guess by, in milliseconds.
const TOO_LITTLE_MS: i64 = 1_000;

/// How long a job has worked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pace {
    /// Work so far, in milliseconds.
    pub worked_ms: i64,
    /// When the last step ended, in milliseconds since the Unix epoch; 0: none has.
    pub last_step_at_ms: i64,
}

impl Pace {
    /// After another step, which ended now. `began_at_ms`: when the attempt at the job began.
    #[must_use]
    pub fn after_step(self, began_at_ms: i64, now_ms: i64) -> Self {
        let since = match self.last_step_at_ms {
            0 => began_at_ms,
            last => last,
        };
        Self {
            worked_ms: self.worked_ms + now_ms.saturating_sub(since).clamp(0, LONGEST_STEP_MS),
            last_step_at_ms: now_ms,
        }
    }

    /// For how many more seconds it will work, rounded up, where `done` of `total` people are done; none where that cannot be guessed yet.
    pub fn seconds_left(self, done: i64, total: i64) -> Option<i64> {
        if done <= 0 || self.worked_ms < TOO_LITTLE_MS {
            return None;
        }
        let left = i128::from((total - done).max(0));
        let left_ms = i128::from(self.worked_ms) * left / i128::from(done);
        i64::try_from((left_ms + 999) / 1_000).ok()
    }
}

/// The fewest people of a step: below, what a step costs by itself is most of it.
const FEWEST: i64 = 100;

/// For how many people a step is, so that it lasts about as long as others may wait for it, on any machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepSize {
    people: i64,
    most: i64,
    lasts: Duration,
}

impl StepSize {
    /// A first step, which is small. `most`: people of a step that others do not wait for at all.
    pub fn first(lasts: Duration, most: i64) -> Self {
        let most = most.max(FEWEST);
        Self {
            people: FEWEST,
            most,
            lasts,
        }
    }

    /// People of the next step.
    pub const fn people(self) -> i64 {
        self.people
    }

    /// After a step that took so long. One that a busy machine held up is no rule: the next is half as large at least, and twice at most.
    #[must_use]
    pub fn after(self, took: Duration) -> Self {
        let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX).max(1);
        let fitting = self.people.saturating_mul(micros(self.lasts)) / micros(took);
        let near = fitting.clamp(self.people / 2, self.people * 2);
        Self {
            people: near.clamp(FEWEST, self.most),
            ..self
        }
    }
}

/// What is known of a job that has not ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JobFacts {
    /// Whether an admin has paused it.
    pub is_paused: bool,
    /// Whether the operator has paused all jobs of its kind.
    pub is_kind_paused: bool,
    /// Whether its last attempt failed, and nothing was done since.
    pub has_failed: bool,
    /// Whether a first step was done.
    pub has_begun: bool,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobStanding {
    /// It has not begun.
    Waiting,
    /// The job is running.
    Running,
    /// An admin has paused it, and an admin resumes it.
    Paused,
    /// The operator has paused it, and only the operator resumes it.
    Held,
    /// Its last attempt failed; it is tried again by itself.
    Failing,
}

/// The standing that is shown for a job. A pause comes before a failed attempt: it is why nothing happens now.
pub const fn standing(facts: JobFacts) -> JobStanding {
    match facts {
        JobFacts { is_paused: true, .. } => JobStanding::Paused,
        JobFacts {
            is_kind_paused: true, ..
        } => JobStanding::Held,
        JobFacts { has_failed: true, .. } => JobStanding::Failing,
        JobFacts { has_begun: true, .. } => JobStanding::Running,
        _ => JobStanding::Waiting,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_steady_job_is_guessed_right_however_often_it_stands_still(
            step_ms in 50_i64..LONGEST_STEP_MS, steps in 1_i64..200, more in 0_i64..200, stops in prop::collection::vec(0_i64..200, 0..5)
        ) {
            let (mut pace, mut now) = (Pace::default(), 1_000_000);
            let began = now;
            let mut stood = 0;
            for step in 0..steps {
                now += step_ms;
                if step > 0 && stops.contains(&step) {
                    // A pause of an hour counts as one long step at most.
                    now += 3_600_000;
                    stood += LONGEST_STEP_MS - step_ms;
                }
                pace = pace.after_step(began, now);
            }
            prop_assert_eq!(pace.worked_ms, steps * step_ms + stood);
            let guess = pace.seconds_left(steps, steps + more);
            if pace.worked_ms < TOO_LITTLE_MS {
                prop_assert_eq!(guess, None);
            } else if stood == 0 {
                let left = guess.expect("a guess") * 1_000;
                prop_assert!((more * step_ms..more * step_ms + 1_000).contains(&left), "{left}");
            }
        }

        #[test]
        fn steps_come_to_last_as_long_as_others_may_wait(per_person_us in 1_u64..200, lasts_ms in 1_u64..100, most in 0_i64..2_000) {
            let lasts = Duration::from_millis(lasts_ms);
            let mut size = StepSize::first(lasts, most);
            for _ in 0..20 {
                size = size.after(Duration::from_micros(per_person_us * size.people().unsigned_abs()));
            }
            let fitting = i64::try_from(lasts_ms * 1_000 / per_person_us).expect("small");
            prop_assert_eq!(size.people(), fitting.clamp(FEWEST, most.max(FEWEST)));
        }

        #[test]
        fn one_slow_step_makes_the_next_half_as_large_and_no_time_makes_it_panic(times in prop::collection::vec(any::<u64>(), 1..20)) {
            let mut size = StepSize::first(Duration::from_millis(5), 1_000);
            for micros in times {
                let next = size.after(Duration::from_micros(micros));
                prop_assert!((FEWEST..=1_000).contains(&next.people()));
                prop_assert!((size.people() / 2..=size.people() * 2).contains(&next.people()));
                size = next;
            }
        }

        #[test]
        fn no_number_makes_it_panic_and_nothing_is_left_of_what_is_done(worked_ms in any::<i64>(), done in any::<i32>(), total in any::<i32>()) {
            let pace = Pace { worked_ms, last_step_at_ms: 0 };
            let guess = pace.seconds_left(i64::from(done), i64::from(total));
            if let Some(seconds) = guess {
                prop_assert!(seconds >= 0);
                prop_assert!(total > done || seconds == 0);
            }
        }

        #[test]
        fn what_an_admin_paused_is_paused_whatever_else_holds(bits in any::<[bool; 3]>()) {
            let facts = JobFacts { is_paused: true, is_kind_paused: bits[0], has_failed: bits[1], has_begun: bits[2] };
            prop_assert_eq!(standing(facts), JobStanding::Paused);
            let resumed = JobFacts { is_paused: false, ..facts };
            prop_assert_ne!(standing(resumed), JobStanding::Paused);
            prop_assert_eq!(standing(resumed) == JobStanding::Held, resumed.is_kind_paused);
        }
    }
}
