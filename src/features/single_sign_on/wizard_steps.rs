//! The three steps of the wizard: which one may be entered, which is done, which comes next. Invariants: whatever is done stays in
//! reach; a step is done only when those before it are; what the screens show follows from what is stored alone.

use latchkey_contract::sso_configurations::{ListedSsoConfiguration, SsoConfiguration, TestRunState};

/// A step, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WizardStep {
    /// How the identity provider is reached.
    Connect,
    /// Somebody goes there and back.
    Test,
    /// What is read from the claims that came.
    Map,
}

impl WizardStep {
    /// All steps, in their order.
    pub const ALL: [Self; 3] = [Self::Connect, Self::Test, Self::Map];

    /// The one after it.
    pub const fn next(self) -> Option<Self> {
        match self {
            Self::Connect => Some(Self::Test),
            Self::Test => Some(Self::Map),
            Self::Map => None,
        }
    }

    /// The one before it.
    pub const fn previous(self) -> Option<Self> {
        match self {
            Self::Connect => None,
            Self::Test => Some(Self::Connect),
            Self::Map => Some(Self::Test),
        }
    }
}

/// What is stored of a configuration, as far as the steps go by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// Whether the first step has been saved.
    pub is_saved: bool,
    /// Whether a test of these very settings has passed.
    pub test_passed: bool,
    /// Whether the third step has been saved.
    pub is_mapped: bool,
}

impl Progress {
    /// Of one in the overview.
    pub const fn of_listed(configuration: &ListedSsoConfiguration) -> Self {
        Self {
            is_saved: true,
            test_passed: configuration.test_passed,
            is_mapped: configuration.is_mapped,
        }
    }

    /// Of one that was read as a whole.
    pub fn of(configuration: &SsoConfiguration) -> Self {
        let last = configuration.last_test.as_ref();
        Self {
            is_saved: true,
            test_passed: last.is_some_and(|run| run.state == TestRunState::Passed),
            is_mapped: configuration.mapping.is_some(),
        }
    }

    /// Whether the step is done.
    pub const fn is_done(self, step: WizardStep) -> bool {
        match step {
            WizardStep::Connect => self.is_saved,
            WizardStep::Test => self.is_saved && self.test_passed,
            WizardStep::Map => self.is_saved && self.test_passed && self.is_mapped,
        }
    }

    /// Whether the step may be entered: all those before it are done.
    pub fn may_enter(self, step: WizardStep) -> bool {
        step.previous().is_none_or(|before| self.is_done(before))
    }

    /// The first step that is not done; none where all are.
    pub fn next_to_do(self) -> Option<WizardStep> {
        WizardStep::ALL.into_iter().find(|step| !self.is_done(*step))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn progress() -> impl Strategy<Value = Progress> {
        any::<(bool, bool, bool)>().prop_map(|(is_saved, test_passed, is_mapped)| Progress {
            is_saved,
            test_passed,
            is_mapped,
        })
    }

    proptest! {
        #[test]
        fn the_steps_in_reach_are_the_first_ones(progress in progress()) {
            let entered: Vec<bool> = WizardStep::ALL.map(|step| progress.may_enter(step)).into();
            prop_assert!(entered[0]);
            prop_assert!(entered.is_sorted_by(|before, after| before >= after), "{:?}", entered);
        }

        #[test]
        fn a_step_that_is_done_may_be_entered_and_so_may_the_one_after_it(progress in progress()) {
            for step in WizardStep::ALL.into_iter().filter(|step| progress.is_done(*step)) {
                prop_assert!(progress.may_enter(step));
                prop_assert!(step.next().is_none_or(|next| progress.may_enter(next)));
            }
        }

        #[test]
        fn what_is_to_do_next_may_be_entered_and_is_not_done(progress in progress()) {
            match progress.next_to_do() {
                Some(step) => {
                    prop_assert!(progress.may_enter(step));
                    prop_assert!(!progress.is_done(step));
                }
                None => prop_assert!(progress.is_done(WizardStep::Map)),
            }
        }
    }

    #[test]
    fn next_and_previous_undo_each_other() {
        for step in WizardStep::ALL {
            assert_eq!(
                step.next().and_then(WizardStep::previous),
                step.next().map(|_| step)
            );
        }
    }

    #[test]
    fn a_mapping_without_a_test_does_not_finish() {
        let changed = Progress {
            is_saved: true,
            test_passed: false,
            is_mapped: true,
        };
        assert_eq!(changed.next_to_do(), Some(WizardStep::Test));
        assert!(!changed.may_enter(WizardStep::Map));
    }
}
