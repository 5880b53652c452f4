//! The audit trail as a chain: events get their places, old ones are erased from its beginning, and the whole is verified. Invariant: a
//! chain that does not end where its sealed end says is never gone on with, so that what was done to it stays visible.

use serde_json::json;

use crate::app_state::AppState;
use crate::domain::audit_chain::{ChainBreak, ChainEnds, Place, Walk, following};
use crate::secrets::{NoRandomness, SecretKey};
use crate::store::audit::{self, Origin};
use crate::store::audit_chain::{self as store, StoredEnds, ends_purpose};
use crate::store::{Connection, Store, StoreError};

/// Events that get their places in one transaction: so few that no request waits for it.
const BATCH: i64 = 200;
/// Events that are read, or erased, at once.
const PART: i64 = 1_000;
/// How long expired events may wait for their deletion, in milliseconds: a day.
const ERASE_EVERY_MS: i64 = 24 * 60 * 60 * 1000;

/// Why the chain is not gone on with, or is not whole. The text is for the operator.
#[derive(Debug, thiserror::Error)]
pub enum ChainError {
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Somebody has been at it.
    #[error("the audit trail is broken: {0}")]
    Broken(#[from] ChainBreak),
    /// There was no nonce to seal with.
    #[error(transparent)]
    NoRandomness(#[from] NoRandomness),
}

/// What chain functions return.
pub type Result<T> = std::result::Result<T, ChainError>;

/// The ends that are written down, which fit what is there; none before the first event.
fn opened(key: &SecretKey, stored: &StoredEnds) -> Result<Option<ChainEnds>> {
    let Some(sealed) = &stored.ends_sealed else {
        return match stored.last() {
            Some(_) => Err(ChainBreak::EndsMissing.into()),
            None => Ok(None),
        };
    };
    let text = key.open(&ends_purpose(""), sealed);
    let text = text.map_err(|_| ChainBreak::EndsUnreadable)?;
    let ends: ChainEnds = serde_json::from_str(&text).map_err(|_| ChainBreak::EndsUnreadable)?;
    let last = stored.last().unwrap_or_else(|| ends.anchor.clone());
    let (found, expected) = (last.position, ends.newest.position);
    if found < expected {
        return Err(ChainBreak::CutOff { found, expected }.into());
    }
    if found > expected {
        return Err(ChainBreak::BehindTheEnd { expected }.into());
    }
    if last != ends.newest {
        let id = "the last one".to_owned();
        return Err(ChainBreak::Changed { position: found, id }.into());
    }
    Ok(Some(ends))
}

async fn write_down(connection: &mut Connection, key: &SecretKey, ends: &ChainEnds) -> Result<()> {
    let text = serde_json::to_string(ends).map_err(|_| StoreError::Corrupt("audit_chain.ends_sealed"))?;
    let sealed = key.seal(&ends_purpose(""), &text)?;
    Ok(store::set_ends(connection, &sealed).await?)
}

/// Gives all events their places that have none yet.
pub async fn go_on(app: &AppState) -> Result<()> {
    while give_places(&app.store, &app.secret_key, app.clock.now_ms()).await? {}
    Ok(())
}

/// Gives some events their places. `false` where each has one.
async fn give_places(platform: &Store, key: &SecretKey, now_ms: i64) -> Result<bool> {
    if store::without_place(&mut *platform.read().await?, 1)
        .await?
        .is_empty()
    {
        return Ok(false);
    }
    let mut transaction = platform.begin().await?;
    let ends = opened(key, &store::lock(&mut transaction).await?)?;
    let begun = || ChainEnds::begun(Place::default(), Place::default(), true, now_ms);
    let mut ends = ends.unwrap_or_else(begun);
    let events = store::without_place(&mut transaction, BATCH).await?;
    let mut places = Vec::new();
    for event in &events {
        ends.newest = following(&ends.newest, &event.event());
        places.push((event.event().id, ends.newest.clone()));
    }
    if places.is_empty() {
        return Ok(false);
    }
    store::give_places(&mut transaction, &places).await?;
    let has_more = places.len() >= usize::try_from(BATCH).unwrap_or_default();
    if ends.is_finding {
        ends.found_through = ends.newest.position;
        ends.found_at_ms = now_ms;
        ends.is_finding = has_more;
    }
    write_down(&mut transaction, key, &ends).await?;
    transaction.commit().await?;
    Ok(has_more)
}

/// Erases the events that are older than the trail keeps them, about once a day, and says in it how many.
pub async fn erase_old(app: &AppState) -> Result<()> {
    let Some(kept_ms) = app.config.audit_retention_ms else {
        return Ok(());
    };
    // By the earlier of both clocks: what is gone does not come back when one is set right.
    let now = app.clock.now_ms().min(app.wall_clock.now_ms());
    let before = now - kept_ms;
    let oldest = audit::oldest_at_ms(&mut *app.store.read().await?).await?;
    if oldest.is_none_or(|oldest| oldest >= before - ERASE_EVERY_MS) {
        return Ok(());
    }
    go_on(app).await?;
    while erase(app, before).await? {}
    Ok(())
}

/// Erases some events from the beginning of the chain, which begins behind them from then on. `false` where none was old enough.
async fn erase(app: &AppState, before_ms: i64) -> Result<bool> {
    let mut transaction = app.store.begin().await?;
    let Some(mut ends) = opened(&app.secret_key, &store::lock(&mut transaction).await?)? else {
        return Ok(false);
    };
    // Those that are there behind an anchor which is no erased event go, too.
    let oldest = store::behind(&mut transaction, 0, ends.newest.position, PART).await?;
    let (mut walk, mut last) = (Walk::begin(&ends), None);
    for link in oldest.iter().take_while(|link| link.event().at_ms < before_ms) {
        if link.place().position > ends.anchor.position {
            // What was done to an event must not go with it.
            walk.step(&link.place(), &link.event())?;
        }
        last = Some(link);
    }
    let Some(last) = last else {
        return Ok(false);
    };
    let last = last.place();
    let gone = store::erase_through(&mut transaction, last.position, before_ms).await?;
    if last.position > ends.anchor.position {
        ends.anchor = last;
    }
    write_down(&mut transaction, &app.secret_key, &ends).await?;
    let event = audit::Event {
        action: "audit_purged",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({ "events": gone, "before_ms": before_ms }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), app.clock.now_ms()).await?;
    transaction.commit().await?;
    Ok(true)
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// Events that are proved to be as they were written, with nothing missing between them.
    pub events: u64,
    /// Events that have no place yet.
    pub without_place: i64,
    /// The ends of the chain; none where it was not begun.
    pub ends: Option<ChainEnds>,
}

/// Walks along the whole chain.
///
/// # Errors
/// [`ChainError::Broken`] says where it is broken first.
pub async fn verify(platform: &Store, key: &SecretKey) -> Result<Verified> {
    loop {
        let ends = opened(key, &store::ends(&mut *platform.read().await?).await?)?;
        let broken = match walk(platform, ends.as_ref()).await {
            Err(ChainError::Broken(broken)) => broken,
            walked => return walked,
        };
        // Old events may have been erased meanwhile, and the chain begins later: it is walked again from there.
        let now = opened(key, &store::ends(&mut *platform.read().await?).await?)?;
        let anchor = |ends: &Option<ChainEnds>| ends.as_ref().map(|ends| ends.anchor.clone());
        if anchor(&now) == anchor(&ends) {
            return Err(broken.into());
        }
    }
}

async fn walk(platform: &Store, ends: Option<&ChainEnds>) -> Result<Verified> {
    let nothing = ChainEnds::begun(Place::default(), Place::default(), true, 0);
    let known = ends.unwrap_or(&nothing);
    let mut walk = Walk::begin(known);
    loop {
        let behind = walk.place().position;
        let links = store::behind(&mut *platform.read().await?, behind, known.newest.position, PART).await?;
        for link in &links {
            walk.step(&link.place(), &link.event())?;
        }
        if links.is_empty() {
            break;
        }
    }
    walk.end(known)?;
    let mut connection = platform.read().await?;
    let waiting = store::without_place(&mut connection, PART).await?;
    for link in &waiting {
        walk.look(&link.event(), known.is_finding)?;
    }
    Ok(Verified {
        events: walk.checked,
        without_place: store::count_without_place(&mut connection).await?,
        ends: ends.cloned(),
    })
}

/// Begins the chain anew behind its last event, whatever has become of it: an operator has looked into that. The earlier events stay;
/// nothing is proved of them any more. Returns the place behind which it begins.
pub async fn begin_anew(platform: &Store, key: &SecretKey, now_ms: i64) -> Result<Place> {
    let found = verify(platform, key).await;
    let mut transaction = platform.begin().await?;
    let last = store::lock(&mut transaction).await?.last().unwrap_or_default();
    let ends = ChainEnds::begun(last.clone(), last.clone(), false, now_ms);
    write_down(&mut transaction, key, &ends).await?;
    let found = match found {
        Ok(_) => "whole".to_owned(),
        Err(ChainError::Broken(broken)) => broken.to_string(),
        Err(error) => return Err(error),
    };
    let event = audit::Event {
        action: "audit_chain_begun_anew",
        company_id: None,
        actor_account_id: None,
        subject: None,
        detail: json!({ "by": "command", "behind": last.position, "found": found }),
    };
    audit::append(&mut transaction, &event, &Origin::default(), now_ms).await?;
    transaction.commit().await?;
    Ok(last)
}
