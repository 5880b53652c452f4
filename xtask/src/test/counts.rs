//! Counts tests by what the runners print. Invariant: a run that says nothing of passed tests, or that left some out,
//! is a failure.

use anyhow::{Result, ensure};

/// How many tests passed so far.
#[derive(Default)]
pub(crate) struct Counts {
    passed: usize,
}

impl Counts {
    pub(crate) fn passed(&self) -> usize {
        self.passed
    }

    /// Adds what `cargo test` printed: a line `test result: ok. 3 passed; 0 failed; 1 ignored; …` per test binary.
    pub(crate) fn add_cargo_tests(&mut self, printed: &str) -> Result<()> {
        let results: Vec<_> = printed
            .lines()
            .filter(|line| line.starts_with("test result:"))
            .collect();
        let sum = |word| {
            results
                .iter()
                .map(|line| number_before(line, word))
                .sum::<usize>()
        };
        let ignored = sum("ignored");
        ensure!(
            ignored == 0,
            "{ignored} tests are ignored: a test that does not run is no test"
        );
        self.add(sum("passed"))
    }

    /// Adds what Playwright printed: its closing lines `  12 passed (30.2s)`, `  1 skipped`, …
    pub(crate) fn add_playwright(&mut self, printed: &str) -> Result<()> {
        let sum = |word| {
            printed
                .lines()
                .map(|line| number_before(line, word))
                .sum::<usize>()
        };
        for word in ["skipped", "did not run", "flaky"] {
            let left = sum(word);
            ensure!(left == 0, "{left} end-to-end tests {word}");
        }
        self.add(sum("passed"))
    }

    fn add(&mut self, passed: usize) -> Result<()> {
        ensure!(passed > 0, "no test ran");
        self.passed += passed;
        Ok(())
    }
}

/// The number that stands before `word` in `line`; 0 when there is none.
fn number_before(line: &str, word: &str) -> usize {
    let before = line.find(&format!(" {word}")).map_or("", |at| &line[..at]);
    before
        .rsplit(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: &str = "running 3 tests\ntest result: ok. 3 passed; 0 failed; 0 ignored; 0 measured\n\
                         test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; finished in 0.1s";

    #[test]
    fn passed_tests_add_up() {
        let mut counts = Counts::default();
        counts.add_cargo_tests(CARGO).unwrap();
        counts
            .add_playwright("  ok 1 signs in (passed before)\n  21 passed (30.2s)")
            .unwrap();
        assert_eq!(counts.passed(), 36);
    }

    #[test]
    fn what_did_not_run_is_a_failure() {
        let mut counts = Counts::default();
        assert!(counts.add_cargo_tests("").is_err());
        assert!(
            counts
                .add_cargo_tests(&CARGO.replacen("0 ignored", "1 ignored", 1))
                .is_err()
        );
        assert!(counts.add_playwright("  2 skipped\n  21 passed (3s)").is_err());
        assert!(
            counts
                .add_playwright("  2 did not run\n  21 passed (3s)")
                .is_err()
        );
        assert!(counts.add_playwright("").is_err());
        assert_eq!(counts.passed(), 0);
    }
}
