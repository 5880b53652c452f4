//! The Latchkey server.
