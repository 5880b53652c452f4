//! What the operator reads of a test, and nobody of another one: the log of this thread.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tracing::Dispatch;
use tracing::subscriber::DefaultGuard;

/// A second subscriber, which hears nothing and stays. While there is one alone, tracing asks the thread that comes first by a place in the
/// code whether anybody listens there: a thread without a subscriber would silence that place for all tests.
static SECOND: LazyLock<Dispatch> = LazyLock::new(|| {
    let silent = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::INFO)
        .with_writer(io::sink);
    Dispatch::new(silent.finish())
});

/// Listens until it is dropped.
pub(crate) struct Log {
    lines: Lines,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Log {
    pub(crate) fn listen() -> Self {
        LazyLock::force(&SECOND);
        let lines = Lines::default();
        let writer = lines.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::INFO)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        Self {
            lines,
            _listening: tracing::subscriber::set_default(subscriber),
        }
    }

    /// All that was written so far, and forgets it.
    pub(crate) fn take(&self) -> String {
        let bytes = std::mem::take(&mut *self.lines.0.lock().unwrap_or_else(PoisonError::into_inner));
        String::from_utf8(bytes).unwrap()
    }

    /// The one line that was written with this member at fault.
    pub(crate) fn line_about(text: &str, member: &str) -> String {
        let marker = format!("member=\"{member}\"");
        let lines: Vec<&str> = text.lines().filter(|line| line.contains(&marker)).collect();
        assert_eq!(lines.len(), 1, "one line about {member}: {text}");
        lines[0].to_owned()
    }
}
