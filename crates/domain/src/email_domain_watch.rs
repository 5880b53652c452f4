//! Decides what to do after the DNS record of a proven domain was looked up again. Invariant: the domain stays proven if the record has gone;
//! the company's admins are warned once.

/// How often somebody looks, in milliseconds: each day.
pub const LOOKED_AT_EVERY_MS: i64 = 24 * 3_600_000;
/// How long the record has to be missing before the admins are warned, in milliseconds: whoever moves a zone to another name server needs
/// a day for it.
const WARNED_AFTER_MS: i64 = 2 * 24 * 3_600_000 - 3_600_000;

/// What is known of the record of a proven domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecordStatus {
    /// Since when each look found no record; `None`: the last one found it.
    pub missing_since_ms: Option<i64>,
    /// When the admins were warned of that.
    pub warned_at_ms: Option<i64>,
}

/// What a look changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News {
    /// Nothing that anybody has to know.
    None,
    /// It has been missing long enough to warn the admins.
    Missing,
    /// The admins were warned, and it is there again.
    Back,
}

/// What is known after a look that had a response.
pub fn after(before: RecordStatus, is_found: bool, now_ms: i64) -> (RecordStatus, News) {
    if is_found {
        let news = before.warned_at_ms.map_or(News::None, |_| News::Back);
        return (RecordStatus::default(), news);
    }
    let since_ms = before.missing_since_ms.unwrap_or(now_ms);
    let warns = before.warned_at_ms.is_none() && now_ms.saturating_sub(since_ms) >= WARNED_AFTER_MS;
    let status = RecordStatus {
        missing_since_ms: Some(since_ms),
        warned_at_ms: before.warned_at_ms.or(warns.then_some(now_ms)),
    };
    (status, if warns { News::Missing } else { News::None })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_time_it_goes_admins_are_warned_once_and_told_when_it_is_back(looks in prop::collection::vec((any::<bool>(), 1_i64..4), 0..40)) {
            let (mut status, mut now, mut gone_since, mut warned) = (RecordStatus::default(), 0, None, false);
            for (is_found, days) in looks {
                now += days * LOOKED_AT_EVERY_MS;
                let (next, news) = after(status, is_found, now);
                let expected = match (is_found, gone_since) {
                    (true, _) if warned => News::Back,
                    (false, Some(since)) if !warned && now - since >= 2 * LOOKED_AT_EVERY_MS => News::Missing,
                    _ => News::None,
                };
                prop_assert_eq!(news, expected);
                gone_since = if is_found { None } else { gone_since.or(Some(now)) };
                warned = !is_found && (warned || news == News::Missing);
                prop_assert_eq!(next.missing_since_ms, gone_since);
                prop_assert_eq!(next.warned_at_ms.is_some(), warned);
                status = next;
            }
        }
    }
}
