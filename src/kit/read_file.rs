//! A file that somebody has chosen, as the platform takes it.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{File, FileReader};

/// Reads a file as Base64; none where the browser cannot.
pub fn read_as_base64(file: &File, done: impl FnOnce(Option<String>) + 'static) {
    let Ok(reader) = FileReader::new() else {
        return done(None);
    };
    let loaded = reader.clone();
    let on_end = Closure::once_into_js(move || {
        let address = loaded.result().ok().and_then(|result| result.as_string());
        // `data:text/csv;base64,…`
        let content =
            address.and_then(|address| address.split_once(',').map(|(_, content)| content.to_owned()));
        done(content);
    });
    reader.set_onloadend(Some(on_end.unchecked_ref()));
    // Where it fails, the end comes without a result.
    let _ = reader.read_as_data_url(file);
}

/// Whether a file has more bytes than that. Read as a number: the browser counts bytes so.
pub fn has_more_than(file: &File, bytes: usize) -> bool {
    file.size() > f64::from(u32::try_from(bytes).unwrap_or(u32::MAX))
}
