//! What the screens say, as it stands in `locales/*.json`: one file per language, groups of phrases in it, and places for values in
//! a phrase (`{{ name }}`). Builds read it here: the screens get the keys and, where no file is fetched, the phrases as Rust; the
//! portal's browsers get one file for their language.
//!
//! Invariants: English names the keys, and every other language has exactly those, with the same values in each phrase; keys have the
//! same numbers in the Rust and in the files of one build.

mod catalogue;
mod file;
mod rust;

pub use catalogue::{Catalogue, CatalogueError, values_of};
