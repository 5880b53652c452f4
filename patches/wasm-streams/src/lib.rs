//! Takes the place of the crate of that name (`[patch.crates-io]`). Leptos brings that along for server functions that stream;
//! there are none here, but what it exports to JavaScript no linker can tell to be unused.
//!
//! Invariant: nothing is lost quietly. Should anybody ever stream, it says so and stops.

use futures_util::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser's, in name alone.
#[derive(Debug)]
pub struct ReadableStream;

impl ReadableStream {
    /// Would make a stream of the browser's out of `stream`.
    pub fn from_stream<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<JsValue, JsValue>> + 'static,
    {
        drop(stream);
        nobody_streams()
    }

    /// Would hand it to the browser.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        nobody_streams()
    }

    /// Would take a stream from the browser.
    pub fn from_raw(raw: web_sys::ReadableStream) -> Self {
        drop(raw);
        nobody_streams()
    }

    /// Would read it.
    pub fn into_stream(self) -> impl Stream<Item = Result<JsValue, JsValue>> + 'static {
        futures_util::stream::poll_fn(|_| nobody_streams())
    }
}

fn nobody_streams() -> ! {
    panic!("nothing streams here: put the real wasm-streams back (see [patch.crates-io])")
}
