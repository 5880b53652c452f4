//! A cache for metadata and keys of issuers. Invariant: however many sign-ins need the same value at once, one request is sent, and a refetch
//! on demand is sent at most once a minute.

use std::{
    future::Future,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use tokio::time::timeout;

use super::{
    egress::EgressError,
    error::{FederationError, FederationStep},
};

/// How long a value is used without asking again. Long enough that discovery costs nothing, short enough that a key
/// withdrawn at the identity provider is not believed for long.
const FRESH_MS: i64 = 10 * 60_000;
/// How long an old value is used while the identity provider does not respond. After a response that cannot be used, the old value is not
/// used either.
const STALE_MS: i64 = 60 * 60_000;
/// How long an identity provider that did not respond is not asked again while there is an old value. Without an old value it is asked each time,
/// so that whoever repairs it sees that at once.
const RETRY_MS: i64 = 5_000;
/// How long an identity provider counts as present after its last response: long enough that a crowd costs one request.
const PRESENT_MS: i64 = 30_000;
/// How long a person who is about to be sent there waits for that request.
const PRESENCE_TIMEOUT: Duration = Duration::from_millis(if cfg!(test) { 20 } else { 1_000 });
/// The shortest time between two refetches on demand.
const ON_DEMAND_MS: i64 = 60_000;

/// A value and when it was fetched.
#[derive(Debug)]
struct Entry<T> {
    value: Arc<T>,
    fetched_at_ms: i64,
}

/// When requests were sent. Its lock makes them one after the other.
#[derive(Debug, Default)]
struct Attempts {
    failed: Option<(FederationError, i64)>,
    on_demand_at_ms: Option<i64>,
}

/// One value that is fetched when needed. Reading a fresh value never waits for a refetch of another task.
#[derive(Debug)]
pub(super) struct Cached<T> {
    entry: RwLock<Option<Entry<T>>>,
    attempts: tokio::sync::Mutex<Attempts>,
    /// Counts finished requests, so that tasks which waited for one take its outcome, good or bad.
    finished: AtomicU64,
}

impl<T> Default for Cached<T> {
    fn default() -> Self {
        Self {
            entry: RwLock::default(),
            attempts: tokio::sync::Mutex::default(),
            finished: AtomicU64::new(0),
        }
    }
}

impl<T> Cached<T> {
    /// The value, which is fetched unless a fresh one is cached.
    pub(super) async fn get<F>(
        &self,
        now_ms: i64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<T>, FederationError>
    where
        F: Future<Output = Result<T, FederationError>>,
    {
        if let Some(value) = self.younger_than(FRESH_MS, now_ms) {
            return Ok(value);
        }
        let finished_before = self.finished.load(Ordering::Acquire);
        let mut attempts = self.attempts.lock().await;
        if let Some(value) = self.younger_than(FRESH_MS, now_ms) {
            return Ok(value);
        }
        let old = self.younger_than(STALE_MS, now_ms);
        if let Some((error, at_ms)) = &attempts.failed {
            let waited_for_it = self.finished.load(Ordering::Acquire) != finished_before;
            let is_recent = is_within(RETRY_MS, *at_ms, now_ms) && old.is_some();
            if waited_for_it || is_recent {
                return old.filter(|_| is_silence(error)).ok_or_else(|| error.clone());
            }
        }
        match self.request(&mut attempts, now_ms, fetch).await {
            Err(error) => old.filter(|_| is_silence(&error)).ok_or(error),
            fetched => fetched,
        }
    }

    /// The value for somebody who is about to be sent to the identity provider: like [`Self::get`], but asks again where the last response is not
    /// recent. Where nobody listens there, this is an error although an old value could be used: the browser would show its own error
    /// page, and nobody here would know.
    pub(super) async fn get_of_present<F>(
        &self,
        now_ms: i64,
        fetch: impl FnOnce() -> F + Clone,
    ) -> Result<Arc<T>, FederationError>
    where
        F: Future<Output = Result<T, FederationError>>,
    {
        if let Some(value) = self.younger_than(PRESENT_MS, now_ms) {
            return Ok(value);
        }
        if self.younger_than(STALE_MS, now_ms).is_none() {
            return self.get(now_ms, fetch).await;
        }
        let mut attempts = self.attempts.lock().await;
        if let Some(value) = self.younger_than(PRESENT_MS, now_ms) {
            return Ok(value);
        }
        let failed = attempts.failed.as_ref();
        let recent = failed.filter(|(_, at_ms)| is_within(RETRY_MS, *at_ms, now_ms));
        let absence = match recent {
            Some((error, _)) => Some(error.clone()),
            None => {
                let asked = self.request(&mut attempts, now_ms, fetch.clone());
                match timeout(PRESENCE_TIMEOUT, asked).await {
                    Ok(Ok(value)) => return Ok(value),
                    Ok(Err(error)) => Some(error),
                    Err(_) => {
                        // Those who wait behind this one go on at once.
                        attempts.failed = Some((too_late(), now_ms));
                        None
                    }
                }
            }
        };
        drop(attempts);
        match absence.filter(is_absence) {
            Some(error) => Err(error),
            None => self.get(now_ms, fetch).await,
        }
    }

    /// Fetches the value again because `seen` lacked something, e.g. a key. `None` if that was done less than a minute ago.
    pub(super) async fn refetch<F>(
        &self,
        seen: &Arc<T>,
        now_ms: i64,
        fetch: impl FnOnce() -> F,
    ) -> Option<Result<Arc<T>, FederationError>>
    where
        F: Future<Output = Result<T, FederationError>>,
    {
        let mut attempts = self.attempts.lock().await;
        let current = self.younger_than(STALE_MS, now_ms);
        if let Some(newer) = current.filter(|current| !Arc::ptr_eq(current, seen)) {
            return Some(Ok(newer));
        }
        if attempts
            .on_demand_at_ms
            .is_some_and(|at_ms| is_within(ON_DEMAND_MS, at_ms, now_ms))
        {
            return None;
        }
        attempts.on_demand_at_ms = Some(now_ms);
        Some(self.request(&mut attempts, now_ms, fetch).await)
    }

    async fn request<F>(
        &self,
        attempts: &mut Attempts,
        now_ms: i64,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<T>, FederationError>
    where
        F: Future<Output = Result<T, FederationError>>,
    {
        let fetched = fetch().await;
        self.finished.fetch_add(1, Ordering::AcqRel);
        match fetched {
            Ok(value) => {
                let value = Arc::new(value);
                let entry = Entry {
                    value: Arc::clone(&value),
                    fetched_at_ms: now_ms,
                };
                *self.entry.write().unwrap_or_else(PoisonError::into_inner) = Some(entry);
                attempts.failed = None;
                Ok(value)
            }
            Err(error) => {
                attempts.failed = Some((error.clone(), now_ms));
                Err(error)
            }
        }
    }

    fn younger_than(&self, age_ms: i64, now_ms: i64) -> Option<Arc<T>> {
        let entry = self.entry.read().unwrap_or_else(PoisonError::into_inner);
        let entry = entry.as_ref()?;
        is_within(age_ms, entry.fetched_at_ms, now_ms).then(|| Arc::clone(&entry.value))
    }
}

const fn is_silence(error: &FederationError) -> bool {
    matches!(error, FederationError::Unavailable { .. })
}

const fn too_late() -> FederationError {
    FederationError::Unavailable {
        step: FederationStep::Discovery,
        detail: EgressError::too_late(),
    }
}

const fn is_absence(error: &FederationError) -> bool {
    matches!(error, FederationError::Unavailable { detail, .. } if detail.is_absence())
}

/// Whether `now` is less than `age` after `then`. A clock that went back makes everything old: asking again is safe.
const fn is_within(age_ms: i64, then_ms: i64, now_ms: i64) -> bool {
    let passed = now_ms.saturating_sub(then_ms);
    passed >= 0 && passed < age_ms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence() -> FederationError {
        FederationError::Unavailable {
            step: FederationStep::Keys,
            detail: EgressError::status(503),
        }
    }

    fn nonsense() -> FederationError {
        FederationError::misconfigured(FederationStep::Keys, "nonsense")
    }

    async fn never() -> Result<u32, FederationError> {
        panic!("nothing is to be fetched")
    }

    #[tokio::test]
    async fn a_fresh_value_is_not_fetched_again_and_an_old_one_is() {
        let cached = Cached::default();
        assert_eq!(*cached.get(0, || async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(*cached.get(FRESH_MS - 1, never).await.unwrap(), 1);
        assert_eq!(*cached.get(FRESH_MS, || async { Ok(2) }).await.unwrap(), 2);
    }

    #[tokio::test]
    async fn an_old_value_bridges_silence_for_an_hour_and_nothing_else() {
        let cached = Cached::default();
        cached.get(0, || async { Ok(1) }).await.unwrap();
        assert_eq!(
            *cached.get(FRESH_MS, || async { Err(silence()) }).await.unwrap(),
            1
        );
        assert_eq!(
            *cached.get(FRESH_MS + RETRY_MS - 1, never).await.unwrap(),
            1,
            "left alone for a moment"
        );
        assert_eq!(
            cached
                .get(FRESH_MS + RETRY_MS, || async { Err(nonsense()) })
                .await
                .unwrap_err(),
            nonsense()
        );
        assert_eq!(
            cached
                .get(STALE_MS, || async { Err(silence()) })
                .await
                .unwrap_err(),
            silence()
        );
    }

    fn absence() -> FederationError {
        FederationError::Unavailable {
            step: FederationStep::Discovery,
            detail: EgressError::nobody_listens(),
        }
    }

    #[tokio::test]
    async fn nobody_is_sent_where_nobody_listens_and_silence_is_bridged() {
        let cached = Cached::default();
        assert_eq!(*cached.get_of_present(0, || async { Ok(1) }).await.unwrap(), 1);
        assert_eq!(*cached.get_of_present(PRESENT_MS - 1, never).await.unwrap(), 1);
        let gone = cached
            .get_of_present(PRESENT_MS, || async { Err(absence()) })
            .await;
        assert_eq!(gone.unwrap_err(), absence());
        let remembered = cached.get_of_present(PRESENT_MS + RETRY_MS - 1, never).await;
        assert_eq!(remembered.unwrap_err(), absence(), "not asked for each person");
        // Who comes back from there meanwhile is not affected.
        assert_eq!(*cached.get(PRESENT_MS + RETRY_MS, never).await.unwrap(), 1);
        let now = PRESENT_MS + RETRY_MS;
        let silent = cached.get_of_present(now, || async { Err(silence()) }).await;
        assert_eq!(*silent.unwrap(), 1);
        let back = cached.get_of_present(now + RETRY_MS, || async { Ok(2) }).await;
        assert_eq!(*back.unwrap(), 2);
    }

    #[tokio::test]
    async fn a_slow_response_holds_one_person_up_and_nobody_else() {
        let cached = Cached::default();
        cached.get(0, || async { Ok(1) }).await.unwrap();
        let requests = AtomicU64::new(0);
        let slow = || async {
            requests.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_secs(3_600)).await;
            Ok(2)
        };
        let (first, second) = tokio::join!(
            cached.get_of_present(PRESENT_MS, slow),
            cached.get_of_present(PRESENT_MS, slow)
        );
        assert_eq!((*first.unwrap(), *second.unwrap()), (1, 1));
        assert_eq!(requests.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_failure_without_an_old_value_is_not_remembered() {
        let cached = Cached::default();
        assert_eq!(
            cached.get(0, || async { Err(silence()) }).await.unwrap_err(),
            silence()
        );
        assert_eq!(*cached.get(0, || async { Ok(1) }).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn those_who_wait_share_one_request_good_or_bad() {
        for outcome in [Ok(1), Err(silence())] {
            let cached = Cached::default();
            let requests = AtomicU64::new(0);
            let fetch = || async {
                requests.fetch_add(1, Ordering::Relaxed);
                tokio::time::sleep(Duration::from_millis(20)).await;
                outcome.clone()
            };
            let (a, b, c) = tokio::join!(cached.get(0, fetch), cached.get(0, fetch), cached.get(0, fetch));
            for result in [a, b, c] {
                assert_eq!(result.map(|value| *value), outcome);
            }
            assert_eq!(requests.load(Ordering::Relaxed), 1);
        }
    }

    #[tokio::test]
    async fn refetches_on_demand_are_a_minute_apart() {
        let cached = Cached::default();
        let first = cached.get(0, || async { Ok(1) }).await.unwrap();
        let second = cached
            .refetch(&first, 10, || async { Ok(2) })
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            *cached.refetch(&first, 11, never).await.unwrap().unwrap(),
            2,
            "somebody else has done it"
        );
        assert!(
            cached
                .refetch(&second, 10 + ON_DEMAND_MS - 1, never)
                .await
                .is_none()
        );
        let third = cached
            .refetch(&second, 10 + ON_DEMAND_MS, || async { Err(silence()) })
            .await;
        assert_eq!(third.unwrap().unwrap_err(), silence());
        assert!(
            cached.refetch(&second, 11 + ON_DEMAND_MS, never).await.is_none(),
            "failures count too"
        );
    }

    #[tokio::test]
    async fn a_clock_that_goes_back_makes_values_old() {
        let cached = Cached::default();
        cached.get(1_000, || async { Ok(1) }).await.unwrap();
        assert_eq!(*cached.get(999, || async { Ok(2) }).await.unwrap(), 2);
    }
}
