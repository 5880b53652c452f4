//! The server-sent events of a test run (WHATWG HTML §9.2). Invariant: once it is dropped, nothing is heard any more.

use latchkey_contract::sso_configurations::TestRun;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventSource, MessageEvent};

use crate::api::json;

/// A connection that stays open while this lives.
pub struct RunEvents {
    source: EventSource,
    _heard: Closure<dyn FnMut(MessageEvent)>,
    _broken: Closure<dyn FnMut(Event)>,
}

impl RunEvents {
    /// Opens it at an address of the platform. `heard` runs with each state of the run, `broken` when there are no events for now: the
    /// browser asks for them again by itself where that may help. None where the browser has no such thing.
    pub fn open(
        address: &str,
        mut heard: impl FnMut(TestRun) + 'static,
        mut broken: impl FnMut() + 'static,
    ) -> Option<Self> {
        let source = EventSource::new(address).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let run = event.data().as_string().and_then(|text| json::read(&text));
            if let Some(run) = run {
                heard(run);
            }
        });
        let broken = Closure::<dyn FnMut(Event)>::new(move |_| broken());
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onerror(Some(broken.as_ref().unchecked_ref()));
        Some(Self {
            source,
            _heard: heard,
            _broken: broken,
        })
    }
}

impl Drop for RunEvents {
    fn drop(&mut self) {
        self.source.set_onmessage(None);
        self.source.set_onerror(None);
        self.source.close();
    }
}
